/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The weight files that are part of the program, byte for byte.
 */
#ifndef IRD_MODEL_WEIGHTS_EMBEDDED_H
#define IRD_MODEL_WEIGHTS_EMBEDDED_H

#include <stddef.h>

typedef struct ird_embedded {
    const char *name; /* "paper" */
    const unsigned char *begin, *end;
} ird_embedded;

/* All of them, ended by one whose name is NULL. */
extern const ird_embedded ird_embedded_models[];

#endif
