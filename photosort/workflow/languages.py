"""The languages of titles, pages and films."""

from photosort.cluster.titles import LANGUAGES
from photosort.settings.parsing import check_choices


def check_language(language: str | None) -> None:
    """Raise `UsageError` for an unsupported language; `de-AT` counts as German."""
    if language is not None:
        base = language.split(".")[0].replace("_", "-").split("-")[0].lower()
        check_choices("--lang", (base,), LANGUAGES)
