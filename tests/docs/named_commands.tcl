# SPDX-License-Identifier: BSD-3-Clause
# Every command and option of irdrop that a page names is one of the module.
#     tclsh named_commands.tcl PAGE.md ...
# Looked at are words "irdrop::NAME" and the options behind them, up to the end of the line,
# of the backquotes or of the command. Of CHANGES.md only the topmost version: older ones
# tell what held then.
package require irdrop

foreach row [irdrop::command_info] {
    set options {}
    foreach option [dict get $row options] {
        lappend options [dict get $option name]
    }
    dict set known [dict get $row name] $options
}

# Whether the name is an option, or the unique start of one.
proc is_option {name options} {
    return [expr {$name in $options || [llength [lsearch -all $options $name*]] == 1}]
}

# The first part of a text behind a command that can still belong to it.
proc own_part {rest} {
    regexp {^[^`;\]]*} $rest part
    return $part
}

# What is wrong with a command and the text behind it.
proc complaints_of {name rest} {
    global known
    set part [own_part $rest]
    if {[regexp {^ ([a-z]+)} $part -> second] && [dict exists $known "$name $second"]} {
        set name "$name $second"
    }
    if {![dict exists $known $name]} {
        # map is an ensemble: its commands are known by two words.
        set isEnsemble [llength [lsearch -all [dict keys $known] "$name *"]]
        return [expr {$isEnsemble ? {} : [list "irdrop::$name is no command"]}]
    }
    set wrong {}
    foreach {all option} [regexp -all -inline {[ ?]-([a-z][a-z0-9_]*)} $part] {
        if {![is_option -$option [dict get $known $name]]} {
            lappend wrong "irdrop::$name has no option -$option"
        }
    }
    return $wrong
}

set count 0
set failures 0
foreach path $argv {
    set channel [open $path]
    set text [read $channel]
    close $channel
    if {[file tail $path] eq "CHANGES.md"} {
        regexp {^.*?\n## .*?(?=\n## |$)} $text text
    }
    set number 0
    foreach line [split $text \n] {
        incr number
        foreach {all name rest} \
            [regexp -all -inline {irdrop::([a-z_]+)((?:(?!irdrop::).)*)} $line] {
                incr count
                foreach complaint [complaints_of $name $rest] {
                    puts "[file tail $path]:$number: $complaint"
                    incr failures
                }
            }
    }
}
puts "$count commands named, $failures wrong"
exit [expr {$failures > 0 || $count == 0}]
