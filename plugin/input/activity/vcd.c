/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The declarations of a VCD file, and which bits of it are counted. Passed over by
 * structure: $date, $version, $comment and declarations of other tools, each up to its
 * $end; variables that have no bits (real, realtime, event, string) and their values.
 */
#include "activity/vcd.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

enum { LONGEST_TIME_SCALE = 32, WIDEST = 1 << 24 };

static const char *const doing = "reading VCD";

static ird_status fail(ird_vcd *v, ird_status status, ird_slice word, const char *what) {
    return ird_activity_pass_fail(v->pass, status, word, v->err, "%s, found \"%.*s\"",
                                  what, ird_slice_quoted(word), word.data);
}

/* Next word; the end of the file is an error. */
static ird_status next(ird_vcd *v, ird_slice *word) {
    IRD_TRY(ird_stream_word(v->stream, word, v->err));
    if (word->size == 0) {
        return ird_activity_pass_fail(
            v->pass, IRD_VCD_TRUNCATED, *word, v->err,
            "the file ends before $enddefinitions; it was cut short, write or copy it "
            "again");
    }
    return IRD_OK;
}

static ird_status skip_to_end(ird_vcd *v) {
    ird_slice word;
    do {
        IRD_TRY(next(v, &word));
    } while (!ird_slice_is(word, "$end"));
    return IRD_OK;
}

static ird_status expect_end(ird_vcd *v) {
    ird_slice word;
    IRD_TRY(next(v, &word));
    return ird_slice_is(word, "$end") ? IRD_OK
                                      : fail(v, IRD_VCD_SYNTAX, word, "expected $end");
}

/* The words up to $end, without blanks between them, into text. */
static ird_status join_to_end(ird_vcd *v, ird_text *text) {
    for (;;) {
        ird_slice word;
        IRD_TRY(next(v, &word));
        if (ird_slice_is(word, "$end")) {
            return IRD_OK;
        }
        IRD_TRY(ird_text_add(text, word.data, word.size, v->err));
    }
}

/* $timescale 1 ns $end, quoted or not. */
static ird_status read_timescale(ird_vcd *v) {
    ird_text text = {0};
    ird_status status = join_to_end(v, &text);
    if (status == IRD_OK) {
        const char *given = ird_text_get(&text);
        ird_slice scale = {given, strlen(given)};
        if (scale.size >= 2 && *given == '"' && given[scale.size - 1] == '"') {
            scale = (ird_slice){given + 1, scale.size - 2};
        }
        if (!ird_timescale_parse(scale, &v->tick_s)) {
            ird_slice here = {v->stream->at, 0};
            status = ird_activity_pass_fail(
                v->pass, IRD_ACTIVITY_TIMESCALE, here, v->err,
                "\"%.80s\" is no time scale; write one such as 1 ns", given);
        }
    }
    ird_text_free(&text);
    return status;
}

/* $scope module name $end; one without a name, as some tools write it around all others,
 * is as if it were not there. */
static ird_status read_scope(ird_vcd *v, int32_t *scope) {
    ird_slice word;
    IRD_TRY(ird_vec_reserve(&v->around, 1, doing, v->err));
    v->around.items[v->around.count++] = *scope;
    IRD_TRY(next(v, &word));
    if (!ird_slice_is(word, "$end")) {
        IRD_TRY(next(v, &word));
    }
    if (ird_slice_is(word, "$end")) {
        return IRD_OK;
    }
    IRD_TRY(ird_signals_enter(&v->pass->signals, *scope, word, scope, v->err));
    return expect_end(v);
}

static ird_status leave_scope(ird_vcd *v, int32_t *scope) {
    if (v->around.count == 0) {
        return ird_activity_pass_fail(v->pass, IRD_VCD_SYNTAX,
                                      (ird_slice){v->stream->at, 0}, v->err,
                                      "$upscope without a $scope before it");
    }
    *scope = v->around.items[--v->around.count];
    return expect_end(v);
}

/* --- variables -----------------------------------------------------------------------
 */

/* A whole number at *at, which moves behind it. */
static bool take_integer(const char **at, int32_t *value) {
    enum { LARGEST = 1 << 28 };
    bool negative = **at == '-';
    const char *digit = *at + (negative ? 1 : 0);
    int32_t number = 0;
    if (*digit < '0' || *digit > '9') {
        return false;
    }
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        number = number * 10 + (*digit - '0');
        if (number > LARGEST) {
            return false;
        }
    }
    *value = negative ? -number : number;
    *at = digit;
    return true;
}

/* "[7:0]" or "[3]", all of text, for a signal of that width. */
static bool parse_range(const char *text, ird_signal *signal) {
    int32_t left;
    const char *at = text + 1;
    if (*text != '[' || !take_integer(&at, &left)) {
        return false;
    }
    int32_t right = left;
    if (*at == ':') {
        at++;
        if (!take_integer(&at, &right)) {
            return false;
        }
    }
    int64_t span = left >= right ? (int64_t)left - right : (int64_t)right - left;
    if (strcmp(at, "]") != 0 || span + 1 != (int64_t)signal->width) {
        return false;
    }
    signal->right = right;
    signal->step = left >= right ? 1 : -1;
    return true;
}

/* text holds name and range, the range from `split` on where it stands apart. A vector
 * without a range that says so counts from 0; bits of arrays of vectors have no name. */
static ird_status add_variable(ird_vcd *v, ird_text *text, size_t split,
                               ird_signal signal) {
    const char *given = ird_text_get(text);
    size_t size = strlen(given);
    bool is_vector = signal.width > 1;
    if (split == size && *given != '\\') { /* glued, if at all */
        const char *bracket = strrchr(given, '[');
        split = bracket != NULL && bracket > given && (is_vector || strchr(bracket, ':'))
                    ? (size_t)(bracket - given)
                    : size;
    }
    if (split < size) {
        signal.width = parse_range(given + split, &signal) ? signal.width : 0;
    } else if (is_vector) {
        signal.step = 1;
    }
    return ird_signals_add(&v->pass->signals, (ird_slice){given, split}, signal, v->err);
}

static bool has_bits(ird_slice type) {
    static const char *const others[] = {"real", "realtime", "event", "string"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (ird_slice_is(type, others[i])) {
            return false;
        }
    }
    return true;
}

static ird_status read_width(ird_vcd *v, uint32_t *width) {
    ird_slice word;
    double value;
    IRD_TRY(next(v, &word));
    if (!ird_number_parse(word.data, word.size, &value) || !(value >= 0) ||
        value > WIDEST || value != floor(value)) {
        return fail(v, IRD_VCD_SYNTAX, word, "expected the width of a variable");
    }
    *width = value > 0 ? (uint32_t)value : 1; /* strings may have none */
    return IRD_OK;
}

static ird_status read_code(ird_vcd *v, uint32_t width, uint32_t *code) {
    ird_slice word;
    int32_t id;
    bool added;
    IRD_TRY(next(v, &word));
    if (ird_slice_is(word, "$end")) {
        return fail(v, IRD_VCD_SYNTAX, word, "expected the code of a variable");
    }
    IRD_TRY(ird_vec_reserve(&v->entries, 1, doing, v->err));
    IRD_TRY(ird_names_add(&v->codes.names, word.data, word.size, &id, &added, v->err));
    if (added) {
        v->entries.items[v->entries.count++] = (ird_vcd_entry){IRD_VCD_IGNORED, width};
    } else if (width > v->entries.items[id].width) {
        v->entries.items[id].width = width;
    }
    *code = (uint32_t)id;
    return IRD_OK;
}

/* $var wire 8 # data [7:0] $end */
static ird_status read_variable(ird_vcd *v, int32_t scope, ird_text *text) {
    ird_signal signal = {.scope = scope};
    ird_slice word;
    IRD_TRY(next(v, &word));
    bool is_counted = has_bits(word);
    IRD_TRY(read_width(v, &signal.width));
    IRD_TRY(read_code(v, signal.width, &signal.code));
    IRD_TRY(next(v, &word));
    if (ird_slice_is(word, "$end")) {
        return fail(v, IRD_VCD_SYNTAX, word, "expected the name of a variable");
    }
    ird_text_truncate(text, 0);
    IRD_TRY(ird_text_add(text, word.data, word.size, v->err));
    size_t split = word.size;
    IRD_TRY(join_to_end(v, text));
    return is_counted ? add_variable(v, text, split, signal) : IRD_OK;
}

static ird_status read_declarations(ird_vcd *v, ird_text *text) {
    int32_t scope = -1;
    for (;;) {
        ird_slice word;
        IRD_TRY(next(v, &word));
        if (ird_slice_is(word, "$var")) {
            IRD_TRY(read_variable(v, scope, text));
        } else if (ird_slice_is(word, "$scope")) {
            IRD_TRY(read_scope(v, &scope));
        } else if (ird_slice_is(word, "$upscope")) {
            IRD_TRY(leave_scope(v, &scope));
        } else if (ird_slice_is(word, "$timescale")) {
            IRD_TRY(read_timescale(v));
        } else if (ird_slice_is(word, "$enddefinitions")) {
            return expect_end(v);
        } else if (*word.data == '$') { /* $date, $version, $comment, and other tools' */
            IRD_TRY(skip_to_end(v));
        } else {
            return fail(v, IRD_VCD_SYNTAX, word, "expected a declaration such as $var");
        }
        IRD_TRY(ird_stream_tick(v->stream, v->pass->monitor, doing, v->err));
    }
}

/* --- what is counted -----------------------------------------------------------------
 */

/* Give a place among the bits to each code that is the source of a net. */
static ird_status place_bits(ird_vcd *v, size_t *bits) {
    const ird_activity_pass *pass = v->pass;
    uint64_t count = 0;
    for (size_t net = 0; net < pass->netlist->drivers.count; net++) {
        uint32_t code = pass->sources[net].code;
        if (code == IRD_NO_CODE || v->entries.items[code].first != IRD_VCD_IGNORED) {
            continue;
        }
        v->entries.items[code].first = (uint32_t)count;
        count += v->entries.items[code].width;
        if (count >= IRD_VCD_IGNORED) {
            return ird_fail_memory(v->err, doing);
        }
    }
    *bits = (size_t)count;
    v->bits = ird_alloc_zero((size_t)count, sizeof *v->bits);
    v->weights =
        pass->power_w != NULL ? ird_alloc_zero((size_t)count, sizeof *v->weights) : NULL;
    if (v->bits == NULL || (pass->power_w != NULL && v->weights == NULL)) {
        return ird_fail_memory(v->err, doing);
    }
    return IRD_OK;
}

static size_t bit_of(const ird_vcd *v, size_t net) {
    ird_net_source source = v->pass->sources[net];
    return (size_t)v->entries.items[source.code].first + source.bit;
}

/* A toggle weighs what the driver draws, shared among the nets that it drives. */
static ird_status weigh_bits(ird_vcd *v, size_t components) {
    const ird_activity_pass *pass = v->pass;
    uint32_t *counts = ird_alloc(components, sizeof *counts);
    if (counts == NULL) {
        return ird_fail_memory(v->err, doing);
    }
    ird_activity_pass_count(pass, counts, components);
    for (size_t net = 0; net < pass->netlist->drivers.count; net++) {
        int32_t driver = pass->netlist->drivers.items[net];
        if (driver != IRD_NO_DRIVER && pass->sources[net].code != IRD_NO_CODE) {
            v->weights[bit_of(v, net)] += pass->power_w[driver] / (double)counts[driver];
        }
    }
    ird_free(counts);
    return IRD_OK;
}

/* Whose toggles are those of each bit. */
static ird_status find_drivers(ird_vcd *v, size_t count) {
    const ird_activity_pass *pass = v->pass;
    v->driver_of = ird_alloc(count, sizeof *v->driver_of);
    if (v->driver_of == NULL) {
        return ird_fail_memory(v->err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        v->driver_of[i] = IRD_NO_DRIVER;
    }
    if (pass->edges_of != NULL) {
        if (pass->sources[*pass->edges_of].code != IRD_NO_CODE) {
            v->driver_of[bit_of(v, (size_t)*pass->edges_of)] = 0;
        }
        return IRD_OK;
    }
    for (size_t net = 0; net < pass->netlist->drivers.count; net++) {
        int32_t driver = pass->netlist->drivers.items[net];
        if (driver != IRD_NO_DRIVER && pass->sources[net].code != IRD_NO_CODE &&
            v->driver_of[bit_of(v, net)] == IRD_NO_DRIVER) {
            v->driver_of[bit_of(v, net)] = driver;
        }
    }
    return IRD_OK;
}

static ird_status round_window(ird_vcd *v) {
    if (!(v->pass->window_s > 0)) {
        return IRD_OK;
    }
    double ticks = rint(v->pass->window_s / v->tick_s);
    if (!(ticks >= 1)) {
        return ird_fail_at(v->err, IRD_ACTIVITY_WINDOW, v->pass->stream.path, 0,
                           "the time window is shorter than half a tick of the file; "
                           "give a longer -window");
    }
    v->window_ticks = (int64_t)fmin(ticks, 0x1p60);
    v->pass->window_rounded_s = (double)v->window_ticks * v->tick_s;
    return IRD_OK;
}

static ird_status prepare_values(ird_vcd *v) {
    ird_activity_pass *pass = v->pass;
    if (!(v->tick_s > 0)) {
        v->tick_s = 1e-9;
        IRD_TRY(ird_notes_add(&pass->notes, IRD_ACTIVITY_NO_TIMESCALE, pass->stream.path,
                              ird_stream_line(v->stream, v->stream->at), v->err,
                              "$timescale is missing; 1 ns is taken, and power of a time "
                              "window, activity and run length depend on it"));
    }
    IRD_TRY(round_window(v));
    IRD_TRY(ird_activity_pass_match(pass, v->err));
    size_t bits = 0;
    IRD_TRY(place_bits(v, &bits));
    if (pass->cycles != NULL) {
        IRD_TRY(find_drivers(v, bits));
        ird_vcd_begin_cycles(v);
    }
    if (v->weights != NULL) {
        IRD_TRY(weigh_bits(v, pass->component_count));
    }
    ird_free(pass->signals.items.items); /* the largest part; not needed any more */
    pass->signals.items.items = NULL;
    ird_free(pass->signals.text.items);
    pass->signals.text.items = NULL;
    return ird_vcd_codes_build(&v->codes, v->entries.items, v->err);
}

/* --- the whole -----------------------------------------------------------------------
 */

static ird_status read_file(ird_vcd *v, ird_text *text) {
    ird_activity_pass *pass = v->pass;
    IRD_TRY(read_declarations(v, text));
    IRD_TRY(prepare_values(v));
    IRD_TRY(ird_vcd_read_values(v));
    pass->first_s = (double)v->first * v->tick_s;
    pass->duration_s = (double)(v->now - v->first) * v->tick_s;
    for (size_t net = 0; net < pass->netlist->drivers.count; net++) {
        if (pass->sources[net].code != IRD_NO_CODE) {
            pass->toggles[net] = v->bits[bit_of(v, net)] >> 2;
        }
    }
    return IRD_OK;
}

ird_status ird_vcd_read(ird_activity_pass *pass, ird_error *err) {
    ird_vcd v = {.pass = pass, .stream = &pass->stream, .err = err};
    ird_text text = {0};
    ird_status status = read_file(&v, &text);
    ird_text_free(&text);
    ird_vcd_codes_free(&v.codes);
    ird_free(v.entries.items);
    ird_free(v.around.items);
    ird_free(v.bits);
    ird_free(v.weights);
    ird_free(v.driver_of);
    ird_free(v.cycle.toggles.items.items);
    return status;
}
