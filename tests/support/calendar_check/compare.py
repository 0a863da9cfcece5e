#!/usr/bin/env python3
"""Compares contrabrief's sessions and closes with the package exchange_calendars, day by day.

Takes the program and the span; prints each day on which the two differ and, at the end, how many
days were compared. Ends with 1 where a day differs. Never writes but into a temporary folder.

How to run it, from the repository's root:

    cargo build
    python3 -m venv /tmp/xcal && /tmp/xcal/bin/pip install exchange_calendars
    /tmp/xcal/bin/python tests/support/calendar_check/compare.py target/debug/contrabrief
"""

import datetime as dt
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import exchange_calendars

warnings.filterwarnings("ignore")

FIRST, LAST = dt.date(2015, 1, 1), dt.date(2027, 12, 31)

# Theirs by the market's code; Nasdaq has no calendar of its own there, its holidays are New York's.
THEIRS = {"XNAS": "XNYS", "crypto": "24/7"}
OURS = ["XNYS", "XNAS", "XLON", "XETR", "XTKS", "XHKG", "XTSE", "XASX", "XPAR", "XSWX", "crypto"]


def ours(program, config, calendar):
    """Closing time by session, as `calendar show` prints it."""
    words = ["calendar", "show", calendar, "--from", str(FIRST), "--to", str(LAST), "--json"]
    ran = subprocess.run([program, "-c", config, *words], capture_output=True, text=True, check=True)
    (shown,) = json.loads(ran.stdout)
    return {dt.date.fromisoformat(row["date"]): row["closes_at"] for row in shown["sessions"]}


def theirs(calendar):
    code = THEIRS.get(calendar, calendar)
    found = exchange_calendars.get_calendar(code, start=str(FIRST), end=str(LAST))
    zone = found.tz
    closes = found.schedule["close"]
    return {day.date(): at.astimezone(zone).strftime("%H:%M") for day, at in closes.items()}


def main(program):
    compared = differing = early = 0
    with tempfile.TemporaryDirectory() as folder:
        config = str(pathlib.Path(folder) / "contrabrief.toml")
        pathlib.Path(config).write_text("", encoding="utf-8")
        for calendar in OURS:
            mine, other = ours(program, config, calendar), theirs(calendar)
            # Where they end before the span does, nothing is said about the rest.
            last = LAST if max(other).month == 12 else max(other)
            days = [FIRST + dt.timedelta(n) for n in range((last - FIRST).days + 1)]
            for day in days:
                compared += 1
                if mine.get(day) != other.get(day):
                    differing += 1
                    print(f"{calendar} {day:%Y-%m-%d %a}: ours {mine.get(day)}, theirs {other.get(day)}")
            usual = {}
            for day in mine:
                usual[mine[day]] = usual.get(mine[day], 0) + 1
            early += sum(count for count in usual.values() if count < 100)
            print(f"{calendar}: {len(days)} days, {len(mine)} sessions, closing {usual}")
    print(f"exchange_calendars {exchange_calendars.__version__}: {compared} days compared, "
          f"{early} early closes among them, {differing} differences")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
