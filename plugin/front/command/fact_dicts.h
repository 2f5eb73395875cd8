/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How this module was built, for irdrop::pkgconfig.
 */
#ifndef IRD_COMMAND_FACT_DICTS_H
#define IRD_COMMAND_FACT_DICTS_H

#include "command/compat.h"

void ird_facts_register(Tcl_Interp *interp);

#endif
