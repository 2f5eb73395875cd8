# SPDX-License-Identifier: BSD-3-Clause
# The designs that run_design and solve_design measure, each in a process of its own.
set root [file dirname [file dirname [file normalize [info script]]]]

# LEF, DEF and power report of each design that is there.
proc designs {} {
    global root
    set folder [file join $root build benchmarks demo45]
    exec [info nameofexecutable] [file join $root examples demo45 generate.tcl] $folder
    set found [list demo45 [file join $folder demo45.lef] [file join $folder demo45.def] \
        [file join $folder demo45_power.rpt]]
    set shared [file join $root .. shared data nangate45]
    foreach {name def} {gcd gcd.def aes aes_bterms.def} {
        if {[file exists [file join $shared $def]]} {
            lappend found $name [file join $shared Nangate45.lef] [file join $shared $def] \
                [file join $shared golden ${name}_power.csv]
        }
    }
    return $found
}

proc median {numbers} {
    return [lindex [lsort -real $numbers] [expr {[llength $numbers] / 2}]]
}

# Runs the script REPEATS times; it returns a number for each column. Their medians, a dict.
proc medians {repeats columns script} {
    for {set i 0} {$i < $repeats} {incr i} {
        foreach column $columns number [uplevel 1 $script] {
            lappend all($column) $number
        }
    }
    foreach column $columns {
        lappend found $column [median $all($column)]
    }
    return $found
}

proc load_irdrop {} {
    global root
    lappend ::auto_path [file join $root build lib]
    package require irdrop
}

proc peak_mib {} {
    set channel [open /proc/self/status]
    regexp {VmHWM:\s+(\d+) kB} [read $channel] -> peak_kib
    close $channel
    return [expr {$peak_kib / 1024.0}]
}

# The script once more for each design, with -one, REPEATS, its name and its files; for the
# memory is that of the process.
proc measure_each {script repeats} {
    foreach {name lef def power} [designs] {
        puts [exec [info nameofexecutable] $script -one $repeats $name $lef $def $power]
    }
}
