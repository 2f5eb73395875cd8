# SPDX-License-Identifier: BSD-3-Clause
# A stand-in for OpenROAD: as much of its shell as irdrop calls, with the traps of the
# real one. Written from what its sources and manuals say, it computes nothing.
#
#     set ::host::lefs {tech.lef cells.lef}   what write_lef hands out, one each library
#     set ::host::def placed.def              what write_def hands out
#     set ::host::powers {u1 1e-3 u2 2e-3}    what report_power says, in W
#     set ::host::voltages {{u1 A 1 2 1.05}}  what its analysis says of pins at x y, in V
#     set ::host::corners {slow fast}         the corners of the session; one is "default"
#     set ::host::factors {fast 2}            of their powers, where not 1
#     ::host::use_scenes                      a newer host, which calls them scenes
#     set ::host::liberties {{name typ default 1.1 file typ.lib}}   what was read, in order;
#                                             default: the voltage of the default operating
#                                             conditions, "" where the library has none
#     set ::host::unwired 0.88                of the powers until estimate_parasitics has run
#     set ::host::conditions 1.05             operating conditions that were set, in V
#     set ::host::fail {write_def}            commands that fail
#     set ::host::owner chip                  whose the markers are: chip, block (before
#                                             2025), none (before 2024)
#
# What irdrop does is found in ::host::log (printed lines), ::host::metrics (a dict),
# ::host::redirect (files that a report went to) and ::host::markers (a dict by category
# of what was loaded).

namespace eval ::host {
    variable lefs {} def "" powers {} voltages {} fail {} owner chip
    variable unwired 1.0 has_rc 0 has_wires 0
    variable corners default factors {} liberties {{name typ default "" file ""}} conditions ""
    variable log {} metrics {} redirect {} markers {}
}
namespace eval ::ord {}
namespace eval ::odb {}
namespace eval ::sta {
    variable cmd_args
    array set cmd_args {read_lef {[-tech] [-library] filename}}
}
namespace eval ::utl {}

proc ::host::reset {} {
    variable log {}
    variable metrics {}
    variable redirect {}
    variable fail {}
}

# What a command of the real one does when it fails: a message of its own, then an error
# that carries no more than the id.
proc ::host::maybe_fail {command id} {
    variable fail
    variable log
    if {$command in $fail} {
        lappend log "\[ERROR $id\] $command failed."
        error $id
    }
}

# The text is a format of the fmt library: a brace that is not written twice is the start
# or end of a field, and no field has a value.
proc ::utl::report {text} {
    set rest [string map {\{\{ "" \}\} ""} $text]
    if {[string first \{ $rest] >= 0 || [string first \} $rest] >= 0} {
        error "argument not found"
    }
    lappend ::host::log [string map {\{\{ \{ \}\} \}} $text]
    return
}

# Messages carry a tool id out of a list that is compiled in.
foreach level {info warn error} {
    proc ::utl::$level {tool id text} {
        error "irdrop is none of the tools that messages may come from"
    }
}

proc ::utl::metric_float {name value} {
    if {![string is double -strict $value]} {
        error "in method 'metric_float', argument 2 of type 'double'"
    }
    dict set ::host::metrics $name $value
    return
}

proc ::utl::metric_integer {name value} {
    if {![string is entier -strict $value]} {
        error "in method 'metric_integer', argument 2 of type 'int'"
    }
    dict set ::host::metrics $name $value
    return
}

# Exports the name, which fails for one with a namespace.
proc ::sta::define_cmd_args {name arguments} {
    variable cmd_args
    set cmd_args($name) $arguments
    namespace export $name
}

proc ::sta::report_line {text} {
    lappend ::host::log $text
    return
}

# Lists the commands whose name matches.
proc help {{pattern *}} {
    foreach name [lsort [array names ::sta::cmd_args $pattern]] {
        ::sta::report_line "$name $::sta::cmd_args($name)"
    }
}

# The first library goes into the file, the others beside it with a number added.
proc write_lef {path} {
    ::host::maybe_fail write_lef ORD-0056
    set number 0
    foreach lef $::host::lefs {
        set suffix [expr {$number > 0 ? "_$number" : ""}]
        file copy $lef [file rootname $path]$suffix[file extension $path]
        incr number
    }
}

proc write_def {path} {
    ::host::maybe_fail write_def ORD-0055
    file copy $::host::def $path
}

# Objects of the database are commands; one that does not know a method says so.
proc ::ord::get_db {} {
    return _db
}
proc ::host::unknown_method {method} {
    error "Invalid method. Must be one of: configure cget -acquire -disown -delete"
}
proc _db {method} {
    if {$method ne "getChip"} {
        ::host::unknown_method $method
    }
    return [expr {$::host::def eq "" ? "NULL" : "_chip"}]
}
proc _chip {method args} {
    if {$method eq "getBlock"} {
        return _block
    }
    return [::host::find_category chip $method {*}$args]
}
proc _block {method args} {
    return [::host::find_category block $method {*}$args]
}
proc ::host::find_category {owner method args} {
    variable markers
    # Newer blocks hand this on to their chip.
    if {$method ne "findMarkerCategory" || ($owner eq "chip" && $::host::owner ne "chip")} {
        unknown_method $method
    }
    return [expr {[dict exists $markers [lindex $args 0]] ? "_category" : "NULL"}]
}
proc _category {method} {
    if {$method ne "getMarkerCount"} {
        ::host::unknown_method $method
    }
    return [regexp -all {"points"} [dict get $::host::markers IRDROP]]
}

# The one category of a file, in the place of that of the same name. Of an overloaded
# function the host says no more than this where no argument fits.
proc ::odb::dbMarkerCategory_fromJSON {owner path} {
    ::host::maybe_fail fromJSON ODB-0238
    if {$owner ne "_$::host::owner"} {
        error "No matching function for overloaded 'odb::dbMarkerCategory_fromJSON'"
    }
    set channel [open $path]
    set text [read $channel]
    close $channel
    if {![regexp {^\s*\{\s*"([^"]+)"} $text -> name]} {
        error ODB-0238
    }
    dict set ::host::markers $name $text
    return _set
}

# Handles of instances, not names.
proc get_cells {args} {
    if {$args ne {-hierarchical *}} {
        error "the stand-in knows get_cells -hierarchical * alone"
    }
    set handles {}
    foreach {name watts} $::host::powers {
        lappend handles _instance_$name
    }
    return $handles
}

# An object of the timer: a command with methods, each a word and its answer.
proc ::host::object {name methods} {
    proc ::$name {method} [string map [list METHODS [list $methods]] {
        if {![dict exists METHODS $method]} {
            ::host::unknown_method $method
        }
        return [dict get METHODS $method]
    }]
    return $name
}

# Corners are objects that know their names.
proc ::sta::corners {} {
    return [lmap name $::host::corners {::host::object _corner_$name [list name $name]}]
}

# A newer host has scenes instead, which are names.
proc ::host::use_scenes {} {
    rename ::sta::corners {}
    proc ::sta::scenes {} {
        return $::host::corners
    }
}

proc ::host::conditions {volt} {
    return [expr {$volt eq "" ? "NULL" :
        [object _conditions [list process 1.0 voltage $volt temperature 25.0]]}]
}

proc ::sta::operating_conditions {min_max} {
    if {$min_max ni {min max}} {
        error "$min_max not min or max."
    }
    return [::host::conditions $::host::conditions]
}

# What was read, from the first one on; finish ends it.
proc ::sta::liberty_library_iterator {} {
    set ::host::unread $::host::liberties
    proc ::_iterator {method} {
        switch $method {
            has_next {
                return [expr {[llength $::host::unread] > 0}]
            }
            next {
                set ::host::unread [lassign $::host::unread library]
                return [::host::object _liberty_[dict get $library name] [list \
                    name [dict get $library name] default_operating_conditions \
                    [::host::conditions [dict get $library default]]]]
            }
            finish {
                rename ::_iterator {}
            }
            default {
                ::host::unknown_method $method
            }
        }
    }
    return _iterator
}

proc ::sta::get_property {object property} {
    foreach library $::host::liberties {
        if {$object eq "_liberty_[dict get $library name]" && $property eq "filename"} {
            return [dict get $library file]
        }
    }
    error "STA-0606"
}

# Settings of PDNSim that can be made and not read.
foreach name {set_pdnsim_net_voltage set_pdnsim_inst_power set_pdnsim_source_settings} {
    proc $name {args} {}
}
unset name

# Wires have no capacitance before their layers do.
proc set_wire_rc {args} {
    set ::host::has_rc 1
}
proc estimate_parasitics {args} {
    ::host::maybe_fail estimate_parasitics EST-0104
    if {$args ne "-placement" || !$::host::has_rc} {
        error EST-0104
    }
    set ::host::has_wires 1
}

# The corner that report_power is of: one of several has to be named.
proc ::host::check_corner {arguments} {
    variable corners
    set keys [expr {[namespace which ::sta::scenes] eq "" ? "-corner" : "-scene -corner"}]
    foreach key {-corner -scene} {
        if {[dict exists $arguments $key]} {
            if {$key ni $keys} {
                error STA-0562
            }
            if {[dict get $arguments $key] ni $corners} {
                error STA-0102
            }
            return
        }
    }
    if {[llength $corners] > 1} {
        error STA-0103
    }
}

# report_power -instances LIST ?-corner NAME? ?-digits N? ?> FILE?, as text. The power of
# a corner is that of the first times its factor.
proc report_power {args} {
    ::host::maybe_fail report_power STA-0310
    if {[llength $::host::liberties] == 0} {
        error STA-0304
    }
    set path ""
    if {[lindex $args end-1] eq ">"} {
        set path [lindex $args end]
        set args [lrange $args 0 end-2]
    }
    ::host::check_corner $args
    set corner [lindex $::host::corners 0]
    foreach key {-corner -scene} {
        if {[dict exists $args $key]} {
            set corner [dict get $args $key]
        }
    }
    set factor [expr {$::host::has_wires ? 1 : $::host::unwired}]
    if {[dict exists $::host::factors $corner]} {
        set factor [expr {$factor * [dict get $::host::factors $corner]}]
    }
    array set option {-digits 3}
    array set option $args
    set lines [list \
        "   Internal  Switching    Leakage      Total" \
        "      Power      Power      Power      Power (Watts)" \
        [string repeat - 44]]
    foreach {name watts} $::host::powers {
        if {"_instance_$name" in $option(-instances)} {
            set total [format %.$option(-digits)e [expr {$factor * $watts}]]
            set none [format %.$option(-digits)e 0]
            lappend lines " $total $none $none $total $name"
        }
    }
    if {$path eq ""} {
        foreach line $lines {
            ::sta::report_line $line
        }
        return
    }
    lappend ::host::redirect $path
    set channel [open $path w]
    puts $channel [join $lines \n]
    close $channel
}

# analyze_power_grid -net NET -voltage_file FILE.
proc analyze_power_grid {args} {
    ::host::maybe_fail analyze_power_grid PSM-0069
    set channel [open [dict get $args -voltage_file] w]
    puts $channel "Instance,Terminal,Layer,X location,Y location,Voltage"
    foreach row $::host::voltages {
        lassign $row instance terminal x y voltage
        puts $channel [join [list $instance $terminal metal1 $x $y $voltage] ,]
    }
    close $channel
}
