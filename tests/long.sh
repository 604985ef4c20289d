#!/usr/bin/env bash
# The long forms of the tests, too long for every day: tests/long.sh [kills | hostile | pages | soak [MINUTES] | all]
#   kills   the program killed 200 times: 80 in a census, 40 in a recheck, 40 in pruning, 40 in opening an old database;
#           every time the next run ends as an undisturbed one. PUCHA_TEST_SEED=N plays a failure again.
#   hostile pages made to hurt at their full size: each is read within its time, in some seconds.
#   pages   one site of 5,000, 50,000 and 200,000 pages: seconds, memory, bytes on the disk (an hour and more).
#   soak    one process does a county's month over and over, 60 minutes unless told otherwise; refused when its memory
#           grows by more than 4 %, or descriptors or threads become more.
# Everything goes over loopback. Figures are printed; ends with 0 when all holds.
set -euo pipefail
cd "$(dirname "$0")/.."

part="${1:-all}"
minutes="${2:-60}"

long() {
    cargo test --locked --release --test main -- --exact --ignored --nocapture --test-threads 1 "$@"
}

kills() {
    long long::census::killed_anywhere_it_ends_the_same_long
    long long::recheck::killed_anywhere_it_closes_the_same_long
    long long::prune::killed_anywhere_it_leaves_the_same_long
    long long::migration::killed_in_the_midst_of_it_the_next_opening_ends_it_long
}

hostile() {
    long hostile::pages::pages_made_to_hurt_are_read_in_time_at_full_size
}

pages() {
    cargo bench --locked --bench census -- 5000 50000 200000
}

soak() {
    PUCHA_TEST_MINUTES="$minutes" long long::soak::an_hour_of_work_leaves_the_process_as_it_was_long
}

case "$part" in
kills | hostile | pages | soak) "$part" ;;
all)
    kills
    hostile
    soak
    pages
    ;;
*)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
