.subckt p d b
C1 d b 1
.ends
.ends
