/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A set of names with dense ids 0, 1, 2, ... in the order of adding. Each noun of the
 * design (layers, macros, components, ...) has its own set, so that the id of a name is
 * the index of the thing that it names.
 */
#ifndef IRD_BASE_NAMES_H
#define IRD_BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"

/* A place of the hash table; the hash beside the id spares reading names that differ. */
typedef struct ird_name_slot {
    uint32_t hash;
    uint32_t id_plus_1; /* 0: empty */
} ird_name_slot;

typedef struct ird_names {
    IRD_VEC(char) text;     /* all names, each ended by NUL */
    IRD_VEC(size_t) starts; /* where name id begins in text */
    ird_name_slot *slots;   /* open addressing */
    size_t slot_count;      /* a power of two, or 0 */
} ird_names;                /* all zero is an empty set */

void ird_names_free(ird_names *names); /* leaves an empty set */

/* Find or add the name of size bytes. *added (may be NULL) tells which it was. */
ird_status ird_names_add(ird_names *names, const char *name, size_t size, int32_t *id,
                         bool *added, ird_error *err);

/* The same in two steps: the hash of a name, whose place the processor fetches while the
 * caller does something else, and the rest. fetch is for a hash that is known. */
uint32_t ird_names_expect(const ird_names *names, const char *name, size_t size);
void ird_names_fetch(const ird_names *names, uint32_t hash);
ird_status ird_names_add_expected(ird_names *names, uint32_t hash, const char *name,
                                  size_t size, int32_t *id, bool *added, ird_error *err);

/* Give back the room for more names; only for memory. */
void ird_names_fit(ird_names *names);

/* Its id, or -1. */
int32_t ird_names_find(const ird_names *names, const char *name, size_t size);

/* The name as a C string; good until the next add. */
const char *ird_names_get(const ird_names *names, int32_t id);

size_t ird_names_count(const ird_names *names);

/* Whether both have the same names with the same ids. */
bool ird_names_equal(const ird_names *a, const ird_names *b);

/* Forget the names with ids >= count: how a failed reader takes back what it added. */
void ird_names_truncate(ird_names *names, size_t count);

#endif
