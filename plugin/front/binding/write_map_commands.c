/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps as files: write_map.
 */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/map/apng.h"
#include "base/map/map_file.h"
#include "base/map/picture.h"
#include "base/output.h"
#include "binding/drop_map_options.h"
#include "binding/map_figure.h"
#include "session/supply.h"

typedef struct write_map_options {
    ird_drop_map_options map;
    ird_number_option at_ns;
    ird_count_option frames;
    bool plain, comment;
} write_map_options;

/* How a map becomes a file. */
typedef struct file_style {
    bool plain;   /* a picture without axes and words */
    bool comment; /* a .csv names its network in a line behind #, which not every reader
                     passes over */
} file_style;

enum { FRAMES_MOST = 10000, FRAME_MS = 100 };

/* --- one map -------------------------------------------------------------------------
 */

static bool ends_with(const char *path, const char *extension) {
    size_t size = strlen(path), end = strlen(extension);
    return size >= end && strcasecmp(path + size - end, extension) == 0;
}

/* Whether a file of that name is a figure, and of which format. */
static bool is_figure(const char *path, bool plain, ird_picture_format *format) {
    *format = ends_with(path, ".svg") ? IRD_PICTURE_SVG : IRD_PICTURE_PNG;
    return *format == IRD_PICTURE_SVG || (!plain && ends_with(path, ".png"));
}

/* A map of the entry, or one of a time of it, as the file of that name. */
static ird_status write_one(const ird_session *session, const ird_map_entry *entry,
                            const ird_map *map, double at_s, file_style style,
                            const char *path, ird_error *err) {
    ird_picture_format format;
    ird_text bytes = {0};
    if (!is_figure(path, style.plain, &format)) {
        ird_map silent = *map; /* borrowed */
        silent.network[0] = silent.in_time[0] = '\0';
        return ird_map_write(ends_with(path, ".csv") && !style.comment ? &silent : map,
                             path, err);
    }
    ird_status status = ird_tcl_figure(&bytes, session, entry, map, at_s, format, err);
    if (status == IRD_OK && format == IRD_PICTURE_PNG) {
        status = ird_map_comment_png(&bytes, map, err);
    }
    if (status == IRD_OK) {
        status = ird_output_write(path, ird_text_get(&bytes), bytes.bytes.count, err);
    }
    ird_text_free(&bytes);
    return status;
}

/* The map that is meant; *owned is to be dropped, if it is one. */
static int map_to_write(ird_context *context, const ird_drop_map_options *options,
                        ird_result **owned, ird_map_entry *entry) {
    *owned = NULL;
    if (ird_tcl_drop_map_is_laid_out(options)) {
        if (ird_tcl_drop_map_make(context, options, owned) != TCL_OK) {
            return TCL_ERROR;
        }
        *entry =
            (ird_map_entry){.kind = ird_tcl_drop_map_kind(options), .result = *owned};
        return TCL_OK;
    }
    Tcl_Obj *name = options->of != NULL ? options->of : Tcl_NewStringObj("predict", -1);
    Tcl_IncrRefCount(name);
    int code = ird_tcl_get_map(context, name, entry);
    Tcl_DecrRefCount(name);
    return code;
}

/* --- one time after the other --------------------------------------------------------
 */

/* Where frames are written, and what is said of them. */
typedef struct frame_files {
    const ird_session *session;
    ird_map_entry entry; /* of the worst in time */
    const char *path;
    file_style style;
    size_t count;       /* 1: the path itself */
    ird_text *pictures; /* one a frame, for an animation in one file; NULL: files */
    Tcl_Obj **rows;     /* one a frame */
} frame_files;

/* drops.png as drops_0007.png. */
static ird_status name_frame(const frame_files *files, size_t index, ird_text *name,
                             ird_error *err) {
    const char *point = strrchr(files->path, '.');
    const char *slash = strrchr(files->path, '/');
    size_t size = strlen(files->path);
    size_t stem = point != NULL && (slash == NULL || slash < point)
                      ? (size_t)(point - files->path)
                      : size;
    IRD_TRY(ird_text_add(name, files->path, stem, err));
    if (files->count > 1 && files->pictures == NULL) {
        IRD_TRY(ird_text_printf(name, err, "_%04zu", index + 1));
    }
    return ird_text_add(name, files->path + stem, size - stem, err);
}

static ird_status draw_frame(frame_files *files, size_t index, double at_s,
                             const ird_map *map, const char *name, ird_error *err) {
    if (files->pictures == NULL) {
        return write_one(files->session, &files->entry, map, at_s, files->style, name,
                         err);
    }
    ird_text_truncate(&files->pictures[index], 0);
    return ird_tcl_figure(&files->pictures[index], files->session, &files->entry, map,
                          at_s, IRD_PICTURE_PNG, err);
}

static ird_status write_frame(void *context, size_t net, size_t index, double at_s,
                              double worst_v, const ird_map *map, ird_error *err) {
    (void)net;
    frame_files *files = context;
    ird_text name = {0};
    ird_status status = name_frame(files, index, &name, err);
    if (status == IRD_OK) {
        status = draw_frame(files, index, at_s, map, ird_text_get(&name), err);
    }
    if (status == IRD_OK) {
        Tcl_Obj *row = Tcl_NewDictObj();
        ird_tcl_put(row, "file", ird_tcl_text(ird_text_get(&name)));
        ird_tcl_put_number(row, "at_s", at_s);
        ird_tcl_put_number(row, "worst_drop_v", worst_v);
        Tcl_IncrRefCount(row);
        if (files->rows[index] != NULL) {
            Tcl_DecrRefCount(files->rows[index]);
        }
        files->rows[index] = row;
    }
    ird_text_free(&name);
    return status;
}

/* The frame next to the worst time of the net (NULL: the first one) is of that time, so
 * that a film of few frames does not pass over it. */
static void meet_worst(const ird_session *session, const ird_net_dynamic *dynamic,
                       const char *net, double *times_s, size_t count) {
    size_t at = 0, nearest = 0;
    while (net != NULL && at < dynamic->net_count &&
           strcmp(net, ird_session_net_name(session, dynamic->nets[at].net)) != 0) {
        at++;
    }
    double worst_s =
        at < dynamic->net_count ? ird_net_dynamic_worst_at_s(dynamic, at) : (double)NAN;
    for (size_t i = 1; i < count; i++) {
        nearest =
            fabs(times_s[i] - worst_s) < fabs(times_s[nearest] - worst_s) ? i : nearest;
    }
    if (count > 1 && !isnan(worst_s)) {
        times_s[nearest] = worst_s;
    }
}

/* Evenly through all of the time that was solved, its end being the last one, but for the
 * worst time. */
static ird_status choose_times(ird_context *context, const write_map_options *o,
                               double *times_s, ird_error *err) {
    const ird_net_dynamic *dynamic = NULL;
    IRD_TRY(ird_session_last_dynamic(&context->session, &context->progress.monitor,
                                     &dynamic, err));
    for (size_t i = 0; i < o->frames.value; i++) {
        times_s[i] = dynamic->steps.stop_s * (double)(i + 1) / (double)o->frames.value;
    }
    if (o->at_ns.given) {
        times_s[0] = o->at_ns.value * 1e-9;
        return IRD_OK;
    }
    meet_worst(&context->session, dynamic,
               o->map.net != NULL ? Tcl_GetString(o->map.net) : NULL, times_s,
               o->frames.value);
    return IRD_OK;
}

static ird_status film(ird_context *context, const write_map_options *o,
                       const ird_drop_map_request *request, const double *times_s,
                       frame_files *files, ird_error *err) {
    const ird_monitor *monitor = &context->progress.monitor;
    const ird_film_wish wish = {
        .net = o->map.net != NULL ? Tcl_GetString(o->map.net) : NULL,
        .request = *request,
        .times_s = times_s,
        .count = files->count,
        .sink = write_frame,
        .context = files,
    };
    files->entry.kind = IRD_MAP_DYNAMIC;
    IRD_TRY(ird_session_dynamic_map(&context->session, wish.net, monitor,
                                    &files->entry.result, err));
    ird_result_use(files->entry.result);
    IRD_TRY(ird_session_film(&context->session, &wish, NULL, monitor, err));
    if (files->pictures == NULL) {
        return IRD_OK;
    }
    ird_text joined = {0};
    ird_status status =
        ird_apng_join(&joined, files->pictures, files->count, FRAME_MS, err);
    if (status == IRD_OK) {
        status =
            ird_output_write(files->path, ird_text_get(&joined), joined.bytes.count, err);
    }
    ird_text_free(&joined);
    return status;
}

static Tcl_Obj *list_rows(const frame_files *files) {
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (size_t i = 0; i < files->count; i++) {
        if (files->rows[i] != NULL) {
            Tcl_ListObjAppendElement(NULL, list, files->rows[i]);
        }
    }
    return list;
}

static int check_frames(ird_context *context, const write_map_options *o) {
    if (!ird_tcl_drop_map_is_dynamic(&o->map)) {
        return ird_tcl_fail_clash(context, "-at and -frames belong to -of dynamic");
    }
    if (o->at_ns.given && o->frames.given) {
        return ird_tcl_fail_clash(context,
                                  "-at and -frames exclude each other; give one of them");
    }
    if (o->frames.given && (o->frames.value == 0 || o->frames.value > FRAMES_MOST)) {
        return ird_tcl_fail_clash(context, "-frames takes a number from 1 to 10000");
    }
    return TCL_OK;
}

static ird_status make_room(frame_files *files, double **times_s, bool is_animation,
                            ird_error *err) {
    *times_s = ird_alloc(files->count, sizeof **times_s);
    files->rows = ird_alloc_zero(files->count, sizeof *files->rows);
    if (is_animation) {
        files->pictures = ird_alloc_zero(files->count, sizeof *files->pictures);
    }
    return *times_s != NULL && files->rows != NULL &&
                   (files->pictures != NULL || !is_animation)
               ? IRD_OK
               : ird_fail_memory(err, "writing maps");
}

static void free_files(frame_files *files) {
    for (size_t i = 0; i < files->count; i++) {
        if (files->rows != NULL && files->rows[i] != NULL) {
            Tcl_DecrRefCount(files->rows[i]);
        }
        if (files->pictures != NULL) {
            ird_text_free(&files->pictures[i]);
        }
    }
    ird_result_drop(files->entry.result);
    ird_free(files->rows);
    ird_free(files->pictures);
}

static int write_frames(ird_context *context, const write_map_options *o, Tcl_Obj *file) {
    ird_drop_map_request request;
    Tcl_DString path;
    ird_error err;
    if (check_frames(context, o) != TCL_OK ||
        ird_tcl_drop_map_request(context, &o->map, &request) != TCL_OK ||
        ird_tcl_path(context, file, &path) != TCL_OK) {
        return TCL_ERROR;
    }
    frame_files files = {.session = &context->session,
                         .path = Tcl_DStringValue(&path),
                         .style = {o->plain, o->comment},
                         .count = o->at_ns.given ? 1 : o->frames.value};
    double *times_s = NULL;
    ird_status status = make_room(&files, &times_s, ends_with(files.path, ".apng"), &err);
    if (status == IRD_OK) {
        status = choose_times(context, o, times_s, &err);
    }
    if (status == IRD_OK) {
        status = film(context, o, &request, times_s, &files, &err);
    }
    if (status == IRD_OK) {
        Tcl_SetObjResult(context->interp, list_rows(&files));
    }
    free_files(&files);
    ird_free(times_s);
    Tcl_DStringFree(&path);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

static int run_write_map(ird_context *context, const ird_call *call) {
    const write_map_options *write = call->options;
    Tcl_DString path;
    ird_result *owned = NULL;
    ird_map_entry entry;
    ird_error err;
    if (write->at_ns.given || write->frames.given) {
        return write_frames(context, write, call->arguments[0]);
    }
    int code = ird_tcl_path(context, call->arguments[0], &path);
    if (code == TCL_OK && ends_with(Tcl_DStringValue(&path), ".apng")) {
        code = ird_tcl_fail_clash(context, "an animation is of -of dynamic -frames N; "
                                           "write a .png, or give these");
    }
    if (code == TCL_OK) {
        code = map_to_write(context, &write->map, &owned, &entry);
    }
    if (code == TCL_OK &&
        write_one(&context->session, &entry, ird_result_map(entry.result, entry.kind),
                  (double)NAN, (file_style){write->plain, write->comment},
                  Tcl_DStringValue(&path), &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    ird_result_drop(owned);
    Tcl_DStringFree(&path);
    return code;
}

static const ird_option write_table[] = {
    {"-of", IRD_OPTION_TEXT, offsetof(ird_drop_map_options, of), false, "MAP",
     "A map handle, or the last power_grid, cell_density, switching, area, current, "
     "predict, solve or dynamic (the worst in time). Not given: predict, or solve where "
     "it "
     "is laid out by the other options.",
     NULL},
    {"-at", IRD_OPTION_NUMBER, offsetof(write_map_options, at_ns), false, "NS",
     "Of dynamic: the drops at this time in ns, not the worst; the worst in time when "
     "not "
     "given.",
     NULL},
    {"-frames", IRD_OPTION_COUNT, offsetof(write_map_options, frames), false, "N",
     "Of dynamic: as many maps, evenly through all of the time but for the one next to "
     "the worst time, which is of that, with the same colours, as "
     "NAME_0001.png and so on, or as one animation in a file that ends with .apng; one "
     "map "
     "when not given.",
     NULL},
    {"-plain", IRD_OPTION_FLAG, offsetof(write_map_options, plain), false, NULL,
     "The pixels of a .png and a bar of the colours alone, without axes and words.",
     NULL},
    {"-comment", IRD_OPTION_FLAG, offsetof(write_map_options, comment), false, NULL,
     "A .csv begins with a line behind # that names the network, of drops in time with a "
     "second one of what was assumed; it has numbers alone when not given.",
     NULL},
    IRD_DROP_MAP_ROWS,
    {0},
};

const ird_command ird_write_map_commands[] = {
    {"write_map", run_write_map, "FILE", 1, 1, write_table, sizeof(write_map_options),
     "Write a map by the extension of the file: .npy (float64) and .csv for programs, "
     ".png "
     "and .svg for people, with axes, scales, the worst place and what it rests on. All "
     "name the network and, of drops in time, what was assumed, .npy in a comment that "
     "NumPy leaves out, .csv by -comment.",
     "Nothing; with -at or -frames a list of dicts: file, at_s, worst_drop_v (at that "
     "time)."},
    {0},
};
