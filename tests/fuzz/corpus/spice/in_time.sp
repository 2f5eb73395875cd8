* t
r1 n1_M1_0_0 N1_m1_2000_0 2
i1 n1_m1_2000_0 0 1m pulse(1m 1 0)
i2 n1_m1_2000_0 0 pwl(0 1m
+ 1n 2)
V1 N1_M1_0_0 0 sin(1 2)
.zap
.end
more
