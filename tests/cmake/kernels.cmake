# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_kernels SOURCES unit/test_kernels.c LIBS irdrop_kernels)
irdrop_test(NAME unit_gradient SOURCES unit/test_gradient.c LIBS irdrop_model)
irdrop_test(NAME unit_infer SOURCES unit/test_infer.c LIBS irdrop_infer)
irdrop_test(NAME unit_infer_failures
  SOURCES unit/test_infer_failures.c unit/failing_alloc.c LIBS irdrop_infer irdrop_export)
irdrop_test(NAME unit_protobuf SOURCES unit/test_protobuf.c LIBS irdrop_export)

# Exported networks in ONNX Runtime.
add_executable(write_cases export/write_cases.c)
target_include_directories(write_cases PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/unit)
target_link_libraries(write_cases PRIVATE irdrop_export irdrop_model)
set_target_properties(write_cases PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
add_test(NAME export_onnxruntime
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/export/onnxruntime ${CMAKE_BINARY_DIR})
set_tests_properties(export_onnxruntime PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME export_program
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/export/program ${CMAKE_BINARY_DIR})
