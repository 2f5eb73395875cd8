/* SPDX-License-Identifier: BSD-3-Clause */
#include "liberty/delays.h"

#include <math.h>
#include <string.h>

#include "base/input.h"
#include "base/number.h"
#include "liberty/lib_lexer.h"

static const char DOING[] = "reading Liberty";

typedef struct reader {
    ird_lib_lexer lexer;
    ird_liberty_delays *made;
    double nominal_v, condition_v;
    ird_error *err;
} reader;

void ird_liberty_delays_free(ird_liberty_delays *delays) {
    if (delays != NULL) {
        ird_names_free(&delays->cell_names);
        ird_free(delays->cells.items);
        *delays = (ird_liberty_delays){0};
    }
}

/* The numbers of a row: "0.1, 0.2, 0.3". */
static bool next_number(ird_slice *rest, double *value) {
    static const char between[] = " \t\r\n,\\";
    while (rest->size > 0 && memchr(between, *rest->data, sizeof between - 1) != NULL) {
        rest->data++;
        rest->size--;
    }
    size_t size = 0;
    while (size < rest->size &&
           memchr(between, rest->data[size], sizeof between - 1) == NULL) {
        size++;
    }
    bool is_one = size > 0 && ird_number_parse(rest->data, size, value);
    rest->data += size;
    rest->size -= size;
    return is_one;
}

static void add_values(const ird_lib_statement *s, ird_liberty_delay *delay) {
    for (size_t i = 0; i < s->count; i++) {
        ird_slice rest = s->values[i];
        double value;
        while (next_number(&rest, &value)) {
            bool is_usable = value > 0 && isfinite(value);
            delay->log_sum += is_usable ? log(value) : 0;
            delay->count += is_usable;
            delay->others += !is_usable;
        }
    }
}

static void add_axis(const ird_lib_statement *s, ird_liberty_delay *delay) {
    double value, at = 1;
    for (size_t i = 0; i < s->count; i++) {
        ird_slice rest = s->values[i];
        while (next_number(&rest, &value)) {
            delay->axes += at++ * value;
        }
    }
}

/* A table of delays. */
static ird_status read_table(reader *r, ird_liberty_delay *delay) {
    ird_lib_statement s;
    for (;;) {
        IRD_TRY(ird_lib_next(&r->lexer, &s, r->err));
        if (s.kind == IRD_LIB_CLOSE || s.kind == IRD_LIB_END) {
            return IRD_OK;
        }
        if (s.kind == IRD_LIB_GROUP) {
            IRD_TRY(ird_lib_skip_group(&r->lexer, r->err));
        } else if (ird_slice_is(s.name, "values")) {
            add_values(&s, delay);
        } else if (ird_slice_is(s.name, "index_1") || ird_slice_is(s.name, "index_2")) {
            add_axis(&s, delay);
        }
    }
}

static bool is_delay(ird_slice name) {
    return ird_slice_is(name, "cell_rise") || ird_slice_is(name, "cell_fall");
}

/* Groups that hold tables of delays, however deep, up to the end of this one. */
static ird_status read_groups(reader *r, ird_liberty_delay *delay) {
    ird_lib_statement s;
    for (size_t depth = 1; depth > 0;) {
        IRD_TRY(ird_lib_next(&r->lexer, &s, r->err));
        if (s.kind == IRD_LIB_END) {
            break;
        }
        if (s.kind == IRD_LIB_CLOSE) {
            depth--;
        } else if (s.kind == IRD_LIB_GROUP) {
            bool is_open = ird_slice_is(s.name, "pin") || ird_slice_is(s.name, "bus") ||
                           ird_slice_is(s.name, "bundle") ||
                           ird_slice_is(s.name, "timing");
            depth += is_open;
            IRD_TRY(is_open            ? IRD_OK
                    : is_delay(s.name) ? read_table(r, delay)
                                       : ird_lib_skip_group(&r->lexer, r->err));
        }
    }
    return IRD_OK;
}

static ird_status read_cell(reader *r, const ird_lib_statement *group) {
    ird_liberty_delay delay = {0};
    ird_slice name = group->count > 0 ? group->values[0] : (ird_slice){"", 0};
    int32_t id;
    bool added;
    IRD_TRY(read_groups(r, &delay));
    IRD_TRY(ird_vec_reserve(&r->made->cells, 1, DOING, r->err));
    IRD_TRY(
        ird_names_add(&r->made->cell_names, name.data, name.size, &id, &added, r->err));
    if (added) {
        r->made->cells.items[r->made->cells.count++] = delay;
    }
    return IRD_OK;
}

static ird_status read_conditions(reader *r) {
    ird_lib_statement s;
    for (;;) {
        IRD_TRY(ird_lib_next(&r->lexer, &s, r->err));
        if (s.kind == IRD_LIB_CLOSE || s.kind == IRD_LIB_END) {
            return IRD_OK;
        }
        if (s.kind == IRD_LIB_GROUP) {
            IRD_TRY(ird_lib_skip_group(&r->lexer, r->err));
        } else if (ird_slice_is(s.name, "voltage") && isnan(r->condition_v)) {
            IRD_TRY(ird_lib_number(&r->lexer, &s, 0, 1, &r->condition_v, r->err));
        }
    }
}

static ird_status read_statement(reader *r, const ird_lib_statement *s) {
    if (s->kind == IRD_LIB_GROUP) {
        return ird_slice_is(s->name, "cell") ? read_cell(r, s)
               : ird_slice_is(s->name, "operating_conditions")
                   ? read_conditions(r)
                   : ird_lib_skip_group(&r->lexer, r->err);
    }
    return ird_slice_is(s->name, "nom_voltage")
               ? ird_lib_number(&r->lexer, s, 0, 1, &r->nominal_v, r->err)
               : IRD_OK;
}

static ird_status read_library(reader *r) {
    IRD_TRY(ird_lib_enter_library(&r->lexer, r->err));
    for (;;) {
        ird_lib_statement s;
        bool more;
        IRD_TRY(ird_lib_next_of_library(&r->lexer, &s, &more, r->err));
        if (!more) {
            return IRD_OK;
        }
        IRD_TRY(read_statement(r, &s));
    }
}

ird_status ird_liberty_read_delays(ird_liberty_delays *delays, const char *path,
                                   const ird_monitor *monitor, ird_error *err) {
    ird_liberty_delays made = {0};
    ird_input input = {0};
    reader r = {
        .made = &made, .nominal_v = (double)NAN, .condition_v = (double)NAN, .err = err};
    IRD_TRY(ird_input_open(&input, path, err));
    ird_lib_begin(&r.lexer, path, (ird_slice){input.data, input.size}, monitor);
    ird_status status = read_library(&r);
    ird_input_close(&input);
    made.nominal_v = isnan(r.nominal_v) ? r.condition_v : r.nominal_v;
    if (status == IRD_OK && !(made.nominal_v > 0)) {
        status = ird_fail_at(err, IRD_LIBERTY_VOLTAGE, path, 0,
                             "the library does not say its voltage: nom_voltage is "
                             "missing");
    }
    if (status != IRD_OK) {
        ird_liberty_delays_free(&made);
        return status;
    }
    ird_liberty_delays_free(delays);
    *delays = made;
    return IRD_OK;
}

static const ird_liberty_delay *find(const ird_liberty_delays *delays, const char *cell) {
    int32_t id = ird_names_find(&delays->cell_names, cell, strlen(cell));
    return id >= 0 && delays->cells.items[id].count > 0 ? &delays->cells.items[id] : NULL;
}

double ird_liberty_delay_ratio(const ird_liberty_delays *high,
                               const ird_liberty_delays *low, const char *cell) {
    static const double ALIKE = 1e-6;
    const ird_liberty_delay *a = find(high, cell), *b = find(low, cell);
    if (a == NULL || b == NULL || a->count != b->count || a->others != b->others ||
        fabs(a->axes - b->axes) > ALIKE * fabs(a->axes)) {
        return (double)NAN;
    }
    return exp((b->log_sum - a->log_sum) / (double)a->count);
}
