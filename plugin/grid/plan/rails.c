/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Rails along the rows.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "design/net_pins.h"
#include "plan/laying.h"

static const char DOING[] = "laying rails";

/* A rail of a cell: its middle over the lower edge of the cell. */
typedef struct cell_rail {
    int32_t layer;
    double middle_um, half_um;
} cell_rail;

/* The rails that cells of a height have on a net. */
typedef struct cell_rails {
    double height_um;
    IRD_VEC(cell_rail) items;
} cell_rails;

/* A rail of the design. */
typedef struct rail {
    int32_t layer;
    int64_t y0_dbu, y1_dbu, x0_dbu, x1_dbu;
} rail;

typedef struct rails {
    ird_laying *laying;
    const ird_plan_line *line;
    int32_t layer;   /* that the line gives; -1 */
    bool *is_on_net; /* per pin name of the technology */
    ird_pin_use use; /* of the net */
    bool is_by_use;
    IRD_VEC(cell_rails) heights;
    IRD_VEC(rail) items;
} rails;

static void free_rails(rails *r) {
    for (size_t i = 0; i < r->heights.count; i++) {
        ird_free(r->heights.items[i].items.items);
    }
    ird_free(r->heights.items);
    ird_free(r->items.items);
    ird_free(r->is_on_net);
}

/* Which pin names are on the net, whatever the instance: those that it names in any way,
 * and its own. */
static ird_status name_pins(rails *r, int32_t net) {
    const ird_technology *tech = r->laying->tech;
    const ird_design *design = &r->laying->view;
    const char *name = ird_names_get(&design->special_net_names, net);
    int32_t own = ird_names_find(&tech->pin_names, name, strlen(name));
    ird_net_pins pins = {0};
    r->is_on_net = ird_alloc_zero(ird_names_count(&tech->pin_names), sizeof(bool));
    if (r->is_on_net == NULL) {
        return ird_fail_memory(r->laying->err, DOING);
    }
    IRD_TRY(ird_net_pins_make(&pins, design, tech, net, r->laying->err));
    for (size_t i = 0; i < ird_names_count(&tech->pin_names); i++) {
        r->is_on_net[i] = pins.every[i] || (int32_t)i == own;
    }
    for (size_t i = 0; i < pins.single_count; i++) {
        r->is_on_net[pins.single[i].pin] = true;
    }
    r->is_by_use = pins.is_by_use;
    r->use = pins.use;
    ird_net_pins_free(&pins);
    return IRD_OK;
}

/* A pin at an edge of the cell is half of a rail that the next row shares, or reaches
 * over the edge already: as wide on both sides. */
static cell_rail rail_of(const ird_shape_um *shape, double height_um) {
    const double edges[] = {0, height_um};
    const ird_rect_um *box = &shape->box;
    for (size_t i = 0; i < 2; i++) {
        double below = edges[i] - box->y0_um, above = box->y1_um - edges[i];
        if (below >= -1e-6 && above >= -1e-6) {
            return (cell_rail){shape->layer, edges[i], fmax(below, above)};
        }
    }
    return (cell_rail){shape->layer, (box->y0_um + box->y1_um) / 2,
                       (box->y1_um - box->y0_um) / 2};
}

/* Rails of the pin: shapes that run the width of the cell. */
static ird_status add_pin(rails *r, cell_rails *to, const ird_macro *macro,
                          const ird_macro_pin *pin, bool any_layer) {
    const ird_technology *tech = r->laying->tech;
    for (size_t s = 0; s < pin->shape_count; s++) {
        const ird_shape_um *shape = &tech->pin_shapes.items[pin->first_shape + s];
        bool spans =
            shape->box.x0_um <= 1e-6 && shape->box.x1_um >= macro->width_um - 1e-6;
        if (!spans || shape->layer < 0 ||
            tech->layers.items[shape->layer].kind != IRD_LAYER_ROUTING ||
            (!any_layer && shape->layer != r->layer)) {
            continue;
        }
        IRD_TRY(ird_vec_reserve(&to->items, 1, DOING, r->laying->err));
        to->items.items[to->items.count++] = rail_of(shape, macro->height_um);
    }
    return IRD_OK;
}

/* The rails of the first cell of the height that has some. */
static ird_status search_cells(rails *r, cell_rails *to, bool any_layer) {
    const ird_technology *tech = r->laying->tech;
    for (size_t m = 0; m < tech->macros.count && to->items.count == 0; m++) {
        const ird_macro *macro = &tech->macros.items[m];
        if (macro->class_ != IRD_MACRO_CORE ||
            fabs(macro->height_um - to->height_um) > 1e-6) {
            continue;
        }
        for (size_t k = 0; k < macro->pin_count; k++) {
            const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + k];
            if (pin->use == r->use && (r->is_by_use || r->is_on_net[pin->name])) {
                IRD_TRY(add_pin(r, to, macro, pin, any_layer));
            }
        }
    }
    return IRD_OK;
}

/* Of pins that run on several layers, one over the other, the highest takes the rail: the
 * cells join the others to it. */
static void keep_highest(cell_rails *of) {
    int32_t top = -1;
    size_t kept = 0;
    for (size_t i = 0; i < of->items.count; i++) {
        top = of->items.items[i].layer > top ? of->items.items[i].layer : top;
    }
    for (size_t i = 0; i < of->items.count; i++) {
        if (of->items.items[i].layer == top) {
            of->items.items[kept++] = of->items.items[i];
        }
    }
    of->items.count = kept;
}

static ird_status rails_of_height(rails *r, double height_um, const cell_rails **found) {
    for (size_t i = 0; i < r->heights.count; i++) {
        if (fabs(r->heights.items[i].height_um - height_um) < 1e-6) {
            *found = &r->heights.items[i];
            return IRD_OK;
        }
    }
    IRD_TRY(ird_vec_reserve(&r->heights, 1, DOING, r->laying->err));
    cell_rails *made = &r->heights.items[r->heights.count++];
    *made = (cell_rails){.height_um = height_um};
    if (r->layer >= 0) {
        IRD_TRY(search_cells(r, made, false));
    }
    IRD_TRY(search_cells(r, made, true));
    keep_highest(made);
    *found = made;
    return IRD_OK;
}

/* One line of sites. */
static ird_status add_row(rails *r, const ird_row *row, int64_t y_dbu,
                          const ird_site *site, const cell_rails *cell) {
    int64_t units = r->laying->view.units;
    bool flips = row->orient == IRD_ORIENT_S || row->orient == IRD_ORIENT_FS;
    for (size_t i = 0; i < cell->items.count; i++) {
        const cell_rail *of = &cell->items.items[i];
        double middle_um = flips ? cell->height_um - of->middle_um : of->middle_um;
        double half_um = r->line->width_um > 0 ? r->line->width_um / 2 : of->half_um;
        int64_t width = ird_dbu_of_um(2 * half_um, units);
        int64_t low = y_dbu + ird_dbu_of_um(middle_um, units) - width / 2;
        int64_t x1 = row->at.x_dbu + (row->count_x - 1) * row->step_x_dbu +
                     ird_dbu_of_um(site->width_um, units);
        IRD_TRY(ird_vec_reserve(&r->items, 1, DOING, r->laying->err));
        r->items.items[r->items.count++] = (rail){r->layer >= 0 ? r->layer : of->layer,
                                                  low, low + width, row->at.x_dbu, x1};
    }
    return IRD_OK;
}

static ird_status add_rows(rails *r) {
    const ird_design *design = &r->laying->view;
    const ird_technology *tech = r->laying->tech;
    for (size_t i = 0; i < design->rows.count; i++) {
        const ird_row *row = &design->rows.items[i];
        const char *name = ird_names_get(&design->keyword_names, row->site);
        int32_t site = ird_names_find(&tech->site_names, name, strlen(name));
        const cell_rails *cell;
        if (site < 0 || ird_orient_swaps(row->orient)) {
            continue;
        }
        IRD_TRY(rails_of_height(r, tech->sites.items[site].height_um, &cell));
        for (int64_t k = 0; k < row->count_y; k++) {
            IRD_TRY(add_row(r, row, row->at.y_dbu + k * row->step_y_dbu,
                            &tech->sites.items[site], cell));
        }
    }
    return IRD_OK;
}

static int compare_rails(const void *a, const void *b) {
    const rail *p = a, *q = b;
    if (p->layer != q->layer) {
        return p->layer < q->layer ? -1 : 1;
    }
    if (p->y0_dbu != q->y0_dbu) {
        return p->y0_dbu < q->y0_dbu ? -1 : 1;
    }
    if (p->y1_dbu != q->y1_dbu) {
        return p->y1_dbu < q->y1_dbu ? -1 : 1;
    }
    return (p->x0_dbu > q->x0_dbu) - (p->x0_dbu < q->x0_dbu);
}

/* Rails of neighbouring rows lie on each other: each once. */
static void unite(rails *r) {
    rail *items = r->items.items;
    size_t kept = 0;
    if (r->items.count > 1) {
        qsort(items, r->items.count, sizeof *items, compare_rails);
    }
    for (size_t i = 0; i < r->items.count; i++) {
        rail *last = kept > 0 ? &items[kept - 1] : NULL;
        bool goes_on = last != NULL && last->layer == items[i].layer &&
                       last->y0_dbu == items[i].y0_dbu &&
                       last->y1_dbu == items[i].y1_dbu && last->x1_dbu >= items[i].x0_dbu;
        if (goes_on) {
            last->x1_dbu =
                items[i].x1_dbu > last->x1_dbu ? items[i].x1_dbu : last->x1_dbu;
        } else {
            items[kept++] = items[i];
        }
    }
    r->items.count = kept;
}

/* Those whose middle lies in the region, cut to it. */
static ird_status emit(rails *r, int32_t net) {
    ird_rect region = ird_plan_region_of(r->line, &r->laying->view);
    for (size_t i = 0; i < r->items.count; i++) {
        const rail *of = &r->items.items[i];
        int64_t middle = of->y0_dbu + (of->y1_dbu - of->y0_dbu) / 2;
        int64_t x0 = of->x0_dbu > region.x0_dbu ? of->x0_dbu : region.x0_dbu;
        int64_t x1 = of->x1_dbu < region.x1_dbu ? of->x1_dbu : region.x1_dbu;
        if (middle < region.y0_dbu || middle > region.y1_dbu || x0 >= x1) {
            continue;
        }
        IRD_TRY(ird_laying_add(r->laying, net, of->layer, true, IRD_SHAPE_FOLLOWPIN,
                               (ird_rect){x0, of->y0_dbu, x1, of->y1_dbu}));
    }
    return IRD_OK;
}

static ird_status check_found(const rails *r) {
    if (r->items.count > 0) {
        return IRD_OK;
    }
    ird_status status = ird_fail(
        r->laying->err, IRD_PLAN_NO_RAILS,
        r->laying->view.rows.count == 0
            ? "the design has no ROWs for rails of net %.100s to follow; initialize the "
              "floorplan with rows, or give stripes"
            : "no CORE cell of the height of a row has a supply pin of net %.100s that "
              "runs its width; read the LEF of the cells, or give stripes",
        r->line->net);
    ird_error_detail(r->laying->err, r->line->net, strlen(r->line->net));
    return status;
}

ird_status ird_laying_add_rails(ird_laying *laying, const ird_plan_line *line,
                                int32_t net) {
    rails r = {.laying = laying, .line = line, .layer = -1};
    ird_status status = IRD_OK;
    if (line->layer != NULL) {
        status = ird_laying_layer(laying, line->layer, &r.layer);
    }
    if (status == IRD_OK && (status = name_pins(&r, net)) == IRD_OK &&
        (status = add_rows(&r)) == IRD_OK && (status = check_found(&r)) == IRD_OK) {
        unite(&r);
        status = emit(&r, net);
    }
    free_rails(&r);
    return status;
}
