/* SPDX-License-Identifier: BSD-3-Clause */
#include "liberty/lib_lexer.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

enum { STATEMENTS_A_TICK = 16384 };

void ird_lib_begin(ird_lib_lexer *lexer, const char *path, ird_slice text,
                   const ird_monitor *monitor) {
    *lexer = (ird_lib_lexer){
        .path = path, .text = text, .rest = text, .line = 1, .monitor = monitor};
}

static void drop(ird_lib_lexer *l, size_t count) {
    l->rest.data += count;
    l->rest.size -= count;
}

static bool is_at(const ird_lib_lexer *l, const char *pair) {
    return l->rest.size > 1 && l->rest.data[0] == pair[0] && l->rest.data[1] == pair[1];
}

static ird_status fail_cut(const ird_lib_lexer *l, const char *what, ird_error *err) {
    return ird_fail_at(err, IRD_LIBERTY_TRUNCATED, l->path, l->line,
                       "the file ends inside %s; it was cut short", what);
}

/* Blanks, remarks, and line ends that a backslash takes back. */
static ird_status skip_blanks(ird_lib_lexer *l, bool stops_at_line, ird_error *err) {
    while (l->rest.size > 0) {
        char c = *l->rest.data;
        if (c == '\n' && stops_at_line) {
            return IRD_OK;
        }
        if ((unsigned char)c <= ' ') {
            l->line += c == '\n';
            drop(l, 1);
        } else if (is_at(l, "\\\n") || is_at(l, "\\\r")) {
            l->line += l->rest.data[1] == '\n';
            drop(l, 2);
        } else if (is_at(l, "/*")) {
            const char *end = memmem(l->rest.data + 2, l->rest.size - 2, "*/", 2);
            if (end == NULL) {
                return fail_cut(l, "a remark", err);
            }
            for (; l->rest.data < end + 2; drop(l, 1)) {
                l->line += *l->rest.data == '\n';
            }
        } else if (is_at(l, "//")) {
            while (l->rest.size > 0 && *l->rest.data != '\n') {
                drop(l, 1);
            }
        } else {
            return IRD_OK;
        }
    }
    return IRD_OK;
}

/* A text in quotes, which may go on in other lines. */
static ird_status take_quoted(ird_lib_lexer *l, ird_slice *value, ird_error *err) {
    drop(l, 1);
    const char *begin = l->rest.data;
    while (l->rest.size > 0 && *l->rest.data != '"') {
        if (*l->rest.data == '\\' && l->rest.size > 1) {
            l->line += l->rest.data[1] == '\n';
            drop(l, 1);
        } else {
            l->line += *l->rest.data == '\n';
        }
        drop(l, 1);
    }
    if (l->rest.size == 0) {
        return fail_cut(l, "a text in quotes", err);
    }
    *value = (ird_slice){begin, (size_t)(l->rest.data - begin)};
    drop(l, 1);
    return IRD_OK;
}

static bool is_in_word(char c) {
    return (unsigned char)c > ' ' && strchr("(){};:,\"", c) == NULL;
}

static ird_slice take_word(ird_lib_lexer *l) {
    const char *begin = l->rest.data;
    while (l->rest.size > 0 && is_in_word(*l->rest.data)) {
        drop(l, 1);
    }
    return (ird_slice){begin, (size_t)(l->rest.data - begin)};
}

static ird_status fail_here(const ird_lib_lexer *l, const char *what, ird_error *err) {
    ird_slice at = {l->rest.data, l->rest.size > 0 ? 1 : 0};
    ird_fail_at(err, IRD_LIBERTY_SYNTAX, l->path, l->line, "\"%.*s\" stands where %s",
                (int)at.size, at.data, what);
    ird_error_detail(err, at.data, at.size);
    return IRD_LIBERTY_SYNTAX;
}

/* Behind the colon: up to ; or } or the end of the line. */
static ird_status take_attribute(ird_lib_lexer *l, ird_lib_statement *s, ird_error *err) {
    s->kind = IRD_LIB_ATTRIBUTE;
    s->count = 1;
    IRD_TRY(skip_blanks(l, true, err));
    if (l->rest.size > 0 && *l->rest.data == '"') {
        IRD_TRY(take_quoted(l, &s->values[0], err));
    } else {
        const char *begin = l->rest.data;
        while (l->rest.size > 0 && *l->rest.data != ';' && *l->rest.data != '\n' &&
               *l->rest.data != '}') {
            drop(l, 1);
        }
        s->values[0] =
            ird_slice_trimmed((ird_slice){begin, (size_t)(l->rest.data - begin)});
    }
    return IRD_OK;
}

/* Behind the open parenthesis, up to behind the other one. */
static ird_status take_values(ird_lib_lexer *l, ird_lib_statement *s, ird_error *err) {
    for (;;) {
        IRD_TRY(skip_blanks(l, false, err));
        if (l->rest.size == 0) {
            return fail_cut(l, "the values of a statement", err);
        }
        char c = *l->rest.data;
        ird_slice value;
        if (c == ')') {
            drop(l, 1);
            return IRD_OK;
        }
        if (c == ',' || c == ':') {
            drop(l, 1);
            continue;
        }
        if (c == '"') {
            IRD_TRY(take_quoted(l, &value, err));
        } else if (is_in_word(c)) {
            value = take_word(l);
        } else {
            return fail_here(l, "a value or ) belongs", err);
        }
        if (s->count < IRD_LIB_VALUES) {
            s->values[s->count++] = value;
        }
    }
}

/* What stands behind the name of a statement. */
static ird_status take_rest(ird_lib_lexer *l, ird_lib_statement *s, ird_error *err) {
    IRD_TRY(skip_blanks(l, false, err));
    if (l->rest.size == 0) {
        return fail_cut(l, "a statement", err);
    }
    if (*l->rest.data == ':') {
        drop(l, 1);
        return take_attribute(l, s, err);
    }
    if (*l->rest.data != '(') {
        return fail_here(l, "a : or ( belongs", err);
    }
    drop(l, 1);
    s->kind = IRD_LIB_LIST;
    IRD_TRY(take_values(l, s, err));
    IRD_TRY(skip_blanks(l, false, err));
    if (l->rest.size > 0 && *l->rest.data == '{') {
        s->kind = IRD_LIB_GROUP;
        drop(l, 1);
    }
    return IRD_OK;
}

ird_status ird_lib_next(ird_lib_lexer *l, ird_lib_statement *s, ird_error *err) {
    if (l->statements++ % STATEMENTS_A_TICK == 0 && l->text.size > 0) {
        double done = (double)(l->rest.data - l->text.data) / (double)l->text.size;
        IRD_TRY(ird_monitor_tick(l->monitor, "reading Liberty", done, err));
    }
    for (;;) {
        IRD_TRY(skip_blanks(l, false, err));
        if (l->rest.size == 0 || *l->rest.data != ';') {
            break;
        }
        drop(l, 1);
    }
    *s = (ird_lib_statement){.kind = IRD_LIB_END, .line = l->line};
    if (l->rest.size == 0) {
        return IRD_OK;
    }
    if (*l->rest.data == '}') {
        s->kind = IRD_LIB_CLOSE;
        drop(l, 1);
        return IRD_OK;
    }
    s->name = take_word(l);
    if (s->name.size == 0) {
        return fail_here(l, "the name of an attribute or group belongs", err);
    }
    return take_rest(l, s, err);
}

ird_status ird_lib_skip_group(ird_lib_lexer *l, ird_error *err) {
    for (size_t depth = 1; depth > 0;) {
        IRD_TRY(skip_blanks(l, false, err));
        if (l->rest.size == 0) {
            return fail_cut(l, "a group", err);
        }
        char c = *l->rest.data;
        ird_slice quoted;
        if (c == '"') {
            IRD_TRY(take_quoted(l, &quoted, err));
            continue;
        }
        depth += c == '{';
        depth -= c == '}';
        drop(l, 1);
    }
    return IRD_OK;
}

ird_status ird_lib_number(const ird_lib_lexer *l, const ird_lib_statement *s, size_t at,
                          double unit, double *value, ird_error *err) {
    ird_slice text =
        at < s->count ? ird_slice_trimmed(s->values[at]) : (ird_slice){"", 0};
    double number;
    if (!ird_number_parse(text.data, text.size, &number) || !isfinite(number * unit)) {
        ird_fail_at(err, IRD_LIBERTY_VALUE, l->path, s->line,
                    "%.*s has \"%.*s\" where a number belongs", ird_slice_quoted(s->name),
                    s->name.data, ird_slice_quoted(text), text.data);
        ird_error_detail(err, text.data, text.size);
        return IRD_LIBERTY_VALUE;
    }
    *value = number * unit;
    return IRD_OK;
}

ird_status ird_lib_enter_library(ird_lib_lexer *lexer, ird_error *err) {
    ird_lib_statement s;
    IRD_TRY(ird_lib_next(lexer, &s, err));
    return s.kind == IRD_LIB_GROUP && ird_slice_is(s.name, "library")
               ? IRD_OK
               : ird_fail_at(err, IRD_LIBERTY_SYNTAX, lexer->path, s.line,
                             "this is no Liberty file: it does not begin with library (");
}

ird_status ird_lib_next_of_library(ird_lib_lexer *lexer, ird_lib_statement *statement,
                                   bool *more, ird_error *err) {
    IRD_TRY(ird_lib_next(lexer, statement, err));
    *more = statement->kind != IRD_LIB_CLOSE;
    return statement->kind != IRD_LIB_END
               ? IRD_OK
               : ird_fail_at(err, IRD_LIBERTY_TRUNCATED, lexer->path, statement->line,
                             "the library has no end; the file was cut short");
}
