/* SPDX-License-Identifier: BSD-3-Clause */
#include "metal/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/disjoint.h"
#include "metal/sheet_parts.h"

static const char DOING[] = "meshing the metal of a layer";

#define NO_NODE UINT32_MAX

typedef struct mesher {
    const ird_sheet *sheet;
    ird_sheet_mesh *mesh;
    ird_sheet_parts parts; /* of the cells; each one is a node, a port or a cell */
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

static void give_to_port(mesher *m, size_t cell, uint32_t port) {
    const ird_uv_box *box = &m->sheet->ports[port].box;
    for (uint32_t i = m->parts.starts[cell]; i < m->parts.starts[cell + 1]; i++) {
        ird_sheet_part *part = &m->parts.items.items[i];
        if (ird_sheet_area_in(&m->parts, part, cell, box) <= 0) {
            continue;
        }
        if (part->node != NO_NODE) {
            ird_disjoint_join(m->mesh->joined, part->node, port);
        }
        part->node = port;
    }
}

/* Cells whose middle lies in a contact are the contact; at least the one in its middle.
 */
static void place_contact(mesher *m, uint32_t port) {
    const ird_uv_box *box = &m->sheet->ports[port].box;
    const ird_sheet_lines *lines_u = &m->parts.u, *lines_v = &m->parts.v;
    const int64_t *u = lines_u->items, *v = lines_v->items;
    if (box->u0_dbu == box->u1_dbu || box->v0_dbu == box->v1_dbu ||
        m->sheet->ports[port].is_spread) {
        return;
    }
    size_t middle_u =
        ird_sheet_lines_cell(lines_u, box->u0_dbu + (box->u1_dbu - box->u0_dbu) / 2);
    size_t middle_v =
        ird_sheet_lines_cell(lines_v, box->v0_dbu + (box->v1_dbu - box->v0_dbu) / 2);
    give_to_port(m, ird_sheet_cell_at(&m->parts, middle_u, middle_v), port);
    for (size_t i = ird_sheet_lines_cell(lines_u, box->u0_dbu);
         i < m->parts.columns && u[i] < box->u1_dbu; i++) {
        for (size_t k = ird_sheet_lines_cell(lines_v, box->v0_dbu);
             k < m->parts.rows && v[k] < box->v1_dbu; k++) {
            bool is_inside = u[i] + u[i + 1] >= 2 * box->u0_dbu &&
                             u[i] + u[i + 1] <= 2 * box->u1_dbu &&
                             v[k] + v[k + 1] >= 2 * box->v0_dbu &&
                             v[k] + v[k + 1] <= 2 * box->v1_dbu;
            if (is_inside && (i != middle_u || k != middle_v)) {
                give_to_port(m, ird_sheet_cell_at(&m->parts, i, k), port);
            }
        }
    }
}

/* Along the shorter side first, so that the band is narrow. */
static ird_status number_cells(mesher *m, ird_error *err) {
    ird_sheet_parts *parts = &m->parts;
    bool by_columns = parts->rows <= parts->columns;
    size_t outer = by_columns ? parts->columns : parts->rows;
    size_t inner = by_columns ? parts->rows : parts->columns;
    IRD_TRY(ird_vec_reserve(&m->mesh->cells, parts->items.count, DOING, err));
    for (size_t o = 0; o < outer; o++) {
        for (size_t n = 0; n < inner; n++) {
            size_t i = by_columns ? o : n, k = by_columns ? n : o;
            size_t cell = ird_sheet_cell_at(parts, i, k);
            for (uint32_t p = parts->starts[cell]; p < parts->starts[cell + 1]; p++) {
                if (parts->items.items[p].node != NO_NODE) {
                    continue;
                }
                parts->items.items[p].node =
                    (uint32_t)(m->sheet->port_count + m->mesh->cells.count);
                m->mesh->cells.items[m->mesh->cells.count++] = (ird_sheet_cell){
                    parts->u.items[i] + (parts->u.items[i + 1] - parts->u.items[i]) / 2,
                    parts->v.items[k] + (parts->v.items[k + 1] - parts->v.items[k]) / 2};
            }
        }
    }
    return IRD_OK;
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
    IRD_TRY(ird_vec_reserve(&m->mesh->links, 1, DOING, err));
    m->mesh->links.items[m->mesh->links.count++] = (ird_sheet_link){a, b, width / length};
    return IRD_OK;
}

static double half(const ird_sheet_lines *lines, size_t cell) {
    return (double)(lines->items[cell + 1] - lines->items[cell]) / 2;
}

/* Two cells, the second one beyond the first along u or v. */
static ird_status link_next(mesher *m, size_t cell, size_t next, bool along_v,
                            double half_a, double half_b, ird_error *err) {
    const ird_sheet_parts *parts = &m->parts;
    for (uint32_t i = parts->starts[cell]; i < parts->starts[cell + 1]; i++) {
        const ird_sheet_part *a = &parts->items.items[i];
        for (uint32_t k = parts->starts[next]; k < parts->starts[next + 1]; k++) {
            const ird_sheet_part *b = &parts->items.items[k];
            /* Most are whole, and so is the edge between them. */
            bool are_whole = a->count == 0 && b->count == 0;
            double width = are_whole
                               ? b->edge[along_v ? IRD_SHEET_LOW_V : IRD_SHEET_LOW_U]
                               : ird_sheet_common(parts, a, b, along_v);
            IRD_TRY(link_cells(m, a->node, b->node, width, half_a, half_b, err));
        }
    }
    return IRD_OK;
}

static ird_status link_all(mesher *m, ird_error *err) {
    const ird_sheet_parts *parts = &m->parts;
    IRD_TRY(ird_vec_reserve(&m->mesh->links, 2 * parts->items.count, DOING, err));
    for (size_t i = 0; i < parts->columns; i++) {
        for (size_t k = 0; k < parts->rows; k++) {
            size_t cell = ird_sheet_cell_at(parts, i, k);
            if (parts->starts[cell] == parts->starts[cell + 1]) {
                continue;
            }
            if (i + 1 < parts->columns) {
                IRD_TRY(link_next(m, cell, ird_sheet_cell_at(parts, i + 1, k), false,
                                  half(&parts->u, i), half(&parts->u, i + 1), err));
            }
            if (k + 1 < parts->rows) {
                IRD_TRY(link_next(m, cell, cell + 1, true, half(&parts->v, k),
                                  half(&parts->v, k + 1), err));
            }
        }
    }
    return IRD_OK;
}

/* An edge at u, or at v where along_v: the cells on both sides of it. */
static ird_status link_edge(mesher *m, uint32_t port, bool along_v, ird_error *err) {
    const ird_uv_box *box = &m->sheet->ports[port].box;
    const ird_sheet_parts *parts = &m->parts;
    const ird_sheet_lines *over = along_v ? &parts->v : &parts->u;
    const ird_sheet_lines *across = along_v ? &parts->u : &parts->v;
    int64_t place = along_v ? box->v0_dbu : box->u0_dbu;
    int64_t low = along_v ? box->u0_dbu : box->v0_dbu;
    int64_t high = along_v ? box->u1_dbu : box->v1_dbu;
    size_t after = ird_sheet_lines_cell(over, place);
    after += over->items[after] < place; /* the last line, which begins no cell */
    for (int s = 0; s < 2; s++) {
        size_t o = s == 0 ? after : after - 1;
        if (o >= over->count - 1) {
            continue;
        }
        ird_sheet_side side = along_v ? (s == 0 ? IRD_SHEET_LOW_V : IRD_SHEET_HIGH_V)
                                      : (s == 0 ? IRD_SHEET_LOW_U : IRD_SHEET_HIGH_U);
        for (size_t n = ird_sheet_lines_cell(across, low);
             n + 1 < across->count && across->items[n] < high; n++) {
            size_t cell =
                along_v ? ird_sheet_cell_at(parts, n, o) : ird_sheet_cell_at(parts, o, n);
            for (uint32_t i = parts->starts[cell]; i < parts->starts[cell + 1]; i++) {
                const ird_sheet_part *part = &parts->items.items[i];
                IRD_TRY(link_cells(m, port, part->node, part->edge[side], 0,
                                   half(over, o), err));
            }
        }
    }
    return IRD_OK;
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

static ird_status share_cell(mesher *m, uint32_t port, size_t cell, double *sum,
                             ird_error *err) {
    const ird_sheet_parts *parts = &m->parts;
    for (uint32_t i = parts->starts[cell]; i < parts->starts[cell + 1]; i++) {
        const ird_sheet_part *part = &parts->items.items[i];
        double area = ird_sheet_area_in(parts, part, cell, &m->sheet->ports[port].box);
        if (area > 0) {
            IRD_TRY(ird_vec_reserve(&m->mesh->shares, 1, DOING, err));
            m->mesh->shares.items[m->mesh->shares.count++] =
                (ird_sheet_share){port, part->node, area};
            *sum += area;
        }
    }
    return IRD_OK;
}

static ird_status share_port(mesher *m, uint32_t port, ird_error *err) {
    const ird_uv_box *box = &m->sheet->ports[port].box;
    const ird_sheet_lines *u = &m->parts.u, *v = &m->parts.v;
    size_t first = m->mesh->shares.count;
    double sum = 0;
    for (size_t i = ird_sheet_lines_cell(u, box->u0_dbu);
         i < m->parts.columns && u->items[i] < box->u1_dbu; i++) {
        for (size_t k = ird_sheet_lines_cell(v, box->v0_dbu);
             k < m->parts.rows && v->items[k] < box->v1_dbu; k++) {
            IRD_TRY(share_cell(m, port, ird_sheet_cell_at(&m->parts, i, k), &sum, err));
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
    IRD_TRY(ird_sheet_parts_make(&m->parts, sheet, err));
    m->mesh->joined = ird_alloc(sheet->port_count, sizeof *m->mesh->joined);
    m->mesh->is_spread = ird_alloc(sheet->port_count, sizeof *m->mesh->is_spread);
    if (m->mesh->joined == NULL || m->mesh->is_spread == NULL) {
        return ird_fail_memory(err, DOING);
    }
    m->mesh->port_count = sheet->port_count;
    ird_disjoint_reset(m->mesh->joined, sheet->port_count);
    join_groups(m);
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
    ird_sheet_parts_free(&m.parts);
    if (status != IRD_OK) {
        ird_sheet_mesh_free(&made);
        return status;
    }
    ird_sheet_mesh_free(mesh);
    *mesh = made;
    return IRD_OK;
}
