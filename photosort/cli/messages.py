"""Messages on stderr: text for people, or a log with one JSON object per line."""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass
class Messages:
    """Prints the messages of one call; `as_json` is set once its options are parsed."""

    as_json: bool = False

    def tell(self, level: str, text: str, hint: str = "", **more: Any) -> None:
        """Print a message of a level (info, warning, error); `more` is only for the log."""
        if self.as_json:
            moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            line = {"time": moment, "level": level, "message": text, **more}
            sys.stderr.write(json.dumps(line | ({"hint": hint} if hint else {})) + "\n")
        else:
            sys.stderr.write(f"{text}\n" + (f"  {hint}\n" if hint else ""))
        sys.stderr.flush()
