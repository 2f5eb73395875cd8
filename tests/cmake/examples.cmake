# SPDX-License-Identifier: BSD-3-Clause
# The examples run as tests; what they print is compared with tests/golden.
set(example_output ${CMAKE_BINARY_DIR}/tests/demo45)

# irdrop_golden_test(NAME example_x GOLDEN x.golden TOLERANCE 0 STATUS 0 COMMAND ...): the
# command runs in the folder of the design.
function(irdrop_golden_test)
  cmake_parse_arguments(arg "" "NAME;GOLDEN;TOLERANCE;STATUS" "COMMAND" ${ARGN})
  set(golden ${CMAKE_CURRENT_SOURCE_DIR}/golden)
  add_test(NAME ${arg_NAME} COMMAND ${TclStub_TCLSH} ${golden}/compare.tcl
    ${golden}/${arg_GOLDEN} ${arg_TOLERANCE} ${arg_STATUS} ${arg_COMMAND}
    WORKING_DIRECTORY ${example_output})
  set_tests_properties(${arg_NAME} PROPERTIES LABELS golden)
endfunction()

file(MAKE_DIRECTORY ${example_output})
irdrop_golden_test(NAME example_demo45_files GOLDEN demo45_files.golden TOLERANCE 0
  STATUS 0 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/golden/demo45_files ${TclStub_TCLSH} .)
set_tests_properties(example_demo45_files PROPERTIES FIXTURES_SETUP demo45)
