#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# model/ablate/run_pdn in short: two variants on both labels, a table for each kind of
# data, and nothing made again by a second run.
#   tests/unit/ablate_pdn.sh SOURCE_FOLDER BUILD_FOLDER
set -eu
out=ablate_pdn_out
rm -rf $out
mkdir -p $out/cases/small
cat >$out/list <<'END'
# two small ones
local | pdn3 | {"channels": ["local", "cell_density", "switching"], "widths": [4]} | small, local
base | pdn | {"widths": [4]} | small, base
END
# One rail of 2 ohm behind 1 ohm: 3 mV at its end.
cat >$out/cases/small/netlist.sp <<'END'
V0 n1_m4_0_0 0 1.1
R1 n1_m4_0_0 n1_m1_0_0 1
R2 n1_m1_0_0 n1_m1_20000_0 1
R3 n1_m1_20000_0 n1_m1_40000_0 1
R4 n1_m1_0_0 n1_m1_0_20000 1
I0 n1_m1_40000_0 0 1e-3
.end
END
run() {
    "$1/model/ablate/run_pdn" -build "$2" -work $out/work -list $out/list \
        -output $out/table.md -steps 2 -seeds 2 -floorplans 24 -unseen 20 \
        -data $out/cases
}
run "$@" 2>$out/first
run "$@" 2>$out/second
# Networks of the maps alone, on floorplans of their own.
cat >$out/alone <<'END'
pdn3 | pdn3 | {"widths": [4]} | small, sheet
END
"$1/model/ablate/run_pdn" -kind pdn3 -build "$2" -work $out/work3 -list $out/alone \
    -output $out/alone.md -steps 2 -seeds 2 -floorplans 24 -unseen 20 \
    -data $out/cases 2>$out/third
fail() {
    echo "ablate_pdn: $1" >&2
    cat $out/first $out/table.md >&2
    exit 1
}
"$1/model/ablate/run_pdn" -bad x 2>/dev/null && fail 'an unknown option was taken'
[ "$(grep -c '^ablate: ' $out/first)" = 8 ] || fail 'not two variants on two labels twice'
[ ! -s $out/second ] || fail 'the second run trained again'
[ "$(grep -c '^## ' $out/table.md)" = 2 ] || fail 'not two tables'
[ "$(grep -c '^| small' $out/table.md)" = 8 ] || fail 'not four rows a table'
grep -qx "| small, local | mean | [0-9.]* ([0-9.]* to [0-9.]*) | .*" $out/table.md ||
    fail 'no mean and range over the seeds'
grep -qx '| small, local | worst | - | - | - | - |' $out/table.md ||
    fail 'local is measured without a design'
grep -q 'SPICE netlists (1)$' $out/table.md || fail 'not one network'
# A chain is solved exactly by the coarse network.
grep -qx '| no network: the coarse solution (base) | - | 0.000 | 0.00 | 1.0000 | 1.000 |' \
    $out/table.md || fail 'the coarse solution is off'
[ "$(grep -c '^ablate: ' $out/third)" = 2 ] || fail 'not one label of one network twice'
[ "$(grep -c '^| small, sheet | worst | [0-9.]* ([0-9.]* to' $out/alone.md)" = 2 ] ||
    fail 'the maps alone have no two tables'
