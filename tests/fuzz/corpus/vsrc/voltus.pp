# SPDX-License-Identifier: BSD-3-Clause
* name X Y LAYER
* V1 1 2 m7
V2 3e1 -4 m8
1,2,3,4