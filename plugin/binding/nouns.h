/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The command table of each noun, in the file <noun>_commands.c.
 */
#ifndef IRD_BINDING_NOUNS_H
#define IRD_BINDING_NOUNS_H

#include "binding/command.h"

extern const ird_command ird_session_commands[];

#endif
