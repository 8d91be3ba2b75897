"""The languages in which titles, pages and films are written."""

from photosort.cluster.titles import LANGUAGES
from photosort.settings.parsing import check_choices


def check_language(language: str | None) -> None:
    """Raise `UsageError` for a language in which nothing can be written; `de-AT` is German."""
    if language is not None:
        base = language.split(".")[0].replace("_", "-").split("-")[0].lower()
        check_choices("--lang", (base,), LANGUAGES)
