/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Long sections of DEF read ahead by several threads: the text is cut into pieces where
 * an entry seems to begin, and what a thread has read of a piece counts if the entries
 * before it turn out to end there. What is wrong or worth a note, and whatever does not
 * fit, is left to the reader, which reads it as if nobody had been there: result, notes
 * and errors are those of reading one entry after the other. Internal to readers/.
 */
#ifndef IRD_READERS_DEF_AHEAD_H
#define IRD_READERS_DEF_AHEAD_H

#include "readers/def_reader.h"

typedef struct ird_ahead_entry {
    const char *name;
    uint32_t size, hash; /* of its name */
    ird_component component;
} ird_ahead_entry;

typedef struct ird_ahead_piece {
    const char *begin, *end; /* of what was read of it; end: the next entry, or END */
    size_t count;            /* of entries that are good */
    IRD_VEC(ird_ahead_entry) entries; /* these, where they are kept; then one more */
} ird_ahead_piece;

typedef struct ird_ahead {
    const char *section;
    /* An entry behind its `-`, as a thread reads it: nothing of the design may be
     * written. It is not taken if it fails, leaves a note or clears *is_taken. */
    ird_status (*look)(ird_def_reader *r, ird_ahead_piece *piece, bool *is_taken);
    /* What look has found in all entries of a piece, into the design. */
    ird_status (*take)(ird_def_reader *r, const ird_ahead_piece *piece);
    /* An entry as the reader itself reads it. */
    ird_status (*read)(ird_def_reader *r);
} ird_ahead;

/* All entries of a section, long or not. */
ird_status ird_def_read_entries(ird_def_reader *r, const ird_ahead *ahead);

#endif
