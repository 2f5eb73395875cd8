/* SPDX-License-Identifier: BSD-3-Clause */
#include "readers/parse.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

void ird_parse_init(ird_parser *p, const ird_format *format, const ird_input *input,
                    const ird_monitor *monitor, ird_error *err) {
    memset(p, 0, sizeof *p);
    p->format = format;
    p->path = input->path;
    p->input = input;
    p->monitor = monitor;
    p->err = err;
    ird_lexer_init(&p->lexer, input->data, input->size);
    p->token.text = p->lexer.next;
    p->ticked_at = p->lexer.next;
    p->open_structure = "the file";
    p->opened_at = p->lexer.next;
}

void ird_parse_free(ird_parser *p) {
    ird_notes_free(&p->notes);
}

ird_status ird_parse_note(ird_parser *p, ird_status id, const ird_token *token,
                          const char *format, ...) {
    if (p->is_ahead) {
        p->has_told = true;
        return IRD_OK;
    }
    if (ird_notes_count(&p->notes, id, p->path)) { /* before lines are counted */
        return IRD_OK;
    }
    char text[sizeof p->err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return ird_notes_add(&p->notes, id, p->path, ird_lexer_line(&p->lexer, token->text),
                         p->err, "%s", text);
}

void ird_parse_open(ird_parser *p, const char *what) {
    p->open_structure = what;
    p->opened_at = p->token.text;
}

ird_quoted ird_parse_quoted(const ird_token *token) {
    enum { SHOWN = 60 };
    ird_quoted quoted;
    size_t size = token->size < SHOWN ? token->size : SHOWN;
    for (size_t i = 0; i < size; i++) {
        char c = token->text[i];
        quoted.text[i] = c >= ' ' && c <= '~' ? c : '?';
    }
    snprintf(quoted.text + size, sizeof quoted.text - size, "%s",
             token->size > SHOWN ? "..." : "");
    return quoted;
}

__attribute__((format(printf, 4, 0))) static ird_status
fail_at_token(ird_parser *p, ird_status status, const ird_token *token,
              const char *format, va_list args) {
    if (p->is_ahead) {
        return status;
    }
    char text[sizeof p->err->text];
    vsnprintf(text, sizeof text, format, args);
    ird_fail_at(p->err, status, p->path, ird_lexer_line(&p->lexer, token->text), "%s",
                text);
    ird_quoted quoted = ird_parse_quoted(token);
    ird_error_detail(p->err, quoted.text, strlen(quoted.text));
    return status;
}

ird_status ird_parse_fail(ird_parser *p, ird_status status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fail_at_token(p, status, &p->token, format, args);
    va_end(args);
    return status;
}

ird_status ird_parse_fail_token(ird_parser *p, ird_status status, const ird_token *token,
                                const char *format, ...) {
    va_list args;
    va_start(args, format);
    fail_at_token(p, status, token, format, args);
    va_end(args);
    return status;
}

static ird_status fail_truncated(ird_parser *p) {
    if (p->is_ahead) {
        return p->format->truncated;
    }
    if (p->token.kind == IRD_TOKEN_OPEN_STRING) {
        return ird_parse_fail(p, p->format->truncated,
                              "the quoted string that begins here is never closed; the "
                              "file is damaged or was cut short");
    }
    return ird_parse_fail(
        p, p->format->truncated,
        "the file ends inside %s, which begins at line %ld; it was cut short, write or "
        "copy it again",
        p->open_structure, ird_lexer_line(&p->lexer, p->opened_at));
}

void ird_parse_next_or_end(ird_parser *p) {
    p->token = ird_lexer_read(&p->lexer);
}

ird_status ird_parse_next(ird_parser *p) {
    p->token = ird_lexer_read(&p->lexer);
    if (p->token.kind == IRD_TOKEN_END || p->token.kind == IRD_TOKEN_OPEN_STRING) {
        return fail_truncated(p);
    }
    return IRD_OK;
}

void ird_parse_back(ird_parser *p) {
    p->lexer.next = p->token.text - (p->token.kind == IRD_TOKEN_STRING ? 1 : 0);
}

ird_status ird_parse_tick(ird_parser *p) {
    enum { TICK_BYTES = 1 << 20 };
    if (p->lexer.next - p->ticked_at < TICK_BYTES || p->is_ahead) {
        return IRD_OK;
    }
    ird_input_pass(p->input, p->ticked_at, p->lexer.next);
    p->ticked_at = p->lexer.next;
    double done = (double)(p->lexer.next - p->lexer.start);
    return ird_monitor_tick(p->monitor, p->format->doing,
                            done / (double)(p->lexer.end - p->lexer.start), p->err);
}

ird_status ird_parse_expect(ird_parser *p, const char *word) {
    IRD_TRY(ird_parse_next(p));
    if (!ird_token_is(&p->token, word)) {
        return ird_parse_fail(p, p->format->syntax, "expected %s, found \"%s\"", word,
                              ird_parse_quoted(&p->token).text);
    }
    return IRD_OK;
}

ird_status ird_parse_expect_char(ird_parser *p, char c) {
    IRD_TRY(ird_parse_next(p));
    if (!ird_token_is_char(&p->token, c)) {
        return ird_parse_fail(p, p->format->syntax, "expected %c, found \"%s\"", c,
                              ird_parse_quoted(&p->token).text);
    }
    return IRD_OK;
}

ird_status ird_parse_skip_statement(ird_parser *p) {
    if (ird_token_is_char(&p->token, ';') && p->lexer.next > p->token.text) {
        return IRD_OK;
    }
    if (!ird_lexer_skip_statement(&p->lexer, &p->token)) {
        return fail_truncated(p);
    }
    return ird_parse_tick(p);
}

ird_status ird_parse_skip_extension(ird_parser *p) {
    do {
        IRD_TRY(ird_parse_next(p));
    } while (!ird_token_is(&p->token, "ENDEXT"));
    return IRD_OK;
}

ird_status ird_parse_name(ird_parser *p, const char *what, ird_token *name) {
    IRD_TRY(ird_parse_next(p));
    if (p->token.kind == IRD_TOKEN_WORD && ird_token_is_char(&p->token, ';')) {
        return ird_parse_fail(p, p->format->syntax, "expected %s, found \";\"", what);
    }
    if (memchr(p->token.text, '\0', p->token.size) != NULL) {
        return ird_parse_fail(p, p->format->syntax,
                              "%s contains a NUL byte; the file is damaged or no text",
                              what);
    }
    *name = p->token;
    return IRD_OK;
}

bool ird_parse_token_number(const ird_token *token, double *value) {
    double number;
    if (token->kind != IRD_TOKEN_WORD || token->size == 0 ||
        !ird_number_parse(token->text, token->size, &number) || isnan(number)) {
        return false;
    }
    char last = token->text[token->size - 1];
    if ((last < '0' || last > '9') && last != '.') { /* the words inf and infinity */
        return false;
    }
    *value = number;
    return true;
}

static ird_status fail_number(ird_parser *p, const char *what) {
    return ird_parse_fail(p, p->format->syntax, "expected %s, found \"%s\"", what,
                          ird_parse_quoted(&p->token).text);
}

static ird_status fail_range(ird_parser *p, const char *what) {
    return ird_parse_fail(p, p->format->range, "%s is too large or too small for %s",
                          ird_parse_quoted(&p->token).text, what);
}

ird_status ird_parse_number(ird_parser *p, const char *what, double limit,
                            double *value) {
    IRD_TRY(ird_parse_next(p));
    double number;
    if (!ird_parse_token_number(&p->token, &number)) {
        return fail_number(p, what);
    }
    if (!(fabs(number) <= limit)) {
        return fail_range(p, what);
    }
    *value = number;
    return IRD_OK;
}

/* Up to 18 digits: the common case, which needs no check for overflow. */
static bool read_short_integer(const ird_token *token, int64_t *value) {
    enum { SAFE_DIGITS = 18 };
    const char *at = token->text;
    const char *end = at + token->size;
    bool negative = at < end && *at == '-';
    at += negative ? 1 : 0;
    if (at == end || end - at > SAFE_DIGITS || token->kind != IRD_TOKEN_WORD) {
        return false;
    }
    int64_t number = 0;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9') {
            return false;
        }
        number = number * 10 + (*at - '0');
    }
    *value = negative ? -number : number;
    return true;
}

ird_status ird_parse_integer(ird_parser *p, const char *what, int64_t low, int64_t high,
                             int64_t *value) {
    static const double exact_limit = 9007199254740992.0; /* 2^53 */
    IRD_TRY(ird_parse_next(p));
    int64_t number;
    if (!read_short_integer(&p->token, &number)) {
        double real;
        if (!ird_parse_token_number(&p->token, &real)) {
            return fail_number(p, what);
        }
        if (!(fabs(real) <= exact_limit)) {
            return fail_range(p, what);
        }
        if (real != floor(real)) {
            return fail_number(p, what);
        }
        number = (int64_t)real;
    }
    if (number < low || number > high) {
        return fail_range(p, what);
    }
    *value = number;
    return IRD_OK;
}

ird_status ird_parse_dbu(ird_parser *p, int64_t *value) {
    IRD_TRY(ird_parse_next(p));
    return ird_parse_dbu_here(p, value);
}

ird_status ird_parse_dbu_here(ird_parser *p, int64_t *value) {
    int64_t number;
    if (!read_short_integer(&p->token, &number)) {
        double real;
        if (!ird_parse_token_number(&p->token, &real)) {
            return fail_number(p, "a coordinate or length");
        }
        if (!(fabs(real) <= (double)IRD_DBU_LIMIT)) {
            return fail_range(p, "a coordinate or length");
        }
        number = llround(real);
    }
    if (number < -IRD_DBU_LIMIT || number > IRD_DBU_LIMIT) {
        return fail_range(p, "a coordinate or length");
    }
    *value = number;
    return IRD_OK;
}

int ird_parse_lookup(const ird_token *token, const ird_word *words, int none) {
    for (; words->word != NULL; words++) {
        if (ird_token_is(token, words->word)) {
            return words->value;
        }
    }
    return none;
}

ird_status ird_parse_choice(ird_parser *p, const char *what, const ird_word *words,
                            int *value) {
    IRD_TRY(ird_parse_next(p));
    for (const ird_word *w = words; w->word != NULL; w++) {
        if (ird_token_is(&p->token, w->word)) {
            *value = w->value;
            return IRD_OK;
        }
    }
    return ird_parse_fail(p, p->format->syntax, "\"%s\" is no %s",
                          ird_parse_quoted(&p->token).text, what);
}

ird_status ird_parse_pin_direction(ird_parser *p, ird_pin_direction *direction) {
    static const ird_word directions[] = {
        {"INPUT", IRD_PIN_INPUT},
        {"OUTPUT", IRD_PIN_OUTPUT},
        {"INOUT", IRD_PIN_INOUT},
        {"FEEDTHRU", IRD_PIN_FEEDTHRU},
        {NULL, 0},
    };
    int value = IRD_PIN_INPUT;
    IRD_TRY(ird_parse_choice(p, "DIRECTION of a pin", directions, &value));
    *direction = (ird_pin_direction)value;
    return IRD_OK;
}

ird_status ird_parse_note_rest(ird_parser *p, ird_status id, const char *end,
                               const char *advice) {
    do {
        ird_parse_next_or_end(p);
    } while (ird_token_is_char(&p->token, ';'));
    return p->token.kind == IRD_TOKEN_END
               ? IRD_OK
               : ird_parse_note(
                     p, id, &p->token,
                     "\"%s\" stands behind %s: nothing is read from there on%s",
                     ird_parse_quoted(&p->token).text, end, advice);
}
