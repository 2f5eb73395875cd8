/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The Tcl files of the room tcl/, embedded so that `load` alone brings them along. The
 * build makes scripts.c from them.
 */
#ifndef IRD_BINDING_SCRIPTS_H
#define IRD_BINDING_SCRIPTS_H

#include <stddef.h>

typedef struct ird_script {
    const char *text;
    size_t size;
} ird_script;

extern const ird_script ird_scripts[]; /* ended by a row with text NULL */

#endif
