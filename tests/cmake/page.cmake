# SPDX-License-Identifier: BSD-3-Clause
# The report page: its sources, what it computes, and the whole in a browser.
foreach(test built logic browser)
  add_test(NAME page_${test}
    COMMAND ${CMAKE_SOURCE_DIR}/tests/page/${test} ${CMAKE_BINARY_DIR}/tests/page)
  set_tests_properties(page_${test} PROPERTIES SKIP_RETURN_CODE 77 RESOURCE_LOCK page_folder)
endforeach()
