"""How `photosort query` prints what it finds: files, groups, measures, numbers."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from photosort.cli.session import Session
from photosort.cli.stdout import terminal_width

if TYPE_CHECKING:
    from photosort.model import Photo
    from photosort.store import Store
    from photosort.workflow.query import Query


class Answer(NamedTuple):
    """Prints the answer to a query; each method tells whether anything was found."""

    current: Session
    store: "Store"
    query: "Query"
    form: str
    nothing: str

    def print(self, *, count: bool, fields: Sequence[str] | None, null: bool) -> bool:
        """Print what is asked for: groups, measures, a number or files."""
        if self.query.group is not None:
            return self._groups()
        if self.query.measures:
            return self._measures()
        if count:
            return self._count()
        if null:
            return self._write(path + b"\0" for path in self._paths())
        if self.form == "json":
            return self._documents(fields)
        if self.form:
            return self._table(fields)
        if fields is not None:
            picked = (_line(each, fields) for each in self._photos())
            return self._write(picked)
        if not sys.stdout.isatty():
            return self._write(path + b"\n" for path in self._paths())
        return self._text()

    def _groups(self) -> bool:
        from photosort.report import query as report
        from photosort.workflow import query as workflow

        rows = workflow.group(self.store, self.query)
        if self.form == "json":
            count = workflow.count(self.store, self.query)
            self.current.print_json({"count": count, "groups": rows})
        elif self.form:
            flat = report.flat_groups(rows)
            self.current.print_list(self.form, flat, report.GROUP_COLUMNS, self.nothing)
        else:
            self.current.show(report.groups(rows), self.nothing)
        return bool(rows)

    def _measures(self) -> bool:
        from photosort.report import query as report
        from photosort.workflow import query as workflow

        row = workflow.measure(self.store, self.query)
        if self.form == "json":
            self.current.print_json(row)
        elif self.form:
            self.current.print_list(self.form, [report.flat_measures(row)], (), self.nothing)
        else:
            self.current.emit(report.measures(row))
        return bool(row["count"])

    def _count(self) -> bool:
        from photosort.workflow import query as workflow

        number = workflow.count(self.store, self.query)
        if self.form == "json":
            self.current.print_json({"count": number})
        elif self.form:
            self.current.print_list(self.form, [{"count": number}], (), self.nothing)
        else:
            self.current.emit(str(number))
        return number > 0

    def _documents(self, fields: Sequence[str] | None) -> bool:
        from photosort.report import query as report

        if fields is None:
            return self.current.out.print_list(report.documents(self._photos()))
        return self.current.out.print_list(report.picked(each, fields) for each in self._photos())

    def _table(self, fields: Sequence[str] | None) -> bool:
        from photosort.report import query as report
        from photosort.report import tabular

        if fields is not None:
            picked = (report.picked(each, fields) for each in self._photos())
            shown = picked if self.form == "nl" else map(report.in_words, picked)
            return self._write(tabular.only(self.form, shown, fields))
        if self.form == "nl":
            return self._write(tabular.lines("nl", report.documents(self._photos()), ()))
        return self._write(tabular.lines(self.form, report.rows(self._photos()), report.COLUMNS))

    def _text(self) -> bool:
        from photosort.report import query as report
        from photosort.workflow import query as workflow

        shown = 0

        def told() -> Iterator[str]:
            nonlocal shown
            for line in report.photos(self._photos(), terminal_width()):
                shown += 1
                yield line

        self.current.emit_lines(told())
        if shown or self.nothing:
            self.current.say(report.summary(workflow.count(self.store, self.query), shown))
        return shown > 0

    def _photos(self) -> "Iterator[Photo]":
        from photosort.workflow import query as workflow

        return workflow.photos(self.store, self.query)

    def _paths(self) -> list[bytes]:
        from photosort.workflow import query as workflow

        return workflow.paths(self.store, self.query)

    def _write(self, lines: Iterable[bytes]) -> bool:
        """Write lines as they are, which may be no text."""
        some = self.current.out.emit_bytes(lines)
        if not some and self.nothing:
            self.current.say(self.nothing)
        return some


def _line(photo: "Photo", fields: Sequence[str]) -> bytes:
    from photosort.report import query as report

    return report.line(report.picked(photo, fields)) + b"\n"
