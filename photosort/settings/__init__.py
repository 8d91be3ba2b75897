"""Options with their ranges, validated once when they are created.

One file per command; `parsing` turns texts into values (dates, durations, lists) for all of them,
and `config` reads the config file.
"""
