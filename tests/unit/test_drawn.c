/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drawn metal of any shape against a fine uniform mesh of it, which is made here and
 * solved by the same solver: random unions of rectangles and 45-degree polygons of a few
 * um, a pin of the design as the source, a cell as the load.
 *
 * The mesh: linear finite elements on right triangles, the quarters and halves of
 * squares, so that edges along the squares and along their diagonals are exact. A right
 * triangle on two sides of a square is half a resistor of 1 ohm along each, for the
 * cotangent of the angle before it is 1, and nothing along its diagonal; what the middle
 * of a square would be is eliminated. Nodes in the source pin are at the supply; the pin
 * of the cell draws its current evenly, and its drop is the mean over it. Such elements
 * conduct too well: what lies near the bounds is judged by squares half as large.
 */
#include "grid_text.h"

#include <math.h>

static const double MESH_UM = 0.04;
enum { SIDE = 256, SHAPES_MAX = 12, CORNERS_MAX = 8 };

static const char LEF_HEAD[] =
    "VERSION 5.8 ;\nUNITS\n DATABASE MICRONS 1000 ;\nEND UNITS\n"
    "LAYER m1\n TYPE ROUTING ;\n DIRECTION %s ;\n PITCH 1 ;\n WIDTH 0.2 ;\n"
    " RESISTANCE RPERSQ 1 ;\nEND m1\n"
    "MACRO LOAD\n CLASS CORE ;\n SIZE 1 BY 1 ;\n PIN VDD\n  USE POWER ;\n  PORT\n"
    "   LAYER m1 ;\n   RECT 0 0 %.2f %.2f ;\n  END\n END VDD\n PIN A\n  USE SIGNAL ;\n"
    " END A\nEND LOAD\nEND LIBRARY\n";

typedef struct corner {
    double x, y; /* um */
} corner;

typedef struct shape {
    corner corners[CORNERS_MAX];
    size_t count;
} shape;

typedef struct drawing {
    shape shapes[SHAPES_MAX];
    size_t count;
    corner source, source_size, load, load_size; /* low corners */
    bool is_vertical;
    double path_width, path_rise; /* of a wire from the middle of the source: 0 none */
} drawing;

/* ---- random shapes ----------------------------------------------------------------- */

static uint64_t state;

static double draw_number(double low, double high) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    double part = (double)(state >> 11) / 9007199254740992.0;
    return low + part * (high - low);
}

/* On the grid of the mesh, so that edges along it are exact there. */
static double draw_length(double low, double high) {
    return MESH_UM * round(draw_number(low, high) / MESH_UM);
}

static shape box_at(corner at, corner size) {
    return (shape){.corners = {at,
                               {at.x + size.x, at.y},
                               {at.x + size.x, at.y + size.y},
                               {at.x, at.y + size.y}},
                   .count = 4};
}

/* A bar at 45 degrees, or a box with its corners cut off. */
static shape slanted_at(corner at, corner size) {
    if (draw_number(0, 1) < 0.5) {
        double w = draw_length(0.5, 1.2), rise = draw_length(0.8, 2.5);
        return (shape){.corners = {at,
                                   {at.x + w, at.y},
                                   {at.x + w + rise, at.y + rise},
                                   {at.x + rise, at.y + rise}},
                       .count = 4};
    }
    double cut = draw_length(0.1, fmin(size.x, size.y) / 2.1);
    return (shape){.corners = {{at.x + cut, at.y},
                               {at.x + size.x - cut, at.y},
                               {at.x + size.x, at.y + cut},
                               {at.x + size.x, at.y + size.y - cut},
                               {at.x + size.x - cut, at.y + size.y},
                               {at.x + cut, at.y + size.y},
                               {at.x, at.y + size.y - cut},
                               {at.x, at.y + cut}},
                   .count = 8};
}

static bool is_in(const shape *of, double x, double y) {
    bool inside = false;
    for (size_t i = 0; i < of->count; i++) {
        corner a = of->corners[i], b = of->corners[(i + 1) % of->count];
        if ((a.y > y) != (b.y > y) && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) {
            inside = !inside;
        }
    }
    return inside;
}

/* A point well inside of a shape. */
static corner point_in(const shape *of) {
    for (int tries = 0; tries < 1000; tries++) {
        corner at = {draw_length(0, 9), draw_length(0, 9)};
        if (is_in(of, at.x - 0.15, at.y - 0.15) && is_in(of, at.x + 0.15, at.y + 0.15) &&
            is_in(of, at.x + 0.15, at.y - 0.15) && is_in(of, at.x - 0.15, at.y + 0.15)) {
            return at;
        }
    }
    return of->corners[0];
}

static double half(double length) {
    return MESH_UM * round(length / MESH_UM / 2);
}

/* Each shape begins within the one before. */
static void draw_shapes(drawing *d, bool with_slants) {
    corner at = {draw_length(2, 4), draw_length(2, 4)};
    d->count = 3 + (size_t)draw_number(0, 5);
    d->is_vertical = draw_number(0, 1) < 0.5;
    for (size_t i = 0; i < d->count; i++) {
        bool is_wire = draw_number(0, 1) < 0.6, is_across = draw_number(0, 1) < 0.5;
        double length = draw_length(1, 4), width = draw_length(0.3, is_wire ? 0.8 : 3);
        corner size = is_across ? (corner){length, width} : (corner){width, length};
        corner low = {at.x - fmin(at.x - 0.2, draw_length(0, size.x)),
                      at.y - fmin(at.y - 0.2, draw_length(0, size.y))};
        d->shapes[i] = with_slants && draw_number(0, 1) < 0.5 ? slanted_at(low, size)
                                                              : box_at(low, size);
        at = point_in(&d->shapes[i]);
    }
    d->source_size = (corner){draw_length(0.16, 0.6), draw_length(0.16, 0.6)};
    d->load_size = (corner){draw_length(0.16, 0.6), draw_length(0.16, 0.6)};
    corner from = point_in(&d->shapes[0]), to = point_in(&d->shapes[d->count - 1]);
    d->source =
        (corner){from.x - half(d->source_size.x), from.y - half(d->source_size.y)};
    d->load = (corner){to.x - half(d->load_size.x), to.y - half(d->load_size.y)};
}

/* ---- by extraction ----------------------------------------------------------------- */

static long dbu(double um) {
    return lround(1000 * um);
}

static size_t write_wires(char *text, size_t size, const drawing *d) {
    size_t used = 0;
    for (size_t i = 0; i < d->count; i++) {
        used += (size_t)snprintf(text + used, size - used, "+ POLYGON m1");
        for (size_t k = 0; k < d->shapes[i].count; k++) {
            corner c = d->shapes[i].corners[k];
            used += (size_t)snprintf(text + used, size - used, " ( %ld %ld )", dbu(c.x),
                                     dbu(c.y));
        }
        used += (size_t)snprintf(text + used, size - used, "\n");
    }
    if (d->path_width > 0) {
        corner from = {d->source.x + d->source_size.x / 2,
                       d->source.y + d->source_size.y / 2};
        used += (size_t)snprintf(
            text + used, size - used, "+ ROUTED m1 %ld ( %ld %ld ) ( %ld %ld )\n",
            dbu(d->path_width), dbu(from.x), dbu(from.y),
            dbu(from.x + fabs(d->path_rise)), dbu(from.y + d->path_rise));
    }
    return used;
}

static double drop_by_extraction(const drawing *d, size_t *nodes) {
    static char def[16384], wires[8192];
    char lef[1024];
    write_wires(wires, sizeof wires, d);
    snprintf(lef, sizeof lef, LEF_HEAD, d->is_vertical ? "VERTICAL" : "HORIZONTAL",
             d->load_size.x, d->load_size.y);
    int size =
        snprintf(def, sizeof def,
                 "VERSION 5.8 ;\nDESIGN d ;\nUNITS DISTANCE MICRONS 1000 ;\n"
                 "DIEAREA ( 0 0 ) ( 20000 20000 ) ;\nCOMPONENTS 1 ;\n"
                 "- u1 LOAD + PLACED ( %ld %ld ) N ;\nEND COMPONENTS\nPINS 1 ;\n"
                 "- VDD + NET VDD + SPECIAL + USE POWER + LAYER m1 ( 0 0 ) ( %ld %ld )\n"
                 "  + FIXED ( %ld %ld ) N ;\nEND PINS\nSPECIALNETS 1 ;\n"
                 "- VDD ( * VDD ) + USE POWER\n%s ;\nEND SPECIALNETS\nEND DESIGN\n",
                 dbu(d->load.x), dbu(d->load.y), dbu(d->source_size.x),
                 dbu(d->source_size.y), dbu(d->source.x), dbu(d->source.y), wires);
    grid_text g = {0};
    grid_text_load(&g, lef, def, (size_t)size);
    g.options = (ird_extract_options){
        .swing_v = 1, .source_v = 1, .sources = ird_source_defaults};
    grid_text_extract(&g);
    double drop = grid_text_drop(&g, "u1");
    *nodes = g.grid.network.nodes.count;
    grid_text_free(&g);
    return drop;
}

/* ---- by the mesh ------------------------------------------------------------------- */

static bool is_metal(const drawing *d, double x, double y) {
    for (size_t i = 0; i < d->count; i++) {
        if (is_in(&d->shapes[i], x, y)) {
            return true;
        }
    }
    return false;
}

/* Quarters of a square, each on one of its sides. */
enum { BELOW = 1, RIGHT = 2, ABOVE = 4, LEFT = 8 };

enum { SIDE_MAX = 2 * SIDE, NODES_MAX = (SIDE_MAX + 1) * (SIDE_MAX + 1) };

typedef struct mesh {
    int side;       /* squares along each axis */
    double step_um; /* of a square */
    double squares_of_load;
    ird_network network;
    uint8_t quarters[SIDE_MAX * SIDE_MAX];  /* that are metal */
    int32_t node[NODES_MAX];                /* -1 none */
    double right[NODES_MAX], up[NODES_MAX]; /* siemens to the next node */
    double load[NODES_MAX];                 /* squares */
} mesh;

/* The corners of a square; side k lies between corners k and k + 1. */
static void corners_of(const mesh *m, int x, int y, int corners[4]) {
    corners[0] = y * (m->side + 1) + x;
    corners[1] = corners[0] + 1;
    corners[3] = corners[0] + m->side + 1;
    corners[2] = corners[3] + 1;
}

static void mark_metal(mesh *m, const drawing *d) {
    static const double at_x[] = {0.5, 5.0 / 6, 0.5, 1.0 / 6};
    static const double at_y[] = {1.0 / 6, 0.5, 5.0 / 6, 0.5};
    shape source = box_at(d->source, d->source_size);
    shape load = box_at(d->load, d->load_size);
    for (int i = 0; i < m->side * m->side; i++) {
        int column = i % m->side, row = i / m->side, corners[4];
        corners_of(m, column, row, corners);
        m->quarters[i] = 0;
        for (int k = 0; k < 4; k++) {
            double x = (column + at_x[k]) * m->step_um, y = (row + at_y[k]) * m->step_um;
            if (is_in(&source, x, y) || is_in(&load, x, y) || is_metal(d, x, y)) {
                m->quarters[i] |= (uint8_t)(1 << k);
                m->node[corners[k]] = m->node[corners[(k + 1) % 4]] = 0;
            }
        }
        if (is_in(&load, (column + 0.5) * m->step_um, (row + 0.5) * m->step_um)) {
            for (int k = 0; k < 4; k++) {
                m->load[corners[k]] += 0.25;
            }
            m->squares_of_load++;
        }
    }
}

/* Metals that touch in one point alone are none to compare: whether that conducts is a
 * matter of taste. Around a node the eighths of metal must follow each other. */
static bool touches_in_points(const mesh *m) {
    for (int i = 0; i < m->side * m->side; i++) {
        int x = i % m->side, y = i / m->side, runs = 0;
        if (x == 0 || y == 0) {
            continue;
        }
        int ne = m->quarters[i], nw = m->quarters[i - 1];
        int se = m->quarters[i - m->side], sw = m->quarters[i - m->side - 1];
        const int eighths[8] = {ne & BELOW, ne & LEFT,  nw & RIGHT, nw & BELOW,
                                sw & ABOVE, sw & RIGHT, se & LEFT,  se & ABOVE};
        for (int k = 0; k < 8; k++) {
            runs += eighths[k] && !eighths[(k + 1) % 8];
        }
        if (runs > 1) {
            return true;
        }
    }
    return false;
}

/* Three quarters: 1 ohm from the middle to the two corners that have two of them, 2 ohm
 * to the others, as a star without its middle. */
static void add_three_quarters(mesh *m, int quarters, const int corners[4]) {
    double siemens[4] = {0};
    ird_error err = {0};
    for (int k = 0; k < 4; k++) {
        siemens[k] += quarters & (1 << k) ? 0.5 : 0;
        siemens[(k + 1) % 4] += quarters & (1 << k) ? 0.5 : 0;
    }
    for (int a = 0; a < 4; a++) {
        for (int b = a + 1; b < 4; b++) {
            ird_network_add_resistor(&m->network, m->node[corners[a]],
                                     m->node[corners[b]], 3 / (siemens[a] * siemens[b]),
                                     &err);
        }
    }
}

/* A quarter on its own is 2 + 2 ohm over the middle. */
static void add_square(mesh *m, int x, int y) {
    int quarters = m->quarters[y * m->side + x], corners[4], count = 0;
    corners_of(m, x, y, corners);
    double *sides[4] = {&m->right[corners[0]], &m->up[corners[1]], &m->right[corners[3]],
                        &m->up[corners[0]]};
    for (int k = 0; k < 4; k++) {
        count += (quarters & (1 << k)) != 0;
    }
    bool is_apart = quarters == (BELOW | ABOVE) || quarters == (LEFT | RIGHT);
    if (count == 3) {
        add_three_quarters(m, quarters, corners);
        return;
    }
    for (int k = 0; k < 4; k++) {
        *sides[k] += !(quarters & (1 << k)) ? 0 : count == 1 || is_apart ? 0.25 : 0.5;
    }
}

static void add_node(mesh *m, const drawing *d, int i) {
    ird_error err = {0};
    double x = i % (m->side + 1) * m->step_um, y = i / (m->side + 1) * m->step_um;
    double near_um = m->step_um / 4;
    corner low = {d->source.x - near_um, d->source.y - near_um};
    corner size = {d->source_size.x + 2 * near_um, d->source_size.y + 2 * near_um};
    shape source = box_at(low, size);
    if (m->right[i] > 0) {
        ird_network_add_resistor(&m->network, m->node[i], m->node[i + 1], 1 / m->right[i],
                                 &err);
    }
    if (m->up[i] > 0) {
        ird_network_add_resistor(&m->network, m->node[i], m->node[i + m->side + 1],
                                 1 / m->up[i], &err);
    }
    if (is_in(&source, x, y)) {
        ird_network_add_source(&m->network, m->node[i], 1, &err);
    }
    if (m->load[i] > 0) {
        ird_network_add_load(&m->network, m->node[i], m->load[i] / m->squares_of_load, -1,
                             -1, &err);
    }
}

/* False where it cannot be compared. */
static bool make_mesh(mesh *m, const drawing *d, int side) {
    ird_error err = {0};
    int32_t layer = -1;
    int nodes = (side + 1) * (side + 1);
    *m = (mesh){.side = side, .step_um = MESH_UM * SIDE / side, .network.units = 1000};
    memset(m->node, 0xff, sizeof m->node);
    mark_metal(m, d);
    if (touches_in_points(m)) {
        return false;
    }
    grid_text_stop(ird_network_add_layer(&m->network, "m1", 2, &layer, &err), &err);
    for (int i = 0; i < nodes; i++) {
        if (m->node[i] == 0) {
            grid_text_stop(ird_network_add_node(&m->network, IRD_NODE_GRID, layer,
                                                i % (side + 1), i / (side + 1),
                                                &m->node[i], &err),
                           &err);
        }
    }
    for (int i = 0; i < side * side; i++) {
        add_square(m, i % side, i / side);
    }
    for (int i = 0; i < nodes; i++) {
        add_node(m, d, i);
    }
    return true;
}

/* nan where it cannot be compared, or is in two parts. */
static double drop_by_mesh(const drawing *d, int side) {
    static mesh m;
    ird_error err = {0};
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    double sum = NAN;
    if (make_mesh(&m, d, side)) {
        grid_text_stop(
            ird_factor_create(&factor, &m.network, &ird_solve_defaults, NULL, &err),
            &err);
        grid_text_stop(ird_solve(&solution, factor, NULL, 0, &err), &err);
        sum = 0;
        for (size_t i = 0; i < m.network.loads.count; i++) {
            const ird_load *load = &m.network.loads.items[i];
            sum += load->ampere * solution.drop_v[load->node];
        }
    }
    ird_solution_free(&solution);
    ird_factor_free(factor);
    ird_network_free(&m.network);
    return sum;
}

/* ---- the tests --------------------------------------------------------------------- */

static bool boxes_meet(corner a, corner a_size, corner b, corner b_size) {
    return a.x < b.x + b_size.x && b.x < a.x + a_size.x && a.y < b.y + b_size.y &&
           b.y < a.y + a_size.y;
}

/* How many of count unions are off by more than 5 and by more than 10 %. */
static void compare(size_t count, bool with_slants, size_t *above_5, size_t *above_10) {
    double worst = 0, sum = 0;
    size_t most_nodes = 0;
    *above_5 = *above_10 = 0;
    for (size_t done = 0; done < count;) {
        drawing d = {0};
        size_t nodes = 0;
        uint64_t seed = state;
        draw_shapes(&d, with_slants);
        if (boxes_meet(d.source, d.source_size, d.load, d.load_size)) {
            continue;
        }
        double right = drop_by_mesh(&d, SIDE);
        if (isnan(right)) {
            continue;
        }
        double got = drop_by_extraction(&d, &nodes);
        double off = fabs(got / right - 1);
        if (!(off <= 0.03)) {
            right = drop_by_mesh(&d, 2 * SIDE);
            off = fabs(got / right - 1);
        }
        *above_5 += !(off <= 0.05);
        *above_10 += !(off <= 0.10);
        if (!(off <= 0.05)) {
            fprintf(stderr, "    %016llx: %.4f ohm by the mesh, %.4f extracted\n",
                    (unsigned long long)seed, right, got);
        }
        worst = fmax(worst, off);
        sum += off;
        most_nodes = nodes > most_nodes ? nodes : most_nodes;
        done++;
    }
    fprintf(stderr,
            "    off by %.2f %% on the average, %.2f %% at most; up to %zu nodes\n",
            100 * sum / (double)count, 100 * worst, most_nodes);
}

static void test_rectangles(void) {
    size_t above_5, above_10;
    state = UINT64_C(0x243f6a8885a308d3);
    compare(60, false, &above_5, &above_10);
    CHECK(above_5 <= 3 && above_10 == 0);
}

/* Drawn after all of extraction was done. */
static void test_other_rectangles(void) {
    size_t above_5, above_10;
    state = UINT64_C(0x9e3779b97f4a7c15);
    compare(100, false, &above_5, &above_10);
    CHECK(above_5 <= 5 && above_10 == 0);
}

static void test_slants(void) {
    size_t above_5, above_10;
    state = UINT64_C(0x13198a2e03707344);
    compare(40, true, &above_5, &above_10);
    CHECK(above_5 <= 2 && above_10 == 0);
}

/* Drawn after all of extraction was done. */
static void test_other_slants(void) {
    size_t above_5, above_10;
    state = UINT64_C(0x082efa98ec4e6c89);
    compare(100, true, &above_5, &above_10);
    CHECK(above_5 <= 5 && above_10 == 0);
}

/* A bar at 45 degrees, 2 um wide along x, between two boxes: a um of rise is sqrt(2) um
 * of a width of sqrt(2) um, 1 ohm. The difference of two bars is that of their rise,
 * whatever is at their ends. */
static double drop_of_bar(double rise) {
    size_t nodes = 0;
    drawing d = {.count = 3,
                 .source = {0.2, 0.4},
                 .source_size = {0.4, 0.4},
                 .load = {rise + 2, rise + 1.2},
                 .load_size = {0.4, 0.4}};
    d.shapes[0] = box_at((corner){0.2, 0.2}, (corner){2, 0.8});
    d.shapes[1] = (shape){
        .corners = {{0.2, 1}, {2.2, 1}, {rise + 2.2, rise + 1}, {rise + 0.2, rise + 1}},
        .count = 4};
    d.shapes[2] = box_at((corner){rise + 0.2, rise + 1}, (corner){2.2, 0.8});
    return drop_by_extraction(&d, &nodes);
}

static void test_bars(void) {
    CHECK_NEAR(drop_of_bar(9) - drop_of_bar(5), 4, 0.02 * 4);
    CHECK_NEAR(drop_of_bar(15) - drop_of_bar(5), 10, 0.02 * 10);
}

/* A wire of DEF at 45 degrees up or down: what one is longer than the other counts by
 * its width. */
static double drop_of_path(double width, double rise) {
    size_t nodes = 0;
    double y = rise > 0 ? 0.6 : 0.6 - rise;
    drawing d = {.count = 2,
                 .source = {0.4, y - 0.2},
                 .source_size = {0.4, 0.4},
                 .load = {0.4 + fabs(rise), y + rise - 0.2},
                 .load_size = {0.4, 0.4},
                 .path_width = width,
                 .path_rise = rise};
    d.shapes[0] = box_at((corner){0.2, y - 0.4}, (corner){0.8, 0.8});
    d.shapes[1] = box_at((corner){0.2 + fabs(rise), y + rise - 0.4}, (corner){0.8, 0.8});
    return drop_by_extraction(&d, &nodes);
}

static void test_paths(void) {
    static const double widths[] = {0.8, 0.4, 0.1};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        double w = widths[i], right = 8 * sqrt(2) / w;
        CHECK_NEAR(drop_of_path(w, 14) - drop_of_path(w, 6), right, 0.015 * right);
        CHECK_NEAR(drop_of_path(w, -14) - drop_of_path(w, -6), right, 0.015 * right);
    }
}

/* A pin close to the source, in metal that has other ways to it: what little of its
 * current takes those must not raise its drop. */
static void test_beside_source(void) {
    size_t nodes;
    drawing d = {.count = 7,
                 .source = {2.24, 2.2},
                 .source_size = {0.32, 0.32},
                 .load = {2.6, 2.44},
                 .load_size = {0.24, 0.24},
                 .is_vertical = true};
    d.shapes[0] = box_at((corner){1.28, 2.2}, (corner){1.72, 0.44});
    d.shapes[1] = (shape){.corners = {{1.4, 2.24},
                                      {2.68, 2.24},
                                      {2.88, 2.44},
                                      {2.88, 5.04},
                                      {2.68, 5.24},
                                      {1.4, 5.24},
                                      {1.2, 5.04},
                                      {1.2, 2.44}},
                          .count = 8};
    d.shapes[2] = box_at((corner){2.08, 0.32}, (corner){0.44, 2.84});
    d.shapes[3] = box_at((corner){2.04, 1.24}, (corner){1.12, 0.64});
    d.shapes[4] = (shape){.corners = {{1.2, 0.2}, {1.88, 0.2}, {3.48, 1.8}, {2.8, 1.8}},
                          .count = 4};
    d.shapes[5] = box_at((corner){2.56, 0.2}, (corner){0.32, 3.08});
    d.shapes[6] = (shape){
        .corners = {{2.24, 1.24}, {2.84, 1.24}, {4.32, 2.72}, {3.72, 2.72}}, .count = 4};
    double right = drop_by_mesh(&d, 2 * SIDE);
    CHECK_NEAR(drop_by_extraction(&d, &nodes), right, 0.07 * right);
}

/* Shapes that were drawn at random and came out far off: metals with a slanted gap
 * between them that the mesh did not see, a pin that reached into a leg, pins of which
 * little current goes each of two ways. */
static void test_once_off(void) {
    static const struct {
        uint64_t seed;
        bool has_slants;
    } cases[] = {{UINT64_C(0x69baeb975dcc340b), true},
                 {UINT64_C(0x2fe368e5cbed4181), true},
                 {UINT64_C(0x53a813a42175270e), true},
                 {UINT64_C(0x4d91fc2af3316327), false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        drawing d = {0};
        size_t nodes;
        state = cases[i].seed;
        draw_shapes(&d, cases[i].has_slants);
        double right = drop_by_mesh(&d, 2 * SIDE);
        CHECK_NEAR(drop_by_extraction(&d, &nodes), right, 0.05 * right);
    }
}

int main(void) {
    RUN(test_rectangles);
    RUN(test_other_rectangles);
    RUN(test_slants);
    RUN(test_other_slants);
    RUN(test_bars);
    RUN(test_paths);
    RUN(test_beside_source);
    RUN(test_once_off);
    return check_summary("drawn");
}
