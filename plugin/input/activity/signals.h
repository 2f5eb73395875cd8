/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The signals that a simulation file declares, in their scopes, and which net of the
 * design each is.
 */
#ifndef IRD_ACTIVITY_SIGNALS_H
#define IRD_ACTIVITY_SIGNALS_H

#include "base/lines.h"
#include "base/text.h"
#include "design/netlist.h"

/* One declaration. Bit k, counted from the right, of a signal with a range is called
 * name[right + k * step]. */
typedef struct ird_signal {
    size_t name;   /* where it begins in text */
    int32_t scope; /* -1: outside of all */
    uint32_t code; /* what the file's values call it: several signals may share one */
    uint32_t width;
    int32_t right;
    int8_t step; /* 1 or -1; 0: no range */
} ird_signal;

typedef struct ird_signals {
    ird_names scopes;         /* paths: "tb/dut" */
    IRD_VEC(int32_t) parents; /* of each scope; -1: none */
    IRD_VEC(ird_signal) items;
    IRD_VEC(char) text; /* canonical names (see ird_netlist), each ended by NUL */
    char divider;       /* between the parts of names in the file; '\0': none */
} ird_signals;

void ird_signals_free(ird_signals *signals); /* leaves an empty set */

/* Find or add the scope of that name inside parent. */
ird_status ird_signals_enter(ird_signals *signals, int32_t parent, ird_slice name,
                             int32_t *scope, ird_error *err);

/* Add a signal whose name is as in the file; the rest of it is filled in. */
ird_status ird_signals_add(ird_signals *signals, ird_slice name, ird_signal signal,
                           ird_error *err);

/* The bit of a file that is a net. */
typedef struct ird_net_source {
    uint32_t code; /* IRD_NO_CODE: the file has none */
    uint32_t bit;
} ird_net_source;

#define IRD_NO_CODE UINT32_MAX

/* The scope that is the design: by its path, or with wanted NULL the one that has most
 * nets of the design, the outermost of equals. Raises ACTIVITY_SCOPE and
 * ACTIVITY_NO_MATCH. */
ird_status ird_signals_choose_scope(const ird_signals *signals,
                                    const ird_netlist *netlist, const char *wanted,
                                    const char *path, int32_t *scope, ird_error *err);

/* The source of each net below scope; the first of several. Raises ACTIVITY_NO_MATCH. */
ird_status ird_signals_match(const ird_signals *signals, const ird_netlist *netlist,
                             int32_t scope, const char *path, ird_net_source *sources,
                             ird_error *err);

#endif
