# SPDX-License-Identifier: BSD-3-Clause
# POST_GLOBAL_PLACE_TCL: hotspots and drops of the placement, reports, and the gate.
source [file join [file dirname [file normalize [info script]]] .. hook.tcl]

::irdrop::flow::run global_place {
    dict get [::irdrop::flow::look global_place] code
}
