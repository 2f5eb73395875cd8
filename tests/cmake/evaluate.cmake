# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_evaluate SOURCES unit/test_evaluate.c LIBS irdrop_evaluate
  ARGS ${CMAKE_BINARY_DIR}/bin)
irdrop_test(NAME unit_evaluate_golden SOURCES unit/test_evaluate_golden.c
  LIBS irdrop_evaluate)
add_test(NAME ablate_pdn COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/unit/ablate_pdn.sh
  ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
irdrop_test(NAME unit_rank_figures SOURCES unit/test_rank_figures.c LIBS irdrop_evaluate)
add_test(NAME ablate_cycles COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/unit/ablate_cycles.sh
  ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
