# SPDX-License-Identifier: BSD-3-Clause
# README.md shows what the example prints now, which tests/golden holds.
#     tclsh readme_transcript.tcl README.md demo45_report.golden
proc read_text {path} {
    set channel [open $path]
    set text [read $channel]
    close $channel
    return $text
}

lassign $argv readme golden
set printed [string map {" ./" " build/quickstart/"} [read_text $golden]]
set shown [regsub -all -line {^    } [read_text $readme] ""]
if {[string first [string trim $printed] $shown] < 0} {
    puts "the transcript in $readme is not what $golden holds; take it over"
    exit 1
}
