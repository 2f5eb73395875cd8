/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What stands in the string of a LEF58 property: statements of LEF 5.8 and later, each
 * ended by `;`. A lexer over the string reads them, so that lines and quoted words of
 * messages are those of the file. What is read:
 *
 *   LEF58_BACKSIDE, LEF58_TYPE with BACKSIDE   the layer lies below the devices
 *   LEF58_CUTCLASS "CUTCLASS name WIDTH w [LENGTH l] [CUTS n] [ORIENT ...] ; ..."
 *
 * The statements of all other properties are design rules and skipped whole.
 */
#ifndef IRD_READERS_LEF58_H
#define IRD_READERS_LEF58_H

#include "readers/lef_reader.h"

/* Property `name` of a layer, with the string in `value`. */
ird_status ird_lef58_read(ird_lef_reader *r, const ird_token *name,
                          const ird_token *value, ird_layer *layer);

#endif
