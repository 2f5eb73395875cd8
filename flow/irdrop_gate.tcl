# SPDX-License-Identifier: BSD-3-Clause
# The gate as a step of a flow. Inside a shell that holds a design:
#
#     source irdrop_gate.tcl
#     set code [irdrop::gate::run -rules rules.xml]   ;# options of irdrop::check
#     if {$code != 0} {exit $code}
#
# or from a shell, which ends with that code (gate_program.tcl):
#
#     irdrop-gate -lef tech.lef cells.lef -def placed.def \
#         -supply VDD=1.1 -power power.rpt -rules rules.xml -report out.lyrdb
#
# What is judged is the exact solution where the grid can be solved; -of predict judges a
# prediction, by its drop and how far it may be off. -model names the model that predicts,
# an embedded one (pdn, pdn3, paper) or a weight file, and asks for a prediction.
#
# 0: every limit holds; 1: at least one is violated; 2: none is violated, but at least one
# could not be judged, or an error kept all of them from being judged.
# Every finding is one line, [ERROR IRD-0930] or [WARNING IRD-0932], which flows pick up;
# figures go to the host's metrics where it has some.
package require irdrop

namespace eval ::irdrop::gate {
    variable figures {} ;# of the last run, as metrics name them
}

proc ::irdrop::gate::say {severity id message} {
    ::irdrop::host::print "\[$severity $id\] $message\n"
}

# One line a finding: what is violated or unknown is an error, what is only to be looked
# after a warning.
proc ::irdrop::gate::say_findings {result} {
    foreach {key severity} {
        violations ERROR unjudged ERROR waived WARNING expired WARNING unmatched WARNING
    } {
        foreach finding [dict get $result $key] {
            say $severity [dict get $finding id] [dict get $finding message]
        }
    }
}

# "1 check", "2 checks"
proc ::irdrop::gate::counted {result key word} {
    set count [llength [dict get $result $key]]
    return "$count $word[expr {$count == 1 ? "" : "s"}]"
}

# Options as for irdrop::check; the exit code. An error is told and makes 2: a gate that
# fails to answer must not look like one that passed.
proc ::irdrop::gate::run {args} {
    if {[catch {::irdrop::check {*}$args} result]} {
        set id IRD-0931
        regexp {^(IRD-\d+):? ?(.*)$} $result -> id result
        say ERROR $id "The gate could not judge: $result"
        return 2
    }
    say_findings $result
    variable figures [dict get $result metrics]
    dict for {name value} [dict get $result metrics] {
        ::irdrop::host::metric $name $value
    }
    set verdict [dict get $result verdict]
    ::irdrop::host::print "irdrop gate: $verdict ([counted $result checks check],\
        [counted $result violations violation],\
        [llength [dict get $result waived]] waived,\
        [llength [dict get $result unjudged]] not judged)\n"
    return [dict get {pass 0 violated 1 unjudged 2} $verdict]
}

# Predict by an embedded model, or where the name has a dot or a slash by a weight file.
proc ::irdrop::gate::use_model {model} {
    if {[regexp {[./]} $model]} {
        ::irdrop::load_model $model
    } else {
        ::irdrop::load_model -embedded $model
    }
}

# As a program, also called irdrop-gate where it is installed.
if {[info exists ::argv0] && [file tail $::argv0] eq "irdrop_gate.tcl" &&
        [file normalize $::argv0] eq [file normalize [info script]]} {
    source [file join [file dirname [file normalize [info script]]] gate_program.tcl]
    exit [::irdrop::gate::program::main $::argv]
}
