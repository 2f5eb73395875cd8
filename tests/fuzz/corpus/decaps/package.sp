* a
.subckt other a b
Q1 a
.ends
.SUBCKT p d1 D2 board
R1 board m 1
+ ; goes on
L1 m d1 1p $ pH
r2 m d2 1k
C1 m gnd 1f
C2 m 0 2f
.ends
