# SPDX-License-Identifier: BSD-3-Clause
# The Tcl tests, one CTest test a file. A run in which no test ran fails.
set(irdrop_tcl_tests command load)

set(tcl_environment
  "TCLLIBPATH=${CMAKE_BINARY_DIR}/lib"
  "IRDROP_MODULE=$<TARGET_FILE:irdrop>"
  "IRDROP_SHARED=${CMAKE_SOURCE_DIR}/../shared/data")
if(IRDROP_SANITIZE)
  # tclsh itself is not instrumented, so that the runtime must be there before it.
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=libasan.so
    OUTPUT_VARIABLE asan_runtime OUTPUT_STRIP_TRAILING_WHITESPACE)
  list(APPEND tcl_environment "LD_PRELOAD=${asan_runtime}" "ASAN_OPTIONS=detect_leaks=1")
endif()
foreach(noun IN LISTS irdrop_tcl_tests)
  add_test(NAME tcl_${noun}
    COMMAND ${TclStub_TCLSH} ${CMAKE_CURRENT_SOURCE_DIR}/tcl/all.tcl -file ${noun}.test
    WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  set_tests_properties(tcl_${noun} PROPERTIES ENVIRONMENT "${tcl_environment}"
    FAIL_REGULAR_EXPRESSION "Total\t0\t;No test files remain;Test file error")
endforeach()
