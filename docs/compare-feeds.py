#!/usr/bin/env python3
"""Compare contrabrief's feed reader with Python's feedparser, file by file.

    pip install feedparser
    cargo build --release
    python3 docs/compare-feeds.py ../shared/data/feeds target/release/contrabrief

Prints a Markdown table by folder, then every file in which contrabrief reads fewer entries or
dates. Realistic feeds are those of the folders below in which feedparser finds an entry; the
others are counted where contrabrief alone finds one.
"""

import calendar
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import feedparser

FOLDERS = ["feed-rs", "feedjira", "rss-parser", "rust-rss", "finance"]
INFORMATION_ONLY = ["feedparser"]


def theirs(path):
    """Each entry of feedparser's as (title, seconds or None)."""
    entries = feedparser.parse(path.read_bytes()).entries
    read = []
    for entry in entries:
        date = entry.get("published_parsed") or entry.get("updated_parsed")
        read.append((entry.get("title", ""), calendar.timegm(date) if date else None))
    return read


def ours(program, path, folder):
    """Each entry of ours as (title, date or None)."""
    environment = dict(os.environ, CONTRABRIEF_LIMITS__ITEMS_PER_FEED_MAX="100000")
    command = [program, "-c", folder + "/none.toml", "sources", "test", str(path)]
    ended = subprocess.run(command, capture_output=True, env=environment, check=False)
    if ended.returncode not in (0, 4):
        raise SystemExit(f"{path}: exit {ended.returncode}: {ended.stderr.decode()}")
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    return [(line["title"], line["published_at"]) for line in lines]


def count(entries):
    return len(entries), sum(1 for _, date in entries if date is not None)


def main(root, program):
    behind = []
    print("| folder | feeds | | entries | | dated | |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    print("| | feedparser | contrabrief | feedparser | contrabrief | feedparser | contrabrief |")
    with tempfile.TemporaryDirectory() as folder:
        for name in FOLDERS + INFORMATION_ONLY:
            totals = [0] * 6
            for path in sorted(p for p in pathlib.Path(root, name).rglob("*") if p.is_file()):
                their_entries, their_dates = count(theirs(path))
                our_entries, our_dates = count(ours(program, path, folder))
                row = [their_entries > 0, our_entries > 0, their_entries, our_entries]
                row += [their_dates, our_dates]
                totals = [total + int(cell) for total, cell in zip(totals, row)]
                if our_entries < their_entries or our_dates < their_dates:
                    counts = f"{our_entries}/{their_entries} entries, {our_dates}/{their_dates} dated"
                    behind.append((name, f"{path.relative_to(root)}: {counts}"))
            print(f"| {name} | " + " | ".join(str(total) for total in totals) + " |")
    print()
    for name, line in behind:
        if name not in INFORMATION_ONLY or "--all" in sys.argv:
            print("behind:", line)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2])
