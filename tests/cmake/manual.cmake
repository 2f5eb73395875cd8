# SPDX-License-Identifier: BSD-3-Clause
# The manual: README, man page, help and tables hold together, the tutorial prints what it
# says, and the shell behaves at a terminal.
set(docs ${CMAKE_CURRENT_SOURCE_DIR}/docs)
file(GLOB pages ${CMAKE_SOURCE_DIR}/*.md ${CMAKE_SOURCE_DIR}/docs/*.md
  ${CMAKE_SOURCE_DIR}/flow/*.md ${CMAKE_SOURCE_DIR}/flow/*/*.md
  ${CMAKE_SOURCE_DIR}/examples/*/*.md)
add_test(NAME docs_named_commands COMMAND ${TclStub_TCLSH}
  ${docs}/named_commands.tcl ${pages})
add_test(NAME docs_readme_transcript COMMAND ${TclStub_TCLSH}
  ${docs}/readme_transcript.tcl ${CMAKE_SOURCE_DIR}/README.md
  ${CMAKE_CURRENT_SOURCE_DIR}/golden/demo45_report.golden)
add_test(NAME docs_one_table COMMAND ${TclStub_TCLSH}
  ${CMAKE_CURRENT_SOURCE_DIR}/docs/one_table.tcl ${CMAKE_SOURCE_DIR})
add_test(NAME docs_manual COMMAND ${TclStub_TCLSH}
  ${docs}/manual.tcl ${CMAKE_BINARY_DIR}/irdrop.n ${CMAKE_SOURCE_DIR}/plugin/base/messages.def)
# The network's sums differ in their last digits from one processor to the next.
set(tutorial ${CMAKE_SOURCE_DIR}/docs/tutorial.md)
add_test(NAME docs_tutorial COMMAND ${TclStub_TCLSH}
  ${CMAKE_CURRENT_SOURCE_DIR}/golden/compare.tcl ${tutorial} 2e-3 0
  ${TclStub_TCLSH} ${docs}/play.tcl ${tutorial} ${CMAKE_BINARY_DIR}/tests/tutorial)
set_tests_properties(docs_tutorial PROPERTIES LABELS golden)

# Debian's own Python first, as in unit/python.h.
find_program(IRDROP_PYTHON NAMES python3 HINTS /usr/bin)
mark_as_advanced(IRDROP_PYTHON)
add_test(NAME interactive_shell COMMAND sh -c
  "command -v \"$0\" >/dev/null || { echo 'SKIPPED: no python3'; exit 77; }; exec \"$0\" \"$@\""
  ${IRDROP_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/interactive/shell.py ${TclStub_TCLSH}
  ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
set_tests_properties(interactive_shell PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)
set_tests_properties(docs_named_commands docs_manual docs_tutorial interactive_shell
  PROPERTIES ENVIRONMENT "${irdrop_tcl_environment}")
add_test(NAME interactive_serve COMMAND sh -c
  "command -v \"$0\" >/dev/null || { echo 'SKIPPED: no python3'; exit 77; }; exec \"$0\" \"$@\""
  ${IRDROP_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/interactive/serve.py ${TclStub_TCLSH}
  ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
set_tests_properties(interactive_serve PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600
  ENVIRONMENT "${irdrop_tcl_environment}")
if(TARGET irdrop_guard)
  irdrop_test(NAME unit_guard SOURCES unit/test_guard.c LIBS irdrop_guard)
endif()
# The preloaded sanitizer must not look for leaks of Python and sh.
if(IRDROP_SANITIZE)
  set_property(TEST docs_tutorial interactive_shell interactive_serve APPEND PROPERTY
    ENVIRONMENT "ASAN_OPTIONS=detect_leaks=0:intercept_tls_get_addr=0")
endif()
