"""The command line: the only place that knows of Typer, rich and terminals."""


def main() -> None:
    """Run the `photosort` command and exit with its code."""
    # imported here, so that worker processes that import the main module again stay small
    import sys

    from photosort.cli.app import run

    sys.exit(run(sys.argv[1:]))
