# SPDX-License-Identifier: BSD-3-Clause
# What the hooks of the flows share. Settings are IRDROP_* variables of the environment;
# orfs/README.md lists them. A hook that fails says so and lets the flow go on, unless
# IRDROP_STOP is 1.

namespace eval ::irdrop::flow {
    variable folder [file dirname [file normalize [info script]]]
    variable how_to_give_voltage "the flow unsets PWR_NETS_VOLTAGES before this step; add\
        a line such as: export IRDROP_VOLTAGE = %s 1.1"
}

# A setting; an empty one counts as not given.
proc ::irdrop::flow::setting {name {default ""}} {
    if {[info exists ::env($name)] && [string trim $::env($name)] ne ""} {
        return [string trim $::env($name)]
    }
    return $default
}

proc ::irdrop::flow::is_on {name default} {
    set value [setting $name $default]
    if {![string is boolean -strict $value]} {
        error "$name cannot be \"$value\"; give 0 or 1"
    }
    return [expr {bool($value)}]
}

proc ::irdrop::flow::say {text} {
    if {[namespace which ::irdrop::host::print] ne ""} {
        ::irdrop::host::print $text\n
    } else {
        puts $text
    }
}

# One line that log readers pick up. The id is that of the error where it has one.
proc ::irdrop::flow::warn {message {severity WARNING}} {
    set id IRD-0931
    regexp {^(IRD-\d+):? ?(.*)$} $message -> id message
    say "\[$severity $id\] $message"
}

# The module: IRDROP_MODULE, the package, or the one installed with this folder.
proc ::irdrop::flow::load_module {} {
    variable folder
    if {[namespace which ::irdrop::read_db] ne ""} {
        return
    }
    set module [setting IRDROP_MODULE]
    if {$module ne ""} {
        uplevel #0 [list load $module Irdrop]
        return
    }
    if {![catch {uplevel #0 {package require irdrop}} message]} {
        return
    }
    set name [expr {
        [package vsatisfies [package provide Tcl] 9.0-] ? "libtcl9irdrop" : "libirdrop"
    }]
    set prefix [file dirname [file dirname $folder]]
    set found [glob -nocomplain -directory $prefix lib/tcltk/irdrop*/$name.so]
    if {[llength $found] == 0} {
        error "$message; set IRDROP_MODULE to the path of $name.so"
    }
    uplevel #0 [list load [lindex [lsort -dictionary $found] end] Irdrop]
}

# Set the supplies: IRDROP_VOLTAGE, else what read_db found in the environment or the
# session, else the nominal voltage of the first of LIB_FILES. Where none is known nothing
# can be computed.
proc ::irdrop::flow::set_voltages {} {
    set nets [dict get [::irdrop::design_info] power_nets]
    if {[llength $nets] == 0} {
        error "the design has no power net yet; this hook stands before the power grid"
    }
    set value [string trim [setting IRDROP_VOLTAGE] \"]
    if {[llength $value] == 1} {
        set value [list [lindex $nets 0] $value]
    }
    if {[llength $value] % 2 != 0} {
        error "IRDROP_VOLTAGE cannot be \"$value\"; give a voltage, or nets and voltages\
            as in VDD 1.1 VDDIO 3.3"
    }
    foreach {net voltage} $value {
        ::irdrop::set_supply -net $net -voltage $voltage
    }
    if {[llength $value] > 0 || [dict size [::irdrop::host::voltages]] > 0 ||
            [dict size [::irdrop::host::liberty_voltage]] > 0} {
        return
    }
    foreach path [setting LIB_FILES] {
        set voltage [::irdrop::host::nominal_voltage $path]
        if {$voltage ne ""} {
            set net [lindex $nets 0]
            say "irdrop: $net at $voltage V, the nom_voltage of [file tail $path]"
            ::irdrop::set_supply -net $net -voltage $voltage
            return
        }
    }
    variable how_to_give_voltage
    error "no supply voltage is known; [format $how_to_give_voltage [lindex $nets 0]]"
}

# IRDROP_MODEL predicts, where it is set: an embedded model or a weight file.
proc ::irdrop::flow::set_model {} {
    variable folder
    set model [setting IRDROP_MODEL]
    if {$model ne ""} {
        source [file join $folder irdrop_gate.tcl]
        ::irdrop::gate::use_model $model
    }
}

# The options of read_db that say which corner.
proc ::irdrop::flow::corner_options {} {
    set corner [setting IRDROP_CORNER]
    return [expr {$corner eq "" ? {} : [list -corner $corner]}]
}

# The name that metrics carry.
proc ::irdrop::flow::corner {} {
    set corner [::irdrop::host::choose_corner [setting IRDROP_CORNER]]
    return [expr {$corner eq "" ? "default" : $corner}]
}

# Where the supplies come in, where the flow keeps it: nets and files in turn.
proc ::irdrop::flow::set_sources {} {
    foreach {net file} [setting VSRC_LOC_FILES] {
        ::irdrop::set_sources -net $net -file $file
        say "irdrop: sources of $net from $file, by VSRC_LOC_FILES"
    }
}

# The live design with its power: IRDROP_POWER for the whole of it, or of each instance.
proc ::irdrop::flow::read_design {} {
    set power [setting IRDROP_POWER]
    if {$power eq ""} {
        ::irdrop::read_db {*}[corner_options]
    } else {
        ::irdrop::set_power -total $power
        ::irdrop::read_db -no_power {*}[corner_options]
    }
    set_voltages
    set_sources
    set_model
}

# The same before cells are placed, where power may not be known yet; voltages are not
# set.
proc ::irdrop::flow::read_grid {} {
    set power [setting IRDROP_POWER]
    if {$power ne ""} {
        ::irdrop::set_power -total $power
        ::irdrop::read_db -no_power {*}[corner_options]
    } elseif {[catch {::irdrop::read_db {*}[corner_options]} message]} {
        ::irdrop::read_db -no_power {*}[corner_options]
        say "irdrop: the power is assumed, for that of the instances is not known here\
            ($message); IRDROP_POWER gives a total"
    }
}

# The step of a power grid without cells: for each net what check_grid finds and, where
# voltages are known, the worst place for a current that is drawn evenly over the core.
# The code is 0, for rules are about placed cells.
proc ::irdrop::flow::look_at_grid {} {
    read_grid
    set has_voltages [expr {![catch set_voltages message]}]
    if {!$has_voltages} {
        warn $message
    }
    set info [::irdrop::design_info]
    foreach net [concat [dict get $info power_nets] [dict get $info ground_nets]] {
        ::irdrop::report_check_grid -net $net
        ::irdrop::host::metric design_powergrid__finding__count__net:$net \
            [llength [::irdrop::check_grid -net $net]]
        if {$has_voltages && [catch {look_at_drop $net} message]} {
            warn $message
        }
    }
    return 0
}

proc ::irdrop::flow::look_at_drop {net} {
    ::irdrop::report_uniform_drop -net $net
    set drop [::irdrop::uniform_drop -net $net]
    set suffix net:${net}__corner:[dict get $drop corner]
    ::irdrop::host::metric design_powergrid__uniform_drop__worst__$suffix \
        [dict get $drop worst_drop_v]
    ::irdrop::host::metric design_powergrid__uniform_drop__average__$suffix \
        [dict get $drop average_drop_v]
}

# Where a report of this step goes.
proc ::irdrop::flow::report_path {step suffix} {
    set folder [setting IRDROP_REPORTS [setting REPORTS_DIR .]]
    file mkdir $folder
    return [file join $folder irdrop_$step.$suffix]
}

# Figures of a net in V, as WHAT__worst and WHAT__average.
proc ::irdrop::flow::record {what net corner drops} {
    foreach name {worst average} {
        ::irdrop::host::metric \
            design_powergrid__${what}__${name}__net:${net}__corner:$corner \
            [dict get $drops ${name}_drop_v]
    }
}

# Drops in volts of the net that feeds most cells, solved exactly: printed, and the
# figures recorded. The dict of irdrop::solve.
proc ::irdrop::flow::solve {} {
    set solution [::irdrop::solve]
    ::irdrop::report_irdrop -net [dict get $solution net]
    record drop [dict get $solution net] [dict get $solution corner] $solution
    return $solution
}

# What the prediction says in volts: the dict of irdrop::prediction_info, empty where the
# model carries none.
proc ::irdrop::flow::predicted {} {
    if {[dict get [::irdrop::map info [::irdrop::predict]] unit] ne "V"} {
        return {}
    }
    return [::irdrop::prediction_info]
}

# The reports to write, by their extension; none where IRDROP_FORMATS is there and empty.
proc ::irdrop::flow::formats {} {
    if {[info exists ::env(IRDROP_FORMATS)]} {
        return $::env(IRDROP_FORMATS)
    }
    return {html json lyrdb}
}

# Hold a result (arguments of irdrop::check name it) against IRDROP_RULES, without which
# there is nothing to judge, and write the reports. The code of the gate.
proc ::irdrop::flow::judge {step arguments} {
    variable folder
    set code 0
    set rules [setting IRDROP_RULES]
    if {$rules ne ""} {
        lappend arguments -rules $rules
        source [file join $folder irdrop_gate.tcl]
        set code [::irdrop::gate::run {*}$arguments]
    }
    foreach suffix [formats] {
        if {[catch {
            ::irdrop::write_report [report_path $step $suffix] {*}$arguments
        } message]} {
            warn $message
        }
    }
    if {[is_on IRDROP_ANNOTATE 0]} {
        ::irdrop::annotate {*}$arguments
    }
    return $code
}

# The step of a placed design: hotspots, exact drops, reports, the gate. A dict: hotspots
# (their number), code (of the gate) and what irdrop::solve says, where it was asked, else
# what irdrop::prediction_info says, where the model carries volts.
proc ::irdrop::flow::look {step} {
    read_design
    ::irdrop::report_hotspots
    set found [dict create hotspots [llength [::irdrop::hotspots]]]
    ::irdrop::host::metric design_powergrid__hotspot__count [dict get $found hotspots]
    set predicted [predicted]
    if {[dict size $predicted] > 0} {
        record predicted_drop [dict get $predicted net] [corner] $predicted
    }
    set arguments {-of predict}
    if {[is_on IRDROP_SOLVE 1]} {
        set found [dict merge [solve] $found]
        set arguments {-of solve}
    } elseif {[dict size $predicted] > 0} {
        record drop [dict get $predicted net] [corner] $predicted
        set found [dict merge $predicted $found]
    }
    dict set found code [judge $step $arguments]
    return $found
}

# Run the work of a hook. Whatever goes wrong in it is told; the flow stops only if
# IRDROP_STOP says that the gate may, and the code of the gate is not 0.
proc ::irdrop::flow::run {step script} {
    set skip 0
    set stop 0
    set wrong [catch {
        set skip [is_on IRDROP_SKIP 0]
        set stop [is_on IRDROP_STOP 0]
    } problem]
    if {$skip} {
        return
    }
    if {[catch load_module code] || $wrong || [catch {uplevel 1 $script} code]} {
        warn [expr {$wrong ? $problem : $code}] [expr {$stop ? "ERROR" : "WARNING"}]
        say "irdrop: nothing more can be said after $step"
        set code 2
    }
    if {$stop && $code != 0} {
        # A flow that finds no such line takes the end of its program for a crash.
        set message "the gate of irdrop stops the flow after $step (code $code);\
            IRDROP_STOP=0 lets it go on"
        warn "IRD-0949: $message" ERROR
        error $message "" {IRDROP GATE STOP}
    }
}
