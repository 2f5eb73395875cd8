/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The option -corners: names and factors in turn.
 */
#ifndef IRD_COMMAND_CORNER_OPTION_H
#define IRD_COMMAND_CORNER_OPTION_H

#include "answer/corner.h"
#include "command/command.h"

/* The row of a table whose options struct has a Tcl_Obj *member. */
#define IRD_CORNERS_ROW(type, member, more)                                              \
    {                                                                                    \
        "-corners", IRD_OPTION_TEXT, offsetof(type, member), false, "CORNERS",           \
            "Names and factors in turn, {slow {power 1.2 resistance 1.1 supply 0.9} "    \
            "...}: power of the instances, all resistances and the supply against "      \
            "what is set; 1 when not given. " more,                                      \
            NULL                                                                         \
    }

typedef struct ird_tcl_corners {
    ird_corners corners; /* points into what follows; names are those of the words */
    ird_corner *items;
} ird_tcl_corners; /* all zero is an empty one */

void ird_tcl_corners_free(ird_tcl_corners *made);

/* words: may be NULL, for none. Free made whatever the result. OPTION_VALUE for what is
 * no factor and for a name that is there already, as that of the session may be. */
int ird_tcl_corners_parse(ird_context *context, Tcl_Obj *words, ird_tcl_corners *made);

#endif
