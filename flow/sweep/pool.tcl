# SPDX-License-Identifier: BSD-3-Clause
# Runs as processes of this machine, some at a time.

namespace eval ::irdrop::sweep {
    # folder, waiting (names), busy (how many), finished, done, trouble (why no more are
    # begun), and by channel what is known of each worker.
    variable pool
}

# Work off the runs of these names, jobs at a time; done is called with each name when its
# result is there, or "" when none could be written.
proc ::irdrop::sweep::run_pool {folder names jobs done} {
    variable pool
    array set pool [list folder $folder waiting $names busy 0 finished 0 done $done \
        trouble ""]
    fill_pool $jobs
    while {$pool(busy) > 0} {
        vwait ::irdrop::sweep::pool(finished)
        fill_pool $jobs
    }
    if {$pool(trouble) ne ""} {
        fail FOLDER "" [regsub {^IRD-0981: } $pool(trouble) ""]
    }
}

# How many threads OpenBLAS takes in each worker, unless the user has said it: last digits of
# a sum follow their number, and as many as there are cores in each of them are too many.
proc ::irdrop::sweep::limit_threads {count} {
    if {![info exists ::env(OPENBLAS_NUM_THREADS)]} {
        set ::env(OPENBLAS_NUM_THREADS) [expr {max(1, $count)}]
    }
}

# No more are begun once a result cannot be written: the disk is full.
proc ::irdrop::sweep::fill_pool {jobs} {
    variable pool
    while {$pool(busy) < $jobs && [llength $pool(waiting)] > 0 && $pool(trouble) eq ""} {
        set pool(waiting) [lassign $pool(waiting) name]
        start_worker $name
        incr pool(busy)
    }
}

proc ::irdrop::sweep::start_worker {name} {
    variable pool
    variable program
    set channel [open |[list $program --worker $pool(folder) $name [pid] < /dev/null 2>@1] r]
    fconfigure $channel -blocking 0 -translation binary
    set log [open [run_path $pool(folder) $name log] a]
    fconfigure $log -translation binary
    set timer ""
    set limit [said [read_run $pool(folder) $name] timeout_s]
    if {$limit ne ""} {
        set timer [after [expr {int(min($limit, 2e6) * 1000)}] \
            [list ::irdrop::sweep::end_worker $channel $limit]]
    }
    set pool($channel) [dict create name $name log $log timer $timer why "" tail "" \
        begun [clock milliseconds]]
    fileevent $channel readable [list ::irdrop::sweep::hear_worker $channel]
}

# It takes too long.
proc ::irdrop::sweep::end_worker {channel limit} {
    variable pool
    dict set pool($channel) why "it took longer than $limit s"
    kill [pid $channel]
}

proc ::irdrop::sweep::hear_worker {channel} {
    variable pool
    set text [read $channel 65536]
    catch {puts -nonewline [dict get $pool($channel) log] $text}
    dict set pool($channel) tail \
        [string range [dict get $pool($channel) tail]$text end-1999 end]
    if {![eof $channel]} {
        return
    }
    set worker $pool($channel)
    unset pool($channel)
    after cancel [dict get $worker timer]
    fconfigure $channel -blocking 1
    catch {close $channel} message options
    catch {close [dict get $worker log]}
    dict set worker code [expr {[dict exists $options -errorcode]
        ? [dict get $options -errorcode] : ""}]
    if {[catch {settle_worker $worker} message]} {
        set pool(trouble) $message
    }
    incr pool(busy) -1
    incr pool(finished)
}

# A worker has ended: its result is there (what was there before is not, since what_to_do),
# or one is written that says why not.
proc ::irdrop::sweep::settle_worker {worker} {
    variable pool
    set name [dict get $worker name]
    set folder $pool(folder)
    set result [any_result $folder $name]
    if {[dict size $result] == 0} {
        set said [encoding convertfrom utf-8 [last_line [dict get $worker tail]]]
        if {[regexp {IRD-0981 .*} $said problem]} {
            error $problem
        }
        set why [dict get $worker why]
        if {$why eq ""} {
            set why [how_it_ended [dict get $worker code]]
        }
        set seconds [expr {([clock milliseconds] - [dict get $worker begun]) * 1e-3}]
        forget_stamps
        set inputs [inputs_of [read_run $folder $name]]
        set result [failed $inputs "IRD-0982: $why[expr {
            $said eq "" ? "" : "; it said last: $said"}]" [format %.2f $seconds]]
        write_result $folder $name $result
    }
    {*}$pool(done) $name $result
}

proc ::irdrop::sweep::how_it_ended {code} {
    switch [lindex $code 0] {
        CHILDKILLED {
            return "it was killed by [lindex $code 2] ([lindex $code 3])"
        }
        CHILDSTATUS {
            return "it ended with exit code [lindex $code 2]"
        }
    }
    return "it ended without an answer"
}

proc ::irdrop::sweep::last_line {text} {
    return [string range [lindex [split [string trimright $text] \n] end] 0 299]
}
