# SPDX-License-Identifier: BSD-3-Clause
# Prints a page of docs anew, with what its commands print now.
#     tclsh play.tcl PAGE.md FOLDER
# Fenced blocks of the page are transcripts: a line "% script" is a command of the Tcl
# shell, a line "$ command" one of the system's; the lines below, which are replaced, are
# what it prints. All run one after the other in FOLDER, which is made anew and where the
# folders examples and flow are those of the project, and build that of TCLLIBPATH. Tcl prints the result of a command,
# as its shell does.
package require irdrop

namespace eval play {}

proc play::script {script} {
    set code [catch {uplevel #0 $script} result]
    if {$result ne ""} {
        puts $result
    }
}

# tclsh as the user's own: the one that runs this.
proc play::system {command} {
    set path [file dirname [info nameofexecutable]]
    set command "PATH=$path:\$PATH; $command"
    set code [catch {exec -keepnewline /bin/sh -c $command </dev/null 2>@1} said how]
    if {$code && [lindex [dict get $how -errorcode] 0] eq "CHILDSTATUS"} {
        regsub {\n?child process exited abnormally\n?$} $said "\n" said
    }
    puts -nonewline $said
}

proc play::line {line fenced} {
    if {!$fenced} {
        puts $line
    } elseif {[regexp {^([%$]) (.*)$} $line -> prompt command]} {
        puts $line
        if {$prompt eq "%"} {
            script $command
        } else {
            system $command
        }
    }
}

proc play::page {text} {
    set fenced 0
    foreach line [split $text \n] {
        if {[string match "```*" $line]} {
            set fenced [expr {!$fenced}]
            puts $line
        } else {
            line $line $fenced
        }
    }
}

proc play::main {page folder} {
    set channel [open $page]
    set text [string trimright [read $channel] \n]
    close $channel
    set root [file dirname [file dirname [file normalize $page]]]
    file delete -force $folder
    file mkdir $folder
    cd $folder
    foreach name {examples flow} {
        file link -symbolic $name [file join $root $name]
    }
    file link -symbolic build [file dirname [lindex $::env(TCLLIBPATH) 0]]
    page $text
}

play::main {*}$argv
