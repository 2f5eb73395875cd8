# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_metal SOURCES unit/test_metal.c LIBS irdrop_extract)
irdrop_test(NAME unit_extract SOURCES unit/test_extract.c
  LIBS irdrop_extract irdrop_core)
irdrop_test(NAME extract_golden SOURCES unit/test_extract_golden.c
  LIBS irdrop_extract irdrop_core)
