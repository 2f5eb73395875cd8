# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_world SOURCES unit/test_world.c LIBS irdrop_world)
irdrop_test(NAME unit_world_failures SOURCES unit/test_world_failures.c
  unit/failing_alloc.c LIBS irdrop_world)
irdrop_test(NAME unit_samples SOURCES unit/test_samples.c LIBS irdrop_world irdrop_training
  ARGS ${CMAKE_BINARY_DIR}/bin)
irdrop_test(NAME unit_softness SOURCES unit/test_softness.c LIBS irdrop_world)
irdrop_test(NAME unit_slices SOURCES unit/test_slices.c LIBS irdrop_slices)
irdrop_test(NAME unit_world_time SOURCES unit/test_world_time.c LIBS irdrop_world)
