/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Reports as text, for people. Every number has its unit, four significant digits for
 * what was computed; places in um with two decimals.
 */
#ifndef IRD_REPORT_REPORT_H
#define IRD_REPORT_REPORT_H

#include "base/text.h"
#include "hotspots/hotspots.h"

/* What a report says about where its numbers come from. All but drop may be NULL
 * and is left out then. */
typedef struct ird_report_context {
    const ird_design *design;
    const ird_technology *tech; /* names the macros of instances */
    const ird_raster *raster;
    const char *supply_origin; /* "from the DEF" */
    const ird_power *power;
    const char *model;        /* "paper" */
    const char *model_origin; /* "embedded" or a path */
    double bound_v;           /* how far the worst pixel of a prediction in V may be off;
                                 0: not known, or no such prediction */
    const char *outside;      /* what of its inputs the model was not trained on; NULL */
    const ird_map *drop;
    double threshold; /* in the unit of drop */
} ird_report_context;

/* Header and table of hotspots; drops in mV and % of the supply where the map is in
 * volts, as shares of the worst of the window where it is relative. NO_MEMORY leaves out
 * as it was. */
ird_status ird_report_hotspots(ird_text *out, const ird_report_context *context,
                               const ird_hotspot_list *list, ird_error *err);

/* The header alone: design, net, sources, power, model, window, and what was left out,
 * assumed or doubtful. */
ird_status ird_report_header(ird_text *out, const ird_report_context *context,
                             ird_error *err);

#endif
