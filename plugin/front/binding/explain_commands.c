/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Why it drops: explain, report_explain.
 */
#include <math.h>
#include <string.h>

#include "binding/explained_prediction_value.h"
#include "command/like.h"
#include "binding/nouns.h"
#include "query/explained.h"
#include "report/explain_report.h"
#include "session/power_setting.h"

typedef struct explain_options {
    Tcl_Obj *net;
    Tcl_Obj *at;
    ird_count_option of;
    ird_count_option top;
    ird_count_option like;
} explain_options;

static const char *const explained_ways[] = {"solve", "predict", NULL};
enum { OF_SOLVE, OF_PREDICT };

enum { TOP_DEFAULT = 10, LACKS_DEFAULT = 20 };

/* What a command looks at. */
typedef struct explained {
    ird_solved solved;
    ird_explanation explanation;
} explained;

static int fail_at(ird_context *context, Tcl_Obj *at, const char *why) {
    ird_error err;
    ird_fail(&err, IRD_OPTION_VALUE, "option -at cannot be \"%.100s\"; %s",
             Tcl_GetString(at), why);
    ird_error_detail(&err, "-at", strlen("-at"));
    return ird_tcl_fail(context, &err);
}

/* A whole number is a hotspot, two numbers are a place, the rest an instance. native
 * keeps its name. */
static int parse_place(ird_context *context, Tcl_Obj *at, Tcl_DString *native,
                       ird_explain_place_wish *place) {
    Tcl_Size count = 0;
    Tcl_Obj **words = NULL;
    Tcl_WideInt rank;
    double x, y;
    if (at == NULL) {
        place->kind = IRD_PLACE_WORST;
        return TCL_OK;
    }
    if (Tcl_GetWideIntFromObj(NULL, at, &rank) == TCL_OK) {
        place->kind = IRD_PLACE_HOTSPOT;
        place->rank = rank > 0 ? (size_t)rank : 0;
        return TCL_OK;
    }
    if (Tcl_ListObjGetElements(NULL, at, &count, &words) == TCL_OK && count == 2 &&
        Tcl_GetDoubleFromObj(NULL, words[0], &x) == TCL_OK &&
        Tcl_GetDoubleFromObj(NULL, words[1], &y) == TCL_OK) {
        place->kind = IRD_PLACE_POINT;
        place->at = (ird_point_um){x, y};
        return isfinite(x) && isfinite(y)
                   ? TCL_OK
                   : fail_at(context, at, "a place is two finite numbers in um");
    }
    if (*Tcl_GetString(at) == '\0') {
        return fail_at(context, at,
                       "give the number of a hotspot, the name of an instance or a list "
                       "x y in um");
    }
    ird_tcl_native(at, native);
    place->kind = IRD_PLACE_INSTANCE;
    place->instance = Tcl_DStringValue(native);
    return TCL_OK;
}

/* The net of -net, or the one that was solved last, or the default one. */
static int need_net(ird_context *context, Tcl_Obj *name, const ird_net_grid **grid) {
    ird_session *session = &context->session;
    int32_t net = name == NULL ? ird_session_last_solved(session) : -1;
    ird_error err;
    if (net < 0 && ird_tcl_choose_net(context, name, "explain", &net) != TCL_OK) {
        return TCL_ERROR;
    }
    return ird_session_solve_as_before(session, net, &context->progress.monitor, grid,
                                       &err) == IRD_OK
               ? TCL_OK
               : ird_tcl_fail(context, &err);
}

static size_t top_of(const explain_options *options) {
    return options->top.given ? options->top.value : TOP_DEFAULT;
}

/* Free the explanation whatever the result. */
static int explain(ird_context *context, const explain_options *options, explained *out) {
    ird_session *session = &context->session;
    const ird_monitor *monitor = &context->progress.monitor;
    const ird_net_grid *grid = NULL;
    ird_explain_place_wish place = {0};
    ird_cell *power = NULL;
    Tcl_DString native;
    ird_error err;
    Tcl_DStringInit(&native);
    int code = parse_place(context, options->at, &native, &place);
    if (code == TCL_OK) {
        code = need_net(context, options->net, &grid);
    }
    if (code == TCL_OK) {
        const ird_explain_options wanted = {.most = top_of(options),
                                            .lacks = LACKS_DEFAULT};
        ird_status status = ird_session_need_power(session, monitor, &power, &err);
        if (status == IRD_OK) {
            out->solved = ird_session_solved(session, grid, power->value);
            status = ird_session_explain(&out->explanation, session, grid, &out->solved,
                                         &place, &wanted, monitor, &err);
        }
        code = status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&native);
    return code;
}

/* ---- dicts ------------------------------------------------------------------------- */

/* Empty where it is not known. */
static void put_known(Tcl_Obj *dict, const char *key, double value) {
    if (isnan(value)) {
        ird_tcl_put_text(dict, key, "");
    } else {
        ird_tcl_put_number(dict, key, value);
    }
}

static void put_place(Tcl_Obj *dict, const char *key, ird_point_um at) {
    ird_tcl_put(dict, key,
                isnan(at.x_um) ? Tcl_NewListObj(0, NULL) : ird_tcl_point_um(&at));
}

static void put_layers_of(Tcl_Obj *dict, const ird_explanation *e, const char *key,
                          int32_t layer_a, int32_t layer_b) {
    const ird_names *names = &e->network->layer_names;
    Tcl_Obj *pair[] = {ird_tcl_text(layer_a >= 0 ? ird_names_get(names, layer_a) : ""),
                       ird_tcl_text(layer_b >= 0 ? ird_names_get(names, layer_b) : "")};
    ird_tcl_put(dict, key, Tcl_NewListObj(2, pair));
}

static double percent_of(const ird_explanation *e, double part_v) {
    return e->drop_v != 0 ? 100 * part_v / e->drop_v : 0;
}

static Tcl_Obj *describe_layers(const ird_explanation *e) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < e->layer_count; i++) {
        const ird_layer_share *share = &e->layers[i];
        Tcl_Obj *dict = Tcl_NewDictObj();
        put_layers_of(dict, e, "between", share->layer_a, share->layer_b);
        ird_tcl_put_text(dict, "kind", share->layer_a != share->layer_b ? "via" : "wire");
        ird_tcl_put_size(dict, "resistors", share->resistors);
        ird_tcl_put_number(dict, "drop_v", share->drop_v);
        ird_tcl_put_number(dict, "percent", percent_of(e, share->drop_v));
        Tcl_ListObjAppendElement(NULL, list, dict);
    }
    return list;
}

static Tcl_Obj *describe_piece(const ird_explanation *e, const ird_piece *piece,
                               bool is_of_path) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "kind", ird_piece_kind_name(piece->kind));
    put_layers_of(dict, e, "between", piece->layer_a, piece->layer_b);
    put_place(dict, "from", piece->from);
    put_place(dict, "to", piece->to);
    ird_tcl_put_size(dict, "resistors", piece->resistors);
    ird_tcl_put_number(dict, "current_a", piece->current_a);
    if (is_of_path) {
        ird_tcl_put_number(dict, "ohm", piece->ohm);
        ird_tcl_put_number(dict, "drop_v", piece->drop_v);
        ird_tcl_put_number(dict, "passes_percent", 100 * piece->passes);
    }
    ird_tcl_put_number(dict, "adds_v", piece->share_v);
    ird_tcl_put_number(dict, "percent", percent_of(e, piece->share_v));
    return dict;
}

static Tcl_Obj *describe_cell(const ird_explanation *e, const ird_explained_cell *cell) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "instance", cell->name);
    ird_tcl_put_text(dict, "master", cell->master);
    put_place(dict, "at", cell->at);
    put_known(dict, "distance_um", cell->distance_um);
    ird_tcl_put_number(dict, "current_a", cell->current_a);
    put_known(dict, "power_w", cell->power_w);
    ird_tcl_put_number(dict, "adds_v", cell->share_v);
    ird_tcl_put_number(dict, "percent", percent_of(e, cell->share_v));
    return dict;
}

static Tcl_Obj *describe_clusters(const ird_explanation *e) {
    Tcl_Obj *all = Tcl_NewDictObj();
    for (int by = 0; by < IRD_CLUSTERINGS; by++) {
        Tcl_Obj *list = Tcl_NewListObj(0, NULL);
        for (size_t i = 0; i < e->clusters[by].count; i++) {
            const ird_cluster *cluster = &e->clusters[by].items[i];
            Tcl_Obj *dict = Tcl_NewDictObj();
            ird_tcl_put_text(dict, "name", cluster->name);
            ird_tcl_put_size(dict, "instances", cluster->instances);
            ird_tcl_put_number(dict, "current_a", cluster->current_a);
            put_known(dict, "power_w", cluster->power_w);
            ird_tcl_put_number(dict, "adds_v", cluster->share_v);
            ird_tcl_put_number(dict, "percent", percent_of(e, cluster->share_v));
            Tcl_ListObjAppendElement(NULL, list, dict);
        }
        ird_tcl_put(all, ird_clustering_name((ird_clustering)by), list);
    }
    return all;
}

static Tcl_Obj *describe_lack(const ird_explanation *e, const ird_lack *lack) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "kind", ird_lack_kind_name(lack->kind));
    ird_tcl_put_text(dict, "text", ird_text_get(&lack->text));
    put_place(dict, "at", lack->at);
    put_layers_of(dict, e, "between", lack->layer, lack->layer_b);
    put_known(dict, "distance_um", lack->distance_um);
    put_known(dict, "gain_v", lack->gain_v);
    return dict;
}

static Tcl_Obj *describe_source(const ird_explained_source *source) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    put_place(dict, "at", source->at);
    ird_tcl_put_number(dict, "volt", source->volt);
    put_known(dict, "distance_um", source->distance_um);
    ird_tcl_put_number(dict, "current_percent", 100 * source->part);
    return dict;
}

static void put_head(Tcl_Obj *dict, const explained *made) {
    const ird_explanation *e = &made->explanation;
    ird_tcl_put_text(dict, "net", e->net);
    ird_tcl_put_text(dict, "network", made->solved.network_kind);
    put_place(dict, "at", e->at);
    ird_tcl_put_text(dict, "layer", e->layer != NULL ? e->layer : "");
    ird_tcl_put_text(dict, "instance", e->instance != NULL ? e->instance : "");
    ird_tcl_put_number(dict, "drop_v", e->drop_v);
    put_known(dict, "drop_percent",
              e->supply_v > 0 ? 100 * e->drop_v / e->supply_v : (double)NAN);
    ird_tcl_put_number(dict, "rest_v", e->rest_v);
    ird_tcl_put_number(dict, "resistance_ohm", e->ohm);
    ird_tcl_put_number(dict, "path_ohm", e->path_ohm);
    put_known(dict, "cause_grid_percent", e->cause.grid_percent);
    put_known(dict, "cause_current_percent", e->cause.current_percent);
    put_known(dict, "drop_factor", e->cause.drop_factor);
    put_known(dict, "grid_factor", e->cause.grid_factor);
    put_known(dict, "current_factor", e->cause.current_factor);
}

static Tcl_Obj *describe(const explained *made, size_t top) {
    const ird_explanation *e = &made->explanation;
    Tcl_Obj *dict = Tcl_NewDictObj();
    Tcl_Obj *path = Tcl_NewListObj(0, NULL), *most = Tcl_NewListObj(0, NULL);
    Tcl_Obj *cells = Tcl_NewListObj(0, NULL), *lacks = Tcl_NewListObj(0, NULL);
    Tcl_Obj *sources = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < e->path.count; i++) {
        Tcl_ListObjAppendElement(NULL, path, describe_piece(e, &e->path.items[i], true));
    }
    for (size_t i = 0; i < e->most.count; i++) {
        Tcl_ListObjAppendElement(NULL, most, describe_piece(e, &e->most.items[i], false));
    }
    for (size_t i = 0; i < e->cells.count && i < top; i++) {
        Tcl_ListObjAppendElement(NULL, cells, describe_cell(e, &e->cells.items[i]));
    }
    for (size_t i = 0; i < e->lacks.count; i++) {
        Tcl_ListObjAppendElement(NULL, lacks, describe_lack(e, &e->lacks.items[i]));
    }
    for (size_t i = 0; i < e->sources.count; i++) {
        Tcl_ListObjAppendElement(NULL, sources, describe_source(&e->sources.items[i]));
    }
    put_head(dict, made);
    ird_tcl_put(dict, "layers", describe_layers(e));
    ird_tcl_put(dict, "path", path);
    ird_tcl_put_number(dict, "path_start_v", e->path_start_v);
    ird_tcl_put(dict, "segments", most);
    ird_tcl_put(dict, "instances", cells);
    ird_tcl_put(dict, "clusters", describe_clusters(e));
    ird_tcl_put_size(dict, "source_places", e->source_places);
    ird_tcl_put(dict, "sources", sources);
    ird_tcl_put(dict, "missing", lacks);
    ird_tcl_put(dict, "missing_known", Tcl_NewBooleanObj(e->lacks_known));
    ird_tcl_put_size(dict, "missing_left_out", e->lacks_left_out);
    return dict;
}

/* ---- predictions ------------------------------------------------------------------- */

/* Free *out whatever the result. */
static int explain_prediction(ird_context *context, const explain_options *options,
                              ird_explained_prediction *out) {
    ird_explain_place_wish place = {0};
    ird_request request = {0};
    Tcl_DString native, net;
    ird_error err;
    Tcl_DStringInit(&native);
    Tcl_DStringInit(&net);
    int code = parse_place(context, options->at, &native, &place);
    if (code == TCL_OK && place.kind != IRD_PLACE_WORST &&
        place.kind != IRD_PLACE_POINT) {
        code = ird_tcl_fail_clash(context,
                                  "with -of predict -at is a place, as in -at {12.5 40}; "
                                  "hotspots and instances are those of the exact map");
    }
    if (code == TCL_OK) {
        if (options->net != NULL) {
            ird_tcl_native(options->net, &net);
            request.net_name = Tcl_DStringValue(&net);
            request.net_name_size = (size_t)Tcl_DStringLength(&net);
        }
        code = ird_session_explain_prediction(out, &context->session, &request, &place,
                                              &context->progress.monitor, &err) == IRD_OK
                   ? TCL_OK
                   : ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&native);
    Tcl_DStringFree(&net);
    return code;
}

static int run_prediction(ird_context *context, const explain_options *options,
                          bool prints) {
    ird_explained_prediction made = {0};
    Tcl_Obj *dict = NULL;
    int code = explain_prediction(context, options, &made);
    if (code == TCL_OK && prints) {
        code = ird_tcl_print_explained_prediction(context, &made);
    } else if (code == TCL_OK) {
        code = ird_tcl_explained_prediction(context, &made, &dict);
    }
    if (dict != NULL) {
        Tcl_SetObjResult(context->interp, dict);
        Tcl_DecrRefCount(dict);
    }
    ird_explained_prediction_free(&made);
    return code;
}

/* ---- commands ---------------------------------------------------------------------- */

static int run_explain(ird_context *context, const ird_call *call) {
    const explain_options *options = call->options;
    explained made = {0};
    if (options->of.value == OF_PREDICT) {
        return run_prediction(context, options, false);
    }
    int code = explain(context, options, &made);
    if (code == TCL_OK) {
        Tcl_SetObjResult(context->interp, describe(&made, top_of(options)));
    }
    ird_explanation_free(&made.explanation);
    return code;
}

static int run_report_explain(ird_context *context, const ird_call *call) {
    const explain_options *options = call->options;
    explained made = {0};
    ird_text text = {0};
    ird_error err;
    if (options->of.value == OF_PREDICT) {
        return run_prediction(context, options, true);
    }
    int code = explain(context, options, &made);
    if (code == TCL_OK && ird_report_explanation(&text, &made.explanation, &made.solved,
                                                 top_of(options), &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    ird_explanation_free(&made.explanation);
    if (code == TCL_OK) {
        code = ird_tcl_print(context, ird_text_get(&text));
    }
    ird_text_free(&text);
    return code;
}

static const ird_option explain_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(explain_options, net), false, "NET",
     "The net to look at. When not given the one solved last, else the power net that "
     "feeds most cells; with -of predict that of the last prediction.",
     NULL},
    {"-at", IRD_OPTION_TEXT, offsetof(explain_options, at), false, "PLACE",
     "The number of a hotspot of the exact map (report_hotspots -of solve), the name of "
     "an instance, or a list x y in um, which stands for the nearest pin. The worst "
     "place "
     "of the net when not given.",
     NULL},
    {"-of", IRD_OPTION_CHOICE, offsetof(explain_options, of), false, "WHAT",
     "solve (when not given); predict: what the predicted drop hangs on, by back "
     "propagation through the network, beside the exact one where the grid can be "
     "solved: "
     "a look before there is a grid, too.",
     explained_ways},
    {"-top", IRD_OPTION_COUNT, offsetof(explain_options, top), false, "N",
     "How many instances and pieces of metal to name; 10 when not given.", NULL},
    IRD_LIKE_ROW(explain_options, like),
    {0},
};

const ird_command ird_explain_commands[] = {
    {"explain", run_explain, "", 0, 0, explain_table, sizeof(explain_options),
     "Say why it drops at a place: the path that carries its current, what each layer, "
     "stack of vias and cell adds, and what is missing there. Solves what is not solved. "
     "Parts are exact: with the current that is drawn at the place alone, each resistor "
     "adds the product of its ohm and both currents in it (Tellegen), so that they add "
     "up "
     "to the drop.",
     "A dict: net, network, at (x y in um), layer, instance, drop_v, drop_percent (of "
     "the "
     "supply), rest_v (what sources below the supply make of it; 0 with one voltage), "
     "resistance_ohm (to all sources), path_ohm; cause_grid_percent and "
     "cause_current_percent (together 100), drop_factor, grid_factor, current_factor "
     "(against the median of the pixels that draw current; the last two multiply to the "
     "first; empty where not known); layers (dicts between kind resistors drop_v "
     "percent: "
     "with rest_v they add up to drop_v); path (dicts kind between from to resistors "
     "current_a ohm drop_v passes_percent adds_v percent, from the source on: drop_v is "
     "from one end to the other, passes_percent what part of a current drawn at the "
     "place "
     "comes that way), path_start_v (the drop of its source); segments (dicts kind "
     "between from to resistors current_a adds_v percent: the metal of one line or the "
     "vias of one place, those that add most); instances (dicts instance master at "
     "distance_um current_a power_w adds_v percent, those that cause most); clusters (a "
     "dict by distance, module and master of lists of dicts name instances current_a "
     "power_w adds_v percent, of which each list and rest_v add up to drop_v); "
     "source_places, sources (dicts at volt distance_um current_percent); missing (dicts "
     "kind text at between distance_um gain_v; kinds missing_via, stripe_gap, "
     "stripe_end, narrow_stripe, far_source, single_source; gain_v is by how much it "
     "would drop less, empty where not known), missing_known (0: the network "
     "came as a file, without wires and vias), missing_left_out. With -of predict: net, "
     "model, unit (V, or nothing of a model that carries no volts), at and drop of the "
     "pixel, exact_drop_v; gradients (a dict by channel of the model of the handle of a "
     "map: the derivative of that drop, in the unit a unit of the channel); currents and "
     "metal (dicts map and exact_map, handles of what each pixel adds, correlation, top: "
     "dicts at adds exact_adds, shared: how many of these are among the exact ones). "
     "write_map and the other commands of maps take the handles."},
    {"report_explain", run_report_explain, "", 0, 0, explain_table,
     sizeof(explain_options), "Print why it drops at a place; see explain.", ""},
    {0},
};
