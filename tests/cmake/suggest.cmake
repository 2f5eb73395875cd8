# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_space SOURCES unit/test_space.c LIBS irdrop_grid)
target_compile_definitions(test_unit_space PRIVATE
  IRD_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
irdrop_test(NAME unit_gain SOURCES unit/test_gain.c LIBS irdrop_drop)
irdrop_test(NAME unit_suggest_failures SOURCES unit/test_suggest_failures.c
  unit/failing_alloc.c LIBS irdrop_query ARGS ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
