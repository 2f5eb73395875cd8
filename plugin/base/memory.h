/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How much memory the process may still take: the least of what the machine has free, of
 * what its control groups leave (version 2, or the memory controller of version 1), of
 * what a limit of addresses leaves (ulimit -v), and of a limit of the user's own. What
 * the process holds already is taken off each of them.
 */
#ifndef IRD_BASE_MEMORY_H
#define IRD_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

typedef enum ird_memory_bound {
    IRD_MEMORY_MACHINE,   /* what can be had without swapping */
    IRD_MEMORY_GROUP,     /* a control group, of a container or a batch job */
    IRD_MEMORY_ADDRESSES, /* RLIMIT_AS */
    IRD_MEMORY_SET        /* by the user, for all that the process holds */
} ird_memory_bound;

typedef struct ird_memory {
    size_t there_bytes; /* that may still be taken; SIZE_MAX where nothing is known */
    ird_memory_bound bound;
    size_t held_bytes; /* by the process, as it stands in memory; 0: not known */
} ird_memory;

/* Read it now. root stands before the paths of /proc and /sys ("" but in tests);
 * set_bytes is the user's limit, 0 for none. */
ird_memory ird_memory_read(const char *root, size_t set_bytes);

/* "the memory of the machine", ... */
const char *ird_memory_bound_phrase(ird_memory_bound bound);

#endif
