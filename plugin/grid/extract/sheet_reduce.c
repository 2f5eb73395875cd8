/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/sheet.h"

#include <math.h>
#include <string.h>

static const char DOING[] = "eliminating the mesh of a sheet";

/* The matrix of the cells within its band, and beside it the conductances to each port,
 * or the parts of the current of a spread one. Row i holds columns i - band .. i. */
typedef struct banded {
    size_t cells, ports, band;
    double *matrix; /* cells x (band + 1) */
    double *sides;  /* cells x ports */
    double *direct; /* ports x ports: links, and parts of spread ports in others */
} banded;

static double *entry(banded *b, size_t row, size_t column) {
    return &b->matrix[row * (b->band + 1) + (column + b->band - row)];
}

static void add_link(banded *b, const ird_sheet_mesh *mesh, const ird_sheet_link *link) {
    size_t ends[2] = {link->a, link->b};
    for (int k = 0; k < 2; k++) {
        ends[k] = ends[k] < b->ports ? mesh->joined[ends[k]] : ends[k];
    }
    for (int k = 0; k < 2; k++) {
        if (ends[k] >= b->ports) {
            size_t cell = ends[k] - b->ports;
            *entry(b, cell, cell) += link->siemens;
            if (ends[1 - k] < b->ports) {
                b->sides[cell * b->ports + ends[1 - k]] += link->siemens;
            }
        }
    }
    if (ends[0] >= b->ports && ends[1] >= b->ports) {
        size_t low = ends[0] < ends[1] ? ends[0] : ends[1];
        size_t high = ends[0] < ends[1] ? ends[1] : ends[0];
        *entry(b, high - b->ports, low - b->ports) -= link->siemens;
    } else if (ends[0] < b->ports && ends[1] < b->ports) {
        b->direct[ends[0] * b->ports + ends[1]] += link->siemens;
        b->direct[ends[1] * b->ports + ends[0]] += link->siemens;
    }
}

/* Row by row: matrix = L L^T, and L x = sides in place. A cell without any neighbour is
 * on its own. */
static void factor_rows(banded *b) {
    for (size_t i = 0; i < b->cells; i++) {
        size_t first = i > b->band ? i - b->band : 0;
        double *row = entry(b, i, first);
        double *side = &b->sides[i * b->ports];
        double diagonal = *entry(b, i, i);
        double pivot = diagonal;
        for (size_t k = first; k < i; k++) {
            double sum = row[k - first];
            size_t from = k > b->band && k - b->band > first ? k - b->band : first;
            if (sum == 0 && from >= k) {
                continue;
            }
            const double *other = entry(b, k, from);
            const double *mine = row + (from - first);
            for (size_t j = 0; j < k - from; j++) {
                sum -= mine[j] * other[j];
            }
            sum /= *entry(b, k, k);
            row[k - first] = sum;
            pivot -= sum * sum;
            const double *above = &b->sides[k * b->ports];
            for (size_t p = 0; p < b->ports && sum != 0; p++) {
                side[p] -= sum * above[p];
            }
        }
        pivot = pivot > 1e-13 * diagonal ? sqrt(pivot) : (double)INFINITY;
        *entry(b, i, i) = pivot;
        for (size_t p = 0; p < b->ports; p++) {
            side[p] /= pivot;
        }
    }
}

static void add_share(banded *b, const ird_sheet_mesh *mesh,
                      const ird_sheet_share *share) {
    if (share->node >= b->ports) {
        b->sides[(share->node - b->ports) * b->ports + share->port] += share->part;
    } else {
        uint32_t port = mesh->joined[share->node];
        b->direct[share->port * b->ports + port] += share->part;
        b->direct[port * b->ports + share->port] += share->part;
    }
}

/* m = direct + sides^T sides: between two ports at one potential what conducts, between
 * such a one and a spread one the part of its current that comes out there, between two
 * spread ones their drop for a unit of current. */
static void multiply_sides(banded *b) {
    for (size_t i = 0; i < b->cells; i++) {
        const double *side = &b->sides[i * b->ports];
        for (size_t p = 0; p < b->ports; p++) {
            for (size_t q = 0; q < b->ports; q++) {
                b->direct[p * b->ports + q] += side[p] * side[q];
            }
        }
    }
}

/* One spread port j among others: Y_je = part_e / Z, and Y_ef less by part_e part_f / Z,
 * so that without current at j nothing has changed. Z grows until none is below 0. */
static void settle_one(double *m, size_t ports, size_t j) {
    double z = m[j * ports + j];
    for (size_t e = 0; e < ports; e++) {
        for (size_t f = 0; f < ports; f++) {
            double both = m[e * ports + j] * m[f * ports + j];
            if (e != f && e != j && f != j && both > z * m[e * ports + f] &&
                m[e * ports + f] > 0) {
                z = both / m[e * ports + f];
            }
        }
    }
    for (size_t e = 0; e < ports; e++) {
        for (size_t f = 0; f < ports; f++) {
            if (e != j && f != j) {
                double less = m[e * ports + f] - m[e * ports + j] * m[f * ports + j] / z;
                m[e * ports + f] = fmax(less, 0);
            }
        }
    }
    for (size_t e = 0; e < ports; e++) {
        m[e * ports + j] /= z;
        m[j * ports + e] = m[e * ports + j];
    }
}

ird_status ird_sheet_mesh_reduce(const ird_sheet_mesh *mesh, double *siemens,
                                 bool *is_possible, ird_error *err) {
    size_t ports = mesh->port_count, cells = mesh->cells.count, spread = 0, last = 0;
    banded b = {.cells = cells, .ports = ports, .band = mesh->band, .direct = siemens};
    for (size_t p = 0; p < ports; p++) {
        spread += mesh->is_spread[p];
        last = mesh->is_spread[p] ? p : last;
    }
    *is_possible = spread == 0 || (spread == 1 && ports > 1);
    if (!*is_possible) {
        return IRD_OK;
    }
    memset(siemens, 0, ports * ports * sizeof *siemens);
    b.matrix = ird_alloc_zero(cells * (b.band + 1), sizeof *b.matrix);
    b.sides = ird_alloc_zero(cells * ports, sizeof *b.sides);
    ird_status status =
        b.matrix != NULL && b.sides != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        for (size_t i = 0; i < mesh->links.count; i++) {
            add_link(&b, mesh, &mesh->links.items[i]);
        }
        for (size_t i = 0; i < mesh->shares.count; i++) {
            add_share(&b, mesh, &mesh->shares.items[i]);
        }
        factor_rows(&b);
        multiply_sides(&b);
        if (spread == 1) {
            settle_one(siemens, ports, last);
        }
    }
    ird_free(b.matrix);
    ird_free(b.sides);
    return status;
}
