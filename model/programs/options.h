/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The command line of this room's programs: `-key value`, flags without value, unique
 * abbreviations, -help.
 */
#ifndef IRD_MODEL_PROGRAMS_OPTIONS_H
#define IRD_MODEL_PROGRAMS_OPTIONS_H

#include <stddef.h>

typedef enum ird_option_type {
    IRD_OPTION_TEXT,   /* const char * */
    IRD_OPTION_FILE,   /* const char *, a file or folder: where it lies says nothing */
    IRD_OPTION_COUNT,  /* size_t */
    IRD_OPTION_NUMBER, /* double */
    IRD_OPTION_FLAG,   /* bool */
    IRD_OPTION_WORDS   /* ird_option_words: may be given again and again */
} ird_option_type;

typedef struct ird_option_words {
    const char *items[256];
    size_t count;
} ird_option_words; /* all zero is none */

typedef struct ird_option {
    const char *name; /* "-seed" */
    ird_option_type type;
    void *value; /* holds the default beforehand */
    const char *help;
} ird_option;

typedef enum ird_options_result {
    IRD_OPTIONS_GO,   /* run the program */
    IRD_OPTIONS_HELP, /* help was printed: exit with 0 */
    IRD_OPTIONS_BAD   /* a message was printed: exit with 2 */
} ird_options_result;

/* Read argv into the values of options; purpose is the help's first line. */
ird_options_result ird_options_read(const char *purpose, const ird_option *options,
                                    size_t count, int argc, char **argv);

/* The command line as one line of text, words with blanks in quotes; free with ird_free.
 * The folder of the program and what is of type FILE are left out, so that who
 * repeats the work elsewhere writes the same line. For what ird_options_read took; NULL
 * when memory runs out. */
char *ird_options_line(const ird_option *options, size_t count, int argc, char **argv);

#endif
