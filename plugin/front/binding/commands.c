/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/nouns.h"

const ird_command *const ird_command_tables[] = {
    ird_design_commands,
    ird_power_commands,
    ird_activity_commands,
    ird_map_commands,
    ird_write_map_commands,
    ird_compare_commands,
    ird_predict_commands,
    ird_model_commands,
    ird_hotspot_commands,
    ird_grid_commands,
    ird_grid_info_commands,
    ird_network_commands,
    ird_plan_commands,
    ird_whatif_commands,
    ird_solve_commands,
    ird_values_commands,
    ird_dynamic_commands,
    ird_explain_commands,
    ird_gate_commands,
    ird_report_commands,
    ird_host_commands,
    ird_show_commands,
    ird_session_commands,
    ird_uniform_commands,
    ird_time_commands,
    ird_serve_commands,
    ird_decap_commands,
    /* one a line */
    NULL,
};
