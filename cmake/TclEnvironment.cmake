# SPDX-License-Identifier: BSD-3-Clause
# What a tclsh needs to find the module and the shared data.
set(irdrop_tcl_environment
  "TCLLIBPATH={${CMAKE_BINARY_DIR}/lib}"
  "IRDROP_MODULE=$<TARGET_FILE:irdrop>"
  "IRDROP_BINARY_DIR=${CMAKE_BINARY_DIR}"
  "IRDROP_WEIGHTS=${CMAKE_SOURCE_DIR}/model/weights/paper.safetensors"
  "IRDROP_SHARED=${CMAKE_SOURCE_DIR}/../shared/data")
set(irdrop_leaks_of_others
  "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/leaks_of_others.txt:print_suppressions=0")
if(IRDROP_SANITIZE)
  # tclsh itself is not instrumented, so that the runtime must be there before it. The
  # runtime guesses where the thread-local storage of a module loaded later lies; a wrong
  # guess ended its leak check with signal 11, so that it is told not to.
  execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=libasan.so
    OUTPUT_VARIABLE asan_runtime OUTPUT_STRIP_TRAILING_WHITESPACE)
  list(APPEND irdrop_tcl_environment
    "LD_PRELOAD=${asan_runtime}" "ASAN_OPTIONS=detect_leaks=1:intercept_tls_get_addr=0"
    ${irdrop_leaks_of_others})
endif()
