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

/* "metal4", "via metal1 - metal4", "link": a piece in one word or three. */
enum { IRD_PIECE_NAME_SIZE = 160 };
const char *ird_piece_name(char name[IRD_PIECE_NAME_SIZE],
                           const ird_explanation *explanation, const ird_piece *piece);

#endif
