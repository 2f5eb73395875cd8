/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the calibrated model sees of a window, from the formulas of view.h: worst nodes by
 * ird_node_map_pixels, between them the spline by ird_node_map_sample.
 */
#include "between.h"
#include "check.h"
#include "mesh.h"

#include "predict/view.h"

enum { ROWS = 40, COLUMNS = 56, PIXELS = ROWS * COLUMNS };

typedef struct scene {
    ird_network network;
    ird_factor *factor;
    ird_coarse *coarse;
    ird_wires wires;
    ird_view *view;
    ird_drops drops;
} scene;

/* Partly beside the grid. */
static const ird_node_window window = {-3, 2, 50, 44, ROWS, COLUMNS};

static void open_scene(scene *s, bool is_sampled) {
    ird_error err = {0};
    const ird_network *n = &s->network;
    const ird_coarse_options options = {5, 1, true, 1, 0};
    mesh_make_rails(&s->network, 60, 40, 33);
    mesh_need(ird_factor_create(&s->factor, n, &ird_solve_defaults, NULL, &err), &err);
    mesh_need(ird_coarse_create(&s->coarse, s->factor, &options, NULL, &err), &err);
    mesh_need(ird_view_wires(&s->wires, n, s->coarse, &err), &err);
    mesh_need(
        ird_view_create(&s->view, n, s->coarse, &s->wires, &window, is_sampled, &err),
        &err);
    mesh_need(ird_drops_solve(&s->drops, s->coarse, n, &s->wires, NULL, 0, &err), &err);
}

static void close_scene(scene *s) {
    ird_drops_free(&s->drops);
    ird_view_free(s->view);
    ird_wires_free(&s->wires);
    ird_coarse_free(s->coarse);
    ird_factor_free(s->factor);
    ird_network_free(&s->network);
}

/* One map of drops, at most most_v between nodes; the worst load where pixels have one
 * and with_loads is set. */
static void expect(const scene *s, const double *drop_v, bool is_sampled, bool with_loads,
                   double most_v, double *map) {
    ird_error err = {0};
    double x_um[COLUMNS], y_um[ROWS], between[PIXELS];
    for (size_t i = 0; i < COLUMNS; i++) {
        x_um[i] = -3 + 53 * ((double)i + 0.5) / COLUMNS;
    }
    for (size_t i = 0; i < ROWS; i++) {
        y_um[i] = 2 + 42 * ((double)i + 0.5) / ROWS;
    }
    mesh_need(ird_node_map_pixels(&s->network, drop_v, 0, &window, map, NULL, &err),
              &err);
    mesh_need(ird_node_map_sample(&s->network, drop_v, 0, x_um, COLUMNS, y_um, ROWS,
                                  between, &err),
              &err);
    ird_wires wires = {0};
    mesh_need(ird_wires_collect(&wires, &s->network, drop_v, 0, &err), &err);
    for (size_t i = 0; i < PIXELS; i++) {
        double within = is_sampled ? between[i]
                                   : between_wires(&wires, x_um[i % COLUMNS],
                                                   y_um[i / COLUMNS], between[i]);
        map[i] = is_sampled || isnan(map[i]) ? fmin(within, most_v) : map[i];
    }
    ird_wires_free(&wires);
    const ird_drawing_loads loads = ird_loads_of(&s->network);
    for (size_t pass = 0; pass < 2 && with_loads && !is_sampled; pass++) {
        for (size_t i = 0; i < loads.count; i++) {
            size_t at, node = (size_t)loads.items[i].node;
            if (ird_node_map_pixel(&s->network, node, &window, &at)) {
                map[at] = pass == 0 ? (double)-INFINITY : fmax(map[at], drop_v[node]);
            }
        }
    }
}

static double off(const double *a, const double *b) {
    double worst = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        worst = fmax(worst, fabs(a[i] - b[i]));
    }
    return worst;
}

static double largest(const double *a) {
    double most = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        most = fmax(most, fabs(a[i]));
    }
    return most;
}

static void test_maps(void) {
    for (int is_sampled = 0; is_sampled < 2; is_sampled++) {
        scene s = {0};
        double want[PIXELS], more[PIXELS], base[PIXELS], change[PIXELS];
        open_scene(&s, is_sampled == 1);
        size_t nodes = s.network.nodes.count;
        double r_ohm = ird_coarse_get_info(s.coarse).r_char_ohm, worst_v = 0;
        expect(&s, ird_coarse_response(s.coarse), is_sampled == 1, false, INFINITY, want);
        for (size_t i = 0; i < PIXELS; i++) {
            want[i] = r_ohm / (want[i] + r_ohm);
        }
        CHECK(off(ird_view_power_grid(s.view), want) < 1e-7);
        double *moved_v = ird_alloc(nodes, sizeof *moved_v);
        for (size_t i = 0; i < nodes; i++) {
            moved_v[i] = s.drops.drop_v[i] + s.drops.change_v[i];
            if (s.network.nodes.items[i].layer == 0) { /* metal1 feeds the cells */
                worst_v = fmax(worst_v, s.drops.drop_v[i]);
            }
        }
        CHECK_NEAR(s.drops.scale_v, worst_v, 0);
        expect(&s, s.drops.drop_v, is_sampled == 1, true, worst_v, want);
        expect(&s, moved_v, is_sampled == 1, true, INFINITY, more);
        for (size_t i = 0; i < PIXELS; i++) {
            more[i] = (more[i] - want[i]) / worst_v;
            want[i] /= worst_v;
        }
        ird_view_draw(s.view, &s.drops, ird_loads_of(&s.network), base, change);
        CHECK(off(base, want) < 1e-7);
        CHECK(off(change, more) < 1e-7);
        CHECK(largest(base) > 0.9 && largest(change) > 1e-3);
        /* Any drops in V. */
        expect(&s, ird_coarse_response(s.coarse), is_sampled == 1, true, 0.01, want);
        ird_view_draw_v(s.view, ird_coarse_response(s.coarse), ird_loads_of(&s.network),
                        0.01, base);
        CHECK(off(base, want) < 1e-7 * largest(want));
        ird_free(moved_v);
        close_scene(&s);
    }
}

/* Twice the currents: the same maps, twice the scale. None: no drop. */
static void test_other_currents(void) {
    scene s = {0};
    double base[PIXELS], change[PIXELS], again[PIXELS], more[PIXELS];
    ird_error err = {0};
    open_scene(&s, false);
    double scale_v = s.drops.scale_v;
    ird_view_draw(s.view, &s.drops, ird_loads_of(&s.network), base, change);
    for (size_t i = 0; i < s.network.loads.count; i++) {
        s.network.loads.items[i].ampere *= 2;
    }
    mesh_need(ird_drops_solve(&s.drops, s.coarse, &s.network, &s.wires, NULL, 0, &err),
              &err);
    ird_view_draw(s.view, &s.drops, ird_loads_of(&s.network), again, more);
    CHECK_NEAR(s.drops.scale_v, 2 * scale_v, 0);
    CHECK(off(base, again) == 0 && off(change, more) == 0);
    const ird_load nothing = {0, -1, -1, 0};
    mesh_need(
        ird_drops_solve(&s.drops, s.coarse, &s.network, &s.wires, &nothing, 1, &err),
        &err);
    ird_view_draw(s.view, &s.drops, ird_loads_of(&s.network), again, more);
    CHECK_NEAR(s.drops.scale_v, 0, 0);
    CHECK(largest(again) == 0 && largest(more) == 0);
    CHECK(memcmp(ird_view_window(s.view), &window, sizeof window) == 0);
    close_scene(&s);
}

int main(void) {
    RUN(test_maps);
    RUN(test_other_currents);
    return check_summary("view");
}
