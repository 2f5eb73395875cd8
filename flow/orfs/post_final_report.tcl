# SPDX-License-Identifier: BSD-3-Clause
# POST_FINAL_REPORT_TCL: the finished design, and what the sign-off analysis says of it
# beside what was predicted and solved here.
set irdrop_folder [file dirname [file normalize [info script]]]
source [file join $irdrop_folder .. hook.tcl]
source [file join $irdrop_folder signoff.tcl]
unset irdrop_folder

::irdrop::flow::run final_report {
    set code [dict get [::irdrop::flow::look final_report] code]
    ::irdrop::flow::compare_with_signoff
    set code
}
