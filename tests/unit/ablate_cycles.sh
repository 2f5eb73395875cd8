#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# model/ablate/run_cycles in short: samples, a network of each form, tables with a row for
# each and for what needs none, and nothing made again by a second run.
#   tests/unit/ablate_cycles.sh SOURCE_FOLDER BUILD_FOLDER
set -eu
rm -rf ablate_cycles_out
mkdir ablate_cycles_out
cat >ablate_cycles_out/list <<'END'
# small ones
cycle | cycle | {"widths": [4]} | slices as channels
slice | slice | {"widths": [4]} | one slice
step | step | {"widths": [4]} | a step
END
run() {
    "$1/model/ablate/run_cycles" -build "$2" -work ablate_cycles_out/work \
        -list ablate_cycles_out/list -output ablate_cycles_out/table.md -steps 3 -batch 2 \
        -seeds 2 -floorplans 120 -unseen 2 -cycles 5
}
run "$@" 2>ablate_cycles_out/first
run "$@" 2>ablate_cycles_out/second
fail() {
    echo "ablate_cycles: $1" >&2
    cat ablate_cycles_out/first ablate_cycles_out/table.md >&2
    exit 1
}
"$1/model/ablate/run_cycles" -bad x 2>/dev/null && fail 'an unknown option was taken'
[ "$(grep -c '^ablate: [a-z]*-' ablate_cycles_out/first)" = 6 ] || fail 'not six networks'
[ ! -s ablate_cycles_out/second ] || fail 'the second run made something again'
[ "$(grep -c '^| one slice' ablate_cycles_out/table.md)" = 1 ] || fail 'not one row'
grep -q '^| total charge | -*[0-9.]* | [0-9.]* | [0-2] | [0-9.]* | - | [0-9.e-]* |' \
    ablate_cycles_out/table.md || fail 'the row of the charge lacks its figures'
grep -q '5 cycles of each, up to [0-9]* nodes' ablate_cycles_out/table.md ||
    fail 'the cases are not told'
