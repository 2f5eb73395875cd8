/* SPDX-License-Identifier: BSD-3-Clause */
#include "suggest/spread_suggestion.h"

#include <math.h>
#include <string.h>

#include "query/solved_nets.h"
#include "session/supply.h"

static const char DOING[] = "moving hot cells apart";

/* A step that gains less than this part of the drop is none. */
#define LEAST_GAIN 0.01

/* Half sides of regions in heights of a row, and how much larger they become. */
static const double half_sides[] = {3, 6, 12, 24, 48};
static const double factors[] = {1.5, 2, 3};

/* A cell that may move. */
typedef struct mover {
    int32_t component;
    double x, y;       /* of its middle, in dbu, as it is predicted to be */
    double area;       /* dbu^2 */
    double ampere;     /* of all its loads */
    size_t first_load; /* in load_at */
    size_t load_count;
    double padding; /* how much wider it becomes, over its width */
    bool is_tried;  /* it moves in what is tried now */
} mover;

typedef struct point_bins {
    double x0, y0, side;
    size_t across, up;
    size_t *starts;  /* of each bin, in nodes; one more than bins */
    int32_t *points; /* terminals */
} point_bins;

typedef struct search {
    ird_session *session;
    const ird_spread_wish *wish;
    const ird_monitor *monitor;
    const ird_net_grid *grid;
    ird_spread_plan *plan;
    IRD_VEC(mover) movers;
    bool *are_movers; /* of components */
    size_t *load_at;  /* loads of movers */
    ird_load *loads;  /* as moved so far */
    ird_load *tried;
    point_bins bins;
    double row_dbu, site_dbu, mean_density; /* A per dbu^2 */
    ird_solution solution;                  /* of loads */
} search;

/* In dbu. */
typedef struct region {
    double x0, y0, x1, y1;
} region;

/* What is tried: a region that becomes a larger one. */
typedef struct stretch {
    region from, to;
    double factor; /* of their areas */
    size_t cells;
    double hot_area;                /* dbu^2 */
    double used_before, used_after; /* of the larger one */
    double drop_v;
} stretch;

static void free_search(search *s) {
    ird_free(s->movers.items);
    ird_free(s->are_movers);
    ird_free(s->load_at);
    ird_free(s->loads);
    ird_free(s->tried);
    ird_free(s->bins.starts);
    ird_free(s->bins.points);
    ird_solution_free(&s->solution);
}

/* --- where currents may enter --------------------------------------------------------
 */

static size_t bin_of(const point_bins *b, double x, double y) {
    double column = fmin(fmax(floor((x - b->x0) / b->side), 0), (double)b->across - 1);
    double row = fmin(fmax(floor((y - b->y0) / b->side), 0), (double)b->up - 1);
    return (size_t)row * b->across + (size_t)column;
}

static bool is_point(const search *s, const ird_grid_terminal *t) {
    return t->node >= 0 && !t->is_fixed && ird_factor_reaches(s->grid->factor, t->node);
}

static ird_status make_bins(search *s, ird_error *err) {
    const ird_grid *grid = &s->grid->grid;
    const ird_rect *die = &s->session->design.die;
    point_bins *b = &s->bins;
    double width = (double)(die->x1_dbu - die->x0_dbu) + 1;
    double height = (double)(die->y1_dbu - die->y0_dbu) + 1;
    b->x0 = (double)die->x0_dbu;
    b->y0 = (double)die->y0_dbu;
    b->side = fmax(2 * s->row_dbu, sqrt(width * height / 1e6));
    b->across = (size_t)(width / b->side) + 1;
    b->up = (size_t)(height / b->side) + 1;
    size_t bins = b->across * b->up;
    b->starts = ird_alloc_zero(bins + 2, sizeof *b->starts);
    b->points = ird_alloc(grid->terminals.count, sizeof *b->points);
    if (b->starts == NULL || b->points == NULL) {
        return ird_fail_memory(err, DOING);
    }
    size_t *to = b->starts + 1; /* shifted, so that it ends up in its place */
    for (size_t i = 0; i < grid->terminals.count; i++) {
        const ird_grid_terminal *t = &grid->terminals.items[i];
        if (is_point(s, t)) {
            to[bin_of(b, (double)t->at.x_dbu, (double)t->at.y_dbu) + 1]++;
        }
    }
    for (size_t i = 0; i < bins; i++) {
        to[i + 1] += to[i];
    }
    for (size_t i = 0; i < grid->terminals.count; i++) {
        const ird_grid_terminal *t = &grid->terminals.items[i];
        if (is_point(s, t)) {
            b->points[to[bin_of(b, (double)t->at.x_dbu, (double)t->at.y_dbu)]++] =
                (int32_t)i;
        }
    }
    return IRD_OK;
}

static void look_in_bin(const search *s, size_t bin, double x, double y, int32_t *best,
                        double *apart) {
    const ird_grid *grid = &s->grid->grid;
    for (size_t i = s->bins.starts[bin]; i < s->bins.starts[bin + 1]; i++) {
        const ird_grid_terminal *t = &grid->terminals.items[s->bins.points[i]];
        double d = hypot((double)t->at.x_dbu - x, (double)t->at.y_dbu - y);
        if (d < *apart) {
            *apart = d;
            *best = t->node;
        }
    }
}

/* Node of the pin that is nearest; -1 where there is none. */
static int32_t nearest_node(const search *s, double x, double y) {
    const point_bins *b = &s->bins;
    size_t middle = bin_of(b, x, y);
    int64_t column = (int64_t)(middle % b->across), row = (int64_t)(middle / b->across);
    int64_t most = (int64_t)(b->across > b->up ? b->across : b->up);
    int32_t best = -1;
    double apart = INFINITY;
    for (int64_t ring = 0; ring <= most; ring++) {
        if (best >= 0 && apart < (double)(ring - 1) * b->side) {
            break;
        }
        for (int64_t j = row - ring; j <= row + ring; j++) {
            bool is_side = j == row - ring || j == row + ring;
            for (int64_t i = column - ring; i <= column + ring;
                 i += is_side || ring == 0 ? 1 : 2 * ring) {
                if (i >= 0 && j >= 0 && i < (int64_t)b->across && j < (int64_t)b->up) {
                    look_in_bin(s, (size_t)j * b->across + (size_t)i, x, y, &best,
                                &apart);
                }
            }
        }
    }
    return best;
}

/* --- what may move -------------------------------------------------------------------
 */

static bool may_move(const search *s, size_t component) {
    const ird_component *c = &s->session->design.components.items[component];
    const ird_macro *macro = &s->session->tech.macros.items[c->macro];
    return c->placement == IRD_PLACED && macro->has_signal_pin &&
           !ird_macro_is_fixed(macro);
}

static ird_status add_mover(search *s, size_t component, const size_t *starts,
                            const size_t *list, ird_error *err) {
    ird_rect box = ird_component_box(&s->session->design, &s->session->tech, component);
    mover made = {.component = (int32_t)component};
    made.first_load = starts[component];
    made.load_count = starts[component + 1] - starts[component];
    made.x = 0.5 * ((double)box.x0_dbu + (double)box.x1_dbu);
    made.y = 0.5 * ((double)box.y0_dbu + (double)box.y1_dbu);
    made.area = (double)(box.x1_dbu - box.x0_dbu) * (double)(box.y1_dbu - box.y0_dbu);
    for (size_t i = 0; i < made.load_count; i++) {
        made.ampere += fabs(s->loads[list[made.first_load + i]].ampere);
    }
    IRD_TRY(ird_vec_reserve(&s->movers, 1, DOING, err));
    s->movers.items[s->movers.count++] = made;
    s->are_movers[component] = true;
    return IRD_OK;
}

/* The loads of each component together, in load_at. */
static ird_status list_movers(search *s, size_t *starts, ird_error *err) {
    size_t components = s->session->design.components.count;
    size_t count = s->grid->grid.network.loads.count;
    size_t *to = starts + 1;
    for (size_t i = 0; i < count; i++) {
        int32_t instance = s->loads[i].instance;
        if (instance >= 0 && (size_t)instance < components) {
            to[instance + 1]++;
        }
    }
    for (size_t i = 0; i < components; i++) {
        to[i + 1] += to[i];
    }
    for (size_t i = 0; i < count; i++) {
        int32_t instance = s->loads[i].instance;
        if (instance >= 0 && (size_t)instance < components) {
            s->load_at[to[instance]++] = i;
        }
    }
    for (size_t i = 0; i < components; i++) {
        if (starts[i + 1] > starts[i] && may_move(s, i)) {
            IRD_TRY(add_mover(s, i, starts, s->load_at, err));
        }
    }
    return IRD_OK;
}

static ird_status find_movers(search *s, ird_error *err) {
    const ird_network *network = &s->grid->grid.network;
    size_t components = s->session->design.components.count;
    size_t *starts = ird_alloc_zero(components + 3, sizeof *starts);
    s->loads = ird_alloc(network->loads.count, sizeof *s->loads);
    s->tried = ird_alloc(network->loads.count, sizeof *s->tried);
    s->load_at = ird_alloc(network->loads.count, sizeof *s->load_at);
    s->are_movers = ird_alloc_zero(components, sizeof *s->are_movers);
    ird_status status = starts != NULL && s->are_movers != NULL && s->loads != NULL &&
                                s->tried != NULL && s->load_at != NULL
                            ? IRD_OK
                            : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        memcpy(s->loads, network->loads.items, network->loads.count * sizeof *s->loads);
        status = list_movers(s, starts, err);
    }
    ird_free(starts);
    if (status == IRD_OK && s->movers.count == 0) {
        status = ird_fail(err, IRD_SPREAD_CELLS,
                          "no placed cell that may move draws current from %.200s",
                          s->plan->net);
    }
    return status;
}

/* Height of a row and width of a site, and what cells draw for their area. */
static void measure(search *s) {
    const ird_design *design = &s->session->design;
    const ird_component *first = &design->components.items[s->movers.items[0].component];
    const ird_macro *macro = &s->session->tech.macros.items[first->macro];
    double units = (double)design->units, ampere = 0, area = 0;
    s->row_dbu = macro->height_um * units;
    s->site_dbu = 0.1 * s->row_dbu;
    for (size_t i = 0; i < design->rows.count; i++) {
        const ird_row *row = &design->rows.items[i];
        s->plan->rows_um2 += (double)(row->count_x * row->step_x_dbu) / units *
                             (double)row->count_y * macro->height_um;
        if (row->step_x_dbu > 0) {
            s->site_dbu = (double)row->step_x_dbu;
        }
    }
    for (size_t i = 0; i < s->movers.count; i++) {
        ampere += s->movers.items[i].ampere;
        area += s->movers.items[i].area;
    }
    s->mean_density = ampere / area;
}

/* --- one try -------------------------------------------------------------------------
 */

static bool is_in(const region *a, double x, double y) {
    return x >= a->x0 && x <= a->x1 && y >= a->y0 && y <= a->y1;
}

static double size_of(const region *a) {
    return (a->x1 - a->x0) * (a->y1 - a->y0);
}

/* So many long, as near to about that middle as the core has room. */
static void lay(double middle, double length, double from, double to, double *a,
                double *b) {
    *a = fmin(fmax(middle - 0.5 * length, from), to - length);
    *b = *a + length;
}

/* A square about a place, as far as it is core, and the region that is `factor` times as
 * large, if the core is: of the same shape, unless the core is too narrow for that. */
static stretch make_stretch(const search *s, double x, double y, double half,
                            double factor) {
    const ird_rect *box = &s->session->design.core;
    const region core = {(double)box->x0_dbu, (double)box->y0_dbu, (double)box->x1_dbu,
                         (double)box->y1_dbu};
    region from = {fmax(x - half, core.x0), fmax(y - half, core.y0),
                   fmin(x + half, core.x1), fmin(y + half, core.y1)};
    stretch t = {.from = from, .to = from, .factor = 1};
    double most_x = core.x1 - core.x0, most_y = core.y1 - core.y0;
    if (!(from.x1 > from.x0) || !(from.y1 > from.y0)) {
        return t;
    }
    double whole = fmin(factor * size_of(&from), most_x * most_y);
    double width = fmin(sqrt(factor) * (from.x1 - from.x0), most_x);
    double height = fmin(whole / width, most_y);
    width = fmin(whole / height, most_x);
    lay(0.5 * (from.x0 + from.x1), width, core.x0, core.x1, &t.to.x0, &t.to.x1);
    lay(0.5 * (from.y0 + from.y1), height, core.y0, core.y1, &t.to.y0, &t.to.y1);
    t.factor = size_of(&t.to) / size_of(&from);
    return t;
}

/* Area of cells whose middle is in a region: of those that may move, where they are
 * predicted to be and with their padding. */
static double area_in(const search *s, const region *within) {
    const ird_design *design = &s->session->design;
    double sum = 0;
    for (size_t i = 0; i < design->components.count; i++) {
        const ird_component *c = &design->components.items[i];
        const ird_macro *macro = &s->session->tech.macros.items[c->macro];
        if (c->placement == IRD_UNPLACED || s->are_movers[i] ||
            ird_macro_is_physical_only(macro)) {
            continue;
        }
        ird_rect box = ird_component_box(design, &s->session->tech, i);
        double x = 0.5 * ((double)box.x0_dbu + (double)box.x1_dbu);
        double y = 0.5 * ((double)box.y0_dbu + (double)box.y1_dbu);
        if (is_in(within, x, y)) {
            sum += (double)(box.x1_dbu - box.x0_dbu) * (double)(box.y1_dbu - box.y0_dbu);
        }
    }
    for (size_t i = 0; i < s->movers.count; i++) {
        const mover *m = &s->movers.items[i];
        sum += is_in(within, m->x, m->y) ? m->area * (1 + m->padding) : 0;
    }
    return sum;
}

/* How much of the larger region is under cells. */
static void measure_use(const search *s, stretch *t) {
    double sum = area_in(s, &t->to);
    t->used_before = sum / size_of(&t->to);
    t->used_after = (sum + (t->factor - 1) * t->hot_area) / size_of(&t->to);
}

/* Which cells it takes. */
static void choose_cells(search *s, stretch *t) {
    t->cells = 0;
    t->hot_area = 0;
    for (size_t i = 0; i < s->movers.count; i++) {
        mover *m = &s->movers.items[i];
        m->is_tried =
            is_in(&t->from, m->x, m->y) && m->ampere > s->mean_density * m->area;
        t->cells += m->is_tried;
        t->hot_area += m->is_tried ? m->area * (1 + m->padding) : 0;
    }
}

/* Where a cell of the region would be. */
static void place_of(const stretch *t, const mover *m, double *x, double *y) {
    *x = t->to.x0 +
         (m->x - t->from.x0) * (t->to.x1 - t->to.x0) / (t->from.x1 - t->from.x0);
    *y = t->to.y0 +
         (m->y - t->from.y0) * (t->to.y1 - t->to.y0) / (t->from.y1 - t->from.y0);
}

static void move_loads(search *s, const stretch *t) {
    size_t count = s->grid->grid.network.loads.count;
    memcpy(s->tried, s->loads, count * sizeof *s->tried);
    for (size_t i = 0; i < s->movers.count; i++) {
        const mover *m = &s->movers.items[i];
        double x, y;
        if (!m->is_tried) {
            continue;
        }
        place_of(t, m, &x, &y);
        int32_t node = nearest_node(s, x, y);
        for (size_t k = 0; k < m->load_count && node >= 0; k++) {
            s->tried[s->load_at[m->first_load + k]].node = node;
        }
    }
}

static ird_status try_stretch(search *s, stretch *t, ird_error *err) {
    ird_solution found = {0};
    t->drop_v = INFINITY;
    choose_cells(s, t);
    if (t->cells < 2 || !(t->factor > 1)) {
        return IRD_OK;
    }
    measure_use(s, t);
    if (t->used_after > s->wish->most_used) {
        s->plan->lacks_room = true;
        return IRD_OK;
    }
    move_loads(s, t);
    IRD_TRY(ird_solve(&found, s->grid->factor, s->tried,
                      s->grid->grid.network.loads.count, err));
    t->drop_v = found.worst_drop_v;
    ird_solution_free(&found);
    return IRD_OK;
}

/* --- a step --------------------------------------------------------------------------
 */

/* Of those that reach the target the one with the least padding, else the lowest drop. */
static bool is_better(const stretch *a, const stretch *b, double target_v) {
    bool reaches = a->drop_v <= target_v, other = b->drop_v <= target_v;
    if (reaches != other) {
        return reaches;
    }
    return reaches ? (a->factor - 1) * a->hot_area < (b->factor - 1) * b->hot_area
                   : a->drop_v < b->drop_v;
}

static ird_rect_um box_of(const search *s, const region *a) {
    double units = (double)s->session->design.units;
    return (ird_rect_um){a->x0 / units, a->y0 / units, a->x1 / units, a->y1 / units};
}

/* Take what is best: cells stand there from now on. */
static ird_status take(search *s, stretch *t, ird_error *err) {
    ird_spread_plan *plan = s->plan;
    double units = (double)s->session->design.units;
    double padding_um2 = (t->factor - 1) * t->hot_area / (units * units);
    IRD_TRY(ird_vec_reserve(&plan->steps, 1, DOING, err));
    choose_cells(s, t);
    move_loads(s, t);
    memcpy(s->loads, s->tried, s->grid->grid.network.loads.count * sizeof *s->loads);
    plan->steps.items[plan->steps.count++] = (ird_spread_step){box_of(s, &t->from),
                                                               box_of(s, &t->to),
                                                               t->factor,
                                                               t->cells,
                                                               padding_um2,
                                                               t->used_before,
                                                               t->used_after,
                                                               s->solution.worst_drop_v,
                                                               t->drop_v};
    plan->padding_um2 += padding_um2;
    for (size_t i = 0; i < s->movers.count; i++) {
        mover *m = &s->movers.items[i];
        if (m->is_tried) {
            double x, y;
            place_of(t, m, &x, &y);
            m->x = x;
            m->y = y;
            m->padding = (1 + m->padding) * t->factor - 1;
        }
    }
    ird_solution_free(&s->solution);
    return ird_solve(&s->solution, s->grid->factor, s->loads,
                     s->grid->grid.network.loads.count, err);
}

/* *took is false where nothing gains enough. */
static ird_status step(search *s, double target_v, bool *took, ird_error *err) {
    const ird_node *worst = &s->grid->grid.network.nodes.items[s->solution.worst_node];
    const size_t sides = sizeof half_sides / sizeof *half_sides;
    const size_t parts = sizeof factors / sizeof *factors;
    double before_v = s->solution.worst_drop_v;
    stretch best = {.drop_v = INFINITY};
    for (size_t i = 0; i < sides * parts; i++) {
        stretch t = make_stretch(s, (double)worst->x_dbu, (double)worst->y_dbu,
                                 half_sides[i / parts] * s->row_dbu, factors[i % parts]);
        IRD_TRY(ird_monitor_tick(s->monitor, DOING, (double)i / (double)(sides * parts),
                                 err));
        IRD_TRY(try_stretch(s, &t, err));
        best = is_better(&t, &best, target_v) ? t : best;
    }
    *took = best.drop_v <= (1 - LEAST_GAIN) * before_v || best.drop_v <= target_v;
    return *took ? take(s, &best, err) : IRD_OK;
}

/* --- the whole -----------------------------------------------------------------------
 */

static ird_status list_cells(search *s, ird_error *err) {
    ird_spread_plan *plan = s->plan;
    for (size_t i = 0; i < s->movers.count; i++) {
        const mover *m = &s->movers.items[i];
        if (!(m->padding > 0)) {
            continue;
        }
        const ird_component *c = &s->session->design.components.items[m->component];
        double width_dbu = s->session->tech.macros.items[c->macro].width_um *
                           (double)s->session->design.units;
        size_t sites = (size_t)ceil(m->padding * width_dbu / s->site_dbu - 1e-6);
        IRD_TRY(ird_vec_reserve(&plan->cells, 1, DOING, err));
        plan->cells.items[plan->cells.count++] =
            (ird_spread_cell){m->component, sites / 2, sites - sites / 2};
    }
    return IRD_OK;
}

static ird_status run(search *s, ird_error *err) {
    ird_spread_plan *plan = s->plan;
    bool took = true;
    IRD_TRY(find_movers(s, err));
    measure(s);
    IRD_TRY(make_bins(s, err));
    IRD_TRY(ird_solve(&s->solution, s->grid->factor, s->loads,
                      s->grid->grid.network.loads.count, err));
    plan->before_v = s->solution.worst_drop_v;
    while (took && s->solution.worst_drop_v > plan->target_v &&
           plan->steps.count < s->wish->steps) {
        IRD_TRY(step(s, plan->target_v, &took, err));
    }
    plan->after_v = s->solution.worst_drop_v;
    plan->is_met = plan->after_v <= plan->target_v;
    plan->design = &s->session->design;
    return list_cells(s, err);
}

ird_status ird_session_suggest_spread(ird_session *session, const ird_spread_wish *wish,
                                      const ird_monitor *monitor, ird_spread_plan *plan,
                                      ird_error *err) {
    ird_spread_plan made = {.net = ird_session_net_name(session, wish->net)};
    search s = {.session = session, .wish = wish, .monitor = monitor, .plan = &made};
    IRD_TRY(ird_session_need_layout(session, DOING, err));
    IRD_TRY(ird_session_look_at_solution(session, wish->net, monitor, &s.grid, err));
    made.supply_v = s.grid->supply_v;
    made.target_v = wish->is_part ? wish->target * made.supply_v : wish->target;
    if (!(made.target_v > 0) || !(made.target_v < made.supply_v)) {
        return ird_fail(err, IRD_OPTION_VALUE,
                        "a target of %g mV cannot be; give more than 0 and less than the "
                        "supply of %g V",
                        1e3 * made.target_v, made.supply_v);
    }
    ird_status status = run(&s, err);
    free_search(&s);
    if (status != IRD_OK) {
        ird_spread_plan_free(&made);
        return status;
    }
    *plan = made;
    return IRD_OK;
}
