* nothing feeds it
R0 n1_m1_0_0 n1_m1_2000_0 1
I0 n1_m1_2000_0 0 10m
.end
