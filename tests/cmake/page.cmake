# SPDX-License-Identifier: BSD-3-Clause
# The report page and the screens of the local application: sources, what is computed, and
# the whole in a browser.
foreach(test built logic browser)
  add_test(NAME page_${test}
    COMMAND ${CMAKE_SOURCE_DIR}/tests/page/${test} ${CMAKE_BINARY_DIR}/tests/page)
endforeach()
add_test(NAME page_local
  COMMAND ${CMAKE_SOURCE_DIR}/tests/page/browser ${CMAKE_BINARY_DIR}/tests/page local)
add_test(NAME page_real
  COMMAND ${CMAKE_SOURCE_DIR}/tests/page/real_page ${CMAKE_BINARY_DIR}/tests/page
    ${TclStub_TCLSH})
add_test(NAME page_served
  COMMAND ${CMAKE_SOURCE_DIR}/tests/page/served ${CMAKE_BINARY_DIR}/tests/page
    ${TclStub_TCLSH})
set_tests_properties(page_real page_served PROPERTIES
  ENVIRONMENT "${irdrop_tcl_environment}")
# A shell that is stopped while it serves has not freed what it serves.
if(IRDROP_SANITIZE)
  set_property(TEST page_served APPEND PROPERTY
    ENVIRONMENT "ASAN_OPTIONS=detect_leaks=0:intercept_tls_get_addr=0")
endif()
set_tests_properties(page_built page_logic page_browser page_local page_real page_served PROPERTIES
  SKIP_RETURN_CODE 77 RESOURCE_LOCK page_folder)
