#!/usr/bin/env tclsh
# SPDX-License-Identifier: BSD-3-Clause
# Figures of benchmarks, kept by commit: a line of benchmarks/results/NAME.csv is
#     commit,date,cpu,case,figure,value
# A commit with "+" had changes that are not committed. Other folder than results:
# IRDROP_RESULTS; when that is empty nothing is kept. From the shell, a row of a table under
# its header, of which the words that are numbers are kept:
#     benchmarks/record.tcl NAME CASE HEADER ROW
namespace eval record {
    variable here [file dirname [file normalize [info script]]]
}

# The file of a benchmark; "" when nothing is to be kept.
proc record::path {name} {
    variable here
    set folder [file join $here results]
    if {[info exists ::env(IRDROP_RESULTS)]} {
        set folder $::env(IRDROP_RESULTS)
    }
    return [expr {$folder eq "" ? "" : [file join $folder $name.csv]}]
}

# The commit of a checkout by a folder in it.
proc record::commit {folder} {
    if {[catch {exec git -C $folder rev-parse --show-toplevel 2>@1} root] ||
        [catch {exec git -C $root rev-parse --short=9 HEAD 2>@1} commit]} {
        return unknown
    }
    if {[catch {exec git -C $root status --porcelain -- :!benchmarks/results} changes]} {
        return $commit
    }
    return [expr {$changes eq "" ? $commit : "$commit+"}]
}

proc record::cpu {} {
    set name unknown
    if {![catch {open /proc/cpuinfo} channel]} {
        regexp -line {^model name\s*:\s*(.*)$} [read $channel] -> name
        close $channel
    }
    return [string map {, " "} $name]
}

# Keeps a dict of figures of one case, of what is checked out here, or in another folder.
proc record::figures {name case figures {folder ""}} {
    variable here
    set path [path $name]
    if {$path eq ""} {
        return
    }
    file mkdir [file dirname $path]
    set is_new [expr {![file exists $path]}]
    set channel [open $path a]
    if {$is_new} {
        puts $channel "# SPDX-License-Identifier: BSD-3-Clause"
        puts $channel commit,date,cpu,case,figure,value
    }
    set start [list [commit [expr {$folder eq "" ? $here : $folder}]] [clock format [clock seconds] -gmt 1 -format %Y-%m-%dT%H:%MZ] \
        [cpu] [string map {, " "} $case]]
    foreach {figure value} $figures {
        puts $channel [join [list {*}$start $figure [format %.6g $value]] ,]
    }
    close $channel
}

if {[info exists argv0] && [file normalize $argv0] eq [file normalize [info script]]} {
    if {$argc != 4} {
        puts stderr "usage: benchmarks/record.tcl NAME CASE HEADER ROW"
        exit 2
    }
    lassign $argv name case header row
    set figures {}
    foreach figure [regexp -all -inline {\S+} $header] value [regexp -all -inline {\S+} $row] {
        if {[string is double -strict $value]} {
            lappend figures $figure $value
        }
    }
    record::figures $name $case $figures
}
