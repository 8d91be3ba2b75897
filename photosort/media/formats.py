"""Content types by the first bytes; an extension is only a claim to be a photo."""

from photosort.media.metadata import asf, dv, jp2, mpeg, mts, mxf, rasters, tga
from photosort.media.metadata.bmff import boxes
from photosort.media.metadata.source import Source

EXTENSIONS = frozenset(
    b"jpg jpeg jpe jfif png webp gif tif tiff heic heif hif avif jxl bmp "
    b"jp2 j2k j2c jpc jpf jpx psd psb tga xcf jxr wdp hdp pcd "
    b"ppm pgm pbm pnm pam pcx exr "
    b"dng cr2 cr3 crw nef nrw arw sr2 raf orf rw2 rwl pef srw x3f mrw "
    b"mp4 mov m4v 3gp 3g2 avi mkv webm m2ts mts "
    b"mpg mpeg mpe m2v vob wmv asf flv f4v ogv ogm mxf dv mj2 rm rmvb wtv".split()
)
"""In lower case, without those that other kinds of files share (`.ts`, `.mod`, `.dat`, `.hdr`)."""

_SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"II+\0\x08\0\0\0": "image/tiff",
    b"MM\0+\0\x08\0\0": "image/tiff",
    b"IIRO": "image/x-olympus-orf",
    b"IIRS": "image/x-olympus-orf",
    b"MMOR": "image/x-olympus-orf",
    b"IIU\0": "image/x-panasonic-rw2",
    b"FUJIFILMCCD-RAW": "image/x-fuji-raf",
    b"FOVb": "image/x-sigma-x3f",
    b"\xff\x0a": "image/jxl",
    b"\0\0\0\x0cJXL \r\n\x87\n": "image/jxl",
    b"8BPS\0\1": "image/vnd.adobe.photoshop",
    b"8BPS\0\2": "image/vnd.adobe.photoshop",
    b"II\x1a\0\0\0HEAPCCDR": "image/x-canon-crw",
    b"MM\0\0\0\x1aHEAPCCDR": "image/x-canon-crw",
    b"\0MRM": "image/x-minolta-mrw",
    b"\0MRI": "image/x-minolta-mrw",
    b"\0\0\0\x0cjP  \r\n\x87\n": "image/jp2",
    jp2.CODESTREAM: "image/jp2",
    b"gimp xcf ": "image/x-xcf",
    b"II\xbc\x01": "image/jxr",
    b"v/1\x01": "image/x-exr",
    **dict.fromkeys(rasters.RADIANCE, "image/vnd.radiance"),
    asf.HEADER: "video/x-ms-wmv",
    b"FLV\x01": "video/x-flv",
    b"OggS\0": "video/ogg",
    mxf.PARTITION: "video/mxf",
    b".RMF\0\0": "video/vnd.rn-realmedia",
    bytes.fromhex("b7d800203749da11a64e0007e95ead8d"): "video/x-ms-wtv",
}

_ENOUGH = 2048

# ISO/IEC 14496-12 and 23008-12 brands. The major brand decides, unless it is structural.
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
    b"KDDI": "video/3gpp2",
    b"mp41": "video/mp4",
    b"mp42": "video/mp4",
    b"isom": "video/mp4",
    b"iso2": "video/mp4",
    b"avc1": "video/mp4",
    b"mp71": "video/mp4",
    b"MSNV": "video/mp4",
    b"XAVC": "video/mp4",
    b"dash": "video/mp4",
}
_FAMILIES = {b"3g2": "video/3gpp2", b"3gp": "video/3gpp"}  # by the first three letters
_SOUND = (b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B ", b"aax ", b"aaxc")

# a QuickTime movie older than `ftyp` may begin with these
_FIRST_ATOMS = (b"moov", b"mdat", b"pnot")
_FILLING_ATOMS = (b"wide", b"free", b"skip", b"junk", b"uuid")

# recognised together with the name, since the first bytes are not certain
_PHOTO_CD = (2048, b"PCD_IPI")
_NETPBM = (b"ppm", b"pgm", b"pbm", b"pnm", b"pam")

FEW_FACTS = frozenset(
    {
        "image/x-xcf",
        "image/jxr",
        "image/x-photo-cd",
        "image/jp2",
        "image/tga",
        "image/vnd.adobe.photoshop",
        "image/x-canon-crw",
        "image/x-minolta-mrw",
        "video/x-ms-wmv",
        "video/x-flv",
        "video/ogg",
        "video/mxf",
        "video/vnd.rn-realmedia",
        "video/x-ms-wtv",
        "video/mpeg",
        "video/x-dv",
    }
)
"""Formats in which a sound file may hold no facts at all."""

_BITMAP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)

# TIFF structures without a mark of their own, by extension
_TIFF_NAMES = {
    b"dng": "image/x-adobe-dng",
    b"nef": "image/x-nikon-nef",
    b"nrw": "image/x-nikon-nrw",
    b"arw": "image/x-sony-arw",
    b"sr2": "image/x-sony-sr2",
    b"pef": "image/x-pentax-pef",
    b"srw": "image/x-samsung-srw",
    b"orf": "image/x-olympus-orf",
}


def content_type(head: bytes) -> str | None:
    """The content type by the first bytes (2 kB or more), None for neither picture nor video.

    A reader may be more precise: RAW formats that are TIFF are not all told apart here.
    """
    if head[4:8] == b"ftyp":
        return _brand(head)
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            return "image/x-canon-cr2" if kind == "image/tiff" and head[8:10] == b"CR" else kind
    if head[:4] == b"RIFF" and head[8:12] != b"CDXA":
        return {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}.get(head[8:12])
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return _document(head[:80])
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS:
        return "image/bmp"
    if _is_old_movie(head):
        return "video/quicktime"
    if mpeg.is_stream(head):
        return "video/mpeg"
    if dv.is_stream(head):
        return "video/x-dv"
    return "video/mp2t" if mts.layout(head) else None


def recognise(source: Source, path: bytes) -> str | None:
    """The content type of a file by its first bytes, and by further ones if these say nothing.

    A movie that was edited in place may begin with its old header, marked as free space. Formats
    without a signature also need a matching file name.
    """
    head = source.read(0, _ENOUGH)
    kind = content_type(head)
    if kind is not None:
        return kind
    if head[4:8] in _FILLING_ATOMS:
        return _behind_filling(source)
    extension = path.rpartition(b".")[2].lower()
    if extension == b"tga" and tga.is_picture(head):
        return "image/tga"
    if extension == b"pcd" and source.read(_PHOTO_CD[0], len(_PHOTO_CD[1])) == _PHOTO_CD[1]:
        return "image/x-photo-cd"
    if extension == b"pcx" and rasters.is_pcx(head):
        return "image/vnd.zbrush.pcx"
    if extension in _NETPBM and rasters.is_netpbm(head):
        return "image/x-portable-anymap"
    return None


def _behind_filling(source: Source) -> str | None:
    """The kind of movie that begins after atoms of free space."""
    for box in boxes(source):
        if box.kind == b"ftyp":
            return _brand(source.read(box.start - 8, 256))
        if box.kind in _FIRST_ATOMS:
            return "video/quicktime"
        if box.kind not in _FILLING_ATOMS:
            return None
    return None


def _brand(head: bytes) -> str | None:
    size = min(int.from_bytes(head[:4], "big"), 256, len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))]
    if brands[0] in _SOUND:
        return None
    known = [kind for brand in brands if (kind := _of_brand(brand))]
    telling = [kind for kind in known if kind != "image/heif"] or known
    return telling[0] if telling else "video/mp4"


def _of_brand(brand: bytes) -> str | None:
    return _BRANDS.get(brand) or _FAMILIES.get(brand[:3])


def _document(head: bytes) -> str | None:
    """The document type of an EBML header."""
    if b"webm" in head:
        return "video/webm"
    return "video/x-matroska" if b"matroska" in head else None


def _is_old_movie(head: bytes) -> bool:
    """Whether a QuickTime movie begins here; text may have these words in the same position."""
    kind = head[4:8]
    if kind in _FIRST_ATOMS:
        return True
    size = int.from_bytes(head[:4], "big")
    following = head[size + 4 : size + 8]
    return kind in _FILLING_ATOMS and following in (*_FIRST_ATOMS, *_FILLING_ATOMS)


def of_structure(kind: str, path: bytes) -> str:
    """The content type by name, among formats that share the structure `kind`."""
    if kind != "image/tiff":
        return kind
    return _TIFF_NAMES.get(path.rpartition(b".")[2].lower(), kind)


def has_media_name(path: bytes) -> bool:
    """Whether the extension is that of a photo or video."""
    name = path.rpartition(b"/")[2]
    stem, dot, extension = name.rpartition(b".")
    return bool(dot and stem) and extension.lower() in EXTENSIONS


def is_video(kind: str) -> bool:
    """Whether a content type is that of a video."""
    return kind.startswith("video/")
