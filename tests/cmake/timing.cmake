# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_timing SOURCES unit/test_timing.c unit/fixture.c
  LIBS irdrop_input)
irdrop_test(NAME unit_delays SOURCES unit/test_delays.c LIBS irdrop_input)
irdrop_test(NAME unit_liberty SOURCES unit/test_liberty.c LIBS irdrop_input)
irdrop_test(NAME unit_switching SOURCES unit/test_switching.c unit/fixture.c
  LIBS irdrop_input)
irdrop_test(NAME unit_capacitance SOURCES unit/test_capacitance.c unit/fixture.c
  LIBS irdrop_input)
irdrop_test(NAME unit_charge SOURCES unit/test_charge.c unit/fixture.c
  LIBS irdrop_grid)
irdrop_test(NAME unit_time_failures SOURCES unit/test_time_failures.c
  unit/failing_alloc.c LIBS irdrop_grid ARGS ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
irdrop_test(NAME unit_timed_failures SOURCES unit/test_timed_failures.c
  unit/failing_alloc.c LIBS irdrop_query ARGS ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
irdrop_test(NAME unit_mend_failures SOURCES unit/test_mend_failures.c
  unit/failing_alloc.c LIBS irdrop_query ARGS ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
irdrop_test(NAME unit_cycle_source SOURCES unit/test_cycle_source.c
  LIBS irdrop_query)
irdrop_test(NAME unit_net_transient SOURCES unit/test_net_transient.c
  LIBS irdrop_query ARGS ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
