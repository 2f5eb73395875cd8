/* SPDX-License-Identifier: BSD-3-Clause
 *
 * explain -of predict: what it returns and prints.
 */
#ifndef IRD_BINDING_EXPLAINED_PREDICTION_VALUE_H
#define IRD_BINDING_EXPLAINED_PREDICTION_VALUE_H

#include "command/context.h"
#include "query/explained_prediction.h"

/* Its maps get handles; the explanation loses them. */
int ird_tcl_explained_prediction(ird_context *context,
                                 ird_explained_prediction *explained, Tcl_Obj **dict);

int ird_tcl_print_explained_prediction(ird_context *context,
                                       const ird_explained_prediction *explained);

#endif
