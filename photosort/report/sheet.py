"""A contact sheet of persons as one self-contained page: pictures, style, script."""

import html
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from photosort.model import Person
from photosort.report.layout import plural
from photosort.report.persons import between

MARK = "photosort contact sheet"
"""Marks every sheet, so that ours are recognised and nothing else is overwritten."""


@dataclass(frozen=True)
class Row:
    """A person with faces cut out of photos, the cover first, as JPEG files."""

    person: Person
    crops: tuple[bytes, ...]


def page(rows: Sequence[Row], made: str) -> bytes:
    """The sheet as HTML: one row per person, with a field for the name and a button to save all.

    `made` is the date. The saved file has the columns id and name.
    """
    body = "\n".join(_row(row) for row in rows)
    count = html.escape(f"{plural(len(rows), 'person')}, {made}")
    text = _PAGE.format(mark=MARK, style=_STYLE, script=_SCRIPT, count=count, rows=body)
    return text.encode("utf-8", "replace")


def _row(row: Row) -> str:
    person = row.person
    name = html.escape(person.name or "", quote=True)
    facts = [plural(person.photos, "photo")]
    if person.videos:
        facts.append(plural(person.videos, "video"))
    if person.first_seen:
        facts.append(between(person))
    alt = html.escape(person.name or person.id, quote=True)
    pictures = "".join(
        f'<img src="data:image/jpeg;base64,{b64encode(crop).decode()}" alt="{alt}"'
        f' width="112" height="112"{" class=cover" if not place else ""}>'
        for place, crop in enumerate(row.crops)
    )
    return (
        f'<section><div class="who"><input data-id="{person.id}" value="{name}"'
        f' placeholder="Name" aria-label="Name of {person.id}" autocomplete="off">'
        f"<p>{html.escape(' · '.join(facts))}</p><p><code>{person.id}</code></p></div>"
        f'<div class="faces">{pictures}</div></section>'
    )


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="generator" content="{mark}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>People</title>
<style>{style}</style>
<header><h1>People</h1><p>{count}</p><button id="save">Save names.csv</button></header>
<main>
{rows}
</main>
<footer><p>Type names, save them, then:
<code>photosort people name --from names.csv</code></p></footer>
<script>{script}</script>
</html>
"""

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #888; }
* { box-sizing: border-box; }
body { font: 16px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
  "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Devanagari", sans-serif; margin: 0 auto;
  max-width: 80rem; padding: 0 1rem; }
header { align-items: baseline; background: Canvas; border-bottom: 1px solid var(--line);
  display: flex; flex-wrap: wrap; gap: 1rem; padding: .8rem 0; position: sticky; top: 0; }
h1 { font-size: 1.4rem; margin: 0; }
header p { color: var(--soft); flex: 1; margin: 0; }
button { font: inherit; padding: .35rem .9rem; }
section { border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 1rem;
  padding: 1rem 0; content-visibility: auto; contain-intrinsic-size: auto 9rem; }
.who { flex: 0 0 15rem; }
.who p { color: var(--soft); font-size: .85rem; margin: .4rem 0 0; }
input { font: inherit; font-weight: 600; padding: .3rem .5rem; width: 100%; }
.faces { display: flex; flex: 1; flex-wrap: wrap; gap: .5rem; }
img { border-radius: .5rem; height: 7rem; object-fit: cover; width: 7rem; }
img.cover { outline: 3px solid #48f; outline-offset: -3px; }
@media print { button, footer { display: none; } header { position: static; } }
"""

_SCRIPT = """
document.getElementById("save").addEventListener("click", () => {
  const quoted = text => '"' + text.replaceAll('"', '""') + '"';
  const rows = [...document.querySelectorAll("input[data-id]")]
    .filter(field => field.value !== field.defaultValue)
    .map(field => field.dataset.id + "," + quoted(field.value));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(
    new Blob(["id,name\\r\\n" + rows.join("\\r\\n") + "\\r\\n"], { type: "text/csv" }));
  link.download = "names.csv";
  link.click();
});
"""
