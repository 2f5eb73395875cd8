# SPDX-License-Identifier: BSD-3-Clause
# The designs that run_design and solve_design measure, each in a process of its own.
set root [file dirname [file dirname [file normalize [info script]]]]
source [file join $root benchmarks record.tcl]

# Where irdrop is built: build/, or IRDROP_BUILD.
proc build_folder {} {
    global root
    return [expr {[info exists ::env(IRDROP_BUILD)] ? $::env(IRDROP_BUILD)
        : [file join $root build]}]
}

# LEF, DEF and power report of each design that is there.
proc designs {} {
    global root
    set folder [file join [build_folder] benchmarks demo45]
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

# Microseconds of the clock on the wall; with IRDROP_CPU_TIME=1 of all threads of this
# process on a processor, which says more where others work on the machine, too, though it
# is counted in steps of up to 4 ms.
proc microseconds {} {
    if {![info exists ::env(IRDROP_CPU_TIME)]} {
        return [clock microseconds]
    }
    set sum 0
    foreach path [glob /proc/self/task/*/schedstat] {
        set channel [open $path]
        incr sum [lindex [read $channel] 0]
        close $channel
    }
    return [expr {$sum / 1000}]
}

proc median {numbers} {
    return [lindex [lsort -real $numbers] [expr {[llength $numbers] / 2}]]
}

proc mean {numbers} {
    return [expr "([join $numbers +]) / double([llength $numbers])"]
}

# Runs the script REPEATS times; it returns a number for each column. Their medians, a
# dict; of CPU times, which come in steps, the means.
proc medians {repeats columns script} {
    set middle [expr {[info exists ::env(IRDROP_CPU_TIME)] ? "mean" : "median"}]
    for {set i 0} {$i < $repeats} {incr i} {
        foreach column $columns number [uplevel 1 $script] {
            lappend all($column) $number
        }
    }
    foreach column $columns {
        lappend found $column [$middle $all($column)]
    }
    return $found
}

proc load_irdrop {} {
    lappend ::auto_path [file join [build_folder] lib]
    package require irdrop
}

# A session as at its start; on the network that IRDROP_LIKE names, which builds from before
# there was a choice do not know.
proc fresh_session {} {
    irdrop::reset
    if {[info exists ::env(IRDROP_LIKE)] && [llength [info commands irdrop::set_network]]} {
        irdrop::set_network -like $::env(IRDROP_LIKE)
    }
}

proc peak_mib {} {
    set channel [open /proc/self/status]
    regexp {VmHWM:\s+(\d+) kB} [read $channel] -> peak_kib
    close $channel
    return [expr {$peak_kib / 1024.0}]
}

# The script once more for each design, with -one, REPEATS, its name and its files, in a
# process of its own, for the memory is that of the process. It prints a dict of figures, of
# which a row is made by the command `row`, and which are kept as results of NAME.
proc measure_each {name script repeats row} {
    foreach {design lef def power} [designs] {
        set figures [exec [info nameofexecutable] $script -one $repeats $design $lef $def \
            $power]
        puts [{*}$row $design $figures]
        record::figures $name $design $figures
    }
}
