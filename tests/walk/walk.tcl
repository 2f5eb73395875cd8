# SPDX-License-Identifier: BSD-3-Clause
# The random walk: see README.md. Runs the sequences in another process, so that a crash
# is found, too, and shrinks the first that fails to a script that can be pasted.
#   tclsh walk.tcl ?-steps N? ?-seed N? ?-length N? ?-known none?
# with IRDROP_MODULE naming the module.
namespace eval walk {
    variable here [file dirname [file normalize [info script]]]
}
foreach name {designs answers known session steps} {
    source [file join $walk::here $name.tcl]
}

# ---- the process that runs ----

# Where designs and outputs are; of this process alone.
proc walk::enter {} {
    variable folder
    close [file tempfile path walk]
    file delete $path
    set folder $path.out
    file mkdir $folder
    write_designs $path.in
    cd $path.in
    return $path
}

proc walk::leave {path} {
    cd /
    file delete -force $path.in $path.out
}

proc walk::run_worker {seed first last length} {
    array set counts {compared 0 left_out 0 approximate 0 unjudged 0 errors 0}
    set path [enter]
    for {set number $first} {$number < $last} {incr number} {
        puts "begin $number"
        flush stdout
        set failed [run_sequence [sequence [expr {$seed * 1000003 + $number}] $length] counts]
        if {$failed ne ""} {
            puts [list failed $number $failed]
            break
        }
    }
    puts [list counts {*}[array get counts]]
    leave $path
}

proc walk::run_replay {file} {
    array set counts {compared 0 left_out 0 approximate 0 unjudged 0 errors 0}
    set channel [open $file]
    set steps [read $channel]
    close $channel
    set path [enter]
    set failed [run_sequence $steps counts]
    leave $path
    puts [list failed 0 $failed]
}

# ---- shrinking ----

# What running the steps in another process gives: a dict of index and difference, or
# nothing.
proc walk::outcome {steps} {
    variable here
    variable leaves_out
    close [file tempfile path walk]
    set channel [open $path w]
    puts $channel $steps
    close $channel
    set broken [catch {exec [info nameofexecutable] [file join $here walk.tcl] -replay $path \
        -known [expr {$leaves_out ? "left_out" : "none"}] 2>@1} text]
    file delete $path
    if {$broken} {
        return [dict create index [expr {[llength $steps] - 1}] difference "crash:\n$text" \
            step "" telling ""]
    }
    return [lindex $text 2]
}

# The fewest steps of these that still fail.
proc walk::shrink {steps failed} {
    set steps [lrange $steps 0 [dict get $failed index]]
    set chunk [expr {[llength $steps] / 2}]
    while {$chunk > 0} {
        set at 0
        set is_smaller 0
        while {$at < [llength $steps] - 1} {
            set fewer [lreplace $steps $at [expr {min($at + $chunk, [llength $steps] - 1) - 1}]]
            set still [outcome $fewer]
            if {$still ne ""} {
                set steps [lrange $fewer 0 [dict get $still index]]
                set failed $still
                set is_smaller 1
            } else {
                incr at $chunk
            }
        }
        if {$chunk == 1 && $is_smaller} {
            continue
        }
        set chunk [expr {$chunk / 2}]
    }
    return [list $steps $failed]
}

proc walk::script_line {step} {
    set words [lassign $step variable]
    set line [join [lmap word [linsert [lrange $words 1 end] 0 irdrop::[lindex $words 0]] {
        expr {[regexp {^\$m\d+$} $word] ? $word : [list [string map {@ ""} $word]]}
    }]]
    if {$variable eq ""} {
        return $line
    }
    return "set $variable \[[expr {[lindex $words 0] eq "rasterize" ? \
        "dict get \[$line\] current" : $line}]\]"
}

proc walk::print_failure {steps failed} {
    variable here
    puts "\nThe answer to the last step is not that of a fresh session."
    puts [dict get $failed difference]
    puts "\n# To paste into tclsh at the root of the project, TCLLIBPATH naming build/lib:"
    puts "package require irdrop"
    puts "source tests/walk/designs.tcl; walk::write_designs build/walk; cd build/walk"
    foreach step $steps {
        puts [script_line $step]
    }
    if {[dict get $failed telling] ne ""} {
        puts "# The fresh session:"
        puts "irdrop::reset"
        foreach step [concat [dict get $failed telling] [list [lindex $steps end]]] {
            puts [script_line $step]
        }
    }
}

# ---- the whole walk ----

proc walk::run {seed steps length} {
    variable here
    variable leaves_out
    set count [expr {max(1, $steps / $length)}]
    set broken [catch {exec [info nameofexecutable] [file join $here walk.tcl] -worker \
        $seed 0 $count $length -known [expr {$leaves_out ? "left_out" : "none"}] 2>@1} text]
    set number [lindex [regexp -all -inline -line {^begin (\d+)} $text] end]
    set failed ""
    foreach line [split $text \n] {
        if {[string match "counts *" $line]} {
            array set counts [lrange $line 1 end]
        }
    }
    if {[regexp -line -indices {^failed } $text where]} {
        set failed [lindex [string range $text [lindex $where 0] end] 2]
    }
    if {!$broken && $failed eq ""} {
        puts "walk: seed $seed, $count sequences of $length steps: $counts(compared) answers\
            equal to those of fresh sessions, $counts(errors) of them errors;\
            $counts(approximate) after moved cells differ as documented, $counts(unjudged) could not be told\
            a fresh session,\
            $counts(left_out) steps left out for known faults"
        return 0
    }
    puts "walk: seed $seed, sequence $number of $length steps fails"
    set sequence [sequence [expr {$seed * 1000003 + $number}] $length]
    if {[regexp {errorCode|invoked from within} $text]} {
        puts "the walk itself fails:\n$text"
        return 2
    }
    if {$broken && $failed eq ""} {
        puts "crash:\n[string range $text end-3000 end]"
        set failed [dict create index [expr {$length - 1}] difference "crash" telling ""]
    }
    print_failure {*}[shrink $sequence $failed]
    return 1
}

proc walk::main {arguments} {
    variable leaves_out
    set options [dict create -steps 2000 -seed 1 -length 50 -known left_out]
    set rest {}
    switch -- [lindex $arguments 0] {
        -worker {
            set rest [lrange $arguments 0 4]
            set arguments [lrange $arguments 5 end]
        }
        -replay {
            set rest [lrange $arguments 0 1]
            set arguments [lrange $arguments 2 end]
        }
    }
    if {[llength $arguments] % 2} {
        error "an option without its value: [lindex $arguments end]"
    }
    foreach {name value} $arguments {
        if {![dict exists $options $name]} {
            error "there is no option $name; there are [join [dict keys $options] {, }]"
        }
        dict set options $name $value
    }
    set leaves_out [expr {[dict get $options -known] ne "none"}]
    switch -- [lindex $rest 0] {
        -worker { run_worker {*}[lrange $rest 1 end] }
        -replay { run_replay [lindex $rest 1] }
        default {
            exit [run [dict get $options -seed] [dict get $options -steps] \
                [dict get $options -length]]
        }
    }
}

# Memory is filled when it is freed, so that nothing is right by chance.
set env(MALLOC_PERTURB_) 165
walk::main $argv
