/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The metal in the cells of the mesh of a sheet. What touches within a cell is one part;
 * metals with a gap between them are parts of their own, however large the cell is, so
 * that no mesh is too coarse to tell them apart. Internal to metal/.
 */
#ifndef IRD_METAL_SHEET_PARTS_H
#define IRD_METAL_SHEET_PARTS_H

#include "metal/sheet_lines.h"

typedef enum ird_sheet_side {
    IRD_SHEET_LOW_U,
    IRD_SHEET_HIGH_U,
    IRD_SHEET_LOW_V,
    IRD_SHEET_HIGH_V
} ird_sheet_side;

typedef struct ird_sheet_part {
    double area;           /* square database units */
    double edge[4];        /* per side of the cell: how much of it has metal inside */
    uint32_t first, count; /* its boxes; none where it fills the cell */
    uint32_t node;         /* of the mesh; the caller's */
} ird_sheet_part;

typedef struct ird_sheet_parts {
    ird_sheet_lines u, v; /* of the mesh */
    size_t columns, rows;
    uint32_t *starts; /* per cell, column by column, and one more: into items */
    IRD_VEC(ird_sheet_part) items;
    ird_uv_box *boxes; /* cut at the lines, those of a part together */
} ird_sheet_parts;     /* all zero is an empty one */

void ird_sheet_parts_free(ird_sheet_parts *parts); /* leaves an empty one */

/* Lines and parts for a sheet; node is UINT32_MAX. */
ird_status ird_sheet_parts_make(ird_sheet_parts *parts, const ird_sheet *sheet,
                                ird_error *err);

static inline size_t ird_sheet_cell_at(const ird_sheet_parts *parts, size_t column,
                                       size_t row) {
    return column * parts->rows + row;
}

/* How much of their common edge has metal on both sides: `a` in a cell, `b` in the next
 * one along u, or along v. */
double ird_sheet_common(const ird_sheet_parts *parts, const ird_sheet_part *a,
                        const ird_sheet_part *b, bool along_v);

/* How much of a part lies in a box, in squares; cell is the one that it is in. */
double ird_sheet_area_in(const ird_sheet_parts *parts, const ird_sheet_part *part,
                         size_t cell, const ird_uv_box *box);

#endif
