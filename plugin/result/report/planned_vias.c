/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/planned_vias.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char DOING[] = "writing planned vias";

void ird_planned_vias_free(ird_planned_vias *vias) {
    ird_free(vias->items.items);
    *vias = (ird_planned_vias){0};
}

const char *ird_wire_shape_name(ird_wire_shape shape) {
    static const char *const names[] = {
        [IRD_SHAPE_NONE] = NULL,
        [IRD_SHAPE_RING] = "RING",
        [IRD_SHAPE_PADRING] = "PADRING",
        [IRD_SHAPE_BLOCKRING] = "BLOCKRING",
        [IRD_SHAPE_STRIPE] = "STRIPE",
        [IRD_SHAPE_FOLLOWPIN] = "FOLLOWPIN",
        [IRD_SHAPE_IOWIRE] = "IOWIRE",
        [IRD_SHAPE_COREWIRE] = "COREWIRE",
        [IRD_SHAPE_BLOCKWIRE] = "BLOCKWIRE",
        [IRD_SHAPE_BLOCKAGEWIRE] = "BLOCKAGEWIRE",
        [IRD_SHAPE_FILLWIRE] = "FILLWIRE",
        [IRD_SHAPE_DRCFILL] = "DRCFILL",
    };
    return names[shape];
}

/* --- vias by rules -------------------------------------------------------------------
 */

static int64_t width_of(const ird_rect *box) {
    return box->x1_dbu - box->x0_dbu;
}

static int64_t height_of(const ird_rect *box) {
    return box->y1_dbu - box->y0_dbu;
}

static bool is_centred(const ird_rect *box) {
    return box->x0_dbu == -box->x1_dbu && box->y0_dbu == -box->y1_dbu;
}

static void grow(ird_rect *all, const ird_rect *box) {
    all->x0_dbu = box->x0_dbu < all->x0_dbu ? box->x0_dbu : all->x0_dbu;
    all->y0_dbu = box->y0_dbu < all->y0_dbu ? box->y0_dbu : all->y0_dbu;
    all->x1_dbu = box->x1_dbu > all->x1_dbu ? box->x1_dbu : all->x1_dbu;
    all->y1_dbu = box->y1_dbu > all->y1_dbu ? box->y1_dbu : all->y1_dbu;
}

/* Planned vias are the metal below, the cuts row by row, the metal above (plan/vias.c).
 */
bool ird_planned_via_by_rule(const ird_design *design, int32_t via, ird_via_by_rule *by) {
    const ird_design_via *v = &design->design_vias.items[-1 - via];
    const ird_shape *shapes = design->via_shapes.items + v->first_shape;
    size_t cuts = v->shape_count - 2;
    if (v->planned_by <= 0 || v->shape_count < 3) {
        return false;
    }
    const ird_rect *first = &shapes[1].box, *low = &shapes[0].box;
    const ird_rect *high = &shapes[v->shape_count - 1].box;
    ird_rect all = *first;
    int64_t columns = 0;
    for (size_t i = 1; i <= cuts; i++) {
        grow(&all, &shapes[i].box);
        columns += shapes[i].box.y0_dbu == first->y0_dbu;
    }
    *by = (ird_via_by_rule){.rule = v->planned_by - 1,
                            .bottom = v->bottom,
                            .cut = v->cut,
                            .top = v->top,
                            .cut_x_dbu = width_of(first),
                            .cut_y_dbu = height_of(first),
                            .columns = columns,
                            .rows = (int64_t)cuts / columns};
    if (columns > 1) {
        by->gap_x_dbu = shapes[2].box.x0_dbu - first->x1_dbu;
    }
    if (by->rows > 1) {
        by->gap_y_dbu = shapes[1 + columns].box.y0_dbu - first->y1_dbu;
    }
    if (columns > 1 && by->rows == 1) { /* any would do: one that the rule has */
        by->gap_y_dbu = by->gap_x_dbu;
    } else if (by->rows > 1 && columns == 1) {
        by->gap_x_dbu = by->gap_y_dbu;
    }
    by->bottom_x_dbu = (width_of(low) - width_of(&all)) / 2;
    by->bottom_y_dbu = (height_of(low) - height_of(&all)) / 2;
    by->top_x_dbu = (width_of(high) - width_of(&all)) / 2;
    by->top_y_dbu = (height_of(high) - height_of(&all)) / 2;
    return is_centred(&all) && is_centred(low) && is_centred(high) &&
           by->bottom_x_dbu >= 0 && by->bottom_y_dbu >= 0 && by->top_x_dbu >= 0 &&
           by->top_y_dbu >= 0;
}

/* --- names ---------------------------------------------------------------------------
 */

/* Whether a shape is among those of a via of the DEF, of LEF in um. */
static bool def_has(const ird_design *design, const ird_design_via *via,
                    const ird_shape *shape) {
    for (size_t i = 0; i < via->shape_count; i++) {
        const ird_shape *s = &design->via_shapes.items[via->first_shape + i];
        if (s->layer == shape->layer &&
            memcmp(&s->box, &shape->box, sizeof s->box) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_as_def(const ird_design *design, const ird_design_via *planned,
                        const ird_design_via *via) {
    bool same = planned->shape_count == via->shape_count && planned->cut == via->cut &&
                planned->cut_count == via->cut_count &&
                fabs(planned->resistance_ohm - via->resistance_ohm) <=
                    1e-12 * planned->resistance_ohm;
    for (size_t i = 0; same && i < planned->shape_count; i++) {
        same = def_has(design, via, &design->via_shapes.items[planned->first_shape + i]);
    }
    return same;
}

static bool lef_has(const ird_design *design, const ird_technology *tech,
                    const ird_via *via, const ird_shape *shape) {
    for (size_t i = 0; i < via->shape_count; i++) {
        const ird_shape_um *s = &tech->via_shapes.items[via->first_shape + i];
        const ird_rect box = {ird_dbu_of_um(s->box.x0_um, design->units),
                              ird_dbu_of_um(s->box.y0_um, design->units),
                              ird_dbu_of_um(s->box.x1_um, design->units),
                              ird_dbu_of_um(s->box.y1_um, design->units)};
        if (s->layer == shape->layer && memcmp(&box, &shape->box, sizeof box) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_as_lef(const ird_design *design, const ird_technology *tech,
                        const ird_design_via *planned, const ird_via *via) {
    double ohm = isnan(via->resistance_ohm) ? 0 : via->resistance_ohm;
    bool same = planned->shape_count == via->shape_count && planned->cut == via->cut &&
                planned->cut_count == via->cut_count &&
                fabs(planned->resistance_ohm - ohm) <= 1e-12 * planned->resistance_ohm;
    for (size_t i = 0; same && i < planned->shape_count; i++) {
        same = lef_has(design, tech, via,
                       &design->via_shapes.items[planned->first_shape + i]);
    }
    return same;
}

/* A via of DEF or LEF that is the same; NULL: none. */
static const char *find_same(const ird_design *design, const ird_technology *tech,
                             const ird_design_via *planned) {
    size_t named = ird_names_count(&design->design_via_names);
    for (size_t i = 0; i < named; i++) {
        const char *name = ird_names_get(&design->design_via_names, (int32_t)i);
        if (same_as_def(design, planned, &design->design_vias.items[i]) &&
            strlen(name) < IRD_VIA_NAME_SIZE) {
            return name;
        }
    }
    for (size_t i = 0; i < tech->vias.count; i++) {
        const char *name = ird_names_get(&tech->via_names, (int32_t)i);
        if (same_as_lef(design, tech, planned, &tech->vias.items[i]) &&
            strlen(name) < IRD_VIA_NAME_SIZE) {
            return name;
        }
    }
    return NULL;
}

static bool is_taken(const ird_planned_vias *vias, const ird_design *design,
                     const ird_technology *tech, const char *name) {
    for (size_t i = 0; i < vias->items.count; i++) {
        if (strcmp(vias->items.items[i].name, name) == 0) {
            return true;
        }
    }
    return ird_names_find(&design->design_via_names, name, strlen(name)) >= 0 ||
           ird_names_find(&tech->via_names, name, strlen(name)) >= 0;
}

/* By the cut layer and the number of cuts, and by a number where that is taken. */
static void make_name(const ird_planned_vias *vias, const ird_design *design,
                      const ird_technology *tech, ird_planned_via *via) {
    const ird_design_via *planned = &design->design_vias.items[-1 - via->via];
    const char *layer = ird_names_get(&tech->layer_names, planned->cut);
    int number = 1;
    do {
        snprintf(via->name, sizeof via->name, "irdrop_%.160s_%zu_%d", layer,
                 planned->shape_count - 2, number++);
    } while (is_taken(vias, design, tech, via->name));
}

static int compare_vias(const void *a, const void *b) {
    const ird_planned_via *p = a, *q = b;
    return (p->via > q->via) - (p->via < q->via);
}

static const ird_planned_via *find(const ird_planned_vias *vias, int32_t via) {
    const ird_planned_via key = {.via = via};
    return vias->items.count > 0 ? bsearch(&key, vias->items.items, vias->items.count,
                                           sizeof key, compare_vias)
                                 : NULL;
}

const char *ird_planned_vias_name(const ird_planned_vias *vias, int32_t via) {
    return find(vias, via)->name;
}

ird_status ird_planned_vias_make(ird_planned_vias *vias, const ird_design *design,
                                 const ird_technology *tech, const bool *wanted,
                                 ird_error *err) {
    size_t count = design->design_vias.count;
    bool *is_used = ird_alloc_zero(count, sizeof *is_used);
    ird_planned_vias made = {0};
    ird_status status = is_used != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    for (size_t n = 0; n < design->special_nets.count && status == IRD_OK; n++) {
        const ird_special_net *net = &design->special_nets.items[n];
        for (size_t i = 0; wanted[n] && i < net->planned_vias; i++) {
            const ird_via_at *at =
                &design->via_places.items[ird_first_planned_via(net) + i];
            is_used[-1 - at->via] = true;
        }
    }
    for (size_t i = count; i-- > 0 && status == IRD_OK;) {
        if (!is_used[i]) {
            continue;
        }
        ird_planned_via via = {.via = -1 - (int32_t)i};
        const char *name = find_same(design, tech, &design->design_vias.items[i]);
        via.is_new = name == NULL;
        if (name != NULL) {
            memcpy(via.name, name, strlen(name) + 1);
        } else {
            make_name(&made, design, tech, &via);
        }
        status = ird_vec_reserve(&made.items, 1, DOING, err);
        if (status == IRD_OK) {
            made.items.items[made.items.count++] = via;
        }
    }
    ird_free(is_used);
    if (status != IRD_OK) {
        ird_planned_vias_free(&made);
        return status;
    }
    ird_planned_vias_free(vias);
    *vias = made;
    return IRD_OK;
}
