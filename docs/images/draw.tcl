# SPDX-License-Identifier: BSD-3-Clause
# draw.tcl DESIGN IMAGES: maps of the example design as figures, and its report page.
package require irdrop
lassign $argv design images
set images [file normalize $images]
cd $design ;# the page names the files that it was made from

irdrop::read_lef demo45.lef
irdrop::read_def demo45.def
irdrop::set_supply -net VDD -voltage 1.1
irdrop::read_power demo45_power.rpt
irdrop::solve -nets {VSS VDD}
foreach map {switching power_grid predict solve} {
    irdrop::write_map [file join $images $map.png] -of $map
}
irdrop::write_report drop.html -of solve -max_drop 5%
