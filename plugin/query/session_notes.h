/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the readers have to tell of the files that the session rests on.
 */
#ifndef IRD_QUERY_SESSION_NOTES_H
#define IRD_QUERY_SESSION_NOTES_H

#include "session/session.h"

/* The lists that are there, none of them empty, in the order in which their files are
 * read: LEF, DEF or SPICE, power, activity. They are the session's and good until it
 * changes. */
enum { IRD_NOTE_LISTS = 4 };
size_t ird_session_notes(const ird_session *session,
                         const ird_notes *lists[IRD_NOTE_LISTS]);

#endif
