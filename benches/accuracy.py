#!/usr/bin/env python3
"""How often `counterclaim assess` finds the truth, beside a plain vote.

usage: accuracy.py [--binary target/release/counterclaim] [--draws 20] [--share 0.1] [--seed 1] FOLDER ...

Each FOLDER is a set with claims.csv and truth.csv, or holds sets as sub-folders.
Prints a Markdown table: the share of items with the right answer by plain vote, by the program without verdicts,
and with verdicts on a tenth of the items (drawn at random, left out of the score; the mean of all draws).
Where n answers are level and one of them is right, that counts 1/n. An open proposition counts one half.
"""
import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

SUPPORTS, AGAINST = ("supports", "asserts"), ("denies", "doubts")


def rows(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


class Items:
    """A set of answers: the truth of an item is one of its values."""

    columns = ("item", "value")

    def __init__(self, folder):
        self.truth = {row["item"]: row["value"] for row in rows(os.path.join(folder, "truth.csv"))}
        first = {}
        for row in rows(os.path.join(folder, "claims.csv")):
            if row["value"]:
                first.setdefault((row["source"], row["item"]), row["value"])
        self.claims = len(first)
        self.votes = defaultdict(Counter)
        for (_, item), value in first.items():
            self.votes[item][value] += 1

    def read(self, table):
        found = defaultdict(dict)
        for row in table:
            found[row["item"]][row["value"]] = float(row["probability"])
        return found

    def points(self, found, item):
        values = found.get(item, {})
        most = max(values.values(), default=0)
        level = [value for value, weight in values.items() if weight > most - 1e-9]
        return 1 / len(level) if self.truth[item] in level else 0


class Propositions:
    """A set of stances: a proposition is true or false."""

    columns = ("proposition", "true")

    def __init__(self, folder):
        self.truth = {row["proposition"]: row["true"] for row in rows(os.path.join(folder, "truth.csv"))}
        claims = rows(os.path.join(folder, "claims.csv"))
        self.claims = len(claims)
        self.votes = defaultdict(lambda: 0.5)
        for_, against = Counter(), Counter()
        for row in claims:
            for_[row["proposition"]] += row["stance"] in SUPPORTS
            against[row["proposition"]] += row["stance"] in AGAINST
        for name in self.truth:
            self.votes[name] = 0.5 + 0.5 * ((for_[name] > against[name]) - (for_[name] < against[name]))

    def read(self, table):
        return {row["proposition"]: float(row["probability"]) for row in table if row["probability"]}

    def points(self, found, name):
        probability = found.get(name, 0.5)
        if probability == 0.5:
            return 0.5
        return float((probability > 0.5) == (self.truth[name].lower() in ("1", "1.0", "true")))


def open_set(folder):
    with open(os.path.join(folder, "claims.csv"), newline="", encoding="utf-8-sig") as file:
        header = next(csv.reader(file))
    return (Items if "item" in header else Propositions)(folder)


def score(the_set, found, settled=()):
    names = [name for name in the_set.truth if name not in settled]
    return sum(the_set.points(found, name) for name in names) / max(len(names), 1)


def assess(args, the_set, folder, settled=()):
    with tempfile.TemporaryDirectory() as scratch:
        command = [args.binary, "assess", folder, "--format", "csv"] + args.option
        if settled:
            path = os.path.join(scratch, "verdicts.csv")
            with open(path, "w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([the_set.columns] + [(name, the_set.truth[name]) for name in settled])
            command += ["--verdicts", path]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        if done.returncode:
            sys.exit(f"{' '.join(command)} failed with {done.returncode}")
        return the_set.read(csv.DictReader(done.stdout.splitlines(keepends=True)))


def measure(args, folder):
    the_set = open_set(folder)
    start = time.monotonic()
    plain = score(the_set, assess(args, the_set, folder))
    seconds = time.monotonic() - start
    chance = random.Random(args.seed)
    count = round(len(the_set.truth) * args.share)
    draws = [set(chance.sample(sorted(the_set.truth), count)) for _ in range(args.draws)]

    def draw(settled):
        return score(the_set, assess(args, the_set, folder, sorted(settled)), settled)

    with ThreadPoolExecutor(args.jobs) as pool:
        with_verdicts = list(pool.map(draw, draws))
    mean = sum(with_verdicts) / len(with_verdicts) if with_verdicts else float("nan")
    return the_set.claims, len(the_set.truth), score(the_set, the_set.votes), plain, mean, seconds


def sets_of(folder):
    if os.path.exists(os.path.join(folder, "claims.csv")):
        return [folder]
    inside = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    return [path for path in inside if os.path.exists(os.path.join(path, "truth.csv"))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="+")
    parser.add_argument("--binary", default="target/release/counterclaim")
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--share", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    parser.add_argument("--option", action="append", default=[], help="for assess, as --option=--without-copies")
    args = parser.parse_args()
    print(f"| set | claims | truths | plain vote | no verdicts | {args.share:.0%} verdicts | seconds |")
    print("|---|---|---|---|---|---|---|")
    for folder in [path for folder in args.folder for path in sets_of(folder)]:
        claims, truths, vote, plain, mean, seconds = measure(args, folder)
        name = os.path.basename(os.path.normpath(folder))
        print(f"| {name} | {claims} | {truths} | {vote:.3f} | {plain:.3f} | {mean:.3f} | {seconds:.2f} |", flush=True)


if __name__ == "__main__":
    main()
