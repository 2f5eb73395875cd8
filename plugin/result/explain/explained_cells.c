/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which cells make the drop: what the loads of each instance add, and clusters of them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain/parts.h"

static const double rings_um[] = {10, 20, 50, 100, 200, 500, 1000};
enum { RINGS = sizeof rings_um / sizeof *rings_um };

/* ---- cells ------------------------------------------------------------------------- */

/* A load by its instance, or by its node where it has none. */
typedef struct owned_load {
    int64_t owner; /* instance >= 0, or -1 - node */
    size_t load;
} owned_load;

static int compare_loads(const void *left, const void *right) {
    const owned_load *a = left, *b = right;
    if (a->owner != b->owner) {
        return a->owner < b->owner ? -1 : 1;
    }
    return (a->load > b->load) - (a->load < b->load);
}

static bool has_components(const ird_explain_view *view) {
    return view->solved->network_file == NULL && view->solved->design != NULL;
}

/* Names of nodes are written down first, for they move while that goes on. */
static ird_status name_nodes(ird_explanation *out, const ird_explain_view *view,
                             const owned_load *loads, size_t count, ird_error *err) {
    for (size_t i = 0; i < count && loads[i].owner < 0; i++) {
        char name[256];
        int32_t node = (int32_t)(-1 - loads[i].owner), id;
        ird_network_node_name(view->network, node, name, sizeof name);
        IRD_TRY(ird_names_add(&out->node_names, name, strlen(name), &id, NULL, err));
    }
    return IRD_OK;
}

static const char *name_of(const ird_explanation *out, const ird_explain_view *view,
                           int64_t owner) {
    if (owner >= 0) {
        return ird_names_get(has_components(view) ? &view->solved->design->component_names
                                                  : &view->network->instance_names,
                             (int32_t)owner);
    }
    char name[256];
    ird_network_node_name(view->network, (int32_t)(-1 - owner), name, sizeof name);
    return ird_names_get(&out->node_names,
                         ird_names_find(&out->node_names, name, strlen(name)));
}

static const char *master_of(const ird_explain_view *view, int64_t owner) {
    if (owner < 0 || !has_components(view)) {
        return "";
    }
    int32_t macro = view->solved->design->components.items[owner].macro;
    return ird_names_get(&view->solved->tech->macro_names, macro);
}

/* What all loads of one owner come to; its place is that of the first. */
static ird_explained_cell sum_up(const ird_explanation *out, const ird_explain_view *view,
                                 const owned_load *loads, size_t count) {
    const ird_network *network = view->network;
    const ird_load *first = &network->loads.items[loads[0].load];
    ird_explained_cell cell = {.name = name_of(out, view, loads[0].owner),
                               .master = master_of(view, loads[0].owner),
                               .at = ird_explain_place(network, first->node)};
    for (size_t i = 0; i < count; i++) {
        const ird_load *load = &network->loads.items[loads[i].load];
        cell.current_a += network->is_ground ? -load->ampere : load->ampere;
        cell.share_v += ird_adjoint_load_share_v(view->adjoint, load);
    }
    cell.distance_um = ird_explain_distance_um(view->at, cell.at);
    cell.power_w = view->solved->supply_v > 0 ? cell.current_a * view->solved->supply_v
                                              : (double)NAN;
    return cell;
}

static int compare_cells(const void *left, const void *right) {
    const ird_explained_cell *a = left, *b = right;
    return (a->share_v < b->share_v) - (a->share_v > b->share_v);
}

static ird_status make_cells(ird_explanation *out, const ird_explain_view *view,
                             ird_error *err) {
    size_t count = 0;
    owned_load *loads = ird_alloc(view->network->loads.count, sizeof *loads);
    if (loads == NULL) {
        return ird_fail_memory(err, ird_explain_doing);
    }
    for (size_t i = 0; i < view->network->loads.count; i++) {
        const ird_load *load = &view->network->loads.items[i];
        if (load->ampere != 0 && !isnan(view->adjoint->response_ohm[load->node])) {
            int64_t owner =
                load->instance >= 0 ? load->instance : -1 - (int64_t)load->node;
            loads[count++] = (owned_load){owner, i};
        }
    }
    if (count > 0) {
        qsort(loads, count, sizeof *loads, compare_loads);
    }
    ird_status status = name_nodes(out, view, loads, count, err);
    for (size_t i = 0, end; i < count && status == IRD_OK; i = end) {
        for (end = i + 1; end < count && loads[end].owner == loads[i].owner; end++) {
        }
        status = ird_vec_reserve(&out->cells, 1, ird_explain_doing, err);
        if (status == IRD_OK) {
            out->cells.items[out->cells.count++] = sum_up(out, view, loads + i, end - i);
        }
    }
    ird_free(loads);
    if (status == IRD_OK && out->cells.count > 0) {
        qsort(out->cells.items, out->cells.count, sizeof *out->cells.items,
              compare_cells);
    }
    return status;
}

/* Whose load is at the place, the largest of several. */
static const char *instance_at(const ird_explain_view *view) {
    const ird_load *most = NULL;
    for (size_t i = 0; i < view->network->loads.count; i++) {
        const ird_load *load = &view->network->loads.items[i];
        if (load->node == view->node && load->instance >= 0 &&
            (most == NULL || fabs(load->ampere) > fabs(most->ampere))) {
            most = load;
        }
    }
    return most == NULL ? NULL
                        : ird_names_get(has_components(view)
                                            ? &view->solved->design->component_names
                                            : &view->network->instance_names,
                                        most->instance);
}

/* ---- clusters ---------------------------------------------------------------------- */

static void ring_name(char *name, size_t size, double distance_um) {
    size_t ring = 0;
    while (ring < RINGS && !(distance_um <= rings_um[ring])) {
        ring++;
    }
    if (isnan(distance_um)) {
        snprintf(name, size, "%s", "at no known place");
    } else if (ring == RINGS) {
        snprintf(name, size, "beyond %g um", rings_um[RINGS - 1]);
    } else if (ring == 0) {
        snprintf(name, size, "within %g um", rings_um[0]);
    } else {
        snprintf(name, size, "%g to %g um", rings_um[ring - 1], rings_um[ring]);
    }
}

/* The part of a hierarchical name before its last divider, without the backslashes of
 * DEF. */
static void module_name(char *name, size_t size, const char *instance) {
    const char *end = strrchr(instance, '/');
    size_t used = 0;
    for (const char *at = instance; end != NULL && at < end && used + 1 < size; at++) {
        if (*at != '\\') {
            name[used++] = *at;
        }
    }
    name[used] = '\0';
}

static void cluster_name(char *name, size_t size, ird_clustering by,
                         const ird_explained_cell *cell) {
    switch (by) {
    case IRD_CLUSTER_DISTANCE:
        ring_name(name, size, cell->distance_um);
        break;
    case IRD_CLUSTER_MODULE:
        module_name(name, size, cell->name);
        break;
    case IRD_CLUSTER_MASTER:
        snprintf(name, size, "%s", cell->master);
        break;
    }
}

static int compare_rings(const void *left, const void *right) {
    const ird_cluster *a = left, *b = right;
    return isnan(a->nearest_um) || a->nearest_um > b->nearest_um ? 1 : -1;
}

static int compare_clusters(const void *left, const void *right) {
    const ird_cluster *a = left, *b = right;
    return (a->share_v < b->share_v) - (a->share_v > b->share_v);
}

/* The clusters of a kind, with names of their own, whose ids are their indices. */
static ird_status make_clusters(ird_explanation *out, ird_clustering by, ird_names *names,
                                ird_error *err) {
    for (size_t i = 0; i < out->cells.count; i++) {
        const ird_explained_cell *cell = &out->cells.items[i];
        char name[512];
        int32_t id;
        bool is_new;
        cluster_name(name, sizeof name, by, cell);
        IRD_TRY(ird_names_add(names, name, strlen(name), &id, &is_new, err));
        if (is_new) {
            IRD_TRY(ird_vec_reserve(&out->clusters[by], 1, ird_explain_doing, err));
            out->clusters[by].items[out->clusters[by].count++] =
                (ird_cluster){.nearest_um = (double)NAN};
        }
        ird_cluster *cluster = &out->clusters[by].items[id];
        cluster->instances++;
        cluster->nearest_um = fmin(cluster->nearest_um, cell->distance_um);
        cluster->current_a += cell->current_a;
        cluster->power_w += cell->power_w;
        cluster->share_v += cell->share_v;
    }
    for (size_t i = 0; i < out->clusters[by].count; i++) { /* for the time being an id */
        const char *name = ird_names_get(names, (int32_t)i);
        int32_t id;
        IRD_TRY(ird_names_add(&out->cluster_names, name, strlen(name), &id, NULL, err));
    }
    return IRD_OK;
}

ird_status ird_explain_cells(ird_explanation *out, const ird_explain_view *view,
                             ird_error *err) {
    ird_names names[IRD_CLUSTERINGS] = {0};
    ird_status status = make_cells(out, view, err);
    out->instance = instance_at(view);
    for (size_t by = 0; by < IRD_CLUSTERINGS && status == IRD_OK; by++) {
        status = make_clusters(out, (ird_clustering)by, &names[by], err);
    }
    for (size_t by = 0; by < IRD_CLUSTERINGS && status == IRD_OK; by++) {
        for (size_t i = 0; i < out->clusters[by].count; i++) {
            const char *name = ird_names_get(&names[by], (int32_t)i);
            int32_t id = ird_names_find(&out->cluster_names, name, strlen(name));
            out->clusters[by].items[i].name = ird_names_get(&out->cluster_names, id);
        }
        if (out->clusters[by].count > 0) {
            qsort(out->clusters[by].items, out->clusters[by].count,
                  sizeof *out->clusters[by].items,
                  by == IRD_CLUSTER_DISTANCE ? compare_rings : compare_clusters);
        }
    }
    for (size_t by = 0; by < IRD_CLUSTERINGS; by++) {
        ird_names_free(&names[by]);
    }
    return status;
}

/* ---- sources ----------------------------------------------------------------------- */

static int compare_sources(const void *left, const void *right) {
    const ird_explained_source *a = left, *b = right;
    return (a->part < b->part) - (a->part > b->part);
}

/* The nodes that a pin or bump covers lie close together and are one source to people. */
#define ONE_SOURCE_UM 10.0

static bool is_one(const ird_explained_source *a, const ird_explained_source *b) {
    return a->volt == b->volt &&
           ird_explain_distance_um(a->at, b->at) <= ONE_SOURCE_UM; /* NAN: not known */
}

static ird_status list_sources(ird_explanation *out, const ird_explain_view *view,
                               ird_error *err) {
    const ird_network *network = view->network;
    IRD_TRY(
        ird_vec_reserve(&out->sources, network->sources.count, ird_explain_doing, err));
    for (size_t i = 0; i < network->sources.count; i++) {
        const ird_source *source = &network->sources.items[i];
        ird_point_um at = ird_explain_place(network, source->node);
        out->sources.items[out->sources.count++] = (ird_explained_source){
            i, at, source->volt, ird_explain_distance_um(view->at, at),
            view->adjoint->weight_of_source[i]};
    }
    return IRD_OK;
}

ird_status ird_explain_sources(ird_explanation *out, const ird_explain_view *view,
                               ird_error *err) {
    IRD_TRY(list_sources(out, view, err));
    ird_explained_source *all = out->sources.items;
    size_t kept = 0, count = out->sources.count;
    if (count > 0) {
        qsort(all, count, sizeof *all, compare_sources);
    }
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < kept && !is_one(&all[k], &all[i])) {
            k++;
        }
        if (k < kept) {
            all[k].part += all[i].part;
            all[k].distance_um = fmin(all[k].distance_um, all[i].distance_um);
        } else {
            out->source_places++;
            if (kept < IRD_EXPLAINED_SOURCES) {
                all[kept++] = all[i];
            }
        }
    }
    out->sources.count = kept;
    if (kept > 0) {
        qsort(all, kept, sizeof *all, compare_sources);
    }
    return IRD_OK;
}
