/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/programs/options.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/number.h"

static void print_default(const ird_option *option) {
    const char *text;
    switch (option->type) {
    case IRD_OPTION_TEXT:
    case IRD_OPTION_FILE:
        text = *(const char *const *)option->value;
        if (text != NULL) {
            printf(" (%s)", text);
        }
        break;
    case IRD_OPTION_COUNT:
        printf(" (%zu)", *(size_t *)option->value);
        break;
    case IRD_OPTION_NUMBER:
        printf(" (%g)", *(double *)option->value);
        break;
    case IRD_OPTION_FLAG:
    case IRD_OPTION_WORDS:
        break;
    }
}

static const char *name_of(const char *program) {
    const char *slash = strrchr(program, '/');
    return slash != NULL ? slash + 1 : program;
}

static void print_help(const char *program, const char *purpose,
                       const ird_option *options, size_t count) {
    printf("%s: %s\n\nOptions, with defaults in parentheses:\n", name_of(program),
           purpose);
    for (size_t i = 0; i < count; i++) {
        printf("  %-18s %s", options[i].name, options[i].help);
        print_default(&options[i]);
        printf("\n");
    }
    printf("  %-18s this text\n", "-help");
}

/* The option that word names or abbreviates; NULL where none or several fit. */
static const ird_option *find(const ird_option *options, size_t count, const char *word) {
    const ird_option *found = NULL;
    size_t size = strlen(word);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(options[i].name, word) == 0) {
            return &options[i];
        }
        if (size > 1 && strncmp(options[i].name, word, size) == 0) {
            if (found != NULL) {
                return NULL;
            }
            found = &options[i];
        }
    }
    return found;
}

static bool read_value(const ird_option *option, const char *text) {
    double number;
    if (option->type == IRD_OPTION_TEXT || option->type == IRD_OPTION_FILE) {
        *(const char **)option->value = text;
        return true;
    }
    if (option->type == IRD_OPTION_WORDS) {
        ird_option_words *words = option->value;
        bool has_room = words->count < sizeof words->items / sizeof *words->items;
        if (has_room) {
            words->items[words->count++] = text;
        }
        return has_room;
    }
    if (!ird_number_parse(text, strlen(text), &number) || !isfinite(number)) {
        return false;
    }
    if (option->type == IRD_OPTION_NUMBER) {
        *(double *)option->value = number;
        return true;
    }
    /* Counts stay below 2^53, so the double holds them exactly. */
    if (number < 0 || number > 0x1p53 || number != floor(number)) {
        return false;
    }
    *(size_t *)option->value = (size_t)number;
    return true;
}

ird_options_result ird_options_read(const char *purpose, const ird_option *options,
                                    size_t count, int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-help") == 0 || strcmp(argv[i], "--help") == 0) {
            print_help(argv[0], purpose, options, count);
            return IRD_OPTIONS_HELP;
        }
        const ird_option *option = find(options, count, argv[i]);
        if (option == NULL) {
            fprintf(stderr, "%s: unknown or ambiguous option %s; -help lists them\n",
                    argv[0], argv[i]);
            return IRD_OPTIONS_BAD;
        }
        if (option->type == IRD_OPTION_FLAG) {
            *(bool *)option->value = true;
            continue;
        }
        if (i + 1 == argc || !read_value(option, argv[i + 1])) {
            fprintf(stderr, "%s: %s needs a %s\n", argv[0], option->name,
                    option->type == IRD_OPTION_COUNT    ? "whole number"
                    : option->type == IRD_OPTION_NUMBER ? "number"
                    : option->type == IRD_OPTION_WORDS  ? "value, at most 256 times"
                                                        : "value");
            return IRD_OPTIONS_BAD;
        }
        i++;
    }
    return IRD_OPTIONS_GO;
}

static size_t add_word(char *line, size_t size, size_t at, const char *word) {
    const char *quote = strpbrk(word, " {\"") != NULL ? "'" : "";
    return at + (size_t)snprintf(line + at, size - at, " %s%s%s", quote, word, quote);
}

char *ird_options_line(const ird_option *options, size_t count, int argc, char **argv) {
    size_t size = 1;
    for (int i = 0; i < argc; i++) {
        size += strlen(argv[i]) + 3;
    }
    char *line = ird_alloc(size, 1);
    if (line == NULL) {
        return NULL;
    }
    size_t at = (size_t)snprintf(line, size, "%s", name_of(argv[0]));
    for (int i = 1; i < argc; i++) {
        const ird_option *option = find(options, count, argv[i]);
        bool is_file = option->type == IRD_OPTION_FILE;
        at = is_file ? at : add_word(line, size, at, argv[i]);
        if (option->type != IRD_OPTION_FLAG) {
            i++;
            at = is_file ? at : add_word(line, size, at, argv[i]);
        }
    }
    return line;
}
