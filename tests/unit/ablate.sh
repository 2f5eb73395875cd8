#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# model/ablate/run in short: two variants, a table with a row for each, and nothing trained
# again by a second run.
#   tests/unit/ablate.sh SOURCE_FOLDER BUILD_FOLDER
set -eu
rm -rf ablate_out
mkdir ablate_out
cat >ablate_out/list <<'END'
# two small ones
reference | small | {"widths": [4]} |
loss | small, L1 | {"widths": [4]} | -loss l1
END
run() {
    "$1/model/ablate/run" -build "$2" -work ablate_out/work -list ablate_out/list \
        -output ablate_out/table.md -steps 3
}
# 64 x 4 and 4 x 4 kernels of 9, 4 x 16 at the head: 2,512 weights over 20 x 20 pixels.
run "$@" 2>ablate_out/first
run "$@" 2>ablate_out/second
fail() {
    echo "ablate: $1" >&2
    cat ablate_out/first ablate_out/table.md >&2
    exit 1
}
"$1/model/ablate/run" -bad x 2>/dev/null && fail 'an unknown option was taken'
[ "$(grep -c '^ablate: ' ablate_out/first)" = 2 ] || fail 'not two variants trained'
[ ! -s ablate_out/second ] || fail 'the second run trained again'
[ "$(grep -c '^| small' ablate_out/table.md)" = 2 ] || fail 'not two rows'
[ "$(grep -c '^## ' ablate_out/table.md)" = 2 ] || fail 'not two tables'
grep -q '^| small | 3 | 1.0 | [0-9.]* | [0-9.]* | - |' ablate_out/table.md ||
    fail 'the row lacks its figures'
