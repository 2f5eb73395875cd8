# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_base SOURCES unit/test_base.c LIBS irdrop_base)
irdrop_test(NAME unit_pages SOURCES unit/test_pages.c LIBS irdrop_base)
irdrop_test(NAME unit_memory SOURCES unit/test_memory.c LIBS irdrop_base)
