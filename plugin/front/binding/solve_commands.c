/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The exact solution: solve and report_irdrop.
 */
#include <math.h>
#include <string.h>

#include "command/corner_option.h"
#include "command/like.h"
#include "binding/solve_options.h"
#include "command/note_values.h"
#include "binding/nouns.h"
#include "command/resistance_values.h"
#include "report/drop_report.h"
#include "query/answers.h"
#include "query/corner_loop.h"
#include "session/power_setting.h"
#include "session/supply.h"

typedef ird_tcl_solve_options solve_options;

static const char *const methods[] = {"auto",      "direct", "single",
                                      "multigrid", "cg",     NULL};
static const ird_solve_method method_of[] = {IRD_SOLVE_AUTO, IRD_SOLVE_DIRECT,
                                             IRD_SOLVE_SINGLE, IRD_SOLVE_MULTIGRID,
                                             IRD_SOLVE_MULTIGRID};
_Static_assert(sizeof methods / sizeof *methods ==
                   sizeof method_of / sizeof *method_of + 1,
               "a method for each word");

static const char *const reuses[] = {"auto", "placement", "none", NULL};
enum { REUSE_AUTO, REUSE_PLACEMENT, REUSE_NONE };

static ird_solve_wish make_wish(const ird_session *session, const solve_options *options,
                                const ird_ranks *ranks) {
    ird_solve_wish wish = ird_session_solve_wish(session);
    wish.options.engine.method = method_of[options->method.value];
    if (ranks != NULL) {
        wish.options.engine.method = IRD_SOLVE_RANKS;
        wish.options.engine.ranks = ranks;
    }
    wish.grid.takes_moved = options->reuse.value == REUSE_PLACEMENT;
    if (options->exact) {
        wish.grid.kind = IRD_NETWORK_DRAWN;
    }
    return wish;
}

int ird_tcl_choose_net(ird_context *context, Tcl_Obj *name, const char *doing,
                       int32_t *net) {
    Tcl_DString native;
    ird_error err;
    Tcl_DStringInit(&native);
    if (name != NULL) {
        ird_tcl_native(name, &native);
    }
    ird_status status = ird_session_choose_net(
        &context->session, name != NULL ? Tcl_DStringValue(&native) : NULL, doing, net,
        &err);
    Tcl_DStringFree(&native);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

int ird_tcl_choose_nets(ird_context *context, Tcl_Obj *net, Tcl_Obj *list, int32_t **nets,
                        size_t *count) {
    Tcl_Size length = 1;
    Tcl_Obj **words = &net;
    if (net != NULL && list != NULL) {
        return ird_tcl_fail_clash(context,
                                  "-net and -nets exclude each other; give one of them");
    }
    if (list != NULL &&
        Tcl_ListObjGetElements(context->interp, list, &length, &words) != TCL_OK) {
        return TCL_ERROR;
    }
    if (length == 0) {
        return ird_tcl_fail_clash(context,
                                  "-nets is an empty list; give the names of nets");
    }
    *nets = ird_alloc((size_t)length, sizeof **nets);
    if (*nets == NULL) {
        ird_error err;
        ird_fail_memory(&err, "solving");
        return ird_tcl_fail(context, &err);
    }
    *count = (size_t)length;
    for (Tcl_Size i = 0; i < length; i++) {
        if (ird_tcl_choose_net(context, words[i], "solve", &(*nets)[i]) != TCL_OK) {
            return TCL_ERROR;
        }
    }
    return TCL_OK;
}

/* One solved net, with what its dict and report say. */
typedef struct solved_net {
    ird_solved solved;
    ird_solve_run run;
    ird_pin_summary pins;
    ird_layer_share *shares;
    size_t share_count;
    ird_solution sources; /* for corners: drops by the sources alone, or nothing */
} solved_net;

typedef struct solved_nets {
    solved_net *items;
    ird_effective_supply *effective; /* of each, with ... */
    size_t *partner;                 /* ... this other one */
    size_t count;
} solved_nets;

static void free_nets(solved_nets *nets) {
    for (size_t i = 0; i < nets->count; i++) {
        ird_pin_summary_free(&nets->items[i].pins);
        ird_free(nets->items[i].shares);
        ird_solution_free(&nets->items[i].sources);
    }
    ird_free(nets->items);
    ird_free(nets->effective);
    ird_free(nets->partner);
}

static ird_status solve_net(ird_session *session, int32_t id, const ird_solve_wish *wish,
                            const ird_monitor *monitor, solved_net *net, ird_error *err) {
    const ird_net_grid *grid = NULL;
    ird_cell *power = NULL;
    IRD_TRY(ird_session_solve(session, id, wish, monitor, &grid, &net->run, err));
    IRD_TRY(ird_session_need_power(session, monitor, &power, err));
    net->solved = ird_session_solved(session, grid, power->value);
    net->solved.spent_s = net->run.seconds;
    const ird_solution *solution = net->solved.solution;
    IRD_TRY(ird_pin_summary_make(&net->pins, &net->solved, err));
    return solution->worst_node >= 0
               ? ird_factor_layer_shares(net->solved.factor, solution,
                                         solution->worst_node, &net->shares,
                                         &net->share_count, err)
               : IRD_OK;
}

/* Each power net with the first ground net behind it, and the other way round. */
static ird_status pair_nets(solved_nets *nets, ird_error *err) {
    ird_solved *solved = ird_alloc(nets->count, sizeof *solved);
    nets->effective = ird_alloc_zero(nets->count, sizeof *nets->effective);
    nets->partner = ird_alloc_zero(nets->count, sizeof *nets->partner);
    ird_status status = IRD_OK;
    if (solved == NULL || nets->effective == NULL || nets->partner == NULL) {
        status = ird_fail_memory(err, "solving");
    }
    for (size_t i = 0; i < nets->count && status == IRD_OK; i++) {
        solved[i] = nets->items[i].solved;
    }
    if (status == IRD_OK) {
        status =
            ird_effective_pairs(solved, nets->count, nets->effective, nets->partner, err);
    }
    ird_free(solved);
    return status;
}

static int check_options(ird_context *context, const solve_options *options,
                         const ird_ranks **ranks) {
    const ird_network_kind *like = context->session.command_kind;
    if (ird_tcl_ranks(context, &options->shared, ranks) != TCL_OK) {
        return TCL_ERROR;
    }
    if (*ranks != NULL && options->method.given) {
        return ird_tcl_fail_clash(context, "-method is of irdrop's own engines, which "
                                           "-engine petsc is not; give one of them");
    }
    return options->exact && like != NULL && *like != IRD_NETWORK_DRAWN
               ? ird_tcl_fail_clash(context,
                                    "-exact is the network as drawn, which -like pdnsim "
                                    "is not; give one of them")
               : TCL_OK;
}

/* -engine is of static drops. */
static int check_in_time(ird_context *context, const solve_options *options) {
    return options->shared.engine.given
               ? ird_tcl_fail_clash(
                     context, "-engine is of static drops: leave it out with -dynamic, "
                              "and give -method single or multigrid, which take less "
                              "memory, fewer -cycles or a larger -step, or solve "
                              "-engine petsc without -dynamic")
               : TCL_OK;
}

int ird_tcl_solve_wish(ird_context *context, const solve_options *options,
                       ird_solve_wish *wish) {
    const ird_ranks *ranks = NULL;
    if (options->in_time.dynamic && check_in_time(context, options) != TCL_OK) {
        return TCL_ERROR;
    }
    if (check_options(context, options, &ranks) != TCL_OK) {
        return TCL_ERROR;
    }
    *wish = make_wish(&context->session, options, ranks);
    return TCL_OK;
}

/* Solve the nets, as options wish or as they were solved before; free *nets with
 * free_nets whatever the result. */
static int solve_nets(ird_context *context, const solve_options *options, bool is_wished,
                      solved_nets *nets) {
    ird_session *session = &context->session;
    int32_t *ids = NULL;
    size_t count = 0;
    ird_error err;
    ird_status status = IRD_OK;
    const ird_ranks *ranks = NULL;
    if (check_options(context, options, &ranks) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_tcl_choose_nets(context, options->net, options->nets, &ids, &count) !=
        TCL_OK) {
        ird_free(ids);
        return TCL_ERROR;
    }
    nets->items = ird_alloc_zero(count, sizeof *nets->items);
    if (nets->items == NULL) {
        status = ird_fail_memory(&err, "solving");
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        nets->count++;
        if (options->reuse.value == REUSE_NONE) {
            ird_session_forget_net(session, ids[i]);
        }
        const ird_solve_wish wish = is_wished ? make_wish(session, options, ranks)
                                              : ird_session_wish_of(session, ids[i]);
        status = solve_net(session, ids[i], &wish, &context->progress.monitor,
                           &nets->items[i], &err);
        if (status != IRD_OK && wish.options.engine.ranks != NULL) {
            ird_session_forget_net(session, ids[i]); /* its processes, and their folder */
        }
    }
    if (status == IRD_OK) {
        status = pair_nets(nets, &err);
    }
    ird_free(ids);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

static void put_drops(Tcl_Obj *dict, const solved_net *net) {
    const ird_solved *solved = &net->solved;
    const ird_pin_summary *pins = &net->pins;
    const ird_drop_figures figures = ird_drop_figures_of(solved);
    ird_tcl_put_text(dict, "net", solved->net);
    ird_tcl_put_text(dict, "corner", solved->corner);
    ird_tcl_put_number(dict, "supply_v", solved->supply_v);
    ird_tcl_put_text(dict, "supply_origin", solved->supply_name);
    ird_tcl_put_number(dict, "worst_drop_v", figures.worst_drop_v);
    ird_tcl_put_number(dict, "average_drop_v", figures.average_drop_v);
    ird_tcl_put_number(dict, "worst_drop_percent", figures.percent);
    ird_tcl_put_number(dict, "worst_voltage_v", figures.worst_voltage_v);
    ird_tcl_put_number(dict, "average_voltage_v", figures.average_voltage_v);
    ird_tcl_put_number(dict, "instance_worst_drop_v", pins->worst_v);
    ird_tcl_put_number(dict, "instance_average_drop_v", pins->average_v);
    ird_tcl_put_number(dict, "total_current_a", solved->solution->total_current_a);
    ird_tcl_put_number(dict, "total_power_w", figures.total_power_w);
    if (pins->has_worst) {
        Tcl_Obj *at[] = {Tcl_NewDoubleObj(pins->worst_at.x_um),
                         Tcl_NewDoubleObj(pins->worst_at.y_um)};
        ird_tcl_put_text(dict, "worst_instance", ird_text_get(&pins->worst_name));
        ird_tcl_put(dict, "worst_at", Tcl_NewListObj(2, at));
    } else {
        ird_tcl_put_text(dict, "worst_instance", "");
        ird_tcl_put(dict, "worst_at", Tcl_NewListObj(0, NULL));
    }
}

static Tcl_Obj *describe_islands(const ird_grid *grid, const ird_factor_info *info) {
    double units = (double)grid->network.units;
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < info->island_count; i++) {
        const ird_island *island = &info->islands[i];
        Tcl_Obj *dict = Tcl_NewDictObj();
        ird_tcl_put_size(dict, "nodes", island->nodes);
        ird_tcl_put_size(dict, "loads", island->loads);
        ird_tcl_put_number(dict, "x0", (double)island->box.x0_dbu / units);
        ird_tcl_put_number(dict, "y0", (double)island->box.y0_dbu / units);
        ird_tcl_put_number(dict, "x1", (double)island->box.x1_dbu / units);
        ird_tcl_put_number(dict, "y1", (double)island->box.y1_dbu / units);
        Tcl_ListObjAppendElement(NULL, list, dict);
    }
    return list;
}

static void put_network(Tcl_Obj *dict, const solved_net *net) {
    const ird_solved *solved = &net->solved;
    const ird_grid *grid = solved->grid;
    const ird_factor_info info = ird_factor_get_info(solved->factor);
    ird_tcl_put_size(dict, "nodes", info.nodes);
    ird_tcl_put_size(dict, "resistors", info.resistors);
    ird_tcl_put_size(dict, "sources", info.sources);
    ird_tcl_put_text(dict, "network", solved->network_kind);
    ird_tcl_put_number(dict, "celsius",
                       solved->has_temperature ? solved->celsius : IRD_REFERENCE_CELSIUS);
    ird_tcl_put_text(dict, "source_origin", solved->source_origin);
    ird_tcl_put(dict, "source_is_default", Tcl_NewBooleanObj(grid->sources.is_default));
    ird_tcl_put_size(dict, "source_places", grid->sources.places);
    ird_tcl_put_size(dict, "source_places_missed", grid->sources.missed);
    ird_tcl_put_size(dict, "source_places_outside", grid->sources.outside);
    ird_tcl_put_size(dict, "instances", net->pins.count);
    ird_tcl_put_size(dict, "unconnected_instances", net->pins.unconnected);
    ird_tcl_put_number(dict, "unconnected_current_a",
                       solved->solution->unconnected_a + grid->unloaded_a);
    ird_tcl_put_size(dict, "unplaced_instances", grid->unplaced_instances);
    ird_tcl_put_number(dict, "unplaced_current_a", grid->unplaced_a);
    ird_tcl_put_size(dict, "islands", info.island_count);
    ird_tcl_put(dict, "island_list", describe_islands(grid, &info));
    ird_tcl_put_size(dict, "missing_resistances", grid->assumed_layers);
    ird_tcl_put_size(dict, "diagonal_wires", grid->diagonal_wires);
    ird_tcl_put_size(dict, "unknowns", info.unknowns);
    ird_tcl_put_text(dict, "method", ird_solve_method_name(info.method));
    if (info.ranks > 0) {
        ird_tcl_put_size(dict, "ranks", info.ranks);
        ird_tcl_put_text(dict, "preconditioner", info.preconditioner);
        ird_tcl_put_size(dict, "iterations", solved->solution->iterations);
        ird_tcl_put_number(dict, "rank_memory_bytes", info.rank_bytes);
    }
    ird_tcl_put_number(dict, "memory_bytes", (double)info.memory_bytes);
    ird_tcl_put_number(dict, "residual", solved->solution->residual);
    ird_tcl_put_number(dict, "kirchhoff", solved->solution->kirchhoff);
    ird_tcl_put(dict, "factor_reused", Tcl_NewBooleanObj(net->run.factor_is_reused));
    ird_tcl_put_size(dict, "pins_moved", solved->move.moved);
    ird_tcl_put_size(dict, "pins_gone", solved->move.vacant);
    ird_tcl_put_number(dict, "seconds", net->run.seconds);
    ird_tcl_put_number(dict, "extract_seconds", solved->extract_s);
    ird_tcl_put_number(dict, "factor_seconds",
                       info.build_s + info.order_s + info.factor_s);
    ird_tcl_put_number(dict, "solve_seconds", solved->solution->seconds);
}

static Tcl_Obj *describe_shares(const solved_net *net) {
    const ird_network *network = &net->solved.grid->network;
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < net->share_count; i++) {
        const ird_layer_share *share = &net->shares[i];
        Tcl_Obj *dict = Tcl_NewDictObj();
        const char *a = share->layer_a >= 0
                            ? ird_names_get(&network->layer_names, share->layer_a)
                            : "";
        const char *b = share->layer_b >= 0
                            ? ird_names_get(&network->layer_names, share->layer_b)
                            : "";
        bool is_via = share->layer_a != share->layer_b;
        Tcl_Obj *between[] = {ird_tcl_text(a), ird_tcl_text(b)};
        ird_tcl_put(dict, "between", Tcl_NewListObj(2, between));
        ird_tcl_put_text(dict, "kind", is_via ? "via" : "wire");
        ird_tcl_put_size(dict, "resistors", share->resistors);
        ird_tcl_put_number(dict, "drop_v", share->drop_v);
        Tcl_ListObjAppendElement(NULL, list, dict);
    }
    return list;
}

/* A list of sentences; empty, too, where there is no memory for them. */
static Tcl_Obj *list_warnings(const ird_solved *solved) {
    ird_text text = {0};
    ird_error err;
    bool is_known = ird_drop_warnings(&text, solved, &err) == IRD_OK;
    Tcl_Obj *list = ird_tcl_lines(is_known ? ird_text_get(&text) : "");
    ird_text_free(&text);
    return list;
}

static Tcl_Obj *describe_net(const solved_nets *nets, size_t i) {
    const solved_net *net = &nets->items[i];
    const ird_effective_supply *effective = &nets->effective[i];
    Tcl_Obj *dict = Tcl_NewDictObj();
    put_drops(dict, net);
    put_network(dict, net);
    ird_tcl_put(dict, "warnings", list_warnings(&net->solved));
    ird_tcl_put(dict, "implausible", ird_tcl_doubts_of(&net->solved));
    if (net->shares != NULL) {
        ird_tcl_put(dict, "layers", describe_shares(net));
    }
    if (effective->instances > 0) {
        ird_tcl_put_number(dict, "effective_supply_v", effective->worst_v);
        ird_tcl_put_number(dict, "effective_average_v", effective->average_v);
        ird_tcl_put_text(dict, "effective_instance",
                         ird_names_get(&net->solved.design->component_names,
                                       effective->worst_component));
    }
    return dict;
}

static Tcl_Obj *describe_corner(const ird_solved *solved,
                                const ird_effective_supply *effective) {
    const ird_drop_figures figures = ird_drop_figures_of(solved);
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_number(dict, "supply_v", solved->supply_v);
    ird_tcl_put_number(dict, "worst_drop_v", figures.worst_drop_v);
    ird_tcl_put_number(dict, "average_drop_v", figures.average_drop_v);
    ird_tcl_put_number(dict, "worst_drop_percent", figures.percent);
    ird_tcl_put_number(dict, "worst_voltage_v", figures.worst_voltage_v);
    ird_tcl_put_number(dict, "total_current_a", solved->solution->total_current_a);
    if (effective->instances > 0) {
        ird_tcl_put_number(dict, "effective_supply_v", effective->worst_v);
    }
    return dict;
}

/* A net, and its partner where it has one, in a corner. */
typedef struct net_in_corner {
    ird_corner_loop loop;
    ird_effective_supply effective;
} net_in_corner;

/* Free the loop of made whatever the result. */
static ird_status make_in_corner(net_in_corner *made, const solved_nets *nets, size_t i,
                                 const ird_corner *corner, ird_error *err) {
    const solved_net *net = &nets->items[i];
    bool has_partner = nets->partner[i] != SIZE_MAX;
    const solved_net *partner = has_partner ? &nets->items[nets->partner[i]] : net;
    const ird_cornered both[] = {{&net->solved, &net->sources},
                                 {&partner->solved, &partner->sources}};
    bool is_ground = net->solved.grid->network.is_ground;
    IRD_TRY(ird_corner_loop_make(&made->loop, both, has_partner ? 2 : 1, corner, err));
    return has_partner
               ? ird_effective_supply_make(&made->effective,
                                           &made->loop.solved[is_ground ? 1 : 0],
                                           &made->loop.solved[is_ground ? 0 : 1], err)
               : IRD_OK;
}

static ird_status describe_in_corner(const solved_nets *nets, size_t i,
                                     const ird_corner *corner, Tcl_Obj **dict,
                                     ird_error *err) {
    net_in_corner made = {0};
    ird_status status = make_in_corner(&made, nets, i, corner, err);
    if (status == IRD_OK) {
        *dict = describe_corner(&made.loop.solved[0], &made.effective);
    }
    ird_corner_loop_free(&made.loop);
    return status;
}

/* Whether the corner whose dict it is changes anything. */
static void put_effect(Tcl_Obj *dict, const char *name, const ird_solved *plain) {
    ird_doubt doubt;
    Tcl_Obj *key = ird_tcl_text("worst_drop_v"), *value = NULL;
    double worst_v = (double)NAN;
    Tcl_IncrRefCount(key);
    if (Tcl_DictObjGet(NULL, dict, key, &value) == TCL_OK && value != NULL) {
        (void)Tcl_GetDoubleFromObj(NULL, value, &worst_v);
    }
    Tcl_DecrRefCount(key);
    bool is_odd =
        ird_doubt_corner(&doubt, name, worst_v, ird_drop_figures_of(plain).worst_drop_v);
    ird_tcl_put(dict, "implausible", ird_tcl_doubts(&doubt, is_odd ? 1 : 0));
}

/* The net in each of the corners, into its dict. */
static int put_corners(ird_context *context, const solved_nets *nets, size_t net,
                       const ird_corners *corners, Tcl_Obj *dict) {
    Tcl_Obj *all = Tcl_NewDictObj();
    ird_error err;
    Tcl_IncrRefCount(all);
    int code = TCL_OK;
    for (size_t i = 0; i < corners->count && code == TCL_OK; i++) {
        Tcl_Obj *one = NULL;
        if (describe_in_corner(nets, net, &corners->items[i], &one, &err) != IRD_OK) {
            code = ird_tcl_fail(context, &err);
        } else {
            put_effect(one, corners->items[i].name, &nets->items[net].solved);
            ird_tcl_put(all, corners->items[i].name, one);
        }
    }
    if (code == TCL_OK) {
        ird_tcl_put(dict, "corners", all);
    }
    Tcl_DecrRefCount(all);
    return code;
}

/* What corners need of each net. */
static int need_sources(ird_context *context, solved_nets *nets) {
    ird_error err;
    for (size_t i = 0; i < nets->count; i++) {
        solved_net *net = &nets->items[i];
        if (ird_corner_sources(&net->sources, &net->solved, &err) != IRD_OK) {
            return ird_tcl_fail(context, &err);
        }
    }
    return TCL_OK;
}

/* The dict of a net, with one user; whatever the result. */
static int describe_all(ird_context *context, const solve_options *options,
                        const solved_nets *nets, const ird_corners *corners, size_t i,
                        Tcl_Obj **dict) {
    int code = TCL_OK;
    *dict = describe_net(nets, i);
    Tcl_IncrRefCount(*dict);
    if (options->resistance != NULL) {
        code = ird_tcl_put_resistances(context, &nets->items[i].solved,
                                       options->resistance, *dict);
    }
    return code == TCL_OK && options->corners != NULL
               ? put_corners(context, nets, i, corners, *dict)
               : code;
}

/* Drops in time, which have no corners and no resistances. */
static int solve_in_time(ird_context *context, const solve_options *options) {
    int32_t *nets = NULL;
    size_t count = 0;
    if (options->corners != NULL || options->resistance != NULL) {
        return ird_tcl_fail_clash(context,
                                  "-corners and -resistance are of static drops; leave "
                                  "them out with -dynamic");
    }
    if (check_in_time(context, options) != TCL_OK) {
        return TCL_ERROR;
    }
    const ird_solve_wish wish = make_wish(&context->session, options, NULL);
    if (context->session.is_spice) {
        return options->net == NULL && options->nets == NULL
                   ? ird_tcl_solve_dynamic(context, &options->in_time, NULL, 0,
                                           &wish.options)
                   : ird_tcl_fail_clash(context, "all nets of a SPICE network are solved "
                                                 "together in time; leave -net and -nets "
                                                 "out");
    }
    int code = ird_tcl_choose_nets(context, options->net, options->nets, &nets, &count);
    if (code == TCL_OK) {
        code =
            ird_tcl_solve_dynamic(context, &options->in_time, nets, count, &wish.options);
    }
    ird_free(nets);
    return code;
}

static int run_solve(ird_context *context, const ird_call *call) {
    const solve_options *options = call->options;
    if (options->in_time.dynamic) {
        return solve_in_time(context, options);
    }
    if (ird_tcl_time_is_said(&options->in_time)) {
        return ird_tcl_fail_clash(context,
                                  "-step, -stop, -fast, -refine, -cycles, -scenarios, "
                                  "-seed, -worst, -vectorless, -from, -probe and "
                                  "-waveforms go with -dynamic");
    }
    solved_nets nets = {0};
    ird_tcl_corners corners = {0};
    int code = ird_tcl_corners_parse(context, options->corners, &corners);
    if (code == TCL_OK) {
        code = solve_nets(context, options, true, &nets);
    }
    if (code == TCL_OK && corners.corners.count > 0) {
        code = need_sources(context, &nets);
    }
    Tcl_Obj *result = Tcl_NewDictObj();
    Tcl_IncrRefCount(result);
    for (size_t i = 0; i < nets.count && code == TCL_OK; i++) {
        Tcl_Obj *dict = NULL;
        code = describe_all(context, options, &nets, &corners.corners, i, &dict);
        if (code == TCL_OK && options->nets != NULL) {
            ird_tcl_put(result, nets.items[i].solved.net, dict);
        } else if (code == TCL_OK) {
            Tcl_SetObjResult(context->interp, dict);
        }
        Tcl_DecrRefCount(dict);
    }
    if (code == TCL_OK && options->nets != NULL) {
        Tcl_SetObjResult(context->interp, result);
    }
    Tcl_DecrRefCount(result);
    ird_tcl_corners_free(&corners);
    free_nets(&nets);
    return code;
}

static ird_status report_net(ird_text *text, const solved_nets *nets, size_t i,
                             ird_error *err) {
    const solved_net *net = &nets->items[i];
    const ird_drop_report report = {
        .solved = &net->solved,
        .pins = &net->pins,
        .shares = net->shares,
        .share_count = net->share_count,
        .effective = nets->effective[i].instances > 0 ? &nets->effective[i] : NULL,
    };
    return ird_report_drop(text, &report, err);
}

/* What the layers add is what they add without a corner, scaled as the drop is. */
static ird_status report_in_corner(ird_text *text, const solved_nets *nets, size_t i,
                                   const ird_corner *corner, ird_error *err) {
    net_in_corner made = {0};
    ird_pin_summary pins = {0};
    ird_layer_share *shares = NULL;
    ird_drop_report report = {.pins = &pins};
    ird_status status = make_in_corner(&made, nets, i, corner, err);
    if (status == IRD_OK) {
        report.solved = &made.loop.solved[0];
        status = ird_pin_summary_make(&pins, report.solved, err);
    }
    if (status == IRD_OK && report.solved->solution->worst_node >= 0) {
        const ird_solution *solution = report.solved->solution;
        status =
            ird_factor_layer_shares(report.solved->factor, solution, solution->worst_node,
                                    &shares, &report.share_count, err);
    }
    if (status == IRD_OK) {
        report.shares = shares;
        report.effective = made.effective.instances > 0 ? &made.effective : NULL;
        status = ird_report_drop(text, &report, err);
    }
    ird_free(shares);
    ird_pin_summary_free(&pins);
    ird_corner_loop_free(&made.loop);
    return status;
}

/* Report of each net, as PDNSim labels it, and behind it those of its corners. */
static int run_report_irdrop(ird_context *context, const ird_call *call) {
    const solve_options *options = call->options;
    solved_nets nets = {0};
    ird_tcl_corners corners = {0};
    ird_text text = {0};
    ird_error err;
    ird_status status = IRD_OK;
    int code = ird_tcl_corners_parse(context, options->corners, &corners);
    if (code == TCL_OK) {
        code = solve_nets(context, options, false, &nets);
    }
    if (code == TCL_OK && corners.corners.count > 0) {
        code = need_sources(context, &nets);
    }
    for (size_t i = 0; i < nets.count && code == TCL_OK && status == IRD_OK; i++) {
        status = report_net(&text, &nets, i, &err);
        for (size_t k = 0; k < corners.corners.count && status == IRD_OK; k++) {
            status = report_in_corner(&text, &nets, i, &corners.items[k], &err);
        }
    }
    if (status != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    if (code == TCL_OK) {
        code = ird_tcl_print(context, ird_text_get(&text));
    }
    ird_text_free(&text);
    ird_tcl_corners_free(&corners);
    free_nets(&nets);
    return code;
}

static const ird_option solve_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(solve_options, net), false, "NET",
     "The net to solve; the power net that feeds most cells when not given.", NULL},
    {"-nets", IRD_OPTION_TEXT, offsetof(solve_options, nets), false, "NETS",
     "Several nets in one call. A power and a ground net together give the supply that "
     "is left for each instance. When not given -net holds.",
     NULL},
    {"-resistance", IRD_OPTION_TEXT, offsetof(solve_options, resistance), false,
     "INSTANCES",
     "Also the effective resistance between each of these instances and all sources; of "
     "none when not given.",
     NULL},
    IRD_CORNERS_ROW(solve_options, corners, ""),
    {"-method", IRD_OPTION_CHOICE, offsetof(solve_options, method), false, "METHOD",
     "auto (when not given): what fits into half of the memory, in the order direct (a "
     "factor in double "
     "precision), single (in single precision, refined), multigrid (conjugate gradients "
     "preconditioned by multigrid or a sampled factor, also called cg), which it takes "
     "at "
     "once for meshes from 6 million nodes on.",
     methods},
    IRD_RANKS_ROWS(solve_options),
    {"-exact", IRD_OPTION_FLAG, offsetof(solve_options, exact), false, NULL,
     "The same as -like drawn, kept for scripts from before that was the default.", NULL},
    IRD_LIKE_ROW(solve_options, like),
    {"-reuse", IRD_OPTION_CHOICE, offsetof(solve_options, reuse), false, "REUSE",
     "auto (when not given): network and factor where only the power has changed, or a "
     "SPICE file or DEF read since has the same grid and pins, which is exact; "
     "placement: also where a DEF has the same grid and its cells elsewhere, "
     "with their currents at the nearest rail and its shorts where the cells "
     "were, which comes close; none: nothing.",
     reuses},
    IRD_TIME_ROWS(solve_options),
    {0},
};

static const ird_option report_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(solve_options, net), false, "NET",
     "The net to report; the power net that feeds most cells when not given.", NULL},
    {"-nets", IRD_OPTION_TEXT, offsetof(solve_options, nets), false, "NETS",
     "Several nets, one report behind the other; when not given -net holds.", NULL},
    IRD_CORNERS_ROW(solve_options, corners,
                    "A report for each behind that of what is set."),
    IRD_LIKE_ROW(solve_options, like),
    {0},
};

const ird_command ird_solve_commands[] = {
    {"solve", run_solve, "", 0, 0, solve_table, sizeof(solve_options),
     "Solve the power grid exactly. Network and factor are kept until technology, grid, "
     "sources or resistances change; new power takes a new right-hand side only.",
     "A dict: net, corner, supply_v, supply_origin, worst_drop_v and average_drop_v "
     "(over "
     "the instances), worst_drop_percent (of the supply), worst_voltage_v, "
     "average_voltage_v, instance_worst_drop_v and instance_average_drop_v, "
     "total_current_a, total_power_w, worst_instance, worst_at; network (drawn, pdnsim "
     "or spice), celsius (of its metal: 25 where nothing was said), nodes, resistors, "
     "sources, source_origin, source_is_default, source_places, source_places_missed, "
     "source_places_outside (of a file, off the die); "
     "instances (pins on the net), unconnected_instances, unconnected_current_a, "
     "unplaced_instances, unplaced_current_a, islands, island_list (dicts nodes loads x0 "
     "y0 x1 y1), missing_resistances, diagonal_wires, warnings (sentences); unknowns, "
     "method, with -engine petsc also ranks, preconditioner, iterations and "
     "rank_memory_bytes (of the largest process so far), memory_bytes (of the factor, or "
     "of all processes), residual, "
     "kirchhoff "
     "(source against load current), factor_reused, pins_moved and pins_gone "
     "(since the network was extracted: -reuse placement), seconds, extract_seconds, "
     "factor_seconds, solve_seconds; layers (dicts between kind resistors drop_v: what "
     "each layer adds to the worst drop). With a power and a ground net also "
     "effective_supply_v, effective_average_v, effective_instance; with -resistance also "
     "resistance (a dict of ohm); with -corners also corners (a dict by name of "
     "supply_v, "
     "worst_drop_v, average_drop_v, worst_drop_percent, worst_voltage_v, "
     "total_current_a, "
     "effective_supply_v). With -nets a dict of such dicts by net. With -dynamic one "
     "dict, of the power net where there are two: net, supply_v, network, worst_drop_v "
     "and worst_at_s, worst_node, worst_drop_percent, average_drop_v (of the worst of "
     "each node), "
     "static_drop_v (at time 0), worst_instance, instance_worst_drop_v, instances, "
     "unconnected_instances, mean_current_a, nodes, sources, implausible (what cannot "
     "be, a list of id and text); with two nets also nets (a "
     "dict by name of these), effective_supply_v and effective_at_s (supply less both "
     "drops at one instant), effective_mean_v (over the pulses of the instance), "
     "effective_instance; step_s, stop_s, period_s, cycles, pulses, steps, quiet_steps "
     "(longer ones), fine_steps, unrefined_drop_v, ring_s (of the package), "
     "short_pulses, "
     "residual, kirchhoff "
     "(charge of the sources against what is drawn), factor_seconds, seconds, drawn_c "
     "and "
     "fed_c (charge in C, drawn from power nets and given by their sources), "
     "unconnected_currents, fine_step_s (0: none was refined), damped_steps (at jumps "
     "and the first), split_steps (made as four), cycle_drops_v and scenario_drops_v "
     "(the worst of each), worst_scenario "
     "(its number), of several scenarios quantiles (a dict q50, q90, q99 of dicts "
     "drop_v, spread_v, its standard error), with -chosen (their number) also "
     "missed_chance (at most, that one not solved is worse), and scenario_drops_v of "
     "those not solved are by their scores; capacitance_f "
     "(a dict by kind), "
     "assumed (sentences). Of a SPICE network the dict is that of its first net and has "
     "no "
     "period_s and cycles; all nets are in nets."},
    {"report_irdrop", run_report_irdrop, "", 0, 0, report_table, sizeof(solve_options),
     "Print the drops of a net as PDNSim labels them, with sources, layers and residual. "
     "Solves what is not solved.",
     ""},
    {0},
};
