#!/usr/bin/env tclsh
# SPDX-License-Identifier: BSD-3-Clause
# Writes the example design: demo45.lef, demo45.def and demo45_power.rpt. See README.md.
#     tclsh generate.tcl FOLDER ?SEED?
# The same seed gives the same bytes on every machine: the random numbers are our own.
namespace eval demo45 {
    variable random_state 1
}

set demo45::folder [file dirname [file normalize [info script]]]
foreach part {floorplan technology cells grid activity} {
    source [file join $demo45::folder $part.tcl]
}

# A number in [0,1): the multiplicative generator of Park and Miller (1988), whose
# products stay below 2^46.
proc demo45::random {} {
    variable random_state
    set random_state [expr {$random_state * 16807 % 2147483647}]
    return [expr {$random_state / 2147483647.0}]
}

proc demo45::random_below {limit} {
    return [expr {int([random] * $limit)}]
}

# Mean 0, variance 1: twelve uniform numbers added.
proc demo45::random_normal {} {
    set sum -6.0
    for {set i 0} {$i < 12} {incr i} {
        set sum [expr {$sum + [random]}]
    }
    return $sum
}

# Write text to a file of the output folder, line ends as on Unix.
proc demo45::write {name text} {
    variable output
    set channel [open [file join $output $name] w]
    fconfigure $channel -translation lf -encoding utf-8
    puts $channel $text
    close $channel
}

proc demo45::def_text {} {
    variable die
    lassign $die x0 y0 x1 y1
    set text "VERSION 5.8 ;\nDIVIDERCHAR \"/\" ;\nBUSBITCHARS \"\[\]\" ;\nDESIGN demo45 ;\n"
    append text "UNITS DISTANCE MICRONS 1000 ;\nDIEAREA ( $x0 $y0 ) ( $x1 $y1 ) ;\n"
    append text [row_text] [track_text] [via_text] [component_text] [pin_text] \
        [blockage_text] [special_net_text] [net_text] "END DESIGN"
    return $text
}

proc demo45::main {arguments} {
    variable output
    variable random_state
    if {[llength $arguments] ni {1 2}} {
        puts stderr "usage: tclsh generate.tcl FOLDER ?SEED?"
        exit 2
    }
    lassign $arguments output seed
    set random_state [expr {$seed eq "" ? 2026 : $seed}]
    if {![string is integer -strict $random_state] || $random_state < 1
            || $random_state > 2147483646} {
        puts stderr "generate.tcl: the seed is a whole number from 1 to 2147483646"
        exit 2
    }
    file mkdir $output
    place_cells
    write demo45.lef [lef_text]
    write demo45.def [def_text]
    write demo45_power.rpt [power_text]
}

demo45::main $argv
