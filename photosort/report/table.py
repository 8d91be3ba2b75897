"""Tables: aligned columns below headings, cut to the width of the page."""

from collections.abc import Sequence
from typing import NamedTuple

from photosort.report.layout import clip, display_width
from photosort.report.page import Page

_GAP = 2
_INDENT = 2
_LEAST = 8
"""Narrower than this a column that can be cut tells nothing, and is left out."""


class Column(NamedTuple):
    """How a column is set: to the right, cut where it is too long, dim."""

    right: bool = False
    cut: bool = False
    dim: bool = False


class Names(NamedTuple):
    """Names one after another; `between` holds what parts each from the one before it."""

    names: tuple[str, ...]
    between: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of them."""
        return self._first(len(self.names))

    def fit(self, width: int) -> str:
        """As many as fit into `width` columns, and how many more there are."""
        if display_width(self.text) <= width:
            return self.text
        for count in range(len(self.names) - 1, 0, -1):
            text = f"{self._first(count)} +{len(self.names) - count}"
            if display_width(text) <= width:
                return text
        more = f" +{len(self.names) - 1}" if self.names[1:] else ""
        return clip(self.names[0], width - len(more)) + more

    def _first(self, count: int) -> str:
        parts = zip(("", *self.between), self.names[:count], strict=False)
        return "".join(before + name for before, name in parts)


Cell = str | Names


class Row(NamedTuple):
    """A line of a table, and the headings that it stands below, outermost first."""

    headings: tuple[str, ...]
    cells: tuple[Cell, ...]


def aligned(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> list[str]:
    """Lines without headings or a page to fit; none of `columns` is cut."""
    return tabulate([Row((), tuple(cells)) for cells in rows], columns, Page()).splitlines()


def tabulate(rows: Sequence[Row], columns: Sequence[Column], page: Page) -> str:
    """The rows; a heading stands above the rows that have it in common, the outermost bold.

    Columns without anything in them are left out, and so are the last of those that can be cut
    where the page has no room for them.
    """
    if not rows:
        return ""
    depth = max(len(row.headings) for row in rows)
    widths = _widths(rows, columns, page.width - _INDENT * depth)
    lines: list[str] = []
    before: tuple[str, ...] = ()
    for row in rows:
        lines += _headings(before, row.headings, page, first=not lines)
        lines.append(_line(row, columns, widths, depth, page))
        before = row.headings
    return "\n".join(lines)


def _headings(
    before: tuple[str, ...], now: tuple[str, ...], page: Page, *, first: bool
) -> list[str]:
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    lines = [
        " " * (_INDENT * depth) + (heading if depth else page.bold(heading))
        for depth, heading in enumerate(now)
        if depth >= same
    ]
    return ["", *lines] if lines and same == 0 and not first else lines


def _line(
    row: Row, columns: Sequence[Column], widths: Sequence[int], depth: int, page: Page
) -> str:
    """A row; one with fewer headings than others begins farther left, and its columns do not."""
    shown = []
    room = _INDENT * (depth - len(row.headings))
    for cell, column, width in zip(row.cells, columns, widths, strict=True):
        if not width:
            continue
        text = cell.fit(width) if isinstance(cell, Names) else clip(cell, width)
        space = " " * (width + room - display_width(text))
        room = 0
        styled = page.dim(text) if column.dim else text
        shown.append(space + styled if column.right else styled + space)
    return (" " * (_INDENT * len(row.headings)) + (" " * _GAP).join(shown)).rstrip()


def _widths(rows: Sequence[Row], columns: Sequence[Column], room: int) -> list[int]:
    """The width of each column, 0 for one that is left out."""
    widths = [
        max(display_width(cell.text if isinstance(cell, Names) else cell) for cell in cells)
        for cells in zip(*(row.cells for row in rows), strict=True)
    ]
    cut = [i for i, column in enumerate(columns) if column.cut and widths[i]]
    while cut:
        room_left = room - _GAP * (sum(map(bool, widths)) - 1)
        room_left -= sum(width for i, width in enumerate(widths) if i not in cut)
        shares = _shares([widths[i] for i in cut], room_left)
        if len(cut) == 1 or shares[-1] >= min(_LEAST, widths[cut[-1]]):
            for i, share in zip(cut, shares, strict=True):
                widths[i] = max(share, 1)
            break
        widths[cut.pop()] = 0
    return widths


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """`room` shared out evenly; what one does not want, others have."""
    shares = [0] * len(wanted)
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    for done, i in enumerate(order):
        shares[i] = max(0, min(wanted[i], room // (len(order) - done)))
        room -= shares[i]
    return shares
