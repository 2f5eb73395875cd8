# SPDX-License-Identifier: BSD-3-Clause
# Runs of many cycles for a placed design, of several kinds, for rank_trials: what toggles
# when, as VCD. The numbers are those of a linear congruential generator, the same
# everywhere. Each net has a delay of its own, and lies in one of 4 x 4 blocks of the die by
# the place of what drives it.
#     flat    every net with the same small chance in every cycle
#     bursts  some cycles more, in bursts, and most cycles hardly
#     idle    nearly nothing, with a few short bursts
#     block   one block at a time is hot, the others are nearly idle
#     glitch  bursts, in which a net toggles several times in one cycle
#     zero    bursts without delays: all toggles are at the edges of the clock
namespace eval vectors {
    variable state 1
    variable kinds {flat bursts idle block glitch zero}
}

# From 0 to below 1.
proc vectors::draw {} {
    variable state
    set state [expr {($state * 6364136223846793005 + 1442695040888963407) & 0xffffffffffffffff}]
    expr {($state >> 11) / 9007199254740992.0}
}

proc vectors::read_text {path} {
    set input [expr {[string match *.gz $path] ? [open "|gzip -dc [list $path]"] : [open $path]}]
    set text [read $input]
    close $input
    return $text
}

proc vectors::section {text name} {
    set from [string first "\n$name " $text]
    return [string range $text $from [string first "\nEND $name" $text $from]]
}

# Nets of a DEF with the block of what drives them: a list name block name block ...
proc vectors::nets {def} {
    set text [read_text $def]
    set place [dict create]
    foreach {all name x y} [regexp -all -inline \
        {\n\s*- (\S+) \S+[^;]*?(?:PLACED|FIXED) \( (-?\d+) (-?\d+) \)} [section $text COMPONENTS]] {
        dict set place $name [list $x $y]
    }
    regexp {DIEAREA \( (-?\d+) (-?\d+) \) \( (-?\d+) (-?\d+) \)} $text -> x0 y0 x1 y1
    set nets [list]
    foreach entry [regexp -all -inline {\n\s*- [^;]*;} [section $text NETS]] {
        regexp {^\s*- (\S+)} $entry -> name
        set block 0
        foreach {all owner pin} [regexp -all -inline {\(\s*(\S+)\s+(\S+)\s*\)} $entry] {
            if {[regexp {^(Z|ZN|Q|QN|Q_N|X|Y|CO|S|COUT|SUM|HI|LO)$} $pin]
                && [dict exists $place $owner]} {
                lassign [dict get $place $owner] x y
                set block [expr {min(3, max(0, 4 * ($x - $x0) / ($x1 - $x0)))
                    + 4 * min(3, max(0, 4 * ($y - $y0) / ($y1 - $y0)))}]
                break
            }
        }
        lappend nets [string map {\\ {}} $name] $block
    }
    return $nets
}

# The chance of a toggle of each block in each cycle: a list of lists.
proc vectors::shares {kind cycles} {
    set all [list]
    while {[llength $all] < $cycles} {
        set length [expr {1 + int(8 * [draw])}]
        set calm [expr {[draw] < ($kind eq "idle" ? 0.96 : 0.5)}]
        set share [expr {$calm ? ($kind eq "idle" ? 0.0005 : 0.01) : 0.05 + 0.3 * [draw] ** 2}]
        set hot [expr {int(16 * [draw])}]
        for {set i 0} {$i < $length} {incr i} {
            set now [expr {$share * (0.7 + 0.6 * [draw])}]
            if {$kind eq "flat"} {
                lappend all [lrepeat 16 0.1]
            } elseif {$kind eq "block"} {
                set row [lrepeat 16 0.01]
                lset row $hot [expr {0.2 + 0.4 * [draw]}]
                lappend all $row
            } else {
                lappend all [lrepeat 16 $now]
            }
        }
    }
    return [lrange $all 0 [expr {$cycles - 1}]]
}

proc vectors::code {i} {
    set text ""
    while {1} {
        append text [format %c [expr {33 + $i % 90}]]
        set i [expr {$i / 90}]
        if {$i == 0} {
            return $text
        }
    }
}

# A VCD of so many cycles of period_ps; the net clock toggles twice a cycle.
proc vectors::write {file def kind cycles period_ps seed {clock clk}} {
    variable state [expr {$seed * 7919 + 17}]
    set output [open $file.new w]
    fconfigure $output -translation lf -buffersize 1000000
    puts $output "\$timescale 1ps \$end\n\$scope module top \$end"
    for {set i 0} {$i < 16} {incr i} {
        set member($i) [list]
    }
    set codes [list]
    set delays [list]
    set i 0
    set edge -1
    foreach {name block} [nets $def] {
        set code [code $i]
        puts $output "\$var wire 1 $code $name \$end"
        lappend codes $code
        lappend values 0
        # paths take at most a nanosecond or so, however slow the clock is
        lappend delays [expr {$kind eq "zero" ? 0
            : int(min($period_ps, 2000) * (0.02 + 0.5 * [draw] ** 2))}]
        if {$name eq $clock} {
            set edge $i
        } else {
            lappend member($block) $i
        }
        incr i
    }
    for {set i 0} {$i < 16} {incr i} {
        lappend members $member($i)
    }
    puts $output "\$upscope \$end\n\$enddefinitions \$end\n#0\n\$dumpvars"
    foreach code $codes {
        puts $output 0$code
    }
    puts $output \$end
    set begin 0
    set jitter [expr {$kind eq "zero" ? 0 : 0.01 * min($period_ps, 2000)}]
    set room [expr {$period_ps - 1}]
    foreach row [shares $kind $cycles] {
        set events [list]
        if {$edge >= 0} {
            lappend events 0 $edge [expr {$period_ps / 2}] $edge
        }
        foreach share $row inside $members {
            # from one that toggles to the next: a geometric distribution
            set skip [expr {log(1 - $share)}]
            set count [llength $inside]
            for {set k [expr {int(log(1 - [draw]) / $skip)}]} {$k < $count} \
                {incr k [expr {1 + int(log(1 - [draw]) / $skip)}]} {
                set net [lindex $inside $k]
                set at [lindex $delays $net]
                set times [expr {$kind eq "glitch" ? 1 + int(4 * [draw] ** 2) : 1}]
                for {set t 0} {$t < $times} {incr t} {
                    lappend events [expr {min($room, $at + int($jitter * (6 * $t + [draw])))}] $net
                }
            }
        }
        set last -1
        foreach {at net} [lsort -integer -stride 2 -index 0 $events] {
            if {$at != $last} {
                puts $output #[expr {$begin + $at}]
                set last $at
            }
            set value [expr {1 - [lindex $values $net]}]
            lset values $net $value
            puts $output $value[lindex $codes $net]
        }
        incr begin $period_ps
    }
    puts $output #$begin
    close $output
    file rename -force $file.new $file
}
