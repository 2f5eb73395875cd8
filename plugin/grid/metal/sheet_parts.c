/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/sheet_parts.h"

static const char DOING[] = "meshing the metal of a layer";

/* Of the boxes of the sheet, what lies in each cell; only counted where it fills it. */
typedef struct pieces {
    const ird_sheet *sheet;
    double *area;     /* per cell */
    uint32_t *starts; /* per cell, and one more: into boxes of the parts */
} pieces;

void ird_sheet_parts_free(ird_sheet_parts *parts) {
    if (parts != NULL) {
        ird_free(parts->u.items);
        ird_free(parts->v.items);
        ird_free(parts->starts);
        ird_free(parts->items.items);
        ird_free(parts->boxes);
        *parts = (ird_sheet_parts){0};
    }
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static double overlap(int64_t a0, int64_t a1, int64_t b0, int64_t b1) {
    int64_t low = larger(a0, b0), high = smaller(a1, b1);
    return low < high ? (double)(high - low) : 0;
}

static double area_of(const ird_uv_box *box) {
    return (double)(box->u1_dbu - box->u0_dbu) * (double)(box->v1_dbu - box->v0_dbu);
}

static ird_uv_box box_at(const ird_sheet_parts *parts, size_t column, size_t row) {
    return (ird_uv_box){parts->u.items[column], parts->u.items[column + 1],
                        parts->v.items[row], parts->v.items[row + 1]};
}

static ird_uv_box cell_box(const ird_sheet_parts *parts, size_t cell) {
    return box_at(parts, cell / parts->rows, cell % parts->rows);
}

/* In two passes: areas and counts, then the boxes. starts[cell + 1] is the next free
 * place of a cell in the second. */
static void put_box(ird_sheet_parts *parts, pieces *p, int pass, const ird_uv_box *box) {
    size_t first_row = ird_sheet_lines_cell(&parts->v, box->v0_dbu);
    for (size_t i = ird_sheet_lines_cell(&parts->u, box->u0_dbu);
         i < parts->columns && parts->u.items[i] < box->u1_dbu; i++) {
        for (size_t k = first_row; k < parts->rows && parts->v.items[k] < box->v1_dbu;
             k++) {
            size_t cell = ird_sheet_cell_at(parts, i, k);
            ird_uv_box in = box_at(parts, i, k);
            double whole = area_of(&in);
            in = (ird_uv_box){
                larger(in.u0_dbu, box->u0_dbu), smaller(in.u1_dbu, box->u1_dbu),
                larger(in.v0_dbu, box->v0_dbu), smaller(in.v1_dbu, box->v1_dbu)};
            if (pass == 0) {
                p->area[cell] += area_of(&in);
                p->starts[cell + 2]++;
            } else if (p->area[cell] < whole) {
                parts->boxes[p->starts[cell + 1]++] = in;
            }
        }
    }
}

static ird_status cut_boxes(ird_sheet_parts *parts, pieces *p, ird_error *err) {
    size_t cells = parts->columns * parts->rows;
    p->area = ird_alloc_zero(cells, sizeof *p->area);
    p->starts = ird_alloc_zero(cells + 2, sizeof *p->starts);
    if (p->area == NULL || p->starts == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < p->sheet->box_count; i++) {
        put_box(parts, p, 0, &p->sheet->boxes[i]);
    }
    for (size_t i = 0, cell = 0; i < parts->columns; i++) {
        for (size_t k = 0; k < parts->rows; k++, cell++) {
            ird_uv_box box = box_at(parts, i, k);
            uint32_t *count = &p->starts[cell + 2];
            *count = p->area[cell] < area_of(&box) ? *count : 0;
            *count += p->starts[cell + 1];
        }
    }
    parts->boxes = ird_alloc(p->starts[cells + 1], sizeof *parts->boxes);
    if (parts->boxes == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < p->sheet->box_count; i++) {
        put_box(parts, p, 1, &p->sheet->boxes[i]);
    }
    return IRD_OK;
}

/* Have part of a side in common. */
static bool touch(const ird_uv_box *a, const ird_uv_box *b) {
    int64_t u = smaller(a->u1_dbu, b->u1_dbu) - larger(a->u0_dbu, b->u0_dbu);
    int64_t v = smaller(a->v1_dbu, b->v1_dbu) - larger(a->v0_dbu, b->v0_dbu);
    return u >= 0 && v >= 0 && (u > 0 || v > 0);
}

static ird_sheet_part part_of(const ird_uv_box *cell, const ird_uv_box *boxes,
                              size_t count) {
    ird_sheet_part part = {.node = UINT32_MAX};
    for (size_t i = 0; i < count; i++) {
        const ird_uv_box *b = &boxes[i];
        double u = (double)(b->u1_dbu - b->u0_dbu), v = (double)(b->v1_dbu - b->v0_dbu);
        part.area += u * v;
        part.edge[IRD_SHEET_LOW_U] += b->u0_dbu == cell->u0_dbu ? v : 0;
        part.edge[IRD_SHEET_HIGH_U] += b->u1_dbu == cell->u1_dbu ? v : 0;
        part.edge[IRD_SHEET_LOW_V] += b->v0_dbu == cell->v0_dbu ? u : 0;
        part.edge[IRD_SHEET_HIGH_V] += b->v1_dbu == cell->v1_dbu ? u : 0;
    }
    return part;
}

/* The boxes of a part move to the front of the count boxes there; how many it has. */
static uint32_t gather(ird_uv_box *boxes, uint32_t count) {
    uint32_t kept = 1;
    for (uint32_t i = 0; i < kept; i++) {
        for (uint32_t k = kept; k < count; k++) {
            if (touch(&boxes[i], &boxes[k])) {
                ird_uv_box box = boxes[k];
                boxes[k] = boxes[kept];
                boxes[kept++] = box;
            }
        }
    }
    return kept;
}

static ird_status split_cell(ird_sheet_parts *parts, pieces *p, size_t column, size_t row,
                             ird_error *err) {
    size_t cell = ird_sheet_cell_at(parts, column, row);
    ird_uv_box box = box_at(parts, column, row);
    uint32_t first = p->starts[cell], end = p->starts[cell + 1];
    IRD_TRY(ird_vec_reserve(&parts->items, 1 + end - first, DOING, err));
    parts->starts[cell] = (uint32_t)parts->items.count;
    if (p->area[cell] > 0 && first == end) {
        parts->items.items[parts->items.count++] = part_of(&box, &box, 1);
    }
    while (first < end) {
        uint32_t count = gather(parts->boxes + first, end - first);
        ird_sheet_part *part = &parts->items.items[parts->items.count++];
        *part = part_of(&box, parts->boxes + first, count);
        part->first = first;
        part->count = count;
        first += count;
    }
    return IRD_OK;
}

static ird_status make(ird_sheet_parts *parts, pieces *p, ird_error *err) {
    IRD_TRY(ird_sheet_lines_make(&parts->u, &parts->v, p->sheet, err));
    parts->columns = parts->u.count - 1;
    parts->rows = parts->v.count - 1;
    size_t cells = parts->columns * parts->rows;
    IRD_TRY(cut_boxes(parts, p, err));
    parts->starts = ird_alloc(cells + 1, sizeof *parts->starts);
    if (parts->starts == NULL) {
        return ird_fail_memory(err, DOING);
    }
    IRD_TRY(ird_vec_reserve(&parts->items, cells, DOING, err));
    for (size_t i = 0; i < parts->columns; i++) {
        for (size_t k = 0; k < parts->rows; k++) {
            IRD_TRY(split_cell(parts, p, i, k, err));
        }
    }
    parts->starts[cells] = (uint32_t)parts->items.count;
    return IRD_OK;
}

ird_status ird_sheet_parts_make(ird_sheet_parts *parts, const ird_sheet *sheet,
                                ird_error *err) {
    ird_sheet_parts made = {0};
    pieces p = {.sheet = sheet};
    ird_status status = make(&made, &p, err);
    ird_free(p.area);
    ird_free(p.starts);
    if (status != IRD_OK) {
        ird_sheet_parts_free(&made);
        return status;
    }
    ird_sheet_parts_free(parts);
    *parts = made;
    return IRD_OK;
}

double ird_sheet_common(const ird_sheet_parts *parts, const ird_sheet_part *a,
                        const ird_sheet_part *b, bool along_v) {
    double all_a = a->edge[along_v ? IRD_SHEET_HIGH_V : IRD_SHEET_HIGH_U];
    double all_b = b->edge[along_v ? IRD_SHEET_LOW_V : IRD_SHEET_LOW_U];
    double sum = 0;
    if (all_a == 0 || all_b == 0) {
        return 0;
    }
    if (a->count == 0 || b->count == 0) {
        return a->count == 0 ? all_b : all_a;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        const ird_uv_box *x = &parts->boxes[a->first + i];
        for (uint32_t k = 0; k < b->count; k++) {
            const ird_uv_box *y = &parts->boxes[b->first + k];
            if (along_v && x->v1_dbu == y->v0_dbu) {
                sum += overlap(x->u0_dbu, x->u1_dbu, y->u0_dbu, y->u1_dbu);
            } else if (!along_v && x->u1_dbu == y->u0_dbu) {
                sum += overlap(x->v0_dbu, x->v1_dbu, y->v0_dbu, y->v1_dbu);
            }
        }
    }
    return sum;
}

static double common_area(const ird_uv_box *a, const ird_uv_box *b) {
    return overlap(a->u0_dbu, a->u1_dbu, b->u0_dbu, b->u1_dbu) *
           overlap(a->v0_dbu, a->v1_dbu, b->v0_dbu, b->v1_dbu);
}

double ird_sheet_area_in(const ird_sheet_parts *parts, const ird_sheet_part *part,
                         size_t cell, const ird_uv_box *box) {
    ird_uv_box whole = cell_box(parts, cell);
    double sum = part->count == 0 ? common_area(&whole, box) : 0;
    for (uint32_t i = 0; i < part->count; i++) {
        sum += common_area(&parts->boxes[part->first + i], box);
    }
    return sum;
}
