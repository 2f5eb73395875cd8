# SPDX-License-Identifier: BSD-3-Clause
# What a script of LibreLane sources first, as far as the plugin uses it: the libraries of
# each corner are read before the database.
proc read_pnr_libs {} {
    set ::host::corners {}
    set ::host::liberties {}
    for {set i 0} {[info exists ::env(_LIB_CORNER_$i)]} {incr i} {
        set files [lassign $::env(_LIB_CORNER_$i) corner]
        lappend ::host::corners $corner
        foreach file $files {
            lappend ::host::liberties [list name [file rootname [file tail $file]] \
                default "" file $file]
        }
    }
}
proc read_current_odb {} {
    read_pnr_libs
    set ::host::lefs $::env(STAND_IN_LEF)
    set ::host::def $::env(STAND_IN_DEF)
    set ::host::powers {u1 1e-3 u2 2e-3 u3 3e-3 f1 0 m1 4e-3}
    set ::host::factors {nom_ss_100C_1v60 2}
    set ::host::unwired 0.88
}
