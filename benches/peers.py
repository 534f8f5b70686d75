#!/usr/bin/env python3
"""Runs Polars and DuckDB on the file of `cargo bench --bench events`, in the same minutes, and prints ratios.

usage: peers.py EVENTS.csv    (in an environment with `pip install polars duckdb`)

Each job runs several times; the least wall time counts, since other programs may share the machine.
CPU time is that of all threads. The sums of all three are compared, so that nobody is quick by being wrong.
"""

import os
import re
import resource
import subprocess
import sys
import time

import duckdb
import polars

WORD = "checkpoint"
RUNS = 3


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


def of_ours(path):
    environment = dict(os.environ, COUNTERCLAIM_BIG_CSV=os.path.abspath(path))
    command = ["cargo", "bench", "--bench", "events"]
    text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    times = {}
    for line in text.splitlines():
        found = re.match(r"(.*?)\s+([\d.]+) ms wall\s+([\d.]+) ms least\s+([\d.]+) ms CPU", line)
        if found:
            times[found[1]] = (float(found[3]), float(found[4]))
    command = ["cargo", "run", "--release", "--quiet", "--", "info", os.path.abspath(path)]
    info = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    numbers = dict(re.findall(r"^(\w[\w ]*?)\s+(\d+)$", info, re.MULTILINE))
    sums = {name: int(numbers[name]) for name in ("events", "fatalities", "statements", "sources")}
    return sums, times


def main():
    path = sys.argv[1]
    ours_sums, ours = of_ours(path)
    print("sums", ours_sums)
    rows = [
        ("load", "every column"),
        ("filter (theirs: a count; ours: a picture)", "another event type → picture of the world"),
        (f"search for {WORD}", f'search for "{WORD}"'),
    ]
    for name, measure in (("Polars " + polars.__version__, of_polars), ("DuckDB " + duckdb.__version__, of_duckdb)):
        sums, *jobs = measure(path)
        print(f"\n{name}: {'the same sums' if sums == ours_sums else f'OTHER SUMS {sums}'}")
        for (what, key), (wall, used, _) in zip(rows, jobs):
            own_wall, own_cpu = ours[key]
            print(
                f"{what:<44}{wall:>9.1f} ms wall {used:>9.1f} ms CPU; ours {own_wall:>8.1f} and {own_cpu:>8.1f}: "
                f"{wall / own_wall:.1f} and {used / max(own_cpu, 0.001):.1f} times"
            )


main()
