/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The command line of the model's programs. */
#include "check.h"

#include <stdbool.h>

#include "base/alloc.h"
#include "model/programs/options.h"

typedef struct values {
    const char *text;
    size_t count;
    double number;
    bool flag;
    ird_option_words words;
} values;

/* Reads words, ended by NULL, into v. */
static ird_options_result read_words(values *v, const char *const *words) {
    char *argv[16] = {(char *)"program"};
    int argc = 1;
    while (words[argc - 1] != NULL) {
        argv[argc] = (char *)words[argc - 1];
        argc++;
    }
    const ird_option options[] = {
        {"-text", IRD_OPTION_TEXT, &v->text, "a word"},
        {"-count", IRD_OPTION_COUNT, &v->count, "a count"},
        {"-count_every", IRD_OPTION_COUNT, &v->number, "another"},
        {"-number", IRD_OPTION_NUMBER, &v->number, "a number"},
        {"-flag", IRD_OPTION_FLAG, &v->flag, "a flag"},
        {"-word", IRD_OPTION_WORDS, &v->words, "words"},
    };
    return ird_options_read("does nothing", options, 6, argc, argv);
}

static void test_values(void) {
    values v = {.count = 7};
    const char *const words[] = {"-te", "x", "-number", "-2.5e-1", "-flag", NULL};
    CHECK(read_words(&v, words) == IRD_OPTIONS_GO);
    CHECK_TEXT(v.text, "x");
    CHECK(v.number == -0.25 && v.flag && v.count == 7);
    const char *const exact[] = {"-count", "12", NULL};
    CHECK(read_words(&v, exact) == IRD_OPTIONS_GO && v.count == 12);
    const char *const again[] = {"-word", "a", "-flag", "-wo", "-flag", NULL};
    CHECK(read_words(&v, again) == IRD_OPTIONS_GO && v.words.count == 2);
    CHECK_TEXT(v.words.items[0], "a");
    CHECK_TEXT(v.words.items[1], "-flag");
    v.words.count = 256;
    CHECK(read_words(&v, again) == IRD_OPTIONS_BAD && v.words.count == 256);
}

static void test_refused(void) {
    values v = {.count = 7};
    static const char *const bad[][3] = {
        {"-cou", "1", NULL},       {"-other", "1", NULL},   {"-count", NULL, NULL},
        {"-count", "-1", NULL},    {"-count", "1.5", NULL}, {"-count", "1x", NULL},
        {"-number", "nan", NULL},  {"-number", "", NULL},   {"text", NULL, NULL},
        {"-count", "1e300", NULL}, {"-", "1", NULL},        {"-word", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(read_words(&v, bad[i]) == IRD_OPTIONS_BAD);
    }
    CHECK(v.count == 7);
    const char *const help[] = {"-help", NULL};
    CHECK(read_words(&v, help) == IRD_OPTIONS_HELP);
}

static void test_line(void) {
    const char *network, *output;
    bool fast;
    const ird_option options[] = {{"-network", IRD_OPTION_TEXT, &network, ""},
                                  {"-output", IRD_OPTION_FILE, &output, ""},
                                  {"-fast", IRD_OPTION_FLAG, &fast, ""}};
    char *argv[] = {(char *)"some/folder/irdrop-train",
                    (char *)"-fast",
                    (char *)"-out",
                    (char *)"a b",
                    (char *)"-net",
                    (char *)"{\"s\": 4}"};
    char *line = ird_options_line(options, 3, 6, argv);
    CHECK_TEXT(line, "irdrop-train -fast -net '{\"s\": 4}'");
    ird_free(line);
}

int main(void) {
    RUN(test_values);
    RUN(test_refused);
    RUN(test_line);
    return check_summary("options");
}
