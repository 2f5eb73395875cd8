/* SPDX-License-Identifier: BSD-3-Clause */
#include "slices/slices.h"

#include <math.h>

#include "charge/package.h"
#include "raster/node_map.h"
#include "slices/slicer.h"

static const char DOING[] = "cutting cycles into slices";

enum { SIDE = IRD_SLICES_SIDE, PIXELS = IRD_SLICES_PIXELS };

double ird_slices_length(const ird_transient *transient, double period_s) {
    double sum_c = 0, sum = 0;
    for (size_t i = 0; i < transient->pulses.count; i++) {
        const ird_pulse *p = &transient->pulses.items[i];
        sum_c += fabs(p->charge_c);
        sum += fabs(p->charge_c) * (double)p->width_s;
    }
    double length_s = sum_c > 0 ? sum / sum_c : period_s / 8;
    return fmin(length_s, period_s / 4);
}

void ird_slicer_free(ird_slicer *s) {
    if (s == NULL) {
        return;
    }
    ird_solution_free(&s->solution);
    ird_factor_free(s->step);
    ird_network_branch_free(&s->still);
    ird_coarse_free(s->coarse);
    ird_factor_free(s->merged);
    ird_free(s->drop_v);
    ird_free(s->nodes);
    ird_free(s->pixels);
    ird_free(s->place);
    ird_free(s->idle_a);
    ird_free(s->place_c);
    ird_free(s->loads);
    ird_free(s);
}

double ird_slicer_slice_s(const ird_slicer *s) {
    return 2 * s->half_s;
}

const float *ird_slicer_power_grid(const ird_slicer *s) {
    return s->power_grid;
}

const float *ird_slicer_capacitance(const ird_slicer *s) {
    return s->capacitance;
}

size_t ird_slicer_places(const ird_slicer *s, const int32_t **nodes,
                         const int32_t **pixels) {
    *nodes = s->nodes;
    *pixels = s->pixels;
    return s->places;
}

void ird_slicer_draw_v(const ird_slicer *s, const double *drop_v, double *worst_v) {
    for (size_t i = 0; i < PIXELS; i++) {
        worst_v[i] = 0;
    }
    for (size_t i = 0; i < s->places; i++) {
        double there_v = drop_v[s->nodes[i]]; /* NAN is not above anything */
        double *pixel = &worst_v[s->pixels[i]];
        *pixel = there_v > *pixel ? there_v : *pixel;
    }
}

/* ---- making one ---- */

static bool find_window(const ird_network *grid, ird_node_window *window) {
    ird_extent e;
    double um = 1 / (double)grid->units;
    bool is_there = ird_network_extent(grid, &e);
    if (is_there) {
        *window = (ird_node_window){(double)e.x0_dbu * um,
                                    (double)e.y0_dbu * um,
                                    (double)e.x1_dbu * um,
                                    (double)e.y1_dbu * um,
                                    SIDE,
                                    SIDE};
    }
    return is_there && e.x1_dbu > e.x0_dbu && e.y1_dbu > e.y0_dbu;
}

/* Nodes at which drains draw, where a source reaches them. */
static ird_status find_places(ird_slicer *s, const ird_node_window *window,
                              ird_error *err) {
    const ird_transient *t = s->transient;
    size_t nodes = s->grid->nodes.count;
    int32_t *place_of = ird_alloc(nodes, sizeof *place_of);
    for (size_t i = 0; place_of != NULL && i < nodes; i++) {
        place_of[i] = -1;
    }
    for (size_t i = 0; place_of != NULL && i < t->drains.count; i++) {
        const ird_drain *drain = &t->drains.items[i];
        int32_t node = ird_slicer_end(s, drain->from, drain->to);
        size_t pixel;
        s->place[i] = -1;
        if (node < 0 || !ird_factor_reaches(s->merged, node) ||
            !ird_node_map_pixel(s->grid, (size_t)node, window, &pixel)) {
            continue;
        }
        if (place_of[node] < 0) {
            place_of[node] = (int32_t)s->places;
            s->nodes[s->places] = node;
            s->pixels[s->places++] = (int32_t)pixel;
        }
        s->place[i] = place_of[node];
        s->idle_a[place_of[node]] += drain->idle_a;
    }
    ird_status status = place_of != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    ird_free(place_of);
    return status;
}

/* The worst response in each pixel, and the mean one of the places of each region. */
static void draw_grid(ird_slicer *s) {
    const double *response = ird_coarse_response(s->coarse);
    double count[IRD_SLICES_REGIONS] = {0};
    s->ohm = ird_coarse_get_info(s->coarse).r_char_ohm;
    ird_slicer_draw_v(s, response, s->pixel_c);
    for (size_t i = 0; i < s->places; i++) {
        size_t region = ird_slicer_region((size_t)s->pixels[i]);
        s->region_ohm[region] += response[s->nodes[i]];
        count[region]++;
    }
    for (size_t i = 0; i < IRD_SLICES_REGIONS; i++) {
        s->region_ohm[i] /= count[i] > 0 ? count[i] : 1;
    }
    for (size_t i = 0; i < PIXELS; i++) {
        double sum_ohm = s->pixel_c[i] + s->ohm;
        s->drawn += s->pixel_c[i] > 0;
        s->power_grid[i] = sum_ohm > 0 ? (float)(s->ohm / sum_ohm) : 1;
    }
}

static void draw_held(ird_slicer *s, const ird_node_window *window) {
    double held_f[PIXELS] = {0};
    for (size_t i = 0; i < s->transient->capacitors.count; i++) {
        const ird_capacitor *c = &s->transient->capacitors.items[i];
        int32_t node = ird_slicer_end(s, c->a, c->b);
        size_t pixel;
        if (node >= 0 && ird_node_map_pixel(s->grid, (size_t)node, window, &pixel)) {
            held_f[pixel] += c->farad;
            s->farad += c->farad;
        }
    }
    double factor = s->ohm * (double)s->drawn / (2 * s->half_s);
    for (size_t i = 0; i < PIXELS; i++) {
        s->capacitance[i] = (float)(log10(1 + factor * held_f[i]) / 3);
    }
}

/* The grid, and from each capacitor's node a resistor of h/C (and its own) to a source
 * that has no drop. */
static ird_status make_still(ird_slicer *s, ird_error *err) {
    static const char name[] = "what does not move";
    int32_t rest;
    IRD_TRY(ird_network_branch(&s->still, s->grid, err));
    IRD_TRY(ird_network_add_named_node(&s->still, name, sizeof name - 1, &rest, err));
    IRD_TRY(ird_network_add_source(&s->still, rest, ird_network_supply_v(s->grid), err));
    for (size_t i = 0; i < s->transient->capacitors.count; i++) {
        const ird_capacitor *c = &s->transient->capacitors.items[i];
        int32_t node = ird_slicer_end(s, c->a, c->b);
        if (node >= 0 && c->farad > 0) {
            IRD_TRY(ird_network_add_resistor(&s->still, node, rest,
                                             2 * s->half_s / c->farad + c->ohm, err));
        }
    }
    ird_solve_options options = ird_solve_defaults;
    options.engine.threads = 1;
    return ird_factor_create(&s->step, &s->still, &options, NULL, err);
}

static ird_status make(ird_slicer *s, const ird_slicer_wish *wish, ird_error *err) {
    size_t drains = s->transient->drains.count, nodes = s->grid->nodes.count;
    ird_node_window window;
    ird_solve_options options = ird_coarse_solve_options;
    options.engine.threads = 1;
    s->nodes = ird_alloc(drains, sizeof *s->nodes);
    s->pixels = ird_alloc(drains, sizeof *s->pixels);
    s->place = ird_alloc(drains, sizeof *s->place);
    s->idle_a = ird_alloc_zero(drains, sizeof *s->idle_a);
    s->place_c = ird_alloc(drains, sizeof *s->place_c);
    s->loads = ird_alloc(drains, sizeof *s->loads);
    s->drop_v = ird_alloc(nodes, sizeof *s->drop_v);
    if (s->nodes == NULL || s->pixels == NULL || s->place == NULL || s->idle_a == NULL ||
        s->place_c == NULL || s->loads == NULL || s->drop_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (!find_window(s->grid, &window)) {
        return ird_fail(err, IRD_NETWORK_LAYER, "the network has no extent");
    }
    IRD_TRY(ird_factor_create(&s->merged, s->grid, &options, NULL, err));
    IRD_TRY(ird_coarse_create(&s->coarse, s->merged, &ird_coarse_defaults, NULL, err));
    IRD_TRY(find_places(s, &window, err));
    draw_grid(s);
    draw_held(s, &window);
    return wish->wants_step ? make_still(s, err) : IRD_OK;
}

ird_status ird_slicer_create(ird_slicer **slicer, const ird_network *grid,
                             const ird_transient *transient, const ird_slicer_wish *wish,
                             ird_error *err) {
    ird_slicer *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, DOING);
    }
    double slice_s =
        wish->slice_s > 0 ? wish->slice_s : ird_slices_length(transient, wish->period_s);
    double halves = round(2 * wish->period_s / slice_s);
    s->grid = grid;
    s->transient = transient;
    s->period_s = wish->period_s;
    s->halves = (size_t)fmin(fmax(halves, 2), IRD_SLICES_HALVES);
    s->half_s = s->period_s / (double)s->halves;
    s->wants_answer = wish->wants_answer;
    s->sign = grid->is_ground ? -1 : 1;
    ird_status status = make(s, wish, err);
    if (status != IRD_OK) {
        ird_slicer_free(s);
        return status;
    }
    *slicer = s;
    return IRD_OK;
}
