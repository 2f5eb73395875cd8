* SPDX-License-Identifier: BSD-3-Clause
r1 a b
+ 1meg ; x
* c

+ tc = 1
V2 a b 0
L1 b c 1n $ y
C1 a 0 1p
i1 0 a dc 1mil AC 1
v1 a gnd 1V
.include x
