/* SPDX-License-Identifier: BSD-3-Clause
 *
 * flow/irdrop_rules.rng, embedded; the build makes schema.c from it.
 */
#ifndef IRD_GATE_SCHEMA_H
#define IRD_GATE_SCHEMA_H

#include <stddef.h>

extern const char ird_rules_schema[];
extern const size_t ird_rules_schema_size;

#endif
