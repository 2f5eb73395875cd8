# SPDX-License-Identifier: BSD-3-Clause
# Serves the example design for served.test.mjs, and says where:
#     tclsh serve_example.tcl EXAMPLE FOLDER
# A line on stdin is a command of the shell: what it answers is printed. Its end ends all.
package require irdrop

lassign $argv example folder
file mkdir $folder
exec [info nameofexecutable] [file join $example generate.tcl] $folder
irdrop::read_lef [file join $folder demo45.lef]
irdrop::read_def [file join $folder demo45.def]
irdrop::set_supply -net VDD -voltage 1.1
irdrop::set_supply -net VSS -voltage 0
irdrop::read_power [file join $folder demo45_power.rpt]
irdrop::solve -nets {VDD VSS}
irdrop::predict

proc obey {} {
    if {[gets stdin line] >= 0} {
        puts [list [catch {uplevel #0 $line} answer] $answer]
        flush stdout
    } elseif {[eof stdin]} {
        exit
    }
}

fconfigure stdin -blocking 0
fileevent stdin readable obey
puts [irdrop::serve]
flush stdout
vwait forever
