# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_npy SOURCES unit/test_npy.c LIBS irdrop_base)
