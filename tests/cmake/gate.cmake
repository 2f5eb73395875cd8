# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_rules SOURCES unit/test_rules.c LIBS irdrop_result)
target_compile_definitions(test_unit_rules PRIVATE IRD_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
irdrop_test(NAME unit_gate SOURCES unit/test_gate.c unit/gate_scene.c unit/fixture.c
  LIBS irdrop_result)
irdrop_test(NAME unit_formats SOURCES unit/test_formats.c unit/gate_scene.c unit/fixture.c
  LIBS irdrop_result ARGS ${CMAKE_CURRENT_SOURCE_DIR}/gate)
set_property(TEST unit_formats APPEND PROPERTY ENVIRONMENT "LOCPATH=${CMAKE_BINARY_DIR}/tests/locale"
  "${irdrop_leaks_of_others}")
irdrop_test(NAME unit_gate_failures SOURCES unit/test_gate_failures.c unit/gate_scene.c
  unit/fixture.c unit/failing_alloc.c LIBS irdrop_result)

add_test(NAME gate_schema COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/gate/schema)
set_tests_properties(gate_schema PROPERTIES SKIP_RETURN_CODE 77)
irdrop_test(NAME unit_answer SOURCES unit/test_answer.c LIBS irdrop_result)
irdrop_test(NAME unit_quantity SOURCES unit/test_quantity.c LIBS irdrop_result)
