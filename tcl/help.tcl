# SPDX-License-Identifier: BSD-3-Clause
# The text of irdrop::help, from the rows that irdrop::command_info and
# irdrop::message_info describe.

namespace eval ::irdrop::internal {}

# First sentence of a help text.
proc ::irdrop::internal::summary {help} {
    if {[regexp {^(.*?[.])(\s|$)} $help -> first]} {
        return $first
    }
    return $help
}

# Text in lines of at most 78 characters, each after indent.
proc ::irdrop::internal::wrap {text indent} {
    set lines {}
    set line ""
    foreach word [split $text " "] {
        if {$line ne "" && [string length "$indent$line $word"] > 78} {
            lappend lines $indent$line
            set line $word
        } else {
            append line [expr {$line eq "" ? "" : " "}] $word
        }
    }
    return [join [lappend lines $indent$line] \n]
}

# What follows "irdrop::" at the start of a usage line.
proc ::irdrop::internal::usage {row} {
    return [string trimright "irdrop [dict get $row name] [dict get $row usage]"]
}

proc ::irdrop::internal::format_full {row} {
    set lines [list [usage $row] [wrap [dict get $row help] "    "]]
    if {[dict get $row result] ne ""} {
        lappend lines [wrap "Returns: [dict get $row result]" "    "]
    }
    foreach option [dict get $row options] {
        set required [expr {[dict get $option required] ? " (required)" : ""}]
        set value [dict get $option value]
        lappend lines [string trimright "    [dict get $option name] $value"]$required
        lappend lines [wrap [dict get $option help] "        "]
    }
    return [join $lines \n]
}

# rows: what irdrop::command_info returned; full: explain rather than list.
proc ::irdrop::internal::format_help {rows full} {
    set texts {}
    foreach row [lsort -index 1 $rows] {
        if {$full} {
            lappend texts [format_full $row]
        } else {
            lappend texts [usage $row]\n[wrap [summary [dict get $row help]] "    "]
        }
    }
    if {!$full} {
        lappend texts "irdrop help COMMAND explains one of them, irdrop help IRD-0201 a message."
    }
    return [join $texts [expr {$full ? "\n\n" : "\n"}]]
}

# rows: what irdrop::message_info returned.
# Messages are explained in full even in a list, for their ids alone tell nothing.
proc ::irdrop::internal::format_messages {rows full} {
    return [join [lmap row $rows {
        dict with row {
            string cat "$id  errorCode $errorcode\n" [wrap $meaning "    "]
        }
    }] \n]
}
