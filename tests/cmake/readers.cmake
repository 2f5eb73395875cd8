# SPDX-License-Identifier: BSD-3-Clause
foreach(noun geometry lexer lef def def_ahead def_masters bad_input told shared_designs)
  irdrop_test(NAME unit_${noun} SOURCES unit/test_${noun}.c LIBS irdrop_input)
endforeach()
irdrop_test(NAME unit_reader_failures
  SOURCES unit/test_reader_failures.c unit/failing_alloc.c LIBS irdrop_input)
foreach(noun geometry lexer lef def def_ahead def_masters bad_input told shared_designs
    reader_failures)
  target_compile_definitions(test_unit_${noun} PRIVATE
    IRD_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
endforeach()
