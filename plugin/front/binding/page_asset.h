/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The report page without any data, which irdrop::serve shows.
 */
#ifndef IRD_BINDING_PAGE_ASSET_H
#define IRD_BINDING_PAGE_ASSET_H

#include "command/compat.h"

/* The command ::irdrop::internal::page_asset, which returns it. */
void ird_page_asset_create(Tcl_Interp *interp);

#endif
