/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What layout viewers and lists of places show: the hotspots of each net and the places
 * that the gate found over a limit, as one list.
 */
#ifndef IRD_REPORT_MARKERS_H
#define IRD_REPORT_MARKERS_H

#include "report/formats.h"

typedef struct ird_marker {
    char *category;   /* "VDD hotspot", or "VDD limit drop" */
    char *value_text; /* "41.70 mV", "0.9312" */
    char *comment;
    char *basis; /* what drops in time rest on, in one line; "" for others */
    const ird_answer *net;
    bool has_box;
    ird_rect_um box;
    double value;
    const char *unit;       /* of value: "V" or "" */
    const char **instances; /* at most IRD_MARKER_INSTANCES, the largest currents */
    size_t instance_count;
    const ird_waiver *waiver; /* NULL where not waived */
    size_t order;             /* in which it was found */
} ird_marker;

enum { IRD_MARKER_INSTANCES = 5 };

typedef struct ird_marker_list {
    IRD_VEC(ird_marker) items; /* by category: those of one stand together */
} ird_marker_list;

void ird_marker_list_free(ird_marker_list *list);

/* Strings are UTF-8 that XML and JSON can hold, but for instances and names of nets. */
ird_status ird_marker_list_build(ird_marker_list *list, const ird_report_input *input,
                                 ird_error *err);

/* Whether item i is the first of its category. */
bool ird_marker_starts_category(const ird_marker_list *list, size_t i);

#endif
