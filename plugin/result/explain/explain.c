/* SPDX-License-Identifier: BSD-3-Clause */
#include "explain/explain.h"

#include <math.h>

#include "explain/parts.h"

const char ird_explain_doing[] = "explaining a drop";

const char *ird_piece_kind_name(ird_piece_kind kind) {
    static const char *const names[] = {"wire", "via", "link"};
    return names[kind];
}

const char *ird_clustering_name(ird_clustering clustering) {
    static const char *const names[] = {"distance", "module", "master"};
    return names[clustering];
}

const char *ird_lack_kind_name(ird_lack_kind kind) {
    static const char *const names[] = {"missing_via",   "stripe_gap", "stripe_end",
                                        "narrow_stripe", "far_source", "single_source"};
    return names[kind];
}

void ird_explanation_free(ird_explanation *explanation) {
    if (explanation == NULL) {
        return;
    }
    ird_free(explanation->layers);
    ird_free(explanation->path.items);
    ird_free(explanation->most.items);
    ird_free(explanation->cells.items);
    for (size_t i = 0; i < IRD_CLUSTERINGS; i++) {
        ird_free(explanation->clusters[i].items);
    }
    ird_names_free(&explanation->cluster_names);
    ird_names_free(&explanation->node_names);
    for (size_t i = 0; i < explanation->lacks.count; i++) {
        ird_text_free(&explanation->lacks.items[i].text);
    }
    ird_free(explanation->lacks.items);
    ird_free(explanation->sources.items);
    *explanation = (ird_explanation){0};
}

void ird_explained_places_free(ird_explained_places *places) {
    for (size_t i = 0; i < places->items.count; i++) {
        ird_explanation_free(&places->items.items[i].explanation);
    }
    ird_free(places->items.items);
    *places = (ird_explained_places){0};
}

ird_point_um ird_explain_place(const ird_network *network, int32_t node) {
    const ird_node *at = &network->nodes.items[node];
    double units = network->units > 0 ? (double)network->units : 1;
    return at->kind == IRD_NODE_NAMED
               ? (ird_point_um){(double)NAN, (double)NAN}
               : (ird_point_um){(double)at->x_dbu / units, (double)at->y_dbu / units};
}

double ird_explain_distance_um(ird_point_um a, ird_point_um b) {
    return hypot(a.x_um - b.x_um, a.y_um - b.y_um);
}

static void put_place(ird_explanation *out, const ird_explain_view *view) {
    const ird_network *network = view->network;
    out->net = view->solved->net;
    out->network = network;
    out->node = view->node;
    out->layer =
        ird_solved_layer_name(view->solved, network->nodes.items[view->node].layer);
    out->at = view->at;
    out->supply_v = view->solved->supply_v;
    out->drop_v = ird_adjoint_objective_v(view->adjoint, view->solution);
    out->rest_v = ird_adjoint_rest_v(view->adjoint, view->solution);
    out->ohm = view->adjoint->response_ohm[view->node];
    out->cause = (ird_cause_parts){(double)NAN, (double)NAN, (double)NAN, (double)NAN,
                                   (double)NAN};
}

static ird_status fill(ird_explanation *out, const ird_explain_view *view,
                       const ird_findings *findings, const ird_monitor *monitor,
                       ird_error *err) {
    put_place(out, view);
    IRD_TRY(ird_adjoint_layer_shares(view->adjoint, view->solved->factor, view->solution,
                                     &out->layers, &out->layer_count, err));
    IRD_TRY(ird_monitor_tick(monitor, ird_explain_doing, 0.3, err));
    IRD_TRY(ird_explain_path(out, view, err));
    IRD_TRY(ird_explain_most(out, view, err));
    IRD_TRY(ird_monitor_tick(monitor, ird_explain_doing, 0.5, err));
    IRD_TRY(ird_explain_cells(out, view, err));
    IRD_TRY(ird_explain_sources(out, view, err));
    IRD_TRY(ird_monitor_tick(monitor, ird_explain_doing, 0.7, err));
    return ird_explain_lacks(out, view, findings, err);
}

ird_status ird_explain(ird_explanation *explanation, const ird_solved *solved,
                       int32_t node, const ird_findings *findings,
                       const ird_explain_options *options, const ird_monitor *monitor,
                       ird_error *err) {
    ird_adjoint adjoint = {0};
    ird_explanation made = {0};
    ird_explain_view view = {.solved = solved,
                             .network = &solved->grid->network,
                             .solution = solved->solution,
                             .adjoint = &adjoint,
                             .options = options,
                             .monitor = monitor,
                             .node = node};
    ird_status status = ird_adjoint_at(&adjoint, solved->factor, node, err);
    if (status == IRD_OK) {
        view.at = ird_explain_place(view.network, node);
        status = fill(&made, &view, findings, monitor, err);
    }
    if (status == IRD_OK) {
        ird_explanation_free(explanation);
        *explanation = made;
    } else {
        ird_explanation_free(&made);
    }
    ird_adjoint_free(&adjoint);
    return status;
}
