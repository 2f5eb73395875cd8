/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/pdn/plain_sheet.h"

#include "base/alloc.h"
#include "model/layers/layers.h"

struct ird_plain_sheet {
    ird_tensor shape;
    float *solved, *currents, *sheet; /* one block, solved first */
};

/* Maps of each: room for doubles as ird_plan_make gives it. */
enum { SOLVED = 4 };

ird_status ird_plain_sheet_create(ird_plain_sheet **sheet, const float *power_grid,
                                  size_t rows, size_t columns, float stiffness,
                                  ird_error *err) {
    size_t plane = rows * columns;
    size_t planes = SOLVED + IRD_CURRENT_MAPS + IRD_SHEET_FIELDS + 2 * (columns + 1);
    ird_plain_sheet *made = ird_alloc_zero(1, sizeof *made);
    float *fields = ird_alloc_zero(plane, IRD_SHEET_FIELDS * sizeof *fields);
    if (made != NULL) {
        made->solved = ird_alloc_aligned(planes * plane, sizeof *made->solved);
    }
    if (made == NULL || fields == NULL || made->solved == NULL) {
        ird_plain_sheet_free(made);
        ird_free(fields);
        return ird_fail_memory(err, "solving a sheet");
    }
    made->shape = (ird_tensor){3, rows, columns, 0};
    made->currents = made->solved + SOLVED * plane;
    made->sheet = made->currents + IRD_CURRENT_MAPS * plane;
    for (size_t i = 0; i < 2 * plane; i++) {
        fields[i] = stiffness;
    }
    ird_sheet_f32(made->sheet, fields, power_grid, &made->shape);
    ird_free(fields);
    *sheet = made;
    return IRD_OK;
}

void ird_plain_sheet_free(ird_plain_sheet *sheet) {
    if (sheet != NULL) {
        ird_free_aligned(sheet->solved);
        ird_free(sheet);
    }
}

void ird_plain_sheet_run(ird_plain_sheet *sheet, float *drops, const float *maps) {
    const ird_tensor *shape = &sheet->shape;
    ird_currents_f32(sheet->currents, maps, shape, 1);
    ird_sheet_solve_f32(sheet->solved, sheet->sheet, sheet->currents, shape);
    ird_respond_f32(drops, sheet->solved, maps, shape->rows * shape->columns);
}
