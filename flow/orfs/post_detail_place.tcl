# SPDX-License-Identifier: BSD-3-Clause
# POST_DETAIL_PLACE_TCL: hotspots and drops of the placement, reports, and the gate.
source [file join [file dirname [file normalize [info script]]] .. hook.tcl]

::irdrop::flow::run detail_place {
    dict get [::irdrop::flow::look detail_place] code
}
