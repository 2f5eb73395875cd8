/* SPDX-License-Identifier: BSD-3-Clause
 *
 * ::irdrop::internal::liberty_voltage, for the Tcl files of the package.
 */
#ifndef IRD_BINDING_LIBERTY_HEAD_H
#define IRD_BINDING_LIBERTY_HEAD_H

#include "command/compat.h"

/* Make the command: liberty_voltage FILE returns nom_voltage of a Liberty file, which is
 * read up to its first cell; empty where it has none, or is no Liberty. It touches no
 * session, so that scripts may call it while another command runs. */
void ird_liberty_head_create(Tcl_Interp *interp);

#endif
