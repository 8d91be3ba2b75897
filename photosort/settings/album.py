"""Options of albums, maps and films."""

import re
from dataclasses import dataclass
from pathlib import Path

from photosort.errors import UsageError
from photosort.settings.organize import MODES
from photosort.settings.parsing import LANGUAGE, check_choices, check_range, check_real


@dataclass(frozen=True)
class AlbumOptions:
    """How an album is made. `language` is that of its words and dates, a code such as `de`.

    `originals` is the mode, one of `MODES`, for originals in it. `take_over` continues an album of
    another library.
    """

    language: str = "en"
    workers: int | None = None
    originals: str | None = None
    take_over: bool = False

    def __post_init__(self) -> None:
        if not LANGUAGE.fullmatch(self.language):
            raise UsageError(
                f"--lang: {self.language!r} is not a language", "give a code such as de"
            )
        if self.workers is not None:
            check_range("--workers", self.workers, 1, 1024)
        if self.originals is not None:
            check_choices("--with-originals", (self.originals,), MODES)


@dataclass(frozen=True)
class MapOptions:
    """The path of a map file, and its width in pixels. The extension decides the format."""

    out: str
    width: int = 1600

    def __post_init__(self) -> None:
        if not self.out.lower().endswith((".svg", ".png")):
            raise UsageError(
                f"--out {self.out}: the name must end in .svg or .png",
                "give a name such as map.png",
            )
        check_range("--width", self.width, 200, 20_000)


@dataclass(frozen=True)
class FilmOptions:
    """How a film is made: length, pixels, a sound file, the language of its words."""

    seconds: float = 60.0
    size: tuple[int, int] = (1920, 1080)
    audio: str | None = None
    language: str = "en"
    workers: int | None = None

    def __post_init__(self) -> None:
        check_real("--seconds", self.seconds, 12, 3600)
        if self.audio is not None and not Path(self.audio).is_file():
            raise UsageError(f"--audio {self.audio} is not a file", "name a file with sound")
        if not LANGUAGE.fullmatch(self.language):
            raise UsageError(
                f"--lang: {self.language!r} is not a language", "give a code such as de"
            )
        if self.workers is not None:
            check_range("--workers", self.workers, 1, 1024)


def parse_size(text: str) -> tuple[int, int]:
    """Width and height of `1920x1080`. Raises `UsageError`; H.264 wants even numbers."""
    match = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", text)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(160 <= side <= 7680 and side % 2 == 0 for side in size):
        raise UsageError(
            f"--size {text!r} is not the size of a film",
            "give even numbers from 160 to 7680, such as 1920x1080",
        )
    return size
