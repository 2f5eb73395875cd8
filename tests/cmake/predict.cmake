# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_random_currents SOURCES unit/test_random_currents.c
  LIBS irdrop_surrogate)
irdrop_test(NAME unit_predict SOURCES unit/test_predict.c LIBS irdrop_surrogate)
irdrop_test(NAME unit_view SOURCES unit/test_view.c LIBS irdrop_surrogate)
irdrop_test(NAME unit_predict_failures
  SOURCES unit/test_predict_failures.c unit/failing_alloc.c LIBS irdrop_surrogate)
irdrop_test(NAME unit_tiled SOURCES unit/test_tiled.c unit/failing_alloc.c
  LIBS irdrop_query)
target_compile_definitions(test_unit_tiled PRIVATE
  IRD_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
