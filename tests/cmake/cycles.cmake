# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_lanes SOURCES unit/test_lanes.c LIBS irdrop_drop)
irdrop_test(NAME unit_chance SOURCES unit/test_chance.c LIBS irdrop_drop)
irdrop_test(NAME unit_cycles SOURCES unit/test_cycles.c LIBS irdrop_drop)
irdrop_test(NAME unit_cycles_failures
  SOURCES unit/test_cycles_failures.c unit/failing_alloc.c
  LIBS irdrop_drop suitesparseconfig)
