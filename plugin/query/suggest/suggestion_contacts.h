/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Where new metal would meet the grid of a net. Internal to suggest/.
 */
#ifndef IRD_SUGGEST_SUGGESTION_CONTACTS_H
#define IRD_SUGGEST_SUGGESTION_CONTACTS_H

#include "suggest/suggesting.h"

double ird_mend_um(const ird_suggesting *s, int64_t dbu);

/* The middle of a line, across it. */
int64_t ird_line_middle(const ird_net_line *line);

/* The grid at a place of a line, as a contact behind so much of its own resistance. */
bool ird_contact_at(const ird_suggesting *s, const ird_net_line *line, int64_t along_dbu,
                    ird_contact *contact, ird_net_place *at);

/* A wire that crosses a stripe. */
typedef struct ird_across {
    const ird_net_line *line;
    int64_t along_dbu, half_dbu; /* its middle and half its width, along the stripe */
    double stack_ohm;
} ird_across;

typedef struct ird_stripes {
    ird_suggesting *s;
    int32_t layer;
    bool runs_x;
    int64_t width_dbu, step_dbu;
    double ohm_per_um, most_response;
    IRD_VEC(ird_across) all; /* that run across, in order along the ird_stripes */
    IRD_VEC(ird_across)
    here; /* those that meet the present position, with a contact each */
} ird_stripes;

/* The next layers below and above that have wires across. */
ird_status ird_stripes_gather(ird_stripes *of);

/* Those whose boxes hold the stripe wholly across its width, into here, with a contact of
 * s and its place each. Returns the largest response of them. */
double ird_stripes_meet(ird_stripes *of, int64_t middle_dbu);

/* Both ends of a via in the middle of a crossing, on the grid; false where one is not. */
typedef struct ird_via_ends {
    ird_contact low, high;
    ird_net_place low_at, high_at;
} ird_via_ends;

bool ird_via_ends_find(const ird_suggesting *s, ird_rect box, int32_t low, int32_t high,
                       bool runs_x, ird_via_ends *ends);

#endif
