"""Takes the figures that race.sh gathered; prints them as tables of Markdown. Standard library only.

    race_table.py day PEER.json DAY.jsonl STAGES.jsonl
    race_table.py backfill PEER.json BACKFILL.jsonl
    race_table.py growth FOLDER
    race_table.py million MILLION.jsonl
"""
import json
import pathlib
import sys

MIB = 2**20 / 1e6


def lap(path):
    """The stages of one lap of ours, by name."""
    lines = pathlib.Path(path).read_text().splitlines()
    return {row["stage"]: row for row in map(json.loads, lines)}


def peer(path):
    return json.loads(pathlib.Path(path).read_text())


def summed(rows, *names):
    """Wall and processor seconds of several stages together."""
    found = [rows[name] for name in names if name in rows]
    return sum(row["wall_s"] for row in found), sum(row["cpu_s"] for row in found)


def table(head, rows):
    print("\n| " + " | ".join(head) + " |\n|" + "|".join(["---"] + ["--:"] * (len(head) - 1)) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def seconds(value):
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def ratio_row(name, theirs, ours):
    (their_wall, their_cpu), (our_wall, our_cpu) = theirs, ours
    return [name, seconds(their_wall), seconds(their_cpu), seconds(our_wall), seconds(our_cpu), f"{their_wall / our_wall:.1f}"]


RACE = ["stage", "peer s", "peer cpu s", "ours s", "ours cpu s", "times"]


def day(peer_file, day_file, stages_file):
    theirs, ours, stages = peer(peer_file), lap(day_file), lap(stages_file)
    rows = theirs["stages"]
    sentences = rows["sentiment"]["items"]
    table(RACE, [
        ratio_row("parse and normalise", summed(rows, "fetch", "parse"), summed(stages, "parse")),
        ratio_row("store articles", summed(rows, "store"), summed(stages, "store")),
        ratio_row("link", summed(rows, "link"), summed(stages, "link")),
        ratio_row(f"score {sentences:,} sentences", summed(rows, "sentiment"), summed(stages, "score")),
        ratio_row("compose and render", summed(rows, "aggregate", "render"), summed(ours, "compose", "render")),
        ratio_row("archive", summed(rows, "archive"), summed(ours, "archive", "keep")),
        ratio_row("mail", summed(rows, "mail"), summed(ours, "send")),
        ratio_row("whole day", summed(theirs, "total"), summed(ours, "whole day")),
    ])
    print(f"\nPeak memory of the day: peer {theirs['total']['peak_mib'] * MIB:.0f} MB, ours {ours['whole day']['peak_mb']} MB: "
          f"a share of {ours['whole day']['peak_mb'] / (theirs['total']['peak_mib'] * MIB):.2f}.")
    table(["limit", "limit s", "ours s", "share of the limit's speed"], [
        [name, seconds(stages[limit]["wall_s"]), seconds(stages[own]["wall_s"]), f"{stages[limit]['wall_s'] / stages[own]['wall_s']:.2f}"]
        for name, limit, own in [("the same rows by SQLite alone", "rows alone", "store"), ("the same XML by quick-xml alone", "xml alone", "parse")]
    ])
    order = ["collect", "facts", "analyse", "compose", "render", "archive", "keep", "send", "whole day"]
    table(["our day", "s", "cpu s", "peak MB so far"], [
        [name, seconds(ours[name]["wall_s"]), seconds(ours[name]["cpu_s"]), str(ours[name]["peak_mb"])] for name in order if name in ours
    ])
    print(f"\nNear-duplicates, which the peer does not look for: {seconds(stages['dedupe']['wall_s'])} s.")


def backfill(peer_file, ours_file):
    theirs, ours = peer(peer_file), lap(ours_file)
    days = theirs["total"]["days"]
    table(RACE, [ratio_row(f"{days} days", summed(theirs, "total"), summed(ours, "backfill"))])
    print(f"\nOurs: {seconds(ours['import']['wall_s'])} s for the imports, {seconds(ours['editions']['wall_s'])} s for {days} editions. "
          f"Peak memory: peer {theirs['total']['peak_mib'] * MIB:.0f} MB, ours {ours['backfill']['peak_mb']} MB.")


def growth(folder):
    for what, sizes in [("articles", [1000, 10000, 100000]), ("names", [10, 100, 1000]), ("readers", [10, 100, 1000, 10000])]:
        stages = ["collect", "analyse", "render", "send"]
        rows, before = [], None
        for size in sizes:
            ours = lap(pathlib.Path(folder) / f"{what}.{size}.jsonl")
            whole = ours["whole day"]
            times = "" if before is None else f"{whole['cpu_s'] / before:.1f}"
            before = whole["cpu_s"]
            rows.append([f"{size:,}", seconds(whole["wall_s"]), seconds(whole["cpu_s"]), times,
                         *(seconds(ours.get(stage, {"cpu_s": 0.0})["cpu_s"]) for stage in stages), str(whole["peak_mb"])])
        table([what, "day s", "cpu s", "times the row before", *(f"{stage} cpu s" for stage in stages), "peak MB"], rows)


def million(ours_file):
    ours = lap(ours_file)
    table(["over a million stored articles", "s", "cpu s", "peak MB so far"], [
        [name, seconds(row["wall_s"]), seconds(row["cpu_s"]), str(row["peak_mb"])] for name, row in ours.items()
    ])


if __name__ == "__main__":
    {"day": day, "backfill": backfill, "growth": growth, "million": million}[sys.argv[1]](*sys.argv[2:])
