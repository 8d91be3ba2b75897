"""Draws maps as SVG: as a file with its own colours, or in a page that styles them."""

from collections.abc import Sequence

import numpy as np

from photosort.maps.drawing import Drawing
from photosort.maps.labels import Label
from photosort.maps.projections import Floats
from photosort.report.markup import clean

STYLE = """
.sea{fill:#dfe8ec}.land{fill:#faf7f0;stroke:#faf7f0;stroke-width:.6}.visited{fill:#f3e6c8}
.divisions,.borders,.shores,.route path{fill:none;stroke-linejoin:round;stroke-linecap:round}
.divisions{stroke:#ddd0b3;stroke-width:.7}.borders{stroke:#c2b596;stroke-width:1}
.shores{stroke:#a9bcc4;stroke-width:.8}
.route path{stroke:#c8402f;stroke-width:2.4}.route .flight{stroke-dasharray:6 5;stroke-width:1.8}
.spots circle{fill:#c8402f;stroke:#fff;stroke-width:2}
.labels text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
font-weight:600;fill:#2c2722;stroke:#faf7f0;stroke-width:3.5;stroke-linejoin:round;
paint-order:stroke}
"""

MARK = "photosort map"
"""Marks every map file, so that ours are recognised."""

_EVEN_ODD = ' fill-rule="evenodd"'


def svg_file(drawing: Drawing, title: str) -> str:
    """A map as a file of its own, in light colours, named by its title."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {MARK} -->\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}"'
        f' width="{drawing.width}" height="{drawing.height}" role="img">'
        f"<title>{clean(title)}</title><style>{STYLE}</style>"
        f"{ground(drawing)}{route(drawing)}<g class='spots'>"
        + "".join(
            f'<circle cx="{s.x:.1f}" cy="{s.y:.1f}" r="{s.radius:.1f}"/>' for s in drawing.spots
        )
        + f"</g>{labels(drawing.labels, drawing.label_size, 'labels')}</svg>\n"
    )


def ground(drawing: Drawing) -> str:
    """Sea, land, borders."""
    shapes = (
        ("land", drawing.land, True),
        ("visited", drawing.visited, True),
        ("divisions", drawing.divisions, False),
        ("borders", drawing.borders, False),
        ("shores", drawing.shores, False),
    )
    return f'<rect class="sea" width="{drawing.width}" height="{drawing.height}"/>' + "".join(
        f'<path class="{name}"{_EVEN_ODD if closed else ""} d="{_path(lines, closed)}"/>'
        for name, lines, closed in shapes
        if lines
    )


def route(drawing: Drawing) -> str:
    """The whole way."""
    paths = "".join(
        f'<path class="{stretch.way}" d="{_path([stretch.points], False)}"/>'
        for stretch in drawing.route
    )
    return f'<g class="route">{paths}</g>'


def labels(placed: Sequence[Label], size: float, name: str) -> str:
    """The names of the places."""
    texts = "".join(
        f'<text x="{each.x:.1f}" y="{each.y:.1f}" text-anchor="{each.anchor}">'
        f"{clean(each.text)}</text>"
        for each in placed
    )
    return f'<g class="{name}" font-size="{size:.1f}" aria-hidden="true">{texts}</g>'


def _path(lines: Sequence[Floats], closed: bool) -> str:
    """Path data in tenths of a pixel, relative except for starts."""
    parts = []
    for line in lines:
        tenths = np.rint(line * 10).astype(np.int64)
        steps = np.diff(tenths, axis=0)
        steps = steps[(steps != 0).any(axis=1)]
        moves = " ".join(f"{_tenth(dx)} {_tenth(dy)}" for dx, dy in steps.tolist())
        x, y = tenths[0].tolist()
        parts.append(f"M{_tenth(x)} {_tenth(y)}l{moves or '0 0'}{'z' if closed else ''}")
    return "".join(parts)


def _tenth(number: int) -> str:
    whole, part = divmod(abs(number), 10)
    return f"{'-' if number < 0 else ''}{whole or ''}.{part}" if part else f"{number // 10}"
