/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Pieces of rules under construction. Internal to gate/.
 */
#ifndef IRD_GATE_RULES_PARTS_H
#define IRD_GATE_RULES_PARTS_H

#include "gate/rules.h"

void ird_limit_free(ird_limit *limit);
void ird_waiver_free(ird_waiver *waiver);

/* Forget the limits and waivers from these numbers on. */
void ird_rules_truncate(ird_rules *rules, size_t limits, size_t waivers);

ird_status ird_rules_copy(char **copy, const char *text, ird_error *err);

/* Put limit into rules, which own it from then on. */
ird_status ird_rules_take(ird_rules *rules, ird_limit *limit, ird_error *err);

/* Set one from text: NULL, or what would have been right. */
const char *ird_allowance_set(double *allowed, ird_allowance allowance, const char *text);

/* Set the limit that its kind has from text: NULL, or what would have been right. */
const char *ird_limit_set(ird_limit *limit, const char *text);

#endif
