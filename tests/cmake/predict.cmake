# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_predict SOURCES unit/test_predict.c LIBS irdrop_predict)
