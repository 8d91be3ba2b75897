"""Corrections of camera clocks: stored in the library, never written to a file."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from photosort.model import Facts, Shift, Taken
from photosort.texts import fold

_OWN_CLOCK = ("exif", "quicktime", "xmp")


def apply_shifts(facts: Facts, shifts: Iterable[Shift]) -> Facts:
    """`facts` with the clock of the camera corrected; the narrowest matching range counts."""
    taken = facts.taken
    if not facts.model or not taken or not taken.local or taken.source not in _OWN_CLOCK:
        return facts
    fitting = [shift for shift in shifts if shift.seconds and _fits(shift, facts)]
    if not fitting:
        return facts
    shift = max(fitting, key=lambda each: (bool(each.first) + bool(each.last), each))
    return replace(facts, taken=_shifted(taken, shift.seconds))


def _fits(shift: Shift, facts: Facts) -> bool:
    """Whether a shift applies to the camera and date of `facts`."""
    names = (facts.model or "", f"{facts.make or ''} {facts.model or ''}")
    if fold(shift.camera) not in (fold(name.strip()) for name in names):
        return False
    day = facts.taken.local.date().isoformat() if facts.taken and facts.taken.local else ""
    return (not shift.first or day >= shift.first) and (not shift.last or day <= shift.last)


def _shifted(taken: Taken, seconds: int) -> Taken:
    step = timedelta(seconds=seconds)
    local = taken.local + step if taken.local else None
    if taken.offset_source == "gps":  # it was derived from the wrong clock
        return replace(taken, local=local, utc=None, offset=None, offset_source=None, shift=seconds)
    return replace(taken, local=local, utc=taken.utc and taken.utc + step, shift=seconds)
