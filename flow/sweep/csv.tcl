# SPDX-License-Identifier: BSD-3-Clause
# CSV by RFC 4180: cells between commas, in quotes where they hold commas, quotes (doubled)
# or line ends.

# The rows of a text as {line cells} in turn; blank lines and lines that begin with # are
# left out.
proc ::irdrop::sweep::csv_rows {text file} {
    set text [string map {\r\n \n} $text]
    if {[string index $text 0] eq "\uFEFF"} {
        set text [string range $text 1 end]
    }
    set rows {}
    set line 1
    set at 0
    set end [string length $text]
    while {$at < $end} {
        if {[regexp -start $at -indices {\A(?:[ \t]*|#[^\n]*)(?:\n|\Z)} $text found]} {
            set at [expr {[lindex $found 1] + 1}]
            incr line
            continue
        }
        lassign [csv_row $text $at $line $file] cells at lines
        lappend rows [list $line $cells]
        incr line $lines
    }
    return $rows
}

# A row that begins at an index: its cells, where the next one begins, how many lines it has.
proc ::irdrop::sweep::csv_row {text at line file} {
    set cells {}
    set lines 1
    while 1 {
        if {[regexp -start $at -indices {\A[ \t]*"((?:[^"]|"")*)"[ \t]*(,|\n|\Z)} $text \
                all cell mark]} {
            set value [string map {\"\" \"} [string range $text {*}$cell]]
            incr lines [regexp -all \n $value]
        } elseif {[regexp -start $at -indices {\A([^",\n]*)(,|\n|\Z)} $text all cell mark]} {
            set value [string trim [string range $text {*}$cell]]
        } else {
            fail FILE $file:$line "a cell has a quote where none can be, or one that does\
                not end; write \"a \"\"quoted\"\" word\""
        }
        lappend cells $value
        set at [expr {[lindex $all 1] + 1}]
        if {[string range $text {*}$mark] ne ","} {
            return [list $cells $at $lines]
        }
    }
}

# Cells as a line.
proc ::irdrop::sweep::csv_line {cells} {
    return [join [lmap cell $cells {
        if {[regexp {[",\n\r]|^[ \t#]|[ \t]$} $cell]} {
            set cell \"[string map {\" \"\"} $cell]\"
        }
        set cell
    }] ,]
}
