/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A look at a map in the shell: show.
 */
#include "command/like.h"
#include "binding/nouns.h"
#include "command/terminal.h"
#include "report/map_view.h"

typedef struct show_options {
    ird_count_option width, colour, like;
} show_options;

enum {
    WIDTH_DEFAULT = 64,
    WIDTH_LIMIT = 1000,
    MARGIN = 14 /* of the places left of the picture, up to 9999.99 um, and its frame */
};

enum { COLOUR_AUTO, COLOUR_NEVER, COLOUR_ALWAYS };
static const char *const colours[] = {
    [COLOUR_AUTO] = "auto", [COLOUR_NEVER] = "never", [COLOUR_ALWAYS] = "always", NULL};

static ird_map_view_options view_options(ird_context *context,
                                         const show_options *options) {
    bool is_terminal = ird_terminal_prints(context->interp);
    size_t columns = is_terminal ? ird_terminal_columns() : 0;
    size_t width = columns > MARGIN ? columns - MARGIN : WIDTH_DEFAULT;
    width = options->width.given ? options->width.value : width;
    return (ird_map_view_options){
        .width = width > WIDTH_LIMIT ? WIDTH_LIMIT : width,
        .colour = options->colour.value == COLOUR_ALWAYS ||
                  (options->colour.value == COLOUR_AUTO && is_terminal &&
                   ird_terminal_has_colours()),
    };
}

static int fail_width(ird_context *context) {
    ird_error err;
    ird_fail(&err, IRD_OPTION_VALUE,
             "option -width cannot be \"0\"; give a whole number, 1 or more");
    ird_error_detail(&err, "-width", sizeof "-width" - 1);
    return ird_tcl_fail(context, &err);
}

/* The half blocks are UTF-8 whatever the encoding of the system. */
static int print_view(ird_context *context, const ird_map *map, const char *name,
                      const ird_map_view_options *options) {
    ird_text text = {0};
    ird_error err;
    int code = TCL_ERROR;
    if (ird_report_map_view(&text, map, name, options, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    } else {
        code = ird_tcl_print_value(context, Tcl_NewStringObj(ird_text_get(&text), -1));
    }
    ird_text_free(&text);
    return code;
}

static int run_show(ird_context *context, const ird_call *call) {
    const show_options *options = call->options;
    if (options->width.given && options->width.value == 0) {
        return fail_width(context);
    }
    ird_map_entry entry;
    Tcl_Obj *name =
        call->argument_count > 0 ? call->arguments[0] : Tcl_NewStringObj("predict", -1);
    Tcl_IncrRefCount(name);
    int code = ird_tcl_get_map(context, name, &entry);
    if (code == TCL_OK) {
        const ird_map_view_options view = view_options(context, options);
        code = print_view(context, ird_result_map(entry.result, entry.kind),
                          Tcl_GetString(name), &view);
    }
    Tcl_DecrRefCount(name);
    return code;
}

static const ird_option show_table[] = {
    {"-width", IRD_OPTION_COUNT, offsetof(show_options, width), false, "N",
     "Characters for the longer side of the map, 1000 at most. When not given: what fits "
     "into the terminal, 64 where there is none; never more than the map has pixels.",
     NULL},
    {"-color", IRD_OPTION_CHOICE, offsetof(show_options, colour), false, "WHEN",
     "always: half blocks in 24-bit colours; never: characters; auto, also when not "
     "given: colours on a terminal that has them (COLORTERM is truecolor or 24bit, or "
     "TERM has -direct, the encoding is UTF-8, NO_COLOR is not set).",
     colours},
    IRD_LIKE_ROW(show_options, like),
    {0},
};

const ird_command ird_show_commands[] = {
    {"show", run_show, "?MAP?", 0, 1, show_table, sizeof(show_options),
     "Print a map as blocks, with its scale and its largest value. MAP is a handle or "
     "the "
     "last map of a kind (power_grid, current, ...); predict when not given. The lowest "
     "row stands at the bottom. Where the map is wider than the text a block shows the "
     "largest of its pixels.",
     ""},
    {0},
};
