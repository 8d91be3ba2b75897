"""Benchmarks: `pytest -m bench -n 0 -s tests/bench` prints a table of figures beside references."""
