# SPDX-License-Identifier: BSD-3-Clause
# The local page as a program, irdrop-view: reads what it is given, told apart by what the
# files are, analyses it and serves the page until Ctrl-C. --help prints the table below.

namespace eval ::irdrop::view {
    # Name, value, what.
    variable options {
        -supply NET=V {voltage of a net, such as VDD=1.1; may be given again}
        -total W {power of the whole design, spread by cell area: 25mW}
        -net NET {the net to look at; the power net that feeds most cells when not given}
        -port N {the port to listen on; a free one when not given}
        -open {} {open the page in the browser, by xdg-open}
        -no_solve {} {predict alone; else the net is solved exactly, too}
    }
}

proc ::irdrop::view::usage {} {
    variable options
    set lines [list "usage: irdrop-view ?OPTIONS? FILE ..." "" \
        "Serves a page about these files to a browser on this machine, until Ctrl-C." "" \
        "Files, in any order, plain or .gz, are told apart by what is in them:" "" \
        "  LEF, DEF    technology, cells and the placed design" \
        "  SPICE       a power grid, in the place of LEF and DEF" \
        "  power       report_power -instances of OpenSTA, or CSV instance,power_w" \
        "  .loc        where the supply comes in; NET=FILE says of which net" \
        "  .xml        a planned power grid, as read_plan reads it" \
        "  .npy        maps to predict from, uploaded in the page: none need be given" "" \
        "Without any file the page has its samples and takes uploads." "" \
        "Options, in any order (--open and --port=8080 will do, too):" ""]
    foreach {name value help} $options {
        lappend lines [string trimright "  $name $value"] \
            [::irdrop::internal::wrap $help "        "]
    }
    lappend lines "  --help, --version"
    return [join $lines \n]
}

# The words of the command line: a dict of options, supplies and files.
proc ::irdrop::view::parse {words} {
    variable options
    set said [dict create files {} -supply {}]
    set names [lmap {name value help} $options {set name}]
    while {[llength $words] > 0} {
        set words [lassign $words word]
        if {![regexp -- {^--?([a-z_]+)(?:=(.*))?$} $word all name value]} {
            dict lappend said files $word
            continue
        }
        set found [lsearch -all -inline -glob $names -$name*]
        if {"-$name" in $names} {
            set found [list -$name]
        }
        if {[llength $found] != 1} {
            error "there is no option $word; irdrop-view --help lists them"
        }
        set name [lindex $found 0]
        set takes [lindex $options [lsearch -exact $options $name]+1]
        if {$takes eq ""} {
            dict set said $name 1
            continue
        }
        if {![string match *=* $word] || $name eq "-supply" && ![string match --* $word]} {
            if {[llength $words] == 0} {
                error "option $name has no value; give $takes behind it"
            }
            set words [lassign $words value]
        }
        if {$name eq "-supply"} {
            dict lappend said $name $value
        } else {
            dict set said $name $value
        }
    }
    return $said
}

# The beginning of a file, unpacked.
proc ::irdrop::view::head_of {path} {
    set channel [open $path rb]
    if {[read $channel 2] eq "\x1f\x8b"} {
        seek $channel 0
        zlib push gunzip $channel
    } else {
        seek $channel 0
    }
    set code [catch {read $channel 65536} head options]
    close $channel
    return -options $options $head
}

# What a file is: lef, def, spice, power, sources, plan or npy.
proc ::irdrop::view::kind_of {path} {
    set head [head_of $path]
    set name [string tolower [regsub {\.gz$} $path ""]]
    set extension [file extension $name]
    if {[string match "\x93NUMPY*" $head]} {
        return npy
    }
    if {[string match {*<irdrop-plan*} $head]} {
        return plan
    }
    foreach {pattern kind} {
        {(?n)^\s*DESIGN\s+\S+\s*;} def
        {(?n)^\s*(COMPONENTS|DIEAREA|ROW)\s} def
        {(?n)^\s*(MACRO|LAYER|SITE|VIA|VIARULE)\s+\S+} lef
        {(?n)^\s*UNITS\s*$} lef
        {(?in)^instance\s*,\s*power_w} power
        {(?n)Internal\s+Switching\s+Leakage} power
        {^\s*\[\s*\{} power
        {(?in)^\s*[rvi]\S*\s+\S+\s+\S+\s+\S+} spice
    } {
        if {[regexp -- $pattern $head]} {
            return $kind
        }
    }
    set by_name {.lef lef .def def .sp spice .spice spice .rpt power .loc sources .csv sources}
    if {[dict exists $by_name $extension]} {
        return [dict get $by_name $extension]
    }
    error "cannot tell what $path is; give LEF, DEF, SPICE, a power report or .loc"
}

# Read all of it, in the order that the commands need; what there is to say.
proc ::irdrop::view::read_all {said} {
    set by_kind {}
    foreach word [dict get $said files] {
        set net ""
        set path $word
        if {![file exists $word]} {
            regexp {^([^=/]+)=(.+)$} $word -> net path
        }
        if {![file exists $path]} {
            error "there is no file $path"
        }
        dict lappend by_kind [kind_of $path] [list $path $net]
    }
    foreach {kind command} {lef read_lef def read_def spice read_spice plan read_plan} {
        if {[dict exists $by_kind $kind]} {
            set paths [lmap pair [dict get $by_kind $kind] {lindex $pair 0}]
            if {$kind ne "lef" && [llength $paths] > 1} {
                error "one $kind file can be looked at, not [join $paths {, }]"
            }
            ::irdrop::$command {*}$paths
        }
    }
    foreach word [dict get $said -supply] {
        if {![regexp {^(.+)=([^=]+)$} $word -> net voltage]} {
            error "-supply cannot be \"$word\"; give NET=VOLTAGE, such as VDD=1.1"
        }
        ::irdrop::set_supply -net $net -voltage $voltage
    }
    if {[dict exists $said -total]} {
        ::irdrop::set_power -total [dict get $said -total]
    }
    foreach {kind script} {
        power {::irdrop::read_power $path}
        sources {
            if {$net eq ""} {
                set net [lindex [dict get [::irdrop::design_info] power_nets] 0]
            }
            ::irdrop::set_sources -net $net -file $path
        }
        npy {puts "irdrop-view: upload $path in the page, with the two other maps"}
    } {
        if {[dict exists $by_kind $kind]} {
            foreach pair [dict get $by_kind $kind] {
                lassign $pair path net
                eval $script
            }
        }
    }
    return [expr {[dict exists $by_kind def] || [dict exists $by_kind spice]}]
}

proc ::irdrop::view::analyse {said} {
    set net [expr {[dict exists $said -net] ? [list -net [dict get $said -net]] : {}}]
    if {[catch {::irdrop::predict {*}$net} message]} {
        puts "irdrop-view: no prediction: $message"
    }
    if {![dict exists $said -no_solve] &&
            [catch {::irdrop::solve {*}$net} message]} {
        puts "irdrop-view: no exact solution: $message"
    }
}

# What the command line says; an exit code, or "" where the page is served now.
proc ::irdrop::view::main {words} {
    if {"--help" in $words || "-help" in $words || "-h" in $words} {
        puts [usage]
        return 0
    }
    if {"--version" in $words || "-version" in $words} {
        puts "irdrop [::irdrop::version]"
        return 0
    }
    set said [parse $words]
    if {[read_all $said]} {
        analyse $said
    }
    set address [::irdrop::serve \
        {*}[expr {[dict exists $said -port] ? [list -port [dict get $said -port]] : {}}] \
        {*}[expr {[dict exists $said -open] ? "-open" : {}}]]
    puts "$address\n(Ctrl-C ends it)"
    flush stdout
    return ""
}
