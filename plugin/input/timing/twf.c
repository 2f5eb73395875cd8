/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Timing windows of Innovus and Voltus: lists in parentheses.
 */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "timing/timing_reader.h"

typedef enum kind { OPEN, CLOSE, WORD, QUOTED, ENDED } kind;

typedef struct token {
    kind kind;
    ird_slice text;
    long line;
} token;

typedef struct twf {
    ird_timing_reader *r;
    ird_error *err;
    ird_slice rest;
    long line;
    token token;
    double scale_s;
    char divider, bus_open, bus_close;
    IRD_VEC(char) scratch;
} twf;

/* --- words ---------------------------------------------------------------------------
 */

static ird_status fail(const twf *t, ird_status status, const char *what) {
    ird_slice at = t->token.text;
    if (t->token.kind == ENDED) {
        return ird_timing_fail(t->r, IRD_TIMING_SYNTAX, t->token.line, at, t->err,
                               "the file ends too early, where %s; it was cut short",
                               what);
    }
    return ird_timing_fail(t->r, status, t->token.line, at, t->err,
                           "\"%.*s\" stands where %s", ird_slice_quoted(at), at.data,
                           what);
}

static void drop(twf *t, size_t count) {
    t->rest.data += count;
    t->rest.size -= count;
}

static void skip_blanks(twf *t) {
    while (t->rest.size > 0 && (unsigned char)*t->rest.data <= ' ') {
        t->line += *t->rest.data == '\n';
        drop(t, 1);
    }
}

static bool is_in_word(char c) {
    return (unsigned char)c > ' ' && c != '(' && c != ')' && c != '"';
}

static ird_status take_quoted(twf *t) {
    drop(t, 1);
    const char *begin = t->rest.data;
    while (t->rest.size > 0 && *t->rest.data != '"') {
        if (*t->rest.data == '\n') {
            break;
        }
        drop(t, 1);
    }
    t->token = (token){QUOTED, {begin, (size_t)(t->rest.data - begin)}, t->line};
    if (t->rest.size == 0 || *t->rest.data != '"') {
        return ird_timing_fail(t->r, IRD_TIMING_SYNTAX, t->line, t->token.text, t->err,
                               "a quoted name does not end on its line");
    }
    drop(t, 1);
    return IRD_OK;
}

static ird_status next(twf *t) {
    skip_blanks(t);
    t->token = (token){ENDED, {t->rest.data, 0}, t->line};
    if (t->rest.size == 0) {
        return IRD_OK;
    }
    char first = *t->rest.data;
    if (first == '"') {
        return take_quoted(t);
    }
    size_t size = first == '(' || first == ')' ? 1 : 0;
    kind of = first == '(' ? OPEN : first == ')' ? CLOSE : WORD;
    while (of == WORD && size < t->rest.size && is_in_word(t->rest.data[size])) {
        size++;
    }
    t->token = (token){of, {t->rest.data, size}, t->line};
    drop(t, size);
    return IRD_OK;
}

/* From the token behind an open parenthesis to behind the one that closes it. */
static ird_status skip_list(twf *t) {
    for (size_t depth = 1;;) {
        depth += t->token.kind == OPEN;
        depth -= t->token.kind == CLOSE;
        if (depth == 0) {
            return IRD_OK;
        }
        if (t->token.kind == ENDED) {
            return fail(t, IRD_TIMING_SYNTAX, "a ) is missing");
        }
        IRD_TRY(next(t));
    }
}

static bool is_word(const twf *t, const char *text) {
    return t->token.kind == WORD && ird_slice_is(t->token.text, text);
}

static ird_status take_number(twf *t, double *value) {
    IRD_TRY(next(t));
    if (t->token.kind != WORD ||
        !ird_number_parse(t->token.text.data, t->token.text.size, value) ||
        !isfinite(*value)) {
        return fail(t, IRD_TIMING_VALUE, "a number belongs");
    }
    return IRD_OK;
}

/* --- header and clocks ---------------------------------------------------------------
 */

static ird_status read_scale(twf *t) {
    IRD_TRY(take_number(t, &t->scale_s));
    if (!(t->scale_s > 0 && t->scale_s <= 1)) {
        return fail(t, IRD_TIMING_VALUE, "a TIME_SCALE above 0 and up to 1 s belongs");
    }
    return IRD_OK;
}

static ird_status read_delimiters(twf *t) {
    IRD_TRY(next(t));
    const ird_slice text = t->token.text;
    if (t->token.kind == QUOTED && text.size > 0) {
        t->divider = text.data[0];
        t->bus_open = text.size > 1 ? text.data[1] : '\0';
        t->bus_close = text.size > 2 ? text.data[2] : '\0';
    }
    return IRD_OK;
}

static ird_status read_header(twf *t) {
    for (;;) {
        IRD_TRY(next(t));
        if (t->token.kind == CLOSE) {
            return IRD_OK;
        }
        if (t->token.kind != OPEN) {
            return fail(t, IRD_TIMING_SYNTAX, "a part of the HEADER belongs");
        }
        IRD_TRY(next(t));
        if (is_word(t, "TIME_SCALE")) {
            IRD_TRY(read_scale(t));
        } else if (is_word(t, "DELIMITERS")) {
            IRD_TRY(read_delimiters(t));
        }
        IRD_TRY(skip_list(t));
    }
}

/* (WAVEFORM "clk" period ...: the fastest clock counts. */
static ird_status read_waveform(twf *t) {
    double period;
    IRD_TRY(next(t));
    IRD_TRY(take_number(t, &period));
    period *= t->scale_s;
    double *found = &t->r->timing.period_s;
    if (period > 0 && (*found == 0 || period < *found)) {
        *found = period;
    }
    IRD_TRY(next(t));
    return skip_list(t);
}

/* --- records -------------------------------------------------------------------------
 */

/* min:max, one number for both, or *. */
static ird_status take_range(twf *t, double *low, double *high) {
    IRD_TRY(next(t));
    *low = *high = (double)NAN;
    if (is_word(t, "*")) {
        return IRD_OK;
    }
    ird_slice rest = t->token.text;
    bool is_pair = memchr(rest.data, ':', rest.size) != NULL;
    ird_slice first = ird_slice_cut(&rest, ':');
    rest = is_pair ? rest : first;
    if (t->token.kind != WORD || !ird_number_parse(first.data, first.size, low) ||
        !ird_number_parse(rest.data, rest.size, high) || !isfinite(*low) ||
        !isfinite(*high)) {
        return fail(t, IRD_TIMING_VALUE, "a window or slew, min:max or *, belongs");
    }
    if (*high < *low) {
        return fail(t, IRD_TIMING_VALUE, "a window must not end before it begins");
    }
    return IRD_OK;
}

static ird_status skip_value(twf *t) {
    IRD_TRY(next(t));
    return t->token.kind == WORD ? IRD_OK
                                 : fail(t, IRD_TIMING_SYNTAX, "a value or * belongs");
}

/* RTW RT RDR RSLK, and the same falling. */
static ird_status take_edge(twf *t, ird_edge *edge) {
    double fastest;
    IRD_TRY(take_range(t, &edge->begin_s, &edge->end_s));
    IRD_TRY(take_range(t, &fastest, &edge->slew_s));
    if (edge->slew_s < 0) {
        return fail(t, IRD_TIMING_VALUE, "a slew of 0 or more belongs");
    }
    edge->begin_s *= t->scale_s;
    edge->end_s *= t->scale_s;
    edge->slew_s *= t->scale_s;
    IRD_TRY(skip_value(t));
    return skip_value(t);
}

/* Both edges and perhaps a flag, C of a clock, up to the ). */
static ird_status take_values(twf *t, ird_arrival *arrival) {
    IRD_TRY(take_edge(t, &arrival->rise));
    IRD_TRY(take_edge(t, &arrival->fall));
    IRD_TRY(next(t));
    arrival->is_clock = is_word(t, "C");
    return skip_list(t);
}

/* The name as the netlist has it. */
static ird_status find_driver(twf *t, ird_slice name, int32_t *component, bool *is_net) {
    const ird_netlist *netlist = t->r->netlist;
    *component = -1;
    *is_net = false;
    IRD_TRY(ird_vec_reserve(&t->scratch, name.size + 1, "reading timing", t->err));
    size_t size = ird_netlist_canonical(t->scratch.items, name.data, name.size,
                                        t->divider, t->bus_open, t->bus_close);
    int32_t net =
        netlist == NULL ? -1 : ird_names_find(&netlist->names, t->scratch.items, size);
    if (net >= 0) {
        *is_net = true;
        *component = netlist->drivers.items[net];
    }
    return IRD_OK;
}

/* u1/Z: the instance and its pin; *component -1 where it is none of the design. */
static ird_status find_pin(twf *t, ird_slice name, int32_t *component, bool *is_taken) {
    const char *cut = memrchr(name.data, t->divider, name.size);
    *component = -1;
    *is_taken = false;
    if (cut == NULL) {
        return IRD_OK; /* a pin of the design */
    }
    ird_slice instance = {name.data, (size_t)(cut - name.data)};
    ird_slice pin = {cut + 1, name.size - instance.size - 1};
    IRD_TRY(ird_instance_match_find(&t->r->match, instance, component, t->err));
    *is_taken = *component < 0 || !ird_timing_is_input(t->r, *component, pin);
    return IRD_OK;
}

/* (NET ...) or (PIN ...) behind the word. */
static ird_status read_record(twf *t, bool is_pin) {
    ird_arrival arrival = ird_arrival_none;
    IRD_TRY(ird_timing_tick(t->r, t->token.text.data, t->err));
    IRD_TRY(next(t));
    bool is_constant = is_word(t, "CONSTANT");
    if (is_constant) {
        IRD_TRY(next(t));
    }
    if (t->token.kind != QUOTED && t->token.kind != WORD) {
        return fail(t, IRD_TIMING_SYNTAX, "the name of a net or pin belongs");
    }
    token name = t->token;
    int32_t component;
    bool is_known;
    IRD_TRY(is_pin ? find_pin(t, name.text, &component, &is_known)
                   : find_driver(t, name.text, &component, &is_known));
    if (is_constant) {
        IRD_TRY(next(t));
        IRD_TRY(skip_list(t));
    } else {
        IRD_TRY(take_values(t, &arrival));
    }
    if (is_pin ? !is_known : is_known && component < 0) {
        t->r->timing.inputs++;
        return IRD_OK;
    }
    return ird_timing_add(t->r, component, name.text, &arrival, name.line, t->err);
}

/* The words of a CAUSED_BY (its clock and edge) are passed over. A CAUSED_BY inside of
 * another one is a list like any other, so that depth is bounded. */
static ird_status read_group(twf *t, bool *is_done) {
    IRD_TRY(next(t));
    *is_done = t->token.kind == CLOSE;
    if (t->token.kind == ENDED) {
        return fail(t, IRD_TIMING_SYNTAX, "a ) is missing");
    }
    if (t->token.kind != OPEN) {
        return IRD_OK;
    }
    IRD_TRY(next(t));
    return is_word(t, "NET") || is_word(t, "PIN") ? read_record(t, is_word(t, "PIN"))
                                                  : skip_list(t);
}

/* What stands in the TIMING_WINDOWS. */
static ird_status read_item(twf *t) {
    IRD_TRY(next(t));
    if (is_word(t, "HEADER")) {
        return read_header(t);
    }
    if (is_word(t, "WAVEFORM")) {
        return read_waveform(t);
    }
    if (is_word(t, "NET") || is_word(t, "PIN")) {
        return read_record(t, is_word(t, "PIN"));
    }
    if (is_word(t, "CAUSED_BY")) {
        bool is_done = false;
        while (!is_done) {
            IRD_TRY(read_group(t, &is_done));
        }
        return IRD_OK;
    }
    return skip_list(t);
}

static ird_status read_file(twf *t) {
    IRD_TRY(next(t));
    IRD_TRY(next(t));
    if (!is_word(t, "TIMING_WINDOWS")) {
        return fail(t, IRD_TIMING_FORMAT, "TIMING_WINDOWS of a .twf file belongs");
    }
    for (;;) {
        IRD_TRY(next(t));
        if (t->token.kind == CLOSE) {
            return IRD_OK;
        }
        if (t->token.kind != OPEN) {
            return fail(t, IRD_TIMING_SYNTAX, "a ( or ) belongs");
        }
        IRD_TRY(read_item(t));
    }
}

ird_status ird_timing_read_twf(ird_timing_reader *r, ird_error *err) {
    twf t = {.r = r,
             .err = err,
             .rest = r->text,
             .line = 1,
             .scale_s = 1e-9,
             .divider = '/',
             .bus_open = '[',
             .bus_close = ']'};
    ird_status status = read_file(&t);
    ird_free(t.scratch.items);
    return status;
}
