/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Why it drops at a place, as text.
 */
#ifndef IRD_REPORT_EXPLAIN_REPORT_H
#define IRD_REPORT_EXPLAIN_REPORT_H

#include "base/text.h"
#include "explain/explain.h"

/* top: how many cells, and clusters of each kind. */
ird_status ird_report_explanation(ird_text *out, const ird_explanation *explanation,
                                  const ird_solved *solved, size_t top, ird_error *err);

/* A pixel that a prediction hangs on: what it adds by that, and by the exact solution. */
typedef struct ird_hung_pixel {
    ird_point_um at; /* its middle */
    double predicted, exact;
} ird_hung_pixel;

/* Pixels, those that add most first, with the correlation of the whole maps and how many
 * are among as many of the exact map. */
typedef struct ird_hung_pixels {
    const ird_hung_pixel *items;
    size_t count;
    double correlation; /* NAN: there is no exact one */
    size_t shared;
} ird_hung_pixels;

typedef struct ird_prediction_hangs {
    const char *net, *model;
    ird_point_um at;
    double drop, exact_drop_v; /* NAN: not known */
    bool is_volt;
    ird_hung_pixels currents, metal;
} ird_prediction_hangs;

/* What a predicted drop hangs on, beside the exact one. */
ird_status ird_report_prediction_hangs(ird_text *out, const ird_prediction_hangs *hangs,
                                       ird_error *err);

/* "metal4", "via metal1 - metal4", "link": a piece in one word or three. */
enum { IRD_PIECE_NAME_SIZE = 160 };
const char *ird_piece_name(char name[IRD_PIECE_NAME_SIZE],
                           const ird_explanation *explanation, const ird_piece *piece);

#endif
