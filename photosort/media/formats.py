"""Content types by the first bytes; extensions only tell what claims to be a photo."""

EXTENSIONS = frozenset(
    b"jpg jpeg jpe jfif png webp gif tif tiff heic heif hif avif jxl bmp "
    b"dng cr2 cr3 nef nrw arw sr2 raf orf rw2 pef srw x3f "
    b"mp4 mov m4v 3gp avi mkv webm mts m2ts".split()
)

# ISO/IEC 14496-12 and 23008-12 brands. The major brand decides, but for the structural ones.
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"hevx": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
    b"crx ": "image/x-canon-cr3",
    b"qt  ": "video/quicktime",
    b"M4V ": "video/x-m4v",
    b"M4VH": "video/x-m4v",
    b"M4VP": "video/x-m4v",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
    b"3gp6": "video/3gpp",
    b"3g2a": "video/3gpp2",
    b"mp41": "video/mp4",
    b"mp42": "video/mp4",
    b"isom": "video/mp4",
    b"iso2": "video/mp4",
    b"avc1": "video/mp4",
    b"mp71": "video/mp4",
    b"MSNV": "video/mp4",
    b"dash": "video/mp4",
}
_STRUCTURAL = (b"mif1", b"msf1")


def content_type(head: bytes) -> str | None:
    """The content type that the first bytes (64 or more) tell, or None for no picture or video."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[4:8] == b"ftyp":
        return _brand(head)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] in (b"II*\0", b"MM\0*"):
        return "image/x-canon-cr2" if head[8:10] == b"CR" else "image/tiff"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    return None


def _brand(head: bytes) -> str | None:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))]
    known = [brand for brand in brands if brand in _BRANDS]
    telling = [brand for brand in known if brand not in _STRUCTURAL] or known
    return _BRANDS[telling[0]] if telling else None


def has_media_name(path: bytes) -> bool:
    """Whether the file's extension says that it is a photo or video."""
    name = path.rpartition(b"/")[2]
    stem, dot, extension = name.rpartition(b".")
    return bool(dot and stem) and extension.lower() in EXTENSIONS


def is_video(kind: str) -> bool:
    """Whether a content type is that of a video."""
    return kind.startswith("video/")
