# SPDX-License-Identifier: BSD-3-Clause
# Plans the power grid of a floorplan that has none, and asks what a finer one would bring:
#     tclsh examples/plan/plan.tcl FOLDER
# FOLDER holds what ../demo45/generate.tcl wrote.
package require irdrop

# The example design as it is before its power grid: its DEF without SPECIALNETS.
proc write_floorplan {def floorplan} {
    set channel [open $def]
    set text [read $channel]
    close $channel
    set channel [open $floorplan w]
    puts -nonewline $channel [regsub {SPECIALNETS .*END SPECIALNETS\n} $text ""]
    close $channel
}

proc report_worst {what} {
    set plan [irdrop::plan_info]
    puts [format "%-40s %3d stripes, %4d vias: %.1f mV" $what [dict get $plan wires] \
        [dict get $plan vias] [expr {1e3 * [dict get [irdrop::solve] worst_drop_v]}]]
}

set folder [lindex $argv 0]
write_floorplan [file join $folder demo45.def] [file join $folder floorplan.def]

irdrop::read_lef [file join $folder demo45.lef]
irdrop::read_def [file join $folder floorplan.def]
irdrop::read_plan [file join [file dirname [info script]] plan.xml]
irdrop::set_supply -net VDD -voltage 1.1
irdrop::read_power [file join $folder demo45_power.rpt]
report_worst "wire4 every 24 um, wire5 every 28 um"

irdrop::add_stripes -net VDD -layer wire4 -width 0.4 -pitch 24 -offset 18
report_worst "wire4 every 12 um"

irdrop::add_stripes -net VDD -layer wire5 -width 0.6 -pitch 28 -offset 21
report_worst "and wire5 every 14 um"

irdrop::add_sources -net VDD -layer wire6 -pitch {24 26.6} -offset {10 13.3} -size 4
report_worst "and bumps every 24 um on wire6"

puts ""
irdrop::report_hotspots -max 3 -top 0
irdrop::write_plan [file join $folder plan.xml]
