/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What drops in time rest on, as files take it: ird_answer.time_basis has a line each.
 */
#ifndef IRD_REPORT_TIME_BASIS_H
#define IRD_REPORT_TIME_BASIS_H

#include <stdio.h>

#include "answer/answer.h"
#include "base/json/json_out.h"
#include "base/text.h"

/* The first line of several, which *lines moves behind; empty at the end and of NULL. */
ird_slice ird_time_basis_next(const char **lines);

/* All in one line, "no package: the sources are ideal; ...". */
ird_status ird_time_basis_join(ird_text *out, const char *lines, ird_error *err);

/* As a list of texts. */
json_object *ird_time_basis_list(ird_json_out *out, const char *lines);

/* Comments before the header of a file of lines, "# in time: no package: ..."; nothing of
 * drops that are not in time. */
void ird_put_time_lines(FILE *stream, const ird_answer *net);

/* Of the first answer that is in time; NULL where none is. */
const char *ird_time_basis_of(const ird_answers *answers);

#endif
