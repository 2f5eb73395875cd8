/* SPDX-License-Identifier: BSD-3-Clause
 *
 * flow/irdrop_plan.rng, embedded; the build makes the C file from it.
 */
#ifndef IRD_PLAN_SCHEMA_H
#define IRD_PLAN_SCHEMA_H

#include <stddef.h>

extern const char ird_plan_schema[];
extern const size_t ird_plan_schema_size;

#endif
