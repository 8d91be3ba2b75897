"""Upright pixels of whatever a camera, a phone or a scanner wrote: drawn here, or of the corpus."""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw

from photosort.media import previews
from photosort.media.metadata.source import Block
from photosort.media.pixels import LONG_SIDE, Pixels, UnreadableError, Upright, open_picture

pytestmark = pytest.mark.slow

RED, GREEN, BLUE, WHITE = (220, 40, 40), (40, 180, 60), (50, 70, 220), (240, 240, 240)
CORNERS = (RED, GREEN, BLUE, WHITE)


def drawn(width: int = 160, height: int = 120) -> Image.Image:
    """A picture whose corners say how it is held: red and green above, blue and white below."""
    image = Image.new("RGB", (width, height), (128, 128, 128))
    pen = ImageDraw.Draw(image)
    half_w, half_h = width // 2, height // 2
    for number, colour in enumerate(CORNERS):
        left, top = number % 2 * half_w, number // 2 * half_h
        pen.rectangle((left, top, left + half_w - 1, top + half_h - 1), fill=colour)
    return image


def corners(pixels: Pixels) -> list[tuple[int, ...]]:
    """The colours in the middles of the four quarters, row by row."""
    height, width = pixels.shape[:2]
    places = [(y, x) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [tuple(int(value) for value in pixels[place]) for place in places]


def is_upright(pixels: Pixels, tolerance: int = 30) -> bool:
    """Whether the four quarters are where they were drawn."""
    difference = np.abs(np.array(corners(pixels)) - np.array(CORNERS))
    return bool((difference <= tolerance).all())


def opened(path: Path, kind: str = "image/jpeg", orientation: int | None = None) -> Upright:
    return open_picture(os.fsencode(path), kind, orientation)


# what a picture looks like in a file so that the orientation sets it upright
STORED = {
    1: lambda image: image,
    2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
    4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
    6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
    7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
    8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "image/tiff"])
def test_all_orientations_give_the_same(tmp_path: Path, orientation: int, kind: str) -> None:
    path = tmp_path / "picture"
    form = kind.partition("/")[2]
    options = {"tiffinfo": {274: orientation}} if form == "tiff" else {"quality": 95}
    STORED[orientation](drawn()).save(path, form.upper(), **options)
    pixels, width, height = opened(path, kind, orientation)
    assert (width, height) == (160, 120)
    assert pixels.shape == (120, 160, 3)
    assert pixels.dtype == np.uint8  # a turned picture is a view: its rows may be columns
    assert is_upright(pixels)


def test_large_jpegs_are_decoded_at_a_half(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    drawn(4000, 3000).rotate(90, expand=True).save(path)
    pixels, width, height = opened(path, orientation=6)
    assert (width, height) == (4000, 3000)
    assert pixels.shape == (1500, 2000, 3)
    assert is_upright(pixels)


@pytest.mark.parametrize("kind", ["image/png", "image/tiff", "image/bmp", "image/webp"])
def test_other_large_pictures_come_no_larger_than_needed(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "picture"
    drawn(4000, 3000).save(path, kind.partition("/")[2].upper())
    pixels, width, height = opened(path, kind)
    assert (width, height) == (4000, 3000)
    assert LONG_SIDE <= pixels.shape[1] < 2 * LONG_SIDE
    assert is_upright(pixels)


def test_a_panorama_keeps_what_its_short_side_needs(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    drawn(30_000, 3_000).save(path, quality=60)
    pixels, width, height = opened(path)
    assert (width, height) == (30_000, 3_000)
    assert 0.4 * LONG_SIDE <= pixels.shape[0] < 0.8 * LONG_SIDE
    assert is_upright(pixels)


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "webp", "bmp", "tiff"])
def test_one_pixel(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "picture"
    Image.new("RGB", (1, 1), WHITE).save(path, kind.upper())
    pixels, width, height = opened(path, f"image/{kind}", 6)
    assert (pixels.shape, width, height) == ((1, 1, 3), 1, 1)


def sixteen_bits(channels: int) -> np.ndarray:
    """The picture with 16 bits a value."""
    values = np.asarray(drawn(), dtype=np.uint16) * 257
    return values if channels == 3 else values[..., 1]


def png(values: np.ndarray) -> bytes:
    """A PNG of 16 bits, which Pillow does not write in colour."""
    height, width = values.shape[:2]
    colour = 2 if values.ndim == 3 else 0
    rows = values.astype(">u2").reshape(height, -1)
    body = b"".join(b"\0" + row.tobytes() for row in rows)
    head = struct.pack(">2I5B", width, height, 16, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in ((b"IHDR", head), (b"IDAT", zlib.compress(body)), (b"IEND", b""))
    )


def tiff(values: np.ndarray) -> bytes:
    """An uncompressed TIFF of whatever values there are in an array, little-endian."""
    height, width = values.shape[:2]
    channels = values.shape[2] if values.ndim == 3 else 1
    bits = values.dtype.itemsize * 8
    content = values.tobytes()
    entries = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, bits), (259, 3, 1, 1),
        (262, 3, 1, 2 if channels == 3 else 1), (273, 4, 1, 200), (277, 3, 1, channels),
        (278, 4, 1, height), (279, 4, 1, len(content)),
        (339, 3, 1, 3 if values.dtype.kind == "f" else 1),
    ]  # fmt: skip
    if channels == 3:  # three values do not fit in the entry
        entries[2] = (258, 3, 3, 190)
    body = struct.pack("<H", len(entries))
    body += b"".join(struct.pack("<2H2I", *entry) for entry in entries) + b"\0" * 4
    start = (b"II*\0" + struct.pack("<I", 8) + body).ljust(190, b"\0")
    return (start + struct.pack("<3H", bits, bits, bits)).ljust(200, b"\0") + content


@pytest.mark.parametrize("write", [png, tiff])
def test_sixteen_bits_in_colour(tmp_path: Path, write: Callable[[np.ndarray], bytes]) -> None:
    path = tmp_path / "picture"
    path.write_bytes(write(sixteen_bits(3)))
    assert is_upright(opened(path, f"image/{write.__name__}").pixels, 2)


@pytest.mark.parametrize("write", [png, tiff])
def test_sixteen_bits_in_grey(tmp_path: Path, write: Callable[[np.ndarray], bytes]) -> None:
    path = tmp_path / "picture"
    path.write_bytes(write(sixteen_bits(1)))
    seen = corners(opened(path, f"image/{write.__name__}").pixels)
    assert seen == [(green, green, green) for _, green, _ in CORNERS]


def test_reals_are_put_in_range(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    values = np.full((120, 160), 0.25, dtype=np.float32)
    values[:60, :80], values[60:, 80:] = 0.0, 1.0
    values[0, 0] = np.nan
    path.write_bytes(tiff(values))
    assert [red for red, _, _ in corners(opened(path, "image/tiff").pixels)] == [0, 63, 63, 255]


@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
def test_cmyk(tmp_path: Path, form: str) -> None:
    path = tmp_path / "picture"
    drawn().convert("CMYK").save(path, form)
    assert is_upright(opened(path, f"image/{form.lower()}").pixels)


@pytest.mark.parametrize("form", ["PNG", "GIF", "BMP"])
def test_palette(tmp_path: Path, form: str) -> None:
    path = tmp_path / "picture"
    drawn().quantize(16).save(path, form)
    assert is_upright(opened(path, f"image/{form.lower()}").pixels, 2)


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    image = drawn().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    image.save(path, "PNG")
    assert (opened(path, "image/png").pixels == 255).all()


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame(tmp_path: Path, form: str) -> None:
    path = tmp_path / "picture"
    others = [Image.new("RGB", (160, 120), (shade, 0, 0)) for shade in (0, 60, 120)]
    drawn().save(path, form, save_all=True, append_images=others, duration=100)
    assert is_upright(opened(path, f"image/{form.lower()}").pixels)


def exif_of(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_heic_is_turned_once(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "picture.heic"
    pillow_heif.register_heif_opener(thumbnails=False)
    STORED[orientation](drawn()).save(path, "HEIF", quality=90, exif=exif_of(orientation))
    has_turn = b"irot" in path.read_bytes()
    assert has_turn or orientation == 1, "no irot was written: the test would say nothing"
    pixels, width, height = opened(path, "image/heic", 1)
    assert (width, height) == (160, 120)
    assert is_upright(pixels)


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_avif_is_turned_once(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "picture.avif"
    stored = STORED[orientation](drawn())
    stored.save(path, "AVIF", quality=90, exif=exif_of(orientation))
    pixels, width, height = opened(path, "image/avif", 1)
    assert (width, height) == (160, 120)
    assert is_upright(pixels)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    head = struct.pack(">2I5B", 100_000, 100_000, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
        + struct.pack(">I", 10) + b"IDAT" + zlib.compress(b"") .ljust(10, b"\0") + b"\0" * 16
    )  # fmt: skip
    with pytest.raises(UnreadableError, match="100000 × 100000 is 10,000 million pixels") as caught:
        opened(path, "image/png")
    assert not caught.value.retry


def test_a_jpeg_over_200_megapixels_is_decoded_smaller(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    Image.new("L", (20_000, 12_000), 200).save(path, quality=30)
    pixels, width, height = opened(path)
    assert (width, height) == (20_000, 12_000)
    assert pixels.shape == (1500, 2500, 3)
    assert ((pixels > 195) & (pixels < 205)).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("form", ["TIFF", "PNG", "GIF"])
def test_limits_of_pillow_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    path = tmp_path / "picture"
    drawn().save(path, form)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert is_upright(opened(path, f"image/{form.lower()}").pixels)
    assert Image.MAX_IMAGE_PIXELS == 1000


def noise() -> Image.Image:
    """A picture of which every part of the file tells another part."""
    values = np.random.default_rng(1).integers(1, 255, (600, 800, 3), dtype=np.uint8)
    return Image.fromarray(values)


@pytest.mark.parametrize("share", [0.7, 0.95])
def test_of_a_jpeg_cut_off_what_is_there(tmp_path: Path, share: float) -> None:
    path = tmp_path / "picture.jpg"
    noise().save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    pixels = opened(path).pixels
    rows = np.flatnonzero(pixels.std(axis=(1, 2)) > 1)
    assert (share - 0.1) * 600 < rows[-1] < (share + 0.1) * 600


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_a_jpeg_of_which_little_is_there(tmp_path: Path, share: float) -> None:
    path = tmp_path / "picture.jpg"
    noise().save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(UnreadableError, match=r"is cut off: only \d+ % of the picture is there"):
        opened(path)


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF"])
def test_others_cut_off_are_read_or_refused(tmp_path: Path, form: str) -> None:
    path = tmp_path / "picture"
    noise().save(path, form)
    content = path.read_bytes()
    for share in (0.02, 0.3, 0.6, 0.98):
        path.unlink()
        path.write_bytes(content[: int(share * len(content))])
        try:
            assert opened(path, f"image/{form.lower()}").pixels.shape == (600, 800, 3)
        except UnreadableError as error:
            assert not error.retry
            assert error.reason.startswith(("is cut off", "is damaged", "no decoder"))


def test_a_file_that_is_gone_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read: No such file") as caught:
        opened(tmp_path / "gone.jpg")
    assert caught.value.retry


def test_a_pipe_in_the_place_of_a_picture(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "picture.jpg")
    with pytest.raises(UnreadableError, match="no longer a regular file") as caught:
        opened(tmp_path / "picture.jpg")
    assert caught.value.retry


def test_jpeg_xl_has_no_decoder(tmp_path: Path) -> None:
    path = tmp_path / "picture.jxl"
    path.write_bytes(b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0" * 100)
    with pytest.raises(UnreadableError, match="no decoder for image/jxl"):
        opened(path, "image/jxl")


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0", b"no picture at all", b"\0" * 999])
def test_no_picture(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(content)
    with pytest.raises(UnreadableError):
        opened(path)


# RAW: the largest JPEG within


def jpeg_of(image: Image.Image, path: Path) -> bytes:
    image.save(path, "JPEG", quality=90)
    return path.read_bytes()


def directory(entries: list[tuple[int, int, int, int]], following: int = 0) -> bytes:
    body = b"".join(struct.pack("<2H2I", *entry) for entry in sorted(entries))
    return struct.pack("<H", len(entries)) + body + struct.pack("<I", following)


def raw_with(thumbnail: bytes, preview: bytes) -> bytes:
    """A TIFF structure as NEF and ARW are: a thumbnail in IFD0, a large preview in a SubIFD."""
    at = 200
    first = directory([(0x14A, 4, 1, 100), (0x201, 4, 1, at), (0x202, 4, 1, len(thumbnail))])
    below = directory([(0x201, 4, 1, at + len(thumbnail)), (0x202, 4, 1, len(preview))])
    head = (b"II*\0" + struct.pack("<I", 8) + first).ljust(100, b"\0") + below
    return head.ljust(at, b"\0") + thumbnail + preview + b"\xff\xd8\xff\xc3" + b"\x5a" * 5000


def test_raw_gives_its_largest_preview_in_full_size(tmp_path: Path) -> None:
    thumbnail = jpeg_of(drawn(160, 120), tmp_path / "small.jpg")
    preview = jpeg_of(STORED[8](drawn(900, 1200)), tmp_path / "large.jpg")
    path = tmp_path / "picture.nef"
    path.write_bytes(raw_with(thumbnail, preview))
    pixels, width, height = open_picture(os.fsencode(path), "image/x-nikon-nef", 8, (6016, 4016))
    assert (width, height) == (4016, 6016)
    assert pixels.shape == (1200, 900, 3)
    assert is_upright(pixels)


def test_a_preview_that_nothing_tells_of_is_found(tmp_path: Path) -> None:
    preview = jpeg_of(drawn(1200, 900), tmp_path / "large.jpg")
    path = tmp_path / "picture.orf"
    path.write_bytes(b"IIRO" + struct.pack("<I", 8) + directory([]) + b"\xff\xd8\xff" * 9 + preview)
    assert is_upright(open_picture(os.fsencode(path), "image/x-olympus-orf").pixels)


def test_a_preview_across_the_blocks_of_the_search() -> None:
    head = b"\xff\xd8\xff\xc0" + struct.pack(">H", 17) + b"\x08" + struct.pack(">2H", 900, 1200)
    for start in range(4 * 1024 * 1024 - 5, 4 * 1024 * 1024 + 2):
        block = Block(b"FOVb".ljust(start, b"\x11") + head + b"\0" * 20)
        assert previews.largest(block) == previews.Preview(start, 1200, 900)


def test_raw_without_a_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "picture.cr2"
    path.write_bytes(b"II*\0\x08\0\0\0CR\2\0" + b"\0" * 1000)
    with pytest.raises(UnreadableError, match=r"cannot be decoded \(image/x-canon-cr2\)"):
        opened(path, "image/x-canon-cr2")
