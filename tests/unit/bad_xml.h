/* SPDX-License-Identifier: BSD-3-Clause
 *
 * For tests of the readers of XML (rules, plans): files that must be refused, each with
 * its status, line and message. IRD_SOURCE_DIR is the project's folder, set by CMake.
 */
#ifndef IRD_TESTS_BAD_XML_H
#define IRD_TESTS_BAD_XML_H

#include "check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

typedef struct bad_xml {
    const char *name; /* of a file in tests/bad/KIND, without .xml, or of a case */
    ird_status status;
    long line;
    const char *text; /* part of the message */
} bad_xml;

/* Reads path, checks what reader-specific state must hold, and calls bad_xml_check. */
typedef void bad_xml_refusal(const char *path, const bad_xml *bad);

static inline void bad_xml_check(const bad_xml *bad, const char *path, ird_status status,
                                 const ird_error *err) {
    bool right = CHECK(status == bad->status) && CHECK(err->line == bad->line) &&
                 CHECK(strstr(err->text, bad->text) != NULL);
    CHECK_TEXT(err->file, path);
    if (!right) {
        fprintf(stderr, "    %s gave %d, line %ld: %s\n", bad->name, (int)status,
                err->line, err->text);
    }
}

static inline void bad_xml_check_files(const char *kind, const bad_xml *cases,
                                       size_t count, bad_xml_refusal *refusal) {
    for (size_t i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/tests/bad/%s/%s.xml", IRD_SOURCE_DIR, kind,
                 cases[i].name);
        refusal(path, &cases[i]);
    }
}

/* Writes head, so many blanks, and tail. */
static inline void bad_xml_write(const char *path, const char *head, size_t blanks,
                                 const char *tail) {
    FILE *file = fopen(path, "w");
    if (CHECK(file != NULL)) {
        fprintf(file, "%s%*s%s", head, (int)blanks, "", tail);
        CHECK(fclose(file) == 0);
    }
}

#endif
