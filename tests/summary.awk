# SPDX-License-Identifier: BSD-3-Clause
# awk -f summary.awk RESULTS.xml: what CTest's JUnit file says of skipped tests, each with
# the reasons that it printed ("SKIPPED: ..." or tcltest's constraints), and the counts. A
# test that passed without some of its parts is named, too.
function add_reason(text) {
    gsub(/&quot;/, "\"", text)
    gsub(/&apos;/, "'", text)
    gsub(/&lt;/, "<", text)
    gsub(/&gt;/, ">", text)
    gsub(/&amp;/, "\\&", text)
    reasons = reasons "\n        " text
}
/<testcase / {
    split($0, quoted, "\"")
    name = quoted[2]
    state = $0
    sub(/.* status="/, "", state)
    sub(/".*/, "", state)
    reasons = ""
    in_constraints = 0
}
# A program that is not there did not run either, but nobody meant that.
/<skipped message="SKIP/ { state = "skip" }
/SKIPPED[:,] / && !/^\+\+\+\+ / {
    text = $0
    sub(/^.*<system-out>/, "", text)
    sub(/SKIPPED[:,] /, "", text)
    add_reason(text)
}
/^Number of tests skipped for each constraint:/ {
    in_constraints = 1
    next
}
in_constraints && /^\t[0-9]+\t/ {
    split($0, field, "\t")
    add_reason(field[2] (field[2] == 1 ? " test needs " : " tests need ") field[3])
    next
}
{ in_constraints = 0 }
/<\/testcase>/ {
    count[state]++
    if (state == "skip" && reasons == "") {
        reasons = "\n        (it does not say why)"
    }
    if (reasons != "") {
        list = list "\n    " name (state == "skip" ? "" : ", in part") reasons
    }
}
END {
    if (list != "") {
        print "\nskipped, and why:" list
    }
    printf "\n%d passed, %d failed, %d skipped\n", count["run"],
        count["fail"] + count["notrun"], count["skip"]
}
