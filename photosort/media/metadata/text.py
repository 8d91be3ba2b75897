"""Text that people wrote, out of bytes in whatever code programs wrote them, and made clean."""

import re
import unicodedata

from photosort.texts import composed

_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# as in Exif 3.0, the 8 bytes before the text of UserComment
_COMMENT_CODES = {b"ASCII\0\0\0": "", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}
_PREFIX = 8
_BINARY = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[ \t]+")

# what cameras and programs write where nobody has written anything, folded, blanks as one
_DEFAULTS = frozenset((
    "applemark", "asci", "ascii", "benq digital camera", "binary comment", "btf", "bty", "cav",
    "cof", "dav", "dcf 1.0", "default", "digital camera", "digital still camera",
    "digital stillcamera", "edf", "exif jpeg", "exif_jpeg_422", "exif_jpeg_picture",
    "exif_jpeg_t422", "fznor", "gcm_tag", "hdr", "hisilicon k3", "image description", "jfif",
    "jpeg", "kodak digital still camera", "konica digital camera",
    "konica minolta digital camera", "lead technologies inc. v1.01", "maginon digital camera",
    "mde", "minolta digital camera", "minolta dsc", "none", "nor", "null",
    "olympus digital camera", "ozedf", "oznor", "oznorco", "oznorwo", "pentax digital camera",
    "praktica digital camera", "ptr", "rbt", "rhdr", "ricoh digital camera",
    "rollei digital camera", "rpt", "samsung", "samsung digital camera", "samsung techwin",
    "sanyo digital camera", "screenshot", "sdr", "sony dsc", "traveler digital camera",
    "trust digital camera", "untitled", "user comments", "vivitar digital camera",
))  # fmt: skip
_MADE = re.compile(
    r"dcim[\\/].*|(created|generated|(file )?written|processed|optimized) (by|with|using)\b.*"
    r"|filter: \d+; .*|\{\s*\".*|\d+(\.\d+)+|[?_.\-*x\s]*"
    r"|(img|dsc|dscn|dscf|pict|mvc)[_-]?\d+(\.\w{3,4})?",
    re.DOTALL,
)
_NO_NAMES = ("author", "none", "owner", "picasa", "replaykitrecording", "unknown", "user")


def clean(text: str) -> str | None:
    """A line composed (NFC), without control characters and surrounding blanks; None if empty."""
    return _kept(text, "") or None


def clean_lines(text: str) -> str | None:
    """The same of a text of several lines; line ends become `\\n`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _kept(text, "\n\t") or None


def _kept(text: str, also: str) -> str:
    if not text.isprintable():
        # Cf stays: emoji are joined by it
        text = "".join(
            c if c in also or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") else " "
            for c in text
        )
        if not also:
            text = _SPACES.sub(" ", text)
    return composed(text.strip())


def is_default(text: str) -> bool:
    """Whether a camera or a program wrote this, and nobody who looked at the photo.

    >>> is_default("OLYMPUS DIGITAL CAMERA         "), is_default("Anna at the sea")
    (True, False)
    """
    plain = " ".join(text.casefold().split())
    return plain in _DEFAULTS or bool(_MADE.fullmatch(plain))


def is_no_name(text: str) -> bool:
    """Whether this stands for the name of a creator without being one."""
    return " ".join(text.casefold().split()) in _NO_NAMES or not any(map(str.isalnum, text))


def decoded(data: bytes) -> str:
    """Text in UTF-8, else in what Windows, else in what old Macs wrote in the West.

    >>> decoded("Zürich".encode()), decoded(b"Z\\xfcrich")
    ('Zürich', 'Zürich')
    """
    for code in ("utf-8", "cp1252", "mac_roman"):
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def until_zero(data: bytes) -> str:
    """The same up to the first zero byte."""
    return decoded(data.split(b"\0", 1)[0])


def utf16(data: bytes) -> str:
    """UTF-16 with a byte order mark, else in the order in which more of its characters are Latin.

    >>> utf16("Meer".encode("utf-16-be")), utf16("Meer".encode("utf-16-le"))
    ('Meer', 'Meer')
    """
    code = _UTF16.get(data[:2])
    if code:
        data = data[2:]
    else:
        big = data[::2].count(0) > data[1::2].count(0)
        code = "utf-16-be" if big else "utf-16-le"
    return data[: len(data) // 2 * 2].decode(code, "replace").split("\0", 1)[0]


def user_comment(data: bytes) -> str | None:
    """The text of an Exif UserComment, whose first 8 bytes name its code; None for binary data."""
    code = _COMMENT_CODES.get(data[:_PREFIX])
    body = data[_PREFIX:] if code is not None or not data[:_PREFIX].strip(b"\0") else data
    if code == "utf-16":
        text = utf16(body)
    elif code:
        text = body.split(b"\0", 1)[0].decode(code, "replace")
    else:
        text = until_zero(body)
    return None if _BINARY.search(text) else text
