# SPDX-License-Identifier: BSD-3-Clause
# The host adapter: the only file that knows what program irdrop runs in. It asks at each
# call, because irdrop may be loaded before the commands of the host; it calls commands of
# the host and renames, wraps or redefines none.

namespace eval ::irdrop::host {}

# openroad, opensta or tclsh.
proc ::irdrop::host::kind {} {
    if {[namespace which ::utl::report] ne ""} {
        return openroad
    }
    if {[namespace which ::sta::report_line] ne ""} {
        return opensta
    }
    return tclsh
}

# Print a report where the host's logs and redirections catch it. OpenROAD takes what it
# prints for a format, in which a brace is written twice.
proc ::irdrop::host::print {text} {
    set host [kind]
    if {$host eq "tclsh"} {
        puts -nonewline $text
        return
    }
    if {[string index $text end] eq "\n"} {
        set text [string range $text 0 end-1]
    }
    foreach line [split $text \n] {
        if {$host eq "openroad"} {
            ::utl::report [string map {\{ \{\{ \} \}\}} $line]
        } else {
            ::sta::report_line $line
        }
    }
}

# Whether print reaches standard output and nothing else, such as a log.
proc ::irdrop::host::prints_to_stdout {} {
    return [expr {[kind] eq "tclsh"}]
}

# Record a figure among the metrics of the stage that runs, where the host has some.
proc ::irdrop::host::metric {name value} {
    if {[kind] ne "openroad"} {
        return
    }
    if {[string is entier -strict $value]} {
        ::utl::metric_int $name $value
    } else {
        ::utl::metric_float $name $value
    }
}

# The unit of resistances in the live session, that of its libraries, in ohm; empty
# outside of one.
proc ::irdrop::host::resistance_unit {} {
    if {[namespace which ::sta::resistance_ui_sta] eq "" ||
        [catch {::sta::resistance_ui_sta 1.0} ohm] || ![string is double -strict $ohm]} {
        return ""
    }
    return $ohm
}

# Nets and their voltages as flow scripts keep them in the environment: a list of names
# and values. make keeps the quotes around such a list, which then is a list in a list.
proc ::irdrop::host::voltages {} {
    set voltages {}
    foreach name {PWR_NETS_VOLTAGES GND_NETS_VOLTAGES} {
        if {![info exists ::env($name)]} {
            continue
        }
        set value $::env($name)
        if {[catch {llength $value} count]} {
            error "$name is no list: $value"
        }
        if {$count == 1} {
            set value [lindex $value 0]
        }
        if {[catch {llength $value} count] || $count % 2 != 0} {
            error "$name is no list of nets and voltages: $value"
        }
        foreach {net voltage} $value {
            if {![string is double -strict $voltage]} {
                error "$name gives net $net no number: $voltage"
            }
            dict set voltages $net $voltage
        }
    }
    return $voltages
}

# Write the design of the shell into a folder: a dict of lefs, def, power (a path, or ""
# when with_power is 0) and voltages. write_lef writes one file for each library, the
# first under the name given and the others with _1, _2, ... added.
proc ::irdrop::host::write_design {folder with_power} {
    set voltages [voltages]
    ::write_lef $folder/design.lef
    set others [glob -nocomplain -directory $folder design_*.lef]
    ::write_def $folder/design.def
    set power ""
    if {$with_power} {
        set power $folder/power.rpt
        ::report_power -instances [::get_cells -hierarchical *] -digits 6 > $power
    }
    set lefs [list $folder/design.lef {*}[lsort -dictionary $others]]
    return [dict create lefs $lefs def $folder/design.def power $power voltages $voltages]
}

# The host's own analysis of a net: voltages of its instances into a file, as CSV.
proc ::irdrop::host::analyze {net path} {
    if {[namespace which ::analyze_power_grid] eq ""} {
        error "this host has no analysis of power grids"
    }
    ::analyze_power_grid -net $net -voltage_file $path
}

# Markers of a file, as JSON, into the database in the place of those of the same
# category: how many there are then. They belong to the chip, in older versions to its
# block; a class that owns none has no command to find them.
proc ::irdrop::host::load_markers {path} {
    if {[namespace which ::odb::dbMarkerCategory_fromJSON] eq ""} {
        error "this version of it has no markers in its database"
    }
    set owner [[::ord::get_db] getChip]
    if {$owner eq "NULL"} {
        error "it holds no design"
    }
    if {[catch {$owner findMarkerCategory IRDROP}]} {
        set owner [$owner getBlock]
    }
    ::odb::dbMarkerCategory_fromJSON $owner $path
    return [[$owner findMarkerCategory IRDROP] getMarkerCount]
}

# The help command of OpenROAD and OpenSTA lists what stands in the array cmd_args, with
# optional words in brackets. Its define_cmd_args would export the name, and raises when
# that is qualified.
proc ::irdrop::host::register_help {} {
    if {![array exists ::sta::cmd_args]} {
        return
    }
    foreach row [::irdrop::command_info] {
        set name irdrop::[join [dict get $row name] ::]
        set usage [regsub -all {\?([^?]+)\?} [dict get $row usage] {[\1]}]
        set ::sta::cmd_args($name) $usage
    }
    trace add command ::irdrop delete {apply {{args} {
        array unset ::sta::cmd_args irdrop::*
    }}}
}

::irdrop::host::register_help
