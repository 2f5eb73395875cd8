/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Values of the rules as text. Each function wants all of the text, blanks at its ends
 * aside, and is as strict as the schema; false leaves the output as it was.
 */
#ifndef IRD_GATE_VALUE_H
#define IRD_GATE_VALUE_H

#include "gate/rules.h"

/* "12.5", "-3": digits, at most one point between digits, no exponent. */
bool ird_value_decimal(const char *text, double *value);

/* At most nine digits. */
bool ird_value_count(const char *text, size_t *count);

/* "5%", "50mV", "0.05V", and "0.7" where relative is set. */
bool ird_value_level(const char *text, bool relative, ird_level *level);

/* "2%" or "0.02", at most 1. */
bool ird_value_share(const char *text, double *share);

bool ird_value_flag(const char *text, bool *flag); /* "true", "false" */

/* Whether it is a day of the calendar, YYYY-MM-DD. */
bool ird_value_is_date(const char *text);

bool ird_value_kind(const char *text, ird_limit_kind *kind);

#endif
