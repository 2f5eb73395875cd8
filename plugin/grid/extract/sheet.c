/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/disjoint.h"
#include "extract/sheet_lines.h"

static const char DOING[] = "meshing the metal of a layer";

#define NO_NODE UINT32_MAX

/* Per cell, row by row along v: the metal in it, and how much of its four edges has metal
 * on the inner side. */
typedef struct cover {
    double area, low_u, high_u, low_v, high_v;
} cover;

typedef struct mesher {
    const ird_sheet *sheet;
    ird_sheet_mesh *mesh;
    ird_sheet_lines u, v;
    size_t columns, rows;
    cover *covers;  /* columns x rows */
    uint32_t *node; /* per cell; NO_NODE without metal */
} mesher;

void ird_sheet_mesh_free(ird_sheet_mesh *mesh) {
    if (mesh != NULL) {
        ird_free(mesh->cells.items);
        ird_free(mesh->links.items);
        ird_free(mesh->shares.items);
        ird_free(mesh->is_spread);
        ird_free(mesh->joined);
        *mesh = (ird_sheet_mesh){0};
    }
}

static size_t at(const mesher *m, size_t column, size_t row) {
    return column * m->rows + row;
}

static double overlap(int64_t a0, int64_t a1, int64_t b0, int64_t b1) {
    int64_t low = a0 > b0 ? a0 : b0, high = a1 < b1 ? a1 : b1;
    return low < high ? (double)(high - low) : 0;
}

static void cover_by(mesher *m, const ird_uv_box *box) {
    const int64_t *u = m->u.items, *v = m->v.items;
    size_t row0 = ird_sheet_lines_cell(&m->v, box->v0_dbu);
    for (size_t i = ird_sheet_lines_cell(&m->u, box->u0_dbu);
         i < m->columns && u[i] < box->u1_dbu; i++) {
        double width = overlap(u[i], u[i + 1], box->u0_dbu, box->u1_dbu);
        for (size_t k = row0; k < m->rows && v[k] < box->v1_dbu; k++) {
            double height = overlap(v[k], v[k + 1], box->v0_dbu, box->v1_dbu);
            cover *c = &m->covers[at(m, i, k)];
            c->area += width * height;
            c->low_u += box->u0_dbu <= u[i] ? height : 0;
            c->high_u += box->u1_dbu >= u[i + 1] ? height : 0;
            c->low_v += box->v0_dbu <= v[k] ? width : 0;
            c->high_v += box->v1_dbu >= v[k + 1] ? width : 0;
        }
    }
}

static void give_to_port(mesher *m, size_t cell, uint32_t port) {
    if (m->covers[cell].area <= 0) {
        return;
    }
    if (m->node[cell] != NO_NODE) {
        ird_disjoint_join(m->mesh->joined, m->node[cell], port);
    }
    m->node[cell] = port;
}

/* Cells whose middle lies in a contact are the contact; at least the one in its middle.
 */
static void place_contact(mesher *m, uint32_t port) {
    const ird_uv_box *box = &m->sheet->ports[port].box;
    const int64_t *u = m->u.items, *v = m->v.items;
    if (box->u0_dbu == box->u1_dbu || box->v0_dbu == box->v1_dbu ||
        m->sheet->ports[port].is_spread) {
        return;
    }
    size_t middle_u =
        ird_sheet_lines_cell(&m->u, box->u0_dbu + (box->u1_dbu - box->u0_dbu) / 2);
    size_t middle_v =
        ird_sheet_lines_cell(&m->v, box->v0_dbu + (box->v1_dbu - box->v0_dbu) / 2);
    give_to_port(m, at(m, middle_u, middle_v), port);
    for (size_t i = ird_sheet_lines_cell(&m->u, box->u0_dbu);
         i < m->columns && u[i] < box->u1_dbu; i++) {
        for (size_t k = ird_sheet_lines_cell(&m->v, box->v0_dbu);
             k < m->rows && v[k] < box->v1_dbu; k++) {
            bool is_inside = u[i] + u[i + 1] >= 2 * box->u0_dbu &&
                             u[i] + u[i + 1] <= 2 * box->u1_dbu &&
                             v[k] + v[k + 1] >= 2 * box->v0_dbu &&
                             v[k] + v[k + 1] <= 2 * box->v1_dbu;
            if (is_inside && (i != middle_u || k != middle_v)) {
                give_to_port(m, at(m, i, k), port);
            }
        }
    }
}

/* Along the shorter side first, so that the band is narrow. */
static ird_status number_cells(mesher *m, ird_error *err) {
    bool by_columns = m->rows <= m->columns;
    size_t outer = by_columns ? m->columns : m->rows;
    size_t inner = by_columns ? m->rows : m->columns;
    ird_status status =
        ird_vec_reserve(&m->mesh->cells, m->columns * m->rows, DOING, err);
    for (size_t o = 0; o < outer && status == IRD_OK; o++) {
        for (size_t n = 0; n < inner; n++) {
            size_t i = by_columns ? o : n, k = by_columns ? n : o;
            size_t cell = at(m, i, k);
            if (m->covers[cell].area > 0 && m->node[cell] == NO_NODE) {
                m->node[cell] = (uint32_t)(m->sheet->port_count + m->mesh->cells.count);
                m->mesh->cells.items[m->mesh->cells.count++] = (ird_sheet_cell){
                    m->u.items[i] + (m->u.items[i + 1] - m->u.items[i]) / 2,
                    m->v.items[k] + (m->v.items[k + 1] - m->v.items[k]) / 2};
            }
        }
    }
    return status;
}

static bool is_port(const mesher *m, uint32_t node) {
    return node < m->sheet->port_count;
}

/* The metal between two cells is as wide as `width`; half the cells are that long. A port
 * has its potential up to its edge. */
static ird_status link_cells(mesher *m, uint32_t a, uint32_t b, double width,
                             double half_a, double half_b, ird_error *err) {
    if (a == NO_NODE || b == NO_NODE || a == b || width <= 0) {
        return IRD_OK;
    }
    double length = (is_port(m, a) ? 0 : half_a) + (is_port(m, b) ? 0 : half_b);
    if (length <= 0) {
        ird_disjoint_join(m->mesh->joined, a, b);
        return IRD_OK;
    }
    if (!is_port(m, a) && !is_port(m, b)) {
        size_t band = a > b ? a - b : b - a;
        m->mesh->band = band > m->mesh->band ? band : m->mesh->band;
    }
    ird_status status = ird_vec_reserve(&m->mesh->links, 1, DOING, err);
    if (status == IRD_OK) {
        m->mesh->links.items[m->mesh->links.count++] =
            (ird_sheet_link){a, b, width / length};
    }
    return status;
}

static double half(const ird_sheet_lines *lines, size_t cell) {
    return (double)(lines->items[cell + 1] - lines->items[cell]) / 2;
}

static ird_status link_all(mesher *m, ird_error *err) {
    ird_status status = IRD_OK;
    for (size_t i = 0; i < m->columns; i++) {
        for (size_t k = 0; k < m->rows && status == IRD_OK; k++) {
            size_t cell = at(m, i, k), right = at(m, i + 1, k), up = cell + 1;
            const cover *c = &m->covers[cell];
            if (c->area <= 0) {
                continue;
            }
            if (i + 1 < m->columns) {
                status = link_cells(m, m->node[cell], m->node[right],
                                    fmin(c->high_u, m->covers[right].low_u),
                                    half(&m->u, i), half(&m->u, i + 1), err);
            }
            if (k + 1 < m->rows && status == IRD_OK) {
                status = link_cells(m, m->node[cell], m->node[up],
                                    fmin(c->high_v, m->covers[up].low_v), half(&m->v, k),
                                    half(&m->v, k + 1), err);
            }
        }
    }
    return status;
}

/* An edge at u, or at v where along_v: the cells on both sides of it. */
static ird_status link_edge(mesher *m, uint32_t port, bool along_v, ird_error *err) {
    const ird_uv_box *box = &m->sheet->ports[port].box;
    const ird_sheet_lines *over = along_v ? &m->v : &m->u;
    const ird_sheet_lines *side = along_v ? &m->u : &m->v;
    int64_t place = along_v ? box->v0_dbu : box->u0_dbu;
    int64_t low = along_v ? box->u0_dbu : box->v0_dbu;
    int64_t high = along_v ? box->u1_dbu : box->v1_dbu;
    size_t after = ird_sheet_lines_cell(over, place);
    after += over->items[after] < place; /* the last line, which begins no cell */
    ird_status status = IRD_OK;
    for (int s = 0; s < 2; s++) {
        size_t o = s == 0 ? after : after - 1;
        if (o >= over->count - 1) {
            continue;
        }
        for (size_t n = ird_sheet_lines_cell(side, low);
             n + 1 < side->count && side->items[n] < high && status == IRD_OK; n++) {
            const size_t cell = along_v ? at(m, n, o) : at(m, o, n);
            const cover *c = &m->covers[cell];
            double width = along_v ? (s == 0 ? c->low_v : c->high_v)
                                   : (s == 0 ? c->low_u : c->high_u);
            status = link_cells(m, port, m->node[cell], width, 0, half(over, o), err);
        }
    }
    return status;
}

static ird_status link_ports(mesher *m, ird_error *err) {
    ird_status status = IRD_OK;
    for (uint32_t p = 0; p < m->sheet->port_count && status == IRD_OK; p++) {
        const ird_uv_box *box = &m->sheet->ports[p].box;
        if (box->u0_dbu == box->u1_dbu) {
            status = link_edge(m, p, false, err);
        } else if (box->v0_dbu == box->v1_dbu) {
            status = link_edge(m, p, true, err);
        }
    }
    return status;
}

/* The metal of the cell that a spread port has, in squares of a database unit. */
static double area_at(const mesher *m, const ird_uv_box *box, size_t i, size_t k) {
    const int64_t *u = m->u.items, *v = m->v.items;
    double part =
        overlap(u[i], u[i + 1], box->u0_dbu, box->u1_dbu) / (double)(u[i + 1] - u[i]) *
        overlap(v[k], v[k + 1], box->v0_dbu, box->v1_dbu) / (double)(v[k + 1] - v[k]);
    return m->node[at(m, i, k)] == NO_NODE ? 0 : part * m->covers[at(m, i, k)].area;
}

static ird_status share_port(mesher *m, uint32_t port, ird_error *err) {
    const ird_uv_box *box = &m->sheet->ports[port].box;
    size_t first = m->mesh->shares.count;
    double sum = 0;
    for (size_t i = ird_sheet_lines_cell(&m->u, box->u0_dbu);
         i < m->columns && m->u.items[i] < box->u1_dbu; i++) {
        for (size_t k = ird_sheet_lines_cell(&m->v, box->v0_dbu);
             k < m->rows && m->v.items[k] < box->v1_dbu; k++) {
            double area = area_at(m, box, i, k);
            if (area > 0) {
                IRD_TRY(ird_vec_reserve(&m->mesh->shares, 1, DOING, err));
                m->mesh->shares.items[m->mesh->shares.count++] =
                    (ird_sheet_share){port, m->node[at(m, i, k)], area};
                sum += area;
            }
        }
    }
    for (size_t i = first; i < m->mesh->shares.count; i++) {
        m->mesh->shares.items[i].part /= sum;
    }
    return IRD_OK;
}

static ird_status share_ports(mesher *m, ird_error *err) {
    for (uint32_t p = 0; p < m->sheet->port_count; p++) {
        m->mesh->is_spread[p] = m->sheet->ports[p].is_spread;
        if (m->mesh->is_spread[p]) {
            IRD_TRY(share_port(m, p, err));
        }
    }
    return IRD_OK;
}

/* Those of a group stand together, or nearly so. */
static void join_groups(mesher *m) {
    const ird_sheet_port *ports = m->sheet->ports;
    for (uint32_t p = 1; p < m->sheet->port_count; p++) {
        for (uint32_t q = p; q-- > 0 && !ports[p].is_spread;) {
            if (ports[q].group == ports[p].group && !ports[q].is_spread) {
                ird_disjoint_join(m->mesh->joined, p, q);
                break;
            }
        }
    }
}

static ird_status mesh_sheet(mesher *m, ird_error *err) {
    const ird_sheet *sheet = m->sheet;
    IRD_TRY(ird_sheet_lines_make(&m->u, &m->v, sheet, err));
    m->columns = m->u.count - 1;
    m->rows = m->v.count - 1;
    m->covers = ird_alloc_zero(m->columns * m->rows, sizeof *m->covers);
    m->node = ird_alloc(m->columns * m->rows, sizeof *m->node);
    m->mesh->joined = ird_alloc(sheet->port_count, sizeof *m->mesh->joined);
    m->mesh->is_spread = ird_alloc(sheet->port_count, sizeof *m->mesh->is_spread);
    if (m->covers == NULL || m->node == NULL || m->mesh->joined == NULL ||
        m->mesh->is_spread == NULL) {
        return ird_fail_memory(err, DOING);
    }
    m->mesh->port_count = sheet->port_count;
    ird_disjoint_reset(m->mesh->joined, sheet->port_count);
    join_groups(m);
    for (size_t i = 0; i < sheet->box_count; i++) {
        cover_by(m, &sheet->boxes[i]);
    }
    memset(m->node, 0xff, m->columns * m->rows * sizeof *m->node);
    for (uint32_t p = 0; p < sheet->port_count; p++) {
        place_contact(m, p);
    }
    IRD_TRY(number_cells(m, err));
    IRD_TRY(link_all(m, err));
    IRD_TRY(link_ports(m, err));
    IRD_TRY(share_ports(m, err));
    for (uint32_t p = 0; p < sheet->port_count; p++) {
        m->mesh->joined[p] = ird_disjoint_find(m->mesh->joined, p);
    }
    return IRD_OK;
}

ird_status ird_sheet_mesh_make(ird_sheet_mesh *mesh, const ird_sheet *sheet,
                               ird_error *err) {
    ird_sheet_mesh made = {0};
    mesher m = {.sheet = sheet, .mesh = &made};
    ird_status status = mesh_sheet(&m, err);
    ird_free(m.u.items);
    ird_free(m.v.items);
    ird_free(m.covers);
    ird_free(m.node);
    if (status != IRD_OK) {
        ird_sheet_mesh_free(&made);
        return status;
    }
    ird_sheet_mesh_free(mesh);
    *mesh = made;
    return IRD_OK;
}
