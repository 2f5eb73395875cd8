# SPDX-License-Identifier: BSD-3-Clause
# An answer is a dict: code, value (or message), errorcode, out (what was printed), file
# (what was written) and maps (what the handles in value hold). Here is what of it counts,
# and when two are the same.
namespace eval walk {
    # What a question took, and whether it found something made already, is no answer.
    variable not_compared {seconds extract_seconds factor_seconds solve_seconds grid_s
        read_seconds score_seconds exact_seconds all_seconds coarse_s network_s exact_s
        memory_bytes factor_reused grid_kept pins_moved pins_gone}
    # Of rounding alone: zero but for the last bits, which another order changes.
    variable rounding {residual kirchhoff}
}

# One dict or text without times and names of handles.
proc walk::plain {text} {
    variable not_compared
    variable rounding
    regsub -all {\mmap\d+\M} $text map# text
    foreach key $not_compared {
        regsub -all "\\m$key \\S+" $text "" text
    }
    foreach key $rounding {
        # Kept where it is not small.
        regsub -all "\\m$key \[^ \]*e-(1\[0-9\]|\[2-9\]\[0-9\])\\M|\\m$key 0\\.0\\M" $text \
            "$key small" text
    }
    # Held against the exact solution only by the question that asked for it.
    regsub -all {\mverified \{(?:[^\{\}]|\{\})*\}} $text "" text
    # Reports: times, and what was kept.
    regsub -all {Solved in[^\n]*} $text "" text
    regsub -all -line {^Time +:.*$} $text "" text
    regsub -all -line {^Exact +(?:drops +: )?solve needs.*$} $text "" text
    return [without_known $text]
}

proc walk::plain_answer {answer} {
    dict map {key text} $answer {plain $text}
}

# Numbers that differ by more than `relative` of the larger one, or printed ones by more
# than one in the last digit, are different. `least`: below what any answer shows.
proc walk::same_number {a b relative least} {
    if {![string is double -strict $a] || ![string is double -strict $b]} {
        return 0
    }
    set difference [expr {abs($a - $b)}]
    if {$difference <= $least || $difference <= $relative * max(abs($a), abs($b))} {
        return 1
    }
    set digits [string length [regsub -all {^-|^[-0.]+|\.|e.*$} $a ""]]
    if {$digits == 0 || $digits > 6} {
        return 0
    }
    set unit [expr {10.0 ** (floor(log10(max(abs($a), abs($b)))) - $digits + 1)}]
    return [expr {$difference <= 1.001 * $unit}]
}

# Where two texts differ, or nothing.
proc walk::text_difference {a b relative least} {
    if {$a eq $b} {
        return ""
    }
    set split {[^\s\{\}",:=()<>|%;\[\]]+}
    set as [regexp -all -inline $split $a]
    set bs [regexp -all -inline $split $b]
    if {[llength $as] != [llength $bs]} {
        return "[llength $as] words where a fresh session has [llength $bs]:\
            \n    [string range $a 0 1500]\n    [string range $b 0 1500]"
    }
    set at 0
    foreach one $as other $bs {
        if {$one ne $other && ![same_number $one $other $relative $least]} {
            return "[lrange $as [expr {max(0, $at - 2)}] [expr {$at + 1}]] where a fresh\
                session has [lrange $bs [expr {max(0, $at - 2)}] [expr {$at + 1}]]"
        }
        incr at
    }
    return ""
}

# What of an answer differs from that of a fresh session; nothing where they are the same.
# All that is compared is made by the same steps from the same inputs, but that a network
# whose loads were changed sums in another order: 1e-9. `multigrid` and `single` iterate
# to 1e-10 of the right-hand side from wherever they begin: 1e-6. Answers are in V, A, W and
# s; the elements of a circuit also in F and H.
proc walk::difference {words answer fresh relative} {
    set least [expr {[lindex $words 0] eq "write_spice" ? 1e-24 : 1e-12}]
    set answer [plain_answer $answer]
    set fresh [plain_answer $fresh]
    foreach key {code errorcode value out file maps} {
        set found [text_difference [dict get $answer $key] [dict get $fresh $key] $relative \
            $least]
        if {$found ne ""} {
            return "$key: $found"
        }
    }
    return ""
}
