/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The power grid of a net as it could be planned otherwise: grid_info.
 */
#include "binding/nouns.h"
#include "plan/drawn_lines.h"
#include "session/net_grid.h"
#include "session/supply.h"

typedef struct grid_info_options {
    Tcl_Obj *net;
} grid_info_options;

static double um_of(const ird_design *design, int64_t dbu) {
    return (double)dbu / (double)design->units;
}

static const char *layer_name(const ird_session *session, int32_t layer) {
    return layer >= 0 ? ird_names_get(&session->tech.layer_names, layer) : "";
}

/* The most frequent of some numbers, the first of several; count > 0. */
static int64_t most_frequent(const int64_t *values, size_t count) {
    int64_t best = values[0];
    size_t best_times = 0;
    for (size_t i = 0; i < count; i++) {
        size_t times = 0;
        for (size_t k = 0; k < count; k++) {
            times += values[k] == values[i];
        }
        if (times > best_times) {
            best = values[i];
            best_times = times;
        }
    }
    return best;
}

/* Lines of one layer and direction. Only so many are looked at for what is frequent. */
static Tcl_Obj *describe_lines(const ird_session *session, const ird_drawn_line *lines,
                               size_t count) {
    enum { LOOKED_AT = 256 };
    const ird_design *design = &session->design;
    int64_t widths[LOOKED_AT], gaps[LOOKED_AT];
    size_t looked_at = count < LOOKED_AT ? count : LOOKED_AT;
    int64_t from = lines->from_dbu, to = lines->to_dbu;
    bool is_rail = false, is_planned = false;
    Tcl_Obj *at = Tcl_NewListObj(0, NULL), *wide = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < count; i++) {
        is_rail = is_rail || lines[i].is_rail;
        is_planned = is_planned || lines[i].is_planned;
        from = lines[i].from_dbu < from ? lines[i].from_dbu : from;
        to = lines[i].to_dbu > to ? lines[i].to_dbu : to;
        Tcl_ListObjAppendElement(NULL, at,
                                 Tcl_NewDoubleObj(um_of(design, lines[i].middle_dbu)));
        Tcl_ListObjAppendElement(NULL, wide,
                                 Tcl_NewDoubleObj(um_of(design, lines[i].width_dbu)));
        if (i < looked_at) {
            widths[i] = lines[i].width_dbu;
            gaps[i] = i > 0 ? lines[i].middle_dbu - lines[i - 1].middle_dbu : 0;
        }
    }
    int64_t low = lines->runs_x ? design->core.y0_dbu : design->core.x0_dbu;
    int64_t pitch = count > 1 ? most_frequent(gaps + 1, looked_at - 1) : 0;
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "layer", layer_name(session, lines->layer));
    ird_tcl_put_text(dict, "direction", lines->runs_x ? "horizontal" : "vertical");
    ird_tcl_put_number(dict, "width", um_of(design, most_frequent(widths, looked_at)));
    ird_tcl_put_number(dict, "pitch", um_of(design, pitch));
    ird_tcl_put_number(dict, "offset", um_of(design, lines->middle_dbu - low));
    ird_tcl_put_number(dict, "from", um_of(design, from));
    ird_tcl_put_number(dict, "to", um_of(design, to));
    ird_tcl_put(dict, "at", at);
    ird_tcl_put(dict, "widths", wide);
    ird_tcl_put(dict, "rails", Tcl_NewBooleanObj(is_rail));
    ird_tcl_put(dict, "planned", Tcl_NewBooleanObj(is_planned));
    return dict;
}

static Tcl_Obj *list_stripes(const ird_session *session, const ird_drawn_lines *found) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    const ird_drawn_line *lines = found->lines.items;
    for (size_t i = 0, end; i < found->lines.count; i = end) {
        end = i + 1;
        while (end < found->lines.count && lines[end].layer == lines[i].layer &&
               lines[end].runs_x == lines[i].runs_x) {
            end++;
        }
        Tcl_ListObjAppendElement(NULL, list, describe_lines(session, lines + i, end - i));
    }
    return list;
}

static Tcl_Obj *list_vias(const ird_session *session, const ird_drawn_lines *found) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < found->vias.count; i++) {
        const ird_drawn_vias *vias = &found->vias.items[i];
        Tcl_Obj *dict = Tcl_NewDictObj();
        ird_tcl_put_text(dict, "layer", layer_name(session, vias->cut));
        ird_tcl_put_text(dict, "lower", layer_name(session, vias->bottom));
        ird_tcl_put_text(dict, "upper", layer_name(session, vias->top));
        ird_tcl_put_size(dict, "count", vias->count);
        ird_tcl_put_size(dict, "cuts", vias->all_cuts);
        Tcl_ListObjAppendElement(NULL, list, dict);
    }
    return list;
}

/* Where current comes into the network: nodes that a source drives, x y in um. */
static Tcl_Obj *list_sources(const ird_network *network) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    double units = (double)network->units;
    for (size_t i = 0; i < network->sources.count; i++) {
        const ird_node *node = &network->nodes.items[network->sources.items[i].node];
        const ird_point_um at = {(double)node->x_dbu / units,
                                 (double)node->y_dbu / units};
        Tcl_ListObjAppendElement(NULL, list, ird_tcl_point_um(&at));
    }
    return list;
}

static Tcl_Obj *rect_of(const ird_design *design, ird_rect box) {
    const ird_rect_um um = {um_of(design, box.x0_dbu), um_of(design, box.y0_dbu),
                            um_of(design, box.x1_dbu), um_of(design, box.y1_dbu)};
    return ird_tcl_rect_um(&um);
}

static int run_grid_info(ird_context *context, const ird_call *call) {
    const grid_info_options *options = call->options;
    ird_session *session = &context->session;
    ird_drawn_lines found = {0};
    ird_cell *loaded = NULL;
    ird_error err;
    int32_t net;
    if (ird_session_need_design(session, "grid_info", &err) != IRD_OK ||
        ird_session_need_layout(session, "grid_info", &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    if (ird_tcl_choose_net(context, options->net, "grid_info", &net) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_session_need_loaded(session, net, ird_session_grid_wish(session),
                                &context->progress.monitor, &loaded, &err) != IRD_OK ||
        ird_drawn_lines_find(&found, &session->design, &session->tech, net, &err) !=
            IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    const ird_net_grid *grid = loaded->value;
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "net", ird_session_net_name(session, net));
    ird_tcl_put(dict, "core_um", rect_of(&session->design, session->design.core));
    ird_tcl_put(dict, "die_um", rect_of(&session->design, session->design.die));
    ird_tcl_put(dict, "stripes", list_stripes(session, &found));
    ird_tcl_put(dict, "vias", list_vias(session, &found));
    ird_tcl_put(dict, "sources", list_sources(&grid->grid.network));
    ird_drawn_lines_free(&found);
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

static const ird_option info_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(grid_info_options, net), false, "NET",
     "The net; the power net that feeds most cells when not given.", NULL},
    {0},
};

const ird_command ird_grid_info_commands[] = {
    {"grid_info", run_grid_info, "", 0, 0, info_table, sizeof(grid_info_options),
     "Tell the power grid of a net as a designer thinks of it, with what is planned.",
     "A dict: net, core_um, die_um; stripes (of each layer and direction a dict: layer, "
     "direction, width and pitch (the most frequent), offset (of the first one, from the "
     "lower or left edge of the core), from and to (their ends along the direction), at "
     "(their middles), widths, rails and planned "
     "(whether there are such)); vias (of each cut layer a dict: layer, lower, upper, "
     "count, cuts (of all)); sources (a list of x y, the nodes that are driven)."},
    {0},
};
