# SPDX-License-Identifier: BSD-3-Clause
# A run of many cycles for a placed design: every net that an instance drives toggles now
# and then, some cycles more, in bursts, and most cycles hardly. The numbers are those of
# a linear congruential generator, the same everywhere.
namespace eval long_run {
    variable state 1
}

# From 0 to below 1.
proc long_run::draw {} {
    variable state
    set state [expr {($state * 1103515245 + 12345) & 0x7fffffff}]
    expr {$state / 2147483648.0}
}

# Names of the nets of a DEF.
proc long_run::nets {def} {
    set input [expr {[string match *.gz $def] ? [open "|gzip -dc [list $def]"] : [open $def]}]
    set text [read $input]
    close $input
    set from [string first "\nNETS " $text]
    set to [string first "\nEND NETS" $text]
    set names [list]
    foreach {all name} [regexp -all -inline {\n\s*- (\S+)} [string range $text $from $to]] {
        lappend names [string map {\\ {}} $name]
    }
    return $names
}

# How busy each cycle is: bursts of a few cycles with long rests between them.
proc long_run::busyness {cycles} {
    set busy [list]
    while {[llength $busy] < $cycles} {
        set length [expr {1 + int(8 * [draw])}]
        set share [expr {[draw] < 0.5 ? 0.01 : 0.05 + 0.3 * [draw] ** 2}]
        for {set i 0} {$i < $length} {incr i} {
            lappend busy [expr {$share * (0.7 + 0.6 * [draw])}]
        }
    }
    return [lrange $busy 0 [expr {$cycles - 1}]]
}

# A VCD of cycles of period_ps, which begins at first_ps of its own time; zero: all
# toggles are at the edges of the clock. The net clock toggles twice a cycle. shares: how
# busy each cycle is; none: as drawn.
proc long_run::write {file def cycles period_ps {seed 1} {first_ps 0} {zero 0} {clock clk}
    {shares {}}} {
    variable state $seed
    set nets [nets $def]
    set output [open $file w]
    fconfigure $output -translation lf
    puts $output {$timescale 1ps $end}
    puts $output {$scope module top $end}
    set codes [list]
    set delays [list]
    for {set i 0} {$i < [llength $nets]} {incr i} {
        lappend codes [format %c%c [expr {33 + $i % 90}] [expr {33 + $i / 90 % 90}]][format %c \
            [expr {33 + $i / 8100}]]
        lappend delays [expr {$zero ? 0 : int($period_ps * (0.02 + 0.5 * [draw] ** 2))}]
        puts $output "\$var wire 1 [lindex $codes end] [lindex $nets $i] \$end"
    }
    puts $output "\$upscope \$end\n\$enddefinitions \$end\n#$first_ps\n\$dumpvars"
    foreach code $codes {
        puts $output 0$code
        lappend values 0
    }
    puts $output {$end}
    set edge [lsearch -exact $nets $clock]
    set begin $first_ps
    foreach share [expr {[llength $shares] > 0 ? $shares : [busyness $cycles]}] {
        set events [list]
        if {$edge >= 0} {
            lappend events [list $begin $edge 1] [list [expr {$begin + $period_ps / 2}] $edge 0]
        }
        # from one that toggles to the next: a geometric distribution
        set skip [expr {log(1 - $share)}]
        for {set i -1} {1} {} {
            incr i [expr {1 + int(log(1 - [draw]) / $skip)}]
            if {$i >= [llength $nets]} {
                break
            }
            if {$i != $edge} {
                set value [expr {1 - [lindex $values $i]}]
                lset values $i $value
                lappend events [list [expr {$begin + [lindex $delays $i]}] $i $value]
            }
        }
        set last -1
        foreach event [lsort -integer -index 0 $events] {
            lassign $event at net value
            if {$at != $last} {
                puts $output #$at
                set last $at
            }
            puts $output $value[lindex $codes $net]
        }
        incr begin $period_ps
    }
    puts $output #$begin
    close $output
}
