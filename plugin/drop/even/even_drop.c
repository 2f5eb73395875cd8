/* SPDX-License-Identifier: BSD-3-Clause */
#include "even/even_drop.h"

#include <math.h>
#include <stdlib.h>

#include "extract/slabs.h"

static const char DOING[] = "drawing a current evenly";

/* A piece of metal with no node inside: from node a to node b, or to the end of the metal
 * where b is -1. Lengths are counted from a. */
typedef struct stretch {
    int32_t a, b;
    int sign; /* of the direction from a */
    double length_um;
    double from_um, to_um; /* the part inside the core */
    double ohm_per_um;
} stretch;

typedef struct work {
    const ird_even_input *input;
    const ird_network *network;
    const ird_grid *grid;
    int32_t layer;
    bool is_vertical; /* wires of the layer run along y */
    double units;
    int64_t u0_dbu, u1_dbu, v0_dbu, v1_dbu; /* the core; u along the wires */
    ird_grid_slabs metal;
    const ird_grid_slab **slabs; /* those of the layer, by low v */
    size_t slab_count;
    int64_t tallest_dbu;
    uint8_t *sides; /* per node: 1 where it has a neighbour at lower u, 2 at higher u */
    IRD_VEC(stretch) stretches;
    IRD_VEC(ird_load) loads;
} work;

static void free_work(work *w) {
    ird_grid_slabs_free(&w->metal);
    ird_free(w->slabs);
    ird_free(w->sides);
    ird_free(w->stretches.items);
    ird_free(w->loads.items);
}

void ird_uniform_drop_free(ird_uniform_drop *drop) {
    if (drop != NULL) {
        ird_solution_free(&drop->solution);
        *drop = (ird_uniform_drop){0};
    }
}

static int64_t low_u(const work *w, const ird_rect *box) {
    return w->is_vertical ? box->y0_dbu : box->x0_dbu;
}

static int64_t high_u(const work *w, const ird_rect *box) {
    return w->is_vertical ? box->y1_dbu : box->x1_dbu;
}

static int64_t low_v(const work *w, const ird_rect *box) {
    return w->is_vertical ? box->x0_dbu : box->y0_dbu;
}

static int64_t high_v(const work *w, const ird_rect *box) {
    return w->is_vertical ? box->x1_dbu : box->y1_dbu;
}

static int64_t node_u(const work *w, const ird_node *node) {
    return w->is_vertical ? node->y_dbu : node->x_dbu;
}

static int64_t node_v(const work *w, const ird_node *node) {
    return w->is_vertical ? node->x_dbu : node->y_dbu;
}

static void look_along(work *w, int32_t layer) {
    const ird_rect *core = &w->input->design->core;
    w->layer = layer;
    w->is_vertical =
        w->input->tech->layers.items[layer].direction == IRD_DIRECTION_VERTICAL;
    w->u0_dbu = low_u(w, core);
    w->u1_dbu = high_u(w, core);
    w->v0_dbu = low_v(w, core);
    w->v1_dbu = high_v(w, core);
}

static bool is_in_core(const work *w, int64_t v_dbu) {
    return w->v0_dbu <= v_dbu && v_dbu <= w->v1_dbu;
}

/* Length of a slab along its layer, inside the core. */
static double slab_um(const work *w, const ird_grid_slab *slab) {
    int64_t low = low_u(w, &slab->box), high = high_u(w, &slab->box);
    low = low > w->u0_dbu ? low : w->u0_dbu;
    high = high < w->u1_dbu ? high : w->u1_dbu;
    int64_t v = low_v(w, &slab->box) + (high_v(w, &slab->box) - low_v(w, &slab->box)) / 2;
    return high > low && is_in_core(w, v) ? (double)(high - low) / w->units : 0.0;
}

/* The layer that rails are on: the nearest to the cells with a tenth of the length that
 * the layer with most has, for landing pads of vias are no wires. Backside layers stand
 * first, the outermost before the others. */
static ird_status choose_layer(work *w, ird_error *err) {
    const ird_technology *tech = w->input->tech;
    size_t count = tech->layers.count;
    double longest = 0.0;
    double *um = ird_alloc_zero(count, sizeof *um);
    if (um == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < w->metal.items.count; i++) {
        const ird_grid_slab *slab = &w->metal.items.items[i];
        look_along(w, slab->layer);
        um[slab->layer] += slab_um(w, slab);
        longest = fmax(longest, um[slab->layer]);
    }
    int32_t layer = -1;
    for (size_t i = 0; i < count && longest > 0.0; i++) {
        bool is_wired = um[i] >= 0.1 * longest;
        bool is_nearer = layer < 0 || tech->layers.items[layer].is_backside;
        layer = is_wired && is_nearer ? (int32_t)i : layer;
    }
    ird_free(um);
    if (layer < 0) {
        return ird_fail(err, IRD_GRID_NO_METAL,
                        "net %s has no wire in the core to draw a current from; draw its "
                        "grid first, or choose another net",
                        w->network->net);
    }
    look_along(w, layer);
    return IRD_OK;
}

static int compare_horizontal(const void *a, const void *b) {
    const ird_grid_slab *x = *(const ird_grid_slab *const *)a;
    const ird_grid_slab *y = *(const ird_grid_slab *const *)b;
    return (x->box.y0_dbu > y->box.y0_dbu) - (x->box.y0_dbu < y->box.y0_dbu);
}

static int compare_vertical(const void *a, const void *b) {
    const ird_grid_slab *x = *(const ird_grid_slab *const *)a;
    const ird_grid_slab *y = *(const ird_grid_slab *const *)b;
    return (x->box.x0_dbu > y->box.x0_dbu) - (x->box.x0_dbu < y->box.x0_dbu);
}

static ird_status sort_slabs(work *w, ird_error *err) {
    w->slabs = ird_alloc(w->metal.items.count, sizeof *w->slabs);
    if (w->slabs == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < w->metal.items.count; i++) {
        const ird_grid_slab *slab = &w->metal.items.items[i];
        if (slab->layer == w->layer) {
            int64_t height = high_v(w, &slab->box) - low_v(w, &slab->box);
            w->tallest_dbu = height > w->tallest_dbu ? height : w->tallest_dbu;
            w->slabs[w->slab_count++] = slab;
        }
    }
    qsort(w->slabs, w->slab_count, sizeof *w->slabs,
          w->is_vertical ? compare_vertical : compare_horizontal);
    return IRD_OK;
}

/* The slab that has metal next to u on the side of sign, at v; NULL without any. */
static const ird_grid_slab *slab_beside(const work *w, int64_t u_dbu, int64_t v_dbu,
                                        int sign) {
    size_t low = 0, high = w->slab_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (low_v(w, &w->slabs[middle]->box) < v_dbu - w->tallest_dbu) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < w->slab_count && low_v(w, &w->slabs[low]->box) <= v_dbu; low++) {
        const ird_rect *box = &w->slabs[low]->box;
        bool is_beside = sign > 0 ? low_u(w, box) <= u_dbu && u_dbu < high_u(w, box)
                                  : low_u(w, box) < u_dbu && u_dbu <= high_u(w, box);
        if (is_beside && v_dbu <= high_v(w, box)) {
            return w->slabs[low];
        }
    }
    return NULL;
}

/* Clip a stretch to the core and keep it, if anything of it is left. */
static ird_status add_stretch(work *w, stretch s, ird_error *err) {
    const ird_node *a = &w->network->nodes.items[s.a];
    int64_t u = node_u(w, a);
    double to_low_um = (double)(s.sign > 0 ? w->u0_dbu - u : u - w->u1_dbu) / w->units;
    double to_high_um = (double)(s.sign > 0 ? w->u1_dbu - u : u - w->u0_dbu) / w->units;
    s.from_um = fmax(0.0, to_low_um);
    s.to_um = fmin(s.length_um, to_high_um);
    if (!is_in_core(w, node_v(w, a)) || !(s.from_um < s.to_um)) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&w->stretches, 1, DOING, err));
    w->stretches.items[w->stretches.count++] = s;
    return IRD_OK;
}

static bool is_on_layer(const work *w, int32_t node) {
    const ird_node *n = &w->network->nodes.items[node];
    return n->kind == IRD_NODE_GRID && n->layer == w->layer;
}

/* Each resistor along the layer is a stretch. */
static ird_status list_between(work *w, ird_error *err) {
    for (size_t i = 0; i < w->network->resistors.count; i++) {
        const ird_resistor *r = &w->network->resistors.items[i];
        if (!is_on_layer(w, r->a) || !is_on_layer(w, r->b)) {
            continue;
        }
        int64_t u_a = node_u(w, &w->network->nodes.items[r->a]);
        int64_t u_b = node_u(w, &w->network->nodes.items[r->b]);
        if (u_a == u_b) {
            continue;
        }
        double length_um = fabs((double)(u_b - u_a)) / w->units;
        w->sides[r->a] |= u_b < u_a ? 1 : 2;
        w->sides[r->b] |= u_b < u_a ? 2 : 1;
        IRD_TRY(add_stretch(w,
                            (stretch){.a = r->a,
                                      .b = r->b,
                                      .sign = u_b < u_a ? -1 : 1,
                                      .length_um = length_um,
                                      .ohm_per_um = r->ohm / length_um},
                            err));
    }
    return IRD_OK;
}

/* The metal from a node on, where no other node follows. Its resistance is that of the
 * slab that it ends in, all but the length of a landing pad. */
static ird_status add_end(work *w, int32_t node, int sign, ird_error *err) {
    const ird_node *n = &w->network->nodes.items[node];
    int64_t begin = node_u(w, n), u = begin;
    const ird_grid_slab *last = NULL;
    for (const ird_grid_slab *slab = slab_beside(w, u, node_v(w, n), sign); slab != NULL;
         slab = slab_beside(w, u, node_v(w, n), sign)) {
        u = sign > 0 ? high_u(w, &slab->box) : low_u(w, &slab->box);
        last = slab;
    }
    if (last == NULL) {
        return IRD_OK;
    }
    double width_um = (double)(high_v(w, &last->box) - low_v(w, &last->box)) / w->units;
    return add_stretch(
        w,
        (stretch){.a = node,
                  .b = -1,
                  .sign = sign,
                  .length_um = fabs((double)(u - begin)) / w->units,
                  .ohm_per_um = w->input->rc->values.items[w->layer].ohm / width_um},
        err);
}

static ird_status list_stretches(work *w, ird_error *err) {
    size_t count = w->network->nodes.count;
    w->sides = ird_alloc_zero(count, sizeof *w->sides);
    if (w->sides == NULL) {
        return ird_fail_memory(err, DOING);
    }
    IRD_TRY(list_between(w, err));
    for (size_t i = 0; i < count; i++) {
        for (int side = 0; side < 2 && is_on_layer(w, (int32_t)i); side++) {
            if ((w->sides[i] & (1 << side)) == 0) {
                IRD_TRY(add_end(w, (int32_t)i, side == 0 ? -1 : 1, err));
            }
        }
    }
    return IRD_OK;
}

/* Metal in the core that has no via, pin or source at all, hence no node. */
static double bare_um(const work *w) {
    double sum = 0.0;
    for (size_t i = 0; i < w->slab_count; i++) {
        if (w->slabs[i]->island >= w->grid->islands.count) {
            continue; /* cells have moved since, and metal of theirs with them */
        }
        const ird_grid_island *island = &w->grid->islands.items[w->slabs[i]->island];
        if (island->vias + island->terminals + island->sources == 0) {
            sum += slab_um(w, w->slabs[i]);
        }
    }
    return sum;
}

static ird_status make_loads(work *w, double ampere_per_um, ird_error *err) {
    size_t count = w->network->nodes.count;
    double sign = w->network->is_ground ? -1.0 : 1.0;
    IRD_TRY(ird_vec_reserve(&w->loads, 1, DOING, err)); /* not NULL, even if empty */
    double *ampere = ird_alloc_zero(count, sizeof *ampere);
    if (ampere == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < w->stretches.count; i++) {
        const stretch *s = &w->stretches.items[i];
        double drawn = ampere_per_um * (s->to_um - s->from_um);
        double part_b = s->b >= 0 ? 0.5 * (s->from_um + s->to_um) / s->length_um : 0.0;
        ampere[s->a] += drawn * (1.0 - part_b);
        if (s->b >= 0) {
            ampere[s->b] += drawn * part_b;
        }
    }
    ird_status status = IRD_OK;
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        if (ampere[i] > 0.0) {
            status = ird_vec_reserve(&w->loads, 1, DOING, err);
            if (status == IRD_OK) {
                w->loads.items[w->loads.count++] =
                    (ird_load){(int32_t)i, -1, -1, sign * ampere[i]};
            }
        }
    }
    ird_free(ampere);
    return status;
}

/* Mean and largest drop on a stretch; *at_um is where that is. */
static double drop_on(const stretch *s, const double *drop_v, double ampere_per_um,
                      double *mean_v, double *at_um) {
    double d = drop_v[s->a], length = s->length_um;
    double bend = 0.5 * s->ohm_per_um * ampere_per_um; /* V per um^2 */
    bool is_whole = s->from_um <= 0.0 && s->to_um >= length;
    if (s->b < 0) {
        double e = s->to_um - s->from_um;
        *at_um = s->to_um;
        *mean_v = d + 2.0 * bend * e * (s->from_um + e / 3.0);
        return d + 2.0 * bend * e * (s->from_um + e / 2.0);
    }
    double slope = (drop_v[s->b] - d) / length;
    double x = bend > 0.0 ? 0.5 * length + slope / (2.0 * bend) : 0.0;
    *mean_v = d + slope * 0.5 * (s->from_um + s->to_um) +
              (is_whole ? bend * length * length / 6.0 : 0.0);
    x = is_whole ? fmin(fmax(x, 0.0), length) : slope > 0.0 ? s->to_um : s->from_um;
    *at_um = x;
    return d + slope * x + (is_whole ? bend * x * (length - x) : 0.0);
}

static void judge(const work *w, double ampere_per_um, ird_uniform_drop *drop) {
    double sum = 0.0, sum_um = 0.0;
    drop->worst_drop_v = -INFINITY;
    for (size_t i = 0; i < w->stretches.count; i++) {
        const stretch *s = &w->stretches.items[i];
        double mean_v, at_um;
        double worst_v =
            drop_on(s, drop->solution.drop_v, ampere_per_um, &mean_v, &at_um);
        if (isnan(worst_v)) {
            continue;
        }
        sum += mean_v * (s->to_um - s->from_um);
        sum_um += s->to_um - s->from_um;
        if (worst_v > drop->worst_drop_v) {
            const ird_node *a = &w->network->nodes.items[s->a];
            double step_um = s->sign * at_um;
            drop->worst_drop_v = worst_v;
            drop->worst_at = (ird_point_um){
                (double)a->x_dbu / w->units + (w->is_vertical ? 0.0 : step_um),
                (double)a->y_dbu / w->units + (w->is_vertical ? step_um : 0.0)};
        }
    }
    drop->average_drop_v = sum / sum_um; /* NAN where no source reaches any of it */
    if (sum_um <= 0.0) {
        drop->worst_drop_v = (double)NAN;
    }
}

static ird_status solve(work *w, ird_uniform_drop *drop, ird_error *err) {
    IRD_TRY(ird_grid_slabs_find(&w->metal, w->grid, w->input->design, w->input->tech,
                                w->input->rc, err));
    IRD_TRY(choose_layer(w, err));
    IRD_TRY(sort_slabs(w, err));
    IRD_TRY(list_stretches(w, err));
    double bare = bare_um(w), covered = 0.0;
    for (size_t i = 0; i < w->stretches.count; i++) {
        covered += w->stretches.items[i].to_um - w->stretches.items[i].from_um;
    }
    drop->metal_um = covered + bare;
    double ampere_per_um = drop->total_a / drop->metal_um;
    IRD_TRY(make_loads(w, ampere_per_um, err));
    IRD_TRY(ird_solve(&drop->solution, w->input->factor, w->loads.items, w->loads.count,
                      err));
    drop->layer = w->layer;
    drop->unconnected_a = drop->solution.unconnected_a + ampere_per_um * bare;
    judge(w, ampere_per_um, drop);
    return IRD_OK;
}

ird_status ird_uniform_drop_solve(ird_uniform_drop *drop, const ird_even_input *input,
                                  double total_a, ird_error *err) {
    ird_uniform_drop made = {.total_a = total_a};
    work w = {.input = input,
              .network = &input->grid->network,
              .grid = input->grid,
              .units = (double)input->design->units};
    ird_status status = solve(&w, &made, err);
    free_work(&w);
    if (status != IRD_OK) {
        ird_uniform_drop_free(&made);
        return status;
    }
    *drop = made;
    return IRD_OK;
}
