/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include "readers/lexer.h"
#include "readers/parse.h"

/* The tokens of text, each followed by `|`, strings in quotes, an open one with a `!`. */
static const char *tokens_of(const char *text, char *out) {
    ird_lexer lexer;
    ird_lexer_init(&lexer, text, strlen(text));
    char *at = out;
    for (;;) {
        ird_token t = ird_lexer_read(&lexer);
        if (t.kind == IRD_TOKEN_END) {
            *at = '\0';
            return out;
        }
        const char *quote = t.kind == IRD_TOKEN_WORD ? "" : "\"";
        at += sprintf(at, "%s%.*s%s%s|", quote, (int)t.size, t.text, quote,
                      t.kind == IRD_TOKEN_OPEN_STRING ? "!" : "");
    }
}

static void test_tokens(void) {
    char out[256];
    CHECK_TEXT(tokens_of("", out), "");
    CHECK_TEXT(tokens_of(" \t\r\n\v\f", out), "");
    CHECK_TEXT(tokens_of("a b;c ;;\nd;", out), "a|b;c|;|;|d|;|");
    CHECK_TEXT(tokens_of("0.25; ;x", out), "0.25|;|;|x|");
    CHECK_TEXT(tokens_of("(1 2)", out), "(|1|2|)|");
    CHECK_TEXT(tokens_of("( bus(3) x)y )", out), "(|bus(3)|x)y|)|");
    CHECK_TEXT(tokens_of("a # b c\n#\nd#e", out), "a|d#e|");
    CHECK_TEXT(tokens_of("# no end of line", out), "");
    CHECK_TEXT(tokens_of("x\\; y\\) ;", out), "x\\;|y\\)|;|");
    CHECK_TEXT(tokens_of("p \"a ; b\nc\\\" # d\" q", out), "p|\"a ; b\nc\\\" # d\"|q|");
    CHECK_TEXT(tokens_of("\"\"", out), "\"\"|");
    CHECK_TEXT(tokens_of("a \"open", out), "a|\"open\"!|");
    CHECK_TEXT(tokens_of("\xef\xbb\xbfVERSION", out), "VERSION|");
}

/* What stands behind the skipped statement. */
static const char *after_skip(const char *text, bool as_text) {
    ird_lexer lexer;
    ird_lexer_init(&lexer, text, strlen(text));
    ird_token last;
    bool found =
        as_text ? ird_lexer_skip_text(&lexer) : ird_lexer_skip_statement(&lexer, &last);
    return found ? lexer.next : "(none)";
}

static void test_statements_are_skipped_by_structure(void) {
    CHECK_TEXT(after_skip("a b ;rest", false), "rest");
    CHECK_TEXT(after_skip("a b; rest", false), " rest");
    CHECK_TEXT(after_skip("a;b \\; c ; rest", false), " rest");
    CHECK_TEXT(after_skip("a \"; x\" ; rest", false), " rest");
    CHECK_TEXT(after_skip("a # ;\n ; rest", false), " rest");
    CHECK_TEXT(after_skip("a#b ; rest", false), " rest");
    CHECK_TEXT(after_skip("a \"; rest", false), "(none)");
    CHECK_TEXT(after_skip("a b", false), "(none)");
    CHECK_TEXT(after_skip("isn't it \"odd ; rest", true), " rest");
    CHECK_TEXT(after_skip("free text", true), "(none)");
}

static void test_words_and_lines(void) {
    const char *text = "one\ntwo three\n\nfour";
    ird_lexer lexer;
    ird_lexer_init(&lexer, text, strlen(text));
    ird_token one = ird_lexer_read(&lexer);
    CHECK(ird_token_is(&one, "ONE") && !ird_token_is(&one, "ON") &&
          !ird_token_is(&one, "ONES") && !ird_token_is(&one, ""));
    CHECK(ird_lexer_line(&lexer, one.text) == 1);
    CHECK(ird_lexer_line(&lexer, ird_lexer_read(&lexer).text) == 2);
    CHECK(ird_lexer_line(&lexer, ird_lexer_read(&lexer).text) == 2);
    CHECK(ird_lexer_line(&lexer, ird_lexer_read(&lexer).text) == 4);
    static const char nul_text[] = "ONE\0X";
    ird_token nul = {IRD_TOKEN_WORD, nul_text, 5};
    CHECK(!ird_token_is(&nul, nul_text)); /* the word ends at its NUL */
    ird_token string = {IRD_TOKEN_STRING, "ONE", 3};
    CHECK(!ird_token_is(&string, "ONE"));
}

static const ird_format format = {"testing", IRD_LEF_TRUNCATED, IRD_LEF_SYNTAX,
                                  IRD_LEF_RANGE};

static ird_parser parser_of(const char *text, ird_error *err) {
    ird_input input = {.data = text, .size = strlen(text), .path = "text"};
    ird_parser p;
    ird_parse_init(&p, &format, &input, NULL, err);
    return p;
}

static void test_integers(void) {
    static const struct {
        const char *text;
        ird_status status;
        int64_t value;
    } rows[] = {
        {"0", IRD_OK, 0},
        {"-42", IRD_OK, -42},
        {"+7", IRD_OK, 7},
        {"12.000", IRD_OK, 12},
        {"1e3", IRD_OK, 1000},
        {"999999999999999999", IRD_LEF_RANGE, 0},
        {"9223372036854775808", IRD_LEF_RANGE, 0},
        {"123456789012345678901234567890", IRD_LEF_RANGE, 0},
        {"1e400", IRD_LEF_RANGE, 0},
        {"12.5", IRD_LEF_SYNTAX, 0},
        {"-", IRD_LEF_SYNTAX, 0},
        {"0x10", IRD_LEF_SYNTAX, 0},
        {"nan", IRD_LEF_SYNTAX, 0},
        {"inf", IRD_LEF_SYNTAX, 0},
        {"1,5", IRD_LEF_SYNTAX, 0},
        {"\"5\"", IRD_LEF_SYNTAX, 0},
        {"", IRD_LEF_TRUNCATED, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ird_error err = {0};
        ird_parser p = parser_of(rows[i].text, &err);
        int64_t value = 0;
        ird_status status =
            ird_parse_integer(&p, "a number", -1000000000, 1000000000, &value);
        if (!CHECK(status == rows[i].status) || !CHECK(value == rows[i].value)) {
            fprintf(stderr, "    for \"%s\": status %d, value %ld\n", rows[i].text,
                    (int)status, (long)value);
        }
    }
}

static void test_coordinates_and_numbers(void) {
    ird_error err = {0};
    ird_parser p =
        parser_of("4503599627370496 -4503599627370497 100.5 0.1 1e999 inf", &err);
    int64_t dbu = 0;
    double number = 0;
    CHECK(ird_parse_dbu(&p, &dbu) == IRD_OK && dbu == IRD_DBU_LIMIT);
    CHECK(ird_parse_dbu(&p, &dbu) == IRD_LEF_RANGE && dbu == IRD_DBU_LIMIT);
    CHECK_TEXT(err.detail, "-4503599627370497");
    CHECK(ird_parse_dbu(&p, &dbu) == IRD_OK && dbu == 101);
    CHECK(ird_parse_number(&p, "a number", 1e9, &number) == IRD_OK && number == 0.1);
    CHECK(ird_parse_number(&p, "a number", 1e9, &number) == IRD_LEF_RANGE);
    CHECK(ird_parse_number(&p, "a number", 1e9, &number) == IRD_LEF_SYNTAX);
}

static void test_any_token_can_be_given_back(void) {
    static const char *const texts[] = {"word x", "\"a string\" x", "; x"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ird_error err = {0};
        ird_parser p = parser_of(texts[i], &err);
        CHECK(ird_parse_next(&p) == IRD_OK);
        ird_token first = p.token;
        ird_parse_back(&p);
        CHECK(ird_parse_next(&p) == IRD_OK && p.token.kind == first.kind &&
              p.token.text == first.text && p.token.size == first.size);
        CHECK(ird_parse_expect(&p, "X") == IRD_OK);
    }
}

static void test_messages_quote_odd_tokens(void) {
    char text[200];
    memset(text, 'x', sizeof text);
    text[1] = '\001';
    ird_token token = {IRD_TOKEN_WORD, text, sizeof text};
    ird_quoted quoted = ird_parse_quoted(&token);
    CHECK(strlen(quoted.text) == 63 && strcmp(quoted.text + 60, "...") == 0);
    CHECK(quoted.text[1] == '?');
}

int main(void) {
    RUN(test_tokens);
    RUN(test_statements_are_skipped_by_structure);
    RUN(test_words_and_lines);
    RUN(test_integers);
    RUN(test_coordinates_and_numbers);
    RUN(test_any_token_can_be_given_back);
    RUN(test_messages_quote_odd_tokens);
    return check_summary("lexer");
}
