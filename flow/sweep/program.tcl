# SPDX-License-Identifier: BSD-3-Clause
# Sweeps as a program, irdrop-sweep: reads which runs there are, does those that are missing,
# makes the table. --help prints the tables of options and settings.
package require irdrop

namespace eval ::irdrop::sweep {
    variable program ;# its path, by which it starts itself for each run
    # Name, value, what.
    variable options {
        -dir DIR {where the results lie; FILE without its extension, .sweep, when not given}
        -jobs N {runs at a time; when not given as many as there are cores, and with -slurm as\
            many as it gives}
        -retry {} {do failed runs again, too; those whose files or settings have changed are\
            done again anyway}
        -fresh {} {do all runs again}
        -only PATTERN {of runs whose name matches (* any text, ? one character) alone; the\
            table holds all}
        -list {} {print the runs and what has come of them, and do nothing}
        -collect {} {make the table of what is there, and run nothing}
        -slurm {} {run as a job array of Slurm, and wait for it}
        -detach {} {with -slurm: do not wait; the same command without it waits and collects}
        -sbatch {WORDS} {with -slurm: more options of sbatch, in quotes: "-p long --mem=4G"}
        -per_task N {with -slurm: runs in each task of the array, one after the other; when\
            not given as many as make 1000 tasks or less}
        -csv FILE {the table; DIR/table.csv when not given}
        -html FILE {the page; DIR/summary.html when not given}
    }
}

foreach file {settings csv sweep_file results worker pool progress table page slurm} {
    source [file join [file dirname [file normalize [info script]]] $file.tcl]
}
unset file

# What Tcl has not, in a module beside the main one.
proc ::irdrop::sweep::load_module {} {
    if {[namespace which ::irdrop::sweep::put] ne ""} {
        return
    }
    set name [expr {[package vsatisfies [package provide Tcl] 9.0-] ? "libtcl9irdrop_sweep" :
        "libirdrop_sweep"}][info sharedlibextension]
    foreach loaded [info loaded {}] {
        lassign $loaded path package
        if {[string equal -nocase $package irdrop]} {
            load [file join [file dirname $path] $name] Irdrop_sweep
            return
        }
    }
    error "$name is not beside the module of irdrop"
}

proc ::irdrop::sweep::usage {} {
    variable options
    variable settings
    set lines [list "usage: irdrop-sweep FILE ?OPTIONS?" "" \
        "Runs what FILE, YAML or CSV, lists: designs x plans x corners x windows or whatever" \
        "is crossed there, each run in a process of its own, and makes a table of the drops." \
        "Killed or stopped, the same command goes on where it was." "" \
        "  exit code 0: every run has its answer" \
        "            1: at least one has failed or is missing; the table says why" \
        "            2: an error came first" "" \
        "Options (--jobs and --jobs=2 will do, too):" ""]
    foreach {name value help} $options {
        lappend lines [string trimright "  $name $value"] \
            [::irdrop::internal::wrap $help "        "]
    }
    lappend lines "  --help, --version" "" \
        "Settings of a run; in CSV each is a column, in YAML" "" \
        "  defaults:  {setting: value, ...}         of all runs" \
        "  matrix:    crossed; an axis is a setting with a list of values, or a name with" \
        "             labels, each with settings of its own behind it" \
        "  exclude:   \[{axis: label, ...}, ...]     of the matrix" \
        "  overrides: \[{when: {axis: label}, set: {setting: value}}, ...]" \
        "  runs:      \[{setting: value, ...}, ...]  besides, or the name of a CSV file" "" \
        "Paths count from the folder of FILE. {NAME} in a value is the label or setting of" \
        "that name, {run} the name of the run and {files} a folder of its own." ""
    foreach {name kind group help} $settings {
        set what [expr {[lindex $kind 0] eq "word" ? [join [lrange $kind 1 end] "|"] : $kind}]
        lappend lines "  $name ($what)" [::irdrop::internal::wrap $help "        "]
    }
    return [join $lines \n]
}

# The words of the command line: a dict of options and file.
proc ::irdrop::sweep::parse {words} {
    variable options
    set asked {}
    set names [lmap {name value help} $options {set name}]
    while {[llength $words] > 0} {
        set words [lassign $words word]
        if {![regexp -- {^--?([a-z_]+)(?:=(.*))?$} $word all name value]} {
            if {[dict exists $asked file]} {
                error "one file is a sweep, not [dict get $asked file] and $word"
            }
            dict set asked file $word
            continue
        }
        set found [expr {"-$name" in $names ? [list -$name]
            : [lsearch -all -inline -glob $names -$name*]}]
        if {[llength $found] != 1} {
            error "there is no option $word; irdrop-sweep --help lists them"
        }
        set name [lindex $found 0]
        set takes [lindex $options [lsearch -exact $options $name]+1]
        if {$takes eq ""} {
            set value 1
        } elseif {![string match *=* $word]} {
            if {[llength $words] == 0} {
                error "option $name has no value; give $takes behind it"
            }
            set words [lassign $words value]
        }
        dict set asked $name $value
    }
    check_asked $asked
    return $asked
}

proc ::irdrop::sweep::check_asked {asked} {
    if {![dict exists $asked file]} {
        error "give the file of a sweep; irdrop-sweep --help says what is in it"
    }
    foreach name {-jobs -per_task} {
        if {[dict exists $asked $name] && ![regexp {^[1-9]\d{0,5}$} [dict get $asked $name]]} {
            error "$name cannot be \"[dict get $asked $name]\"; give a number from 1 on"
        }
    }
    foreach name {-detach -sbatch -per_task} {
        if {[dict exists $asked $name] && ![dict exists $asked -slurm]} {
            error "$name says nothing without -slurm"
        }
    }
}

proc ::irdrop::sweep::asked {asked name {otherwise ""}} {
    return [expr {[dict exists $asked $name] ? [dict get $asked $name] : $otherwise}]
}

# What the command line says; the exit code.
proc ::irdrop::sweep::program {path words} {
    variable program $path
    load_module
    switch -- [lindex $words 0] {
        --worker {
            work {*}[lrange $words 1 end]
            return 0
        }
        --task {
            return [slurm_task {*}[lrange $words 1 end]]
        }
    }
    if {[llength $words] == 0 || "--help" in $words || "-help" in $words || "-h" in $words} {
        puts [usage]
        return [expr {[llength $words] == 0 ? 2 : 0}]
    }
    if {"--version" in $words || "-version" in $words} {
        puts "irdrop [::irdrop::version]"
        return 0
    }
    return [sweep [parse $words]]
}

proc ::irdrop::sweep::sweep {asked} {
    set file [dict get $asked file]
    if {![file isfile $file]} {
        fail FILE "" "there is no file $file"
    }
    dict set asked -dir [asked $asked -dir [file rootname $file].sweep]
    set folder [file normalize [dict get $asked -dir]]
    set runs [read_sweep $file $folder]
    if {[dict exists $asked -list]} {
        return [list_runs $folder $runs]
    }
    make_folder [file join $folder runs]
    if {![lock_folder $folder]} {
        fail FOLDER "" "another irdrop-sweep is at work in $folder; wait for it, or give -dir"
    }
    set job [slurm_job $folder]
    if {$job ne "" && ![dict exists $asked -collect] && (![dict exists $asked -slurm] ||
            [dict exists $asked -fresh] || [dict exists $asked -retry])} {
        fail FOLDER "" "job $job of Slurm is still at work on this sweep; wait for it with\
            -slurm alone, or end it with: scancel $job"
    }
    set names [what_to_do $folder $runs $asked]
    if {![dict exists $asked -collect] && [llength $names] > 0} {
        if {[dict exists $asked -slurm]} {
            if {![run_slurm $folder $names $asked]} {
                return 0 ;# left to itself
            }
        } else {
            set jobs [asked $asked -jobs [cores]]
            limit_threads [expr {[cores] / $jobs}]
            start_progress [llength $names]
            set code [catch {
                run_pool $folder $names $jobs ::irdrop::sweep::note_progress
            } message options]
            clear_progress
            if {$code} {
                return -options $options $message
            }
        }
    }
    return [collect $folder $runs $asked]
}

proc ::irdrop::sweep::lock_folder {folder} {
    if {[catch {lock [file join $folder lock]} is_ours]} {
        fail FOLDER "" "cannot lock $is_ours"
    }
    return $is_ours
}

proc ::irdrop::sweep::cores {} {
    if {[catch {exec nproc} count] || ![string is integer -strict $count]} {
        return 1
    }
    return $count
}

# The names of the runs to do; what they are to do is written down.
proc ::irdrop::sweep::what_to_do {folder runs asked} {
    set collects [dict exists $asked -collect]
    set only [asked $asked -only *]
    set matched 0
    set names {}
    foreach run $runs {
        set name [dict get $run name]
        if {![string match $only $name]} {
            continue
        }
        incr matched
        set result [read_result $folder $name [inputs_of $run]]
        if {[dict exists $asked -fresh] || [dict size $result] == 0 ||
                ([dict exists $asked -retry] && [dict get $result state] eq "failed")} {
            lappend names $name
            if {!$collects} {
                file delete [run_path $folder $name result]
                write_run $folder $run
            }
        }
    }
    if {!$matched} {
        error "no run matches -only $only; -list prints their names"
    }
    return $names
}

proc ::irdrop::sweep::results_of {folder runs} {
    forget_stamps
    return [lmap run $runs {read_result $folder [dict get $run name] [inputs_of $run]}]
}

proc ::irdrop::sweep::list_runs {folder runs} {
    foreach run $runs result [results_of $folder $runs] {
        set state [expr {[dict size $result] == 0 ? "missing" : [dict get $result state]}]
        puts "$state [dict get $run name]"
    }
    return 0
}

# Table and page of all runs; the exit code.
proc ::irdrop::sweep::collect {folder runs asked} {
    set results [results_of $folder $runs]
    set table [make_table $folder $runs $results]
    set csv [asked $asked -csv [file join [dict get $asked -dir] table.csv]]
    set html [asked $asked -html [file join [dict get $asked -dir] summary.html]]
    write_table $csv $table
    write_page $html [file tail [dict get $asked file]] $table
    foreach part [glob -nocomplain -directory [file join $folder runs] *.part] {
        file delete $part
    }
    set count [dict create done 0 failed 0 missing 0]
    foreach result $results {
        dict incr count [expr {[dict size $result] == 0 ? "missing" : [dict get $result state]}]
    }
    dict with count {
        puts "$done runs done, $failed failed, $missing missing"
        puts "table: $csv\npage:  $html"
        return [expr {$failed + $missing > 0}]
    }
}
