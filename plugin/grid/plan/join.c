/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Vias where the metal of a net crosses.
 */
#include <stdlib.h>
#include <string.h>

#include "design/net_pins.h"
#include "design/point_set.h"
#include "plan/vias.h"

static const char DOING[] = "joining stripes";

/* Spacing of vias between metals that run along each other. */
static const double ALONG_UM = 10.0;

/* A common part that is not so many times as long as wide is like a crossing. */
enum { ALONG_SIDES = 4 };

typedef struct metal {
    ird_rect box;
    bool is_planned, runs_x;
} metal;

/* Metal of a net on a layer, in order across most of it. */
typedef struct metals {
    IRD_VEC(metal) items;
    size_t running_x;
    bool by_y;          /* in order of low y, else of low x */
    int64_t widest_dbu; /* in that direction */
} metals;

/* Where two metals lie on each other. */
typedef struct crossing {
    ird_rect box;
    bool low_runs_x, high_runs_x;
} crossing;

typedef struct joining {
    ird_laying *laying;
    ird_via_kitchen *kitchen;
    int32_t net;
    size_t layer_count;
    metals *wires;       /* by layer: rails and stripes, planned and of the DEF */
    metals *block_pins;  /* joined upwards */
    metals *def_pins;    /* joined both ways */
    ird_point_set *vias; /* by cut layer */
    IRD_VEC(crossing) crossings;
    const ird_rect *within; /* where metal that is not planned is joined, too; or NULL */
} joining;

static void free_lists(const joining *j, metals *lists) {
    for (size_t i = 0; lists != NULL && i < j->layer_count; i++) {
        ird_free(lists[i].items.items);
    }
    ird_free(lists);
}

static void free_joining(joining *j) {
    free_lists(j, j->wires);
    free_lists(j, j->block_pins);
    free_lists(j, j->def_pins);
    for (size_t i = 0; j->vias != NULL && i < j->layer_count; i++) {
        ird_point_set_free(&j->vias[i]);
    }
    ird_free(j->vias);
    ird_free(j->crossings.items);
}

static ird_status create(joining *j, ird_laying *laying) {
    j->laying = laying;
    j->layer_count = laying->tech->layers.count;
    j->wires = ird_alloc_zero(j->layer_count, sizeof *j->wires);
    j->block_pins = ird_alloc_zero(j->layer_count, sizeof *j->block_pins);
    j->def_pins = ird_alloc_zero(j->layer_count, sizeof *j->def_pins);
    j->vias = ird_alloc_zero(j->layer_count, sizeof *j->vias);
    bool has_room = j->wires != NULL && j->block_pins != NULL && j->def_pins != NULL &&
                    j->vias != NULL;
    return has_room ? IRD_OK : ird_fail_memory(laying->err, DOING);
}

/* --- gathering -----------------------------------------------------------------------
 */

static ird_status add_metal(joining *j, metals *lists, int32_t layer, ird_rect box,
                            bool is_planned) {
    if (layer < 0 || j->laying->tech->layers.items[layer].kind != IRD_LAYER_ROUTING) {
        return IRD_OK;
    }
    metals *to = &lists[layer];
    bool runs_x = box.x1_dbu - box.x0_dbu >= box.y1_dbu - box.y0_dbu;
    IRD_TRY(ird_vec_reserve(&to->items, 1, DOING, j->laying->err));
    to->items.items[to->items.count++] = (metal){box, is_planned, runs_x};
    to->running_x += runs_x;
    return IRD_OK;
}

static ird_status gather_wires(joining *j) {
    const ird_design *design = &j->laying->view;
    const ird_special_net *net = &design->special_nets.items[j->net];
    const ird_laying_net *planned = &j->laying->nets.items[j->net];
    for (size_t i = 0; i < net->wire_count; i++) {
        const ird_wire *wire = &design->wires.items[net->first_wire + i];
        if (ird_wire_is_grid(wire)) {
            IRD_TRY(add_metal(j, j->wires, wire->layer, wire->box, false));
        }
    }
    for (size_t i = 0; i < planned->wires.count; i++) {
        const ird_wire *wire = &planned->wires.items[i];
        IRD_TRY(add_metal(j, j->wires, wire->layer, wire->box, true));
    }
    return IRD_OK;
}

/* Cells in rows get their supply by touching rails, all others by vias. */
static bool is_cell_in_row(const ird_macro *macro) {
    return macro->class_ == IRD_MACRO_CORE || macro->class_ == IRD_MACRO_ENDCAP;
}

static ird_status gather_pin(joining *j, size_t component, const ird_macro_pin *pin) {
    const ird_design *design = &j->laying->view;
    const ird_technology *tech = j->laying->tech;
    const ird_component *placed = &design->components.items[component];
    const ird_macro *macro = &tech->macros.items[placed->macro];
    ird_point size = {ird_dbu_of_um(macro->width_um, design->units),
                      ird_dbu_of_um(macro->height_um, design->units)};
    for (size_t s = 0; s < pin->shape_count; s++) {
        const ird_shape_um *um = &tech->pin_shapes.items[pin->first_shape + s];
        ird_rect box = {ird_dbu_of_um(um->box.x0_um, design->units),
                        ird_dbu_of_um(um->box.y0_um, design->units),
                        ird_dbu_of_um(um->box.x1_um, design->units),
                        ird_dbu_of_um(um->box.y1_um, design->units)};
        box = ird_rect_placed(box, size, placed->orient, placed->at);
        IRD_TRY(add_metal(j, j->block_pins, um->layer, box, false));
    }
    return IRD_OK;
}

static ird_status gather_block_pins(joining *j) {
    const ird_design *design = &j->laying->view;
    const ird_technology *tech = j->laying->tech;
    ird_net_pins pins = {0};
    ird_status status = ird_net_pins_make(&pins, design, tech, j->net, j->laying->err);
    for (size_t i = 0; i < design->components.count && status == IRD_OK; i++) {
        const ird_component *placed = &design->components.items[i];
        const ird_macro *macro = &tech->macros.items[placed->macro];
        if (is_cell_in_row(macro) || placed->placement == IRD_UNPLACED) {
            continue;
        }
        for (size_t k = 0; k < macro->pin_count && status == IRD_OK; k++) {
            const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + k];
            if (ird_net_pins_has(&pins, (int32_t)i, pin)) {
                status = gather_pin(j, i, pin);
            }
        }
    }
    ird_net_pins_free(&pins);
    return status;
}

/* Those on a layer with wires touch them. */
static ird_status gather_def_pins(joining *j) {
    const ird_design *design = &j->laying->view;
    const char *name = ird_names_get(&design->special_net_names, j->net);
    int32_t net = ird_names_find(&design->net_names, name, strlen(name));
    for (size_t i = 0; i < design->pins.count && net >= 0; i++) {
        const ird_pin *pin = &design->pins.items[i];
        for (size_t k = 0; pin->net == net && k < pin->shape_count; k++) {
            const ird_shape *shape = &design->pin_shapes.items[pin->first_shape + k];
            if (shape->layer >= 0 && j->wires[shape->layer].items.count == 0) {
                IRD_TRY(add_metal(j, j->def_pins, shape->layer, shape->box, false));
            }
        }
    }
    return IRD_OK;
}

static ird_status gather_vias(joining *j) {
    const ird_design *design = &j->laying->view;
    const ird_technology *tech = j->laying->tech;
    const ird_special_net *net = &design->special_nets.items[j->net];
    for (size_t i = 0; i < net->via_count; i++) {
        const ird_via_at *place = &design->via_places.items[net->first_via + i];
        int32_t cut = place->via >= 0 ? tech->vias.items[place->via].cut
                                      : design->design_vias.items[-1 - place->via].cut;
        if (cut >= 0) {
            IRD_TRY(ird_point_set_add(&j->vias[cut], place->at, DOING, j->laying->err));
        }
    }
    return IRD_OK;
}

static void sort_vias(joining *j) {
    for (size_t i = 0; i < j->layer_count; i++) {
        ird_point_set_sort(&j->vias[i]);
    }
}

static int64_t low_of(const metals *list, const ird_rect *box) {
    return list->by_y ? box->y0_dbu : box->x0_dbu;
}

static int64_t high_of(const metals *list, const ird_rect *box) {
    return list->by_y ? box->y1_dbu : box->x1_dbu;
}

static int compare_by_x(const void *a, const void *b) {
    const metal *x = a, *y = b;
    return (x->box.x0_dbu > y->box.x0_dbu) - (x->box.x0_dbu < y->box.x0_dbu);
}

static int compare_by_y(const void *a, const void *b) {
    const metal *x = a, *y = b;
    return (x->box.y0_dbu > y->box.y0_dbu) - (x->box.y0_dbu < y->box.y0_dbu);
}

static void sort_metals(const joining *j, metals *lists) {
    for (size_t i = 0; i < j->layer_count; i++) {
        metals *list = &lists[i];
        list->by_y = 2 * list->running_x > list->items.count;
        if (list->items.count > 1) {
            qsort(list->items.items, list->items.count, sizeof *list->items.items,
                  list->by_y ? compare_by_y : compare_by_x);
        }
        for (size_t k = 0; k < list->items.count; k++) {
            const ird_rect *box = &list->items.items[k].box;
            int64_t width = high_of(list, box) - low_of(list, box);
            list->widest_dbu = width > list->widest_dbu ? width : list->widest_dbu;
        }
    }
}

static ird_status gather(joining *j) {
    IRD_TRY(gather_wires(j));
    IRD_TRY(gather_block_pins(j));
    IRD_TRY(gather_def_pins(j));
    IRD_TRY(gather_vias(j));
    sort_metals(j, j->wires);
    sort_metals(j, j->block_pins);
    sort_metals(j, j->def_pins);
    sort_vias(j);
    return IRD_OK;
}

/* --- crossings -----------------------------------------------------------------------
 */

static ird_status add_crossing(joining *j, const crossing *found) {
    IRD_TRY(ird_vec_reserve(&j->crossings, 1, DOING, j->laying->err));
    j->crossings.items[j->crossings.count++] = *found;
    return IRD_OK;
}

/* Of metals that run along each other: a square at both ends and every ALONG_UM between,
 * or all of it where it is short. */
static ird_status add_along(joining *j, const crossing *found) {
    ird_rect box = found->box;
    bool is_x = found->low_runs_x;
    int64_t length = is_x ? box.x1_dbu - box.x0_dbu : box.y1_dbu - box.y0_dbu;
    int64_t side = is_x ? box.y1_dbu - box.y0_dbu : box.x1_dbu - box.x0_dbu;
    int64_t reach = ird_dbu_of_um(ALONG_UM, j->laying->view.units);
    if (length < ALONG_SIDES * side) {
        return add_crossing(j, found);
    }
    int64_t gaps = (length - side + reach - 1) / reach;
    for (int64_t i = 0; i <= gaps; i++) {
        int64_t at = (length - side) * i / gaps;
        crossing square = *found;
        if (is_x) {
            square.box.x0_dbu = box.x0_dbu + at;
            square.box.x1_dbu = square.box.x0_dbu + side;
        } else {
            square.box.y0_dbu = box.y0_dbu + at;
            square.box.y1_dbu = square.box.y0_dbu + side;
        }
        IRD_TRY(add_crossing(j, &square));
    }
    return IRD_OK;
}

/* Crossings of one metal with those of a list. */
static ird_status cross_one(joining *j, const metal *low, const metals *list) {
    size_t from = 0, to = list->items.count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (low_of(list, &list->items.items[middle].box) <
            low_of(list, &low->box) - list->widest_dbu) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    for (size_t i = from; i < list->items.count; i++) {
        const metal *high = &list->items.items[i];
        crossing found = {low->box, low->runs_x, high->runs_x};
        if (low_of(list, &high->box) >= high_of(list, &low->box)) {
            break;
        }
        if ((low->is_planned || high->is_planned || j->within != NULL) &&
            ird_rect_cut(&found.box, &high->box)) {
            IRD_TRY(low->runs_x == high->runs_x ? add_along(j, &found)
                                                : add_crossing(j, &found));
        }
    }
    return IRD_OK;
}

static int compare_crossings(const void *a, const void *b) {
    const crossing *p = a, *q = b;
    const int64_t x[] = {p->box.y0_dbu, p->box.x0_dbu, p->box.y1_dbu, p->box.x1_dbu};
    const int64_t y[] = {q->box.y0_dbu, q->box.x0_dbu, q->box.y1_dbu, q->box.x1_dbu};
    for (size_t i = 0; i < 4; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

/* --- vias ----------------------------------------------------------------------------
 */

static ird_via_metal metal_of(bool is_end, const crossing *at, bool runs_x) {
    if (!is_end || at->low_runs_x == at->high_runs_x) {
        return IRD_VIA_PATCH;
    }
    return runs_x ? IRD_VIA_RUNS_X : IRD_VIA_RUNS_Y;
}

static ird_status place_via(joining *j, const ird_via_wish *wish, ird_point at) {
    ird_laying_net *net = &j->laying->nets.items[j->net];
    ird_plan_layout *made = j->laying->made;
    const ird_made_via *via;
    IRD_TRY(ird_via_make(j->kitchen, wish, &via));
    IRD_TRY(ird_vec_reserve(&net->vias, 1, DOING, j->laying->err));
    net->vias.items[net->vias.count++] =
        (ird_via_at){via->via, IRD_SHAPE_STRIPE, IRD_ORIENT_N, at};
    net->assumed_vias += via->is_assumed;
    made->vias++;
    made->assumed_vias += via->is_assumed;
    made->narrow_vias += via->is_narrow;
    made->cuts += (size_t)via->count;
    return IRD_OK;
}

/* A via on each cut layer from low to high that has none in the crossing. */
static ird_status place_stack(joining *j, const crossing *at, int32_t low, int32_t high) {
    ird_rect box = at->box;
    ird_point middle = {box.x0_dbu + (box.x1_dbu - box.x0_dbu) / 2,
                        box.y0_dbu + (box.y1_dbu - box.y0_dbu) / 2};
    for (int32_t bottom = low; bottom < high;) {
        int32_t top = ird_via_next_layer(j->laying->tech, bottom);
        int32_t cut;
        IRD_TRY(ird_via_cut_layer(j->kitchen, bottom, top, &cut));
        if (!ird_point_set_meets(&j->vias[cut], box)) {
            ird_via_wish wish = {.bottom = bottom,
                                 .top = top,
                                 .width_dbu = box.x1_dbu - box.x0_dbu,
                                 .height_dbu = box.y1_dbu - box.y0_dbu};
            wish.metal[0] = metal_of(bottom == low, at, at->low_runs_x);
            wish.metal[1] = metal_of(top == high, at, at->high_runs_x);
            IRD_TRY(place_via(j, &wish, middle));
        }
        bottom = top;
    }
    return IRD_OK;
}

/* Whether the middle of the crossing lies where vias are wanted. */
static bool is_wanted(const joining *j, const crossing *at) {
    int64_t x = at->box.x0_dbu + (at->box.x1_dbu - at->box.x0_dbu) / 2;
    int64_t y = at->box.y0_dbu + (at->box.y1_dbu - at->box.y0_dbu) / 2;
    return j->within == NULL || (x >= j->within->x0_dbu && x <= j->within->x1_dbu &&
                                 y >= j->within->y0_dbu && y <= j->within->y1_dbu);
}

/* Join the metals of two layers. */
static ird_status join_layers(joining *j, const metals *low_list, int32_t low,
                              const metals *high_list, int32_t high) {
    j->crossings.count = 0;
    for (size_t i = 0; i < low_list->items.count; i++) {
        IRD_TRY(cross_one(j, &low_list->items.items[i], high_list));
    }
    crossing *items = j->crossings.items;
    if (j->crossings.count > 1) {
        qsort(items, j->crossings.count, sizeof *items, compare_crossings);
    }
    for (size_t i = 0; i < j->crossings.count; i++) {
        if ((i == 0 || compare_crossings(&items[i - 1], &items[i]) != 0) &&
            is_wanted(j, &items[i])) {
            IRD_TRY(place_stack(j, &items[i], low, high));
        }
    }
    return ird_monitor_tick(j->laying->monitor, DOING,
                            (double)high / (double)j->layer_count, j->laying->err);
}

static bool runs_x(const metals *list) {
    return 2 * list->running_x > list->items.count;
}

/* Each layer with wires to the one below, and where that runs the same way, to the next
 * one that runs across. */
static ird_status join_wires(joining *j) {
    for (size_t high = 0; high < j->layer_count; high++) {
        const metals *upper = &j->wires[high];
        for (size_t k = high; k-- > 0 && upper->items.count > 0;) {
            const metals *lower = &j->wires[k];
            if (lower->items.count == 0) {
                continue;
            }
            IRD_TRY(join_layers(j, lower, (int32_t)k, upper, (int32_t)high));
            if (runs_x(lower) != runs_x(upper)) {
                break;
            }
            while (k > 0 && (j->wires[k - 1].items.count == 0 ||
                             runs_x(&j->wires[k - 1]) == runs_x(upper))) {
                k--;
            }
        }
    }
    return IRD_OK;
}

/* Metals of pins on a layer to the next wires above, or below. */
static ird_status join_pins(joining *j, const metals *lists, bool upwards) {
    for (size_t on = 0; on < j->layer_count; on++) {
        size_t other = on;
        if (lists[on].items.count == 0) {
            continue;
        }
        do {
            other = upwards ? other + 1 : other - 1;
        } while (other < j->layer_count && j->wires[other].items.count == 0);
        if (other >= j->layer_count) { /* also below 0 */
            continue;
        }
        IRD_TRY(upwards ? join_layers(j, &lists[on], (int32_t)on, &j->wires[other],
                                      (int32_t)other)
                        : join_layers(j, &j->wires[other], (int32_t)other, &lists[on],
                                      (int32_t)on));
    }
    return IRD_OK;
}

/* The vias made so far count as standing there. */
static ird_status take_vias(joining *j) {
    const ird_laying_net *net = &j->laying->nets.items[j->net];
    const ird_design *parts = &j->laying->made->parts;
    for (size_t i = 0; i < net->vias.count; i++) {
        const ird_via_at *place = &net->vias.items[i];
        int32_t cut = parts->design_vias.items[-1 - place->via].cut;
        IRD_TRY(ird_point_set_add(&j->vias[cut], place->at, DOING, j->laying->err));
    }
    sort_vias(j);
    return IRD_OK;
}

/* The layer up to which a line of vias goes; as many as there are layers: none. */
static ird_status upper_of(const joining *j, const ird_plan_line *line, int32_t low,
                           int32_t *high) {
    if (line->upper != NULL) {
        IRD_TRY(ird_laying_layer(j->laying, line->upper, high));
        if (*high <= low) {
            return ird_fail(j->laying->err, IRD_PLAN_VALUE,
                            "vias of net %.100s go from %.100s up, and %.100s is not "
                            "above it",
                            line->net, line->layer, line->upper);
        }
        return IRD_OK;
    }
    for (*high = low + 1; (size_t)*high < j->layer_count; (*high)++) {
        if (j->wires[*high].items.count > 0) {
            break;
        }
    }
    return IRD_OK;
}

/* Vias that lines of the plan want: between metals that are there, too. */
static ird_status join_wanted(joining *j) {
    ird_laying *laying = j->laying;
    for (size_t i = 0; i < laying->plan->lines.count; i++) {
        const ird_plan_line *line = &laying->plan->lines.items[i];
        int32_t low = -1, high = -1;
        if (line->kind != IRD_PLAN_VIAS || laying->line_nets[i] != j->net) {
            continue;
        }
        IRD_TRY(ird_laying_layer(laying, line->layer, &low));
        IRD_TRY(upper_of(j, line, low, &high));
        ird_rect within = line->region == IRD_PLAN_REGION_DEFAULT
                              ? laying->view.die
                              : ird_plan_region_of(line, &laying->view);
        size_t before = laying->made->vias;
        j->within = &within;
        ird_status status =
            (size_t)high < j->layer_count
                ? join_layers(j, &j->wires[low], low, &j->wires[high], high)
                : IRD_OK;
        j->within = NULL;
        IRD_TRY(status);
        laying->made->laid.items[i] = laying->made->vias - before;
        IRD_TRY(take_vias(j));
    }
    return IRD_OK;
}

static bool wants_vias(const ird_laying *laying, int32_t net) {
    for (size_t i = 0; i < laying->plan->lines.count; i++) {
        if (laying->plan->lines.items[i].kind == IRD_PLAN_VIAS &&
            laying->line_nets[i] == net) {
            return true;
        }
    }
    return false;
}

static ird_status join_net(ird_laying *laying, ird_via_kitchen *kitchen, int32_t net) {
    joining j = {.kitchen = kitchen, .net = net};
    ird_status status = create(&j, laying);
    if (status == IRD_OK && (status = gather(&j)) == IRD_OK &&
        (status = join_wires(&j)) == IRD_OK && (status = take_vias(&j)) == IRD_OK &&
        (status = join_wanted(&j)) == IRD_OK &&
        (status = join_pins(&j, j.block_pins, true)) == IRD_OK &&
        (status = join_pins(&j, j.def_pins, false)) == IRD_OK) {
        status = join_pins(&j, j.def_pins, true);
    }
    free_joining(&j);
    return status;
}

ird_status ird_laying_join(ird_laying *laying) {
    ird_via_kitchen kitchen = {.laying = laying};
    ird_status status = IRD_OK;
    for (size_t i = 0; i < laying->nets.count && status == IRD_OK; i++) {
        if (laying->nets.items[i].wires.count > 0 || wants_vias(laying, (int32_t)i)) {
            status = join_net(laying, &kitchen, (int32_t)i);
        }
    }
    ird_via_kitchen_free(&kitchen);
    return status;
}
