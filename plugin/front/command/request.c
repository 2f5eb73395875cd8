/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/request.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "session/supply.h"

static int fail_region(ird_context *context, Tcl_Obj *region) {
    ird_error err;
    ird_fail(&err, IRD_OPTION_REGION,
             "option -region cannot be \"%.100s\"; give die, core or a list x0 y0 x1 y1 "
             "in um with x0 < x1 and y0 < y1",
             Tcl_GetString(region));
    ird_error_detail(&err, "-region", strlen("-region"));
    return ird_tcl_fail(context, &err);
}

static int parse_region(ird_context *context, Tcl_Obj *region, ird_request *request) {
    if (strcmp(Tcl_GetString(region), "die") == 0) {
        request->region = IRD_REGION_DIE;
        return TCL_OK;
    }
    if (strcmp(Tcl_GetString(region), "core") == 0) {
        request->region = IRD_REGION_CORE;
        return TCL_OK;
    }
    Tcl_Size count;
    Tcl_Obj **words;
    double corner[4];
    if (Tcl_ListObjGetElements(NULL, region, &count, &words) != TCL_OK || count != 4) {
        return fail_region(context, region);
    }
    for (int i = 0; i < 4; i++) {
        Tcl_Size size;
        const char *text = Tcl_GetStringFromObj(words[i], &size);
        if (!ird_number_parse(text, (size_t)size, &corner[i]) || !isfinite(corner[i])) {
            return fail_region(context, region);
        }
    }
    if (!(corner[0] < corner[2] && corner[1] < corner[3])) {
        return fail_region(context, region);
    }
    request->region = IRD_REGION_BOX;
    request->box = (ird_rect_um){corner[0], corner[1], corner[2], corner[3]};
    return TCL_OK;
}

int ird_tcl_request_make(ird_context *context, const ird_request_options *options,
                         ird_tcl_request *made) {
    made->request = (ird_request){
        .has_size = options->size.given,
        .size = options->size.value,
    };
    Tcl_DStringInit(&made->net);
    if (options->net != NULL) {
        ird_tcl_native(options->net, &made->net);
        made->request.net_name = Tcl_DStringValue(&made->net);
        made->request.net_name_size = (size_t)Tcl_DStringLength(&made->net);
    }
    return options->region != NULL
               ? parse_region(context, options->region, &made->request)
               : TCL_OK;
}

void ird_tcl_request_free(ird_tcl_request *made) {
    Tcl_DStringFree(&made->net);
}

int ird_tcl_tell_kept_net(ird_context *context, const ird_request_options *options,
                          int32_t net) {
    const ird_session *session = &context->session;
    int32_t by_default = -1;
    ird_text text = {0};
    ird_error err;
    if (options->net != NULL || session->is_spice ||
        ird_session_default_net(session, &by_default, &err) != IRD_OK ||
        by_default == net) {
        return TCL_OK;
    }
    int code = ird_text_printf(&text, &err,
                               "net %.200s, as looked at last; -net names another\n",
                               ird_session_net_name(session, net)) == IRD_OK
                   ? ird_tcl_print(context, ird_text_get(&text))
                   : ird_tcl_fail(context, &err);
    ird_text_free(&text);
    return code;
}
