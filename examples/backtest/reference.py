"""Computes the measures of a year again, from prices and from the stories as they were told.

    python3 examples/backtest/reference.py MARKET_FOLDER TABLES_FOLDER

MARKET_FOLDER holds prices/*.csv; TABLES_FOLDER what `cargo run --release --example backtest` wrote
there: stories.csv (relevance, source weight, date and score of each article, and whether the story
was new) and measures.csv. Everything from the weights upwards is computed here by the formulas of
docs/method.md, with another language and another way of summing, and compared. Only the standard
library is used. Exit code 1 if a printed digit differs.
"""
import csv
import math
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import fmean, median, stdev
from zoneinfo import ZoneInfo

NAMES = "NVDA INTC AMD AAPL MSFT AMZN META TSLA JPM NFLX BAC".split()
BENCHMARK, YEAR = "SPY", "2023"
HALF_LIFE, SHRINK, NEUTRAL = 36.0, 2.0, 0.10
NEW_YORK = ZoneInfo("America/New_York")
# Places after the point that a reader may see of each figure.
PLACES = defaultdict(lambda: 2, abnormal=4, sigma=4, below_high=4, above_low=4, drawdown=4, volatility=4)


def prices(folder, symbol):
    with open(f"{folder}/prices/{symbol}.csv", newline="") as table:
        return [(row["date"], *(float(row[k]) for k in ("open", "high", "low", "close"))) for row in csv.DictReader(table)]


def stories(folder):
    told = defaultdict(lambda: defaultdict(list))
    with open(f"{folder}/stories.csv", newline="") as table:
        for row in csv.DictReader(table):
            told[row["ticker"], row["date"]][row["story"]].append(row)
    return told


def crowd(told, day, past_is_known):
    """Weighs one window's stories."""
    at = datetime(*map(int, day.split("-")), 6, 15, tzinfo=NEW_YORK).timestamp()
    weighed, articles = [], 0
    for members in told.values():
        weights = [
            float(m["relevance"]) * float(m["source_weight"]) * 2 ** (-max(0, at - int(m["dated"])) / 3600 / HALF_LIFE)
            for m in members
        ]
        score = sum(w * float(m["score"]) for w, m in zip(weights, members)) / sum(weights)
        weighed.append((max(weights), score, members[0]["is_new"] == "1"))
        articles += len(members)
    total = math.fsum(w for w, _, _ in weighed)
    mean = math.fsum(w * x for w, x, _ in weighed) / total if total else 0.0
    up = math.fsum(w for w, x, _ in weighed if x >= NEUTRAL)
    down = math.fsum(w for w, x, _ in weighed if x <= -NEUTRAL)
    return {
        "stories": len(weighed),
        "articles": articles,
        "effective": total**2 / math.fsum(w * w for w, _, _ in weighed) if total else 0.0,
        "tone": mean * total / (total + SHRINK),
        "one_sided": max(up, down) / (up + down) if up + down else None,
        "dispersion": math.sqrt(math.fsum(w * (x - mean) ** 2 for w, x, _ in weighed) / total) if total else None,
        "novelty": math.fsum(w for w, _, new in weighed if new) / total if total and past_is_known else None,
    }


def robust_z(value, past, floor):
    centre = median(past)
    return (value - centre) / max(1.4826 * median(abs(v - centre) for v in past), floor)


def against_own_past(days):
    """Adds what compares a session with the sessions before it; days begin with the first story."""
    tones = [d["tone"] for d in days]
    attention = [math.log1p(d["stories"]) for d in days]
    trends = [fmean(tones[i - 4 : i + 1]) - fmean(tones[i - 19 : i + 1]) if i >= 19 else None for i in range(len(days))]
    for i, d in enumerate(days):
        full = i >= 60
        d["attention_z"] = robust_z(attention[i], attention[i - 60 : i], 0.25) if full else None
        d["tone_z"] = robust_z(tones[i], tones[i - 60 : i], 0.03) if full else None
        d["tone_month"] = fmean(tones[i - 19 : i + 1]) if i >= 19 else None
        past = [t for t in trends[max(0, i - 120) : i] if t is not None]
        d["trend_z"] = trends[i] / stdev(past) if trends[i] is not None and len(past) >= 60 else None
        spread = [x["dispersion"] for x in days[max(0, i - 119) : i + 1] if x["dispersion"] is not None]
        known = d["dispersion"] is not None and len(spread) >= 60
        d["dispersion_rank"] = sum(s <= d["dispersion"] for s in spread) / len(spread) if known else None
        d["one_sided_sessions"] = sum((x["one_sided"] or 0) >= 0.85 for x in days[max(0, i - 19) : i + 1])


def market_model(own, market):
    """Per session: beta, abnormal return, sigma, z over 1, 5 and 20, from what came before."""
    level = {row[0]: row[4] for row in market}
    r, m = [None], [None]
    for before, now in zip(own, own[1:]):
        r.append(math.log(now[4] / before[4]))
        both = before[0] in level and now[0] in level
        m.append(math.log(level[now[0]] / level[before[0]]) if both else None)
    found, abnormal = [], []
    for i in range(len(own)):
        past = [(a, b) for a, b in zip(r[max(0, i - 250) : i], m[max(0, i - 250) : i]) if a is not None and b is not None]
        beta = None
        if len(past) >= 60:
            mean_r, mean_m = fmean(a for a, _ in past), fmean(b for _, b in past)
            covariance = math.fsum((a - mean_r) * (b - mean_m) for a, b in past)
            beta = covariance / math.fsum((b - mean_m) ** 2 for _, b in past) * 2 / 3 + 1 / 3
        before = [a for a in abnormal[max(0, i - 60) : i] if a is not None]
        sigma = stdev(before) if len(before) >= 40 else None
        abnormal.append(r[i] - beta * m[i] if beta is not None and m[i] is not None else None)
        row = {"beta": beta, "abnormal": abnormal[i], "sigma": sigma}
        for k, name in ((1, "z_day"), (5, "z_week"), (20, "z_month")):
            last = abnormal[max(0, i + 1 - k) : i + 1]
            whole = len(last) == k and None not in last and sigma
            row[name] = math.fsum(last) / (sigma * math.sqrt(k)) if whole else None
        found.append(row)
    return found


def within_year(rows, i):
    """Where session i's close stands within 365 days."""
    last = date.fromisoformat(rows[i][0])
    if (last - date.fromisoformat(rows[0][0])).days < 358:
        return {}
    since = (last - timedelta(days=365)).isoformat()
    year = [row for row in rows[: i + 1] if row[0] >= since]
    close = rows[i][4]
    total = lambda part: stdev(math.log(b[4] / a[4]) for a, b in zip(part, part[1:])) * math.sqrt(252)
    volatility = total(rows[i - 60 : i + 1])
    falls = [now[4] / max(row[4] for row in year[: k + 1]) - 1 for k, now in enumerate(year)]
    return {
        "below_high": close / max(max(row[2], row[4]) for row in year) - 1,
        "above_low": close / min(min(row[3], row[4]) for row in year) - 1,
        "drawdown": min(falls),
        "volatility": volatility,
        "volatility_to_year": volatility / total(year),
    }


def measures(market_folder, tables):
    told = stories(tables)
    market = prices(market_folder, BENCHMARK)
    sessions = [row[0] for row in market]
    with_news = sorted({day for _, day in told})
    for name in NAMES:
        own = [row for row in prices(market_folder, name) if row[0] >= "2020-12-28"]
        own_sessions = [row[0] for row in own]
        priced = market_model(own, market)
        first = min(day for ticker, day in told if ticker == name)
        days = []
        for day in (s for s in sessions if first <= s <= "2023-12-29"):
            known = sum(1 for s in sessions if with_news[0] <= s < day) >= 10
            days.append({"date": day, **crowd(told.get((name, day), {}), day, known)})
        against_own_past(days)
        for d in (d for d in days if d["date"].startswith(YEAR)):
            i = max(k for k, s in enumerate(own_sessions) if s < d["date"])
            yield name, d["date"], {**d, **priced[i], **within_year(own, i)}


def printed(value, places):
    """Half to even, as the brief rounds; -0 is 0."""
    return None if value is None else float(round(Fraction(value), places)) + 0.0


def main(market_folder, tables):
    with open(f"{tables}/measures.csv", newline="") as table:
        theirs = {(row["ticker"], row["date"]): row for row in csv.DictReader(table) if row["ticker"] in NAMES}
    worst, differ, missing, compared = defaultdict(float), defaultdict(list), [], defaultdict(int)
    seen = set()
    for name, day, ours in measures(market_folder, tables):
        seen.add((name, day))
        for field, text in theirs[name, day].items():
            if field in ("date", "ticker"):
                continue
            mine, other = ours.get(field), float(text) if text else None
            if (mine is None) != (other is None):
                missing.append((name, day, field, mine, other))
            elif mine is not None:
                compared[field] += 1
                worst[field] = max(worst[field], abs(mine - other))
                if printed(mine, PLACES[field]) != printed(other, PLACES[field]):
                    differ[field].append((name, day, mine, other))
    print(f"{len(seen)} ticker-sessions of {YEAR}; in the tables and not here: {len(set(theirs) - seen)}\n")
    print("| measure | compared | largest difference | printed digits that differ |\n|---|---|---|---|")
    for field in compared:
        print(f"| {field} | {compared[field]} | {worst[field]:.1e} | {len(differ.get(field, []))} |")
    print(f"\nmeasured by one side only: {len(missing)}", *missing[:10], sep="\n")
    differ = {field: rows for field, rows in differ.items() if rows}
    for field, rows in differ.items():
        print(field, *rows[:3], sep="\n  ")
    return 1 if missing or differ or set(theirs) != seen else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
