# SPDX-License-Identifier: BSD-3-Clause
# Flow packages outside Tcl's own tests.
add_test(NAME flow_librelane
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/librelane/plugin ${TclStub_TCLSH})
set_tests_properties(flow_librelane PROPERTIES SKIP_RETURN_CODE 77
  ENVIRONMENT "${irdrop_tcl_environment}")
