# SPDX-License-Identifier: BSD-3-Clause
# POST_PDN_TCL: no cell is placed yet, so that only the power grid is looked at: metal
# that no source reaches, vias that are missing.
source [file join [file dirname [file normalize [info script]]] .. hook.tcl]

::irdrop::flow::run pdn {
    ::irdrop::read_db -no_power
    set info [::irdrop::design_info]
    foreach net [concat [dict get $info power_nets] [dict get $info ground_nets]] {
        ::irdrop::report_check_grid -net $net
        ::irdrop::host::metric design_powergrid__finding__count__net:$net \
            [llength [::irdrop::check_grid -net $net]]
    }
    expr 0
}
