# SPDX-License-Identifier: BSD-3-Clause
# POST_PDN_TCL: no cell is placed yet, so that the power grid itself is looked at: its drop
# by a current that is drawn evenly over the core, metal that no source reaches, vias that
# are missing.
source [file join [file dirname [file normalize [info script]]] .. hook.tcl]

::irdrop::flow::run pdn {
    ::irdrop::flow::look_at_grid
}
