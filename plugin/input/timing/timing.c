/* SPDX-License-Identifier: BSD-3-Clause */
#include "timing/timing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/input.h"
#include "base/number.h"
#include "timing/timing_reader.h"

static const char DOING[] = "reading timing";

enum { RECORDS_A_TICK = 4096 };

const char *ird_timing_format_name(ird_timing_format format) {
    return format == IRD_TIMING_TWF ? "TWF" : "CSV";
}

const ird_arrival ird_arrival_none = {{NAN, NAN, NAN}, {NAN, NAN, NAN}, false, false};

bool ird_arrival_switches(const ird_arrival *arrival) {
    return !isnan(arrival->rise.begin_s) || !isnan(arrival->fall.begin_s);
}

void ird_timing_free(ird_timing *timing) {
    if (timing != NULL) {
        ird_free(timing->file);
        ird_free(timing->arrivals);
        ird_notes_free(&timing->notes);
        *timing = (ird_timing){0};
    }
}

ird_status ird_timing_fail(const ird_timing_reader *r, ird_status status, long line,
                           ird_slice at, ird_error *err, const char *format, ...) {
    char text[sizeof err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ird_fail_at(err, status, r->path, line, "%s", text);
    ird_error_detail(err, at.data, at.size);
    return status;
}

/* --- where records go ----------------------------------------------------------------
 */

ird_status ird_timing_tick(ird_timing_reader *r, const char *at, ird_error *err) {
    if (r->records++ % RECORDS_A_TICK != 0) {
        return IRD_OK;
    }
    double done = (double)(at - r->text.data) / (double)r->text.size;
    return ird_monitor_tick(r->monitor, DOING, done, err);
}

/* Of a NAN and a number fmin and fmax take the number. */
static void join_edge(ird_edge *edge, const ird_edge *other) {
    edge->begin_s = fmin(edge->begin_s, other->begin_s);
    edge->end_s = fmax(edge->end_s, other->end_s);
    edge->slew_s = fmax(edge->slew_s, other->slew_s);
}

ird_status ird_timing_add(ird_timing_reader *r, int32_t component, ird_slice name,
                          const ird_arrival *arrival, long line, ird_error *err) {
    r->timing.rows++;
    if (component < 0) {
        r->timing.unknown++;
        return ird_notes_add(&r->timing.notes, IRD_TIMING_UNKNOWN, r->path, line, err,
                             "%.*s is not in the design; its window is left out",
                             ird_slice_quoted(name), name.data);
    }
    ird_arrival *slot = &r->timing.arrivals[component];
    slot->is_clock |= arrival->is_clock;
    join_edge(&slot->rise, &arrival->rise);
    join_edge(&slot->fall, &arrival->fall);
    slot->is_constant = !ird_arrival_switches(slot);
    r->timing.constant += ird_arrival_switches(arrival) ? 0 : 1;
    return IRD_OK;
}

bool ird_timing_is_input(const ird_timing_reader *r, int32_t component, ird_slice pin) {
    const ird_technology *tech = r->tech;
    const ird_macro *macro =
        &tech->macros.items[r->match.design->components.items[component].macro];
    int32_t name = ird_names_find(&tech->pin_names, pin.data, pin.size);
    for (size_t i = 0; i < macro->pin_count && name >= 0; i++) {
        const ird_macro_pin *at = &tech->macro_pins.items[macro->first_pin + i];
        if (at->name == name) {
            return at->direction == IRD_PIN_INPUT;
        }
    }
    return false;
}

/* --- CSV -----------------------------------------------------------------------------
 */

/* What a column holds; of each edge there may be one. */
typedef enum column { OTHER, INSTANCE, PIN, BEGIN, END, SLEW } column;

enum { MOST_FIELDS = 64, EDGES = 3 }; /* either, rising, falling */

typedef struct heading {
    column of;
    int edge;
    double unit_s;
} heading;

typedef struct table {
    ird_timing_reader *r;
    heading headings[MOST_FIELDS];
    size_t count;
    long line;
} table;

/* A row as read so far. */
typedef struct record {
    ird_slice name, pin;
    ird_edge edges[EDGES];
} record;

/* Cut off the next field, without its quotes. */
static ird_slice take_field(ird_slice *rest) {
    ird_slice trimmed = ird_slice_trimmed(*rest);
    if (trimmed.size > 1 && *trimmed.data == '"') {
        const char *end = memchr(trimmed.data + 1, '"', trimmed.size - 1);
        if (end != NULL) {
            ird_slice field = {trimmed.data + 1, (size_t)(end - trimmed.data - 1)};
            size_t taken = (size_t)(end + 1 - rest->data);
            *rest = (ird_slice){end + 1, rest->size - taken};
            ird_slice_cut(rest, ',');
            return field;
        }
    }
    return ird_slice_trimmed(ird_slice_cut(rest, ','));
}

/* rise_min_ns and the like. */
static heading heading_of(ird_slice name) {
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"_fs", 1e-15}, {"_ps", 1e-12}, {"_ns", 1e-9}, {"_us", 1e-6}, {"_s", 1}};
    static const struct {
        const char *name;
        column of;
        int edge;
    } times[] = {{"begin", BEGIN, 0},    {"end", END, 0},      {"slew", SLEW, 0},
                 {"rise_min", BEGIN, 1}, {"rise_max", END, 1}, {"rise_slew", SLEW, 1},
                 {"fall_min", BEGIN, 2}, {"fall_max", END, 2}, {"fall_slew", SLEW, 2}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        size_t size = strlen(times[i].name);
        for (size_t k = 0; k < sizeof units / sizeof *units && name.size > size; k++) {
            ird_slice unit = {name.data + size, name.size - size};
            if (memcmp(name.data, times[i].name, size) == 0 &&
                ird_slice_is(unit, units[k].name)) {
                return (heading){times[i].of, times[i].edge, units[k].seconds};
            }
        }
    }
    return (heading){ird_slice_is(name, "instance") ? INSTANCE
                     : ird_slice_is(name, "pin")    ? PIN
                                                    : OTHER,
                     0, 1};
}

/* Whether the columns hold at most one of each kind and edge, and with each begin an end.
 */
static bool is_whole(const table *t) {
    size_t found[SLEW + 1][EDGES] = {{0}};
    for (size_t i = 0; i < t->count; i++) {
        found[t->headings[i].of][t->headings[i].edge]++;
    }
    size_t windows = 0;
    for (int edge = 0; edge < EDGES; edge++) {
        if (found[BEGIN][edge] != found[END][edge] || found[BEGIN][edge] > 1 ||
            found[SLEW][edge] > 1) {
            return false;
        }
        windows += found[BEGIN][edge];
    }
    return windows > 0 && found[INSTANCE][0] == 1 && found[PIN][0] <= 1;
}

static ird_status read_heading(table *t, ird_slice line, ird_error *err) {
    ird_slice rest = line;
    while (rest.size > 0 && t->count < MOST_FIELDS) {
        t->headings[t->count++] = heading_of(take_field(&rest));
    }
    if (rest.size > 0 || !is_whole(t)) {
        return ird_timing_fail(
            t->r, IRD_TIMING_FORMAT, t->line, line, err,
            "\"%.*s\" is no heading of a timing file; give the columns "
            "instance,begin_ns,end_ns,slew_ns, or write a .twf",
            ird_slice_quoted(line), line.data);
    }
    return IRD_OK;
}

static ird_status read_time(const table *t, const heading *on, ird_slice text,
                            double *seconds, ird_error *err) {
    double value = (double)NAN;
    if (text.size > 0 &&
        (!ird_number_parse(text.data, text.size, &value) || !isfinite(value))) {
        return ird_timing_fail(t->r, IRD_TIMING_VALUE, t->line, text, err,
                               "\"%.*s\" is no time", ird_slice_quoted(text), text.data);
    }
    *seconds = value * on->unit_s;
    return IRD_OK;
}

static ird_status take_row(const table *t, ird_slice line, record *row, ird_error *err) {
    ird_slice rest = line;
    size_t fields = 0;
    while (fields < t->count && (rest.size > 0 || fields + 1 == t->count)) {
        const heading *on = &t->headings[fields++];
        ird_slice text = take_field(&rest);
        ird_edge *edge = &row->edges[on->edge];
        double *const times[] = {
            [BEGIN] = &edge->begin_s, [END] = &edge->end_s, [SLEW] = &edge->slew_s};
        if (on->of == INSTANCE) {
            row->name = text;
        } else if (on->of == PIN) {
            row->pin = text;
        } else if (on->of != OTHER) {
            IRD_TRY(read_time(t, on, text, times[on->of], err));
        }
    }
    if (fields < t->count || rest.size > 0 || row->name.size == 0) {
        return ird_timing_fail(t->r, IRD_TIMING_SYNTAX, t->line, line, err,
                               "this line has not the %zu fields of the heading",
                               t->count);
    }
    return IRD_OK;
}

static ird_status check_edges(const table *t, const record *row, ird_error *err) {
    const char *wrong = NULL;
    for (int i = 0; i < EDGES; i++) {
        const ird_edge *edge = &row->edges[i];
        if (isnan(edge->begin_s) != isnan(edge->end_s)) {
            wrong = "has only one end";
        } else if (edge->end_s < edge->begin_s) {
            wrong = "ends before it begins";
        } else if (edge->slew_s < 0) {
            wrong = "has a negative slew";
        }
    }
    return wrong == NULL
               ? IRD_OK
               : ird_timing_fail(t->r, IRD_TIMING_VALUE, t->line, row->name, err,
                                 "the window of %.*s %s", ird_slice_quoted(row->name),
                                 row->name.data, wrong);
}

static ird_status read_row(table *t, ird_slice line, ird_error *err) {
    const ird_edge none = ird_arrival_none.rise;
    record row = {.edges = {none, none, none}};
    int32_t component = -1;
    IRD_TRY(take_row(t, line, &row, err));
    IRD_TRY(check_edges(t, &row, err));
    ird_arrival arrival = {row.edges[1], row.edges[2], false, false};
    join_edge(&arrival.rise, &row.edges[0]);
    join_edge(&arrival.fall, &row.edges[0]);
    IRD_TRY(ird_instance_match_find(&t->r->match, row.name, &component, err));
    if (component >= 0 && row.pin.size > 0 &&
        ird_timing_is_input(t->r, component, row.pin)) {
        t->r->timing.inputs++;
        return IRD_OK;
    }
    return ird_timing_add(t->r, component, row.name, &arrival, t->line, err);
}

static ird_status read_csv(ird_timing_reader *r, ird_error *err) {
    table t = {.r = r};
    ird_lines lines = {.rest = r->text};
    ird_slice line;
    while (ird_lines_next(&lines, &line)) {
        line = ird_slice_trimmed(line);
        if (line.size == 0 || *line.data == '#') {
            continue;
        }
        t.line = lines.number;
        if (t.count == 0) {
            IRD_TRY(read_heading(&t, line, err));
            continue;
        }
        IRD_TRY(ird_timing_tick(r, line.data, err));
        IRD_TRY(read_row(&t, line, err));
    }
    return t.count > 0 ? IRD_OK
                       : ird_timing_fail(r, IRD_TIMING_FORMAT, 0, r->text, err,
                                         "the timing file is empty; give the columns "
                                         "instance,begin_ns,end_ns,slew_ns, or a .twf");
}

/* --- the whole -----------------------------------------------------------------------
 */

static ird_status begin(ird_timing_reader *r, const ird_design *design, ird_error *err) {
    ird_timing *timing = &r->timing;
    timing->count = design->components.count;
    timing->file = ird_copy_string(r->path, strlen(r->path));
    timing->arrivals = ird_alloc(timing->count, sizeof *timing->arrivals);
    if (timing->file == NULL || timing->arrivals == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < timing->count; i++) {
        timing->arrivals[i] = ird_arrival_none;
    }
    return ird_instance_match_create(&r->match, design, err);
}

static ird_status finish(ird_timing_reader *r, ird_error *err) {
    ird_timing *timing = &r->timing;
    timing->first_s = INFINITY;
    timing->last_s = -INFINITY;
    for (size_t i = 0; i < timing->count; i++) {
        const ird_arrival *a = &timing->arrivals[i];
        timing->slews += isnan(a->rise.slew_s) && isnan(a->fall.slew_s) ? 0 : 1;
        if (ird_arrival_switches(a)) {
            timing->windows++;
            timing->first_s =
                fmin(timing->first_s, fmin(a->rise.begin_s, a->fall.begin_s));
            timing->last_s = fmax(timing->last_s, fmax(a->rise.end_s, a->fall.end_s));
        }
    }
    if (timing->windows > 0) {
        return IRD_OK;
    }
    timing->first_s = timing->last_s = 0;
    if (timing->constant > 0) {
        return IRD_OK;
    }
    return ird_timing_fail(
        r, IRD_TIMING_NO_MATCH, 0, (ird_slice){"", 0}, err,
        "none of the %zu windows is of an instance of the design; is it the timing of "
        "this netlist?",
        timing->rows);
}

static bool is_twf(ird_slice text) {
    text = ird_slice_trimmed(text);
    return text.size > 0 && *text.data == '(';
}

ird_status ird_timing_read(ird_timing *timing, const ird_design *design,
                           const ird_technology *tech, const ird_netlist *netlist,
                           const char *path, const ird_monitor *monitor, ird_error *err) {
    ird_input input = {0};
    ird_timing_reader r = {
        .path = path, .tech = tech, .netlist = netlist, .monitor = monitor};
    IRD_TRY(ird_input_open(&input, path, err));
    r.text = (ird_slice){input.data, input.size};
    ird_status status = begin(&r, design, err);
    if (status == IRD_OK) {
        r.timing.format = is_twf(r.text) ? IRD_TIMING_TWF : IRD_TIMING_CSV;
        status = r.timing.format == IRD_TIMING_TWF ? ird_timing_read_twf(&r, err)
                                                   : read_csv(&r, err);
    }
    if (status == IRD_OK) {
        status = finish(&r, err);
    }
    ird_instance_match_free(&r.match);
    ird_input_close(&input);
    if (status != IRD_OK) {
        ird_timing_free(&r.timing);
        return status;
    }
    ird_timing_free(timing);
    *timing = r.timing;
    return IRD_OK;
}
