# SPDX-License-Identifier: BSD-3-Clause
# The folder of a sweep: what each run is to do and what came of it, a file each, whole or
# not there, so that a killed sweep goes on where it was.
#
#   runs/NAME.run      what to do          runs/NAME.result   what came of it
#   runs/NAME.log      what it printed     runs/NAME.files    a folder for files of its own
#   table.csv, summary.html                of all runs

# Text into a file, on the disk before its name is.
proc ::irdrop::sweep::write_file {path text} {
    if {[catch {put $path [encoding convertto utf-8 $text]} message]} {
        fail FOLDER "" "cannot write $message"
    }
}

proc ::irdrop::sweep::run_path {folder name extension} {
    return [file join $folder runs $name.$extension]
}

proc ::irdrop::sweep::make_folder {path} {
    if {[catch {file mkdir $path} message]} {
        fail FOLDER "" "cannot make the folder $path: $message"
    }
}

# Files that an answer follows from, as the sweep's file names them.
proc ::irdrop::sweep::files_of {run} {
    variable source_types
    set paths {}
    dict for {name value} [dict get $run settings] {
        switch -- [lindex [setting_kind $name] 0] {
            file {
                lappend paths $value
            }
            files - inputs {
                lappend paths {*}$value
            }
        }
        if {$name eq "sources"} {
            foreach place [dict values $value] {
                if {$place ni $source_types} {
                    lappend paths $place
                }
            }
        } elseif {$name eq "model" && [regexp {[./]} $value]} {
            lappend paths $value
        }
    }
    return [lsort -unique $paths]
}

# All that an answer follows from, as a text: labels, settings, version, and of each file its
# size and time in ns. Another text is another run, whatever its name.
proc ::irdrop::sweep::inputs_of {run} {
    variable seen
    set stamps {}
    foreach path [files_of $run] {
        set place [file join [dict get $run base] $path]
        if {![info exists seen($place)]} {
            set seen($place) [stamp $place]
        }
        lappend stamps $path $seen($place)
    }
    return [list [lsort -stride 2 [dict get $run labels]] \
        [lsort -stride 2 [dict remove [dict get $run settings] note timeout_s]] \
        [::irdrop::version] $stamps]
}

# Look at files anew.
proc ::irdrop::sweep::forget_stamps {} {
    variable seen
    array unset seen
}

# Not brought to the disk at once as results are: who starts a run has written it.
proc ::irdrop::sweep::write_run {folder run} {
    set path [run_path $folder [dict get $run name] run]
    set text "$run\n"
    if {[file exists $path] && [read_text $path] eq $text} {
        return
    }
    if {[catch {
        set channel [open $path.part w]
        fconfigure $channel -encoding utf-8 -translation lf
        try {
            puts -nonewline $channel $text
        } finally {
            close $channel
        }
        file rename -force $path.part $path
    } message]} {
        file delete $path.part
        fail FOLDER "" "cannot write $path: $message"
    }
}

proc ::irdrop::sweep::read_run {folder name} {
    return [string trim [read_text [run_path $folder $name run]]]
}

# A result: dict of inputs, state (done or failed), message, figures (name and value in
# turn), seconds and memory_mb.
proc ::irdrop::sweep::write_result {folder name result} {
    set lines [list "irdrop-sweep result 1"]
    dict for {key value} $result {
        lappend lines [list $key $value]
    }
    write_file [run_path $folder $name result] [join [lappend lines "end"] \n]\n
}

# The result of a run, whatever it follows from; empty where there is none, or half of one.
proc ::irdrop::sweep::any_result {folder name} {
    set path [run_path $folder $name result]
    if {![file exists $path] ||
            ![regexp {^irdrop-sweep result 1\n(.*)\nend\n$} [read_text $path] -> body] ||
            [catch {dict create {*}$body} result] || ![dict exists $result inputs]} {
        return {}
    }
    return $result
}

# The result of a run for these inputs; empty where there is none.
proc ::irdrop::sweep::read_result {folder name inputs} {
    set result [any_result $folder $name]
    if {[dict size $result] == 0 || [dict get $result inputs] ne $inputs} {
        return {}
    }
    return $result
}

# Why a run without a result for what it follows from now has none.
proc ::irdrop::sweep::why_missing {folder name} {
    set result [any_result $folder $name]
    if {[dict size $result] == 0} {
        return "it has not run"
    }
    if {[string match IRD-0982* [dict get $result message]]} {
        return [dict get $result message]
    }
    return "its settings or files have changed since it ran"
}

proc ::irdrop::sweep::failed {inputs message {seconds ""}} {
    return [dict create inputs $inputs state failed message $message figures {} \
        seconds $seconds memory_mb ""]
}
