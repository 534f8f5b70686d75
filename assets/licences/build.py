#!/usr/bin/env python3
"""Writes crates.txt and texts.txt.gz anew: the crates that the program is built from, and their licence texts.

Run it from anywhere after Cargo.lock has changed; it asks cargo for the crates, which fetches those that are missing.
The same Cargo.lock gives the same bytes. A test compares crates.txt with Cargo.lock.
"""

import gzip
import json
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent
OWN = "counterclaim"
# What a file with terms is called, whatever its ending; fonts have theirs beside them.
TERMS = re.compile(r"^(licen[cs]e|copying|notice|unlicense|copyright|authors)", re.IGNORECASE)
FONTS = "epaint_default_fonts"


def metadata():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--manifest-path", str(PACKAGE / "Cargo.toml")]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def is_own(package):
    return package["name"] == OWN or package["name"].startswith(OWN + "-")


def linked(data):
    """The ids of the crates that get into the program on some system: all but what only tests need."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    pending = [package["id"] for package in data["packages"] if package["name"] == OWN]
    found = set()
    while pending:
        at = pending.pop()
        if at in found:
            continue
        found.add(at)
        for dependency in nodes[at]["deps"]:
            if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
                pending.append(dependency["pkg"])
    return found


def terms_of(package):
    folder = Path(package["manifest_path"]).parent
    files = [path for path in folder.iterdir() if path.is_file() and TERMS.match(path.name) and path.suffix != ".rs"]
    if package["license_file"]:
        files.append(folder / package["license_file"])
    if package["name"] == FONTS:
        files += (folder / "fonts").glob("*.txt")
    texts = []
    for path in sorted(set(files), key=lambda path: path.name):
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\f", "\n")
        texts.append("\n".join(line.rstrip() for line in text.strip().split("\n")))
    return texts


def main():
    data = metadata()
    in_program = linked(data)
    packages = [package for package in data["packages"] if not is_own(package)]
    packages.sort(key=lambda package: (package["name"], package["version"]))
    rows, users, without = [], {}, []
    for package in packages:
        name = f"{package['name']} {package['version']}"
        where = "program" if package["id"] in in_program else "tests"
        rows.append("\t".join([package["name"], package["version"], package["license"] or "see its text", where]))
        if where == "program":
            texts = terms_of(package)
            for text in texts:
                users.setdefault(text, []).append(name)
            if not texts:
                authors = ", ".join(author.split(" <")[0] for author in package["authors"])
                without.append(f"{name}, {package['license']}" + (f", by {authors}" if authors else ""))
    (HERE / "crates.txt").write_text("\n".join(["name\tversion\tlicence\tpart of", *rows]) + "\n", encoding="utf-8")

    parts = ["Terms of the crates that the program is built from, each text once, with the crates that carry it.\n"]
    for text, names in sorted(users.items(), key=lambda item: (item[1][0], item[0])):
        parts.append(f"{'=' * 80}\n{', '.join(names)}\n\n{text}\n")
    note = "These carry no text of their own; the terms are those of the licence that they name, as it stands above or in LICENSE-APACHE and LICENSE-MIT:"
    parts.append(f"{'=' * 80}\n{note}\n\n" + "\n".join(without) + "\n")
    packed = gzip.compress("\n".join(parts).encode(), 9, mtime=0)
    (HERE / "texts.txt.gz").write_bytes(packed)


main()
