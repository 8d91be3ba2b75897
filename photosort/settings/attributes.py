"""The attributes of faces that an option names."""

from difflib import get_close_matches

from photosort.errors import UsageError
from photosort.model.attributes import ATTRIBUTES
from photosort.settings.parsing import split_list

NONE = "none"
"""The word for no attributes."""

_WITHOUT_WEIGHTS = ("glasses", "sunglasses", "hat", "mask", "beard", "emotion", "eyes")


def parse_attributes(text: str | None) -> tuple[str, ...] | None:
    """The attributes of `age,smile`, none of `none`; None for None. Raises `UsageError`."""
    if text is None:
        return None
    names = [each.lower() for each in split_list(text)]
    if names == [NONE]:
        return ()
    for name in names:
        if name not in ATTRIBUTES:
            raise _unknown(name)
    if not names:
        raise UsageError("--attributes names no attribute", _known())
    return tuple(name for name in ATTRIBUTES if name in names)


def _unknown(name: str) -> UsageError:
    if name == NONE:
        return UsageError("--attributes: none stands alone", _known())
    message = f"--attributes: there is no attribute {name}"
    if name in _WITHOUT_WEIGHTS:
        return UsageError(f"{message}: no network for it may be shipped freely", _known())
    near = get_close_matches(name, ATTRIBUTES, 1, 0.5)
    return UsageError(message, f"did you mean {near[0]}?" if near else _known())


def _known() -> str:
    return f"choose from {', '.join(ATTRIBUTES)}, or {NONE}"
