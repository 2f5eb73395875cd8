/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A placed design of any size, to measure what grows with it:
 *
 *     bench-design ?-tabs? CELLS FOLDER
 *
 * writes FOLDER/large.lef and FOLDER/large.def, a square die 70 % full of cells of 4 to
 * 12 sites in an invented 45 nm technology, with rails of metal1, stripes of metal4 and
 * metal7 and the vias between them, VDD and VSS fed at the ends of every stripe of
 * metal7. Widths, pitches and resistances are those that a flow for an open 45 nm library
 * draws: 0.17 um rails, 0.48 um every 56 um, 1.4 um every 40 um.
 *
 * -tabs makes it as hard to read and to extract as designs are: supply pins have tabs
 * that reach from the rail into the cell, cells are turned, one in eight is a filler,
 * they stand in random order under long names, vias are made by rules, and each cell
 * drives a routed net.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    UNITS = 2000, /* of the DEF an um */
    SITE = 380,   /* all in units from here on */
    ROW = 2800,
    RAIL = 340,
    STRIPE4 = 960,
    PITCH4 = 112000,
    STRIPE7 = 2800,
    PITCH7 = 80000,
    FIRST = 14000, /* from the edge of the die to the first stripe of VDD */
    LEAST_SITES = 4,
    MOST_SITES = 12,
    MOST_SITES_TABS = 20,
    FILLER = 3, /* the kinds of cell before it have tabs */
    CUT = 140   /* and the space between two */
};

static const double part_filled = 0.7;

typedef struct cell {
    int64_t x, row;
    int sites, kind;
    bool is_mirrored;
} cell;

typedef struct die {
    int64_t cells, rows, sites, width, height;
    bool has_tabs;
    cell *placed; /* in the order of the DEF */
} die;

static uint64_t state = 20601;

static uint64_t draw(uint64_t below) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state >> 33) % below;
}

static int most_sites(bool has_tabs) {
    return has_tabs ? MOST_SITES_TABS : MOST_SITES;
}

static const char *net_name(int net) {
    return net == 0 ? "VDD" : "VSS";
}

static void put_layers(FILE *out) {
    static const double ohm[] = {0.38, 0.25, 0.25, 0.21, 0.21, 0.21, 0.075};
    for (int layer = 1; layer <= 7; layer++) {
        fprintf(out,
                "LAYER metal%d\n  TYPE ROUTING ;\n  DIRECTION %s ;\n  PITCH 0.19 ;\n"
                "  WIDTH 0.07 ;\n  RESISTANCE RPERSQ %g ;\n"
                "  CAPACITANCE CPERSQDIST 4e-05 ;\nEND metal%d\n",
                layer, layer % 2 == 1 ? "HORIZONTAL" : "VERTICAL", ohm[layer - 1], layer);
        if (layer < 7) {
            fprintf(out, "LAYER via%d\n  TYPE CUT ;\n  RESISTANCE %g ;\nEND via%d\n",
                    layer, layer < 4 ? 5.0 : 3.0, layer);
        }
    }
}

/* With tabs from the rail into the cell unless it is a filler. */
static void put_pin(FILE *out, int net, int sites, int kind) {
    double at_um = net == 0 ? 1.4 : 0;
    fprintf(
        out,
        "  PIN %s\n    DIRECTION INOUT ;\n    USE %s ;\n    PORT\n      LAYER metal1 ;\n"
        "        RECT 0 %.3f %.3f %.3f ;\n",
        net_name(net), net == 0 ? "POWER" : "GROUND", at_um - 0.085, 0.19 * sites,
        at_um + 0.085);
    for (int site = 0; kind < FILLER && site < sites; site += 2) {
        double x_um = 0.19 * site + 0.04 + 0.005 * (kind + sites % 4);
        double y_um = 0.425 - 0.02 * kind;
        fprintf(out, "        RECT %.3f %.3f %.3f %.3f ;\n", x_um,
                net == 0 ? 1.4 - y_um : -0.085, x_um + 0.07, net == 0 ? 1.485 : y_um);
    }
    fprintf(out, "    END\n  END %s\n", net_name(net));
}

static void put_signal_pin(FILE *out, const char *name, const char *direction,
                           double x_um) {
    fprintf(out,
            "  PIN %s\n    DIRECTION %s ;\n    USE SIGNAL ;\n    PORT\n"
            "      LAYER metal1 ;\n        RECT %.3f 0.525 %.3f 0.7 ;\n    END\n"
            "  END %s\n",
            name, direction, x_um, x_um + 0.125, name);
}

static void put_macro(FILE *out, const char *name, int sites, int kind, bool has_tabs) {
    fprintf(out,
            "MACRO %s\n  CLASS CORE%s ;\n  ORIGIN 0 0 ;\n  SIZE %.2f BY 1.4 ;\n"
            "  SYMMETRY X Y ;\n  SITE core ;\n",
            name, has_tabs && kind == FILLER ? " SPACER" : "", 0.19 * sites);
    if (kind < FILLER) {
        put_signal_pin(out, "A1", "INPUT", 0.06);
        put_signal_pin(out, "A2", "INPUT", 0.25);
        put_signal_pin(out, "ZN", "OUTPUT", 0.44);
    }
    put_pin(out, 0, sites, kind);
    put_pin(out, 1, sites, kind);
    fprintf(out, "END %s\n", name);
}

static void name_macro(char name[32], int sites, int kind, bool has_tabs) {
    snprintf(name, 32, has_tabs ? "cell%d_X%d" : "cell%d", sites, kind);
}

static void put_macros(FILE *out, bool has_tabs) {
    char name[32];
    for (int sites = LEAST_SITES; sites <= most_sites(has_tabs); sites++) {
        for (int kind = has_tabs ? 0 : FILLER; kind <= FILLER; kind++) {
            name_macro(name, sites, kind, has_tabs);
            put_macro(out, name, sites, kind, has_tabs);
        }
    }
}

static void put_via_rules(FILE *out) {
    for (int cut = 1; cut <= 6; cut++) {
        fprintf(
            out,
            "VIARULE rule%d GENERATE\n  LAYER metal%d ;\n    ENCLOSURE 0.035 0.035 ;\n"
            "  LAYER metal%d ;\n    ENCLOSURE 0.035 0.035 ;\n  LAYER via%d ;\n"
            "    RECT -0.035 -0.035 0.035 0.035 ;\n    SPACING 0.14 BY 0.14 ;\n"
            "END rule%d\n",
            cut, cut, cut + 1, cut, cut);
    }
}

static void put_lef(FILE *out, bool has_tabs) {
    fprintf(out, "VERSION 5.8 ;\nBUSBITCHARS \"[]\" ;\nDIVIDERCHAR \"/\" ;\n"
                 "UNITS\n  DATABASE MICRONS 2000 ;\nEND UNITS\n");
    put_layers(out);
    fprintf(out, "SITE core\n  SIZE 0.19 BY 1.4 ;\n  CLASS CORE ;\nEND core\n");
    if (has_tabs) {
        put_via_rules(out);
    }
    put_macros(out, has_tabs);
    fprintf(out, "END LIBRARY\n");
}

static void put_via(FILE *out, int cut, int64_t half_x, int64_t half_y) {
    fprintf(out,
            "- v%d + RECT metal%d ( %" PRId64 " %" PRId64 " ) ( %" PRId64 " %" PRId64
            " ) + RECT via%d ( -140 -140 ) ( 140 140 ) + RECT metal%d ( %" PRId64
            " %" PRId64 " ) ( %" PRId64 " %" PRId64 " ) ;\n",
            cut, cut, -half_x, -half_y, half_x, half_y, cut, cut + 1, -half_x, -half_y,
            half_x, half_y);
}

/* As many cuts as find room, between the same metal as above. */
static void put_rule_via(FILE *out, int cut, int64_t half_x, int64_t half_y) {
    int64_t columns = half_x / CUT, rows = half_y / CUT;
    int64_t x = half_x - CUT * columns + CUT / 2, y = half_y - CUT * rows + CUT / 2;
    fprintf(out,
            "- v%d + VIARULE rule%d + CUTSIZE %d %d + LAYERS metal%d via%d metal%d\n"
            "  + CUTSPACING %d %d + ENCLOSURE %" PRId64 " %" PRId64 " %" PRId64
            " %" PRId64 " + ROWCOL %" PRId64 " %" PRId64 " ;\n",
            cut, cut, CUT, CUT, cut, cut, cut + 1, CUT, CUT, x, y, x, y, rows, columns);
}

static void put_head(FILE *out, const die *d) {
    fprintf(out,
            "VERSION 5.8 ;\nDIVIDERCHAR \"/\" ;\nBUSBITCHARS \"[]\" ;\nDESIGN large ;\n"
            "UNITS DISTANCE MICRONS %d ;\nDIEAREA ( 0 0 ) ( %" PRId64 " %" PRId64
            " ) ;\n",
            UNITS, d->width, d->height);
    for (int64_t row = 0; row < d->rows; row++) {
        fprintf(out,
                "ROW row_%" PRId64 " core 0 %" PRId64 " %s DO %" PRId64
                " BY 1 STEP %d 0 ;\n",
                row, row * ROW, row % 2 == 0 ? "N" : "FS", d->sites, SITE);
    }
    fprintf(out, "VIAS 6 ;\n");
    for (int cut = 1; cut <= 6; cut++) {
        (d->has_tabs ? put_rule_via : put_via)(out, cut, STRIPE4 / 2,
                                               cut < 4 ? RAIL / 2 : 1400);
    }
    fprintf(out, "END VIAS\n");
}

static void place_cells(const die *d) {
    cell *next = d->placed;
    int most = most_sites(d->has_tabs);
    for (int64_t row = 0; row < d->rows; row++) {
        int64_t here = d->cells * (row + 1) / d->rows - d->cells * row / d->rows;
        for (int64_t i = 0, at = 0; i < here; i++) {
            int64_t share = (d->sites - at) / (here - i);
            int64_t sites = LEAST_SITES + (int64_t)draw((uint64_t)most - LEAST_SITES + 1);
            sites = sites > share ? share : sites;
            at += (int64_t)draw((uint64_t)(share - sites + 1));
            int kind = d->has_tabs && draw(8) > 0 ? (int)draw(FILLER) : FILLER;
            *next++ =
                (cell){at * SITE, row, (int)sites, kind, d->has_tabs && draw(2) == 0};
            at += sites;
        }
    }
    for (int64_t i = d->cells - 1; i > 0 && d->has_tabs; i--) {
        cell *other = &d->placed[draw((uint64_t)i + 1)];
        const cell kept = d->placed[i];
        d->placed[i] = *other;
        *other = kept;
    }
}

/* With tabs as names are that synthesis makes of a hierarchy. */
static void put_name(FILE *out, const die *d, int64_t number) {
    if (d->has_tabs) {
        fprintf(out, "u_core/g_slice[%" PRId64 "].u_lane_%" PRId64 "/", number / 50000,
                number / 2000 % 25);
    }
    fprintf(out, d->has_tabs ? "_%" PRId64 "_" : "u%" PRId64, number);
}

static void put_components(FILE *out, const die *d) {
    static const char *const orients[] = {"N", "FN", "FS", "S"};
    fprintf(out, "COMPONENTS %" PRId64 " ;\n", d->cells);
    char macro[32];
    for (int64_t i = 0; i < d->cells; i++) {
        const cell *c = &d->placed[i];
        name_macro(macro, c->sites, c->kind, d->has_tabs);
        fprintf(out, "- ");
        put_name(out, d, i);
        fprintf(out, " %s + PLACED ( %" PRId64 " %" PRId64 " ) %s ;\n", macro, c->x,
                c->row * ROW, orients[c->row % 2 * 2 + (c->is_mirrored ? 1 : 0)]);
    }
    fprintf(out, "END COMPONENTS\n");
}

/* From each cell to two others, with a wire in between. */
static void put_nets(FILE *out, const die *d) {
    int64_t drivers = 0;
    for (int64_t i = 0; i < d->cells; i++) {
        drivers += d->placed[i].kind < FILLER;
    }
    fprintf(out, "NETS %" PRId64 " ;\n", drivers);
    for (int64_t i = 0; i < d->cells; i++) {
        const cell *c = &d->placed[i];
        if (c->kind == FILLER) {
            continue;
        }
        fprintf(out, "- n");
        put_name(out, d, i);
        fprintf(out, " ( ");
        put_name(out, d, i);
        fprintf(out, " ZN )");
        for (int pin = 1; pin <= 2; pin++) {
            int64_t to = (int64_t)draw((uint64_t)d->cells);
            if (d->placed[to].kind < FILLER) {
                fprintf(out, " ( ");
                put_name(out, d, to);
                fprintf(out, " A%d )", pin);
            }
        }
        fprintf(out,
                " + USE SIGNAL\n  + ROUTED metal2 ( %" PRId64 " %" PRId64
                " ) ( * %" PRId64 " ) NEW metal3 ( %" PRId64 " * ) ( %" PRId64 " %" PRId64
                " ) ;\n",
                c->x + 1000, c->row * ROW + 1200, c->row * ROW + 9000, c->x + 1000,
                c->x + 20000, c->row * ROW + 9000);
    }
    fprintf(out, "END NETS\n");
}

static int64_t first_of(int net, int64_t pitch) {
    return FIRST + net * pitch / 2;
}

static void put_pins(FILE *out, const die *d) {
    int64_t count[2] = {0, 0};
    for (int net = 0; net < 2; net++) {
        for (int64_t y = first_of(net, PITCH7); y < d->height; y += PITCH7) {
            count[net]++;
        }
    }
    fprintf(out, "PINS %" PRId64 " ;\n", 2 * (count[0] + count[1]));
    for (int net = 0; net < 2; net++) {
        for (int64_t i = 0; i < 2 * count[net]; i++) {
            fprintf(out,
                    "- %s.%" PRId64 " + NET %s + SPECIAL + DIRECTION INOUT + USE %s\n"
                    "  + LAYER metal7 ( -1400 -1400 ) ( 1400 1400 ) + FIXED ( %" PRId64
                    " %" PRId64 " ) N ;\n",
                    net_name(net), i, net_name(net), net == 0 ? "POWER" : "GROUND",
                    i % 2 == 0 ? 1400 : d->width - 1400,
                    first_of(net, PITCH7) + i / 2 * PITCH7);
        }
    }
    fprintf(out, "END PINS\n");
}

static void put_wire(FILE *out, bool *is_first, int layer, int64_t width,
                     const char *shape, int64_t x0, int64_t y0, int64_t x1, int64_t y1) {
    fprintf(out,
            "  %s metal%d %" PRId64 " + SHAPE %s ( %" PRId64 " %" PRId64 " ) ( %" PRId64
            " %" PRId64 " )\n",
            *is_first ? "+ ROUTED" : "NEW", layer, width, shape, x0, y0, x1, y1);
    *is_first = false;
}

static void put_net(FILE *out, const die *d, int net) {
    bool is_first = true;
    fprintf(out, "- %s ( * %s )\n", net_name(net), net_name(net));
    /* VSS below even rows, VDD above them. */
    for (int64_t row = net == 0 ? 1 : 0; row <= d->rows; row += 2) {
        put_wire(out, &is_first, 1, RAIL, "FOLLOWPIN", 0, row * ROW, d->width, row * ROW);
    }
    for (int64_t x = first_of(net, PITCH4); x < d->width; x += PITCH4) {
        put_wire(out, &is_first, 4, STRIPE4, "STRIPE", x, 0, x, d->height);
        for (int64_t row = net == 0 ? 1 : 0; row <= d->rows; row += 2) {
            for (int cut = 1; cut <= 3; cut++) {
                fprintf(out,
                        "  NEW metal%d 0 + SHAPE STRIPE ( %" PRId64 " %" PRId64
                        " ) v%d\n",
                        cut, x, row * ROW, cut);
            }
        }
        for (int64_t y = first_of(net, PITCH7); y < d->height; y += PITCH7) {
            for (int cut = 4; cut <= 6; cut++) {
                fprintf(out,
                        "  NEW metal%d 0 + SHAPE STRIPE ( %" PRId64 " %" PRId64
                        " ) v%d\n",
                        cut, x, y, cut);
            }
        }
    }
    for (int64_t y = first_of(net, PITCH7); y < d->height; y += PITCH7) {
        put_wire(out, &is_first, 7, STRIPE7, "STRIPE", 0, y, d->width, y);
    }
    fprintf(out, "  + USE %s ;\n", net == 0 ? "POWER" : "GROUND");
}

static void put_def(FILE *out, const die *d) {
    put_head(out, d);
    put_components(out, d);
    put_pins(out, d);
    fprintf(out, "SPECIALNETS 2 ;\n");
    put_net(out, d, 0);
    put_net(out, d, 1);
    fprintf(out, "END SPECIALNETS\n");
    if (d->has_tabs) {
        put_nets(out, d);
    }
    fprintf(out, "END DESIGN\n");
}

static die size_of(int64_t cells, bool has_tabs) {
    double mean_sites = (LEAST_SITES + most_sites(has_tabs)) / 2.0;
    double area = (double)cells * mean_sites * SITE * ROW / part_filled;
    int64_t rows = 2 * (int64_t)ceil(sqrt(area) / ROW / 2);
    int64_t sites = (int64_t)ceil(area / ((double)rows * ROW * SITE));
    return (die){.cells = cells,
                 .rows = rows,
                 .sites = sites,
                 .width = sites * SITE,
                 .height = rows * ROW,
                 .has_tabs = has_tabs};
}

/* Into FOLDER/NAME; 0 when it worked. */
static int write_file(const char *folder, const char *name, const die *d) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (out != NULL && strstr(name, ".lef") != NULL) {
        put_lef(out, d->has_tabs);
    } else if (out != NULL) {
        put_def(out, d);
    }
    if (out == NULL || ferror(out) != 0 || fclose(out) != 0) {
        fprintf(stderr, "bench-design: cannot write %s: %s\n", path, strerror(errno));
        return 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    bool has_tabs = argc == 4 && strcmp(argv[1], "-tabs") == 0;
    int64_t cells = argc == 3 + has_tabs ? strtoll(argv[1 + has_tabs], NULL, 10) : 0;
    if (cells < 1000) {
        fprintf(stderr,
                "usage: bench-design ?-tabs? CELLS FOLDER (1000 cells at least)\n");
        return 2;
    }
    const char *folder = argv[2 + has_tabs];
    die d = size_of(cells, has_tabs);
    d.placed = calloc((size_t)cells, sizeof *d.placed);
    if (d.placed == NULL) {
        fprintf(stderr, "bench-design: no memory for %" PRId64 " cells\n", cells);
        return 1;
    }
    place_cells(&d);
    int failed =
        write_file(folder, "large.lef", &d) + write_file(folder, "large.def", &d);
    free(d.placed);
    return failed == 0 ? 0 : 1;
}
