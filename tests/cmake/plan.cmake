# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_plan SOURCES unit/test_plan.c
  LIBS irdrop_grid irdrop_grid irdrop_result)
irdrop_test(NAME unit_plan_read SOURCES unit/test_plan_read.c LIBS irdrop_result)
irdrop_test(NAME unit_plan_failures
  SOURCES unit/test_plan_failures.c unit/failing_alloc.c
  LIBS irdrop_grid irdrop_grid irdrop_result)
foreach(test unit_plan_read unit_plan_failures)
  target_compile_definitions(test_${test} PRIVATE IRD_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
endforeach()
