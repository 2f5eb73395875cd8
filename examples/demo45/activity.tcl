# SPDX-License-Identifier: BSD-3-Clause
# Power of each instance, in the form of OpenSTA's `report_power -instances`, which lists
# the cells without logic as well.
namespace eval demo45 {
    # Switching of an inverter that toggles every cycle, and leakage of silicon.
    variable inverter_w 1.7e-5
    variable leakage_w_per_um2 2.0e-8
    variable block_w {demo45_ram 8.0e-4 demo45_rom 3.0e-4}
}

# Mean toggles a cycle of the logic at a place: a quiet floor, the unit `crypto` working
# hard, the unit `dsp` in the sparse corner somewhat.
proc demo45::activity_at {x y} {
    set crypto [expr {exp(-(($x - 36000.0) ** 2 + ($y - 46000.0) ** 2) / (2 * 7000.0 ** 2))}]
    set dsp [expr {exp(-(($x - 92000.0) ** 2 + ($y - 88000.0) ** 2) / (2 * 8000.0 ** 2))}]
    return [expr {0.14 + 1.00 * $crypto + 0.76 * $dsp}]
}

# One line of the report; the total is the sum of the figures as printed.
proc demo45::power_line {internal switching leakage name} {
    set parts [lmap watt [list $internal $switching $leakage] {format %.3e $watt}]
    return "[join [lmap part [concat $parts [format %.3e [expr [join $parts +]]]] {
        format %12s $part
    }] {}] $name\n"
}

proc demo45::power_text {} {
    variable placed
    variable macros
    variable logic_cells
    variable inverter_w
    variable leakage_w_per_um2
    variable block_w
    foreach {name sites inputs output share energy} $logic_cells {
        set energy_of($name) $energy
        set area_of($name) [expr {$sites * 0.2 * 1.4}]
    }
    set text "[format %12s%12s%12s%12s Internal Switching Leakage Total]\n"
    append text "[format %12s%12s%12s%12s Power Power Power Power] (Watts)\n"
    append text "[string repeat - 60]\n"
    foreach {name cell x y orient} $placed {
        if {[info exists energy_of($cell)]} {
            set noise [expr {exp(0.5 * [random_normal])}]
            set dynamic [expr {$inverter_w * $energy_of($cell) * $noise
                * [activity_at $x $y]}]
            append text [power_line [expr {0.55 * $dynamic}] [expr {0.45 * $dynamic}] \
                [expr {$leakage_w_per_um2 * $area_of($cell)}] $name]
        } else {
            append text [power_line 0.0 0.0 0.0 $name]
        }
    }
    foreach {name macro box orient} $macros {
        set watt [dict get $block_w $macro]
        append text [power_line [expr {0.7 * $watt}] [expr {0.1 * $watt}] \
            [expr {0.2 * $watt}] $name]
    }
    return [string trimright $text \n]
}
