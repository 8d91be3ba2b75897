"""The command line: the only place that knows of Typer, rich and terminals.

A file for each command or group of commands. `people_edits` and `people_faces` belong to `people`,
`correct` to `date` and `place`, `query_answer` to `query`, `watch` to `index`. A command imports
its workflow inside the function, so that `photosort --help` stays quick. What commands share:

- `app`: the global options and the list of commands; `arguments`: the words before Typer reads them
- `options`: options of several commands; `signatures`: how commands take them as objects
- `nouns`: the grammar of `trips`, `journeys`, `people` and `moments`
- `session`: the library, the global options, and all printing
- `stdout`, `messages`, `log`, `progress`: where data, messages and progress go; `streams`: stdout
  and stderr that are full, closed or without a reader
- `boundary`: where every error ends; `failures`: what is said of it; `usage`: what is said of
  wrong options and values
- `pages`: the help pages, their groups and topics; `help`: the commands that print them
- `completion`: what fits at the cursor, from `values` and `terms`, which find out by `asked`;
  `shells`: the scripts, and what each shell wants to be told
- `steps`: commands as steps of `run` and `index --watch`; `delivery`: `--result` and
  `--notify-command`
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
