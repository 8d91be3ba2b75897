"""Where the library and the config file are if nobody names them."""

from pathlib import Path


def default_library() -> Path:
    """The path of the library."""
    from platformdirs import user_data_path

    return user_data_path("photosort", appauthor=False) / "library.db"


def default_config() -> Path | None:
    """The config file, None if there is none."""
    from platformdirs import user_config_path

    path = user_config_path("photosort", appauthor=False) / "config.toml"
    return path if path.is_file() else None
