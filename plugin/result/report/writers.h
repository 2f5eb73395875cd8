/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One writer a format, for the rows of formats.def. Internal to report/.
 */
#ifndef IRD_REPORT_WRITERS_H
#define IRD_REPORT_WRITERS_H

#include "report/formats.h"
#include "report/report.h"

typedef ird_status ird_report_writer(FILE *stream, const ird_report_input *input,
                                     ird_error *err);

/* Input has what the row of the format needs. */
#define IRD_FORMAT(id, name, extensions, about, needs, lacks)                            \
    ird_report_writer ird_write_##name;
#include "report/formats.def"
#undef IRD_FORMAT

/* What the answers are of: "IR drop". */
const char *ird_report_title(const ird_report_input *input);

/* "# network: metal as drawn", a comment before the header of a file in PDNSim's layout.
 * One of a network like PDNSim's has none: it is as PDNSim writes it. */
void ird_put_network_line(FILE *stream, const ird_answer *net);

#endif
