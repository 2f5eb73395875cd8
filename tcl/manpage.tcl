# SPDX-License-Identifier: BSD-3-Clause
# Writes the man page from what the module says about its commands and messages:
#     tclsh manpage.tcl irdrop.n
# The build runs it; TCLLIBPATH names the folder of the package.
package require irdrop

namespace eval manpage {
    variable types {
        flag    "flag"
        text    "text"
        count   "whole number, 0 or more"
        number  "number"
        power   "number of W, or one with W, mW, uW, nW or pW"
        voltage "number of V, or one with V, mV or uV"
        level   "voltage as in 8mV, part of the supply as in 5%, or number"
    }
}

# Text as roff reads it: no character of it is a request, an escape or a hyphen to break
# a line at.
proc manpage::roff {text} {
    set text [string map {\\ \\e - \\- \" \\(dq} $text]
    return [regsub -all -line {^([.'])} $text {\\\&\1}]
}

# A sentence a line, the way that roff spaces them best.
proc manpage::sentences {text} {
    return [regsub -all {([.:]) (?=[A-Z])} [roff $text] "\\1\n"]
}

proc manpage::section {title args} {
    return [join [concat [list ".SH $title"] $args] \n]
}

# What stands before and after the lists.
proc manpage::head {} {
    return [join [list \
        ".TH irdrop n \"\" \"irdrop [irdrop::version]\" \"Tcl extension\"" \
        [section NAME "irdrop \\- early estimation of IR drop in place and route"] \
        [section SYNOPSIS ".B package require irdrop" ".PP" \
            ".B irdrop::\\fIcommand\\fR ?\\fIoption value\\fR ...? ?\\fIargument\\fR ...?"] \
        [section DESCRIPTION [sentences "Finds the places of a placed design whose supply\
            voltage sags. Commands stand in the namespace irdrop and in an ensemble of the\
            same name. Options and words of the ensemble may be shortened as long as they\
            stay unique; -- ends the options. Lengths are in um, voltages in V, currents\
            in A and powers in W where no unit is given. After an error the session is as\
            it was before the command."]]] \n]
}

proc manpage::type {option} {
    variable types
    if {[dict get $option type] eq "choice"} {
        return "one of [join [dict get $option choices] {, }]"
    }
    return [dict get $types [dict get $option type]]
}

proc manpage::option {option} {
    dict with option {
        set mark [expr {$required ? ", required" : ""}]
        return [join [list .TP [string trimright "\\fB[roff $name]\\fR \\fI[roff $value]\\fR"] \
            "([roff [type $option]]$mark)" [sentences $help]] \n]
    }
}

proc manpage::command {row} {
    set lines [list ".SS [roff irdrop::[string map {{ } ::} [dict get $row name]]]" \
        "\\fBirdrop [roff [dict get $row name]]\\fR [roff [dict get $row usage]]" .PP \
        [sentences [dict get $row help]]]
    if {[dict get $row result] ne ""} {
        lappend lines .PP [sentences "Returns: [dict get $row result]"]
    }
    foreach option [dict get $row options] {
        lappend lines [option $option]
    }
    return [join $lines \n]
}

proc manpage::message {row} {
    dict with row {
        return [join [list .TP "\\fB[roff $id]\\fR  [roff $errorcode]" \
            [sentences $meaning]] \n]
    }
}

proc manpage::errors {} {
    return [section ERRORS [sentences "An error is one line: id, file and line where there\
        are any, what is wrong, what to do. The variable errorCode holds"] \
        ".TP" "\\fBIRDROP\\fR \\fIAREA KIND\\fR ?\\fIdetail\\fR?" \
        "for the messages below; the detail is the name or value at fault." \
        ".TP" "\\fBPOSIX\\fR \\fINAME text\\fR" \
        "where the system refused to open, read or write a file." \
        ".TP" "\\fBTCL\\fR ..." \
        "where Tcl itself refused, such as a wrong number of arguments."]
}

proc manpage::page {} {
    set lines [list [head] [section COMMANDS]]
    foreach row [lsort -index 1 [irdrop::command_info]] {
        lappend lines [command $row]
    }
    lappend lines [errors] [section MESSAGES]
    foreach row [irdrop::message_info] {
        lappend lines [message $row]
    }
    lappend lines [section "SEE ALSO" "tclsh(1)"]
    return [join $lines \n]
}

set channel [open [lindex $argv 0] w]
puts $channel [manpage::page]
close $channel
