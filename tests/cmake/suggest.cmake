# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_space SOURCES unit/test_space.c LIBS irdrop_grid)
target_compile_definitions(test_unit_space PRIVATE
  IRD_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
irdrop_test(NAME unit_gain SOURCES unit/test_gain.c LIBS irdrop_drop)
