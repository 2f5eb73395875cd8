# SPDX-License-Identifier: BSD-3-Clause
# Included by a config.mk of OpenROAD-flow-scripts: irdrop after four steps of the flow.
# A hook that the design has already is left alone. README.md explains the settings.
export IRDROP_ORFS := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
export POST_PDN_TCL ?= $(IRDROP_ORFS)/post_pdn.tcl
export POST_GLOBAL_PLACE_TCL ?= $(IRDROP_ORFS)/post_global_place.tcl
export POST_DETAIL_PLACE_TCL ?= $(IRDROP_ORFS)/post_detail_place.tcl
export POST_FINAL_REPORT_TCL ?= $(IRDROP_ORFS)/post_final_report.tcl

# The flow takes PWR_NETS_VOLTAGES away before floorplan and placement.
export IRDROP_VOLTAGE ?= $(PWR_NETS_VOLTAGES)
