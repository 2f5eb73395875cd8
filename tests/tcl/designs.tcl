# SPDX-License-Identifier: BSD-3-Clause
# The designs at hand: own ones always, the shared ones where they are. designs_at_hand
# gives a dict of name -> script that reads it, power included, into a fresh session.

set designs_root [file dirname [file dirname [file dirname \
    [file normalize [info script]]]]]

proc designs_at_hand {} {
    set small [file join $::data small]
    set demo [file join [tcltest::temporaryDirectory] designs demo45]
    exec [info nameofexecutable] $::designs_root/examples/demo45/generate.tcl \
        [file dirname $demo]
    set macro [file join $::data macro]
    dict set all small [read_of $small.lef $small.def]
    dict set all macro [read_of $macro.lef $macro.def]
    dict set all demo45 "[read_of $demo.lef $demo.def]; [list \
        irdrop::read_power ${demo}_power.rpt]"
    if {$::shared eq "" || ![file isdirectory $::shared/nangate45]} {
        return $all
    }
    return [dict merge $all [nangate_designs $::shared] [sky130_designs $::shared] \
        [spice_designs $::shared] [cases_at_hand [file dirname $::shared]/cases]]
}

proc read_of {lefs def {power 25mW}} {
    return "irdrop::read_lef $lefs; [list irdrop::read_def $def]; [list \
        irdrop::set_power -total $power]"
}

proc nangate_designs {shared} {
    set all {}
    set lefs [list $shared/nangate45/Nangate45.lef $shared/nangate45/fakeram45_64x32.lef]
    foreach def [glob -nocomplain $shared/nangate45/*.def] {
        dict set all nangate45/[file rootname [file tail $def]] [read_of $lefs $def]
    }
    foreach name {core_grid core_grid_with_M7_pins core_grid_with_dual_rings
        core_grid_with_rings macros macros_cells macros_narrow_channel_jog
        pads_black_parrot_flipchip} {
        set def $shared/pdn_defs/$name.def
        set more [expr {[string match pads* $name] ? "$shared/pdn_defs/dummy_pads.lef" : ""}]
        dict set all pdn_defs/$name [read_of [concat $lefs $more] $def]
    }
    return $all
}

proc sky130_designs {shared} {
    set hd $shared/sky130hd
    set lefs [list $hd/sky130hd.tlef $hd/sky130hd_std_cell.lef]
    dict set all sky130hd/insert_decap_gcd [read_of $lefs $hd/insert_decap_gcd.def]
    dict set all gcd_sky130 [read_of $lefs $shared/gcd_sky130/gcd.def.gz]
    set pdn $shared/pdn_defs
    dict set all pdn_defs/power_switch_star [read_of \
        [concat $lefs $pdn/power_switch.lef] $pdn/power_switch_star.def]
    dict set all pdn_defs/sroute_test [read_of \
        [concat $lefs $pdn/srouteHEADER.lef $pdn/srouteSLC.lef] $pdn/sroute_test.def]
    return $all
}

proc spice_designs {shared} {
    set all {}
    foreach sp [glob -nocomplain $shared/iccad23/*/netlist.sp] {
        dict set all iccad23/[file tail [file dirname $sp]] [list irdrop::read_spice $sp]
    }
    return $all
}

proc cases_at_hand {cases} {
    set all {}
    foreach {name lef def} {
        hand/tiny hand/tiny.lef hand/tiny.def
        macro/macro_missed macro/macro_missed.lef macro/macro_missed.def
        macro/well_pin macro/well_pin.lef macro/well_pin.def
        switches switches/switch.lef switches/a.def
        power_share/physical power_share/physical.lef power_share/physical.def
        vias/v vias/a.lef vias/v.def
    } {
        if {[file exists $cases/$def]} {
            set lefs $cases/$lef
            if {[file exists $cases/base.lef] && ![string match "macro*" $name]} {
                set lefs [expr {[has_layers $cases/$lef] ? $lefs : "$cases/base.lef $lefs"}]
            }
            dict set all cases/$name [read_of $lefs $cases/$def 1mW]
        }
    }
    foreach def [glob -nocomplain $cases/wide/*.def $cases/small_bumps/*.def] {
        dict set all cases/[file tail [file dirname $def]]/[file rootname [file tail $def]] \
            [read_of $cases/base.lef $def 1mW]
    }
    return $all
}

# Whether a LEF has the layers of its technology.
proc has_layers {lef} {
    return [regexp -line {^\s*LAYER } [read_file $lef]]
}

# Power and ground nets of the session that can be solved and draw something.
proc nets_at_hand {} {
    set info [irdrop::design_info]
    set nets {}
    foreach net [concat [dict get $info power_nets] [dict get $info ground_nets]] {
        if {![catch {irdrop::solve -net $net} solved]
            && [dict get $solved worst_drop_v] > 0} {
            lappend nets $net
        }
    }
    return $nets
}
