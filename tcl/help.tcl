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

# A name with what it does behind it, in lines of at most 78 characters.
proc ::irdrop::internal::entry {name text} {
    set indent [string repeat " " 26]
    set lines [split [wrap $text $indent] \n]
    set first [format "    %-21s %s" $name [string trimleft [lindex $lines 0]]]
    return [join [lreplace $lines 0 0 $first] \n]
}

# rows: what irdrop::command_info returned. A line or two for each.
proc ::irdrop::internal::list_commands {rows} {
    set texts [lmap row [lsort -index 1 $rows] {
        entry [dict get $row name] [summary [dict get $row help]]
    }]
    lappend texts "" "\"irdrop help COMMAND\" explains one of them with its options."
    return [join $texts \n]
}

# What a newcomer needs first: the three commands of the job, then what there is.
proc ::irdrop::internal::first_page {rows} {
    return [join [list \
        "irdrop [package provide irdrop]: where will the supply voltage of a placed design sag?" "" \
        "The job is three commands, once a design is there:" "" \
        [entry rasterize "makes the maps: cells, current, strength of the power grid"] \
        [entry predict "predicts the drop of each place, in volts, with a bound"] \
        [entry hotspots "says where it is worst: place, drop, cells, cause"] "" \
        "Before it: read_lef and read_def, or read_db inside OpenROAD; set_supply says the" \
        "voltage, read_power or set_power what is drawn. After it: report_hotspots prints," \
        "solve tells the exact drops, check holds them against limits." "" \
        "All commands:" "" \
        [list_commands $rows] \
        "\"irdrop help pred\" finds them by a part of their name, \"irdrop help IRD-0201\"" \
        "explains a message."] \n]
}

proc ::irdrop::internal::explain_commands {rows} {
    return [join [lmap row [lsort -index 1 $rows] {format_full $row}] "\n\n"]
}

# rows: what irdrop::message_info returned. All are explained in full, for their ids alone
# tell nothing.
proc ::irdrop::internal::format_messages {rows} {
    return [join [lmap row $rows {
        dict with row {
            string cat "$id  errorCode $errorcode\n" [wrap $meaning "    "]
        }
    }] \n]
}
