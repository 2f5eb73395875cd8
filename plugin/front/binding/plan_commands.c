/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A power grid before it is drawn: add_stripes, widen_stripes, remove_stripes, add_vias,
 * add_sources, read_plan, write_plan, clear_plan, plan_info.
 */
#include <math.h>
#include <string.h>

#include "base/quantity.h"
#include "binding/nouns.h"
#include "binding/plan_lines.h"
#include "report/plan_out.h"
#include "session/plan_setting.h"

static const char *const directions[] = {"horizontal", "vertical", NULL};
static const ird_direction direction_values[] = {IRD_DIRECTION_HORIZONTAL,
                                                 IRD_DIRECTION_VERTICAL};
_Static_assert(sizeof directions / sizeof *directions ==
                   sizeof direction_values / sizeof *direction_values + 1,
               "a direction for each word");
static const char *const uses[] = {"power", "ground", NULL};
static const ird_pin_use use_values[] = {IRD_USE_POWER, IRD_USE_GROUND};
_Static_assert(sizeof uses / sizeof *uses == sizeof use_values / sizeof *use_values + 1,
               "a use for each word");

static int fail_value(ird_context *context, const char *option, Tcl_Obj *value,
                      ird_status status, const char *wanted) {
    ird_error err;
    ird_fail(&err, status, "option %s cannot be \"%.100s\"; give %s", option,
             Tcl_GetString(value), wanted);
    ird_error_detail(&err, option, strlen(option));
    return ird_tcl_fail(context, &err);
}

/* Names of a line as files hold them, which outlive it. */
typedef struct line_names {
    Tcl_DString net, layer;
} line_names;

static void name_line(ird_plan_line *line, line_names *names, Tcl_Obj *net,
                      Tcl_Obj *layer) {
    ird_tcl_native(net, &names->net);
    line->net = Tcl_DStringValue(&names->net);
    Tcl_DStringInit(&names->layer);
    if (layer != NULL) {
        Tcl_DStringFree(&names->layer);
        ird_tcl_native(layer, &names->layer);
        line->layer = Tcl_DStringValue(&names->layer);
    }
}

static void free_names(line_names *names) {
    Tcl_DStringFree(&names->net);
    Tcl_DStringFree(&names->layer);
}

static int parse_region(ird_context *context, Tcl_Obj *region, ird_plan_line *line) {
    if (region == NULL ||
        ird_plan_region_parse(Tcl_GetString(region), &line->region, &line->box)) {
        return TCL_OK;
    }
    return fail_value(context, "-region", region, IRD_OPTION_REGION,
                      "die, core or a list x0 y0 x1 y1 in um with x0 < x1 and y0 < y1");
}

static int parse_pair(ird_context *context, const char *option, Tcl_Obj *value,
                      double pair[2]) {
    if (ird_plan_pair_parse(Tcl_GetString(value), pair)) {
        return TCL_OK;
    }
    return fail_value(context, option, value, IRD_OPTION_VALUE,
                      "a number of um, or a list of two for x and y, not negative");
}

/* What the plan added to a design. */
static void put_layout(Tcl_Obj *dict, const ird_plan_layout *layout) {
    ird_tcl_put_size(dict, "wires", layout->wires);
    ird_tcl_put_size(dict, "vias", layout->vias);
    ird_tcl_put_size(dict, "cuts", layout->cuts);
    ird_tcl_put_size(dict, "assumed_vias", layout->assumed_vias);
    ird_tcl_put_size(dict, "narrow_vias", layout->narrow_vias);
    ird_tcl_put_size(dict, "shorted_wires", layout->shorted_wires);
    ird_tcl_put_size(dict, "nets", layout->nets);
}

/* What is odd about the line, or about all from `first` on, as sentences. */
static Tcl_Obj *remarks_of(const ird_session *session, size_t first, size_t end) {
    const ird_plan_layout *layout = &session->layout;
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    char text[IRD_PLAN_REMARK_SIZE];
    for (size_t i = 0; i < layout->remarks.count; i++) {
        const ird_plan_remark *remark = &layout->remarks.items[i];
        if (remark->line >= first && remark->line < end) {
            Tcl_ListObjAppendElement(
                NULL, list,
                ird_tcl_text(ird_plan_remark_text(text, remark, &session->plan)));
        }
    }
    return list;
}

/* Add one line; the result tells how much came to the design by it. */
static int add_line(ird_context *context, const ird_plan_line *line, const char *key) {
    ird_session *session = &context->session;
    ird_plan more = {0};
    ird_error err;
    const ird_plan_layout before = session->layout; /* its numbers alone */
    ird_status status = ird_plan_add(&more, line, &err);
    if (status == IRD_OK) {
        status = ird_session_add_plan(session, &more, &context->progress.monitor, &err);
    }
    ird_plan_free(&more);
    if (status != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    const ird_plan_layout *layout = &session->layout;
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_size(dict, key, layout->laid.items[layout->laid.count - 1]);
    if (line->kind == IRD_PLAN_STRIPES || line->kind == IRD_PLAN_RAILS ||
        line->kind == IRD_PLAN_WIDENED || line->kind == IRD_PLAN_VIAS) {
        ird_tcl_put_size(dict, "vias", layout->vias - before.vias);
        ird_tcl_put_size(dict, "assumed_vias",
                         layout->assumed_vias - before.assumed_vias);
        ird_tcl_put_size(dict, "shorted_wires",
                         layout->shorted_wires - before.shorted_wires);
    }
    size_t count = session->plan.lines.count;
    ird_tcl_put(dict, "warnings", remarks_of(session, count - 1, count));
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

static int check_stripe_options(ird_context *context, const ird_stripe_options *options) {
    if (!options->followpins) {
        return options->layer != NULL && options->width.given
                   ? TCL_OK
                   : ird_tcl_fail_clash(context,
                                        "stripes need -layer and -width; without them "
                                        "only -followpins knows what to lay");
    }
    return options->pitch.given || options->offset.given || options->direction.given
               ? ird_tcl_fail_clash(
                     context, "-followpins lays rails along the rows; leave out -pitch, "
                              "-offset and -direction")
               : TCL_OK;
}

/* The line with its names and region, where it lays stripes or changes them. */
static int use_stripes(ird_context *context, ird_plan_line *line, Tcl_Obj *net,
                       Tcl_Obj *layer, Tcl_Obj *region, ird_line_use *use) {
    line_names names;
    if (parse_region(context, region, line) != TCL_OK) {
        return TCL_ERROR;
    }
    name_line(line, &names, net, layer);
    int code = use(context, line, "stripes");
    free_names(&names);
    return code;
}

int ird_tcl_stripes(ird_context *context, const ird_call *call, ird_line_use *use) {
    const ird_stripe_options *options = call->options;
    ird_plan_line line = {
        .kind = options->followpins ? IRD_PLAN_RAILS : IRD_PLAN_STRIPES,
        .use = options->use.given ? use_values[options->use.value] : IRD_USE_OTHER,
        .width_um = options->width.value,
        .pitch_um = {options->pitch.value, options->pitch.value},
        .has_offset = options->offset.given,
        .offset_um = {options->offset.value, options->offset.value},
        .direction = options->direction.given ? direction_values[options->direction.value]
                                              : IRD_DIRECTION_NONE,
    };
    return check_stripe_options(context, options) == TCL_OK
               ? use_stripes(context, &line, options->net, options->layer,
                             options->region, use)
               : TCL_ERROR;
}

static int run_add_stripes(ird_context *context, const ird_call *call) {
    return ird_tcl_stripes(context, call, add_line);
}

int ird_tcl_remove(ird_context *context, const ird_call *call, ird_line_use *use) {
    const ird_remove_options *options = call->options;
    ird_plan_line line = {
        .kind = IRD_PLAN_REMOVED,
        .use = IRD_USE_OTHER,
        .has_offset = options->offset.given,
        .offset_um = {options->offset.value, options->offset.value},
    };
    return use_stripes(context, &line, options->net, options->layer, options->region,
                       use);
}

static int run_remove_stripes(ird_context *context, const ird_call *call) {
    return ird_tcl_remove(context, call, add_line);
}

int ird_tcl_widen(ird_context *context, const ird_call *call, ird_line_use *use) {
    const ird_widen_options *options = call->options;
    ird_plan_line line = {
        .kind = IRD_PLAN_WIDENED,
        .use = IRD_USE_OTHER,
        .width_um = options->width.value,
        .has_offset = options->offset.given,
        .offset_um = {options->offset.value, options->offset.value},
    };
    return use_stripes(context, &line, options->net, options->layer, options->region,
                       use);
}

static int run_widen_stripes(ird_context *context, const ird_call *call) {
    return ird_tcl_widen(context, call, add_line);
}

int ird_tcl_vias(ird_context *context, const ird_call *call, ird_line_use *use) {
    const ird_via_options *options = call->options;
    ird_plan_line line = {.kind = IRD_PLAN_VIAS, .use = IRD_USE_OTHER};
    line_names names;
    Tcl_DString upper;
    if (parse_region(context, options->region, &line) != TCL_OK) {
        return TCL_ERROR;
    }
    name_line(&line, &names, options->net, options->layer);
    Tcl_DStringInit(&upper);
    if (options->upper != NULL) {
        ird_tcl_native(options->upper, &upper);
        line.upper = Tcl_DStringValue(&upper);
    }
    int code = use(context, &line, "placed");
    Tcl_DStringFree(&upper);
    free_names(&names);
    return code;
}

static int run_add_vias(ird_context *context, const ird_call *call) {
    return ird_tcl_vias(context, call, add_line);
}

/* -at {x y ?size?} */
static int parse_at(ird_context *context, Tcl_Obj *at, ird_plan_line *line) {
    Tcl_Size count;
    Tcl_Obj **words;
    double number[3] = {0, 0, line->size_um};
    bool good = Tcl_ListObjGetElements(NULL, at, &count, &words) == TCL_OK &&
                (count == 2 || count == 3);
    for (Tcl_Size i = 0; good && i < count; i++) {
        good = Tcl_GetDoubleFromObj(NULL, words[i], &number[i]) == TCL_OK &&
               isfinite(number[i]);
    }
    if (!good) {
        return fail_value(context, "-at", at, IRD_OPTION_VALUE,
                          "a list x y or x y size, in um");
    }
    line->at = (ird_point_um){number[0], number[1]};
    line->size_um = number[2];
    return TCL_OK;
}

static int make_sources(ird_context *context, const ird_add_source_options *options,
                        ird_plan_line *line) {
    if ((options->at == NULL) == (options->pitch == NULL)) {
        return ird_tcl_fail_clash(context,
                                  "add_sources needs one of -at, for a place, and "
                                  "-pitch, for a lattice of bumps");
    }
    if (options->at != NULL && (options->offset != NULL || options->region != NULL)) {
        return ird_tcl_fail_clash(context, "-offset and -region belong to -pitch");
    }
    if (options->at != NULL) {
        line->kind = IRD_PLAN_SOURCE;
        return parse_at(context, options->at, line);
    }
    line->kind = IRD_PLAN_BUMPS;
    line->has_offset = options->offset != NULL;
    if (parse_pair(context, "-pitch", options->pitch, line->pitch_um) != TCL_OK ||
        (line->has_offset &&
         parse_pair(context, "-offset", options->offset, line->offset_um) != TCL_OK)) {
        return TCL_ERROR;
    }
    return parse_region(context, options->region, line);
}

/* Sources outside of the die are a slip of the hand. */
static int check_inside(ird_context *context, const ird_plan_line *line) {
    const ird_session *session = &context->session;
    const ird_design *design = &session->design;
    size_t outside = 0, all = 0;
    ird_error err;
    if (!session->has_design || session->is_spice) {
        return TCL_OK; /* refused for that */
    }
    ird_status status = ird_plan_count_outside(line, design, &outside, &all, &err);
    if (status == IRD_OK && outside > 0) {
        double units = (double)design->units;
        char corner[4][IRD_QUANTITY_SIZE];
        ird_quantity_digits(corner[0], (double)design->die.x0_dbu / units);
        ird_quantity_digits(corner[1], (double)design->die.y0_dbu / units);
        ird_quantity_digits(corner[2], (double)design->die.x1_dbu / units);
        ird_quantity_digits(corner[3], (double)design->die.y1_dbu / units);
        status = ird_fail(&err, IRD_PLAN_OUTSIDE,
                          "%zu of %zu source%s of net %.100s would lie outside of the "
                          "die, which is (%s %s) to (%s %s) um",
                          outside, all, ird_plural(all), line->net, corner[0], corner[1],
                          corner[2], corner[3]);
        ird_error_detail(&err, line->net, strlen(line->net));
    }
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

int ird_tcl_sources(ird_context *context, const ird_call *call, ird_line_use *use) {
    const ird_add_source_options *options = call->options;
    ird_plan_line line = {
        .use = options->use.given ? use_values[options->use.value] : IRD_USE_OTHER,
        .size_um = options->size.value,
    };
    line_names names;
    if (make_sources(context, options, &line) != TCL_OK) {
        return TCL_ERROR;
    }
    name_line(&line, &names, options->net, options->layer);
    int code = check_inside(context, &line);
    code = code == TCL_OK ? use(context, &line, "sources") : code;
    free_names(&names);
    return code;
}

static int run_add_sources(ird_context *context, const ird_call *call) {
    return ird_tcl_sources(context, call, add_line);
}

typedef struct read_plan_options {
    bool replace;
} read_plan_options;

static int run_read_plan(ird_context *context, const ird_call *call) {
    const read_plan_options *options = call->options;
    ird_error err;
    Tcl_DString path;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK &&
        ird_session_read_plan(&context->session, Tcl_DStringValue(&path),
                              options->replace, &context->progress.monitor,
                              &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    if (code == TCL_OK) {
        Tcl_Obj *dict = Tcl_NewDictObj();
        ird_tcl_put_size(dict, "lines", context->session.plan.lines.count);
        put_layout(dict, &context->session.layout);
        ird_tcl_put(dict, "warnings", remarks_of(&context->session, 0, SIZE_MAX));
        Tcl_SetObjResult(context->interp, dict);
    }
    return code;
}

static int run_write_plan(ird_context *context, const ird_call *call) {
    ird_error err;
    Tcl_DString path;
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK &&
        ird_plan_write(&context->session.plan, Tcl_DStringValue(&path), &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&path);
    return code;
}

typedef struct clear_options {
    Tcl_Obj *net;
    ird_count_option line;
} clear_options;

static int run_clear_plan(ird_context *context, const ird_call *call) {
    const clear_options *options = call->options;
    ird_error err;
    if (options->line.given) {
        if (options->net != NULL) {
            return ird_tcl_fail_clash(context, "-line names one line; leave out -net");
        }
        return ird_session_clear_plan_line(&context->session, options->line.value,
                                           &context->progress.monitor, &err) == IRD_OK
                   ? TCL_OK
                   : ird_tcl_fail(context, &err);
    }
    Tcl_DString net;
    Tcl_DStringInit(&net);
    if (options->net != NULL) {
        ird_tcl_native(options->net, &net);
    }
    ird_status status = ird_session_clear_plan(
        &context->session, options->net != NULL ? Tcl_DStringValue(&net) : NULL,
        &context->progress.monitor, &err);
    Tcl_DStringFree(&net);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

static Tcl_Obj *pair_of(const double pair[2]) {
    Tcl_Obj *numbers[] = {Tcl_NewDoubleObj(pair[0]), Tcl_NewDoubleObj(pair[1])};
    return Tcl_NewListObj(2, numbers);
}

static void put_region(Tcl_Obj *dict, const ird_plan_line *line) {
    bool is_die = line->region == IRD_PLAN_REGION_DIE ||
                  (line->region == IRD_PLAN_REGION_DEFAULT &&
                   (line->kind == IRD_PLAN_BUMPS || line->kind == IRD_PLAN_VIAS));
    if (line->region == IRD_PLAN_REGION_BOX) {
        ird_tcl_put(dict, "region", ird_tcl_rect_um(&line->box));
    } else {
        ird_tcl_put_text(dict, "region", is_die ? "die" : "core");
    }
}

static void put_stripes(Tcl_Obj *dict, const ird_plan_line *line) {
    static const char *const names[] = {
        [IRD_DIRECTION_NONE] = "",
        [IRD_DIRECTION_HORIZONTAL] = "horizontal",
        [IRD_DIRECTION_VERTICAL] = "vertical",
        [IRD_DIRECTION_DIAGONAL] = "",
    };
    ird_tcl_put_number(dict, "pitch", line->pitch_um[0]);
    ird_tcl_put_number(dict, "offset",
                       line->has_offset ? line->offset_um[0] : line->pitch_um[0] / 2);
    ird_tcl_put_text(dict, "direction", names[line->direction]);
}

Tcl_Obj *ird_tcl_plan_line(const ird_plan_line *line) {
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_text(dict, "kind", ird_plan_kind_name(line->kind));
    ird_tcl_put_text(dict, "net", line->net);
    ird_tcl_put_text(dict, "layer", line->layer != NULL ? line->layer : "");
    switch (line->kind) {
    case IRD_PLAN_STRIPES:
        put_stripes(dict, line);
        /* fall through */
    case IRD_PLAN_RAILS:
        ird_tcl_put_number(dict, "width", line->width_um);
        put_region(dict, line);
        break;
    case IRD_PLAN_SOURCE:
        ird_tcl_put_number(dict, "x", line->at.x_um);
        ird_tcl_put_number(dict, "y", line->at.y_um);
        ird_tcl_put_number(dict, "size", line->size_um);
        break;
    case IRD_PLAN_VIAS:
        ird_tcl_put_text(dict, "upper", line->upper != NULL ? line->upper : "");
        put_region(dict, line);
        break;
    case IRD_PLAN_WIDENED:
        ird_tcl_put_number(dict, "width", line->width_um);
        /* fall through */
    case IRD_PLAN_REMOVED:
        ird_tcl_put(dict, "offset",
                    line->has_offset ? Tcl_NewDoubleObj(line->offset_um[0])
                                     : Tcl_NewObj());
        put_region(dict, line);
        break;
    case IRD_PLAN_BUMPS: {
        const double half[] = {line->pitch_um[0] / 2, line->pitch_um[1] / 2};
        ird_tcl_put(dict, "pitch", pair_of(line->pitch_um));
        ird_tcl_put(dict, "offset", pair_of(line->has_offset ? line->offset_um : half));
        ird_tcl_put_number(dict, "size", line->size_um);
        put_region(dict, line);
        break;
    }
    }
    return dict;
}

static int run_plan_info(ird_context *context, const ird_call *call) {
    (void)call;
    const ird_plan *plan = &context->session.plan;
    const ird_plan_layout *layout = &context->session.layout;
    Tcl_Obj *lines = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < plan->lines.count; i++) {
        Tcl_Obj *line = ird_tcl_plan_line(&plan->lines.items[i]);
        ird_tcl_put_size(line, "laid", layout->is_on ? layout->laid.items[i] : 0);
        ird_tcl_put_size(line, "line", i + 1);
        ird_tcl_put(line, "warnings", remarks_of(&context->session, i, i + 1));
        Tcl_ListObjAppendElement(NULL, lines, line);
    }
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put(dict, "lines", lines);
    put_layout(dict, layout);
    Tcl_SetObjResult(context->interp, dict);
    return TCL_OK;
}

#define USE_ROW(type)                                                                    \
    {                                                                                    \
        "-use", IRD_OPTION_CHOICE, offsetof(type, use), false, "USE",                    \
            "power or ground, for a net that the DEF does not have. When not given, "    \
            "pins "                                                                      \
            "of its name say it.",                                                       \
            uses                                                                         \
    }

const ird_option ird_stripe_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(ird_stripe_options, net), true, "NET",
     "The net; one that SPECIALNETS does not have is made, and feeds every pin of its "
     "use, or "
     "among several nets of that use the pins called like it.",
     NULL},
    {"-layer", IRD_OPTION_TEXT, offsetof(ird_stripe_options, layer), false, "LAYER",
     "Routing layer of the stripes; of rails, when not given, that of the cells' pins.",
     NULL},
    {"-width", IRD_OPTION_NUMBER, offsetof(ird_stripe_options, width), false, "UM",
     "Width of the stripes in um; of rails, when not given, that of the cells' pins.",
     NULL},
    {"-pitch", IRD_OPTION_NUMBER, offsetof(ird_stripe_options, pitch), false, "UM",
     "Distance of the middles in um. When not given, one stripe is laid at -offset.",
     NULL},
    {"-offset", IRD_OPTION_NUMBER, offsetof(ird_stripe_options, offset), false, "UM",
     "From the left or lower edge of the region to the middle of the first stripe, in "
     "um; "
     "half a pitch when not given.",
     NULL},
    {"-region", IRD_OPTION_TEXT, offsetof(ird_stripe_options, region), false, "REGION",
     "Where: core (the box of the rows; so when not given), die, or a list x0 y0 x1 y1 "
     "in "
     "um.",
     NULL},
    {"-direction", IRD_OPTION_CHOICE, offsetof(ird_stripe_options, direction), false,
     "DIRECTION", "horizontal or vertical; that of the layer when not given.",
     directions},
    {"-followpins", IRD_OPTION_FLAG, offsetof(ird_stripe_options, followpins), false,
     NULL, "Lay rails along the rows, where cells have supply pins of the net.", NULL},
    USE_ROW(ird_stripe_options),
    {0},
};

const ird_option ird_remove_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(ird_remove_options, net), true, "NET", "The net.",
     NULL},
    {"-layer", IRD_OPTION_TEXT, offsetof(ird_remove_options, layer), true, "LAYER",
     "The routing layer that they are on.", NULL},
    {"-offset", IRD_OPTION_NUMBER, offsetof(ird_remove_options, offset), false, "UM",
     "From the left or lower edge of the region to the stripe, in um; all on the layer "
     "when not given.",
     NULL},
    {"-region", IRD_OPTION_TEXT, offsetof(ird_remove_options, region), false, "REGION",
     "Those whose middles lie in it: core, die, or a list x0 y0 x1 y1 in um. When not "
     "given wherever they are, and offsets count from the core.",
     NULL},
    {0},
};

const ird_option ird_widen_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(ird_widen_options, net), true, "NET", "The net.",
     NULL},
    {"-layer", IRD_OPTION_TEXT, offsetof(ird_widen_options, layer), true, "LAYER",
     "The routing layer that they are on.", NULL},
    {"-width", IRD_OPTION_NUMBER, offsetof(ird_widen_options, width), true, "UM",
     "The new width in um, on the same middle; stripes as wide or wider stay.", NULL},
    {"-offset", IRD_OPTION_NUMBER, offsetof(ird_widen_options, offset), false, "UM",
     "From the left or lower edge of the region to the stripe, in um; all on the layer "
     "when not given.",
     NULL},
    {"-region", IRD_OPTION_TEXT, offsetof(ird_widen_options, region), false, "REGION",
     "Those whose middles lie in it: core, die, or a list x0 y0 x1 y1 in um. When not "
     "given wherever they are, and offsets count from the core.",
     NULL},
    {0},
};

const ird_option ird_via_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(ird_via_options, net), true, "NET", "The net.",
     NULL},
    {"-layer", IRD_OPTION_TEXT, offsetof(ird_via_options, layer), true, "LAYER",
     "The routing layer that the stacks begin on.", NULL},
    {"-upper", IRD_OPTION_TEXT, offsetof(ird_via_options, upper), false, "LAYER",
     "The routing layer that they end on; the next one above with metal of the net when "
     "not given.",
     NULL},
    {"-region", IRD_OPTION_TEXT, offsetof(ird_via_options, region), false, "REGION",
     "Crossings whose middles lie in it: die (so when not given), core, or a list x0 y0 "
     "x1 y1 in um.",
     NULL},
    {0},
};

const ird_option ird_source_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(ird_add_source_options, net), true, "NET",
     "The net that is fed.", NULL},
    {"-layer", IRD_OPTION_TEXT, offsetof(ird_add_source_options, layer), false, "LAYER",
     "Routing layer that the sources feed; the top one of the net when not given.", NULL},
    {"-at", IRD_OPTION_TEXT, offsetof(ird_add_source_options, at), false, "PLACE",
     "A list x y or x y size, in um. When not given, -pitch is needed.", NULL},
    {"-pitch", IRD_OPTION_TEXT, offsetof(ird_add_source_options, pitch), false, "UM",
     "Of a lattice of bumps in um, two numbers for x and y. When not given, -at is "
     "needed.",
     NULL},
    {"-offset", IRD_OPTION_TEXT, offsetof(ird_add_source_options, offset), false, "UM",
     "From the lower left corner of the region to the first bump, two numbers for x and "
     "y; half a pitch when not given.",
     NULL},
    {"-size", IRD_OPTION_NUMBER, offsetof(ird_add_source_options, size), false, "UM",
     "Side of each source; a point when not given.", NULL},
    {"-region", IRD_OPTION_TEXT, offsetof(ird_add_source_options, region), false,
     "REGION",
     "Where bumps are: die (so when not given), core, or a list x0 y0 x1 y1 in um.",
     NULL},
    USE_ROW(ird_add_source_options),
    {0},
};

static const ird_option read_plan_table[] = {
    {"-replace", IRD_OPTION_FLAG, offsetof(read_plan_options, replace), false, NULL,
     "Put it in the place of what was planned before.", NULL},
    {0},
};

static const ird_option clear_table[] = {
    {"-net", IRD_OPTION_TEXT, offsetof(clear_options, net), false, "NET",
     "Only what is planned for this net; all of it when not given.", NULL},
    {"-line", IRD_OPTION_COUNT, offsetof(clear_options, line), false, "N",
     "Only the line of this number, counted from 1 as plan_info lists them; all of them "
     "when not given.",
     NULL},
    {0},
};

const ird_command ird_plan_commands[] = {
    {"add_stripes", run_add_stripes, "", 0, 0, ird_stripe_table,
     sizeof(ird_stripe_options),
     "Plan stripes of a net, or rails, before the power grid is drawn. They count as if "
     "the DEF had them, with vias where shapes of the net cross on neighbouring layers; "
     "rails and stripes end at blocks. The plan is kept by names and laid onto each "
     "design that is read.",
     "A dict: stripes (pieces of metal laid), vias, assumed_vias and shorted_wires that "
     "came with them, warnings (sentences: narrower than the layer allows, wider than "
     "the "
     "die, on metal of the net that is there, outside of the die)."},
    {"remove_stripes", run_remove_stripes, "", 0, 0, ird_remove_table,
     sizeof(ird_remove_options),
     "Plan without stripes, or rails, that the DEF has, and without the vias that stood "
     "on "
     "them alone. They count as if the DEF did not have them; with add_stripes in their "
     "place it is another width or pitch that is tried.",
     "A dict: stripes (pieces of metal that go), warnings."},
    {"widen_stripes", run_widen_stripes, "", 0, 0, ird_widen_table,
     sizeof(ird_widen_options),
     "Plan wider stripes, or rails, where the DEF or the plan so far has some: metal of "
     "another width on the same middle, from end to end. Their vias stay as they are; "
     "crossings without one get one.",
     "A dict: stripes (pieces of metal laid), vias, assumed_vias and shorted_wires that "
     "came with them, warnings."},
    {"add_vias", run_add_vias, "", 0, 0, ird_via_table, sizeof(ird_via_options),
     "Plan vias where metal of a net crosses on two layers, of the DEF or planned, and a "
     "cut layer between has none, as check_grid finds them. Cuts are as many as the "
     "crossing holds.",
     "A dict: placed and vias (how many), assumed_vias, shorted_wires, warnings."},
    {"add_sources", run_add_sources, "", 0, 0, ird_source_table,
     sizeof(ird_add_source_options),
     "Plan where the supply of a net comes in. Planned sources take the place of those "
     "that set_sources finds by itself and add to its -file; another -type of "
     "set_sources goes before them.",
     "A dict: sources (places added), warnings. A source outside of the die is refused."},
    {"read_plan", run_read_plan, "FILE", 1, 1, read_plan_table, sizeof(read_plan_options),
     "Add what a file plans, in XML as flow/irdrop_plan.rng has it: rails, stripes and "
     "sources of nets. After an error nothing of it counts.",
     "A dict: lines of the whole plan, and of what they add to the design wires, vias, "
     "cuts, assumed_vias (one cut where LEF has neither via nor rule), narrow_vias "
     "(larger than their crossing), shorted_wires (on metal of another net), nets "
     "(made), and warnings about lines, as sentences."},
    {"write_plan", run_write_plan, "FILE", 1, 1, NULL, 0,
     "Write the plan as a file that read_plan reads.", ""},
    {"clear_plan", run_clear_plan, "", 0, 0, clear_table, sizeof(clear_options),
     "Forget the planned grid, or a line of it; the design is as its DEF has it.", ""},
    {"plan_info", run_plan_info, "", 0, 0, NULL, 0,
     "What is planned, and what it adds to the present design.",
     "A dict: lines (a list of dicts: kind rails, stripes, source, bumps, "
     "removed, widened or vias, net, layer, "
     "what else was given, laid, line (its number), warnings), wires, vias, cuts, "
     "assumed_vias, narrow_vias, "
     "shorted_wires, nets."},
    {0},
};
