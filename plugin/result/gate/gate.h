/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The gate: answers held against rules.
 */
#ifndef IRD_GATE_GATE_H
#define IRD_GATE_GATE_H

#include "answer/answer.h"
#include "gate/rules.h"

/* What nobody has judged is UNJUDGED, and so is what is all zero. */
typedef enum ird_verdict {
    IRD_VERDICT_UNJUDGED, /* what it needs is not known */
    IRD_VERDICT_PASS,
    IRD_VERDICT_VIOLATED
} ird_verdict;

const char *ird_verdict_name(ird_verdict verdict); /* "pass", "violated", "unjudged" */

/* Something that is over a limit: a place, or the net as a whole. */
typedef struct ird_gate_place {
    size_t check; /* index into checks */
    bool has_box;
    ird_rect_um box;
    ird_point_um peak_at;
    double value; /* in the unit of the check */
    size_t cells; /* that overlap the box */
    const char *
        *instances; /* at fault, by current; names of the answers, list is owned */
    size_t instance_count;
    const ird_waiver *waiver; /* NULL: it is a violation */
    ird_status id;            /* GATE_VIOLATION or GATE_WAIVED */
    char *message;            /* a sentence */
} ird_gate_place;

/* One limit on one net. */
typedef struct ird_gate_check {
    const ird_limit *limit;
    const ird_answer *net; /* NULL: none of those judged matches */
    ird_verdict verdict;
    double value, bound; /* NAN where not judged; drops in V or relative, supplies in V */
    double margin;       /* how far a prediction may be off, which is in value; else 0 */
    const char *unit;    /* of these: "V" or "" */
    const char *instance;      /* that value is of; NULL: not known */
    size_t violations, waived; /* its places */
    ird_status id;             /* GATE_UNJUDGED where it is so, else IRD_OK */
    char *message;             /* a sentence */
} ird_gate_check;

/* What became of a waiver, in the order of those of the rules. */
typedef struct ird_waiver_use {
    size_t used; /* places that it waives */
    bool expired;
    size_t expired_matches; /* places that it would waive if it had not expired */
} ird_waiver_use;

typedef struct ird_gate_result {
    ird_verdict verdict; /* VIOLATED if any check is, else UNJUDGED if any is or there is
                            none */
    IRD_VEC(ird_gate_check) checks;
    IRD_VEC(ird_gate_place) places; /* check by check, the worst first */
    ird_waiver_use *waivers;
    const ird_rules *rules;
    char today[16];
} ird_gate_result; /* all zero is an empty one */

void ird_gate_result_free(ird_gate_result *result); /* leaves an empty one */

/* Whether these can be judged by at all: GATE_NO_LIMITS, GATE_DATE. */
ird_status ird_gate_ready(const ird_rules *rules, const char *today, ird_error *err);

/* Judge every limit on every net that it matches, and limits that match none as not
 * judged. today is YYYY-MM-DD. Rules and answers must outlive the result.
 *
 * Of a prediction in volts the values are those predicted and how far each may be off.
 *
 * A drop, a count of hotspots and an area are judged by regions of the map above a level
 * (equal is not above), so that each region can be waived by itself; what is waived does
 * not count. A waiver matches where all that it gives does: the net of the answer, the
 * layer of the map or of the worst node, a box that holds the whole region, a pattern
 * that holds for every instance that draws current there.
 *
 * Unconnected instances, and effective supplies where they are known of each instance,
 * are judged and waived instance by instance. They are of no layer.
 *
 * Raises GATE_NO_LIMITS, GATE_DATE, GATE_KIND, NO_MEMORY. */
ird_status ird_gate_judge(ird_gate_result *result, const ird_rules *rules,
                          const ird_answers *answers, const char *today, ird_error *err);

/* The first waiver that covers a hotspot of net and has not expired, or NULL. All
 * instances that draw current there must be listed in hotspot->top. */
ird_status ird_gate_waiver_of(const ird_waiver **waiver, const ird_gate_result *result,
                              const ird_answer *net, const ird_hotspot *hotspot,
                              ird_error *err);

/* Whether the waiver with this index matched nothing. */
bool ird_gate_waiver_unmatched(const ird_gate_result *result, size_t waiver);

#endif
