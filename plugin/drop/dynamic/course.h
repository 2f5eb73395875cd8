/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The courses of a solution from the samples of its walks. Internal to dynamic/.
 */
#ifndef IRD_DYNAMIC_COURSE_H
#define IRD_DYNAMIC_COURSE_H

#include "dynamic/walk.h"

/* Samples of the walk through all of the time, and of the finer one through windows of
 * it, which are in the order of time. */
typedef struct ird_course_parts {
    const ird_samples *coarse, *fine;
    const ird_window *windows;
    size_t window_count;
} ird_course_parts;

/* Whether a time lies in one of them: behind its beginning, up to its end. */
bool ird_windows_hold(double at_s, const ird_window *windows, size_t count);

/* Raises TRANSIENT_NODE where a probe is none of so many nodes. */
ird_status ird_course_check(const ird_dynamic_wish *wish, size_t nodes, ird_error *err);

/* The finer samples where there are any, the others elsewhere, and the wish's instants by
 * the parabola through the three samples that are nearest. */
ird_status ird_course_join(ird_dynamic_course *course, const ird_dynamic_wish *wish,
                           const ird_course_parts *parts, ird_error *err);

#endif
