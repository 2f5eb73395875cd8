# SPDX-License-Identifier: BSD-3-Clause
# The Tcl tests, one CTest test a file. A run in which no test ran fails.
set(irdrop_tcl_tests
  activity bad_input command corner design explain faults draws gate grid host hotspot interrupt load map model
  orfs plan power predict report show solve spice uniform verdict worst)
list(APPEND irdrop_tcl_tests serve readers units time write_timing dynamic dynamic_designs
  spice_dynamic page picture cycles decaps derates whatif suggest spread sweep
  sweep_slurm ranks estimate)

foreach(noun IN LISTS irdrop_tcl_tests)
  # A folder of its own: tests that run at once write files of the same names.
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/tcl_${noun})
  file(MAKE_DIRECTORY ${folder})
  add_test(NAME tcl_${noun}
    COMMAND ${TclStub_TCLSH} ${CMAKE_CURRENT_SOURCE_DIR}/tcl/all.tcl -file ${noun}.test
    WORKING_DIRECTORY ${folder})
  set_tests_properties(tcl_${noun} PROPERTIES ENVIRONMENT "${irdrop_tcl_environment}"
    TIMEOUT 600
    FAIL_REGULAR_EXPRESSION "Total\t0\t;No test files remain;Test file error")
endforeach()

# The preloaded sanitizer must not look for leaks of sh and what runs in it.
if(IRDROP_SANITIZE)
  set_property(TEST tcl_sweep tcl_sweep_slurm tcl_ranks APPEND PROPERTY
    ENVIRONMENT "ASAN_OPTIONS=detect_leaks=0:intercept_tls_get_addr=0")
endif()

# A sanitizer has allocators of its own.
if(NOT IRDROP_SANITIZE)
  add_library(failing_yaml SHARED tcl/failing_yaml.c)
  target_link_libraries(failing_yaml PRIVATE ${CMAKE_DL_LIBS})
  set_target_properties(failing_yaml PROPERTIES C_VISIBILITY_PRESET default)
endif()
