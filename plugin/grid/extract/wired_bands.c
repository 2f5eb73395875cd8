/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/wired_bands.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/workers.h"
#include "extract/bands.h"
#include "metal/comb.h"
#include "extract/contacts.h"
#include "metal/drawn.h"

static const char DOING[] = "building the network of a net";

/* Threads cost more than they save on a layer of fewer shapes. */
enum { LEAST_SHARED = 20000, TICK_BANDS = 16 };

/* What became of a band: where in the lists of its worker it stands. */
typedef struct done_band {
    uint32_t worker, finder; /* by whom its wires, and its clusters */
    bool is_left;            /* to a drawer that is not modest */
    uint32_t first_cluster, clusters;
    size_t first_wire, wires, first_node, nodes;
    ird_grid_metal sum;
} done_band;

typedef struct stream stream;

/* A worker, and what it needs for one band, over and over. */
typedef struct band_worker {
    const stream *of;
    uint32_t number;
    ird_drawer *drawer;
    ird_wiring wiring;    /* of its bands; parent and less_ohm are those of all */
    ird_work_layer found; /* the clusters of its bands, counted from those of each */
    ird_metal comb;       /* kept, for its room */
    IRD_VEC(ird_uv_box) boxes;
    size_t longest; /* of boxes */
    IRD_VEC(ird_probe) probes;
    IRD_VEC(ird_contact) contacts;
    IRD_VEC(uint32_t) starts, cluster_of;
    ird_status status;
    ird_error error;
} band_worker;

struct stream {
    const ird_work *work;
    ird_work_layer *layer;
    int32_t on;
    double sheet_ohm;
    const float *via_ohm;
    ird_bands bands;
    ird_drawn_shared shared; /* by the drawers of the workers */
    done_band *done;
    band_worker *workers;
    size_t worker_count;
    atomic_size_t next;
    atomic_bool is_stopped;
    const ird_monitor *monitor;
};

/* ---- one band ---------------------------------------------------------------------- */

static bool holds(const ird_uv_box *box, const ird_uv_box *other) {
    return box->u0_dbu <= other->u0_dbu && box->u1_dbu >= other->u1_dbu &&
           box->v0_dbu <= other->v0_dbu && box->v1_dbu >= other->v1_dbu;
}

/* Shapes that lie within a rail add nothing to the metal, and most pins have such a one.
 * The longest that was met is held against: a design lists its wires before its cells. */
static void put_box(band_worker *w, const ird_uv_box *box) {
    const ird_uv_box *longest = &w->boxes.items[w->longest];
    if (w->boxes.count > 0 && holds(longest, box)) {
        return;
    }
    if (w->boxes.count > 0 &&
        box->u1_dbu - box->u0_dbu > longest->u1_dbu - longest->u0_dbu) {
        w->longest = w->boxes.count;
    }
    w->boxes.items[w->boxes.count++] = *box;
}

/* Cells of a band are all over the design: the next ones are fetched meanwhile. */
static void fetch_pin(const ird_work *work, const uint32_t *pins, size_t i,
                      size_t count) {
    enum { FAR = 24, NEAR = 12 };
    if (i + FAR < count) {
        __builtin_prefetch(&work->pins.items[pins[i + FAR]]);
        const ird_work_pin *near = &work->pins.items[pins[i + NEAR]];
        __builtin_prefetch(&work->design->components.items[near->component]);
    }
}

static ird_status gather_pins(band_worker *w, size_t band, ird_error *err) {
    const ird_work *work = w->of->work;
    const ird_bands *bands = &w->of->bands;
    const uint32_t *pins = bands->pins + bands->pin_starts[band];
    size_t count = bands->pin_starts[band + 1] - bands->pin_starts[band];
    for (size_t i = 0; i < count; i++) {
        const ird_work_pin *pin = &work->pins.items[pins[i]];
        const ird_look_part *part = &work->parts.items[pin->part];
        fetch_pin(work, pins, i, count);
        IRD_TRY(ird_vec_reserve(&w->boxes, part->count, DOING, err));
        for (uint32_t k = 0; k < part->count; k++) {
            ird_uv_box box = ird_work_pin_box(work, pin, part->first + k);
            put_box(w, &box);
        }
    }
    return IRD_OK;
}

static ird_status gather(band_worker *w, size_t band, ird_error *err) {
    const ird_bands *bands = &w->of->bands;
    const ird_work_layer *layer = w->of->layer;
    uint32_t first = bands->shape_starts[band], end = bands->shape_starts[band + 1];
    w->boxes.count = w->probes.count = w->longest = 0;
    IRD_TRY(ird_vec_reserve(&w->boxes, end - first, DOING, err));
    for (uint32_t i = first; i < end; i++) {
        put_box(w, &layer->shapes.items[bands->shapes[i]]);
    }
    IRD_TRY(gather_pins(w, band, err));
    first = bands->probe_starts[band];
    end = bands->probe_starts[band + 1];
    IRD_TRY(ird_vec_reserve(&w->probes, end - first, DOING, err));
    for (uint32_t i = first; i < end; i++) {
        w->probes.items[w->probes.count++] = layer->probes.items[bands->probes[i]];
    }
    return IRD_OK;
}

/* The contacts of the band by slab, from the probes that are answered; their probes into
 * the order of the layer. */
static ird_status sort_contacts(band_worker *w, size_t band, const ird_metal *metal,
                                ird_error *err) {
    ird_work_layer *layer = w->of->layer;
    const uint32_t first = w->of->bands.probe_starts[band];
    const uint32_t *number = w->of->bands.probes + first;
    size_t slabs = metal->slabs.count, nodes = 0, met = 0;
    w->starts.count = w->contacts.count = 0;
    IRD_TRY(ird_vec_reserve(&w->starts, slabs + 2, DOING, err));
    IRD_TRY(ird_vec_reserve(&w->contacts, w->probes.count, DOING, err));
    memset(w->starts.items, 0, (slabs + 2) * sizeof *w->starts.items);
    while (nodes < w->probes.count && number[nodes] < layer->node_probes) {
        int32_t slab = w->probes.items[nodes++].slab;
        if (slab >= 0) {
            w->starts.items[slab + 2]++;
            met++;
        }
    }
    for (size_t i = 1; i < slabs; i++) {
        w->starts.items[i + 1] += w->starts.items[i];
    }
    for (size_t i = 0; i < nodes; i++) {
        int32_t slab = w->probes.items[i].slab;
        if (slab >= 0) {
            uint32_t at = w->starts.items[slab + 1]++;
            layer->order[first + at] = number[i];
            w->contacts.items[at] =
                ird_contact_of_probe(layer, number[i], (uint32_t)slab,
                                     &metal->slabs.items[slab], w->of->via_ohm);
        }
    }
    for (size_t i = met; i < w->probes.count; i++) {
        layer->order[first + i] = IRD_NO_PROBE;
    }
    return IRD_OK;
}

/* Clusters of the band; its probes have their numbers, counted from the first. */
static ird_status find_clusters(band_worker *w, size_t band, const ird_metal *metal,
                                ird_error *err) {
    ird_work_layer *layer = w->of->layer;
    done_band *done = &w->of->done[band];
    const uint32_t *number = w->of->bands.probes + w->of->bands.probe_starts[band];
    w->cluster_of.count = 0;
    IRD_TRY(ird_vec_reserve(&w->cluster_of, metal->slabs.count, DOING, err));
    w->found.sum = (ird_grid_metal){0};
    done->finder = w->number;
    done->first_cluster = (uint32_t)w->found.clusters.count;
    IRD_TRY(ird_clusters_find(&w->found, metal, w->cluster_of.items, err));
    done->clusters = (uint32_t)w->found.clusters.count - done->first_cluster;
    done->sum = w->found.sum;
    for (size_t i = 0; i < w->probes.count; i++) {
        int32_t slab = w->probes.items[i].slab;
        layer->probes.items[number[i]].slab =
            slab >= 0 ? (int32_t)w->cluster_of.items[slab] : -1;
    }
    return IRD_OK;
}

static ird_status wire(band_worker *w, size_t band, const ird_metal *metal, bool is_comb,
                       ird_error *err) {
    ird_wiring *wiring = &w->wiring;
    done_band *done = &w->of->done[band];
    ird_drawn_layer part = {.metal = metal,
                            .contacts = w->contacts.items,
                            .starts = w->starts.items,
                            .layer = w->of->on,
                            .sheet_ohm = w->of->sheet_ohm,
                            .is_comb = is_comb};
    done->worker = w->number;
    done->first_node = wiring->extra.count;
    done->first_wire = wiring->wires.count;
    IRD_TRY(ird_drawn_wire(w->drawer, &part, wiring, &done->is_left, err));
    if (done->is_left) {
        wiring->extra.count = done->first_node;
        wiring->wires.count = done->first_wire;
        return IRD_OK;
    }
    ird_wiring_compact(wiring, done->first_node, done->first_wire);
    done->nodes = wiring->extra.count - done->first_node;
    done->wires = wiring->wires.count - done->first_wire;
    return IRD_OK;
}

/* With is_again but for the clusters, which are there. */
static ird_status draw_band(band_worker *w, size_t band, const ird_metal *metal,
                            bool is_comb, bool is_again, ird_error *err) {
    if (!is_again) {
        IRD_TRY(find_clusters(w, band, metal, err));
    }
    IRD_TRY(sort_contacts(w, band, metal, err));
    return wire(w, band, metal, is_comb, err);
}

static ird_status do_band(band_worker *w, size_t band, bool is_again, ird_error *err) {
    ird_metal metal = {0};
    bool is_comb = false;
    IRD_TRY(gather(w, band, err));
    IRD_TRY(ird_comb_merge(&w->comb, w->boxes.items, w->boxes.count, w->probes.items,
                           w->probes.count, &is_comb, err));
    if (is_comb) {
        return draw_band(w, band, &w->comb, true, is_again, err);
    }
    ird_status status = ird_metal_merge(&metal, w->boxes.items, w->boxes.count,
                                        w->probes.items, w->probes.count, NULL, err);
    if (status == IRD_OK) {
        status = draw_band(w, band, &metal, false, is_again, err);
    }
    ird_metal_free(&metal);
    return status;
}

/* ---- all bands --------------------------------------------------------------------- */

static void work_off(void *context, size_t number) {
    stream *s = context;
    band_worker *w = &s->workers[number];
    while (w->status == IRD_OK && !atomic_load(&s->is_stopped)) {
        size_t band = atomic_fetch_add(&s->next, 1);
        if (band >= s->bands.count) {
            return;
        }
        if (number == 0 && band % TICK_BANDS == 0) {
            double part = (double)band / (double)s->bands.count;
            w->status = ird_monitor_tick(s->monitor, DOING, part, &w->error);
        }
        if (w->status == IRD_OK) {
            w->status = do_band(w, band, false, &w->error);
        }
    }
    atomic_store(&s->is_stopped, true);
}

static ird_status run(stream *s, ird_error *err) {
    ird_workers *threads = NULL;
    ird_error none;
    if (s->worker_count > 1 &&
        ird_workers_create(&threads, s->worker_count, &none) != IRD_OK) {
        s->worker_count = 1;
    }
    if (threads != NULL) {
        ird_workers_run(threads, work_off, s);
    } else {
        work_off(s, 0);
    }
    ird_workers_free(threads);
    for (size_t i = 0; i < s->worker_count; i++) {
        if (s->workers[i].status != IRD_OK) {
            if (err != NULL) {
                *err = s->workers[i].error;
            }
            return s->workers[i].status;
        }
    }
    return IRD_OK;
}

/* Bands with large sheets, one after the other. */
static ird_status do_left(stream *s, ird_error *err) {
    band_worker *w = &s->workers[0];
    bool has_any = false;
    for (size_t band = 0; band < s->bands.count; band++) {
        if (!s->done[band].is_left) {
            continue;
        }
        if (!has_any) {
            ird_drawer_free(w->drawer);
            w->drawer = NULL;
            IRD_TRY(ird_drawer_create(&w->drawer, false, NULL, err));
            has_any = true;
        }
        IRD_TRY(ird_monitor_tick(s->monitor, DOING, 0.9, err));
        IRD_TRY(do_band(w, band, true, err));
    }
    return IRD_OK;
}

/* ---- together ---------------------------------------------------------------------- */

typedef struct ranked {
    int64_t u_dbu, v_dbu;
    uint32_t cluster;
} ranked;

static int compare_ranked(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->u_dbu != y->u_dbu) {
        return x->u_dbu < y->u_dbu ? -1 : 1;
    }
    return (x->v_dbu > y->v_dbu) - (x->v_dbu < y->v_dbu);
}

static void list_ranked(const stream *s, ranked *all) {
    size_t count = 0;
    for (size_t band = 0; band < s->bands.count; band++) {
        const done_band *done = &s->done[band];
        const ird_work_layer *found = &s->workers[done->finder].found;
        for (uint32_t k = 0; k < done->clusters; k++) {
            const ird_work_cluster *c = &found->clusters.items[done->first_cluster + k];
            all[count] = (ranked){c->u_dbu, c->v_dbu, (uint32_t)count};
            count++;
        }
    }
}

/* The clusters of all bands into their order, and the probes to those numbers. */
static ird_status number_clusters(stream *s, ranked *all, uint32_t *rank, size_t count,
                                  ird_error *err) {
    ird_work_layer *layer = s->layer;
    list_ranked(s, all);
    if (count > 1) {
        qsort(all, count, sizeof *all, compare_ranked);
    }
    IRD_TRY(ird_vec_reserve(&layer->clusters, count, DOING, err));
    for (size_t i = 0; i < count; i++) {
        rank[all[i].cluster] = (uint32_t)i;
    }
    size_t first = 0;
    for (size_t band = 0; band < s->bands.count; band++) {
        const done_band *done = &s->done[band];
        const ird_work_layer *found = &s->workers[done->finder].found;
        for (uint32_t k = 0; k < done->clusters; k++) {
            layer->clusters.items[rank[first + k]] =
                found->clusters.items[done->first_cluster + k];
        }
        for (uint32_t i = s->bands.probe_starts[band];
             i < s->bands.probe_starts[band + 1]; i++) {
            int32_t *slab = &layer->probes.items[s->bands.probes[i]].slab;
            *slab = *slab >= 0 ? (int32_t)rank[first + (size_t)*slab] : -1;
        }
        first += done->clusters;
    }
    layer->clusters.count = count;
    return IRD_OK;
}

static ird_status collect_clusters(stream *s, ird_error *err) {
    size_t count = 0;
    for (size_t band = 0; band < s->bands.count; band++) {
        const ird_grid_metal *sum = &s->done[band].sum;
        count += s->done[band].clusters;
        s->layer->sum.slabs += sum->slabs;
        s->layer->sum.area_dbu2 += sum->area_dbu2;
        s->layer->sum.longer_dbu += sum->longer_dbu;
    }
    ranked *all = ird_alloc(count, sizeof *all);
    uint32_t *rank = ird_alloc(count, sizeof *rank);
    ird_status status = all != NULL && rank != NULL
                            ? number_clusters(s, all, rank, count, err)
                            : ird_fail_memory(err, DOING);
    ird_free(all);
    ird_free(rank);
    return status;
}

/* What was needed to draw, before the lists of the workers become one. */
static void forget_drawers(stream *s) {
    for (size_t i = 0; i < s->worker_count; i++) {
        ird_drawer_free(s->workers[i].drawer);
        s->workers[i].drawer = NULL;
    }
    ird_drawn_shared_free(&s->shared);
}

static ird_status collect(stream *s, ird_wiring *wiring, ird_error *err) {
    size_t nodes = 0, wires = 0;
    for (size_t band = 0; band < s->bands.count; band++) {
        nodes += s->done[band].nodes;
        wires += s->done[band].wires;
    }
    forget_drawers(s);
    IRD_TRY(ird_vec_reserve(&wiring->extra, nodes, DOING, err));
    IRD_TRY(ird_vec_reserve(&wiring->wires, wires, DOING, err));
    for (size_t band = 0; band < s->bands.count; band++) {
        const done_band *done = &s->done[band];
        IRD_TRY(ird_wiring_append(wiring, &s->workers[done->worker].wiring,
                                  done->first_node, done->nodes, done->first_wire,
                                  done->wires, err));
    }
    return collect_clusters(s, err);
}

static ird_status stream_open(stream *s, const ird_wiring *wiring, size_t threads,
                              ird_error *err) {
    IRD_TRY(ird_bands_make(&s->bands, s->layer, s->work, err));
    threads = s->bands.solid >= LEAST_SHARED ? threads : 1;
    s->worker_count = threads < s->bands.count ? threads : s->bands.count;
    s->done = ird_alloc_zero(s->bands.count, sizeof *s->done);
    s->workers = ird_alloc_zero(s->worker_count, sizeof *s->workers);
    s->layer->order = ird_alloc(s->layer->probes.count, sizeof *s->layer->order);
    if (s->done == NULL || s->workers == NULL || s->layer->order == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (s->worker_count > 1) {
        IRD_TRY(ird_drawn_shared_create(&s->shared, err));
    }
    for (size_t i = 0; i < s->worker_count; i++) {
        band_worker *w = &s->workers[i];
        w->of = s;
        w->number = (uint32_t)i;
        w->wiring.raw_count = wiring->raw_count;
        w->wiring.parent = wiring->parent;
        w->wiring.less_ohm = wiring->less_ohm;
        IRD_TRY(ird_drawer_create(&w->drawer, true,
                                  s->worker_count > 1 ? &s->shared : NULL, err));
    }
    return IRD_OK;
}

static void stream_close(stream *s) {
    for (size_t i = 0; s->workers != NULL && i < s->worker_count; i++) {
        band_worker *w = &s->workers[i];
        ird_drawer_free(w->drawer);
        ird_free(w->wiring.extra.items);
        ird_free(w->wiring.wires.items);
        ird_free(w->found.clusters.items);
        ird_metal_free(&w->comb);
        ird_free(w->boxes.items);
        ird_free(w->probes.items);
        ird_free(w->contacts.items);
        ird_free(w->starts.items);
        ird_free(w->cluster_of.items);
    }
    ird_drawn_shared_free(&s->shared);
    ird_free(s->workers);
    ird_free(s->done);
    ird_bands_free(&s->bands);
}

ird_status ird_stream_layer(ird_wiring *wiring, ird_work *work, int32_t on,
                            const float *via_ohm, const ird_monitor *monitor,
                            ird_error *err) {
    stream s = {.work = work,
                .layer = &work->layers[on],
                .on = on,
                .sheet_ohm = work->rc->values.items[on].ohm,
                .via_ohm = via_ohm,
                .monitor = monitor};
    ird_status status = stream_open(&s, wiring, work->threads, err);
    if (status == IRD_OK) {
        status = run(&s, err);
    }
    if (status == IRD_OK) {
        status = do_left(&s, err);
    }
    if (status == IRD_OK) {
        status = collect(&s, wiring, err);
    }
    stream_close(&s);
    return status;
}
