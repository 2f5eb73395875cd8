# SPDX-License-Identifier: BSD-3-Clause
# What can be said about the files of the project without building them.
foreach(check clang-format functions length machine-paths messages named-files page-built
    rooms spdx)
  add_test(NAME style_${check} COMMAND ${CMAKE_SOURCE_DIR}/tests/style/${check})
  set_tests_properties(style_${check} PROPERTIES SKIP_RETURN_CODE 77)
endforeach()
