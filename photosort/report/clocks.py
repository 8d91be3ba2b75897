"""Clock corrections as text."""

from photosort.report.layout import plural, printable


def shift(seconds: int) -> str:
    """`+01:00`, or `-00:05:30` with seconds."""
    sign = "-" if seconds < 0 else "+"
    minutes, rest = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")


def proposal(
    camera: str, photos: int, seconds: int, confidence: float, matches: int, minutes: int
) -> str:
    """What seems wrong with the clock of a camera, and the command that corrects it."""
    correction = shift(seconds)
    slow = "behind" if seconds > 0 else "ahead"
    name = printable(camera)
    return (
        f"{name} seems to run {correction[1:]} {slow} ({plural(photos, 'photo')}; {matches:,} of"
        f" {minutes:,} minutes then match other cameras; confidence {100 * confidence:.0f} %)\n"
        f"  photosort index --shift '{name}={correction}'"
    )
