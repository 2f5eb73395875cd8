/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Python as a second opinion: the first python3 that has the modules asked for. Where
 * there is none the test says so and goes on.
 */
#ifndef IRD_TESTS_PYTHON_H
#define IRD_TESTS_PYTHON_H

#include "check.h"

/* A command such as "/usr/bin/python3"; NULL, with a line about what is left out, where
 * no Python has the modules ("numpy, scipy.ndimage"). */
static inline const char *python_with(const char *modules, const char *left_out) {
    /* Debian's own first: another one in the path seldom has its packages. */
    static const char *const commands[] = {"/usr/bin/python3", "python3"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char line[256];
        snprintf(line, sizeof line, "%s -c 'import %s' 2>/dev/null", commands[i],
                 modules);
        if (system(line) == 0) {
            return commands[i];
        }
    }
    printf("SKIPPED: no python3 with %s: %s\n", modules, left_out);
    return NULL;
}

/* Whether the program runs to its end. It must hold no double quote. */
static inline int python_runs(const char *python, const char *program) {
    size_t size = strlen(python) + strlen(program) + 16;
    char *line = malloc(size);
    snprintf(line, size, "%s -c \"%s\"", python, program);
    int ok = system(line) == 0;
    free(line);
    return ok;
}

#endif
