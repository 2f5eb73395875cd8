# SPDX-License-Identifier: BSD-3-Clause
# The table of what the networks are worth is the same in both pages that have it.
#     tclsh one_table.tcl ROOT
proc table {file} {
    set channel [open $file]
    set text [read $channel]
    close $channel
    if {![regexp {\n## Where the networks stand\n\n((?:\|[^\n]*\n)+)} $text -> rows]} {
        puts "$file: no table under \"Where the networks stand\""
        exit 1
    }
    return $rows
}

set root [lindex $argv 0]
if {[table [file join $root README.md]] ne [table [file join $root model README.md]]} {
    puts "README.md and model/README.md differ in what the networks are worth"
    exit 1
}
