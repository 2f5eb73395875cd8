/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What an ensemble of commands says to a word that is none of them.
 */
#ifndef IRD_COMMAND_UNKNOWN_H
#define IRD_COMMAND_UNKNOWN_H

#include "command/command.h"

/* Have the ensemble refuse such words by an error of ours, COMMAND_UNKNOWN, which names
 * the command that was meant. */
int ird_unknown_attach(Tcl_Interp *interp, Tcl_Command ensemble);

/* Look for the command that was meant among all of them, by the names in their tables. */
struct ird_suggestion;
void ird_unknown_suggest(struct ird_suggestion *best);

#endif
