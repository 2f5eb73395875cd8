/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The tokens of LEF and DEF: slices of the input, nothing is copied and nothing has a
 * longest length. Tokens are separated by white space; `;` stands alone even when glued
 * to the token before or after it, and so do `(` before and `)` behind one. `#` at the
 * start of a token begins a comment to the end of the line. A quoted string may span
 * lines; `\"` does not end it. Lines are counted only when somebody asks.
 */
#ifndef IRD_READERS_LEXER_H
#define IRD_READERS_LEXER_H

#include <stdbool.h>
#include <stddef.h>

typedef enum ird_token_kind {
    IRD_TOKEN_END, /* of the input */
    IRD_TOKEN_WORD,
    IRD_TOKEN_STRING,     /* text and size without the quotes */
    IRD_TOKEN_OPEN_STRING /* the input ends inside it */
} ird_token_kind;

typedef struct ird_token {
    ird_token_kind kind;
    const char *text;
    size_t size;
} ird_token;

typedef struct ird_lexer {
    const char *start, *next, *end;
} ird_lexer;

/* text must outlive the lexer. A UTF-8 byte order mark is skipped. */
void ird_lexer_init(ird_lexer *lexer, const char *text, size_t size);

ird_token ird_lexer_read(ird_lexer *lexer);

/* Go behind the next `;` that stands alone or ends a token. Without one false, with what
 * the input ends with, END or OPEN_STRING, in *last (else untouched). Several times as
 * fast as reading the tokens. */
bool ird_lexer_skip_statement(ird_lexer *lexer, ird_token *last);

/* The same without regard to quotes and comments, for free text such as HISTORY. */
bool ird_lexer_skip_text(ird_lexer *lexer);

/* Line of a place in the input, from 1. */
long ird_lexer_line(const ird_lexer *lexer, const char *place);

/* What ird_token_is calls, for a token that is a word. */
bool ird_token_is_text(const ird_token *token, const char *word);

/* The token is this word, given in upper case; letters of the token in any case. Most are
 * told apart by their first letter. */
static inline bool ird_token_is(const ird_token *token, const char *word) {
    enum { BUT_CASE = 0xdf };
    return token->kind == IRD_TOKEN_WORD && token->size > 0 &&
           ((*token->text ^ *word) & BUT_CASE) == 0 && ird_token_is_text(token, word);
}

/* The token is exactly this character. */
static inline bool ird_token_is_char(const ird_token *token, char c) {
    return token->kind == IRD_TOKEN_WORD && token->size == 1 && *token->text == c;
}

#endif
