"""The version, where all parts find it without loading the rest."""

__version__ = "0.1.0"
