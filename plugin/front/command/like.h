/* SPDX-License-Identifier: BSD-3-Clause
 *
 * -like, for every command whose answer rests on an extracted network: that of the one
 * command. The command loop reads it (command.c), so that a row in the table and a member
 * in the options struct are all that a command needs.
 */
#ifndef IRD_COMMAND_LIKE_H
#define IRD_COMMAND_LIKE_H

#include "command/command.h"

extern const char *const ird_likes[];

/* The row; member is an ird_count_option of the options struct type. */
#define IRD_LIKE_ROW(type, member)                                                       \
    {                                                                                    \
        "-like", IRD_OPTION_CHOICE, offsetof(type, member), false, "NETWORK",            \
            "The network, for this command alone: drawn, the metal as drawn; pdnsim, "   \
            "nodes lumped as PDNSim does, to compare with it (help set_network says "    \
            "where that is off). When not given what set_network says, else drawn.",     \
            ird_likes                                                                    \
    }

/* The network that the options of a call say; NULL for none. */
const ird_network_kind *ird_tcl_like(const ird_command *command, const void *options);

#endif
