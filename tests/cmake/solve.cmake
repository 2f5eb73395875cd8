# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_solve SOURCES unit/test_solve.c LIBS irdrop_drop)
irdrop_test(NAME unit_factor_cost
  SOURCES unit/test_factor_cost.c unit/counting_alloc.c LIBS irdrop_drop)
irdrop_test(NAME unit_sampled
  SOURCES unit/test_sampled.c unit/failing_alloc.c LIBS irdrop_drop suitesparseconfig)
irdrop_test(NAME unit_multigrid
  SOURCES unit/test_multigrid.c unit/failing_alloc.c LIBS irdrop_drop suitesparseconfig)
irdrop_test(NAME unit_adjoint SOURCES unit/test_adjoint.c LIBS irdrop_drop)
irdrop_test(NAME unit_change SOURCES unit/test_change.c LIBS irdrop_drop)
irdrop_test(NAME unit_change_failures
  SOURCES unit/test_change_failures.c unit/failing_alloc.c
  LIBS irdrop_drop suitesparseconfig)
irdrop_test(NAME unit_solve_options SOURCES unit/test_solve_options.c LIBS irdrop_drop)
irdrop_test(NAME unit_spice SOURCES unit/test_spice.c LIBS irdrop_drop)
irdrop_test(NAME unit_transient SOURCES unit/test_transient.c LIBS irdrop_drop)
irdrop_test(NAME unit_split SOURCES unit/test_split.c unit/failing_alloc.c
  LIBS irdrop_drop)
irdrop_test(NAME solve_golden SOURCES unit/test_solve_golden.c LIBS irdrop_drop)
irdrop_test(NAME unit_vsrc SOURCES unit/test_vsrc.c LIBS irdrop_drop)
irdrop_test(NAME unit_node_map SOURCES unit/test_node_map.c LIBS irdrop_drop)
irdrop_test(NAME unit_node_raster SOURCES unit/test_node_raster.c LIBS irdrop_drop)
irdrop_test(NAME unit_cover SOURCES unit/test_cover.c LIBS irdrop_drop)
irdrop_test(NAME unit_solve_failures
  SOURCES unit/test_solve_failures.c unit/failing_alloc.c
  LIBS irdrop_drop suitesparseconfig)
irdrop_test(NAME unit_switches SOURCES unit/test_switches.c LIBS irdrop_drop)
irdrop_test(NAME unit_stars SOURCES unit/test_stars.c unit/failing_alloc.c
  LIBS irdrop_drop suitesparseconfig)
irdrop_test(NAME unit_dissect SOURCES unit/test_dissect.c unit/failing_alloc.c
  LIBS irdrop_drop suitesparseconfig)
irdrop_test(NAME unit_ranks SOURCES unit/test_ranks.c unit/failing_alloc.c
  LIBS irdrop_drop)
