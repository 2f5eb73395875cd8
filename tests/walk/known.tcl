# SPDX-License-Identifier: BSD-3-Clause
# Faults that are known and not yet mended: steps that show them are left out, unless the
# walk is run with -known none. NAME CONDITION WHY; take the lines away with the fault:
#     exact {[has $words -exact]} "solve -exact changes what is predicted after it"
# What is said of model and words stands in session.tcl. None is known now.
namespace eval walk {
    variable known_faults {
    }
    # Parts of answers, as what is left out of them.
    variable known_texts {
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
