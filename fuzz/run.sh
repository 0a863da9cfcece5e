#!/usr/bin/env bash
# Runs every fuzz target for so many seconds (600 unless told), two at a time, from the shared
# sample data where it lies beside the project, and prints what became of each.
#
#     cargo install cargo-fuzz && rustup toolchain install nightly
#     fuzz/run.sh 600 [TARGET…]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds="${1:-600}"
shift || true
targets=("${@:-}")
[ -n "${targets[0]}" ] || targets=(feed news articles_file prices prices_file page config
    readers template returned_mail archive)
data="../shared/data"

seeds() {
    case "$1" in
        feed | articles_file) find "$data/feeds" -mindepth 1 -maxdepth 1 -type d ;;
        news) find "$data/providers" -maxdepth 0 -type d ;;
        page) find "$data/articles" -maxdepth 0 -type d ;;
        prices) find "$data/providers" "$data/vintages" "$data/demo_market/prices" -maxdepth 0 -type d ;;
        prices_file) find "$data/vintages" "$data/demo_market/prices" -maxdepth 0 -type d ;;
        config) echo config ;;
        template) echo templates ;;
        returned_mail) echo tests/support/bounces ;;
    esac 2>/dev/null || true
}

mkdir -p fuzz/corpus fuzz/logs
run() {
    local target="$1"
    mkdir -p "fuzz/corpus/$target"
    # shellcheck disable=SC2046
    cargo +nightly fuzz run -O -s none "$target" "fuzz/corpus/$target" $(seeds "$target") -- \
        -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 \
        >"fuzz/logs/$target.log" 2>&1 || true
}

cargo +nightly fuzz build -O -s none
for target in "${targets[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    run "$target" &
done
wait

printf '%-14s %10s %12s  %s\n' target seconds executions findings
failed=0
for target in "${targets[@]}"; do
    log="fuzz/logs/$target.log"
    seconds_run="$(sed -nE 's/^Done [0-9]+ runs in ([0-9]+) second.*/\1/p' "$log")"
    executions="$(sed -nE 's/^Done ([0-9]+) runs in .*/\1/p' "$log")"
    # One for each input that libFuzzer stopped at: a panic, a time-out or too much memory.
    findings="$(grep -cE '^SUMMARY: ' "$log" || true)"
    if [ -z "$seconds_run" ] && [ "$findings" = 0 ]; then findings="did not run, see $log"; fi
    [ "$findings" = 0 ] || failed=1
    printf '%-14s %10s %12s  %s\n' "$target" "${seconds_run:--}" "${executions:--}" "$findings"
done
exit "$failed"
