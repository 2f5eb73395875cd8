R1 n1_0_0 n1_1_0 1
L1 n1_1_0 n1_2_0 1n
C1 n1_2_0 n0_0_0 5f
C2 0 n1_2_0 C=1p
R2 n0_0_0 n0_1_0 1
V1 n1_0_0 0 1
V2 n0_1_0 0 0
I1 n1_2_0 0 PULSE(0 1m 1n 10p 20p 30p
+ 1n)
I2 n1_2_0 n0_0_0 PWL(0 0, 1n 1m 2n 0)
.tran 5p 3n
.end
