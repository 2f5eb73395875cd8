/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The parts that an explanation is made of, each filled in by itself. Internal to
 * explain/.
 */
#ifndef IRD_EXPLAIN_PARTS_H
#define IRD_EXPLAIN_PARTS_H

#include "explain/explain.h"

/* What all of them look at. */
typedef struct ird_explain_view {
    const ird_solved *solved;
    const ird_network *network;
    const ird_solution *solution;
    const ird_adjoint *adjoint; /* of the node */
    const ird_explain_options *options;
    const ird_monitor *monitor; /* may be NULL */
    int32_t node;
    ird_point_um at; /* of the node; NAN: not known */
} ird_explain_view;

extern const char ird_explain_doing[];

/* NAN for a node without coordinates. */
ird_point_um ird_explain_place(const ird_network *network, int32_t node);
double ird_explain_distance_um(ird_point_um a, ird_point_um b);

ird_status ird_explain_path(ird_explanation *out, const ird_explain_view *view,
                            ird_error *err);
ird_status ird_explain_most(ird_explanation *out, const ird_explain_view *view,
                            ird_error *err);
ird_status ird_explain_cells(ird_explanation *out, const ird_explain_view *view,
                             ird_error *err);
ird_status ird_explain_sources(ird_explanation *out, const ird_explain_view *view,
                               ird_error *err);

/* After path and sources. */
ird_status ird_explain_lacks(ird_explanation *out, const ird_explain_view *view,
                             const ird_findings *findings, ird_error *err);

#endif
