# SPDX-License-Identifier: BSD-3-Clause
# Reports where the supply of the example design sags, and draws the maps:
#     tclsh examples/demo45/report.tcl FOLDER
# FOLDER holds what generate.tcl wrote; the pictures go there as well.
package require irdrop

set folder [lindex $argv 0]

irdrop::read_lef [file join $folder demo45.lef]
irdrop::read_def [file join $folder demo45.def]
irdrop::set_supply -net VDD -voltage 1.1
irdrop::read_power [file join $folder demo45_power.rpt]
irdrop::report_hotspots

foreach map {cell_density switching power_grid predict} {
    irdrop::write_map [file join $folder $map.png] -of $map
}
puts "\npictures of the maps: $folder/{cell_density,switching,power_grid,predict}.png"
