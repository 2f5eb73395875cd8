# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_timing SOURCES unit/test_timing.c unit/fixture.c
  LIBS irdrop_input)
