/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A placed design of any size, to measure what grows with it:
 *
 *     bench-design CELLS FOLDER
 *
 * writes FOLDER/large.lef and FOLDER/large.def, a square die 70 % full of cells of 4 to
 * 12 sites in an invented 45 nm technology, with rails of metal1, stripes of metal4 and
 * metal7 and the vias between them, VDD and VSS fed at the ends of every stripe of
 * metal7. Widths, pitches and resistances are those that a flow for an open 45 nm library
 * draws: 0.17 um rails, 0.48 um every 56 um, 1.4 um every 40 um.
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
    MOST_SITES = 12
};

static const double part_filled = 0.7;

typedef struct die {
    int64_t cells, rows, sites, width, height;
} die;

static uint64_t state = 20601;

static uint64_t draw(uint64_t below) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state >> 33) % below;
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

static void put_pin(FILE *out, int net, double width_um, double at_um) {
    fprintf(
        out,
        "  PIN %s\n    DIRECTION INOUT ;\n    USE %s ;\n    PORT\n      LAYER metal1 ;\n"
        "        RECT 0 %.3f %.3f %.3f ;\n    END\n  END %s\n",
        net_name(net), net == 0 ? "POWER" : "GROUND", at_um - 0.085, width_um,
        at_um + 0.085, net_name(net));
}

static void put_lef(FILE *out) {
    fprintf(out, "VERSION 5.8 ;\nBUSBITCHARS \"[]\" ;\nDIVIDERCHAR \"/\" ;\n"
                 "UNITS\n  DATABASE MICRONS 2000 ;\nEND UNITS\n");
    put_layers(out);
    fprintf(out, "SITE core\n  SIZE 0.19 BY 1.4 ;\n  CLASS CORE ;\nEND core\n");
    for (int sites = LEAST_SITES; sites <= MOST_SITES; sites++) {
        double width_um = 0.19 * sites;
        fprintf(out,
                "MACRO cell%d\n  CLASS CORE ;\n  ORIGIN 0 0 ;\n  SIZE %.2f BY 1.4 ;\n"
                "  SYMMETRY X Y ;\n  SITE core ;\n",
                sites, width_um);
        put_pin(out, 0, width_um, 1.4);
        put_pin(out, 1, width_um, 0);
        fprintf(out, "END cell%d\n", sites);
    }
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
        put_via(out, cut, STRIPE4 / 2, cut < 4 ? RAIL / 2 : 1400);
    }
    fprintf(out, "END VIAS\n");
}

static void put_components(FILE *out, const die *d) {
    int64_t number = 0;
    fprintf(out, "COMPONENTS %" PRId64 " ;\n", d->cells);
    for (int64_t row = 0; row < d->rows; row++) {
        int64_t here = d->cells * (row + 1) / d->rows - d->cells * row / d->rows;
        for (int64_t i = 0, at = 0; i < here; i++) {
            int64_t share = (d->sites - at) / (here - i);
            int64_t sites = LEAST_SITES + (int64_t)draw(MOST_SITES - LEAST_SITES + 1);
            sites = sites > share ? share : sites;
            at += (int64_t)draw((uint64_t)(share - sites + 1));
            fprintf(out,
                    "- u%" PRId64 " cell%" PRId64 " + PLACED ( %" PRId64 " %" PRId64
                    " ) %s ;\n",
                    number++, sites, at * SITE, row * ROW, row % 2 == 0 ? "N" : "FS");
            at += sites;
        }
    }
    fprintf(out, "END COMPONENTS\n");
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
    fprintf(out, "END SPECIALNETS\nEND DESIGN\n");
}

static die size_of(int64_t cells) {
    double mean_sites = (LEAST_SITES + MOST_SITES) / 2.0;
    double area = (double)cells * mean_sites * SITE * ROW / part_filled;
    int64_t rows = 2 * (int64_t)ceil(sqrt(area) / ROW / 2);
    int64_t sites = (int64_t)ceil(area / ((double)rows * ROW * SITE));
    return (die){cells, rows, sites, sites * SITE, rows * ROW};
}

/* Into FOLDER/NAME; 0 when it worked. */
static int write_file(const char *folder, const char *name, const die *d) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (out != NULL && strstr(name, ".lef") != NULL) {
        put_lef(out);
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
    int64_t cells = argc == 3 ? strtoll(argv[1], NULL, 10) : 0;
    if (cells < 1000) {
        fprintf(stderr, "usage: bench-design CELLS FOLDER (1000 cells at least)\n");
        return 2;
    }
    const die d = size_of(cells);
    return write_file(argv[2], "large.lef", &d) + write_file(argv[2], "large.def", &d) ==
                   0
               ? 0
               : 1;
}
