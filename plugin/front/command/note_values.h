/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What readers have to tell, for Tcl.
 */
#ifndef IRD_COMMAND_NOTE_VALUES_H
#define IRD_COMMAND_NOTE_VALUES_H

#include "base/notes.h"
#include "command/context.h"
#include "plausible/plausible.h"

/* All notes of the session: a list of dicts id, file, line, count, text. */
Tcl_Obj *ird_tcl_notes(const ird_session *session);

/* The same of one list. */
Tcl_Obj *ird_tcl_note_list(const ird_notes *notes);

/* What cannot be: a list of dicts id, text. */
Tcl_Obj *ird_tcl_doubts(const ird_doubt *doubts, size_t count);

/* The same of a solved net; empty, too, where there is no memory to find out. */
Tcl_Obj *ird_tcl_doubts_of(const ird_solved *solved);

/* Those of one list from `first` on, a line each, as the result of the command. */
int ird_tcl_return_notes(ird_context *context, const ird_notes *notes, size_t first);

#endif
