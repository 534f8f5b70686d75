#!/usr/bin/env python3
"""Build land.bin.gz, the grid that says where land is near, out of basemap.bin.gz beside it.

The reader of tables warns of points that lie at sea.  For that it needs no coast, only whether land is within some
25 km.  A cell of a quarter of a degree is set if any land triangle touches it or a neighbour of it.  All south of 60
degrees south counts as land: the base map does not reach the pole.

  python3 land_mask.py      needs nothing but Python; writes land.bin.gz (gzip, mtime 0)

Layout: 8 bytes magic "CCLAND01", then 720 rows from north to south of 1440 cells from 180 degrees west, one bit each,
the highest bit of a byte first.
"""

import gzip
import math
from pathlib import Path

FOLDER = Path(__file__).parent
STEP = 0.25
COLUMNS = int(360 / STEP)
ROWS = int(180 / STEP)
# Neighbours within this many kilometres of a cell with land count as near.
NEAR_KM = 25.0
KM_PER_DEGREE = 111.2


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self):
        number = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    def signed(self):
        number = self.number()
        return (number >> 1) ^ -(number & 1)


def triangles():
    reader = Reader(gzip.decompress((FOLDER / "basemap.bin.gz").read_bytes()))
    assert reader.take(8) == b"CCBASE01"
    for _ in range(reader.number()):
        kind, *_ = reader.take(4)
        section = Reader(reader.take(reader.number()))
        if kind != 1:
            continue
        lon = lat = 0
        points = []
        for _ in range(section.number()):
            lon += section.signed()
            lat += section.signed()
            points.append((lon * 1e-4, lat * 1e-4))
        index = 0
        indices = []
        for _ in range(section.number()):
            index += section.signed()
            indices.append(index)
        for first in range(0, len(indices) - 2, 3):
            yield tuple(points[index] for index in indices[first:first + 3])


def cell(lon, lat):
    column = min(max(int((lon + 180) / STEP), 0), COLUMNS - 1)
    row = min(max(int((90 - lat) / STEP), 0), ROWS - 1)
    return row, column


def crossings(triangle, lat):
    """The western and eastern longitude of a triangle at a latitude."""
    found = []
    for (lon_a, lat_a), (lon_b, lat_b) in zip(triangle, triangle[1:] + triangle[:1]):
        if lat_a != lat_b and min(lat_a, lat_b) <= lat <= max(lat_a, lat_b):
            found.append(lon_a + (lon_b - lon_a) * (lat - lat_a) / (lat_b - lat_a))
    return (min(found), max(found)) if found else None


def main():
    land = [bytearray(COLUMNS) for _ in range(ROWS)]
    for triangle in triangles():
        for lon, lat in triangle:
            row, column = cell(lon, lat)
            land[row][column] = 1
        low = min(lat for _, lat in triangle)
        high = max(lat for _, lat in triangle)
        steps = max(1, math.ceil((high - low) / (STEP / 5)))
        for step in range(steps + 1):
            lat = low + (high - low) * step / steps
            ends = crossings(triangle, lat)
            if ends is None:
                continue
            row, west = cell(ends[0], lat)
            _, east = cell(ends[1], lat)
            land[row][west:east + 1] = b"\x01" * (east + 1 - west)
    # The base map ends before the pole.
    for row in range(int((90 + 60) / STEP), ROWS):
        land[row] = bytearray(b"\x01" * COLUMNS)
    near = [bytearray(row) for row in land]
    rows_near = math.ceil(NEAR_KM / KM_PER_DEGREE / STEP)
    for row in range(ROWS):
        lat = 90 - (row + 0.5) * STEP
        columns_near = min(COLUMNS // 2, math.ceil(NEAR_KM / (KM_PER_DEGREE * STEP * max(math.cos(math.radians(lat)), 0.02))))
        for column in range(COLUMNS):
            if not land[row][column]:
                continue
            for other in range(max(0, row - rows_near), min(ROWS, row + rows_near + 1)):
                for shift in range(-columns_near, columns_near + 1):
                    near[other][(column + shift) % COLUMNS] = 1
    packed = bytearray(b"CCLAND01")
    for row in near:
        for first in range(0, COLUMNS, 8):
            packed.append(sum(bit << (7 - at) for at, bit in enumerate(row[first:first + 8])))
    (FOLDER / "land.bin.gz").write_bytes(gzip.compress(bytes(packed), 9, mtime=0))
    print(f"{sum(map(sum, near))} of {ROWS * COLUMNS} cells are land or near it")


main()
