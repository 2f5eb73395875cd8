* Netlist for VSS on default

* Resistive network
R0 Node_m1_1_2 odd R=0.10000000000000001
R1 Node_m1_1_2 ITermNode_m1_3_4 R=0.33333333333333331

* Sinks
* Sink for u1/VSS
I0 ITermNode_m1_3_4 0 DC -1.6999999999999999e-07
I1 odd 0 DC -3e-09

* Sources
V0 Node_m1_1_2 0 DC 0

.OP
.END
