# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_number SOURCES unit/test_number.c LIBS irdrop_base)
irdrop_test(NAME unit_map_file SOURCES unit/test_map_file.c LIBS irdrop_result)
irdrop_test(NAME unit_compare SOURCES unit/test_compare.c LIBS irdrop_result)
irdrop_test(NAME unit_power SOURCES unit/test_power.c unit/fixture.c LIBS irdrop_result)
irdrop_test(NAME unit_network_loads SOURCES unit/test_network_loads.c LIBS irdrop_result)
irdrop_test(NAME unit_rasterize SOURCES unit/test_rasterize.c unit/fixture.c
  LIBS irdrop_result)
irdrop_test(NAME unit_shared_maps SOURCES unit/test_shared_maps.c LIBS irdrop_result)
irdrop_test(NAME unit_hotspots SOURCES unit/test_hotspots.c unit/fixture.c
  LIBS irdrop_result)
irdrop_test(NAME unit_grid_strength SOURCES unit/test_grid_strength.c unit/fixture.c
  LIBS irdrop_result)
irdrop_test(NAME unit_report SOURCES unit/test_report.c unit/fixture.c LIBS irdrop_result)
irdrop_test(NAME unit_show SOURCES unit/test_show.c LIBS irdrop_result)
irdrop_test(NAME unit_map_failures SOURCES unit/test_map_failures.c unit/fixture.c
  unit/failing_alloc.c LIBS irdrop_result)

# A locale with a decimal comma, as a host program may set one.
find_program(IRDROP_LOCALEDEF localedef)
mark_as_advanced(IRDROP_LOCALEDEF)
set(locale_folder ${CMAKE_BINARY_DIR}/tests/locale)
if(IRDROP_LOCALEDEF AND NOT EXISTS ${locale_folder}/de_DE.UTF-8)
  file(MAKE_DIRECTORY ${locale_folder})
  execute_process(COMMAND ${IRDROP_LOCALEDEF} -i de_DE -f UTF-8
    ${locale_folder}/de_DE.UTF-8 OUTPUT_QUIET ERROR_QUIET)
endif()
foreach(test number report)
  set_property(TEST unit_${test} APPEND PROPERTY ENVIRONMENT "LOCPATH=${locale_folder}")
endforeach()
