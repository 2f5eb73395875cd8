.subckt p d1 D2 board
R1 board m 1
+
L1 m d1 1p $ pH
r2 m d2 1k
C1 m gnd 1f
Rx m m 1
.ends
