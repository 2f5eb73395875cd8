/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network in parts, for programs that share it: write_network.
 */
#include "command/like.h"
#include "binding/nouns.h"
#include "query/network_parts.h"
#include "session/supply.h"

typedef struct parts_options {
    Tcl_Obj *net;
    ird_count_option parts;
    ird_count_option like;
} parts_options;

enum { PARTS_MOST = 65536 };

static int run_write_network(ird_context *context, const ird_call *call) {
    const parts_options *options = call->options;
    ird_network_parts written;
    ird_error err;
    Tcl_DString folder;
    int32_t net;
    if (options->parts.value < 1 || options->parts.value > PARTS_MOST) {
        return ird_tcl_fail_clash(context, "-parts is 1 to 65536");
    }
    if (ird_tcl_choose_net(context, options->net, "write_network", &net) != TCL_OK) {
        return TCL_ERROR;
    }
    int code = ird_tcl_path(context, call->arguments[0], &folder);
    if (code == TCL_OK &&
        ird_session_write_parts(&context->session, net, options->parts.value,
                                Tcl_DStringValue(&folder), &context->progress.monitor,
                                &written, &err) != IRD_OK) {
        code = ird_tcl_fail(context, &err);
    }
    Tcl_DStringFree(&folder);
    if (code == TCL_OK) {
        Tcl_Obj *dict = Tcl_NewDictObj();
        ird_tcl_put_text(dict, "net", ird_session_net_name(&context->session, net));
        ird_tcl_put_size(dict, "parts", written.parts);
        ird_tcl_put_size(dict, "nodes", written.nodes);
        ird_tcl_put_size(dict, "written_nodes", written.core);
        ird_tcl_put_number(dict, "total_current_a", written.total_current_a);
        Tcl_SetObjResult(context->interp, dict);
    }
    return code;
}

static const ird_option parts_table[] = {
    {"-parts", IRD_OPTION_COUNT, offsetof(parts_options, parts), true, "N",
     "Into how many parts the die is cut, of as many nodes each.", NULL},
    {"-net", IRD_OPTION_TEXT, offsetof(parts_options, net), false, "NET",
     "The net to write; the power net that feeds most cells when not given.", NULL},
    IRD_LIKE_ROW(parts_options, like),
    {0},
};

const ird_command ird_parts_commands[] = {
    {"write_network", run_write_network, "FOLDER", 1, 1, parts_table,
     sizeof(parts_options),
     "Write the network of a net in parts, for irdrop-psolve under mpirun: two files a "
     "part, its rows of the equations and the currents of its nodes, by the present "
     "power. Nodes along rails and at dead ends are eliminated before, which is exact; "
     "sources stand as conductances to them. FOLDER is new, or holds parts alone, which "
     "are replaced when all are written.",
     "A dict: net, parts (no more than nodes), nodes (of the network), written_nodes (of "
     "all parts), total_current_a."},
    {0},
};
