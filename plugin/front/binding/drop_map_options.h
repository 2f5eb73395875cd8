/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The options by which drop_map and write_map say what a map of drops covers.
 */
#ifndef IRD_BINDING_DROP_MAP_OPTIONS_H
#define IRD_BINDING_DROP_MAP_OPTIONS_H

#include "command/like.h"
#include "binding/nouns.h"
#include "query/drop_map.h"

typedef struct ird_drop_map_options {
    Tcl_Obj *of;
    Tcl_Obj *net;
    ird_count_option size;
    ird_number_option pitch;
    Tcl_Obj *region;
    ird_count_option convention;
    ird_count_option like;
} ird_drop_map_options;

/* Names of the conventions of rows and columns. */
extern const char *const ird_tcl_drop_map_conventions[];

/* Whether any of them is given, so that a map is made and not taken as it is. */
bool ird_tcl_drop_map_is_laid_out(const ird_drop_map_options *options);

bool ird_tcl_drop_map_is_dynamic(const ird_drop_map_options *options);

ird_map_kind ird_tcl_drop_map_kind(const ird_drop_map_options *options);

/* What a map of drops is asked for: of is solve, dynamic, predict or NULL for solve. */
int ird_tcl_drop_map_request(ird_context *context, const ird_drop_map_options *options,
                             ird_drop_map_request *request);

/* The map that the options describe, with one user. */
int ird_tcl_drop_map_make(ird_context *context, const ird_drop_map_options *options,
                          ird_result **result);

#define IRD_DROP_MAP_ROWS                                                                \
    {"-net",                                                                             \
     IRD_OPTION_TEXT,                                                                    \
     offsetof(ird_drop_map_options, net),                                                \
     false,                                                                              \
     "NET",                                                                              \
     "The net; when not given the one solved last, of dynamic the first.",               \
     NULL},                                                                              \
        {"-size",                                                                        \
         IRD_OPTION_COUNT,                                                               \
         offsetof(ird_drop_map_options, size),                                           \
         false,                                                                          \
         "N",                                                                            \
         "For drops: pixels along each side, 64 when not given.",                        \
         NULL},                                                                          \
        {"-pitch",                                                                       \
         IRD_OPTION_NUMBER,                                                              \
         offsetof(ird_drop_map_options, pitch),                                          \
         false,                                                                          \
         "UM",                                                                           \
         "For drops: side of a pixel; -size holds when it is not given.",                \
         NULL},                                                                          \
        {"-region",                                                                      \
         IRD_OPTION_TEXT,                                                                \
         offsetof(ird_drop_map_options, region),                                         \
         false,                                                                          \
         "REGION",                                                                       \
         "For drops: die (when not given), core or x0 y0 x1 y1 in um.",                  \
         NULL},                                                                          \
        {"-convention",                                                                  \
         IRD_OPTION_CHOICE,                                                              \
         offsetof(ird_drop_map_options, convention),                                     \
         false,                                                                          \
         "CONVENTION",                                                                   \
         "For drops: irdrop (rows are y; a pixel has its worst load), "                  \
         "or "                                                                           \
         "iccad23 (rows are x; sampled at multiples of the pitch, 1 um when not "        \
         "given, from 0 on).",                                                           \
         ird_tcl_drop_map_conventions},                                                  \
        IRD_LIKE_ROW(ird_drop_map_options, like)

#endif
