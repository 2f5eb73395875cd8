/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Inside of the VCD reader: the declarations (vcd.c), the codes that values go by
 * (vcd_codes.c) and the values (vcd_values.c).
 */
#ifndef IRD_ACTIVITY_VCD_H
#define IRD_ACTIVITY_VCD_H

#include "activity/pass.h"
#include "activity/toggles.h"

/* What a code stands for. */
typedef struct ird_vcd_entry {
    uint32_t first; /* its bit 0 among the counted bits, or IRD_VCD_IGNORED */
    uint32_t width; /* 0: no such code */
} ird_vcd_entry;

#define IRD_VCD_IGNORED UINT32_MAX

/* Codes are words of the 94 printable characters, numbers in base 94 to most simulators,
 * which count them up from either end. So a plain table serves, the number in that order
 * as index, unless a file chooses its codes otherwise. */
typedef struct ird_vcd_codes {
    enum {
        IRD_VCD_LITTLE, /* the first character counts least */
        IRD_VCD_BIG,
        IRD_VCD_NAMED /* entries go by the ids of names */
    } order;
    ird_vcd_entry *entries;
    size_t count;
    ird_names names;
} ird_vcd_codes;

enum { IRD_VCD_LONGEST_CODE = 9 }; /* 94^9 < 2^63 */

void ird_vcd_codes_free(ird_vcd_codes *codes);

/* names holds all codes by now; by_id has the entry of each. Choose the order and make
 * entries; names is kept for NAMED alone. */
ird_status ird_vcd_codes_build(ird_vcd_codes *codes, const ird_vcd_entry *by_id,
                               ird_error *err);

/* The entry of the code at text, which ends at the first blank, *end; NULL where no $var
 * declares it. Reads text once: this is most of the reader's work. */
static inline const ird_vcd_entry *
ird_vcd_codes_take(const ird_vcd_codes *codes, const char *text, const char **end) {
    const char *at = text;
    uint64_t number = 0;
    if (codes->order == IRD_VCD_LITTLE) {
        for (uint64_t scale = 1; (unsigned char)*at > ' '; at++, scale *= 94) {
            number += ((uint64_t)(unsigned char)*at - ' ') * scale;
        }
    } else if (codes->order == IRD_VCD_BIG) {
        for (; (unsigned char)*at > ' '; at++) {
            number = number * 94 + (uint64_t)(unsigned char)*at - ' ';
        }
    } else {
        while ((unsigned char)*at > ' ') {
            at++;
        }
        int32_t id = ird_names_find(&codes->names, text, (size_t)(at - text));
        number = id >= 0 ? (uint64_t)id : codes->count;
    }
    *end = at;
    if (number >= codes->count || codes->entries[number].width == 0 ||
        (at - text > IRD_VCD_LONGEST_CODE && codes->order != IRD_VCD_NAMED)) {
        return NULL;
    }
    return &codes->entries[number];
}

/* The cycle that the present time lies in, where toggles are handed over. */
typedef struct ird_vcd_cycle {
    ird_toggles toggles;
    size_t number, wanted; /* and the next one of those wanted, in their list */
    int64_t from, end;     /* where the first begins and this one ends, in ticks since the
                              first time */
    bool is_inside;        /* the time is not before the first cycle */
    bool is_wanted;
} ird_vcd_cycle;

typedef struct ird_vcd {
    ird_activity_pass *pass;
    ird_stream *stream;
    ird_error *err;
    double tick_s;           /* 0: not given yet */
    IRD_VEC(int32_t) around; /* scopes that the present declarations stand in */
    ird_vcd_codes codes;
    IRD_VEC(ird_vcd_entry) entries; /* of each code while declarations are read */

    uint64_t *bits;       /* toggles * 4 + last value: 0 none yet, 1 low, 2 high */
    double *weights;      /* of a toggle of each bit; NULL: not wanted */
    int64_t first, now;   /* ticks */
    int64_t window_ticks; /* 0: no windows */
    int64_t boundary;     /* where the present window ends */
    double sum;           /* weights of its toggles */
    int32_t *driver_of;   /* of each bit; NULL: no toggles are recorded */
    ird_vcd_cycle cycle;
    bool is_out_of_memory;
    bool has_time;
    bool counting;    /* now is in the window that is wanted */
    bool is_done;     /* nothing wanted can follow */
    bool is_skipping; /* inside $comment or the like */
} ird_vcd;

/* Stand before the first of the cycles that are wanted. */
void ird_vcd_begin_cycles(ird_vcd *vcd);

/* Time has come to so many ticks since the first: hand over the cycles that are over. */
ird_status ird_vcd_pass_cycles(ird_vcd *vcd, int64_t ticks);

/* A bit toggles now. */
void ird_vcd_note_toggle(ird_vcd *vcd, size_t bit);

/* Read from behind $enddefinitions to the end, counting toggles of bits. */
ird_status ird_vcd_read_values(ird_vcd *vcd);

#endif
