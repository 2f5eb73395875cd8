/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Shares of several answers, pixel by pixel, that add up to 1 and fit examples best; see
 * fitted_sheet.h, whose part this is. Internal to pdn/.
 */
#ifndef IRD_MODEL_PDN_SHARE_FIT_H
#define IRD_MODEL_PDN_SHARE_FIT_H

#include "model/pdn/fitted_sheet.h"

enum { IRD_SHARE_KINDS = 7 };

typedef struct ird_share_fit {
    size_t side, plane, count, apart;
    double *told;   /* [count + apart][IRD_SHARE_KINDS][plane]: what each kind says */
    double *wanted; /* [count + apart][plane], at most 1 */
    double *sums;   /* room for what is added up; one block, told first */
    double *scratch;
} ird_share_fit; /* all zero is an empty one */

ird_status ird_share_fit_open(ird_share_fit *fit, size_t side, size_t count, size_t apart,
                              ird_error *err);
void ird_share_fit_close(ird_share_fit *fit);

static inline double *ird_share_told(const ird_share_fit *fit, size_t example,
                                     size_t kind, size_t pixel) {
    return fit->told + (example * IRD_SHARE_KINDS + kind) * fit->plane + pixel;
}

static inline double *ird_share_wanted(const ird_share_fit *fit, size_t example,
                                       size_t pixel) {
    return fit->wanted + example * fit->plane + pixel;
}

/* shares: [IRD_SHARE_KINDS][plane]. lift and bound (fitted_sheet.h) are told by fits that
 * lack the example in question. What was told is lost. */
void ird_share_fit_run(ird_share_fit *fit, double *shares, double *lift,
                       ird_sheet_bound *bound);

/* Drops times 1 + lift x (drop / largest drop)^4; the largest is returned. */
double ird_share_lift(double *drops, size_t count, double lift);

#endif
