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

# The network's sums differ in their last digits from one processor to the next.
set(examples ${CMAKE_SOURCE_DIR}/examples)
set(gate ${TclStub_TCLSH} ${examples}/gate/gate.tcl)
set(demo45 1.1 demo45_power.rpt demo45.def demo45.lef)
irdrop_golden_test(NAME example_demo45_report GOLDEN demo45_report.golden TOLERANCE 2e-3
  STATUS 0 COMMAND ${TclStub_TCLSH} ${examples}/demo45/report.tcl .)
irdrop_golden_test(NAME example_gate_passes GOLDEN gate_passes.golden TOLERANCE 2e-3
  STATUS 0 COMMAND ${gate} 1 ${demo45})
irdrop_golden_test(NAME example_gate_fails GOLDEN gate_fails.golden TOLERANCE 2e-3
  STATUS 1 COMMAND ${gate} 0 ${demo45})
irdrop_golden_test(NAME example_gate_no_answer GOLDEN gate_no_answer.golden TOLERANCE 0
  STATUS 2 COMMAND ${gate} 1 1.1 missing.rpt demo45.def demo45.lef)
irdrop_golden_test(NAME example_gate_bad_limit GOLDEN gate_no_answer.golden TOLERANCE 0
  STATUS 2 COMMAND ${gate} many ${demo45})
irdrop_golden_test(NAME example_plan GOLDEN plan.golden TOLERANCE 2e-3
  STATUS 0 COMMAND ${TclStub_TCLSH} ${examples}/plan/plan.tcl .)
set_tests_properties(
  example_demo45_report example_plan example_gate_passes example_gate_fails example_gate_no_answer
  example_gate_bad_limit
  PROPERTIES FIXTURES_REQUIRED demo45 ENVIRONMENT "${irdrop_tcl_environment}")
