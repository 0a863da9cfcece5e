#!/usr/bin/env bash
# Races contrabrief against the script that a user would write today (../shared/peer), on the same
# generated input, in one run, and prints their ratios by stage; then how contrabrief grows.
#
#     benches/race.sh             # a day and thirty days: about half an hour, most of it the peer's
#     benches/race.sh day         # a day alone
#     benches/race.sh backfill    # thirty days alone
#     benches/race.sh growth      # 1,000 to 100,000 articles, 10 to 1,000 names, 10 to 10,000 readers
#     benches/race.sh million     # a day's run over a million stored articles
#
# Needs python3 with venv for the peer, and Debian's postfix for smtp-sink, to which both send.
# Everything is written below target/race. Set ARTICLES, TICKERS, READERS or DAYS for another size.
set -euo pipefail
cd "$(dirname "$0")/.."
peer=../shared/peer
out=target/race
articles=${ARTICLES:-10000} tickers=${TICKERS:-100} readers=${READERS:-200} days=${DAYS:-30}
what=${1:-all}

[ -d "$peer" ] || { echo "SKIPPED: the peer is not here: $peer"; exit 0; }
mkdir -p "$out"
python="$out/venv/bin/python"
if [ ! -x "$python" ]; then
    python3 -m venv "$out/venv"
    "$out/venv/bin/pip" install -q -r "$peer/requirements.txt"
fi

# The input of a size, generated once: folder, articles, names, readers, days.
input() {
    local folder="$out/$1"
    if [ ! -f "$folder/manifest.json" ]; then
        "$python" "$peer/generate.py" "$folder" --articles "$2" --tickers "$3" --recipients "$4" \
            --days "$5" --history 400 --sources "$(($2 / 200 > 5 ? $2 / 200 : 5))" >/dev/null
    fi
    echo "$folder"
}

# A server that takes all mail and keeps none.
port=2526
sink() {
    local program=/usr/sbin/smtp-sink
    [ -x "$program" ] || { echo "SKIPPED: no smtp-sink here; apt install postfix"; exit 0; }
    "$program" -u nobody "127.0.0.1:$port" 256 >/dev/null 2>&1 &
    sink_pid=$!
    trap 'kill "$sink_pid" 2>/dev/null || true' EXIT
}

ours() { "$race" "$@"; }

theirs() {
    rm -rf "$out/peer"
    mkdir -p "$out/peer"
    "$python" "$peer/baseline.py" "$1" --db "$out/peer/brief.db" --reports "$out/peer/reports" \
        --stats "$2" "${@:3}" >/dev/null
}

table() { "$python" benches/race_table.py "$@"; }

day() {
    local folder
    folder="$(input "day-$articles-$tickers-$readers" "$articles" "$tickers" "$readers" 1)"
    theirs "$folder" "$out/day.peer.json" --smtp "127.0.0.1:$port"
    ours day "$folder" "$port" >"$out/day.jsonl"
    ours stages "$folder" >"$out/stages.jsonl"
    table day "$out/day.peer.json" "$out/day.jsonl" "$out/stages.jsonl"
}

backfill() {
    local folder
    folder="$(input "days-$days-$articles-$tickers" "$articles" "$tickers" "$readers" "$days")"
    theirs "$folder" "$out/backfill.peer.json"
    ours backfill "$folder" >"$out/backfill.jsonl"
    table backfill "$out/backfill.peer.json" "$out/backfill.jsonl"
}

growth() {
    local size folder
    for size in 1000 10000 100000; do
        folder="$(input "day-$size-100-10" "$size" 100 10 1)"
        ours day "$folder" "$port" >"$out/articles.$size.jsonl"
    done
    for size in 10 100 1000; do
        folder="$(input "day-10000-$size-10" 10000 "$size" 10 1)"
        ours day "$folder" "$port" >"$out/names.$size.jsonl"
    done
    for size in 10 100 1000 10000; do
        folder="$(input "day-1000-100-$size" 1000 100 "$size" 1)"
        ours day "$folder" "$port" >"$out/readers.$size.jsonl"
    done
    table growth "$out"
}

million() {
    local folder
    folder="$(input days-100-10000-100 10000 100 10 100)"
    ours stored "$folder" >"$out/million.jsonl"
    table million "$out/million.jsonl"
}

cargo bench --quiet --bench race --no-run 2>/dev/null
# Run itself, so that cargo is not measured with it.
race="$(find "${CARGO_TARGET_DIR:-target}/release/deps" -name "race-*" -type f -perm -u+x -printf "%T@ %p\n" |
    sort -n | tail -1 | cut -d" " -f2)"
case "$what" in
    all) sink; day; backfill ;;
    day) sink; day ;;
    backfill) backfill ;;
    growth) sink; growth ;;
    million) million ;;
    *) echo "race.sh: all, day, backfill, growth or million, not $what" >&2; exit 2 ;;
esac
