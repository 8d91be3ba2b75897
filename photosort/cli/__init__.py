"""The command line: the only code that knows Typer, rich and terminals.

`app` is the command and the error boundary; `session` holds what every command needs, `options` the
shared options, `nouns` the commands that nouns share. To add a command, see CONTRIBUTING.md.
"""


def main() -> None:
    """Run the `photosort` command and exit with its code."""
    # imported here, so that worker processes, which import the main module again, stay small
    import gc
    import os
    import signal
    import sys
    from contextlib import suppress

    # objects are kept and have no cycles: searching for cycles costs a tenth of the time
    gc.set_threshold(200_000)
    # the thread pool of numpy costs more to start than it saves in our matrix products
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for each in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(each) is signal.SIG_DFL:  # nohup ignores it
            signal.signal(each, signal.default_int_handler)
    try:
        from photosort.cli.streams import open_closed_streams

        open_closed_streams()
        from photosort.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        with suppress(OSError):
            print("photosort: interrupted", file=sys.stderr, flush=True)
        code = 130
    if code == 130:
        # at once: what was interrupted may never return; workers end with this process
        os._exit(code)
    sys.exit(code)
