# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_number SOURCES unit/test_number.c LIBS irdrop_base)
irdrop_test(NAME unit_map_file SOURCES unit/test_map_file.c LIBS irdrop_core)
irdrop_test(NAME unit_compare SOURCES unit/test_compare.c LIBS irdrop_core)
irdrop_test(NAME unit_power SOURCES unit/test_power.c unit/fixture.c LIBS irdrop_core)
irdrop_test(NAME unit_rasterize SOURCES unit/test_rasterize.c unit/fixture.c
  LIBS irdrop_core)
irdrop_test(NAME unit_shared_maps SOURCES unit/test_shared_maps.c LIBS irdrop_core)
irdrop_test(NAME unit_hotspots SOURCES unit/test_hotspots.c unit/fixture.c
  LIBS irdrop_core)
irdrop_test(NAME unit_grid_strength SOURCES unit/test_grid_strength.c unit/fixture.c
  LIBS irdrop_core)
irdrop_test(NAME unit_report SOURCES unit/test_report.c unit/fixture.c LIBS irdrop_core)
irdrop_test(NAME unit_map_failures SOURCES unit/test_map_failures.c unit/fixture.c
  unit/failing_alloc.c LIBS irdrop_core)
