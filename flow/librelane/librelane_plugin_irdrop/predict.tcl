# SPDX-License-Identifier: BSD-3-Clause
# The step Irdrop.Predict inside OpenROAD. LibreLane reads a metric from each line that
# begins with %OL_METRIC, wherever it is printed.
set irdrop_folder [file dirname [file normalize [info script]]]
source $::env(SCRIPTS_DIR)/openroad/common/io.tcl
source [file join $irdrop_folder .. .. hook.tcl]
read_current_odb

namespace eval ::irdrop::librelane {}

# The corner that power and voltage are of: IRDROP_CORNER, else DEFAULT_CORNER where the
# session has it, else the first. LibreLane loads those of PNR_CORNERS alone.
proc ::irdrop::librelane::choose_corner {} {
    set corners [::irdrop::host::corners]
    foreach name {IRDROP_CORNER DEFAULT_CORNER} {
        set corner [::irdrop::flow::setting $name]
        if {$corner in $corners || ($corner ne "" && $name eq "IRDROP_CORNER")} {
            return $corner
        }
    }
    return [lindex $corners 0]
}

# The Liberty files of a corner: LibreLane hands on _LIB_CORNER_0 and so on, each a name
# and files, and _PNR_LIBS for its default corner.
proc ::irdrop::librelane::libraries {corner} {
    for {set i 0} {[info exists ::env(_LIB_CORNER_$i)]} {incr i} {
        set files [lassign $::env(_LIB_CORNER_$i) name]
        if {$name eq $corner} {
            return $files
        }
    }
    return [::irdrop::flow::setting _PNR_LIBS]
}

# The voltage of the first power net where none is given: VDD_PIN_VOLTAGE, which LibreLane
# 2 has, else the nominal one of the corner's Liberty; and where it comes from.
proc ::irdrop::librelane::set_voltage {corner} {
    if {[::irdrop::flow::setting IRDROP_VOLTAGE] ne ""} {
        return
    }
    set voltage [::irdrop::flow::setting VDD_PIN_VOLTAGE]
    set origin VDD_PIN_VOLTAGE
    foreach path [libraries $corner] {
        if {$voltage ne ""} {
            break
        }
        if {![catch {::irdrop::host::nominal_voltage $path} voltage] && $voltage ne ""} {
            set origin "the nom_voltage of [file tail $path]"
        } else {
            set voltage ""
        }
    }
    if {$voltage ne ""} {
        set ::env(IRDROP_VOLTAGE) $voltage
        ::irdrop::flow::say "irdrop: the first power net at $voltage V, $origin"
    }
}

# Wires load the cells that drive them: without their capacitance the power is low by a
# tenth and more. The database is not written afterwards.
proc ::irdrop::librelane::estimate_wires {} {
    if {[catch {
        uplevel #0 {source $::env(SCRIPTS_DIR)/openroad/common/set_rc.tcl}
        ::estimate_parasitics -placement
    } message]} {
        ::irdrop::flow::say "irdrop: the power is without wire capacitance, and low by it:\
            they could not be estimated ($message)"
    } else {
        ::irdrop::flow::say "irdrop: the power is with wire capacitances as estimated from\
            the placement"
    }
}

set ::env(REPORTS_DIR) $::env(STEP_DIR)
set ::irdrop::flow::how_to_give_voltage {set IRDROP_VOLTAGE, such as {"%s": 1.8}}

::irdrop::flow::run predict {
    set corner [::irdrop::librelane::choose_corner]
    if {$corner ne ""} {
        set ::env(IRDROP_CORNER) $corner
    }
    ::irdrop::librelane::set_voltage $corner
    if {[::irdrop::flow::setting IRDROP_POWER] eq ""} {
        ::irdrop::librelane::estimate_wires
    }
    set found [::irdrop::flow::look predict]
    if {[dict exists $found worst_drop_v]} {
        puts "%OL_METRIC_F irdrop__drop__worst [dict get $found worst_drop_v]"
        puts "%OL_METRIC_F irdrop__drop__average [dict get $found average_drop_v]"
    }
    puts "%OL_METRIC_I irdrop__hotspot__count [dict get $found hotspots]"
    puts "%OL_METRIC_I irdrop__gate__code [dict get $found code]"
    dict get $found code
}
