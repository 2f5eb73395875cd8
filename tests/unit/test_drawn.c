/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Drawn metal of any shape against a fine uniform mesh of it, which is made here and
 * solved by the same solver: random unions of rectangles and 45-degree polygons of a few
 * um, a pin of the design as the source, a cell as the load.
 *
 * The mesh: squares of MESH_UM whose middle lies in the metal, 1 ohm between neighbours.
 * Squares in the source pin are at the supply up to their edges, to which their
 * neighbours have half a square; those in the pin of the cell draw its current in equal
 * parts, and its drop is their mean.
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

static ird_network *mesh_of(const drawing *d, int32_t *node_at, size_t *loads) {
    static ird_network network;
    ird_error err = {0};
    shape source = box_at(d->source, d->source_size);
    shape load = box_at(d->load, d->load_size);
    network = (ird_network){0};
    *loads = 0;
    for (int32_t i = 0; i < SIDE * SIDE; i++) {
        double x = (i % SIDE + 0.5) * MESH_UM, y = (i / SIDE + 0.5) * MESH_UM;
        bool in_source = is_in(&source, x, y), in_load = is_in(&load, x, y);
        char name[32];
        node_at[i] = -1;
        if (!in_source && !in_load && !is_metal(d, x, y)) {
            continue;
        }
        int size = snprintf(name, sizeof name, "n%d", i);
        grid_text_stop(
            ird_network_add_named_node(&network, name, (size_t)size, &node_at[i], &err),
            &err);
        int32_t before[2] = {i % SIDE > 0 ? node_at[i - 1] : -1,
                             i >= SIDE ? node_at[i - SIDE] : -1};
        for (int k = 0; k < 2; k++) {
            if (before[k] >= 0) {
                double px = k == 0 ? x - MESH_UM : x, py = k == 0 ? y : y - MESH_UM;
                bool at_edge = in_source != is_in(&source, px, py);
                ird_network_add_resistor(&network, before[k], node_at[i],
                                         at_edge ? 0.5 : 1, &err);
            }
        }
        if (in_source) {
            ird_network_add_source(&network, node_at[i], 1, &err);
        } else if (in_load) {
            ird_network_add_load(&network, node_at[i], 1, -1, -1, &err);
            (*loads)++;
        }
    }
    return &network;
}

static double drop_by_mesh(const drawing *d) {
    static int32_t node_at[SIDE * SIDE];
    size_t loads = 0;
    ird_error err = {0};
    ird_factor *factor = NULL;
    ird_solution solution = {0};
    ird_network *network = mesh_of(d, node_at, &loads);
    for (size_t i = 0; i < network->loads.count; i++) {
        network->loads.items[i].ampere = 1.0 / (double)loads;
    }
    grid_text_stop(ird_factor_create(&factor, network, &ird_solve_defaults, NULL, &err),
                   &err);
    grid_text_stop(ird_solve(&solution, factor, NULL, 0, &err), &err);
    double sum = 0;
    for (size_t i = 0; i < network->loads.count; i++) {
        sum += solution.drop_v[network->loads.items[i].node];
    }
    ird_solution_free(&solution);
    ird_factor_free(factor);
    ird_network_free(network);
    return sum / (double)loads;
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
        double right = drop_by_mesh(&d);
        if (isnan(right)) {
            continue; /* in two parts */
        }
        double got = drop_by_extraction(&d, &nodes);
        double off = fabs(got / right - 1);
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

int main(void) {
    RUN(test_rectangles);
    RUN(test_other_rectangles);
    RUN(test_slants);
    return check_summary("drawn");
}
