/* SPDX-License-Identifier: BSD-3-Clause
 *
 * SAIF 2.0 (backward): lists in parentheses. What matters are the scopes (INSTANCE), the
 * toggle counts (TC of the entries of NET and PORT), DURATION, DIVIDER and TIMESCALE;
 * other lists, state and path dependent ones among them, are skipped by their structure.
 */
#include <math.h>
#include <string.h>

#include "activity/pass.h"
#include "base/number.h"

typedef enum token_kind { OPEN, CLOSE, WORD, STRING, END } token_kind;

typedef struct saif {
    ird_activity_pass *pass;
    ird_stream *stream;
    ird_error *err;
    token_kind kind;
    ird_slice token;           /* without the quotes of a STRING; good until the next */
    double tick_s;             /* 0: not given */
    double duration;           /* in ticks; -1: not given */
    IRD_VEC(uint64_t) toggles; /* of each signal */
} saif;

static const char *const doing = "reading SAIF";

/* --- tokens --------------------------------------------------------------------------
 */

static ird_status fail_truncated(saif *f, const char *what) {
    return ird_activity_pass_fail(
        f->pass, IRD_SAIF_TRUNCATED, (ird_slice){f->stream->at, 0}, f->err,
        "the file ends inside %s; it was cut short, write or copy it again", what);
}

static bool is_blank(char c) {
    return (unsigned char)c <= ' ';
}

/* The end of the token that begins at `at`, which is no blank; NULL where more of the
 * file is needed to tell. */
static const char *token_end(const char *at, const char *end) {
    if (*at == '(' || *at == ')') {
        return at + 1;
    }
    bool is_string = *at == '"';
    at += is_string ? 1 : 0;
    while (at < end &&
           (is_string ? *at != '"' : !is_blank(*at) && *at != '(' && *at != ')')) {
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    }
    return at < end ? at + is_string : NULL;
}

static bool is_comment(const char *at, const char *end) {
    return end - at >= 2 && at[0] == '/' && (at[1] == '/' || at[1] == '*');
}

/* Drop the comment at stream->at, however many blocks it fills. */
static ird_status skip_comment(saif *f) {
    ird_stream *s = f->stream;
    bool is_line = s->at[1] == '/';
    s->at += 2;
    for (;;) {
        size_t size = (size_t)(s->end - s->at);
        const char *found =
            is_line ? memchr(s->at, '\n', size) : memmem(s->at, size, "*/", 2);
        if (found != NULL) {
            s->at = found + (is_line ? 1 : 2);
            return IRD_OK;
        }
        if (s->is_last) {
            s->at = s->end;
            return is_line ? IRD_OK : fail_truncated(f, "a comment");
        }
        s->at = is_line || size == 0 ? s->end : s->end - 1; /* it may be half of an end */
        IRD_TRY(ird_stream_more(s, f->err));
    }
}

static ird_status next(saif *f) {
    ird_stream *s = f->stream;
    for (;;) {
        while (s->at < s->end && is_blank(*s->at)) {
            s->at++;
        }
        if (is_comment(s->at, s->end)) {
            IRD_TRY(skip_comment(f));
            continue;
        }
        const char *end = s->at < s->end ? token_end(s->at, s->end) : NULL;
        if (end == NULL && s->is_last && s->at < s->end && *s->at != '"') {
            end = s->end;
        }
        if (end != NULL) {
            char c = *s->at;
            f->kind = c == '(' ? OPEN : c == ')' ? CLOSE : c == '"' ? STRING : WORD;
            f->token = (ird_slice){s->at, (size_t)(end - s->at)};
            if (f->kind == STRING) {
                f->token = (ird_slice){s->at + 1, (size_t)(end - s->at) - 2};
            }
            s->at = end;
            return IRD_OK;
        }
        if (s->is_last) {
            f->kind = END;
            f->token = (ird_slice){s->at, 0};
            return s->at < s->end ? fail_truncated(f, "a string") : IRD_OK;
        }
        IRD_TRY(ird_stream_more(s, f->err));
        IRD_TRY(ird_stream_tick(s, f->pass->monitor, doing, f->err));
    }
}

static ird_status fail_syntax(saif *f, const char *expected) {
    if (f->kind == END) {
        return fail_truncated(f, "a list");
    }
    return ird_activity_pass_fail(f->pass, IRD_SAIF_SYNTAX, f->token, f->err,
                                  "expected %s, found \"%.*s\"", expected,
                                  ird_slice_quoted(f->token), f->token.data);
}

static ird_status expect(saif *f, token_kind kind, const char *expected) {
    IRD_TRY(next(f));
    return f->kind == kind ? IRD_OK : fail_syntax(f, expected);
}

/* Behind the `)` of the outermost of the lists that are open. */
static ird_status skip_lists(saif *f, size_t depth) {
    while (depth > 0) {
        IRD_TRY(next(f));
        if (f->kind == END) {
            return fail_syntax(f, ")");
        }
        depth += f->kind == OPEN ? 1 : 0;
        depth -= f->kind == CLOSE ? 1 : 0;
    }
    return IRD_OK;
}

/* --- header --------------------------------------------------------------------------
 */

/* A time or a count, not negative, and the `)` behind it. */
static ird_status read_number(saif *f, ird_status failure, double *value) {
    IRD_TRY(expect(f, WORD, "a number"));
    if (!ird_number_parse(f->token.data, f->token.size, value) || !(*value >= 0) ||
        !isfinite(*value)) {
        return ird_activity_pass_fail(
            f->pass, failure, f->token, f->err,
            "\"%.*s\" is no time or count; it must be a number from 0 up",
            ird_slice_quoted(f->token), f->token.data);
    }
    return expect(f, CLOSE, ")");
}

/* (TIMESCALE 1 ns) or (TIMESCALE "1ns") */
static ird_status read_timescale(saif *f) {
    char text[32] = "";
    size_t used = 0;
    for (;;) {
        IRD_TRY(next(f));
        if (f->kind == CLOSE) {
            break;
        }
        if (f->kind == OPEN || f->kind == END || used + f->token.size >= sizeof text) {
            return fail_syntax(f, "a time scale such as 1 ns");
        }
        memcpy(text + used, f->token.data, f->token.size);
        used += f->token.size;
    }
    if (!ird_timescale_parse((ird_slice){text, used}, &f->tick_s)) {
        return ird_activity_pass_fail(
            f->pass, IRD_ACTIVITY_TIMESCALE, (ird_slice){f->token.data, 0}, f->err,
            "\"%.*s\" is no time scale; write one such as 1 ns", (int)used, text);
    }
    return IRD_OK;
}

static ird_status read_divider(saif *f) {
    IRD_TRY(next(f));
    if ((f->kind != WORD && f->kind != STRING) || f->token.size != 1) {
        return fail_syntax(f, "a divider of one character");
    }
    f->pass->signals.divider = *f->token.data;
    return skip_lists(f, 1);
}

/* --- scopes and nets -----------------------------------------------------------------
 */

/* The items of one net behind its name: (T0 9) (T1 1) (TC 4) (IG 0) ... ) */
static ird_status read_net_items(saif *f, double *toggles) {
    for (;;) {
        double value;
        IRD_TRY(next(f));
        if (f->kind == CLOSE) {
            return IRD_OK;
        }
        if (f->kind != OPEN) {
            return fail_syntax(f, "( or )");
        }
        IRD_TRY(next(f));
        bool is_word = f->kind == WORD;
        bool is_toggles = is_word && ird_slice_is(f->token, "TC");
        bool is_time = is_word && f->token.size == 2 && *f->token.data == 'T';
        if (!is_toggles && !is_time) {
            size_t depth = f->kind == OPEN ? 2 : f->kind == CLOSE ? 0 : 1;
            IRD_TRY(skip_lists(f, depth));
            continue;
        }
        IRD_TRY(read_number(f, is_toggles ? IRD_SAIF_SYNTAX : IRD_ACTIVITY_TIME, &value));
        *toggles = is_toggles ? value : *toggles;
    }
}

/* One entry of NET or PORT behind its `(`. */
static ird_status read_net(saif *f, int32_t scope) {
    ird_signals *signals = &f->pass->signals;
    double toggles = 0;
    IRD_TRY(next(f));
    if (f->kind != WORD && f->kind != STRING) {
        return fail_syntax(f, "the name of a net");
    }
    ird_signal signal = {
        .scope = scope, .code = (uint32_t)signals->items.count, .width = 1};
    IRD_TRY(ird_signals_add(signals, f->token, signal, f->err));
    IRD_TRY(read_net_items(f, &toggles));
    IRD_TRY(ird_vec_reserve(&f->toggles, 1, doing, f->err));
    f->toggles.items[f->toggles.count++] = (uint64_t)fmin(toggles, 0x1p62);
    return IRD_OK;
}

static ird_status read_nets(saif *f, int32_t scope) {
    for (;;) {
        IRD_TRY(next(f));
        if (f->kind == CLOSE) {
            return IRD_OK;
        }
        if (f->kind != OPEN) {
            return fail_syntax(f, "( or )");
        }
        IRD_TRY(read_net(f, scope));
    }
}

/* (INSTANCE ["cell"] name: enter it. */
static ird_status enter_instance(saif *f, int32_t *scope) {
    IRD_TRY(next(f));
    if (f->kind == STRING) {
        IRD_TRY(next(f));
    }
    if (f->kind != WORD) {
        return fail_syntax(f, "the name of an instance");
    }
    return ird_signals_enter(&f->pass->signals, *scope, f->token, scope, f->err);
}

/* The list behind an `(`. Instances are entered, all others read to their end. */
static ird_status read_list(saif *f, int32_t *scope, size_t *depth) {
    IRD_TRY(expect(f, WORD, "a keyword"));
    if (ird_slice_is(f->token, "INSTANCE")) {
        ++*depth;
        return enter_instance(f, scope);
    }
    if (ird_slice_is(f->token, "NET") || ird_slice_is(f->token, "PORT")) {
        return read_nets(f, *scope);
    }
    if (ird_slice_is(f->token, "TIMESCALE")) {
        return read_timescale(f);
    }
    if (ird_slice_is(f->token, "DURATION")) {
        return read_number(f, IRD_ACTIVITY_TIME, &f->duration);
    }
    return ird_slice_is(f->token, "DIVIDER") ? read_divider(f) : skip_lists(f, 1);
}

/* Everything behind (SAIFILE. Instances may nest as deep as they like. */
static ird_status read_body(saif *f) {
    int32_t scope = -1;
    for (size_t depth = 1; depth > 0;) {
        IRD_TRY(next(f));
        if (f->kind == OPEN) {
            IRD_TRY(read_list(f, &scope, &depth));
        } else if (f->kind == CLOSE) {
            depth--;
            scope = scope >= 0 ? f->pass->signals.parents.items[scope] : -1;
        } else {
            return fail_syntax(f, "( or )");
        }
    }
    return IRD_OK;
}

/* --- the whole -----------------------------------------------------------------------
 */

static ird_status check_times(saif *f) {
    ird_slice here = {f->stream->at, 0};
    if (!(f->tick_s > 0)) {
        f->tick_s = 1e-9;
        IRD_TRY(ird_notes_add(&f->pass->notes, IRD_ACTIVITY_NO_TIMESCALE,
                              f->pass->stream.path,
                              ird_stream_line(f->stream, f->stream->at), f->err,
                              "(TIMESCALE ...) is missing; 1 ns is taken, and activity "
                              "and run length depend on it"));
    }
    if (!(f->duration > 0)) {
        return ird_activity_pass_fail(
            f->pass, IRD_ACTIVITY_TIME, here, f->err,
            "(DURATION ...) is %s; write how many ticks the run took",
            f->duration < 0 ? "missing" : "0");
    }
    return IRD_OK;
}

static ird_status read_file(saif *f) {
    IRD_TRY(expect(f, OPEN, "( at the start of the file"));
    IRD_TRY(expect(f, WORD, "SAIFILE"));
    if (!ird_slice_is(f->token, "SAIFILE")) {
        return fail_syntax(f, "SAIFILE");
    }
    IRD_TRY(read_body(f));
    IRD_TRY(check_times(f));
    IRD_TRY(ird_activity_pass_match(f->pass, f->err));
    f->pass->duration_s = f->duration * f->tick_s;
    for (size_t net = 0; net < f->pass->netlist->drivers.count; net++) {
        uint32_t code = f->pass->sources[net].code;
        f->pass->toggles[net] = code != IRD_NO_CODE ? f->toggles.items[code] : 0;
    }
    return IRD_OK;
}

ird_status ird_saif_read(ird_activity_pass *pass, ird_error *err) {
    saif f = {.pass = pass, .stream = &pass->stream, .err = err, .duration = -1};
    if (pass->window_s > 0) {
        return ird_fail_at(err, IRD_ACTIVITY_WINDOW, pass->stream.path, 0,
                           "a SAIF file holds sums over the whole run, no time windows; "
                           "leave -window out or give a VCD");
    }
    ird_status status = read_file(&f);
    ird_free(f.toggles.items);
    return status;
}
