/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Results as files that other programs open. Data formats have every digit of a number,
 * the text has four; lengths are in um.
 */
#ifndef IRD_REPORT_FORMATS_H
#define IRD_REPORT_FORMATS_H

#include <stdio.h>

#include "explain/explain.h"
#include "gate/gate.h"
#include "page/page.h"
#include "static/solve.h"

/* IRD_REPORT_TEXT, ..., in the order of their rows in formats.def. */
typedef enum ird_report_format {
#define IRD_FORMAT(id, name, extensions, about, needs, lacks) IRD_REPORT_##id,
#include "report/formats.def"
#undef IRD_FORMAT
    IRD_REPORT_FORMATS /* how many there are */
} ird_report_format;

/* "text", ..., ended by NULL. */
extern const char *const ird_report_format_names[];

/* A solved network, for EM. */
typedef struct ird_report_segments {
    const ird_network *network;
    const ird_solution *solution;
    const ird_factor *factor;
} ird_report_segments;

typedef struct ird_report_input {
    const char *version;
    const ird_answers *answers;
    const ird_gate_result *gate;           /* NULL: nothing was judged */
    const ird_report_segments *segments;   /* NULL: nothing was solved */
    const ird_page_extras *page;           /* what a page shows besides; NULL: nothing */
    const ird_explained_places *explained; /* why it drops there; NULL: not known */
} ird_report_input;

/* Whether it shows values of the exact solution, whatever map is looked at. */
bool ird_report_is_of_solution(ird_report_format format);

/* Whether it shows what ird_report_input.explained has. */
bool ird_report_is_explained(ird_report_format format);

/* Whether it shows what ird_report_input.page has. */
bool ird_report_is_page(ird_report_format format);

/* The format that the extension of path stands for. Raises REPORT_FORMAT, which lists
 * the extensions. */
ird_status ird_report_format_of(const char *path, ird_report_format *format,
                                ird_error *err);

/* Write the file, whole or not at all. Raises REPORT_NEEDS where input lacks what the row
 * of the format needs, REPORT_XML and FILE_WRITE. */
ird_status ird_report_write(const char *path, ird_report_format format,
                            const ird_report_input *input, ird_error *err);

/* The same into a stream, whose errors are the caller's to find. */
ird_status ird_report_print(FILE *stream, ird_report_format format,
                            const ird_report_input *input, ird_error *err);

#endif
