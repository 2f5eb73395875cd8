# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_conductors SOURCES unit/test_conductors.c unit/fixture.c
  LIBS irdrop_drop)
irdrop_test(NAME unit_metal SOURCES unit/test_metal.c LIBS irdrop_grid)
irdrop_test(NAME unit_rail_shape SOURCES unit/test_rail_shape.c LIBS irdrop_grid)
foreach(noun extract bands drawn drawn_cases extract_golden grid_inputs check_grid check_grid_golden grid_report settings temperature)
  irdrop_test(NAME unit_${noun} SOURCES unit/test_${noun}.c
    LIBS irdrop_grid irdrop_result)
endforeach()
irdrop_test(NAME unit_extract_failures
  SOURCES unit/test_extract_failures.c unit/failing_alloc.c
  LIBS irdrop_grid irdrop_result)
irdrop_test(NAME unit_patch SOURCES unit/test_patch.c unit/failing_alloc.c
  LIBS irdrop_drop)
irdrop_test(NAME unit_move
  SOURCES unit/test_move.c unit/failing_alloc.c
  LIBS irdrop_grid irdrop_result)
irdrop_test(NAME unit_drawn_mesh SOURCES unit/test_drawn_mesh.c
  LIBS irdrop_grid irdrop_result)
target_compile_definitions(test_unit_drawn_mesh PRIVATE
  IRD_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
