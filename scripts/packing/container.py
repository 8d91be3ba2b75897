"""Writes the container that photosort/places/pack.py reads."""

import json
import lzma
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from photosort.places.pack import MAGIC

FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9}]


def write(path: Path, versions: Mapping[str, str], sections: Mapping[str, Any]) -> None:
    """Arrays are split into byte planes, texts joined by newlines, everything else is JSON.

    What every run needs is deflated (fast to read); names of one language are packed by LZMA.
    """
    table: dict[str, Any] = {}
    blobs: list[bytes] = []
    for name in sorted(sections):
        value, entry = sections[name], {}
        if isinstance(value, np.ndarray):
            value = _narrow(value)
            entry = {"kind": "array", "dtype": value.dtype.str, "count": len(value)}
            raw = value.view(np.uint8).reshape(len(value), -1).T.tobytes()
        elif isinstance(value, list):
            assert not any("\n" in text for text in value)
            entry, raw = {"kind": "lines"}, "\n".join(value).encode()
        else:
            entry = {"kind": "json"}
            raw = json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
        if name.startswith("names."):
            blob = lzma.compress(raw, format=lzma.FORMAT_RAW, filters=FILTERS)
            entry["codec"] = "lzma"
        else:
            blob = zlib.compress(raw, 9)
        table[name] = entry | {"size": len(blob)}
        blobs.append(blob)
    head = json.dumps({"sources": dict(versions), "sections": table}, sort_keys=True).encode()
    head = zlib.compress(head, 9)
    rest = len(head).to_bytes(4, "little") + head + b"".join(blobs)
    path.write_bytes(MAGIC + zlib.crc32(rest).to_bytes(4, "little") + rest)
    for name, entry in sorted(table.items(), key=lambda item: -item[1]["size"])[:24]:
        print(f"{entry['size']:>10,}  {name}")


def _narrow(values: np.ndarray) -> np.ndarray:
    """The narrowest signed type that holds all values; unsigned ones stay."""
    if values.dtype.kind == "u" or not len(values):
        return values
    for dtype in ("<i1", "<i2", "<i4"):
        if np.iinfo(dtype).min <= values.min() and values.max() <= np.iinfo(dtype).max:
            return values.astype(dtype)
    raise OverflowError(values.max())
