* SPDX-License-Identifier: BSD-3-Clause
R0 n1_m1_0_0 n1_m1_4000_0 4.46
R1 n1_m1_-1_007 _1_2 3k
I0 n1_m1_4000_0 0 2.7e-08
V0 n1_m1_0_0 0 1.1
.op
.end