/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The lines of the mesh of a sheet. Internal to metal/.
 */
#ifndef IRD_METAL_SHEET_LINES_H
#define IRD_METAL_SHEET_LINES_H

#include "metal/sheet.h"

typedef struct ird_sheet_lines {
    int64_t *items; /* ascending, at least two */
    size_t count;
} ird_sheet_lines; /* items to be freed */

/* Lines across u and across v: the edges of ports and boxes, and between them more, close
 * where edges are close and up to 1.6 times as far apart from one to the next. */
ird_status ird_sheet_lines_make(ird_sheet_lines *u, ird_sheet_lines *v,
                                const ird_sheet *sheet, ird_error *err);

/* The cell from items[i] to items[i + 1] that holds the place; the last one beyond. */
size_t ird_sheet_lines_cell(const ird_sheet_lines *lines, int64_t place_dbu);

#endif
