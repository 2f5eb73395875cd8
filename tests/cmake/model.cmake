# SPDX-License-Identifier: BSD-3-Clause
irdrop_test(NAME unit_npy SOURCES unit/test_npy.c LIBS irdrop_base)
irdrop_test(NAME unit_layers SOURCES unit/test_layers.c LIBS irdrop_net)
irdrop_test(NAME unit_network SOURCES unit/test_network.c LIBS irdrop_net)
irdrop_test(NAME unit_training SOURCES unit/test_training.c LIBS irdrop_training)
irdrop_test(NAME unit_weights SOURCES unit/test_weights.c LIBS irdrop_model)
irdrop_test(NAME unit_synth SOURCES unit/test_synth.c LIBS irdrop_training)
irdrop_test(NAME unit_figures SOURCES unit/test_figures.c LIBS irdrop_training
  ARGS ${CMAKE_BINARY_DIR}/bin)
irdrop_test(NAME unit_kill SOURCES unit/test_kill.c LIBS irdrop_training
  ARGS $<TARGET_FILE:irdrop-train>)
irdrop_test(NAME unit_model_failures SOURCES unit/test_model_failures.c
  unit/failing_alloc.c LIBS irdrop_training irdrop_model)
irdrop_test(NAME unit_options SOURCES unit/test_options.c LIBS irdrop_training)
irdrop_test(NAME unit_fitted_sheet SOURCES unit/test_fitted_sheet.c unit/failing_alloc.c
  LIBS irdrop_net)
irdrop_test(NAME unit_pdn_inputs SOURCES unit/test_pdn_inputs.c LIBS irdrop_net)
irdrop_test(NAME unit_cycles_data SOURCES unit/test_cycles_data.c LIBS irdrop_training)
irdrop_test(NAME unit_grids SOURCES unit/test_grids.c LIBS irdrop_training)
add_test(NAME ablate COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/unit/ablate.sh
  ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
