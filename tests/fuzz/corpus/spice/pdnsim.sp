* SPDX-License-Identifier: BSD-3-Clause
* Netlist for VDD on default
R0 Node_metal1_20_22 ITermNode_metal1_20_22 R=1.0e-03
* Sink for a/b/VDD
I0 ITermNode_metal1_20_22 0 DC 1e-07
V0 Node_metal1_20_22 0 DC 1.1
.OP
.END
