/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A SPICE text that is being read: its statements token by token. Internal to network/.
 */
#ifndef IRD_NETWORK_SPICE_READER_H
#define IRD_NETWORK_SPICE_READER_H

#include "network/spice.h"
#include "network/spice_nodes.h"

typedef struct ird_spice_reader {
    const char *at, *end;
    const char *text, *path;
    long line;
    ird_network *network;
    ird_transient *transient; /* NULL: what matters in time alone is passed over */
    ird_spice_nodes nodes;
    ird_spice_info info;
    ird_slice sink; /* of the comment before; empty text NULL where there is none */
} ird_spice_reader;

/* The next token of the statement, `=` being one; an empty one at its end. */
ird_slice ird_spice_next(ird_spice_reader *r);

bool ird_spice_is_word(ird_slice token, const char *word);

ird_status ird_spice_fail_syntax(const ird_spice_reader *r, ird_slice at,
                                 const char *wanted, ird_error *err);
ird_status ird_spice_fail_number(const ird_spice_reader *r, ird_slice token,
                                 ird_error *err);

/* The course of a current in time, as far as it was read: a wave or points. */
typedef struct ird_spice_course {
    bool is_wave, is_points;
    ird_wave wave; /* rise_s, fall_s: 0 where .tran says; width_s likewise */
    size_t first;  /* point of the transient */
} ird_spice_course;

/* `pulse(v1 v2 ...)` or `pwl(t1 v1 ...)` with the function's name in token, to the end of
 * the statement; *value is what it begins with. Raises SPICE_NUMBER, SPICE_SYNTAX. */
ird_status ird_spice_read_course(ird_spice_reader *r, ird_slice token,
                                 ird_spice_course *course, double *value, ird_error *err);

/* A drain of the transient that draws that; value is its current without a course. */
ird_status ird_spice_add_drain(ird_spice_reader *r, int32_t from, int32_t to,
                               double value, const ird_spice_course *course,
                               ird_error *err);

/* `.tran step stop ...`, behind its first word, to its end. */
ird_status ird_spice_read_tran(ird_spice_reader *r, ird_error *err);

/* What .tran says for what waves leave open. */
void ird_spice_settle_waves(ird_transient *transient);

#endif
