# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_timing SOURCES unit/test_timing.c unit/fixture.c
  LIBS irdrop_input)
irdrop_test(NAME unit_liberty SOURCES unit/test_liberty.c LIBS irdrop_input)
irdrop_test(NAME unit_switching SOURCES unit/test_switching.c unit/fixture.c
  LIBS irdrop_input)
irdrop_test(NAME unit_capacitance SOURCES unit/test_capacitance.c unit/fixture.c
  LIBS irdrop_input)
irdrop_test(NAME unit_charge SOURCES unit/test_charge.c unit/fixture.c
  LIBS irdrop_grid)
