/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the LEF and DEF readers share: reading names, numbers and points off the lexer,
 * with errors that say what was expected, where, and what was found.
 */
#ifndef IRD_READERS_PARSE_H
#define IRD_READERS_PARSE_H

#include "base/input.h"
#include "base/monitor.h"
#include "base/names.h"
#include "base/notes.h"
#include "base/geometry.h"
#include "design/polygon.h"
#include "design/technology.h"
#include "readers/lexer.h"

/* One format's words and message ids. */
typedef struct ird_format {
    const char *doing; /* "reading LEF" */
    ird_status truncated, syntax, range;
} ird_format;

typedef struct ird_parser {
    const ird_format *format;
    const char *path;
    const ird_input *input;
    ird_lexer lexer;
    ird_token token; /* the one last read */
    const char *open_structure;
    const char *opened_at; /* structure that must be closed, for the message when not */
    const char *ticked_at;
    const ird_monitor *monitor;
    ird_notes notes; /* of this file so far; owned */
    bool is_ahead;   /* only to see whether all is well: neither notes nor errors are
                        told, for both take counting lines; has_told says that one was */
    bool has_told;
    ird_error *err;
} ird_parser;

/* The input has to outlive the parser. */
void ird_parse_init(ird_parser *p, const ird_format *format, const ird_input *input,
                    const ird_monitor *monitor, ird_error *err);

void ird_parse_free(ird_parser *p);

/* Tell something of the place of the token; for the first of its kind the text is kept,
 * then the kind is counted. */
ird_status ird_parse_note(ird_parser *p, ird_status id, const ird_token *token,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Behind the END of a file nothing is read, for files that were put together are cut
 * there: a note where more than `;` follows, which says `advice` behind it. */
ird_status ird_parse_note_rest(ird_parser *p, ird_status id, const char *end,
                               const char *advice);

/* Remember what begins at the current token, for "file ends inside SPECIALNETS, which
 * begins at line 7"; `what` must be a literal. */
void ird_parse_open(ird_parser *p, const char *what);

/* Fail at the current token. The text may quote it with %s and ird_parse_quoted. */
ird_status ird_parse_fail(ird_parser *p, ird_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
ird_status ird_parse_fail_token(ird_parser *p, ird_status status, const ird_token *token,
                                const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A token for a message: cut where it is long, odd bytes replaced. */
typedef struct ird_quoted {
    char text[72];
} ird_quoted;
ird_quoted ird_parse_quoted(const ird_token *token);

/* Next token into p->token; the end of input is an error (next) or a token (peek_end). */
ird_status ird_parse_next(ird_parser *p);
void ird_parse_next_or_end(ird_parser *p);

/* Give p->token back, to be read again. */
void ird_parse_back(ird_parser *p);

/* Ask the monitor, about once each megabyte; what was read until then is passed. */
ird_status ird_parse_tick(ird_parser *p);

/* Next token must be this word (in upper case) or character. */
ird_status ird_parse_expect(ird_parser *p, const char *word);
ird_status ird_parse_expect_char(ird_parser *p, char c);

/* Go behind the `;` of the statement that p->token is part of. */
ird_status ird_parse_skip_statement(ird_parser *p);

/* Go to the ENDEXT of the extension that p->token begins. */
ird_status ird_parse_skip_extension(ird_parser *p);

/* Next token as a name, without NUL bytes and not `;`: into *name and p->token. */
ird_status ird_parse_name(ird_parser *p, const char *what, ird_token *name);

/* Next token as a whole number; fractions of zeros are whole. Beyond 64 bits, or beyond
 * [low, high], is a range error. */
ird_status ird_parse_integer(ird_parser *p, const char *what, int64_t low, int64_t high,
                             int64_t *value);

/* Next token as a coordinate or length in database units, rounded to a whole one. */
ird_status ird_parse_dbu(ird_parser *p, int64_t *value);

/* The same of the token that was read last. */
ird_status ird_parse_dbu_here(ird_parser *p, int64_t *value);

/* Next token as a finite number; with a magnitude up to limit. */
ird_status ird_parse_number(ird_parser *p, const char *what, double limit, double *value);

/* The current token as a number, without an error when it is none. */
bool ird_parse_token_number(const ird_token *token, double *value);

/* The word of the current token in a table that ends with a NULL word; -1: not there. */
typedef struct ird_word {
    const char *word; /* upper case */
    int value;
} ird_word;
int ird_parse_lookup(const ird_token *token, const ird_word *words, int none);

/* Next token must be in the table; `what` names the kind of thing. */
ird_status ird_parse_choice(ird_parser *p, const char *what, const ird_word *words,
                            int *value);

/* Word behind DIRECTION of a pin, the same in LEF and DEF. */
ird_status ird_parse_pin_direction(ird_parser *p, ird_pin_direction *direction);

#endif
