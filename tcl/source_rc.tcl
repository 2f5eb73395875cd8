# SPDX-License-Identifier: BSD-3-Clause
# Scripts of layer resistances that were written for OpenROAD: the commands that such
# files hold, in a namespace of their own, and the unit that they speak.

namespace eval ::irdrop::internal {
    namespace eval rc {
        variable unit_ohm "" ;# ohm; empty: nobody has said it

        proc set_layer_rc {args} {
            variable unit_ohm
            ::irdrop::set_layer_rc {*}[::irdrop::internal::rc_in_ohm $args $unit_ohm]
        }
        # set_units -resistance kohm, as SDC has it; what -units or -liberty said holds.
        proc set_units {args} {
            variable unit_ohm
            foreach {option value} $args {
                if {$unit_ohm eq "" && $option eq "-resistance"} {
                    set unit_ohm [::irdrop::internal::unit_in_ohm $value]
                }
            }
        }
        # Estimates of signal wires: of no consequence for power grids.
        proc set_wire_rc {args} {}
    }
}

# A unit as Liberty, SDC and people write it (1kohm, kOhm, 100ohm, Kohms), in ohm.
proc ::irdrop::internal::unit_in_ohm {unit} {
    set prefixes {"" 1.0 m 1e-3 k 1e3 meg 1e6}
    if {![regexp -nocase {^\s*([0-9.]*)\s*(m|k|meg|)ohms?\s*$} $unit -> factor prefix] ||
        ($factor ne "" && ![string is double -strict $factor])} {
        error "\"$unit\" is no unit of resistance; give one like 1kohm or 1ohm"
    }
    if {$prefix eq "M"} {
        set prefix meg
    }
    set ohm [dict get $prefixes [string tolower $prefix]]
    return [expr {($factor eq "" ? 1.0 : $factor) * $ohm}]
}

# Arguments of set_layer_rc with the resistance in ohm, unless they name a unit.
proc ::irdrop::internal::rc_in_ohm {arguments unit_ohm} {
    set found {}
    foreach {option value} $arguments {
        if {$unit_ohm eq "" || [string match $option* -units] && $option ne "-"} {
            return $arguments
        }
        if {[string match $option* -resistance] && [string is double -strict $value]} {
            set value [expr {$value * $unit_ohm}]
        }
        lappend found $option $value
    }
    return [expr {[llength $arguments] % 2 == 0 ? [concat $found {-units ohm}] : $arguments}]
}

# units: kohm, ohm, a number of ohm as in 100ohm, or empty.
proc ::irdrop::internal::source_rc {path units} {
    if {$units ne ""} {
        set rc::unit_ohm [unit_in_ohm $units]
    } else {
        set rc::unit_ohm [::irdrop::host::resistance_unit]
    }
    try {
        namespace eval rc [list source $path]
    } finally {
        set rc::unit_ohm ""
    }
    return
}
