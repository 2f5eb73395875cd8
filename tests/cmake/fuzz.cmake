# SPDX-License-Identifier: BSD-3-Clause
# The corpus of each fuzz target is replayed; the targets themselves need clang.
foreach(reader lef def spice vsrc grid activity power rules solve timing liberty)
  set(library irdrop_input)
  set(corpus ${reader})
  if(reader MATCHES "spice|vsrc|solve")
    set(library irdrop_drop)
  endif()
  if(reader STREQUAL "grid")
    set(library irdrop_grid irdrop_result)
    set(corpus def) # the grid of whatever the DEF reader accepts
  endif()
  set(more ${CMAKE_CURRENT_SOURCE_DIR}/bad ${CMAKE_CURRENT_SOURCE_DIR}/data)
  if(reader STREQUAL "activity")
    set(library irdrop_input)
    set(more ${CMAKE_CURRENT_SOURCE_DIR}/tcl/data)
  elseif(reader STREQUAL "power")
    set(library irdrop_result)
  elseif(reader STREQUAL "rules")
    set(library irdrop_result)
    set(more ${CMAKE_CURRENT_SOURCE_DIR}/bad/rules ${CMAKE_SOURCE_DIR}/flow)
  endif()
  set(folder ${CMAKE_CURRENT_SOURCE_DIR}/fuzz)
  set(sources fuzz/fuzz_${reader}.c unit/failing_alloc.c)
  if(IRDROP_FUZZ)
    add_executable(fuzz_${reader} ${sources})
    target_include_directories(fuzz_${reader} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/unit)
    target_link_libraries(fuzz_${reader} PRIVATE ${library})
    target_link_options(fuzz_${reader} PRIVATE -fsanitize=fuzzer)
    set_target_properties(fuzz_${reader} PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_compile_definitions(fuzz_${reader} PRIVATE
      IRD_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
  endif()
  irdrop_test(NAME fuzz_${reader}_corpus SOURCES ${sources} fuzz/replay.c
    LIBS ${library} ARGS ${folder}/corpus/${corpus} ${more})
  target_compile_definitions(test_fuzz_${reader}_corpus PRIVATE
    IRD_TESTS_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
endforeach()
