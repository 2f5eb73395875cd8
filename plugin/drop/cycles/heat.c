/* SPDX-License-Identifier: BSD-3-Clause */
#include "cycles/heat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const doing = "preparing to score cycles";

enum {
    A_REGION = 9, /* drains, on average */
    APART = 3,    /* regions between two drains of one solve */
    COLOURS = APART * APART,
    A_STRETCH = 12,       /* ends of drains, at most, ... */
    MOST_HEATS = 1 << 22, /* ... and more where steps times stretches would be more */
    STRETCH_SOLVES = 32   /* by which stretches are told apart */
};

void ird_heat_free(ird_heat *heat) {
    ird_squares_free(&heat->regions);
    ird_free(heat->ohm);
    for (int k = 0; k < 2; k++) {
        ird_free(heat->stretch[k]);
        ird_free(heat->stretch_ohm[k]);
        ird_free(heat->even_ohm[k]);
    }
    memset(heat, 0, sizeof *heat);
}

/* Which solve each drain is of: by the colour of its region, and its number there. */
static ird_status number_solves(const ird_squares *regions, size_t drains, size_t *solve,
                                size_t *count, ird_error *err) {
    size_t *inside = ird_alloc_zero(regions->count, sizeof *inside);
    if (inside == NULL) {
        return ird_fail_memory(err, doing);
    }
    *count = 0;
    for (size_t i = 0; i < drains; i++) {
        size_t region = (size_t)regions->of[i];
        size_t column = region % regions->across, row = region / regions->across;
        size_t colour = row % APART * APART + column % APART;
        solve[i] = inside[region]++ * COLOURS + colour;
        *count = solve[i] >= *count ? solve[i] + 1 : *count;
    }
    ird_free(inside);
    return IRD_OK;
}

/* Draw 1 A at an unknown in one lane, and back. */
static size_t add_unit(const ird_lane_circuit *c, int32_t at, size_t lane,
                       ird_lane_draw *draws) {
    if (at < 0) {
        return 0;
    }
    *draws = (ird_lane_draw){at * IRD_LANES + (int32_t)lane, c->per_held[at]};
    return 1;
}

static float response_at(const ird_lane_state *state, int32_t at, size_t lane) {
    const float *u = (const float *)state->u_v;
    return at >= 0 ? u[(size_t)at * IRD_LANES + lane] : 0;
}

/* The responses of the drains of IRD_LANES solves, at whichever of its ends has more;
 * draws has room for two of each. */
static void respond(const ird_lane_circuit *c, ird_lane_state *state, const size_t *solve,
                    const uint32_t *drains, size_t count, ird_lane_draw *draws,
                    float *ohm) {
    ird_lane_worst worst;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t lane = solve[drains[i]] % IRD_LANES;
        used += add_unit(c, c->from[drains[i]], lane, draws + used);
        used += add_unit(c, c->to[drains[i]], lane, draws + used);
    }
    ird_lane_state_clear(state, c);
    ird_lane_step(c, state, draws, used, &worst);
    for (size_t i = 0; i < count; i++) {
        size_t lane = solve[drains[i]] % IRD_LANES;
        float from = response_at(state, c->from[drains[i]], lane);
        float to = response_at(state, c->to[drains[i]], lane);
        ohm[drains[i]] = from > to ? from : to;
    }
}

/* What a step leaves of a drop, where all drains draw the same, and then nothing. */
static double find_fading(const ird_lane_circuit *c, ird_lane_state *state, size_t drains,
                          ird_lane_draw *draws) {
    ird_lane_worst worst;
    size_t used = 0;
    double sums[2] = {0};
    for (size_t i = 0; i < drains; i++) {
        used += add_unit(c, c->from[i], 0, draws + used);
        used += add_unit(c, c->to[i], 0, draws + used);
    }
    ird_lane_state_clear(state, c);
    for (int k = 0; k < 2; k++) {
        ird_lane_step(c, state, draws, k == 0 ? used : 0, &worst);
        for (size_t i = 0; i < drains; i++) {
            sums[k] += (double)response_at(state, c->from[i], 0);
            sums[k] += (double)response_at(state, c->to[i], 0);
        }
    }
    return sums[0] > 0 ? sums[1] / sums[0] : 0;
}

/* The drains in the order of their solves. */
static void order_drains(const size_t *solve, size_t drains, size_t solves,
                         uint32_t *order, size_t *first) {
    memset(first, 0, (solves + 2) * sizeof *first);
    for (size_t i = 0; i < drains; i++) {
        first[solve[i] + 2]++;
    }
    for (size_t k = 0; k < solves; k++) {
        first[k + 2] += first[k + 1];
    }
    for (size_t i = 0; i < drains; i++) {
        order[first[solve[i] + 1]++] = (uint32_t)i;
    }
}

static ird_status find_responses(ird_heat *heat, const ird_lane_circuit *c,
                                 const size_t *solve, size_t solves, size_t drains,
                                 const ird_monitor *monitor, ird_error *err) {
    ird_lane_state state = {0};
    uint32_t *order = ird_alloc(drains, sizeof *order);
    size_t *first = ird_alloc(solves + 2, sizeof *first);
    ird_lane_draw *draws = ird_alloc(drains, 2 * sizeof *draws);
    ird_status status = order == NULL || first == NULL || draws == NULL
                            ? ird_fail_memory(err, doing)
                            : ird_lane_state_make(&state, c, err);
    if (status == IRD_OK) {
        order_drains(solve, drains, solves, order, first);
    }
    for (size_t k = 0; k < solves && status == IRD_OK; k += IRD_LANES) {
        size_t end = k + IRD_LANES < solves ? k + IRD_LANES : solves;
        respond(c, &state, solve, order + first[k], first[end] - first[k], draws,
                heat->ohm);
        status = ird_monitor_tick(monitor, doing, (double)end / (double)solves, err);
    }
    if (status == IRD_OK) {
        heat->fading = find_fading(c, &state, drains, draws);
    }
    ird_lane_state_free(&state);
    ird_free(order);
    ird_free(first);
    ird_free(draws);
    return status;
}

/* ---- stretches of rails -------------------------------------------------------------
 */

static const int32_t *ends_of(const ird_lane_circuit *c, int side) {
    return side == 0 ? c->from : c->to;
}

/* An end of a drain: across the rails and along them. */
typedef struct rail_end {
    int64_t across, along;
    int32_t drain;
} rail_end;

static int by_rail(const void *a, const void *b) {
    const rail_end *x = a, *y = b;
    if (x->across != y->across) {
        return x->across < y->across ? -1 : 1;
    }
    return x->along != y->along ? (x->along < y->along ? -1 : 1)
                                : (x->drain > y->drain) - (x->drain < y->drain);
}

static size_t count_rails(const rail_end *ends, size_t count) {
    size_t rails = count > 0 ? 1 : 0;
    for (size_t i = 1; i < count; i++) {
        rails += ends[i].across != ends[i - 1].across ? 1 : 0;
    }
    return rails;
}

static void turn_ends(rail_end *ends, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ends[i] = (rail_end){ends[i].along, ends[i].across, ends[i].drain};
    }
    qsort(ends, count, sizeof *ends, by_rail);
}

/* The ends of one side along the rails: where fewer coordinates are different. */
static size_t sort_ends(rail_end *ends, const ird_lane_circuit *c,
                        const ird_dynamic_input *input, size_t drains, int side) {
    size_t count = 0;
    for (size_t i = 0; i < drains; i++) {
        const ird_drain *drain = &input->transient->drains.items[i];
        const ird_node *node =
            ird_squares_node(input, side == 0 ? drain->from : drain->to);
        if (ends_of(c, side)[i] >= 0 && node != NULL && node->kind != IRD_NODE_NAMED) {
            ends[count++] = (rail_end){node->y_dbu, node->x_dbu, (int32_t)i};
        }
    }
    qsort(ends, count, sizeof *ends, by_rail);
    size_t rows = count_rails(ends, count);
    turn_ends(ends, count);
    if (count_rails(ends, count) >= rows) {
        turn_ends(ends, count);
    }
    return count;
}

/* The stretch of each end as a place behind the regions, and how many ends each has. */
static void find_stretches(ird_heat *heat, const ird_lane_circuit *c,
                           const ird_dynamic_input *input, size_t steps, rail_end *ends,
                           size_t *sizes) {
    size_t drains = input->transient->drains.count, stretches = 0;
    size_t fewest = drains * steps / (MOST_HEATS / 2) + 1;
    size_t longest = fewest > A_STRETCH ? fewest : A_STRETCH;
    bool has_all = true;
    for (int side = 0; side < 2; side++) {
        size_t count = sort_ends(ends, c, input, drains, side), wanted = 0;
        for (size_t i = 0; i < drains; i++) {
            wanted += ends_of(c, side)[i] >= 0 ? 1 : 0;
        }
        has_all = has_all && count == wanted;
        memset(heat->stretch[side], 0xff, drains * sizeof *heat->stretch[side]);
        while (side == 1 && stretches % IRD_LANES != 0) {
            sizes[stretches++] = 0;
        }
        heat->first_to = side == 1 ? stretches : 0;
        for (size_t i = 0; i < count; i++) {
            bool is_next = i == 0 || ends[i].across != ends[i - 1].across ||
                           sizes[stretches - 1] >= longest;
            if (is_next) {
                sizes[stretches++] = 0;
            }
            sizes[stretches - 1]++;
            heat->stretch[side][ends[i].drain] = (int32_t)stretches - 1;
        }
    }
    stretches = has_all ? stretches : 0;
    heat->places = (stretches + IRD_LANES - 1) / IRD_LANES * IRD_LANES;
}

/* The responses to stretches whose number leaves so much, one to IRD_LANES of them. */
static void respond_to_stretches(ird_heat *heat, const ird_lane_circuit *c,
                                 ird_lane_state *state, size_t drains, const size_t *ends,
                                 size_t first, ird_lane_draw *draws) {
    ird_lane_worst worst;
    size_t used = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int side = 0; side < 2; side++) {
            for (size_t i = 0; i < drains; i++) {
                int32_t at = ends_of(c, side)[i], stretch = heat->stretch[side][i];
                size_t lane = (size_t)stretch % STRETCH_SOLVES - first;
                if (stretch < 0 || lane >= IRD_LANES) {
                    continue;
                }
                if (pass == 1) {
                    heat->stretch_ohm[side][i] =
                        0.5F * (heat->ohm[i] + response_at(state, at, lane));
                } else {
                    used += add_unit(c, at, lane, draws + used);
                    draws[used - 1].volt /= (float)ends[stretch];
                }
            }
        }
        if (pass == 0) {
            ird_lane_state_clear(state, c);
            ird_lane_step(c, state, draws, used, &worst);
        }
    }
}

/* Of each end the average drop of its net where it draws 1 A, which is what it drops
 * itself where all ends draw evenly, 1 A in all; what is local is on top of that. */
static void respond_evenly(ird_heat *heat, const ird_lane_circuit *c,
                           ird_lane_state *state, size_t drains, ird_lane_draw *draws) {
    ird_lane_worst worst;
    size_t used = 0;
    for (int side = 0; side < 2; side++) {
        size_t first = used;
        for (size_t i = 0; i < drains; i++) {
            used += add_unit(c, ends_of(c, side)[i], (size_t)side, draws + used);
        }
        for (size_t i = first; i < used; i++) {
            draws[i].volt /= (float)(used - first);
        }
    }
    ird_lane_state_clear(state, c);
    ird_lane_step(c, state, draws, used, &worst);
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < drains; i++) {
            float ohm = response_at(state, ends_of(c, side)[i], (size_t)side);
            heat->even_ohm[side][i] = ohm;
            heat->stretch_ohm[side][i] -= ohm;
        }
    }
}

static ird_status add_stretches(ird_heat *heat, const ird_lane_circuit *c,
                                const ird_dynamic_input *input, size_t steps,
                                ird_error *err) {
    size_t drains = input->transient->drains.count;
    rail_end *rails = ird_alloc(drains, sizeof *rails);
    ird_lane_state state = {0};
    size_t *ends = ird_alloc(drains + IRD_LANES, 2 * sizeof *ends);
    ird_lane_draw *draws = ird_alloc(drains, 2 * sizeof *draws);
    for (int k = 0; k < 2; k++) {
        heat->stretch[k] = ird_alloc(drains, sizeof *heat->stretch[k]);
        heat->stretch_ohm[k] = ird_alloc_zero(drains, sizeof *heat->stretch_ohm[k]);
        heat->even_ohm[k] = ird_alloc_zero(drains, sizeof *heat->even_ohm[k]);
    }
    ird_status status = ird_lane_state_make(&state, c, err);
    if (status == IRD_OK &&
        (ends == NULL || draws == NULL || rails == NULL || heat->stretch[0] == NULL ||
         heat->stretch[1] == NULL || heat->stretch_ohm[0] == NULL ||
         heat->stretch_ohm[1] == NULL || heat->even_ohm[0] == NULL ||
         heat->even_ohm[1] == NULL)) {
        status = ird_fail_memory(err, doing);
    }
    if (status == IRD_OK) {
        find_stretches(heat, c, input, steps, rails, ends);
    }
    for (size_t k = 0; k < STRETCH_SOLVES && status == IRD_OK; k += IRD_LANES) {
        respond_to_stretches(heat, c, &state, drains, ends, k, draws);
    }
    if (status == IRD_OK) {
        respond_evenly(heat, c, &state, drains, draws);
    }
    ird_lane_state_free(&state);
    ird_free(ends);
    ird_free(rails);
    ird_free(draws);
    return status;
}

ird_status ird_heat_make(ird_heat *heat, const ird_lane_circuit *circuit,
                         const ird_dynamic_input *input, size_t steps,
                         const ird_monitor *monitor, ird_error *err) {
    size_t drains = input->transient->drains.count, solves = 0;
    ird_heat made = {.ohm = ird_alloc_zero(drains, sizeof *made.ohm)};
    size_t *solve = ird_alloc(drains, sizeof *solve);
    ird_status status = made.ohm == NULL || solve == NULL
                            ? ird_fail_memory(err, doing)
                            : ird_squares_make(&made.regions, input,
                                               ird_squares_side_um(input, A_REGION), err);
    if (status == IRD_OK) {
        status = number_solves(&made.regions, drains, solve, &solves, err);
    }
    if (status == IRD_OK) {
        status = find_responses(&made, circuit, solve, solves, drains, monitor, err);
    }
    if (status == IRD_OK) {
        status = add_stretches(&made, circuit, input, steps, err);
    }
    ird_free(solve);
    if (status != IRD_OK) {
        ird_heat_free(&made);
        return status;
    }
    *heat = made;
    return IRD_OK;
}
