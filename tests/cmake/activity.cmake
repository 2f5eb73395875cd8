# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_toggle_store SOURCES unit/test_toggle_store.c LIBS irdrop_input)
irdrop_test(NAME unit_activity SOURCES unit/test_activity.c LIBS irdrop_input
  ARGS ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
irdrop_test(NAME unit_activity_failures SOURCES unit/test_activity_failures.c
  unit/failing_alloc.c LIBS irdrop_input ARGS ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
