+
.subckt p d b
R1 d 0 1meg
.subckt q d b
