/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/sheet.h"

#include <math.h>
#include <string.h>

static const char DOING[] = "eliminating the mesh of a sheet";

/* The same source for each instruction set; the loader picks. No sum is reordered, so
 * all give the same numbers. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                   \
    !defined(__SANITIZE_ADDRESS__)
#define MANY_TARGETS __attribute__((target_clones("avx2", "default")))
#else
#define MANY_TARGETS
#endif

enum { STEP = 4 }; /* numbers that are worked on together */

/* The matrix of the cells within its band, and beside it the conductances to each port,
 * or the parts of the current of a spread one. Column j holds rows j .. j + band, and
 * zeros behind them up to its stride: whole steps reach up to STEP - 1 beyond the band.
 */
typedef struct banded {
    size_t cells, ports, band, stride, room;
    double *matrix;    /* cells x stride */
    double *sides;     /* cells x room: the ports, and zeros up to whole steps */
    double *direct;    /* ports x ports: links, and parts of spread ports in others */
    double *diagonals; /* of the cells, before they are eliminated */
} banded;

static double *entry(banded *b, size_t row, size_t column) {
    return &b->matrix[column * b->stride + (row - column)];
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
                b->sides[cell * b->room + ends[1 - k]] += link->siemens;
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

static void subtract(double *from, double times, const double *what, size_t count) {
    for (size_t i = 0; i < count; i++) {
        from[i] -= times * what[i];
    }
}

/* In whole steps, from and what of two columns. */
static inline void subtract_steps(double *restrict from, double times,
                                  const double *restrict what, size_t count) {
    for (size_t i = 0; i < count; i += STEP) {
        for (size_t k = 0; k < STEP; k++) {
            from[i + k] -= times * what[i + k];
        }
    }
}

/* The same for two at once, one after the other. */
static inline void subtract_two(double *restrict from, const double times[2],
                                const double *restrict first,
                                const double *restrict second, size_t count) {
    double a = times[0], b = times[1];
    for (size_t i = 0; i < count; i += STEP) {
        for (size_t k = 0; k < STEP; k++) {
            from[i + k] = (from[i + k] - a * first[i + k]) - b * second[i + k];
        }
    }
}

/* A column that is taken from those behind it: the last row that it has, and 1 over its
 * diagonal; 0 for a cell without any neighbour, which is on its own. */
typedef struct pivot {
    double *column, *side;
    size_t last;
    double inverse;
} pivot;

static inline pivot pivot_at(const banded *b, size_t k) {
    pivot p = {&b->matrix[k * b->stride], &b->sides[k * b->room], 0, 0};
    p.last = b->cells - 1 - k < b->band ? b->cells - 1 - k : b->band;
    while (p.last > 0 && p.column[p.last] == 0) {
        p.last--;
    }
    p.inverse = p.column[0] > 1e-13 * b->diagonals[k] ? 1 / p.column[0] : 0;
    return p;
}

static inline void finish(const pivot *p, size_t room) {
    double scale = sqrt(p->inverse);
    for (size_t i = 0; i < room; i++) {
        p->side[i] *= scale;
    }
}

/* Column by column, each taken from all behind it: matrix = L D L^T, and x of L x = sides
 * divided by the root of D, in place. Two at a time, which halves the traffic of what
 * they are taken from. */
MANY_TARGETS
static void factor_columns(banded *b) {
    const size_t room = b->room, stride = b->stride;
    for (size_t k = 0; k < b->cells; k += 2) {
        pivot p = pivot_at(b, k);
        if (k + 1 == b->cells) {
            finish(&p, room);
            return;
        }
        double times[2] = {p.column[1] * p.inverse, 0};
        if (times[0] != 0) {
            subtract_steps(p.column + stride, times[0], p.column + 1, p.last);
            subtract_steps(p.side + room, times[0], p.side, room);
        }
        pivot next = pivot_at(b, k + 1);
        size_t last = p.last > next.last + 1 ? p.last : next.last + 1;
        for (size_t i = 2; i <= last; i++) {
            times[0] = p.column[i] * p.inverse;
            times[1] = next.column[i - 1] * next.inverse;
            if (times[0] != 0 || times[1] != 0) {
                subtract_two(p.column + i * stride, times, p.column + i,
                             next.column + i - 1, last - i + 1);
                subtract_two(p.side + i * room, times, p.side, next.side, room);
            }
        }
        finish(&p, room);
        finish(&next, room);
    }
}

static void add_share(banded *b, const ird_sheet_mesh *mesh,
                      const ird_sheet_share *share) {
    if (share->node >= b->ports) {
        b->sides[(share->node - b->ports) * b->room + share->port] += share->part;
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
        const double *side = &b->sides[i * b->room];
        for (size_t p = 0; p < b->ports; p++) {
            if (side[p] != 0) {
                subtract(&b->direct[p * b->ports], -side[p], side, b->ports);
            }
        }
    }
}

/* Two parts ask for a conductance below 0 between their ports where together they are
 * more than that between the ports allows. One that is small goes to the other: what the
 * pin has in all stays right, and hardly anything else changes. */
static const double SMALL_PART = 0.2;

static bool move_part(double *m, size_t ports, size_t j, double z) {
    for (size_t e = 0; e < ports; e++) {
        for (size_t f = 0; f < ports; f++) {
            double large = m[e * ports + j], small = m[f * ports + j];
            double most = z * fmax(m[e * ports + f], 0);
            if (e == f || e == j || f == j || large < small || small > SMALL_PART ||
                large * small <= 1.001 * most) {
                continue;
            }
            double kept = most / large;
            m[e * ports + j] = m[j * ports + e] = large + small - kept;
            m[f * ports + j] = m[j * ports + f] = kept;
            return true;
        }
    }
    return false;
}

/* One spread port j among others: Y_je = part_e / Z, and Y_ef less by part_e part_f / Z,
 * so that without current at j nothing has changed. Z grows until none is below 0. */
static bool settle_one(double *m, size_t ports, size_t j, double raise_max) {
    double z = m[j * ports + j], most = raise_max * z;
    for (size_t moves = 0; moves < 8 * ports && move_part(m, ports, j, z); moves++) {
    }
    for (size_t e = 0; e < ports; e++) {
        for (size_t f = 0; f < ports; f++) {
            double both = m[e * ports + j] * m[f * ports + j];
            if (e != f && e != j && f != j && both > z * m[e * ports + f] &&
                m[e * ports + f] > 0) {
                z = both / m[e * ports + f];
            }
        }
    }
    if (z > most) {
        return false;
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
    return true;
}

ird_status ird_sheet_mesh_reduce(const ird_sheet_mesh *mesh, double raise_max,
                                 double *siemens, bool *is_possible, ird_error *err) {
    size_t ports = mesh->port_count, cells = mesh->cells.count, spread = 0, last = 0;
    banded b = {.cells = cells, .ports = ports, .band = mesh->band, .direct = siemens};
    b.stride = (b.band + STEP) / STEP * STEP + STEP; /* band + 1, and a step of zeros */
    b.room = (ports + STEP - 1) / STEP * STEP;
    for (size_t p = 0; p < ports; p++) {
        spread += mesh->is_spread[p];
        last = mesh->is_spread[p] ? p : last;
    }
    *is_possible = spread == 0 || (spread == 1 && ports > 1);
    if (!*is_possible) {
        return IRD_OK;
    }
    memset(siemens, 0, ports * ports * sizeof *siemens);
    b.matrix = ird_alloc_zero(cells * b.stride, sizeof *b.matrix);
    b.sides = ird_alloc_zero(cells * b.room, sizeof *b.sides);
    b.diagonals = ird_alloc_zero(cells, sizeof *b.diagonals);
    ird_status status = b.matrix != NULL && b.sides != NULL && b.diagonals != NULL
                            ? IRD_OK
                            : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        for (size_t i = 0; i < mesh->links.count; i++) {
            add_link(&b, mesh, &mesh->links.items[i]);
        }
        for (size_t i = 0; i < mesh->shares.count; i++) {
            add_share(&b, mesh, &mesh->shares.items[i]);
        }
        for (size_t i = 0; i < cells; i++) {
            b.diagonals[i] = *entry(&b, i, i);
        }
        factor_columns(&b);
        multiply_sides(&b);
        if (spread == 1) {
            *is_possible = settle_one(siemens, ports, last, raise_max);
        }
    }
    ird_free(b.matrix);
    ird_free(b.sides);
    ird_free(b.diagonals);
    return status;
}
