/* SPDX-License-Identifier: BSD-3-Clause */
#include "readers/lexer.h"

#include <string.h>

static bool is_space(char c) {
    unsigned code = (unsigned char)c; /* most are letters and digits, above them all */
    return code <= ' ' && (code == ' ' || code - '\t' <= '\r' - '\t');
}

void ird_lexer_init(ird_lexer *lexer, const char *text, size_t size) {
    static const char mark[] = "\xef\xbb\xbf";
    lexer->start = text;
    lexer->next = text;
    lexer->end = text + size;
    if (size >= 3 && memcmp(text, mark, 3) == 0) {
        lexer->next += 3;
    }
}

static const char *skip_space(const char *at, const char *end) {
    while (at < end && is_space(*at)) {
        at++;
    }
    return at;
}

/* From a # on, and what space and comments follow. */
static const char *skip_comments(const char *at, const char *end) {
    while (at < end && *at == '#') {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        at = skip_space(line_end != NULL ? line_end + 1 : end, end);
    }
    return at;
}

static ird_token read_string(ird_lexer *lexer) {
    const char *text = lexer->next + 1;
    const char *at = text;
    for (;;) {
        at = memchr(at, '"', (size_t)(lexer->end - at));
        if (at == NULL) {
            lexer->next = lexer->end;
            return (ird_token){IRD_TOKEN_OPEN_STRING, text, (size_t)(lexer->end - text)};
        }
        if (at == text || at[-1] != '\\') {
            lexer->next = at + 1;
            return (ird_token){IRD_TOKEN_STRING, text, (size_t)(at - text)};
        }
        at++;
    }
}

/* Cut a `;` or `)` off the end of a word, unless it is escaped or closes a `(` inside. */
static const char *word_end(const char *text, const char *end) {
    while (end - text > 1 && end[-1] == ';' && end[-2] != '\\') {
        end--;
    }
    if (end - text > 1 && end[-1] == ')' && end[-2] != '\\' &&
        memchr(text, '(', (size_t)(end - text)) == NULL) {
        end--;
    }
    return end;
}

ird_token ird_lexer_read(ird_lexer *lexer) {
    const char *end = lexer->end;
    const char *text = skip_space(lexer->next, end);
    if (text < end && *text == '#') {
        text = skip_comments(text, end);
    }
    lexer->next = text;
    if (text == end) {
        return (ird_token){IRD_TOKEN_END, text, 0};
    }
    if (*text == '"') {
        return read_string(lexer);
    }
    const char *at = text + 1;
    if (*text != ';' && *text != '(') {
        while (at < end && !is_space(*at)) {
            at++;
        }
        at = at[-1] == ';' || at[-1] == ')' ? word_end(text, at) : at;
    }
    lexer->next = at;
    return (ird_token){IRD_TOKEN_WORD, text, (size_t)(at - text)};
}

/* The place behind the next `;` that ends a token, or NULL. */
static const char *find_end(const char *at, const char *end) {
    for (const char *from = at;; at++) {
        at = memchr(at, ';', (size_t)(end - at));
        if (at == NULL) {
            return NULL;
        }
        bool is_escaped = at > from && at[-1] == '\\';
        bool ends_token = at + 1 == end || is_space(at[1]);
        bool stands_alone = at == from || is_space(at[-1]);
        if (stands_alone || (ends_token && !is_escaped)) {
            return at + 1;
        }
    }
}

bool ird_lexer_skip_statement(ird_lexer *lexer, ird_token *last) {
    const char *from = lexer->next;
    const char *found = find_end(from, lexer->end);
    if (found != NULL) {
        size_t size = (size_t)(found - from);
        if (memchr(from, '"', size) == NULL && memchr(from, '#', size) == NULL) {
            lexer->next = found;
            return true;
        }
    }
    for (;;) {
        ird_token token = ird_lexer_read(lexer);
        if (ird_token_is_char(&token, ';')) {
            return true;
        }
        if (token.kind == IRD_TOKEN_END || token.kind == IRD_TOKEN_OPEN_STRING) {
            *last = token;
            return false;
        }
    }
}

bool ird_lexer_skip_text(ird_lexer *lexer) {
    const char *found = find_end(lexer->next, lexer->end);
    lexer->next = found != NULL ? found : lexer->end;
    return found != NULL;
}

long ird_lexer_line(const ird_lexer *lexer, const char *place) {
    long line = 1;
    const char *at = lexer->start;
    while ((at = memchr(at, '\n', (size_t)(place - at))) != NULL) {
        line++;
        at++;
    }
    return line;
}

bool ird_token_is_text(const ird_token *token, const char *word) {
    for (size_t i = 0; i < token->size; i++) {
        char c = token->text[i];
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (c != word[i] || c == '\0') { /* a NUL in the token is not word's end */
            return false;
        }
    }
    return word[token->size] == '\0';
}
