/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The sheet of net/spec.h without a network: its conductances are the same all over, by
 * what the response to a uniform current tells alone. The best answer from the three maps
 * that needs no training; what a network with a sheet starts from.
 */
#ifndef IRD_MODEL_PDN_PLAIN_SHEET_H
#define IRD_MODEL_PDN_PLAIN_SHEET_H

#include <stddef.h>

#include "base/error.h"

typedef struct ird_plain_sheet ird_plain_sheet;

/* As layers/sheet_constants.h has it, and with all of the conductance of a grid whose
 * heat the map shows. */
#define IRD_SHEET_SOFT 0.0F
#define IRD_SHEET_STIFF 9.88F

/* power_grid: [rows][columns], an even number of pixels, R / (u + R). Raises NO_MEMORY.
 */
ird_status ird_plain_sheet_create(ird_plain_sheet **sheet, const float *power_grid,
                                  size_t rows, size_t columns, float stiffness,
                                  ird_error *err);
void ird_plain_sheet_free(ird_plain_sheet *sheet); /* NULL is fine */

/* maps: power_grid, cell_density and switching one after another, the first as above;
 * drops: of their current, as multiples of I R. */
void ird_plain_sheet_run(ird_plain_sheet *sheet, float *drops, const float *maps);

#endif
