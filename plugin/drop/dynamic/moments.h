/* SPDX-License-Identifier: BSD-3-Clause
 *
 * All steps of a solution in time, kept to be asked again: a value of each unknown and
 * what each group of sources feeds, a row a step; the first ones in memory, and what does
 * not fit there in a file without a name (base/temporary.h), which is gone with them.
 *
 *     IRD_TRY(ird_moments_create(&moments, memory_bytes, file_bytes, err));
 *     wish.moments = moments;
 *     IRD_TRY(ird_dynamic_solve(&result, &input, &wish, monitor, err));
 *     if (ird_moments_are_whole(moments)) {
 *         IRD_TRY(ird_moments_ask(moments, &probes, &course, err));
 *     }
 */
#ifndef IRD_DYNAMIC_MOMENTS_H
#define IRD_DYNAMIC_MOMENTS_H

#include "dynamic/dynamic.h"

/* Rows take at most so many bytes of either kind, and of a file half of what is free in
 * the folder of temporary files; where that is not enough, or cannot be written, none are
 * kept. */
ird_status ird_moments_create(ird_moments **moments, uint64_t memory_bytes,
                              uint64_t file_bytes, ird_error *err);
void ird_moments_free(ird_moments *moments);

/* Whether a solution was kept to its end. */
bool ird_moments_are_whole(const ird_moments *moments);

/* In memory. */
size_t ird_moments_bytes(const ird_moments *moments);

/* What ird_dynamic_solve gives for the probes, sources, instants and frames of a wish,
 * with the same bits; nothing else of it is looked at. Free *course with
 * ird_dynamic_course_free. Raises TRANSIENT_NODE, FILE_READ. */
ird_status ird_moments_ask(const ird_moments *moments, const ird_dynamic_wish *wish,
                           ird_dynamic_course *course, ird_error *err);

#endif
