/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The options by which several commands say what maps they are about.
 */
#ifndef IRD_COMMAND_REQUEST_H
#define IRD_COMMAND_REQUEST_H

#include "command/command.h"
#include "command/like.h"
#include "query/requests.h"

/* A member of the options struct of such a command, called raster. */
typedef struct ird_request_options {
    ird_count_option size;
    Tcl_Obj *region;
    Tcl_Obj *net;
    ird_count_option like;
} ird_request_options;

/* The rows for it; type is the options struct. */
#define IRD_REQUEST_ROWS(type)                                                           \
    {"-size",                                                                            \
     IRD_OPTION_COUNT,                                                                   \
     offsetof(type, raster.size),                                                        \
     false,                                                                              \
     "N",                                                                                \
     "Pixels along each side of the maps.",                                              \
     NULL},                                                                              \
        {"-region",                                                                      \
         IRD_OPTION_TEXT,                                                                \
         offsetof(type, raster.region),                                                  \
         false,                                                                          \
         "REGION",                                                                       \
         "What the maps cover: die, core (the rows), or a list x0 y0 x1 y1 in um.",      \
         NULL},                                                                          \
        {"-net",                                                                         \
         IRD_OPTION_TEXT,                                                                \
         offsetof(type, raster.net),                                                     \
         false,                                                                          \
         "NET",                                                                          \
         "The power or ground net to look at. When not given: of rasterize the "         \
         "power "                                                                        \
         "net that feeds most cells, of the others that of the last rasterize or "       \
         "predict, which reports and hotspots name.",                                    \
         NULL},                                                                          \
        IRD_LIKE_ROW(type, raster.like)

/* A request and the text that it points to. */
typedef struct ird_tcl_request {
    ird_request request;
    Tcl_DString net;
} ird_tcl_request;

/* Fill in made from what was given; free it with ird_tcl_request_free whatever the
 * result. Raises OPTION_REGION. */
int ird_tcl_request_make(ird_context *context, const ird_request_options *options,
                         ird_tcl_request *made);
/* What the exact solution would take that such maps rest on. */
struct ird_estimate;
int ird_tcl_estimate_maps(ird_context *context, const ird_request_options *raster,
                          struct ird_estimate *estimate);
void ird_tcl_request_free(ird_tcl_request *made);

/* Print which net was looked at where -net does not say it and it is not the one that is
 * taken when nothing was looked at before. What prints may be a script: session and
 * results are not to be used behind it. */
int ird_tcl_tell_kept_net(ird_context *context, const ird_request_options *options,
                          int32_t net);

#endif
