# SPDX-License-Identifier: BSD-3-Clause
# Runs as a job array of Slurm: each of its tasks takes some runs, one after the other, the
# way the local pool does. DIR/slurm/job has the number of the job that was submitted last,
# so that a second irdrop-sweep waits for it instead of submitting again.

# The job of this sweep that is still in Slurm's hands, "" where there is none.
proc ::irdrop::sweep::slurm_job {folder} {
    set path [file join $folder slurm job]
    if {![file exists $path] || [auto_execok squeue] eq ""} {
        return ""
    }
    set job [string trim [read_text $path]]
    return [expr {[slurm_state $job] eq "" ? "" : $job}]
}

# What Slurm says of a job, in words; "" when it has ended.
proc ::irdrop::sweep::slurm_state {job} {
    if {[catch {exec squeue -h -n irdrop-sweep -j $job -o "%T %r" 2>@1} said]} {
        return [expr {[string match -nocase "*invalid job id*" $said] ? "" :
            "Slurm does not answer: [last_line $said]"}]
    }
    set words {}
    foreach line [split $said \n] {
        lassign $line state reason
        set word [string tolower $state]
        if {$state eq "PENDING" && $reason ne "None"} {
            append word ": $reason"
        }
        if {$state ne "" && $word ni $words} {
            lappend words $word
        }
    }
    return [join $words ", "]
}

# Work off the runs of these names in Slurm; whether they were waited for.
proc ::irdrop::sweep::run_slurm {folder names asked} {
    set job [slurm_job $folder]
    if {$job eq ""} {
        set job [submit $folder $names $asked]
        puts "irdrop-sweep: job $job of Slurm, [llength $names] runs"
    } else {
        puts "irdrop-sweep: job $job of Slurm is at work already"
    }
    flush stdout
    if {[dict exists $asked -detach]} {
        puts "the same command without -detach waits for it and makes the table"
        return 0
    }
    start_progress [llength $names]
    set left [wait_slurm $folder $names $job]
    clear_progress
    if {[llength $left] > 0} {
        puts stderr "irdrop-sweep: [llength $left] runs have no result, and their tasks have\
            ended; see [file join $folder slurm]/${job}_*.log; the same command does them again"
    }
    return 1
}

proc ::irdrop::sweep::submit {folder names asked} {
    variable program
    set count [asked $asked -per_task [expr {([llength $names] + 999) / 1000}]]
    make_folder [file join $folder slurm]
    set list [file join $folder slurm tasks.[clock microseconds]]
    set lines {}
    for {set i 0} {$i < [llength $names]} {incr i $count} {
        lappend lines [lrange $names $i [expr {$i + $count - 1}]]
    }
    write_file $list [join $lines \n]\n
    set most [expr {[dict exists $asked -jobs] ? "%[dict get $asked -jobs]" : ""}]
    set script "#!/bin/sh\nexec [shell_word $program] --task [shell_word $folder]\
        [shell_word $list] \"\$SLURM_ARRAY_TASK_ID\"\n"
    if {[auto_execok sbatch] eq ""} {
        fail SLURM "" "there is no sbatch; install Slurm (slurm-client), or run without -slurm"
    }
    if {[catch {
        exec sbatch --parsable --job-name=irdrop-sweep --output=[file join $folder slurm \
            %A_%a.log] --array=0-[expr {[llength $lines] - 1}]$most \
            {*}[regexp -all -inline {\S+} [asked $asked -sbatch]] << $script 2>@1
    } said] || ![regexp {(?n)^(\d+)(;.*)?$} $said -> job]} {
        fail SLURM "" "sbatch does not take the runs: [first_line $said]"
    }
    write_file [file join $folder slurm job] $job\n
    return $job
}

# Until all have results or the job has ended: the names of runs without.
proc ::irdrop::sweep::wait_slurm {folder names job} {
    variable progress
    set asked_at 0
    set state ""
    while 1 {
        if {[clock milliseconds] - $asked_at > 2000} {
            set state [slurm_state $job]
            set asked_at [clock milliseconds]
        }
        set progress(state) $state
        set names [new_results $folder $names]
        if {[llength $names] == 0 || $state eq ""} {
            return $names
        }
        show_progress
        after [expr {max(200, [llength $names])}] ;# a look at each file
    }
}

# Tell of the runs that have results now; the others.
proc ::irdrop::sweep::new_results {folder names} {
    forget_stamps
    return [lmap name $names {
        set path [run_path $folder $name result]
        if {[file exists $path]} {
            set result [read_result $folder $name [inputs_of [read_run $folder $name]]]
            if {[dict size $result] > 0} {
                note_progress $name $result
                continue
            }
        }
        set name
    }]
}

# A task of the array: the runs of one line of the list that have no results yet.
proc ::irdrop::sweep::slurm_task {folder list number} {
    set names [lmap name [lindex [split [read_text $list] \n] $number] {
        if {[dict size [read_result $folder $name [inputs_of [read_run $folder $name]]]] > 0} {
            continue
        }
        set name
    }]
    limit_threads [expr {[info exists ::env(SLURM_CPUS_PER_TASK)] ?
        $::env(SLURM_CPUS_PER_TASK) : 1}]
    run_pool $folder $names 1 ::irdrop::sweep::log_run
    return 0
}

proc ::irdrop::sweep::log_run {name result} {
    puts "$name [dict get $result state] [first_line [dict get $result message]]"
    flush stdout
}
