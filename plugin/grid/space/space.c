/* SPDX-License-Identifier: BSD-3-Clause */
#include "space/space.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "design/net_pins.h"
#include "space/obstacles.h"

static const char DOING[] = "looking for room for metal";

struct ird_space {
    const ird_design *design;
    const ird_technology *tech;
    int32_t net;
    int64_t grid_dbu;
    ird_obstacles *layers; /* one a layer of the technology */
};

void ird_space_free(ird_space *space) {
    if (space == NULL) {
        return;
    }
    for (size_t i = 0; space->layers != NULL && i < space->tech->layers.count; i++) {
        ird_obstacles_free(&space->layers[i]);
    }
    ird_free(space->layers);
    ird_free(space);
}

void ird_spans_free(ird_spans *spans) {
    ird_free(spans->items.items);
    *spans = (ird_spans){0};
}

const char *ird_in_the_way_phrase(ird_in_the_way why) {
    static const char *const phrases[] = {
        [IRD_WAY_FREE] = "nothing",
        [IRD_WAY_OUTSIDE] = "the edge of the die",
        [IRD_WAY_NET] = "metal of another supply net",
        [IRD_WAY_CELL] = "an obstruction or pin of a cell",
        [IRD_WAY_BLOCKAGE] = "a routing blockage",
        [IRD_WAY_SIGNAL] = "a signal wire or pin",
        [IRD_WAY_OWN] = "metal of the net itself, nearer than the spacing",
    };
    return phrases[why];
}

/* --- gathering -----------------------------------------------------------------------
 */

static ird_status add(ird_space *space, int32_t layer, ird_rect box, ird_in_the_way kind,
                      ird_error *err) {
    if (layer < 0 || space->tech->layers.items[layer].kind != IRD_LAYER_ROUTING) {
        return IRD_OK;
    }
    return ird_obstacles_add(&space->layers[layer], (ird_obstacle){box, kind}, err);
}

typedef struct visit {
    ird_space *space;
    ird_in_the_way kind;
    ird_status status;
    ird_error *err;
} visit;

static void add_via_metal(void *context, const ird_shape *shape) {
    visit *v = context;
    if (v->status == IRD_OK) {
        v->status = add(v->space, shape->layer, shape->box, v->kind, v->err);
    }
}

static ird_status add_special_nets(ird_space *space, ird_error *err) {
    const ird_design *design = space->design;
    for (size_t n = 0; n < design->special_nets.count; n++) {
        const ird_special_net *net = &design->special_nets.items[n];
        visit v = {space, (int32_t)n == space->net ? IRD_WAY_OWN : IRD_WAY_NET, IRD_OK,
                   err};
        for (size_t i = 0; i < net->wire_count; i++) {
            const ird_wire *wire = &design->wires.items[net->first_wire + i];
            IRD_TRY(add(space, wire->layer, wire->box, v.kind, err));
        }
        for (size_t i = 0; i < net->via_count; i++) {
            ird_via_visit(design, space->tech,
                          &design->via_places.items[net->first_via + i], add_via_metal,
                          &v);
            IRD_TRY(v.status);
        }
    }
    return IRD_OK;
}

static ird_status add_pins(ird_space *space, ird_error *err) {
    const ird_design *design = space->design;
    const char *name = ird_names_get(&design->special_net_names, space->net);
    int32_t own = ird_names_find(&design->net_names, name, strlen(name));
    for (size_t i = 0; i < design->pins.count; i++) {
        const ird_pin *pin = &design->pins.items[i];
        ird_in_the_way kind = own >= 0 && pin->net == own ? IRD_WAY_OWN : IRD_WAY_SIGNAL;
        for (size_t k = 0; k < pin->shape_count; k++) {
            const ird_shape *shape = &design->pin_shapes.items[pin->first_shape + k];
            IRD_TRY(add(space, shape->layer, shape->box, kind, err));
        }
    }
    return IRD_OK;
}

/* Shapes of a cell where it stands. */
static ird_status add_cell_shapes(ird_space *space, const ird_component *cell,
                                  const ird_shape_um *shapes, size_t count,
                                  ird_in_the_way kind, ird_error *err) {
    const ird_macro *macro = &space->tech->macros.items[cell->macro];
    int64_t units = space->design->units;
    ird_point size = {ird_dbu_of_um(macro->width_um, units),
                      ird_dbu_of_um(macro->height_um, units)};
    for (size_t i = 0; i < count; i++) {
        const ird_rect_um *um = &shapes[i].box;
        ird_rect box = {ird_dbu_of_um(um->x0_um, units), ird_dbu_of_um(um->y0_um, units),
                        ird_dbu_of_um(um->x1_um, units), ird_dbu_of_um(um->y1_um, units)};
        IRD_TRY(add(space, shapes[i].layer,
                    ird_rect_placed(box, size, cell->orient, cell->at), kind, err));
    }
    return IRD_OK;
}

static ird_status add_cell(ird_space *space, const ird_net_pins *pins, size_t component,
                           ird_error *err) {
    const ird_technology *tech = space->tech;
    const ird_component *cell = &space->design->components.items[component];
    const ird_macro *macro = &tech->macros.items[cell->macro];
    if (macro->obs_count > 0) {
        IRD_TRY(add_cell_shapes(space, cell, tech->obs_shapes.items + macro->first_obs,
                                macro->obs_count, IRD_WAY_CELL, err));
    }
    for (size_t i = 0; i < macro->pin_count; i++) {
        const ird_macro_pin *pin = &tech->macro_pins.items[macro->first_pin + i];
        ird_in_the_way kind =
            ird_net_pins_has(pins, (int32_t)component, pin) ? IRD_WAY_OWN : IRD_WAY_CELL;
        if (pin->shape_count > 0) {
            IRD_TRY(add_cell_shapes(space, cell,
                                    tech->pin_shapes.items + pin->first_shape,
                                    pin->shape_count, kind, err));
        }
    }
    return IRD_OK;
}

static ird_status add_cells(ird_space *space, const ird_monitor *monitor,
                            ird_error *err) {
    size_t count = space->design->components.count;
    ird_net_pins pins = {0};
    ird_status status =
        ird_net_pins_make(&pins, space->design, space->tech, space->net, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        if (space->design->components.items[i].placement != IRD_UNPLACED) {
            status = add_cell(space, &pins, i, err);
        }
        if (status == IRD_OK && i % 4096 == 0) {
            status = ird_monitor_tick(monitor, DOING, (double)i / (double)count, err);
        }
    }
    ird_net_pins_free(&pins);
    return status;
}

static ird_status gather(ird_space *space, const ird_routing *routing,
                         const ird_monitor *monitor, ird_error *err) {
    const ird_design *design = space->design;
    IRD_TRY(add_special_nets(space, err));
    IRD_TRY(add_pins(space, err));
    IRD_TRY(add_cells(space, monitor, err));
    for (size_t i = 0; i < design->blockages.count; i++) {
        const ird_blockage *blockage = &design->blockages.items[i];
        IRD_TRY(add(space, blockage->layer, blockage->box, IRD_WAY_BLOCKAGE, err));
    }
    for (size_t i = 0; routing != NULL && i < routing->shapes.count; i++) {
        const ird_shape *shape = &routing->shapes.items[i];
        IRD_TRY(add(space, shape->layer, shape->box, IRD_WAY_SIGNAL, err));
    }
    for (size_t i = 0; i < space->tech->layers.count; i++) {
        IRD_TRY(ird_obstacles_index(&space->layers[i], design->die, err));
    }
    return IRD_OK;
}

ird_status ird_space_make(ird_space **space, const ird_design *design,
                          const ird_technology *tech, int32_t net,
                          const ird_routing *routing, const ird_monitor *monitor,
                          ird_error *err) {
    ird_space *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->design = design;
    made->tech = tech;
    made->net = net;
    int64_t grid = tech->grid_um > 0 ? ird_dbu_of_um(tech->grid_um, design->units) : 1;
    made->grid_dbu = grid > 1 ? grid : 1;
    made->layers = ird_alloc_zero(tech->layers.count, sizeof *made->layers);
    ird_status status = made->layers != NULL ? gather(made, routing, monitor, err)
                                             : ird_fail_memory(err, DOING);
    if (status != IRD_OK) {
        ird_space_free(made);
        return status;
    }
    *space = made;
    return IRD_OK;
}

/* --- rules ---------------------------------------------------------------------------
 */

int64_t ird_space_grid_dbu(const ird_space *space) {
    return space->grid_dbu;
}

/* What two metals keep, the wider one so wide, side by side for so long. */
static int64_t spacing_dbu(const ird_space *space, int32_t layer, int64_t width_dbu,
                           int64_t run_dbu) {
    const ird_layer *l = &space->tech->layers.items[layer];
    double units = (double)space->design->units;
    double width_um = (double)width_dbu / units, run_um = (double)run_dbu / units;
    double most_um = l->spacing_um > 0 ? l->spacing_um : 0;
    for (size_t i = 0; i < l->spacing_count; i++) {
        const ird_spacing_rule *rule = &space->tech->spacings.items[l->first_spacing + i];
        bool holds = (width_um > rule->width_um || rule->width_um <= 0) &&
                     (run_um > rule->run_um || rule->run_um <= 0);
        most_um = holds && rule->spacing_um > most_um ? rule->spacing_um : most_um;
    }
    return (int64_t)ceil(most_um * units - 1e-6);
}

int64_t ird_space_distance_dbu(const ird_space *space, int32_t layer, int64_t width_dbu) {
    return spacing_dbu(space, layer, width_dbu, INT64_MAX / 4);
}

static bool is_allowed(const ird_space *space, int32_t layer, int64_t width_dbu) {
    const ird_layer *l = &space->tech->layers.items[layer];
    double um = (double)width_dbu / (double)space->design->units;
    double least_um = l->min_width_um > 0 ? l->min_width_um : l->width_um;
    static const double slack_um = 1e-7;
    if (least_um > 0 && um < least_um - slack_um) {
        return false;
    }
    if (l->max_width_um > 0 && um > l->max_width_um + slack_um) {
        return false;
    }
    bool in_table = l->width_count == 0;
    for (size_t i = 0; i < l->width_count; i++) {
        in_table |=
            fabs(space->tech->widths_um.items[l->first_width + i] - um) <= slack_um;
    }
    return in_table;
}

/* The next one of the table, or MINWIDTH, from um on; 0: none. */
static double next_width_um(const ird_space *space, int32_t layer, double um) {
    const ird_layer *l = &space->tech->layers.items[layer];
    double least_um = l->min_width_um > 0 ? l->min_width_um : l->width_um;
    um = least_um > um ? least_um : um;
    double best_um = l->width_count == 0 ? um : 0;
    for (size_t i = 0; i < l->width_count; i++) {
        double width_um = space->tech->widths_um.items[l->first_width + i];
        if (width_um >= um - 1e-7 && (!(best_um > 0) || width_um < best_um)) {
            best_um = width_um;
        }
    }
    return best_um;
}

int64_t ird_space_width_dbu(const ird_space *space, int32_t layer, int64_t wanted_dbu) {
    double units = (double)space->design->units;
    double um = next_width_um(space, layer, (double)wanted_dbu / units);
    int64_t step = 2 * space->grid_dbu;
    int64_t width = ird_dbu_of_um(um, space->design->units);
    if (space->tech->layers.items[layer].width_count == 0) {
        width = (width + step - 1) / step * step;
    }
    return width > 0 && is_allowed(space, layer, width) ? width : 0;
}

/* --- asking --------------------------------------------------------------------------
 */

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t width_of(const ird_rect *box) {
    return smaller(box->x1_dbu - box->x0_dbu, box->y1_dbu - box->y0_dbu);
}

/* How far apart two boxes are along x and y; < 0: they overlap there by so much. */
typedef struct gaps {
    int64_t x_dbu, y_dbu;
} gaps;

static gaps gaps_of(const ird_rect *a, const ird_rect *b) {
    return (gaps){larger(b->x0_dbu - a->x1_dbu, a->x0_dbu - b->x1_dbu),
                  larger(b->y0_dbu - a->y1_dbu, a->y0_dbu - b->y1_dbu)};
}

/* Whether the obstacle is too near. The distance holds along each axis; corners are
 * taken as if they were square, which is on the safe side. */
static bool is_in_the_way(const ird_space *space, int32_t layer, const ird_rect *box,
                          const ird_obstacle *obstacle) {
    gaps apart = gaps_of(box, &obstacle->box);
    if (obstacle->kind == IRD_WAY_OWN && apart.x_dbu <= 0 && apart.y_dbu <= 0) {
        return false; /* it touches, or lies on it */
    }
    int64_t run =
        larger(apart.x_dbu < 0 ? -apart.x_dbu : 0, apart.y_dbu < 0 ? -apart.y_dbu : 0);
    int64_t width = larger(width_of(box), width_of(&obstacle->box));
    int64_t distance = spacing_dbu(space, layer, width, run);
    return apart.x_dbu < distance && apart.y_dbu < distance;
}

/* The part of a strip that an obstacle takes, along it; false for none. For metal of the
 * net itself that is what runs beside the strip: what the strip meets it may touch. */
static bool taken(const ird_space *space, int32_t layer, bool runs_x,
                  const ird_rect *strip, const ird_obstacle *obstacle, ird_span *part) {
    const ird_rect *b = &obstacle->box;
    int64_t width =
        larger(runs_x ? strip->y1_dbu - strip->y0_dbu : strip->x1_dbu - strip->x0_dbu,
               width_of(b));
    gaps apart = gaps_of(strip, b);
    int64_t across = runs_x ? apart.y_dbu : apart.x_dbu;
    ird_span along =
        runs_x ? (ird_span){b->x0_dbu, b->x1_dbu} : (ird_span){b->y0_dbu, b->y1_dbu};
    int64_t distance = spacing_dbu(space, layer, width, along.high_dbu - along.low_dbu);
    if (across >= distance || (obstacle->kind == IRD_WAY_OWN && across <= 0)) {
        return false;
    }
    *part = (ird_span){along.low_dbu - distance, along.high_dbu + distance};
    return true;
}

typedef struct finding {
    const ird_space *space;
    int32_t layer;
    bool runs_x;
    const ird_rect *strip;
    ird_spans taken;
    ird_error *err;
} finding;

static ird_status note_taken(void *context, const ird_obstacle *obstacle) {
    finding *f = context;
    ird_span part;
    if (!taken(f->space, f->layer, f->runs_x, f->strip, obstacle, &part)) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&f->taken.items, 1, DOING, f->err));
    f->taken.items.items[f->taken.items.count++] = part;
    return IRD_OK;
}

static int compare_spans(const void *a, const void *b) {
    const ird_span *x = a, *y = b;
    return (x->low_dbu > y->low_dbu) - (x->low_dbu < y->low_dbu);
}

/* What is left of [low, high) without the taken parts. */
static ird_status leave(ird_spans *spans, ird_spans *parts, int64_t low, int64_t high,
                        ird_error *err) {
    if (parts->items.count > 1) {
        qsort(parts->items.items, parts->items.count, sizeof *parts->items.items,
              compare_spans);
    }
    for (size_t i = 0; i <= parts->items.count && low < high; i++) {
        int64_t end = high, next = high;
        if (i < parts->items.count) {
            end = smaller(parts->items.items[i].low_dbu, high);
            next = larger(parts->items.items[i].high_dbu, low);
        }
        if (end > low) {
            IRD_TRY(ird_vec_reserve(&spans->items, 1, DOING, err));
            spans->items.items[spans->items.count++] = (ird_span){low, end};
        }
        low = larger(low, next);
    }
    return IRD_OK;
}

static ird_rect grown(ird_rect box, int64_t by) {
    return (ird_rect){box.x0_dbu - by, box.y0_dbu - by, box.x1_dbu + by, box.y1_dbu + by};
}

/* The largest distance that anything on the layer asks for. */
static int64_t reach_of(const ird_space *space, int32_t layer) {
    return ird_space_distance_dbu(space, layer, INT64_MAX / 4);
}

ird_status ird_space_find(const ird_space *space, int32_t layer, bool runs_x,
                          ird_rect strip, ird_spans *spans, ird_error *err) {
    const ird_rect *die = &space->design->die;
    finding f = {
        .space = space, .layer = layer, .runs_x = runs_x, .strip = &strip, .err = err};
    spans->items.count = 0;
    bool is_inside = runs_x ? strip.y0_dbu >= die->y0_dbu && strip.y1_dbu <= die->y1_dbu
                            : strip.x0_dbu >= die->x0_dbu && strip.x1_dbu <= die->x1_dbu;
    if (!is_inside || !ird_rect_cut(&strip, die)) {
        return IRD_OK;
    }
    ird_status status = ird_obstacles_visit(
        &space->layers[layer], grown(strip, reach_of(space, layer)), note_taken, &f);
    if (status == IRD_OK) {
        status = leave(spans, &f.taken, runs_x ? strip.x0_dbu : strip.y0_dbu,
                       runs_x ? strip.x1_dbu : strip.y1_dbu, err);
    }
    ird_spans_free(&f.taken);
    return status;
}

typedef struct asking {
    const ird_space *space;
    int32_t layer;
    const ird_rect *box;
    ird_in_the_way why;
} asking;

static ird_status look(void *context, const ird_obstacle *obstacle) {
    asking *a = context;
    if (a->why == IRD_WAY_FREE && is_in_the_way(a->space, a->layer, a->box, obstacle)) {
        a->why = obstacle->kind;
    }
    return IRD_OK;
}

bool ird_space_is_free(const ird_space *space, int32_t layer, ird_rect box,
                       ird_in_the_way *why) {
    const ird_rect *die = &space->design->die;
    asking a = {space, layer, &box, IRD_WAY_FREE};
    if (box.x0_dbu < die->x0_dbu || box.y0_dbu < die->y0_dbu ||
        box.x1_dbu > die->x1_dbu || box.y1_dbu > die->y1_dbu) {
        a.why = IRD_WAY_OUTSIDE;
    } else if (space->tech->layers.items[layer].kind == IRD_LAYER_ROUTING) {
        ird_obstacles_visit(&space->layers[layer], grown(box, reach_of(space, layer)),
                            look, &a);
    }
    if (why != NULL) {
        *why = a.why;
    }
    return a.why == IRD_WAY_FREE;
}

ird_status ird_space_add(ird_space *space, int32_t layer, ird_rect box, ird_error *err) {
    return add(space, layer, box, IRD_WAY_OWN, err);
}

double ird_space_wire_um2(const ird_space *space, int32_t layer) {
    const ird_special_net *net = &space->design->special_nets.items[space->net];
    double units = (double)space->design->units, sum = 0;
    for (size_t i = 0; i < net->wire_count; i++) {
        const ird_wire *wire = &space->design->wires.items[net->first_wire + i];
        if (wire->layer == layer) {
            sum += (double)(wire->box.x1_dbu - wire->box.x0_dbu) / units *
                   (double)(wire->box.y1_dbu - wire->box.y0_dbu) / units;
        }
    }
    return sum;
}

/* --- what a plan added ---------------------------------------------------------------
 */

typedef struct covering {
    ird_rect box;
    double
        covered; /* the most that one piece of the net's metal covers, database units */
} covering;

static ird_status cover(void *context, const ird_obstacle *obstacle) {
    covering *c = context;
    ird_rect box = obstacle->box;
    if (obstacle->kind == IRD_WAY_OWN && ird_rect_cut(&box, &c->box)) {
        double area =
            (double)(box.x1_dbu - box.x0_dbu) * (double)(box.y1_dbu - box.y0_dbu);
        c->covered = fmax(c->covered, area);
    }
    return IRD_OK;
}

/* Area of the box beyond the piece of the net's metal that covers most of it. */
static double new_um2(const ird_space *space, int32_t layer, ird_rect box) {
    double units = (double)space->design->units;
    covering c = {.box = box};
    ird_obstacles_visit(&space->layers[layer], box, cover, &c);
    double all = (double)(box.x1_dbu - box.x0_dbu) * (double)(box.y1_dbu - box.y0_dbu);
    return (all - c.covered) / (units * units);
}

/* Returns the area of the shape beyond what the net has there. Metal that lies wholly on
 * a piece of the net adds nothing that could be in the way. */
static double check_shape(const ird_space *space, const ird_shape *shape,
                          ird_space_check *check) {
    ird_in_the_way why;
    double um2 = new_um2(space, shape->layer, shape->box);
    check->shapes++;
    if (um2 > 0 && !ird_space_is_free(space, shape->layer, shape->box, &why)) {
        if (check->blocked++ == 0) {
            check->why = why;
            check->first = *shape;
        }
    }
    return um2;
}

typedef struct checking {
    const ird_space *space;
    ird_space_check *check;
    const ird_design *design; /* with what is planned ... */
    const ird_special_net *net;
    int32_t bottom, top, cut, cuts;
} checking;

static void check_via_shape(void *context, const ird_shape *shape) {
    checking *c = context;
    if (c->space->tech->layers.items[shape->layer].kind == IRD_LAYER_ROUTING) {
        c->check->metal_um2 += check_shape(c->space, shape, c->check);
    } else if (shape->layer == c->cut) {
        c->cuts++;
    }
}

/* Cuts that the metals of a crossing ask for: the wires of the net that the via stands on
 * may be wider than its own metal, so these are looked at. */
typedef struct widest {
    int64_t width_dbu;
} widest;

static ird_status look_at_width(void *context, const ird_obstacle *obstacle) {
    widest *w = context;
    if (obstacle->kind == IRD_WAY_OWN) {
        w->width_dbu = larger(w->width_dbu, width_of(&obstacle->box));
    }
    return IRD_OK;
}

/* The widest planned wire over a point. */
static int64_t planned_width(const checking *c, int32_t layer, ird_point at) {
    int64_t most = 0;
    for (size_t i = c->net->wire_count - c->net->planned_wires; i < c->net->wire_count;
         i++) {
        const ird_wire *wire = &c->design->wires.items[c->net->first_wire + i];
        const ird_rect *box = &wire->box;
        if (wire->layer == layer && box->x0_dbu <= at.x_dbu && box->x1_dbu >= at.x_dbu &&
            box->y0_dbu <= at.y_dbu && box->y1_dbu >= at.y_dbu) {
            most = larger(most, wire->width_dbu);
        }
    }
    return most;
}

static int32_t least_cuts(const checking *c, int32_t layer, ird_point at,
                          bool is_bottom) {
    const ird_space *space = c->space;
    const ird_layer *l = &space->tech->layers.items[layer];
    if (l->min_cut_count == 0) {
        return 1;
    }
    const ird_rect here = {at.x_dbu, at.y_dbu, at.x_dbu + 1, at.y_dbu + 1};
    widest w = {planned_width(c, layer, at)};
    ird_obstacles_visit(&space->layers[layer], here, look_at_width, &w);
    double um = (double)w.width_dbu / (double)space->design->units;
    int32_t least = 1;
    for (size_t i = 0; i < l->min_cut_count; i++) {
        const ird_min_cut_rule *rule = &space->tech->min_cuts.items[l->first_min_cut + i];
        bool holds =
            um > rule->width_um && (is_bottom ? rule->from_above : rule->from_below);
        least = holds && rule->cuts > least ? rule->cuts : least;
    }
    return least;
}

static void check_via(checking *c, const ird_via_at *place) {
    const ird_design *design = c->design;
    bool is_of_lef = place->via >= 0;
    const ird_technology *tech = c->space->tech;
    c->bottom = is_of_lef ? tech->vias.items[place->via].bottom
                          : design->design_vias.items[-1 - place->via].bottom;
    c->top = is_of_lef ? tech->vias.items[place->via].top
                       : design->design_vias.items[-1 - place->via].top;
    c->cut = is_of_lef ? tech->vias.items[place->via].cut
                       : design->design_vias.items[-1 - place->via].cut;
    c->cuts = 0;
    ird_via_visit(design, tech, place, check_via_shape, c);
    if (c->bottom >= 0 && c->top >= 0 &&
        (c->cuts < least_cuts(c, c->bottom, place->at, true) ||
         c->cuts < least_cuts(c, c->top, place->at, false))) {
        c->check->few_cuts++;
    }
}

ird_status ird_space_check_planned(const ird_space *space, const ird_design *design,
                                   ird_space_check *check, ird_error *err) {
    const char *name = ird_names_get(&space->design->special_net_names, space->net);
    int32_t id = ird_names_find(&design->special_net_names, name, strlen(name));
    ird_space_check made = {0};
    (void)err;
    if (id < 0) {
        *check = made;
        return IRD_OK;
    }
    const ird_special_net *net = &design->special_nets.items[id];
    checking c = {.space = space, .check = &made, .design = design, .net = net};
    for (size_t i = net->wire_count - net->planned_wires; i < net->wire_count; i++) {
        const ird_wire *wire = &design->wires.items[net->first_wire + i];
        const ird_shape shape = {wire->layer, wire->box};
        double um2 = check_shape(space, &shape, &made);
        made.metal_um2 += um2;
        made.wire_um2 += um2;
        made.widths += !is_allowed(space, wire->layer, wire->width_dbu) && um2 > 0;
    }
    for (size_t i = net->via_count - net->planned_vias; i < net->via_count; i++) {
        check_via(&c, &design->via_places.items[net->first_via + i]);
    }
    *check = made;
    return IRD_OK;
}
