"""Turns exceptions into errors for users."""

from photosort.errors import EXIT_INTERRUPTED, EXIT_USAGE, PhotosortError, of_system


def explain(error: BaseException, *, verbose: bool = False) -> PhotosortError:
    """The error for an exception; `verbose` prints the traceback of unexpected ones."""
    if isinstance(error, PhotosortError):
        return error
    if verbose:
        import traceback

        traceback.print_exception(error)
    if hasattr(error, "format_message") and getattr(error, "exit_code", None) == EXIT_USAGE:
        from photosort.cli.usage import explain_usage

        return explain_usage(error)
    if isinstance(error, KeyboardInterrupt):
        return interrupted()
    if isinstance(error, OSError | ImportError) and (known := of_system(error)):
        return known
    return PhotosortError(
        f"unexpected {type(error).__name__}: {error}",
        "this is a bug in photosort; run the command with -v to see where. No original was touched",
    )


def interrupted() -> PhotosortError:
    """The error for Ctrl-C."""
    error = PhotosortError(
        "interrupted", "finished work is kept; the next run continues from there"
    )
    error.code = EXIT_INTERRUPTED
    return error
