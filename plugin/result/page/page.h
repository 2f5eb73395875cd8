/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The report page: answers with all that people want to look at beside them, as one JSON
 * object (web/src/data.ts says what is in it), and as one HTML file with that object
 * inside, which is complete in itself. The page that shows it is built from web/ into
 * built/page.html.
 */
#ifndef IRD_PAGE_PAGE_H
#define IRD_PAGE_PAGE_H

#include <stdio.h>

#include "answer/answer.h"
#include "base/text.h"
#include "explain/explain.h"
#include "gate/rules.h"

/* What is wrong with the grid of a net. */
typedef struct ird_page_finding {
    const char *net, *kind, *text;
    bool has_box;
    ird_rect_um box;
} ird_page_finding;

/* The drop of an instance in time. */
typedef struct ird_page_wave {
    const char *instance;
    size_t count;
    const double *at_s, *drop_v;
} ird_page_wave;

/* Drops in time as maps, all of one shape. */
typedef struct ird_page_frames {
    const char *net;
    size_t count;
    const double *at_s, *worst_v; /* of each map */
    const ird_map *maps;
    size_t wave_count;
    const ird_page_wave *waves; /* the worst first */
} ird_page_frames;

/* What is shown besides the answers of a report. All of it is borrowed. */
typedef struct ird_page_extras {
    const ird_answer *answers; /* other answers of the same nets: a prediction beside the
                                  solution, drops in time */
    size_t answer_count;
    const ird_page_finding *findings;
    size_t finding_count, findings_left_out;
    const ird_page_frames *frames;
    size_t frames_count;
    const char *against; /* what an earlier run wrote: JSON of a report or of a page, or a
                            page; NULL */
    size_t against_size;
    const char *against_name; /* of its file */
} ird_page_extras;            /* all zero: nothing */

typedef struct ird_page_input {
    const char *report;         /* the report as JSON */
    const ird_answers *answers; /* those of the report, in its order */
    const char *const *headers; /* what each rests on, as lines of text: a name, padded to
                                   IRD_PAGE_NAME letters, and what is said of it */
    const char *const *extra_headers;      /* of the answers of the extras; NULL: none */
    const ird_rules *rules;                /* for the places of waivers; NULL */
    const ird_page_extras *extras;         /* NULL: nothing */
    const ird_explained_places *explained; /* NULL: nothing */
} ird_page_input;

enum { IRD_PAGE_NAME = 12 };

/* What a page takes at most of one design: cells, pieces of metal of a layer, sources.
 * What is left out is told in it; the cells with the largest drops stay. */
enum {
    IRD_PAGE_CELLS = 30000,
    IRD_PAGE_SHAPES = 20000,
    IRD_PAGE_SOURCES = 2000,
    IRD_PAGE_SUPPLIES = 100
};

/* Add the JSON object. Raises REPORT_AGAINST and NO_MEMORY; out is then as it was. */
ird_status ird_page_data(ird_text *out, const ird_page_input *input, ird_error *err);

/* The whole page into a stream, whose errors are the caller's to find. */
ird_status ird_page_write(FILE *stream, const ird_page_input *input, ird_error *err);

/* The page without data, as the local application serves it. */
extern const char ird_page_asset[];
extern const size_t ird_page_asset_size;

#endif
