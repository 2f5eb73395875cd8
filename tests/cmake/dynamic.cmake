# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_dynamic SOURCES unit/test_dynamic.c LIBS irdrop_drop)
irdrop_test(NAME unit_dynamic_failures
  SOURCES unit/test_dynamic_failures.c unit/failing_alloc.c
  LIBS irdrop_drop suitesparseconfig)
irdrop_test(NAME unit_dynamic_many SOURCES unit/test_dynamic_many.c LIBS irdrop_drop)
irdrop_test(NAME unit_moments SOURCES unit/test_moments.c LIBS irdrop_drop)
irdrop_test(NAME unit_warm_up SOURCES unit/test_warm_up.c LIBS irdrop_drop)
irdrop_test(NAME unit_dynamic_ngspice SOURCES unit/test_dynamic_ngspice.c LIBS irdrop_drop)
irdrop_test(NAME unit_waveform SOURCES unit/test_waveform.c LIBS irdrop_drop)
irdrop_test(NAME unit_influence SOURCES unit/test_influence.c LIBS irdrop_drop)
