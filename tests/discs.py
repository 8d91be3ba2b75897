"""Photos and films of discs, which `tests.fake_faces` takes for faces: a person is a colour."""

from pathlib import Path

from PIL import Image, ImageDraw

from photosort.faces.engines import Engine, Thresholds
from tests.fake_faces import DiscEngine

COLOURS = {
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "orange": (255, 128, 0),
}


def photo(path: Path, *people: str, size: int = 100, date: str | None = None) -> Path:
    """A picture of discs side by side, `red:40` for one of 40 px; `date` as Exif has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGB", (max(1, len(people)) * (size + 20) + 20, size + 40), "white")
    draw = ImageDraw.Draw(picture)
    for place, each in enumerate(people):
        colour, _, wide = each.partition(":")
        left, wide = 20 + place * (size + 20), int(wide or size)
        draw.ellipse((left, 20, left + wide - 1, 20 + wide - 1), fill=COLOURS[colour])
    exif = Image.Exif()
    if date:
        exif.get_ifd(0x8769)[0x9003] = date
    # its name makes the content of each picture its own
    exif[0x010E] = path.name
    picture.save(path, quality=95, exif=exif)
    return path


def film(path: Path, still: Path, seconds: int) -> Path:
    """A video of one picture, one frame a second, each a key frame."""
    import av

    picture = Image.open(still)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=1, options={"g": "1"})
        stream.width, stream.height = picture.width // 2 * 2, picture.height // 2 * 2
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 4_000_000
        for _ in range(seconds):
            frame = av.VideoFrame.from_image(picture.resize((stream.width, stream.height)))
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


ENGINE = Engine(DiscEngine.version, Thresholds(0.6, 0.65, 100, 0.0), DiscEngine)
"""For the table of engines: `patch.setitem(engine.ENGINES, "discs", discs.ENGINE)`."""
