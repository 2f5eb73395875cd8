# SPDX-License-Identifier: BSD-3-Clause
# What gives wires their resistance and capacitance in LibreLane.
if {[info exists ::env(STAND_IN_NO_RC)]} {
    error "can't read \"layers_rc\": no such variable"
}
set_wire_rc -signal -layer metal2
