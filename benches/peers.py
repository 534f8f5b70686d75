#!/usr/bin/env python3
"""Runs `cargo bench --bench events`, Polars and DuckDB in turns on one file, and prints ratios.

usage: peers.py EVENTS.csv [BENCH]

    python3 -m venv peers && peers/bin/pip install polars duckdb pyarrow
    peers/bin/python benches/peers.py events.csv

BENCH is the program that `cargo bench --bench events --no-run` names; without it cargo is asked to run it.
Each takes its turn in every round, and the least wall and CPU time of all rounds counts, since other programs may
share the machine. CPU time is that of all threads. The sums of all three are compared, so that nobody is quick by
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
    path, bench = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    rows = [
        ("load", "every column"),
        ("filter (theirs: a count; ours: a picture)", "another event type → picture of the world"),
        (f"search for {WORD}", f'search for "{WORD}"'),
    ]
    peers = [("Polars " + polars.__version__, of_polars), ("DuckDB " + duckdb.__version__, of_duckdb)]
    ours, theirs, sums_of = {}, {}, {}
    for _ in range(ROUNDS):
        ours_sums, times, text = of_ours(path, bench)
        for what, pair in times.items():
            ours[what] = least_of(ours.get(what), pair)
        for name, measure in peers:
            sums_of[name], *jobs = measure(path)
            for (what, _), (wall, used, _) in zip(rows, jobs):
                theirs[name, what] = least_of(theirs.get((name, what)), (wall, used))
    print(text)
    print("sums", ours_sums)
    for what, (wall, used) in ours.items():
        print(f"{what:<44}{wall:>9.2f} ms wall {used:>9.2f} ms CPU, the least of {ROUNDS} rounds")
    for name, _ in peers:
        sums = sums_of[name]
        print(f"\n{name}: {'the same sums' if sums == ours_sums else f'OTHER SUMS {sums}'}")
        for what, key in rows:
            (wall, used), (own_wall, own_cpu) = theirs[name, what], ours[key]
            print(
                f"{what:<44}{wall:>9.1f} ms wall {used:>9.1f} ms CPU; ours {own_wall:>8.1f} and {own_cpu:>8.1f}: "
                f"{wall / own_wall:.1f} and {used / max(own_cpu, 0.001):.1f} times"
            )


main()
