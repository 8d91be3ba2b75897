"""The config file: TOML, checked against the options that commands know."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from photosort.errors import PhotosortError
from photosort.settings.parsing import split_list


class PlaceSettings(NamedTuple):
    """The place settings of the config file: languages, own places, disputed areas."""

    languages: tuple[str, ...] = ()
    own: tuple[Mapping[str, Any], ...] = ()
    policy: tuple[tuple[str, str], ...] = ()


def take_places(config: dict[str, Any]) -> PlaceSettings:
    """Take `language`, `[[place]]` and `[policy]` out of a config. Raises `PhotosortError`."""
    language = config.pop("language", "")
    own = config.pop("place", []) if isinstance(config.get("place"), list) else []
    policy = config.pop("policy", {})
    if not isinstance(policy, dict) or not all(isinstance(x, str) for x in policy.values()):
        raise PhotosortError(
            "[policy] in the config file needs country codes", 'as in crimea = "UA"'
        )
    return PlaceSettings(
        split_list(language) if isinstance(language, str) else tuple(language),
        tuple(own),
        tuple(sorted(policy.items())),
    )


def read_config(path: Path, known: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """The settings of a TOML file, checked against `known`: table → option names.

    The table "" holds settings outside any table. Raises `PhotosortError`, which names the file, if
    it cannot be read, is not TOML, or sets something unknown.
    """
    config = load_config(path)
    for name, value in config.items():
        if isinstance(value, dict) and name in known:
            _check_names(path, f"{name}.", value, known[name])
        elif name not in known[""]:
            raise _unknown(path, name, [*known[""], *(f"[{each}]" for each in known if each)])
    return {
        name: {key.replace("-", "_"): each for key, each in value.items()}
        if isinstance(value, dict)
        else value
        for name, value in config.items()
    }


def load_config(path: Path) -> dict[str, Any]:
    """What a TOML file holds. Raises `PhotosortError` if it cannot be read or is not TOML."""
    if path.exists() and not path.is_file():  # reading a pipe would block
        raise PhotosortError(f"the config file {path} is not a regular file", "name a TOML file")
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise PhotosortError(f"cannot read the config file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PhotosortError(f"the config file {path} is not valid TOML: {error}") from error


def _check_names(path: Path, prefix: str, table: Mapping[str, Any], known: Collection[str]) -> None:
    for key in table:
        if key.replace("-", "_") not in known:
            raise _unknown(path, prefix + key, sorted(known))


def _unknown(path: Path, name: str, known: Collection[str]) -> PhotosortError:
    return PhotosortError(
        f"the config file {path} sets {name}, which is unknown", f"choose from: {', '.join(known)}"
    )
