# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_kernels SOURCES unit/test_kernels.c LIBS irdrop_kernels)
irdrop_test(NAME unit_infer SOURCES unit/test_infer.c LIBS irdrop_infer)
