# SPDX-License-Identifier: BSD-3-Clause
# Writes pages of the example design and what is true of them, for real_page.test.mjs:
#     tclsh write_pages.tcl EXAMPLE FOLDER
# EXAMPLE is examples/demo45. Values of maps and numbers of hotspots come from the commands
# that scripts ask, not from the page.
package require irdrop

lassign $argv example folder
file mkdir $folder
exec [info nameofexecutable] [file join $example generate.tcl] $folder

proc start {folder} {
    irdrop::reset
    irdrop::read_lef [file join $folder demo45.lef]
    irdrop::read_def [file join $folder demo45.def]
    irdrop::set_supply -net VDD -voltage 1.1
    irdrop::set_supply -net VSS -voltage 0
    irdrop::read_power [file join $folder demo45_power.rpt]
    return [irdrop::solve -nets {VDD VSS}]
}

# Places of a map with their values: every 97th pixel and the largest, in the middle of each.
proc samples {map} {
    set info [irdrop::map info $map]
    set values [irdrop::map get $map]
    lassign [dict get $info window_um] x0 y0
    set columns [dict get $info columns]
    set result {}
    set worst [lsearch -exact -real $values [tcl::mathfunc::max {*}$values]]
    for {set i 13} {$i < [llength $values]} {incr i 97} {
        lappend pixels $i
    }
    foreach i [concat $pixels $worst] {
        set x [expr {$x0 + ($i % $columns + 0.5) * [dict get $info pitch_x_um]}]
        set y [expr {$y0 + ($i / $columns + 0.5) * [dict get $info pitch_y_um]}]
        lappend result "\[$x, $y, [lindex $values $i]\]"
    }
    return "\[[join $result ,]\]"
}

set before [start $folder]
# Named as flows name files: longer than a narrow screen, wherever the folder is.
set before_file [file join $folder demo45_[string repeat 0123456789 8]_before.json]
irdrop::write_report $before_file -of solve
set solved [irdrop::drop_map -of solve -net VDD]
set counts {}
foreach mv {55 40 20 12} {
    lappend counts "\[$mv, [llength [irdrop::hotspots -of $solved -threshold ${mv}mV]]\]"
}
set vdd [dict get $before VDD]
irdrop::write_report [file join $folder report.html] -of solve -max_drop 5%
set truth [open [file join $folder truth.json] w]
puts $truth "{\"samples\": [samples $solved], \"hotspots\": \[[join $counts ,]\],"
puts $truth "\"worst\": [dict get $vdd worst_drop_v],"
puts $truth "\"instance\": \"[dict get $vdd worst_instance]\","

irdrop::clear_power
irdrop::set_power -total 45mW
irdrop::set_clock -period 2
set after [irdrop::solve -nets {VDD VSS}]
set dynamic [irdrop::solve -dynamic -nets {VDD VSS}]
irdrop::write_report [file join $folder after.html] -of solve \
    -against $before_file
puts $truth "\"after\": [dict get $after VDD worst_drop_v],"
puts $truth "\"dynamic\": [dict get $dynamic nets VDD worst_drop_v]}"
close $truth
