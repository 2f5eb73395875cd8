# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_session SOURCES unit/test_session.c unit/failing_alloc.c
  LIBS irdrop_query)
target_compile_definitions(test_unit_session PRIVATE
  IRD_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
irdrop_test(NAME unit_store SOURCES unit/test_store.c unit/failing_alloc.c
  LIBS irdrop_query)
irdrop_test(NAME unit_trial SOURCES unit/test_trial.c unit/failing_alloc.c
  LIBS irdrop_query)
target_compile_definitions(test_unit_trial PRIVATE
  IRD_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
irdrop_test(NAME unit_one_factor SOURCES unit/test_one_factor.c LIBS irdrop_query
  ARGS ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
target_link_options(test_unit_one_factor PRIVATE
  -Wl,--wrap=ird_factor_create,--wrap=ird_factor_create_with)
