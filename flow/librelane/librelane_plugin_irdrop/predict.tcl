# SPDX-License-Identifier: BSD-3-Clause
# The step Irdrop.Predict inside OpenROAD. LibreLane reads a metric from each line that
# begins with %OL_METRIC, wherever it is printed.
set irdrop_folder [file dirname [file normalize [info script]]]
source $::env(SCRIPTS_DIR)/openroad/common/io.tcl
source [file join $irdrop_folder .. .. hook.tcl]
read_current_odb

if {[::irdrop::flow::setting IRDROP_VOLTAGE] eq ""} {
    set ::env(IRDROP_VOLTAGE) [::irdrop::flow::setting VDD_PIN_VOLTAGE]
}
set ::env(REPORTS_DIR) $::env(STEP_DIR)
set ::irdrop::flow::how_to_give_voltage {set IRDROP_VOLTAGE, such as {"%s": 1.8}}

::irdrop::flow::run predict {
    set found [::irdrop::flow::look predict]
    if {[dict exists $found worst_drop_v]} {
        puts "%OL_METRIC_F irdrop__drop__worst [dict get $found worst_drop_v]"
        puts "%OL_METRIC_F irdrop__drop__average [dict get $found average_drop_v]"
    }
    puts "%OL_METRIC_I irdrop__hotspot__count [dict get $found hotspots]"
    puts "%OL_METRIC_I irdrop__gate__code [dict get $found code]"
    dict get $found code
}
