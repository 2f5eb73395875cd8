# SPDX-License-Identifier: BSD-3-Clause
# In OpenSTA or OpenROAD, once timing is up to date: when each output of an instance
# switches, and how fast, as a CSV for irdrop::read_timing.
#
#     source .../flow/write_timing.tcl
#     irdrop_write_timing timing.csv
#
# irdrop need not be loaded there.

namespace eval ::irdrop_timing {}

# The unit of times in this session, as in rise_min_ns.
proc ::irdrop_timing::unit {} {
    if {[catch {::sta::unit_scale_abbreviation time} prefix]} {
        return ns
    }
    return ${prefix}s
}

# A property as a number; empty where there is none: pins without a path have INF, or a
# number as large.
proc ::irdrop_timing::property {pin name} {
    if {[catch {get_property $pin $name} value] ||
        ![string is double -strict $value] || abs($value) > 1e20} {
        return ""
    }
    return $value
}

# Arrivals of a pin as the list rise_min rise_max fall_min fall_max. OpenSTA before
# arrival_max_rise was a property prints them: (clk ^) r 0.10:0.20 f 0.11:0.25, a line
# for each clock and edge that they come from.
proc ::irdrop_timing::arrivals {pin} {
    if {![catch {get_property $pin arrival_max_rise}]} {
        return [list [property $pin arrival_min_rise] [property $pin arrival_max_rise] \
            [property $pin arrival_min_fall] [property $pin arrival_max_fall]]
    }
    set found {"" "" "" ""}
    foreach line [split [printed $pin] \n] {
        if {![regexp {\sr\s+(\S+):(\S+)\s+f\s+(\S+):(\S+)} $line -> a b c d]} {
            continue
        }
        set at 0
        foreach value [list $a $b $c $d] function {min max min max} {
            set before [lindex $found $at]
            if {[string is double -strict $value] && abs($value) < 1e20} {
                if {$before ne ""} {
                    set value [expr "${function}(\$before, \$value)"]
                }
                lset found $at $value
            }
            incr at
        }
    }
    return $found
}

# What report_arrivals prints about a pin.
proc ::irdrop_timing::printed {pin} {
    ::sta::redirect_string_begin
    catch {report_arrivals $pin}
    return [::sta::redirect_string_end]
}

# Both ends of a window, or neither.
proc ::irdrop_timing::window {begin end} {
    return [expr {$begin eq "" || $end eq "" ? {"" ""} : [list $begin $end]}]
}

proc ::irdrop_timing::quoted {text} {
    return [expr {[string first , $text] >= 0 ? "\"$text\"" : $text}]
}

proc ::irdrop_timing::write_pin {channel cell pin} {
    lassign [arrivals $pin] rise_min rise_max fall_min fall_max
    if {[catch {get_property $pin lib_pin_name} name]} {
        set name [lindex [split [get_property $pin full_name] /] end]
    }
    set fields [list [quoted [get_property $cell full_name]] [quoted $name]]
    lappend fields {*}[window $rise_min $rise_max] {*}[window $fall_min $fall_max]
    lappend fields [property $pin slew_max_rise] [property $pin slew_max_fall]
    puts $channel [join $fields ,]
}

# Write the outputs of all instances; returns how many there were.
proc irdrop_write_timing {path} {
    set unit [::irdrop_timing::unit]
    set count 0
    # Properties of pins need the search to have been done.
    catch {find_timing}
    set channel [open $path.part w]
    try {
        fconfigure $channel -translation lf -encoding utf-8
        set columns {instance pin}
        foreach time {rise_min rise_max fall_min fall_max rise_slew fall_slew} {
            lappend columns ${time}_$unit
        }
        puts $channel [join $columns ,]
        foreach cell [get_cells -hierarchical *] {
            foreach pin [get_pins -of_objects $cell] {
                if {[get_property $pin pin_direction] eq "output"} {
                    ::irdrop_timing::write_pin $channel $cell $pin
                    incr count
                }
            }
        }
    } on error {message options} {
        close $channel
        file delete $path.part
        return -options $options $message
    }
    close $channel
    file rename -force $path.part $path
    return $count
}
