#!/usr/bin/env python3
"""Runs `cargo bench --bench events`, Polars, DuckDB and Datashader in turns on one file, and prints ratios.

usage: peers.py EVENTS.csv [BENCH]

    python3 -m venv peers && peers/bin/pip install polars duckdb pyarrow datashader pandas
    peers/bin/python benches/peers.py events.csv

Datashader is left out where it is not installed. QGIS is tried where the Python of the system has it, once, as it takes
minutes; `--without-qgis` leaves it out.

BENCH is the program that `cargo bench --bench events --no-run` names; without it cargo is asked to run it.
Each takes its turn in every round, and the least wall and CPU time of all rounds counts, since other programs may
share the machine. CPU time is that of all threads. The sums of those that read every column are compared, so that nobody is quick by
being wrong.
"""

import os
import re
import resource
import subprocess
import sys
import time

import duckdb
import polars

try:
    import datashader
    import pandas
except ImportError:
    datashader = None

WORD = "checkpoint"
RUNS = 3
ROUNDS = 2


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def least(job, runs=RUNS):
    """The least wall and CPU milliseconds of a job, and what it last returned."""
    walls, cpus = [], []
    for _ in range(runs):
        wall, used = time.perf_counter(), cpu()
        result = job()
        walls.append((time.perf_counter() - wall) * 1e3)
        cpus.append((cpu() - used) * 1e3)
    return min(walls), min(cpus), result


def of_polars(path):
    load = least(lambda: polars.read_csv(path, infer_schema_length=10_000))
    frame = load[2]
    sums = {
        "events": frame.height,
        "fatalities": int(frame["fatalities"].sum()),
        "statements": int(frame["source"].str.split("; ").list.len().sum()),
        "sources": frame["source"].str.split("; ").explode().n_unique(),
    }
    count = least(lambda: frame.filter(polars.col("event_type") == "Battles").height, 10)
    pattern = f"(?i){WORD}"
    search = least(lambda: frame.filter(polars.col("notes").str.contains(pattern)).height)
    return sums, load, count, search


def of_duckdb(path):
    connection = duckdb.connect()
    read = f"read_csv('{path}', header=true)"

    def loaded():
        connection.execute("drop table if exists events")
        connection.execute(f"create table events as select * from {read}")

    load = least(loaded)
    one = lambda query: connection.execute(query).fetchone()
    events, fatalities, statements = one(
        "select count(*), sum(fatalities), sum(len(string_split(source, '; '))) from events"
    )
    (sources,) = one("select count(distinct s) from (select unnest(string_split(source, '; ')) s from events)")
    sums = {"events": events, "fatalities": int(fatalities), "statements": int(statements), "sources": sources}
    count = least(lambda: one("select count(*) from events where event_type = 'Battles'")[0], 10)
    search = least(lambda: one(f"select count(*) from events where notes ilike '%{WORD}%'")[0])
    return sums, load, count, search


def of_datashader(path):
    """Loads two coordinates and the kind with pandas, and draws them as counts on 1000 x 1000 cells."""
    columns = ["longitude", "latitude", "event_type"]
    load = least(lambda: pandas.read_csv(path, usecols=columns, dtype={"event_type": "category"}), 2)
    frame = load[2]
    canvas = datashader.Canvas(1000, 1000, x_range=(-180, 180), y_range=(-90, 90))
    canvas.points(frame.head(1000), "longitude", "latitude", datashader.count())
    draw = least(lambda: canvas.points(frame, "longitude", "latitude", datashader.count()), 5)

    def filtered():
        return canvas.points(frame[frame["event_type"] == "Battles"], "longitude", "latitude", datashader.count())

    return {"events": len(frame)}, load, least(filtered, 5), draw


QGIS = """
import os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QSize, QUrl
app = QgsApplication([], False)
app.initQgis()
def told(what, wall, used):
    print(what, (time.perf_counter() - wall) * 1e3, (time.process_time() - used) * 1e3, sep="|", flush=True)
def draw(layer):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setOutputSize(QSize(1600, 1000))
    settings.setExtent(QgsRectangle(-180, -90, 180, 90))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()
wall, used = time.perf_counter(), time.process_time()
address = QUrl.fromLocalFile(os.path.abspath(sys.argv[1])).toString()
options = "?type=csv&xField=longitude&yField=latitude&crs=EPSG:4326&detectTypes=no&spatialIndex=no&watchFile=no"
layer = QgsVectorLayer(address + options, "events", "delimitedtext")
assert layer.isValid()
draw(layer)
told("first picture", wall, used)
wall, used = time.perf_counter(), time.process_time()
assert layer.setSubsetString("event_type = 'Battles'")
draw(layer)
told("filter", wall, used)
wall, used = time.perf_counter(), time.process_time()
draw(layer)
told("draw again", wall, used)
"""


def of_qgis(path):
    """Wall and CPU milliseconds of a first picture of 1600 x 1000 pixels, of a filtered one, and of that once more."""
    done = subprocess.run(["/usr/bin/python3", "-c", QGIS, path], capture_output=True, text=True, check=False)
    if done.returncode != 0 and not done.stdout:
        return {}
    lines = (line.split("|") for line in done.stdout.splitlines() if line.count("|") == 2)
    return {what: (float(wall), float(used)) for what, wall, used in lines}


def of_ours(path, bench):
    environment = dict(os.environ, COUNTERCLAIM_BIG_CSV=os.path.abspath(path))
    command = [bench] if bench else ["cargo", "bench", "--bench", "events"]
    text = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    times, sums = {}, {}
    for line in text.splitlines():
        found = re.match(r"(.*?)\s+([\d.]+) ms wall\s+([\d.]+) ms least\s+([\d.]+) ms CPU", line)
        if found:
            times[found[1]] = (float(found[3]), float(found[4]))
        elif line.startswith("read:"):
            sums = {name: int(number) for number, name in re.findall(r"(\d+) (\w+)", line)}
    return sums, times, text


def least_of(one, other):
    return tuple(map(min, one, other)) if one else other


def main():
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    path, bench = words[0], words[1] if len(words) > 1 else None
    rows = [
        ("load", "every column"),
        ("filter (theirs: a count; ours: a picture)", "another event type → picture of the world"),
        (f"search for {WORD}", f'search for "{WORD}"'),
    ]
    peers = [("Polars " + polars.__version__, of_polars, rows), ("DuckDB " + duckdb.__version__, of_duckdb, rows)]
    if datashader:
        drawn = [
            ("load (theirs: 3 columns)", "first picture's columns"),
            ("filter, and the picture", "another event type → picture of the world"),
            ("pan (theirs: the picture anew)", "pan, the world"),
        ]
        peers.append(("Datashader " + datashader.__version__, of_datashader, drawn))
    ours, theirs, sums_of = {}, {}, {}
    for _ in range(ROUNDS):
        ours_sums, times, text = of_ours(path, bench)
        for what, pair in times.items():
            ours[what] = least_of(ours.get(what), pair)
        for name, measure, of_peer in peers:
            sums_of[name], *jobs = measure(path)
            for (what, _), (wall, used, _) in zip(of_peer, jobs):
                theirs[name, what] = least_of(theirs.get((name, what)), (wall, used))
    print(text)
    print("sums", ours_sums)
    for what, (wall, used) in ours.items():
        print(f"{what:<44}{wall:>9.2f} ms wall {used:>9.2f} ms CPU, the least of {ROUNDS} rounds")
    for name, _, of_peer in peers:
        sums = sums_of[name]
        are_same = all(ours_sums.get(what) == count for what, count in sums.items())
        print(f"\n{name}: {'the same sums' if are_same else f'OTHER SUMS {sums}'}")
        for what, key in of_peer:
            (wall, used), (own_wall, own_cpu) = theirs[name, what], ours[key]
            print(
                f"{what:<44}{wall:>9.1f} ms wall {used:>9.1f} ms CPU; ours {own_wall:>8.1f} and {own_cpu:>8.1f}: "
                f"{wall / own_wall:.1f} and {used / max(own_cpu, 0.001):.1f} times"
            )
    qgis = {} if "--without-qgis" in sys.argv else of_qgis(path)
    for what, (wall, used) in qgis.items():
        print(f"QGIS, {what:<38}{wall:>9.0f} ms wall {used:>9.0f} ms CPU")


main()
