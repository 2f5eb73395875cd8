/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Patterns for names: * stands for any text, ? for one byte. Brackets and backslashes are
 * ordinary, for names of buses hold them.
 */
#ifndef IRD_GATE_PATTERN_H
#define IRD_GATE_PATTERN_H

#include <stdbool.h>

bool ird_pattern_matches(const char *pattern, const char *name);

/* Whether the pattern is one name, without * and ?. */
bool ird_pattern_is_name(const char *pattern);

#endif
