/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Why it drops at some places, for the page.
 */
#include <math.h>

#include "page/data_out.h"

/* What a place has at most of each kind. */
enum { PIECES = 10, CELLS = 10, CLUSTERS = 8, SOURCES = 3 };

static json_object *layer_of(ird_json_out *out, const ird_explanation *e, int32_t layer) {
    return ird_page_optional(
        out, layer >= 0 ? ird_names_get(&e->network->layer_names, layer) : NULL);
}

static json_object *place_of(ird_json_out *out, ird_point_um at) {
    return isnan(at.x_um) ? NULL : ird_page_place(out, at);
}

static json_object *layers_of(ird_json_out *out, const ird_explanation *e) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < e->layer_count; i++) {
        json_object *o = ird_json_object(out);
        ird_json_put(out, o, "from", layer_of(out, e, e->layers[i].layer_a));
        ird_json_put(out, o, "to", layer_of(out, e, e->layers[i].layer_b));
        ird_json_put(out, o, "adds_v", ird_json_number(out, e->layers[i].drop_v));
        ird_json_append(out, list, o);
    }
    return list;
}

static json_object *pieces_of(ird_json_out *out, const ird_explanation *e,
                              const ird_piece *pieces, size_t count, bool is_path) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < count && (is_path || i < PIECES); i++) {
        const ird_piece *piece = &pieces[i];
        json_object *o = ird_json_object(out);
        ird_json_put(out, o, "kind",
                     ird_json_text(out, ird_piece_kind_name(piece->kind)));
        ird_json_put(out, o, "from_layer", layer_of(out, e, piece->layer_a));
        ird_json_put(out, o, "to_layer", layer_of(out, e, piece->layer_b));
        ird_json_put(out, o, "from", place_of(out, piece->from));
        ird_json_put(out, o, "to", place_of(out, piece->to));
        ird_json_put(out, o, "current_a", ird_json_number(out, piece->current_a));
        ird_json_put(out, o, "adds_v", ird_json_number(out, piece->share_v));
        if (is_path) {
            ird_json_put(out, o, "ohm", ird_json_number(out, piece->ohm));
            ird_json_put(out, o, "drop_v", ird_json_number(out, piece->drop_v));
            ird_json_put(out, o, "passes", ird_json_number(out, piece->passes));
        }
        ird_json_append(out, list, o);
    }
    return list;
}

static json_object *cells_of(ird_json_out *out, const ird_explanation *e) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < e->cells.count && i < CELLS; i++) {
        const ird_explained_cell *cell = &e->cells.items[i];
        json_object *o = ird_json_object(out);
        ird_json_put(out, o, "instance", ird_json_text(out, cell->name));
        ird_json_put(out, o, "master", ird_json_text(out, cell->master));
        ird_json_put(out, o, "at", place_of(out, cell->at));
        ird_json_put(out, o, "power_w", ird_json_number(out, cell->power_w));
        ird_json_put(out, o, "adds_v", ird_json_number(out, cell->share_v));
        ird_json_append(out, list, o);
    }
    return list;
}

static json_object *clusters_of(ird_json_out *out, const ird_explanation *e) {
    json_object *all = ird_json_object(out);
    for (int by = 0; by < IRD_CLUSTERINGS; by++) {
        json_object *list = ird_json_array(out);
        for (size_t i = 0; i < e->clusters[by].count && i < CLUSTERS; i++) {
            const ird_cluster *cluster = &e->clusters[by].items[i];
            json_object *o = ird_json_object(out);
            ird_json_put(out, o, "name", ird_json_text(out, cluster->name));
            ird_json_put(out, o, "instances", ird_json_count(out, cluster->instances));
            ird_json_put(out, o, "power_w", ird_json_number(out, cluster->power_w));
            ird_json_put(out, o, "adds_v", ird_json_number(out, cluster->share_v));
            ird_json_append(out, list, o);
        }
        ird_json_put(out, all, ird_clustering_name((ird_clustering)by), list);
    }
    return all;
}

static json_object *lacks_of(ird_json_out *out, const ird_explanation *e) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < e->lacks.count; i++) {
        const ird_lack *lack = &e->lacks.items[i];
        json_object *o = ird_json_object(out);
        ird_json_put(out, o, "kind", ird_json_text(out, ird_lack_kind_name(lack->kind)));
        ird_json_put(out, o, "text", ird_json_text(out, ird_text_get(&lack->text)));
        ird_json_put(out, o, "at", place_of(out, lack->at));
        ird_json_put(out, o, "gain_v", ird_json_number(out, lack->gain_v));
        ird_json_append(out, list, o);
    }
    return list;
}

static json_object *sources_of(ird_json_out *out, const ird_explanation *e) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < e->sources.count && i < SOURCES; i++) {
        const ird_explained_source *source = &e->sources.items[i];
        json_object *o = ird_json_object(out);
        ird_json_put(out, o, "at", place_of(out, source->at));
        ird_json_put(out, o, "distance_um", ird_json_number(out, source->distance_um));
        ird_json_put(out, o, "part", ird_json_number(out, source->part));
        ird_json_append(out, list, o);
    }
    return list;
}

static json_object *explanation_of(ird_json_out *out, const ird_explained_place *place) {
    const ird_explanation *e = &place->explanation;
    json_object *o = ird_json_object(out);
    ird_json_put(out, o, "net", ird_json_text(out, e->net));
    ird_json_put(out, o, "rank", ird_json_count(out, place->rank));
    ird_json_put(out, o, "at", place_of(out, e->at));
    ird_json_put(out, o, "layer", ird_page_optional(out, e->layer));
    ird_json_put(out, o, "instance", ird_page_optional(out, e->instance));
    ird_json_put(out, o, "drop_v", ird_json_number(out, e->drop_v));
    ird_json_put(out, o, "rest_v", ird_json_number(out, e->rest_v));
    ird_json_put(out, o, "ohm", ird_json_number(out, e->ohm));
    ird_json_put(out, o, "grid_percent", ird_json_number(out, e->cause.grid_percent));
    ird_json_put(out, o, "current_percent",
                 ird_json_number(out, e->cause.current_percent));
    ird_json_put(out, o, "layers", layers_of(out, e));
    ird_json_put(out, o, "path", pieces_of(out, e, e->path.items, e->path.count, true));
    ird_json_put(out, o, "metal", pieces_of(out, e, e->most.items, e->most.count, false));
    ird_json_put(out, o, "cells", cells_of(out, e));
    ird_json_put(out, o, "clusters", clusters_of(out, e));
    ird_json_put(out, o, "sources", sources_of(out, e));
    ird_json_put(out, o, "missing_known", ird_json_flag(out, e->lacks_known));
    ird_json_put(out, o, "missing", lacks_of(out, e));
    return o;
}

json_object *ird_page_explained(ird_json_out *out, const ird_explained_places *places) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; places != NULL && i < places->items.count; i++) {
        ird_json_append(out, list, explanation_of(out, &places->items.items[i]));
    }
    return list;
}
