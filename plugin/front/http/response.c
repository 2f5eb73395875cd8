/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "http/json_value.h"
#include "http/state.h"

/* What every answer has: no page elsewhere may show, read or keep it, and nothing in it
 * is taken for another type, or runs. */
static const char *const always[][2] = {
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy",
     "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"Content-Type", "application/json; charset=utf-8"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
};

static bool add_always(struct MHD_Response *response) {
    bool is_good = true;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        if (MHD_get_response_header(response, always[i][0]) == NULL) {
            is_good = is_good && MHD_add_response_header(response, always[i][0],
                                                         always[i][1]) == MHD_YES;
        }
    }
    return is_good;
}

static bool add_headers(struct MHD_Response *response, Tcl_Obj *headers) {
    Tcl_Obj **words;
    Tcl_Size count;
    if (Tcl_ListObjGetElements(NULL, headers, &count, &words) != TCL_OK ||
        count % 2 != 0) {
        return false;
    }
    for (Tcl_Size i = 0; i < count; i += 2) {
        if (MHD_add_response_header(response, Tcl_GetString(words[i]),
                                    Tcl_GetString(words[i + 1])) != MHD_YES) {
            return false;
        }
    }
    return true;
}

struct MHD_Response *ird_response_make(const void *bytes, size_t size, Tcl_Obj *headers) {
    /* Copied, for the bytes are Tcl's; so they are only read, whatever the type says. */
    union {
        const void *in;
        void *out;
    } data = {bytes};
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, data.out, MHD_RESPMEM_MUST_COPY);
    if (response != NULL &&
        ((headers != NULL && !add_headers(response, headers)) || !add_always(response))) {
        MHD_destroy_response(response);
        return NULL;
    }
    return response;
}

struct MHD_Response *ird_response_error(const char *message) {
    Tcl_DString text;
    Tcl_DStringInit(&text);
    Tcl_DStringAppend(&text, "{\"error\":{\"message\":", -1);
    ird_json_quote(&text, message);
    Tcl_DStringAppend(&text, ",\"id\":null,\"code\":null,\"file\":null,\"line\":null}}\n",
                      -1);
    struct MHD_Response *response = ird_response_make(
        Tcl_DStringValue(&text), (size_t)Tcl_DStringLength(&text), NULL);
    Tcl_DStringFree(&text);
    return response;
}
