/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a reader has to tell of a file that it read all the same: what it dropped, assumed
 * or found other than the file declares. One note a kind and file, with how often and
 * where first. The kinds are messages of messages.def, so that gate and reports read
 * them as facts and the manual lists them.
 */
#ifndef IRD_BASE_NOTES_H
#define IRD_BASE_NOTES_H

#include <stdbool.h>

#include "base/alloc.h"
#include "base/text.h"

typedef struct ird_note {
    ird_status id;
    size_t count; /* how often, from 1 */
    long line;    /* of the first, from 1; 0 where there is none */
    char *file;   /* as it was opened; owned */
    char *text;   /* about the first, without file and count; owned */
} ird_note;

typedef struct ird_notes {
    IRD_VEC(ird_note) items; /* in the order of their first lines, file after file */
} ird_notes;                 /* all zero is an empty one */

void ird_notes_free(ird_notes *notes); /* leaves an empty one */

/* Count one more of the kind in the file; false where it would be the first, which must
 * be added. */
bool ird_notes_count(ird_notes *notes, ird_status id, const char *file);

/* The first of its kind in the file, or one more, which is then counted. The text is one
 * sentence without a full stop that names what it is about. */
ird_status ird_notes_add(ird_notes *notes, ird_status id, const char *file, long line,
                         ird_error *err, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Put all of `from`, which is empty then, behind those of `notes`. */
ird_status ird_notes_move(ird_notes *notes, ird_notes *from, ird_error *err);

/* Copy those of `from` behind those of `notes`. After an error it is as it was. */
ird_status ird_notes_copy(ird_notes *notes, const ird_notes *from, ird_error *err);

/* Forget all but the first `count`. */
void ird_notes_truncate(ird_notes *notes, size_t count);

/* How often the kind was noted, in all files. */
size_t ird_notes_total(const ird_notes *notes, ird_status id);

/* "a.def:12: TEXT (the first of 3) [IRD-0220]", without a line end. */
ird_status ird_note_write(ird_text *out, const ird_note *note, ird_error *err);

/* Each on a line of its own. */
ird_status ird_notes_write(ird_text *out, const ird_notes *notes, ird_error *err);

#endif
