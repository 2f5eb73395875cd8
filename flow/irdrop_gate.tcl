# SPDX-License-Identifier: BSD-3-Clause
# The gate as a step of a flow. Inside a shell that holds a design:
#
#     source irdrop_gate.tcl
#     set code [irdrop::gate::run -rules rules.xml]   ;# options of irdrop::check
#     if {$code != 0} {exit $code}
#
# or from a shell, which ends with that code:
#
#     tclsh irdrop_gate.tcl -lef tech.lef -lef cells.lef -def placed.def \
#         -supply VDD=1.1 -power power.rpt -rules rules.xml -report out.lyrdb
#
# What is judged is a prediction, in volts; -of solve judges the exact solution. -model
# names the model that predicts, an embedded one (pdn, pdn3, paper) or a weight file.
#
# 0: every limit holds; 1: at least one is violated; 2: none is violated, but at least one
# could not be judged, or an error kept all of them from being judged.
# Every finding is one line, [ERROR IRD-0930] or [WARNING IRD-0932], which flows pick up;
# figures go to the host's metrics where it has some.
package require irdrop

namespace eval ::irdrop::gate {}

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
    dict for {name value} [dict get $result metrics] {
        ::irdrop::host::metric $name $value
    }
    set verdict [dict get $result verdict]
    set count [llength [dict get $result checks]]
    ::irdrop::host::print "irdrop gate: $verdict ($count checks,\
        [llength [dict get $result violations]] violations,\
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

# What the command line gives: inputs are read, the rest is for run.
proc ::irdrop::gate::main {arguments} {
    set lefs {}
    set inputs {}
    set reports {}
    set rest {}
    set flag [lsearch -exact $arguments -no_default_sources]
    if {$flag >= 0} {
        set arguments [lreplace $arguments $flag $flag]
        lappend rest -no_default_sources
    }
    if {[llength $arguments] % 2 != 0} {
        error "usage: irdrop_gate.tcl -lef FILE ?-lef FILE ...? -def FILE\
            ?-supply NET=V ...? ?-power FILE? ?-total W? ?-model NAME|FILE?\
            ?-report FILE ...?\
            ?-CHECK_OPTION VALUE ...?"
    }
    foreach {option value} $arguments {
        switch -- $option {
            -lef {lappend lefs $value}
            -def {lappend inputs [list ::irdrop::read_def $value]}
            -power {lappend inputs [list ::irdrop::read_power $value]}
            -model {lappend inputs [list ::irdrop::gate::use_model $value]}
            -total {lappend inputs [list ::irdrop::set_power -total $value]}
            -supply {
                if {![regexp {^(.+)=([^=]+)$} $value -> net voltage]} {
                    error "-supply cannot be \"$value\"; give NET=VOLTAGE, such as VDD=1.1"
                }
                lappend inputs [list ::irdrop::set_supply -net $net -voltage $voltage]
            }
            -report {lappend reports $value}
            default {lappend rest $option $value}
        }
    }
    if {[llength $lefs] > 0} {
        ::irdrop::read_lef {*}$lefs
    }
    foreach input $inputs {
        eval $input
    }
    set code [run {*}$rest]
    foreach report $reports {
        ::irdrop::write_report $report {*}$rest
    }
    return $code
}

if {[info exists ::argv0] && [file tail $::argv0] eq "irdrop_gate.tcl" &&
        [file normalize $::argv0] eq [file normalize [info script]]} {
    if {[catch {::irdrop::gate::main $::argv} code]} {
        set id IRD-0931
        regexp {^(IRD-\d+):? ?(.*)$} $code -> id code
        ::irdrop::gate::say ERROR $id "The gate could not judge: $code"
        set code 2
    }
    exit $code
}
