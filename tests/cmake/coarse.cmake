# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_coarse SOURCES unit/test_coarse.c LIBS irdrop_drop
  ARGS ${CMAKE_CURRENT_SOURCE_DIR}/unit/coarse_model.py)
irdrop_test(NAME unit_coarse_failures
  SOURCES unit/test_coarse_failures.c unit/failing_alloc.c
  LIBS irdrop_surrogate suitesparseconfig)
