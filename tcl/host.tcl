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
        # Newer hosts call it metric_integer.
        if {[namespace which ::utl::metric_integer] ne ""} {
            ::utl::metric_integer $name $value
        } else {
            ::utl::metric_int $name $value
        }
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

# The corners of the session, the first one first: names. What is a corner is called a
# scene in newer hosts; where they are objects these know their names.
proc ::irdrop::host::corners {} {
    foreach command {::sta::scenes ::sta::corners} {
        if {[namespace which $command] eq "" || [catch {$command} found]} {
            continue
        }
        return [lmap corner $found {
            if {[catch {$corner name} name] && [catch {::sta::get_name $corner} name]} {
                set name $corner
            }
            set name
        }]
    }
    return {}
}

# The corner that power is asked of: the one named, else the first. "" where the session
# names none.
proc ::irdrop::host::choose_corner {wanted} {
    set corners [corners]
    if {$wanted eq ""} {
        return [lindex $corners 0]
    }
    if {$wanted ni $corners} {
        error "it has no corner \"$wanted\"; give one of [join $corners {, }]"
    }
    return $wanted
}

proc ::irdrop::host::has_liberty {} {
    if {[catch {::sta::liberty_library_iterator} iterator]} {
        return 1
    }
    set has [$iterator has_next]
    catch {$iterator finish}
    return $has
}

# The first Liberty library that was read, from which PDNSim takes voltages; "" where
# there is none, or the host does not say.
proc ::irdrop::host::first_liberty {} {
    if {[catch {::sta::liberty_library_iterator} iterator]} {
        return ""
    }
    set library ""
    if {[$iterator has_next]} {
        set library [$iterator next]
    }
    catch {$iterator finish}
    return $library
}

# The nom_voltage of a Liberty file, plain or .gz; "" where its head has none.
proc ::irdrop::host::nominal_voltage {path} {
    return [::irdrop::internal::liberty_voltage $path]
}

# The voltage of power nets as PDNSim has it where none was set: of the operating
# conditions in force, else of the default ones of the first library, else the nominal one
# of its file. A dict of volt and origin, empty where the session does not say.
proc ::irdrop::host::liberty_voltage {} {
    set library [first_liberty]
    if {$library in {"" NULL}} {
        return {}
    }
    if {[catch {$library name} name]} {
        set name $library
    }
    foreach {origin script} {
        "the operating conditions that are set"
        {[::sta::operating_conditions max] voltage}
        "the operating conditions of the Liberty %s"
        {[$library default_operating_conditions] voltage}
        "the nominal voltage of the Liberty %s"
        {nominal_voltage [::sta::get_property $library filename]}
    } {
        if {![catch $script volt] && [string is double -strict $volt] && $volt > 0} {
            return [dict create volt [format %.6g $volt] origin [format $origin $name]]
        }
    }
    return {}
}

# report_power of a corner, or of the only one, into a file. Newer hosts know -scene.
proc ::irdrop::host::report_power {path corner} {
    if {![has_liberty]} {
        error "it has read no Liberty, without which no cell has a power (STA-0304); run\
            read_liberty before, or read_db -no_power and say the power with set_power or\
            read_power"
    }
    set words [list ::report_power -instances [::get_cells -hierarchical *] -digits 6]
    if {[llength [corners]] > 1} {
        set newer [expr {[namespace which ::sta::scenes] ne ""}]
        lappend words [expr {$newer ? "-scene" : "-corner"}] $corner
    }
    if {[catch {{*}$words > $path} message]} {
        error "its report_power failed: $message; mend that, or leave power out with\
            -no_power"
    }
}

# Write the design of the shell into a folder: a dict of lefs, def, power (a path, or ""
# when with_power is 0), voltages, corner and liberty. write_lef writes one file for each
# library, the first under the name given and the others with _1, _2, ... added.
proc ::irdrop::host::write_design {folder with_power corner} {
    set voltages [voltages]
    set corner [choose_corner $corner]
    ::write_lef $folder/design.lef
    set others [glob -nocomplain -directory $folder design_*.lef]
    ::write_def $folder/design.def
    set power ""
    if {$with_power} {
        set power $folder/power.rpt
        report_power $power $corner
    }
    set lefs [list $folder/design.lef {*}[lsort -dictionary $others]]
    return [dict create lefs $lefs def $folder/design.def power $power \
        voltages $voltages corner $corner liberty [liberty_voltage]]
}

# Settings of PDNSim in this shell that nothing reads back, and the command of ours that
# says the same.
variable ::irdrop::host::unreadable {
    set_pdnsim_net_voltage set_supply
    set_pdnsim_inst_power read_power
    set_pdnsim_source_settings set_sources
}

# What read_db took for granted: the voltage of the nets that nobody gave one, the corner
# of several, and, once, what of PDNSim it cannot see.
proc ::irdrop::host::say_taken {written nets} {
    variable unreadable
    if {[llength $nets] > 0 && [dict size [dict get $written liberty]] > 0} {
        print "irdrop: [join $nets {, }] at [dict get $written liberty volt] V, by\
            [dict get $written liberty origin], as PDNSim has it\n"
    }
    if {[llength [corners]] > 1 && [dict get $written power] ne ""} {
        print "irdrop: power of the corner [dict get $written corner], of [join [corners] {, }]\n"
    }
    set there {}
    foreach {theirs ours} $unreadable {
        if {[namespace which ::$theirs] ne ""} {
            lappend there "$theirs ($ours)"
        }
    }
    if {[llength $there] > 0} {
        print "irdrop: what these have set for PDNSim cannot be read; where they were used\
            say it again by the command in brackets: [join $there {, }]\n"
        set unreadable {}
    }
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
