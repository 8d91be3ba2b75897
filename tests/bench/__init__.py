"""Benchmarks: `pytest -m bench -s tests/bench` prints a table of figures beside references."""
