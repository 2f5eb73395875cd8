/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The command table of each noun, in the file <noun>_commands.c.
 */
#ifndef IRD_BINDING_NOUNS_H
#define IRD_BINDING_NOUNS_H

#include "command/command.h"

extern const ird_command ird_design_commands[];
extern const ird_command ird_plan_commands[];
extern const ird_command ird_whatif_commands[];
extern const ird_command ird_power_commands[];
extern const ird_command ird_activity_commands[];
extern const ird_command ird_map_commands[];
extern const ird_command ird_write_map_commands[];
extern const ird_command ird_compare_commands[];
extern const ird_command ird_model_commands[];
extern const ird_command ird_predict_commands[];
extern const ird_command ird_hotspot_commands[];
extern const ird_command ird_grid_commands[];
extern const ird_command ird_grid_info_commands[];
extern const ird_command ird_network_commands[];
extern const ird_command ird_solve_commands[];
extern const ird_command ird_values_commands[];
extern const ird_command ird_dynamic_commands[];
extern const ird_command ird_uniform_commands[];
extern const ird_command ird_time_commands[];
extern const ird_command ird_host_commands[];
extern const ird_command ird_explain_commands[];
extern const ird_command ird_gate_commands[];
extern const ird_command ird_report_commands[];
extern const ird_command ird_session_commands[];
extern const ird_command ird_show_commands[];
extern const ird_command ird_suggest_commands[];
extern const ird_command ird_change_commands[];
extern const ird_command ird_serve_commands[];
extern const ird_command ird_decap_commands[];
extern const ird_command ird_derate_commands[];
extern const ird_command ird_spread_commands[];
extern const ird_command ird_cycle_commands[];
extern const ird_command ird_parts_commands[];
extern const ird_command ird_estimate_commands[];

/* What -of and MAP mean, for every noun that takes maps: see ird_quantity_parse. A word
 * for an answer becomes the name of its last map, "predict" or "solve"; any other stays.
 */
const char *ird_tcl_map_word(Tcl_Obj *name);
int ird_tcl_get_map(ird_context *context, Tcl_Obj *name, ird_map_entry *entry);

/* The net that a word names; the default one for NULL. doing: what needs it. */
int ird_tcl_choose_net(ird_context *context, Tcl_Obj *name, const char *doing,
                       int32_t *net);

/* The nets of -net or -nets into *nets, which the caller frees with ird_free. */
int ird_tcl_choose_nets(ird_context *context, Tcl_Obj *net, Tcl_Obj *list, int32_t **nets,
                        size_t *count);

struct ird_estimate; /* query/estimate.h */

/* What a command with these options would take, of those that irdrop::estimate knows;
 * phases are added to *estimate, which the caller frees whatever the result. */
typedef int ird_estimator(ird_context *context, const void *options,
                          struct ird_estimate *estimate);
ird_estimator ird_tcl_estimate_solve, ird_tcl_estimate_predict, ird_tcl_estimate_rank,
    ird_tcl_estimate_hotspots, ird_tcl_estimate_check, ird_tcl_estimate_report,
    ird_tcl_estimate_suggest;

#endif
