/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The values of a VCD file: nearly all of its bytes. The stream's bytes are taken by
 * whole words, up to the last blank that has been read.
 */
#include <stdlib.h>

#include "activity/vcd.h"

static const char *const doing = "reading VCD";

/* What a word begins with. LOW and HIGH are also what ird_vcd.bits holds. */
typedef enum kind { BAD, LOW, HIGH, UNKNOWN, BLANK, VECTOR, OTHER, TIME, KEYWORD } kind;

static const unsigned char kinds[256] = {
    ['0'] = LOW,     ['l'] = LOW,     ['L'] = LOW,     ['1'] = HIGH,    ['h'] = HIGH,
    ['H'] = HIGH,    ['x'] = UNKNOWN, ['X'] = UNKNOWN, ['z'] = UNKNOWN, ['Z'] = UNKNOWN,
    ['u'] = UNKNOWN, ['U'] = UNKNOWN, ['w'] = UNKNOWN, ['W'] = UNKNOWN, ['-'] = UNKNOWN,
    ['b'] = VECTOR,  ['B'] = VECTOR,  ['r'] = OTHER,   ['R'] = OTHER,   ['s'] = OTHER,
    ['S'] = OTHER,   ['#'] = TIME,    ['$'] = KEYWORD,
};

static inline kind kind_of(char c) {
    kind k = (kind)kinds[(unsigned char)c];
    return k == BAD && (unsigned char)c <= ' ' ? BLANK : k;
}

static const char *word_end(const char *at) {
    while ((unsigned char)*at > ' ') {
        at++;
    }
    return at;
}

static ird_slice word_at(const char *at) {
    return (ird_slice){at, (size_t)(word_end(at) - at)};
}

static ird_status fail_word(ird_vcd *v, ird_status status, ird_slice word,
                            const char *what) {
    return ird_activity_pass_fail(v->pass, status, word, v->err, "\"%.*s\" %s",
                                  ird_slice_quoted(word), word.data, what);
}

/* --- times ---------------------------------------------------------------------------
 */

/* The present window is over. */
static ird_status end_window(ird_vcd *v) {
    enum { MOST_WINDOWS = 1 << 22 };
    if (v->pass->window_sums.count >= MOST_WINDOWS) {
        return ird_fail_at(v->err, IRD_ACTIVITY_WINDOW, v->pass->stream.path, 0,
                           "the run has more than %d time windows; give a longer -window",
                           (int)MOST_WINDOWS);
    }
    IRD_TRY(ird_vec_reserve(&v->pass->window_sums, 1, doing, v->err));
    v->pass->window_sums.items[v->pass->window_sums.count++] = v->sum;
    v->sum = 0;
    v->boundary += v->window_ticks;
    return IRD_OK;
}

static ird_status advance(ird_vcd *v, int64_t time) {
    if (!v->has_time) {
        v->has_time = true;
        v->first = time;
        v->boundary = time + v->window_ticks;
    }
    v->now = time;
    while (v->weights != NULL && time >= v->boundary) {
        IRD_TRY(end_window(v));
    }
    int64_t wanted = v->pass->window;
    if (wanted >= 0) {
        int64_t window = (time - v->first) / v->window_ticks;
        v->counting = window == wanted;
        v->is_done = window > wanted;
    }
    return v->driver_of != NULL ? ird_vcd_pass_cycles(v, time - v->first) : IRD_OK;
}

static ird_status take_time(ird_vcd *v, const char *at) {
    enum { DIGITS = 18 };
    ird_slice word = word_at(at);
    int64_t time = 0;
    for (size_t i = 1; i < word.size; i++) {
        unsigned digit = (unsigned char)word.data[i] - (unsigned)'0';
        if (digit > 9 || i > DIGITS) {
            return fail_word(v, IRD_ACTIVITY_TIME, word,
                             digit > 9
                                 ? "is no time; a time is # and a whole number from "
                                   "0 up"
                                 : "is too late a time");
        }
        time = time * 10 + digit;
    }
    if (word.size == 1) {
        return fail_word(v, IRD_ACTIVITY_TIME, word, "is no time; its number is missing");
    }
    if (v->has_time && time < v->now) {
        return ird_activity_pass_fail(v->pass, IRD_ACTIVITY_TIME, word, v->err,
                                      "time runs backwards, from #%lld to %.*s",
                                      (long long)v->now, (int)word.size, word.data);
    }
    return advance(v, time);
}

/* --- values --------------------------------------------------------------------------
 */

/* Without branches on the data, which nobody can predict: LOW ^ HIGH is 3, and no other
 * pair of a value and a last one is. */
static inline void set_bit(ird_vcd *v, size_t bit, kind value) {
    uint64_t state = v->bits[bit];
    uint64_t last = state & 3;
    uint64_t now = value == UNKNOWN ? last : (uint64_t)value;
    uint64_t toggled = (uint64_t)((last ^ now) == 3) & (uint64_t)v->counting;
    v->bits[bit] = state - last + now + 4 * toggled;
    if (v->weights != NULL) {
        v->sum += (double)toggled * v->weights[bit];
    }
    if (v->driver_of != NULL && toggled != 0) {
        ird_vcd_note_toggle(v, bit);
    }
}

static ird_status fail_code(ird_vcd *v, ird_slice code) {
    if (code.size == 0) {
        return ird_activity_pass_fail(
            v->pass, IRD_VCD_SYNTAX, code, v->err,
            "a value stands here without the code of its variable; the file is damaged "
            "or was cut short");
    }
    return fail_word(v, IRD_VCD_CODE, code,
                     "is the code of no variable that $var declares");
}

static ird_status set_vector(ird_vcd *v, ird_slice value, const ird_vcd_entry *entry) {
    if (value.size > entry->width) {
        return fail_word(v, IRD_VCD_SYNTAX, value, "has more bits than its variable");
    }
    if (entry->first == IRD_VCD_IGNORED) {
        return IRD_OK;
    }
    for (size_t bit = 0; bit < value.size; bit++) {
        kind k = kind_of(value.data[value.size - 1 - bit]);
        if (k == BAD || k > UNKNOWN) {
            return fail_word(v, IRD_VCD_SYNTAX, value, "is no value of bits");
        }
        set_bit(v, (size_t)entry->first + bit, k);
    }
    kind rest = kind_of(value.data[0]);
    rest = rest == HIGH ? LOW : rest; /* 1 is written for 0001 */
    for (size_t bit = value.size; bit < entry->width; bit++) {
        set_bit(v, (size_t)entry->first + bit, rest);
    }
    return IRD_OK;
}

/* b0101 code, or r3.14 code: *at moves behind it; it stays where [*at, safe) ends before
 * the code. */
static ird_status take_wide(ird_vcd *v, const char **at, const char *safe, kind what) {
    ird_slice value = word_at(*at + 1);
    const char *next = value.data + value.size;
    while (next < safe && (unsigned char)*next <= ' ') {
        next++;
    }
    if (next >= safe && !v->stream->is_last) {
        return IRD_OK;
    }
    const char *end;
    const ird_vcd_entry *entry = ird_vcd_codes_take(&v->codes, next, &end);
    if (entry == NULL) {
        return fail_code(v, word_at(next));
    }
    if (what == VECTOR && value.size == 0) {
        return fail_code(v, (ird_slice){*at, 0});
    }
    *at = end;
    return what == VECTOR ? set_vector(v, value, entry) : IRD_OK;
}

/* $dumpvars, $dumpon and the like stand around values and say nothing else; the words of
 * $comment are none. Behind $dumpoff all is x, which makes no toggle. */
static ird_status take_keyword(ird_vcd *v, const char **at) {
    static const char *const around[] = {"$end", "$dumpvars", "$dumpall", "$dumpon",
                                         "$dumpoff"};
    static const char *const remarks[] = {"$comment", "$date", "$version", "$vcdclose"};
    ird_slice word = word_at(*at);
    *at += word.size;
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        if (ird_slice_is(word, around[i])) {
            return IRD_OK;
        }
    }
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++) {
        if (ird_slice_is(word, remarks[i])) {
            v->is_skipping = true;
            return IRD_OK;
        }
    }
    return fail_word(v, IRD_VCD_SYNTAX, word, "does not belong among the values");
}

/* Words of a remark up to its $end. */
static const char *skip_remark(ird_vcd *v, const char *at, const char *safe) {
    while (at < safe && v->is_skipping) {
        ird_slice word = word_at(at);
        v->is_skipping = !ird_slice_is(word, "$end");
        at += word.size > 0 ? word.size : 1;
    }
    return at;
}

/* 1!, or 1 ! as some tools write it: *at moves behind it; it stays where [*at, safe) ends
 * before the code. */
static ird_status take_scalar(ird_vcd *v, const char **at, const char *safe, kind what) {
    const char *code = *at + 1;
    const char *end;
    while (code < safe && (*code == ' ' || *code == '\t')) {
        code++;
    }
    if (code >= safe && !v->stream->is_last) {
        return IRD_OK;
    }
    const ird_vcd_entry *entry = ird_vcd_codes_take(&v->codes, code, &end);
    if (entry == NULL) {
        return fail_code(v, word_at(code));
    }
    if (entry->first != IRD_VCD_IGNORED) {
        set_bit(v, entry->first, what);
    }
    *at = end;
    return IRD_OK;
}

/* The words of [stream->at, safe), all whole; stream->at moves behind those taken. */
static ird_status take_words(ird_vcd *v, const char *safe) {
    const char *at = v->stream->at;
    ird_status status = IRD_OK;
    bool is_stuck = false;
    while (at < safe && status == IRD_OK && !is_stuck && !v->is_done) {
        if (v->is_skipping) {
            at = skip_remark(v, at, safe);
            continue;
        }
        const char *before = at;
        kind what = kind_of(*at);
        switch (what) {
        case BLANK:
            at++;
            break;
        case LOW:
        case HIGH:
        case UNKNOWN:
            status = take_scalar(v, &at, safe, what);
            is_stuck = at == before;
            break;
        case TIME:
            status = take_time(v, at);
            at = word_end(at);
            break;
        case VECTOR:
        case OTHER:
            status = take_wide(v, &at, safe, what);
            is_stuck = at == before;
            break;
        case KEYWORD:
            status = take_keyword(v, &at);
            break;
        case BAD:
            status = fail_word(v, IRD_VCD_SYNTAX, word_at(at), "is no value change");
            break;
        }
    }
    v->stream->at = at;
    return status;
}

static ird_status finish(ird_vcd *v) {
    ird_slice here = {v->stream->at, 0};
    if (v->is_skipping) {
        return ird_activity_pass_fail(
            v->pass, IRD_VCD_TRUNCATED, here, v->err,
            "the file ends inside a remark without its $end; it "
            "was cut short");
    }
    if (v->now <= v->first) {
        return ird_activity_pass_fail(
            v->pass, IRD_ACTIVITY_TIME, here, v->err,
            "no time passes between the first and the last # of "
            "the file; it was cut short or nothing was run");
    }
    if (v->driver_of != NULL) {
        IRD_TRY(ird_vcd_pass_cycles(v, INT64_MAX));
    }
    return v->weights != NULL ? end_window(v) : IRD_OK;
}

ird_status ird_vcd_read_values(ird_vcd *v) {
    ird_stream *s = v->stream;
    v->counting = v->pass->window < 0;
    while (!v->is_done) {
        const char *safe = s->end;
        while (!s->is_last && safe > s->at && (unsigned char)safe[-1] > ' ') {
            safe--;
        }
        IRD_TRY(take_words(v, safe));
        if (s->is_last) {
            break;
        }
        if (!v->is_done) {
            IRD_TRY(ird_stream_more(s, v->err));
            IRD_TRY(ird_stream_tick(s, v->pass->monitor, doing, v->err));
        }
    }
    return v->is_done ? IRD_OK : finish(v);
}
