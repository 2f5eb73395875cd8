/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The toggles of the cycles of a run, kept to be looked at again: in memory up to a size,
 * and beyond it in a file without a name (base/temporary.h), which is
 * gone with the store. A toggle takes a word of four bytes, and one more where the time
 * is another than that of the toggle before it.
 */
#ifndef IRD_ACTIVITY_TOGGLE_STORE_H
#define IRD_ACTIVITY_TOGGLE_STORE_H

#include "activity/toggles.h"

/* Where the toggles of a cycle begin. */
typedef struct ird_toggle_place {
    uint64_t word;   /* of all, those in the file first */
    uint64_t before; /* toggles of the cycles before it */
} ird_toggle_place;

typedef struct ird_toggle_store {
    size_t most_words;              /* in memory; what is more goes into the file */
    IRD_VEC(uint32_t) words;        /* those behind the file's */
    IRD_VEC(ird_toggle_place) from; /* of each cycle, and of the next one */
    bool has_file;
    int file;
    uint64_t in_file; /* words */
} ird_toggle_store;   /* all zero is an empty one, which keeps everything in the file */

void ird_toggle_store_free(ird_toggle_store *store); /* leaves an empty one */

/* The toggles of the next cycle, at_s within (-1, 1) s and rounded to float. Raises
 * FILE_WRITE where there is no room for the file; the store can only be freed then. */
ird_status ird_toggle_store_add(ird_toggle_store *store, const ird_toggle *toggles,
                                size_t count, ird_error *err);

/* Those of a cycle that was added, in place of what toggles holds. Raises FILE_READ. */
ird_status ird_toggle_store_take(const ird_toggle_store *store, size_t cycle,
                                 ird_toggles *toggles, ird_error *err);

#endif
