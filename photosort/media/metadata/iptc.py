"""Texts of an IPTC block: title, caption, keywords, creator, copyright.

Source: IPTC-NAA Information Interchange Model 4.2; the codes of dataset 1:90 are escape sequences
of ISO 2022. Most programs name UTF-8 there or nothing at all.
"""

from photosort.media.metadata.text import decoded

TITLE, KEYWORDS, CREATOR, COPYRIGHT, CAPTION = 5, 25, 80, 116, 120
"""Datasets of record 2."""

_WANTED = frozenset((TITLE, KEYWORDS, CREATOR, COPYRIGHT, CAPTION))
_MAX_DATASETS = 2000
_CODED = (1, 90)
# what follows the escape character → code
_CODES = {
    b"%G": "utf-8", b"%/G": "utf-8", b"%/H": "utf-8", b"%/I": "utf-8",
    b".A": "cp1252", b"-A": "cp1252", b"/A": "cp1252",
    b".B": "iso8859-2", b"-B": "iso8859-2",
    b"-C": "iso8859-3", b"-D": "iso8859-4", b"-L": "iso8859-5", b"-G": "iso8859-6",
    b"-F": "iso8859-7", b"-H": "iso8859-8", b"-M": "iso8859-9", b"-b": "iso8859-15",
}  # fmt: skip


def texts(data: bytes) -> dict[int, list[str]]:
    """The texts of the wanted datasets of record 2, each in its order. Never raises.

    >>> texts(b"\\x1c\\x02\\x19\\0\\x03sea\\x1c\\x02\\x19\\0\\x04Z\\xfcri")
    {25: ['sea', 'Züri']}
    """
    found: dict[int, list[bytes]] = {}
    code = b""
    at = 0
    for _ in range(_MAX_DATASETS):
        header = data[at : at + 5]
        if len(header) < 5 or header[0] != 0x1C:
            break
        length = int.from_bytes(header[3:], "big")
        at += 5
        if length & 0x8000:  # the length of the length
            width = length & 0x7FFF
            length = int.from_bytes(data[at : at + width], "big") if width <= 4 else len(data)
            at += width
        value = data[at : at + length]
        if (header[1], header[2]) == _CODED:
            code = value
        elif header[1] == 2 and header[2] in _WANTED:
            found.setdefault(header[2], []).append(value.rstrip(b"\0"))
        at += length
    return {number: [_decoded(each, code) for each in found[number]] for number in found}


def _decoded(value: bytes, code: bytes) -> str:
    """The text of a dataset in the code that the block names, else in the first that fits it."""
    marked = code.removeprefix(b"\x1b")
    named = "mac_roman" if b"mac" in code.lower() else _CODES.get(marked)
    if named:
        try:
            return value.decode(named)
        except UnicodeDecodeError:
            pass  # some programs name UTF-8 and write something else
    return decoded(value)
