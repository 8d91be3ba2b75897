"""How places are named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from photosort.errors import UsageError
from photosort.settings.parsing import LANGUAGE


@dataclass(frozen=True)
class PlaceOptions:
    """How places are named. For empty options, the earlier choice of the library holds.

    `languages` are in order of preference, `locale` are those of this machine. `own` are the
    `[[place]]` tables of the config file, `policy` its choices for disputed areas.
    """

    geocoder: str | None = None
    languages: tuple[str, ...] = ()
    locale: tuple[str, ...] = ("en",)
    own: tuple[Mapping[str, Any], ...] = ()
    policy: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        languages = tuple(dict.fromkeys(map(_tidy_language, self.languages)))
        object.__setattr__(self, "languages", languages)
        for language in languages:
            if not LANGUAGE.fullmatch(language):
                raise UsageError(
                    f"--lang: {language!r} is not a language",
                    "give codes in your order, such as zh,en",
                )


def _tidy_language(text: str) -> str:
    """A language tag in canonical form: `de-AT` for `de_AT.UTF-8` and `DE-at`."""
    base, *rest = text.split(".")[0].replace("_", "-").split("-")
    return "-".join((base.lower(), *(x.upper() if len(x) == 2 else x for x in rest)))


def locale_languages(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The languages of the locale, then English: `de_AT.UTF-8` → `("de", "en")`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = environment.get(name, "").split(".")[0].split("_")[0].lower()
        if code and code not in ("c", "posix") and LANGUAGE.fullmatch(code):
            return tuple(dict.fromkeys((code, "en")))
    return ("en",)
