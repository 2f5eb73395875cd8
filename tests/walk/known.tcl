# SPDX-License-Identifier: BSD-3-Clause
# Faults that are known and not yet mended: steps that show them are left out, unless the
# walk is run with -known none. One line each; take the line away with the fault.
namespace eval walk {
    variable known_faults {
        twice {[llength [option $words -nets]] != [llength [lsort -unique [option $words -nets]]]}
            "a net named twice: use after free (issue 11)"
        exact {[has $words -exact]}
            "solve -exact changes what is predicted and solved after it (issue 11)"
        half {[has $words -verify] || [has $words -calibrate]}
            "predict -calibrate that fails has moved -size, -net, -region all the same"
        moved {[is_moved $model] && [uses_solved $words]}
            "what is not solved is solved on the grid that a prediction moved cells on"
        no_power {[lrange $words 0 2] eq "set_power -total 0"}
            "mean_response_ohm without any load follows from which loads there were before"
        failed_solve {[has $words -resistance] || [has $words -corners] ||
            [option $words -format] in {em voltages} && ([has $words -size] ||
            [has $words -region])}
            "a command that fails after it has solved has changed which net is the last"
    }
    # Parts of answers, as what is left out of them.
    variable known_texts {
        island_loads {\mloads \d+ x0}
            "the loads of an island are counted when the grid is factored, not again with power"
    }
    variable leaves_out 1
}

# The name of the fault that this step would show, or nothing.
proc walk::is_known {model words} {
    variable known_faults
    variable leaves_out
    foreach {name condition why} $known_faults {
        if {$leaves_out && [expr $condition]} {
            return $name
        }
    }
    return ""
}

# The text of an answer without what is known to be wrong in it.
proc walk::without_known {text} {
    variable known_texts
    variable leaves_out
    foreach {name pattern why} [expr {$leaves_out ? $known_texts : ""}] {
        regsub -all $pattern $text "" text
    }
    return $text
}
