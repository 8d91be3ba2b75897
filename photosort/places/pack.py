"""The container of packed data, `data/places.bin`: sections unpacked on demand.

Written by scripts/pack_places.py. Natural Earth: public domain; GeoNames: CC BY 4.0; Unicode
CLDR: Unicode licence.
"""

import json
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from photosort.places.tables import damaged, read

MAGIC = b"photosort places 1\n"
NAME = "places.bin"


class Texts:
    """Texts cut out of one byte string on demand."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        ends = np.flatnonzero(np.frombuffer(raw, np.uint8) == 10)
        self._starts = np.concatenate([[0], ends + 1, [len(raw) + 1]])

    def __getitem__(self, number: int) -> str:
        start, end = self._starts[number : number + 2].tolist()
        return self._raw[start : end - 1].decode()

    def whole(self) -> str:
        """All texts, one per line."""
        return self._raw.decode()


class Pack:
    """Sections by name; `sources` names the versions of the data.

    Any defect of the file raises `PhotosortError`, which says how to get a good one.
    """

    def __init__(self) -> None:
        self._bytes = read(NAME)
        start = len(MAGIC) + 8
        if self._bytes[: len(MAGIC)] != MAGIC or len(self._bytes) < start:
            raise damaged(NAME, "it is of another version or cut off")
        crc, size = np.frombuffer(self._bytes[len(MAGIC) : start], "<u4").tolist()
        if zlib.crc32(memoryview(self._bytes)[len(MAGIC) + 4 :]) != crc:
            raise damaged(NAME, "its checksum is wrong")
        table = json.loads(zlib.decompress(self._bytes[start : start + size]))
        self.sources: dict[str, str] = table["sources"]
        self._sections: dict[str, dict[str, Any]] = table["sections"]
        self._offsets: dict[str, int] = {}
        offset = start + size
        for name, entry in self._sections.items():
            self._offsets[name] = offset
            offset += entry["size"]

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def sections(self) -> list[str]:
        """The names of all sections."""
        return list(self._sections)

    def array(self, name: str) -> npt.NDArray[Any]:
        """A column of numbers."""
        entry = self._sections[name]
        dtype = np.dtype(entry["dtype"])
        planes = np.frombuffer(self._raw(name), np.uint8).reshape(dtype.itemsize, -1)
        result = np.empty((entry["count"], dtype.itemsize), np.uint8)
        for number, plane in enumerate(planes):
            result[:, number] = plane
        return result.reshape(-1).view(dtype)

    def lines(self, name: str) -> list[str]:
        """A column of texts."""
        return self._raw(name).decode().split("\n")

    def texts(self, name: str) -> "Texts":
        """A long column of texts of which few are read."""
        return Texts(self._raw(name))

    def json(self, name: str) -> Any:
        """A section of JSON."""
        return json.loads(self._raw(name))

    def _raw(self, name: str) -> bytes:
        entry, start = self._sections[name], self._offsets[name]
        blob = memoryview(self._bytes)[start : start + entry["size"]]
        if entry.get("codec") == "lzma":
            return _unpacked(blob)
        return zlib.decompress(blob)


def _unpacked(blob: memoryview) -> bytes:
    import lzma

    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9}]
    return lzma.decompress(blob, format=lzma.FORMAT_RAW, filters=filters)
