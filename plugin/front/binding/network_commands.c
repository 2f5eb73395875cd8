/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which network stands for the metal: set_network, and -like of other commands.
 */
#include <string.h>

#include "command/like.h"
#include "binding/nouns.h"

const char *const ird_likes[] = {"drawn", "pdnsim", NULL};
static const ird_network_kind kinds[] = {IRD_NETWORK_DRAWN, IRD_NETWORK_LIKE_PDNSIM};

const ird_network_kind *ird_tcl_like(const ird_command *command, const void *options) {
    for (const ird_option *o = command->options; o != NULL && o->name != NULL; o++) {
        if (o->choices == ird_likes) {
            const ird_count_option *like =
                (const void *)((const char *)options + o->offset);
            return like->given ? &kinds[like->value] : NULL;
        }
    }
    return NULL;
}

typedef struct network_options {
    ird_count_option like;
} network_options;

static int run_set_network(ird_context *context, const ird_call *call) {
    const network_options *options = call->options;
    ird_session_set_network(&context->session, kinds[options->like.value]);
    return TCL_OK;
}

static const ird_option network_table[] = {
    {"-like", IRD_OPTION_CHOICE, offsetof(network_options, like), true, "NETWORK",
     "drawn: the metal as drawn, every via, pin and joint where it lies, which is so as "
     "long as nothing was set; pdnsim: nodes lumped as PDNSim does, to compare with it.",
     ird_likes},
    {0},
};

const ird_command ird_network_commands[] = {
    {"set_network", run_set_network, "", 0, 0, network_table, sizeof(network_options),
     "Say which network stands for the metal of a net from now on, in all commands; "
     "their option -like says it for one. PDNSim's ties each cell pin to all rail nodes "
     "under it, so that the cells short the rail that they stand on and its drops are "
     "low, by some percent to the half on rails; at 7 nm it counts a stripe twice whose "
     "vias lie off its middle. Its drops agree with PDNSim's to a microvolt. Of a SPICE "
     "file the network is that of the file.",
     ""},
    {0},
};
