/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How the steps of a solution are kept (moments.h). Internal to dynamic/.
 */
#ifndef IRD_DYNAMIC_MOMENTS_KEPT_H
#define IRD_DYNAMIC_MOMENTS_KEPT_H

#include "dynamic/moments.h"
#include "dynamic/walk.h"

typedef enum ird_moment_kind {
    IRD_MOMENT_SET,     /* the walk was put there */
    IRD_MOMENT_STEP,    /* it came there */
    IRD_MOMENT_AMENDED, /* the one before was not right yet; this is */
    IRD_MOMENT_END      /* no step comes behind the one before; has no row */
} ird_moment_kind;

/* Whether a walk keeps its steps: false for NULL, and once they cannot be kept. */
bool ird_moments_keep(const ird_moments *moments);

/* The walk through all of the time (part 0), or the finer one through windows of it (1),
 * begins, and keeps its steps from now on. */
ird_status ird_moments_begin(ird_moments *moments, int part, ird_record *record,
                             ird_error *err);

/* A step: one a slot, and one a group of sources. That there is no room for it is no
 * failure. */
ird_status ird_moments_add(ird_moments *moments, int part, ird_moment_kind kind,
                           double at_s, const double *u_v, const double *fed_a,
                           ird_error *err);

ird_status ird_moments_end(ird_moments *moments, int part, ird_error *err);

/* All walks are done; these are the windows of the finer one. */
ird_status ird_moments_finish(ird_moments *moments, const ird_window *windows,
                              size_t count, ird_error *err);

#endif
