# SPDX-License-Identifier: BSD-3-Clause
# Random sequences of commands against fresh sessions; tests/walk/run makes longer ones.
add_test(NAME walk COMMAND ${TclStub_TCLSH} ${CMAKE_CURRENT_SOURCE_DIR}/walk/walk.tcl
  -steps 2000)
set_tests_properties(walk PROPERTIES ENVIRONMENT "${irdrop_tcl_environment}" TIMEOUT 1200)
