# SPDX-License-Identifier: BSD-3-Clause
# Runs a command and compares what it prints with a golden file.
#     tclsh compare.tcl GOLDEN TOLERANCE STATUS COMMAND ?WORD ...?
# Words must be equal, numbers may differ by TOLERANCE relative to the larger one (0 for
# text that is the same everywhere) or both be below 1e-9, the residual of a solver; run
# times are not compared, and the command must end with STATUS. With
# IRDROP_SAVE_GOLDEN=1 in the environment the file is written instead: tests/golden/save
# does so for all of them.
namespace eval golden {}

# Words of a text as a list of lines; a time ("0.21 s", "7.3 ms") becomes one word, and one
# of nanoseconds, which else are times of pulses, where it says what a solution took.
proc golden::lines {text} {
    set number {[0-9]+(?:\.[0-9]+)?}
    return [lmap line [split $text \n] {
        regsub -all "(^|\[\\s(\])$number (?:us|ms|s)(?!\\w)" $line {\1<time>} line
        regsub "(Solved in +: )$number ns(?!\\w)" $line {\1<time>} line
        regexp -all -inline {\S+} $line
    }]
}

# The numbers in a word, and the word with # in their places.
proc golden::take_apart {word} {
    set number {[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?}
    return [list [regsub -all $number $word #] [regexp -all -inline $number $word]]
}

proc golden::near {a b tolerance} {
    if {$a eq $b} {
        return 1
    }
    set larger [expr {max(abs($a), abs($b))}]
    return [expr {abs($a - $b) <= $tolerance * $larger || ($tolerance > 0 && $larger < 1e-9)}]
}

proc golden::same_word {a b tolerance} {
    if {$a eq $b} {
        return 1
    }
    lassign [take_apart $a] frame_a numbers_a
    lassign [take_apart $b] frame_b numbers_b
    if {$frame_a ne $frame_b || [llength $numbers_a] != [llength $numbers_b]} {
        return 0
    }
    foreach x $numbers_a y $numbers_b {
        if {![near $x $y $tolerance]} {
            return 0
        }
    }
    return 1
}

# What differs first, or "".
proc golden::difference {want got tolerance} {
    set line 0
    foreach want_words [lines $want] got_words [lines $got] {
        incr line
        set same [expr {[llength $want_words] == [llength $got_words]}]
        foreach a $want_words b $got_words {
            set same [expr {$same && [same_word $a $b $tolerance]}]
        }
        if {!$same} {
            return "line $line\n  want: [join $want_words]\n  got:  [join $got_words]"
        }
    }
    return ""
}

# Standard output of the command, which must end with the wanted status.
proc golden::run {command wanted_status} {
    set status 0
    if {[catch {exec -ignorestderr {*}$command} output options]} {
        set code [dict get $options -errorcode]
        set status [expr {[lindex $code 0] eq "CHILDSTATUS" ? [lindex $code 2] : $code}]
        regsub {\n?child process exited abnormally$} $output "" output
    }
    if {$status ne $wanted_status} {
        puts "$output\nthe command ended with status $status, not $wanted_status"
        exit 1
    }
    return [string trimright $output \n]
}

proc golden::main {file tolerance status args} {
    set got [run $args $status]
    if {[info exists ::env(IRDROP_SAVE_GOLDEN)]} {
        set channel [open $file w]
        puts $channel $got
        close $channel
        puts "saved $file"
        return 0
    }
    set channel [open $file]
    set want [string trimright [read $channel] \n]
    close $channel
    set difference [difference $want $got $tolerance]
    if {$difference eq ""} {
        puts "as in $file"
        return 0
    }
    puts "$got\n\nthis is not as in $file: $difference"
    puts "if the new output is right, save it: tests/golden/save"
    return 1
}

exit [golden::main {*}$argv]
