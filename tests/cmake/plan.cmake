# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_plan SOURCES unit/test_plan.c
  LIBS irdrop_plan irdrop_extract irdrop_core)
irdrop_test(NAME unit_plan_read SOURCES unit/test_plan_read.c LIBS irdrop_gate)
irdrop_test(NAME unit_plan_failures
  SOURCES unit/test_plan_failures.c unit/failing_alloc.c
  LIBS irdrop_plan irdrop_extract irdrop_core)
foreach(test unit_plan_read unit_plan_failures)
  target_compile_definitions(test_${test} PRIVATE IRD_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
endforeach()
