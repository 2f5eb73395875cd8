/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Whole designs, drawn, against a uniform mesh of all of their metal. What the mesh takes
 * from extraction is what it has collected: the shapes of each layer as they are drawn,
 * the cuts of vias with their resistance, the shapes of pins. Legs, sheets, contacts and
 * the merging of shapes are not in it.
 *
 * The mesh: squares of MESH_DBU on each layer. Two neighbours conduct by the part of the
 * edge between them that metal crosses, so that straight metal is exact wherever its
 * edges lie. A via is spread over the squares that it covers, the current of a pin over
 * those of its largest shape, and its drop is the mean there.
 */
#include "check.h"

#include <string.h>

#include "extract/collect.h"
#include "readers/readers.h"
#include "static/solve.h"

/* Each edge has 20 pieces of 5 nm (10 nm for MESH_DBU 200 of 2000 per um: both 0.1 um).
 */
enum { PIECES = 20 };

typedef struct scene {
    ird_technology tech;
    ird_design design;
    ird_layer_rc rc;
    ird_power power;
    ird_source_file file;
    ird_grid grid;
    int64_t step_dbu; /* 0.1 um */
    int64_t columns, rows;
} scene;

typedef struct mesh_layer {
    uint32_t *right, *up; /* pieces of the edge to that neighbour with metal */
    int32_t *node;
} mesh_layer;

static void stop_on(ird_status status, const ird_error *err) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s:%ld: %s\n", err->file, err->line, err->text);
        exit(1);
    }
}

/* The bits of the pieces of square i, along one axis, that lie within. */
static uint32_t pieces_within(int64_t low, int64_t high, int64_t i, int64_t step) {
    uint32_t bits = 0;
    for (int64_t k = 0; k < PIECES; k++) {
        int64_t middle_2 = 2 * i * step + (2 * k + 1) * step / PIECES;
        bits |= (uint32_t)(middle_2 > 2 * low && middle_2 < 2 * high) << k;
    }
    return bits;
}

static int64_t bounded(int64_t value, int64_t limit) {
    return value < 0 ? 0 : value > limit ? limit : value;
}

static void draw_box(const scene *s, mesh_layer *layer, ird_rect box) {
    int64_t step = s->step_dbu;
    int64_t x0 = bounded(box.x0_dbu / step - 1, s->columns - 1);
    int64_t y0 = bounded(box.y0_dbu / step - 1, s->rows - 1);
    int64_t x1 = bounded(box.x1_dbu / step + 1, s->columns - 1);
    int64_t y1 = bounded(box.y1_dbu / step + 1, s->rows - 1);
    for (int64_t y = y0; y <= y1; y++) {
        uint32_t along_y = pieces_within(box.y0_dbu, box.y1_dbu, y, step);
        for (int64_t x = x0; x <= x1; x++) {
            int64_t edge_x = (x + 1) * step, edge_y = (y + 1) * step;
            if (box.x0_dbu < edge_x && edge_x < box.x1_dbu) {
                layer->right[y * s->columns + x] |= along_y;
            }
            if (box.y0_dbu < edge_y && edge_y < box.y1_dbu) {
                layer->up[y * s->columns + x] |=
                    pieces_within(box.x0_dbu, box.x1_dbu, x, step);
            }
        }
    }
}

static int32_t node_at(ird_network *network, mesh_layer *layer, int64_t square) {
    ird_error err = {0};
    if (layer->node[square] < 0) {
        stop_on(ird_network_add_node(network, IRD_NODE_GRID, 0, 0, 0,
                                     &layer->node[square], &err),
                &err);
    }
    return layer->node[square];
}

static void add_sheet(const scene *s, ird_network *network, mesh_layer *layer,
                      double ohm) {
    ird_error err = {0};
    for (int64_t i = 0; i < s->columns * s->rows; i++) {
        const uint32_t part[2] = {layer->right[i], layer->up[i]};
        const int64_t other[2] = {i + 1, i + s->columns};
        for (int k = 0; k < 2; k++) {
            int pieces = __builtin_popcount(part[k]);
            if (pieces > 0 && other[k] < s->columns * s->rows) {
                stop_on(ird_network_add_resistor(network, node_at(network, layer, i),
                                                 node_at(network, layer, other[k]),
                                                 ohm * PIECES / pieces, &err),
                        &err);
            }
        }
    }
}

/* Calls visit for each square that has metal and meets the box, with its part of the box
 * as those squares have it. */
typedef void visitor(void *context, int64_t square, double part);

static void visit_squares(const scene *s, const mesh_layer *layer, ird_rect box,
                          visitor *visit, void *context) {
    double whole = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int64_t y = bounded(box.y0_dbu / s->step_dbu, s->rows - 1);
             y <= bounded(box.y1_dbu / s->step_dbu, s->rows - 1); y++) {
            for (int64_t x = bounded(box.x0_dbu / s->step_dbu, s->columns - 1);
                 x <= bounded(box.x1_dbu / s->step_dbu, s->columns - 1); x++) {
                int64_t i = y * s->columns + x;
                double part = __builtin_popcount(
                                  pieces_within(box.x0_dbu, box.x1_dbu, x, s->step_dbu)) *
                              __builtin_popcount(
                                  pieces_within(box.y0_dbu, box.y1_dbu, y, s->step_dbu));
                if (layer->node[i] < 0 || part == 0) {
                    continue;
                }
                if (pass == 0) {
                    whole += part;
                } else {
                    visit(context, i, part / whole);
                }
            }
        }
    }
}

typedef struct spreading {
    ird_network *network;
    mesh_layer *layer, *other;
    double amount; /* ohm of a via, ampere of a pin, volt of a source */
    const double *drop_v;
    double mean_v;
} spreading;

static void add_cut(void *context, int64_t square, double part) {
    spreading *p = context;
    ird_error err = {0};
    if (CHECK(p->other->node[square] >= 0)) {
        stop_on(ird_network_add_resistor(p->network, p->layer->node[square],
                                         p->other->node[square], p->amount / part, &err),
                &err);
    }
}

static void add_load(void *context, int64_t square, double part) {
    spreading *p = context;
    ird_error err = {0};
    stop_on(ird_network_add_load(p->network, p->layer->node[square], part * p->amount, -1,
                                 -1, &err),
            &err);
}

static void add_source(void *context, int64_t square, double part) {
    spreading *p = context;
    ird_error err = {0};
    (void)part;
    stop_on(ird_network_add_source(p->network, p->layer->node[square], p->amount, &err),
            &err);
}

static void add_drop(void *context, int64_t square, double part) {
    spreading *p = context;
    p->mean_v += part * p->drop_v[p->layer->node[square]];
}

static int64_t area(ird_rect box) {
    return (box.x1_dbu - box.x0_dbu) * (box.y1_dbu - box.y0_dbu);
}

static ird_rect box_of(const ird_work *work, const ird_work_tie *tie) {
    return work->tie_boxes.items[tie - work->ties.items];
}

/* The largest shape of the terminal; NULL where it has none. */
static const ird_work_tie *tie_of(const ird_work *work, size_t terminal) {
    const ird_work_tie *largest = NULL;
    for (size_t i = 0; i < work->ties.count; i++) {
        const ird_work_tie *tie = &work->ties.items[i];
        if (tie->terminal == terminal &&
            (largest == NULL || area(box_of(work, tie)) > area(box_of(work, largest)))) {
            largest = tie;
        }
    }
    return largest;
}

/* Where the pin takes its current, as in a drawn network: in the middle of its shape,
 * from one edge of the rail to the other. */
static ird_rect middle_of(const scene *s, ird_rect box) {
    int64_t middle = (box.x0_dbu + box.x1_dbu) / 2;
    return (ird_rect){middle - s->step_dbu / 2, box.y0_dbu, middle + s->step_dbu / 2,
                      box.y1_dbu};
}

static void add_sources(const scene *s, const ird_work *work, ird_network *network,
                        mesh_layer *layers) {
    spreading p = {.network = network, .amount = s->grid.options.source_v};
    size_t top = 0;
    for (size_t i = 0; i < work->layer_count; i++) {
        top = layers[i].node != NULL ? i : top;
    }
    for (size_t i = 0; i < s->file.places.count; i++) {
        const ird_source_place *place = &s->file.places.items[i];
        int64_t x = (int64_t)(place->x_um * (double)s->design.units);
        int64_t y = (int64_t)(place->y_um * (double)s->design.units);
        int64_t half = (int64_t)(place->size_um * (double)s->design.units / 2);
        p.layer = &layers[top];
        visit_squares(s, p.layer, (ird_rect){x - half, y - half, x + half, y + half},
                      add_source, &p);
    }
    for (size_t i = 0; i < work->pin_boxes.count && s->file.places.count == 0; i++) {
        p.layer = &layers[work->pin_boxes.items[i].layer];
        visit_squares(s, p.layer, work->pin_boxes.items[i].box, add_source, &p);
    }
    CHECK(network->sources.count > 0);
}

static void make_mesh(const scene *s, const ird_work *work, const ird_grid *collected,
                      ird_network *network, mesh_layer *layers) {
    size_t squares = (size_t)(s->columns * s->rows);
    ird_error err = {0};
    int32_t layer_id;
    stop_on(ird_network_add_layer(network, "m", 1, &layer_id, &err), &err);
    for (size_t i = 0; i < work->layer_count; i++) {
        const ird_work_layer *from = &work->layers[i];
        if (from->shapes.count == 0) {
            continue;
        }
        layers[i].right = ird_alloc_zero(squares, sizeof(uint32_t));
        layers[i].up = ird_alloc_zero(squares, sizeof(uint32_t));
        layers[i].node = ird_alloc(squares, sizeof(int32_t));
        memset(layers[i].node, 0xff, squares * sizeof(int32_t));
        for (size_t k = 0; k < from->shapes.count; k++) {
            draw_box(s, &layers[i], ird_work_rect(from, from->shapes.items[k]));
        }
        add_sheet(s, network, &layers[i], s->rc.values.items[i].ohm);
    }
    for (size_t i = 0; i < work->vias.count; i++) {
        const ird_work_via *via = &work->vias.items[i];
        spreading p = {.network = network,
                       .layer = &layers[via->metal[0]],
                       .other = &layers[via->metal[1]],
                       .amount = via->ohm};
        visit_squares(s, p.layer, via->box, add_cut, &p);
    }
    add_sources(s, work, network, layers);
    for (size_t i = 0; i < collected->terminals.count; i++) {
        const ird_work_tie *tie = tie_of(work, i);
        double ampere = ird_grid_ampere(&s->grid, i);
        if (tie != NULL && ampere != 0) {
            spreading p = {.network = network,
                           .layer = &layers[tie->layer],
                           .amount = network->is_ground ? -ampere : ampere};
            visit_squares(s, p.layer, middle_of(s, box_of(work, tie)), add_load, &p);
        }
    }
}

/* Worst drop of an instance that draws, by the mesh and as extracted. */
static void compare(const scene *s, const ird_work *work, const ird_network *network,
                    const mesh_layer *layers, const ird_solution *mesh,
                    const ird_solution *drawn) {
    double worst_v[2] = {0}, off_v = 0;
    size_t worst_at[2] = {0};
    for (size_t i = 0; i < s->grid.terminals.count; i++) {
        const ird_grid_terminal *terminal = &s->grid.terminals.items[i];
        const ird_work_tie *tie = tie_of(work, i);
        if (tie == NULL || ird_grid_ampere(&s->grid, i) == 0) {
            continue;
        }
        spreading p = {.layer = (mesh_layer *)&layers[tie->layer],
                       .drop_v = mesh->drop_v};
        visit_squares(s, p.layer, middle_of(s, box_of(work, tie)), add_drop, &p);
        const double both_v[2] = {p.mean_v, drawn->drop_v[terminal->node]};
        off_v = fmax(off_v, fabs(both_v[0] - both_v[1]));
        for (int k = 0; k < 2; k++) {
            if (both_v[k] > worst_v[k]) {
                worst_v[k] = both_v[k];
                worst_at[k] = i;
            }
        }
    }
    fprintf(stderr,
            "    %zu nodes: worst drop %.5f mV by the mesh, %.5f drawn; an instance off "
            "by %.2f %% of it at most\n",
            network->nodes.count, 1e3 * worst_v[0], 1e3 * worst_v[1],
            100 * off_v / worst_v[0]);
    CHECK_NEAR(worst_v[1], worst_v[0], 0.01 * worst_v[0]);
    CHECK(worst_at[0] == worst_at[1] || worst_v[0] < 1.005 * worst_v[1]);
    CHECK(off_v < 0.02 * worst_v[0]);
}

static void solve(const ird_network *network, ird_solution *solution) {
    ird_error err = {0};
    ird_factor *factor = NULL;
    stop_on(ird_factor_create(&factor, network, &ird_solve_defaults, NULL, &err), &err);
    stop_on(ird_solve(solution, factor, NULL, 0, &err), &err);
    CHECK(solution->unconnected_count == 0);
    ird_factor_free(factor);
}

static void check_net(scene *s, const char *net, double supply_v) {
    ird_error err = {0};
    ird_solution drawn = {0}, by_mesh = {0};
    ird_network network = {0};
    ird_grid collected = {0};
    ird_extract_options options = {.net = ird_grid_find_net(&s->design, net),
                                   .is_ground = net[1] == 'S',
                                   .swing_v = supply_v,
                                   .source_v = net[1] == 'S' ? 0 : supply_v,
                                   .sources = ird_source_defaults};
    if (s->file.places.count > 0) {
        options.sources.type = IRD_SOURCE_FILE;
        options.sources.file = &s->file;
    }
    stop_on(ird_extract(&s->grid, &s->design, &s->tech, &s->rc, &s->power, &options, NULL,
                        &err),
            &err);
    solve(&s->grid.network, &drawn);
    ird_work work = {
        .design = &s->design, .tech = &s->tech, .rc = &s->rc, .is_drawn = true};
    collected.options = options;
    stop_on(ird_work_collect(&work, &collected, &err), &err);
    mesh_layer *layers = ird_alloc_zero(work.layer_count, sizeof *layers);
    s->step_dbu = s->design.units / 10;
    s->columns = s->design.die.x1_dbu / s->step_dbu + 2;
    s->rows = s->design.die.y1_dbu / s->step_dbu + 2;
    network.is_ground = options.is_ground;
    make_mesh(s, &work, &collected, &network, layers);

    solve(&network, &by_mesh);
    compare(s, &work, &network, layers, &by_mesh, &drawn);
    for (size_t i = 0; i < work.layer_count; i++) {
        ird_free(layers[i].right);
        ird_free(layers[i].up);
        ird_free(layers[i].node);
    }
    ird_free(layers);
    ird_solution_free(&by_mesh);
    ird_solution_free(&drawn);
    ird_network_free(&network);
    ird_work_free(&work);
    ird_grid_free(&collected);
    ird_grid_free(&s->grid);
}

static void read_scene(scene *s, const char *const *lefs, size_t count, const char *def,
                       const char *power) {
    ird_error err = {0};
    for (size_t i = 0; i < count; i++) {
        stop_on(ird_lef_read(&s->tech, lefs[i], NULL, &err), &err);
    }
    stop_on(ird_def_read(&s->design, &s->tech, def, NULL, &err), &err);
    stop_on(ird_layer_rc_build(&s->rc, &s->tech, NULL, &err), &err);
    if (power != NULL) {
        stop_on(ird_power_read(&s->power, &s->design, power, NULL, &err), &err);
        return;
    }
    s->power.count = s->design.components.count;
    s->power.instance_w = ird_alloc_zero(s->power.count, sizeof(double));
    for (size_t i = 0; i < s->power.count; i++) {
        s->power.instance_w[i] = 1e-3 * (double)(1 + i % 3);
    }
}

static void close_scene(scene *s) {
    ird_source_file_free(&s->file);
    ird_power_free(&s->power);
    ird_layer_rc_free(&s->rc);
    ird_design_free(&s->design);
    ird_technology_free(&s->tech);
}

static void test_small(void) {
    scene s = {0};
    const char *lef = IRD_TESTS_DIR "/tcl/data/small.lef";
    read_scene(&s, &lef, 1, IRD_TESTS_DIR "/tcl/data/small.def", NULL);
    check_net(&s, "VDD", 1.1);
    close_scene(&s);
}

static void test_sky130(void) {
    scene s = {0};
    char path[4][1024];
    const char *const lefs[] = {
        shared_path(path[0], sizeof path[0], "sky130hd/sky130hd.tlef"),
        shared_path(path[1], sizeof path[1], "sky130hd/sky130hd_std_cell.lef")};
    read_scene(&s, lefs, 2, shared_path(path[2], sizeof path[2], "gcd_sky130/gcd.def.gz"),
               shared_path(path[3], sizeof path[3], "gcd_sky130/power_instances.rpt"));
    check_net(&s, "VDD", 1.8);
    check_net(&s, "VSS", 1.8);
    close_scene(&s);
}

static void test_nangate45(void) {
    scene s = {0};
    char path[4][1024];
    ird_error err = {0};
    const char *const lef =
        shared_path(path[0], sizeof path[0], "nangate45/Nangate45.lef");
    read_scene(&s, &lef, 1, shared_path(path[1], sizeof path[1], "nangate45/gcd.def"),
               shared_path(path[2], sizeof path[2], "nangate45/golden/gcd_power.csv"));
    stop_on(ird_source_file_read(
                &s.file,
                shared_path(path[3], sizeof path[3], "nangate45/Vsrc_gcd_vdd.loc"), &err),
            &err);
    check_net(&s, "VDD", 1.1);
    close_scene(&s);
}

int main(void) {
    RUN(test_small);
    RUN(test_sky130);
    RUN(test_nangate45);
    return check_summary("drawn_mesh");
}
