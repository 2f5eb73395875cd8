/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The name that was meant by one that there is not.
 */
#ifndef IRD_COMMAND_SUGGEST_H
#define IRD_COMMAND_SUGGEST_H

#include <stddef.h>

/* The best of the names seen so far. Zeroed, but for `word`. */
typedef struct ird_suggestion {
    const char *word;
    const char *name; /* NULL: none is near */
    size_t distance;
} ird_suggestion;

/* Look at one more name: it is near where few letters differ (one in three at most, two
 * neighbours that changed places counting as one), or where one of the two begins with
 * the other. */
void ird_suggest(ird_suggestion *best, const char *name);

/* " (did you mean predict?)" into text, or "" where no name was near; text. */
const char *ird_suggestion_text(const ird_suggestion *best, char *text, size_t size);

#endif
