# SPDX-License-Identifier: BSD-3-Clause
# What a sweep says while it runs: one line that changes on a terminal; elsewhere a line for
# each failed run, and how far it is now and then.

namespace eval ::irdrop::sweep {
    variable progress ;# total, done, failed, begun, told, is_terminal
}

proc ::irdrop::sweep::start_progress {total} {
    variable progress
    array set progress [list total $total done 0 failed 0 begun [clock milliseconds] \
        told [clock milliseconds] shown "" state "" \
        is_terminal [expr {![catch {exec sh -c {test -t 2} 2>@ stderr}]}]]
    show_progress
}

# A run has its result.
proc ::irdrop::sweep::note_progress {name result} {
    variable progress
    incr progress(done)
    if {[dict get $result state] eq "failed"} {
        incr progress(failed)
        clear_progress
        puts stderr "irdrop-sweep: $name failed: [first_line [dict get $result message]]"
    }
    show_progress
}

proc ::irdrop::sweep::first_line {text} {
    return [lindex [split $text \n] 0]
}

proc ::irdrop::sweep::show_progress {} {
    variable progress
    set spent [expr {([clock milliseconds] - $progress(begun)) * 1e-3}]
    set line "$progress(done) of $progress(total) runs, $progress(failed) failed"
    if {$progress(done) > 0 && $progress(done) < $progress(total)} {
        set left [expr {$spent / $progress(done) * ($progress(total) - $progress(done))}]
        append line ", [duration $left] left"
    }
    if {$progress(state) ne ""} {
        append line " ($progress(state))"
    }
    if {$progress(is_terminal)} {
        puts -nonewline stderr "\r$line[string repeat " " [expr {
            max(0, [string length $progress(shown)] - [string length $line])}]]"
        set progress(shown) $line
        flush stderr
    } elseif {[clock milliseconds] - $progress(told) > 30000} {
        puts stderr "irdrop-sweep: $line"
        set progress(told) [clock milliseconds]
    }
}

proc ::irdrop::sweep::clear_progress {} {
    variable progress
    if {$progress(is_terminal) && $progress(shown) ne ""} {
        puts -nonewline stderr "\r[string repeat " " [string length $progress(shown)]]\r"
        flush stderr
        set progress(shown) ""
    }
}

proc ::irdrop::sweep::duration {seconds} {
    if {$seconds < 100} {
        return "[format %.0f $seconds] s"
    }
    return [expr {$seconds < 6000 ? "[format %.0f [expr {$seconds / 60}]] min"
        : "[format %.1f [expr {$seconds / 3600}]] h"}]
}
