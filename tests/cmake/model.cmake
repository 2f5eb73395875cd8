# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_npy SOURCES unit/test_npy.c LIBS irdrop_base)
irdrop_test(NAME unit_network SOURCES unit/test_network.c LIBS irdrop_net)
