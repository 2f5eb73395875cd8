# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_number SOURCES unit/test_number.c LIBS irdrop_base)
