# SPDX-License-Identifier: BSD-3-Clause
# What a script of LibreLane sources first, as far as the plugin uses it.
proc read_current_odb {} {
    set ::host::lefs $::env(STAND_IN_LEF)
    set ::host::def $::env(STAND_IN_DEF)
    set ::host::powers {u1 1e-3 u2 2e-3 u3 3e-3 f1 0 m1 4e-3}
}
