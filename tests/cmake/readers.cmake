# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_shared_designs SOURCES unit/test_shared_designs.c
  LIBS irdrop_design)
