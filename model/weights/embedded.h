/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The weight files that are part of the program, byte for byte.
 */
#ifndef IRD_MODEL_WEIGHTS_EMBEDDED_H
#define IRD_MODEL_WEIGHTS_EMBEDDED_H

#include "model/net/weights.h"

/* The embedded model of that name ("pdn", "pdn3", "paper"). Raises MODEL_UNKNOWN and the
 * errors of ird_weights_parse. */
ird_status ird_weights_embedded(ird_weights *weights, const char *name, ird_error *err);

#endif
