# SPDX-License-Identifier: BSD-3-Clause
# Fails a flow when a design has too many hotspots, regions that drop by more than 5 % of
# the supply:
#     tclsh gate.tcl LIMIT VOLTAGE POWER_REPORT DEF LEF ?LEF ...?
# Exit status 0: at most LIMIT hotspots; 1: more; 2: the question could not be answered.
package require irdrop

proc main {arguments} {
    if {[llength $arguments] < 5} {
        error "usage: gate.tcl LIMIT VOLTAGE POWER_REPORT DEF LEF ?LEF ...?"
    }
    set lefs [lassign $arguments limit voltage power def]
    if {![string is integer -strict $limit] || $limit < 0} {
        error "gate.tcl: the limit is a whole number, 0 or more, not \"$limit\""
    }
    irdrop::read_lef {*}$lefs
    irdrop::read_def $def
    irdrop::set_supply -net [lindex [dict get [irdrop::design_info] power_nets] 0] \
        -voltage $voltage
    irdrop::read_power $power

    set hotspots [irdrop::hotspots]
    foreach hotspot $hotspots {
        dict with hotspot {
            puts [format "hotspot %d at %.1f %.1f um: peak %.2f mV, %d instances, %s" \
                $rank $peak_x $peak_y [expr {1e3 * $peak}] $instances $cause]
        }
    }
    set count [llength $hotspots]
    set verdict [expr {$count > $limit ? "FAILED" : "passed"}]
    puts "gate $verdict: $count hotspots, $limit allowed"
    return [expr {$count > $limit}]
}

if {[catch {main $argv} status]} {
    puts stderr $status
    exit 2
}
exit $status
