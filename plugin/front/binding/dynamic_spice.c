/* SPDX-License-Identifier: BSD-3-Clause
 *
 * solve -dynamic of a SPICE network: names of nodes, conversion, and files of waveforms.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "binding/time_options.h"
#include "session/net_grid.h"
#include "session/spice.h"
#include "timed/spice_dynamic.h"

static const double PER_PS = 1e12;

enum { NAME_SIZE = 512 };

/* The node's name, and its net's. */
static const char *name_node(const ird_session *session, int32_t node, char *name,
                             const char **net) {
    size_t local = (size_t)node;
    for (int32_t i = 0;; i++) {
        const ird_network *n = &ird_session_spice_grid(session, i)->grid.network;
        if (local < n->nodes.count) {
            ird_network_node_name(n, (int32_t)local, name, NAME_SIZE);
            *net = n->net != NULL ? n->net : "";
            return name;
        }
        local -= n->nodes.count;
    }
}

static int find_probes(ird_context *context, Tcl_Obj *list, int32_t **nodes,
                       size_t *count) {
    Tcl_Size length = 0;
    Tcl_Obj **words = NULL;
    ird_error err;
    ird_status status = IRD_OK;
    if (list != NULL &&
        Tcl_ListObjGetElements(context->interp, list, &length, &words) != TCL_OK) {
        return TCL_ERROR;
    }
    *nodes = ird_alloc((size_t)length, sizeof **nodes);
    if (*nodes == NULL) {
        status = ird_fail_memory(&err, "solving in time");
    }
    for (Tcl_Size i = 0; i < length && status == IRD_OK; i++) {
        Tcl_DString native;
        ird_tcl_native(words[i], &native);
        status = ird_session_find_node(&context->session, Tcl_DStringValue(&native),
                                       &(*nodes)[i], &err);
        Tcl_DStringFree(&native);
    }
    *count = (size_t)length;
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

/* ---- the dict -----------------------------------------------------------------------
 */

/* By the sources of power nets. */
static double fed_c(const ird_session *session, const ird_dynamic *d) {
    double total_c = 0;
    size_t at = 0;
    for (size_t i = 0; i < session->spice.count; i++) {
        const ird_network *n = &ird_session_spice_grid(session, (int32_t)i)->grid.network;
        for (size_t k = 0; k < n->sources.count; k++, at++) {
            total_c += n->is_ground ? 0 : d->fed_c[at];
        }
    }
    return total_c;
}

static void put_courses(Tcl_Obj *dict, const ird_dynamic *d, Tcl_Obj *probes) {
    Tcl_Size length = 0;
    Tcl_Obj **words = NULL, *drops = Tcl_NewDictObj();
    Tcl_ListObjGetElements(NULL, probes, &length, &words);
    for (Tcl_Size i = 0; i < length; i++) {
        const double *drop_v = d->course.drop_v + (size_t)i * d->course.count;
        Tcl_DictObjPut(NULL, drops, words[i], ird_tcl_numbers(drop_v, d->course.count));
    }
    ird_tcl_put(dict, "time_s", ird_tcl_numbers(d->course.at_s, d->course.count));
    ird_tcl_put(dict, "drop_v", drops);
}

static Tcl_Obj *describe(const ird_session *session, const ird_dynamic *d,
                         const ird_dynamic_wish *wish) {
    char name[NAME_SIZE];
    const char *net = "";
    Tcl_Obj *dict = Tcl_NewDictObj();
    ird_tcl_put_number(dict, "worst_drop_v", d->worst_drop_v);
    if (d->worst_node >= 0) {
        ird_tcl_put_text(dict, "worst_node",
                         name_node(session, d->worst_node, name, &net));
    }
    ird_tcl_put_text(dict, "worst_net", net);
    ird_tcl_put_number(dict, "worst_at_s", d->worst_at_s);
    ird_tcl_put_number(dict, "static_drop_v", d->worst_static_v);
    ird_tcl_put_number(dict, "unrefined_drop_v", d->unrefined_v);
    ird_tcl_put_number(dict, "step_s", wish->step_s);
    ird_tcl_put_number(dict, "stop_s", wish->stop_s);
    ird_tcl_put_number(dict, "fine_step_s", d->fine_step_s);
    ird_tcl_put_size(dict, "steps", d->steps);
    ird_tcl_put_size(dict, "quiet_steps", d->quiet_steps);
    ird_tcl_put_size(dict, "fine_steps", d->fine_steps);
    ird_tcl_put_size(dict, "damped_steps", d->damped_steps);
    ird_tcl_put_size(dict, "short_pulses", d->short_pulses);
    ird_tcl_put_size(dict, "nodes", d->node_count);
    ird_tcl_put_size(dict, "capacitors", session->transient.capacitors.count);
    ird_tcl_put_size(dict, "inductors", session->transient.inductors.count);
    ird_tcl_put_size(dict, "currents", session->transient.drains.count);
    ird_tcl_put_size(dict, "unconnected_currents", d->unconnected_count);
    ird_tcl_put_number(dict, "drawn_c", d->drawn_c);
    ird_tcl_put_number(dict, "fed_c", fed_c(session, d));
    ird_tcl_put_number(dict, "residual", d->residual);
    ird_tcl_put_number(dict, "kirchhoff", d->kirchhoff);
    ird_tcl_put_number(dict, "factor_seconds", d->factor_s);
    ird_tcl_put_number(dict, "seconds", d->seconds);
    return dict;
}

/* ---- waveforms ----------------------------------------------------------------------
 */

int ird_tcl_waveform_format(ird_context *context, const char *path,
                            ird_waveform_format *format) {
    static const char *const endings[] = {".csv", ".raw", ".vcd"};
    size_t size = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (size > 4 && strcasecmp(path + size - 4, endings[i]) == 0) {
            *format = (ird_waveform_format)i;
            return TCL_OK;
        }
    }
    return ird_tcl_fail_clash(context, "a file of waveforms has the ending .csv, .raw or "
                                       ".vcd; give one of them");
}

static int write_waveforms(ird_context *context, const ird_dynamic *d,
                           const ird_dynamic_wish *wish, const char *path,
                           ird_waveform_format format) {
    const ird_session *session = &context->session;
    size_t count = wish->probe_count + d->source_count, sources = 0;
    ird_waveform *waves = ird_alloc(count, sizeof *waves);
    char(*names)[NAME_SIZE] = ird_alloc(count, sizeof *names);
    const char *net;
    ird_error err;
    ird_status status = IRD_OK;
    if (waves == NULL || names == NULL) {
        status = ird_fail_memory(&err, "writing waveforms");
        goto done;
    }
    for (size_t i = 0; i < wish->probe_count; i++) {
        name_node(session, wish->probes[i], names[i], &net);
        waves[i] =
            (ird_waveform){names[i], false, d->course.drop_v + i * d->course.count};
    }
    for (size_t i = 0; i < session->spice.count; i++) {
        const ird_network *n = &ird_session_spice_grid(session, (int32_t)i)->grid.network;
        for (size_t k = 0; k < n->sources.count; k++, sources++) {
            size_t at = wish->probe_count + sources;
            ird_network_node_name(n, n->sources.items[k].node, names[at], NAME_SIZE);
            waves[at] = (ird_waveform){names[at], true,
                                       d->course.source_a + sources * d->course.count};
        }
    }
    status = ird_waveform_write(path, format, d->course.at_s, d->course.count, waves,
                                count, &err);
done:
    ird_free(waves);
    ird_free(names);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

/* ---- the command --------------------------------------------------------------------
 */

static int solve(ird_context *context, const ird_time_options *options,
                 ird_dynamic_wish *wish, const char *path) {
    ird_dynamic d = {0};
    ird_error err;
    ird_waveform_format format = IRD_WAVEFORM_CSV;
    if (path != NULL && ird_tcl_waveform_format(context, path, &format) != TCL_OK) {
        return TCL_ERROR;
    }
    if (ird_session_solve_spice_dynamic(&context->session, wish,
                                        &context->progress.monitor, &d, &err) != IRD_OK) {
        return ird_tcl_fail(context, &err);
    }
    int code = path != NULL ? write_waveforms(context, &d, wish, path, format) : TCL_OK;
    if (code == TCL_OK) {
        Tcl_Obj *dict = describe(&context->session, &d, wish);
        if (options->probes != NULL) {
            put_courses(dict, &d, options->probes);
        }
        Tcl_SetObjResult(context->interp, dict);
    }
    ird_dynamic_free(&d);
    return code;
}

/* What belongs to the cells of a design. */
static bool says_cells(const ird_time_options *o) {
    return o->fast || o->worst || o->vectorless || o->from_ns.given || o->cycles.given ||
           o->scenarios.given || o->seed.given;
}

int ird_tcl_solve_spice_dynamic(ird_context *context, const ird_time_options *options,
                                const ird_solve_options *solve_by) {
    int32_t *probes = NULL;
    ird_dynamic_wish wish = {.step_s = options->step_ps.value / PER_PS,
                             .stop_s = options->stop_ps.value / PER_PS,
                             .refined = options->refined.value,
                             .wants_sources = options->file != NULL,
                             .solve = *solve_by};
    if (says_cells(options)) {
        return ird_tcl_fail_clash(context,
                                  "-fast, -worst, -vectorless, -from, -cycles, "
                                  "-scenarios and -seed are about the cells of a design; "
                                  "leave them out for a SPICE network");
    }
    if ((options->step_ps.given && !(wish.step_s > 0)) ||
        (options->stop_ps.given && !(wish.stop_s > 0))) {
        return ird_tcl_fail_clash(context,
                                  "-step and -stop are times in ps; give them above 0");
    }
    int code = find_probes(context, options->probes, &probes, &wish.probe_count);
    wish.probes = probes;
    if (code == TCL_OK && options->file != NULL) {
        Tcl_DString path;
        code = ird_tcl_path(context, options->file, &path);
        if (code == TCL_OK) {
            code = solve(context, options, &wish, Tcl_DStringValue(&path));
        }
        Tcl_DStringFree(&path);
    } else if (code == TCL_OK) {
        code = solve(context, options, &wish, NULL);
    }
    ird_free(probes);
    return code;
}
