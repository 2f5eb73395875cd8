/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Changed networks by hand, and random ones against a fresh factor of the network that
 * the change makes.
 */
#include "check.h"
#include "mesh.h"

#include "base/clock.h"
#include "change/change.h"
#include "static/factor.h"

static void need(ird_status status, const ird_error *err) {
    mesh_need(status, err);
}

static ird_factor *factor_of(const ird_network *n, ird_solve_method method) {
    ird_error err = {0};
    ird_factor *factor = NULL;
    ird_solve_options options = ird_solve_defaults;
    options.engine.method = method;
    need(ird_factor_create(&factor, n, &options, NULL, &err), &err);
    return factor;
}

static int32_t node(ird_change *c) {
    ird_error err = {0};
    int32_t made = -1;
    const ird_node n = {.name = -1, .layer = 0, .kind = IRD_NODE_GRID};
    need(ird_change_add_node(c, &n, &made, &err), &err);
    return made;
}

static void tie(ird_change *c, int32_t a, int32_t b, double ohm) {
    ird_error err = {0};
    need(ird_change_add_resistor(c, a, b, ohm, 0, &err), &err);
}

static void cut(ird_change *c, size_t resistor) {
    ird_error err = {0};
    need(ird_change_remove_resistor(c, resistor, &err), &err);
}

static void source(ird_change *c, int32_t at, double volt) {
    ird_error err = {0};
    need(ird_change_add_source(c, at, volt, &err), &err);
}

/* ---- by hand ------------------------------------------------------------------------
 */

/* 1 V at 0, 2 ohm to 1, 3 ohm to 2; 10 mA at 1 and 20 mA at 2: drops 0, 60, 120 mV. */
typedef struct ladder {
    ird_network n;
    ird_factor *factor;
    ird_solution before, after;
    ird_change change;
    ird_changed_info info;
} ladder;

static void open_ladder(ladder *l) {
    ird_error err = {0};
    *l = (ladder){.n = {.units = 1000}};
    int32_t layer = mesh_layer(&l->n, "m1");
    for (int i = 0; i < 3; i++) {
        mesh_node(&l->n, layer, i, 0);
    }
    mesh_source(&l->n, 0, 1);
    mesh_wire(&l->n, 0, 1, 2);
    mesh_wire(&l->n, 1, 2, 3);
    mesh_load(&l->n, 1, 0.01);
    mesh_load(&l->n, 2, 0.02);
    l->factor = factor_of(&l->n, IRD_SOLVE_AUTO);
    need(ird_solve(&l->before, l->factor, NULL, 0, &err), &err);
    l->change.network = &l->n;
}

static void change_ladder(ladder *l) {
    ird_error err = {0};
    need(ird_change_solve(&l->after, l->factor, &l->change, NULL, 0, &l->before, &l->info,
                          &err),
         &err);
    CHECK(l->after.residual <= 1e-10 && l->after.kirchhoff <= 1e-9);
}

static void close_ladder(ladder *l) {
    ird_solution_free(&l->before);
    ird_solution_free(&l->after);
    ird_change_free(&l->change);
    ird_factor_free(l->factor);
    ird_network_free(&l->n);
}

/* 6 ohm more in parallel to the 3: 2 ohm carry 20 mA, 40 mV over 60. */
static void test_parallel(void) {
    ladder l;
    open_ladder(&l);
    tie(&l.change, 1, 2, 6);
    change_ladder(&l);
    CHECK(l.info.method == IRD_CHANGE_UPDATED && l.info.solves == 1);
    CHECK_NEAR(l.after.drop_v[1], 0.06, 1e-15);
    CHECK_NEAR(l.after.drop_v[2], 0.10, 1e-15);
    CHECK(l.after.worst_node == 2);
    CHECK_NEAR(l.after.worst_drop_v, 0.10, 1e-15);
    CHECK_NEAR(l.after.source_a[0], 0.03, 1e-15);
    close_ladder(&l);
}

/* The 3 ohm are cut 1 ohm from node 1, and the supply comes to the new node 3 over 4 ohm:
 *     d1 / 2 + (d1 - d3) = 0.01, so that d1 = (0.01 + d3) / 1.5,
 *     (d3 - d1) + d3 / 4 = 0.02, what node 2 draws,
 *     d3 (1.25 - 1 / 1.5) = 0.02 + 0.01 / 1.5, d2 = d3 + 2 x 0.02. */
static void test_split(void) {
    ladder l;
    open_ladder(&l);
    int32_t s = node(&l.change);
    CHECK(s == 3);
    cut(&l.change, 1);
    tie(&l.change, 1, s, 1);
    tie(&l.change, s, 2, 2);
    tie(&l.change, s, 0, 4);
    change_ladder(&l);
    double d3 = 0.08 / 3 * 12 / 7, d1 = (0.01 + d3) / 1.5;
    CHECK(l.info.method == IRD_CHANGE_UPDATED && l.info.new_nodes == 1);
    CHECK(l.after.node_count == 4);
    CHECK_NEAR(l.after.drop_v[3], d3, 1e-15);
    CHECK_NEAR(l.after.drop_v[1], d1, 1e-15);
    CHECK_NEAR(l.after.drop_v[2], d3 + 0.04, 1e-15);
    CHECK_NEAR(l.after.source_a[0], 0.03, 1e-15);
    close_ladder(&l);
}

/* A source of 1.1 V at node 2 becomes what drops are counted from: node 0 is 0.1 V below
 * it. Between them 5 ohm, 10 mA drawn at node 1: without it 20 mA flow from 2 to 0;
 * the 10 mA come over 2 and 3 ohm, 6 and 4 mA. */
static void test_higher_source(void) {
    ladder l;
    open_ladder(&l);
    source(&l.change, 2, 1.1);
    change_ladder(&l);
    CHECK(l.info.constraints == 1);
    CHECK_NEAR(l.after.supply_v, 1.1, 0);
    CHECK_NEAR(l.after.drop_v[0], 0.1, 1e-15);
    CHECK_NEAR(l.after.drop_v[2], 0, 1e-15);
    CHECK_NEAR(l.after.drop_v[1], 3 * (0.02 + 0.004), 1e-15);
    CHECK(l.after.source_count == 2);
    CHECK_NEAR(l.after.source_a[0], 0.006 - 0.02, 1e-15);
    CHECK_NEAR(l.after.source_a[1], 0.02 + 0.02 + 0.004, 1e-15);
    close_ladder(&l);
}

/* The source moves to node 2: 10 mA over 3 ohm, and node 0 floats at node 1's. */
static void test_source_moves(void) {
    ladder l;
    ird_error err = {0};
    open_ladder(&l);
    source(&l.change, 2, 1);
    need(ird_change_remove_source(&l.change, 0, &err), &err);
    change_ladder(&l);
    CHECK(l.info.method == IRD_CHANGE_UPDATED);
    CHECK_NEAR(l.after.drop_v[1], 0.03, 1e-15);
    CHECK_NEAR(l.after.drop_v[0], 0.03, 1e-15);
    CHECK_NEAR(l.after.drop_v[2], 0, 1e-15);
    CHECK(l.after.source_count == 1);
    CHECK_NEAR(l.after.source_a[0], 0.03, 1e-15);
    need(ird_change_remove_source(&l.change, 1, &err), &err);
    ird_status status = ird_change_solve(&l.after, l.factor, &l.change, NULL, 0,
                                         &l.before, &l.info, &err);
    CHECK(status == IRD_SOLVE_NO_SOURCE);
    CHECK_NEAR(l.after.drop_v[1], 0.03, 1e-15);
    close_ladder(&l);
}

/* Without the 3 ohm node 2 and its load are an island. */
static void test_cut_off(void) {
    ladder l;
    open_ladder(&l);
    cut(&l.change, 1);
    change_ladder(&l);
    CHECK(l.info.method == IRD_CHANGE_UPDATED && l.info.cut_off == 1);
    CHECK(isnan(l.after.drop_v[2]));
    CHECK_NEAR(l.after.drop_v[1], 0.02, 1e-15);
    CHECK(l.after.unconnected_count == 1 && l.after.unconnected[0] == 1);
    CHECK_NEAR(l.after.unconnected_a, 0.02, 0);
    CHECK(l.after.worst_node == 1);
    CHECK_NEAR(l.after.source_a[0], 0.01, 1e-16);
    /* Tied to the source by a new node, 1 + 1 ohm, it is none. */
    int32_t s = node(&l.change);
    tie(&l.change, 2, s, 1);
    tie(&l.change, s, 0, 1);
    change_ladder(&l);
    CHECK(l.info.cut_off == 0);
    CHECK_NEAR(l.after.drop_v[2], 0.04, 1e-15);
    CHECK_NEAR(l.after.drop_v[3], 0.02, 1e-15);
    close_ladder(&l);
}

/* Undone as far as a mark, a change is what it was. */
static void test_undo(void) {
    ladder l;
    open_ladder(&l);
    tie(&l.change, 1, 2, 6);
    ird_change_mark mark = ird_change_get_mark(&l.change);
    int32_t s = node(&l.change);
    tie(&l.change, 2, s, 0);
    source(&l.change, s, 1);
    cut(&l.change, 0);
    change_ladder(&l);
    CHECK_NEAR(l.after.drop_v[2], 0, 1e-15);
    ird_change_undo(&l.change, mark);
    change_ladder(&l);
    CHECK_NEAR(l.after.drop_v[2], 0.10, 1e-15);
    CHECK(l.after.node_count == 3 && l.after.source_count == 1);
    close_ladder(&l);
}

static void test_bad_edits(void) {
    ladder l;
    ird_error err = {0};
    open_ladder(&l);
    CHECK(ird_change_add_resistor(&l.change, 0, 3, 1, 0, &err) == IRD_NETWORK_NODE);
    CHECK(ird_change_add_resistor(&l.change, -1, 0, 1, 0, &err) == IRD_NETWORK_NODE);
    CHECK(ird_change_add_resistor(&l.change, 0, 1, -1, 0, &err) == IRD_NETWORK_VALUE);
    CHECK(ird_change_add_resistor(&l.change, 0, 1, NAN, 0, &err) == IRD_NETWORK_VALUE);
    CHECK(ird_change_remove_resistor(&l.change, 2, &err) == IRD_NETWORK_VALUE);
    CHECK(ird_change_add_source(&l.change, 7, 1, &err) == IRD_NETWORK_NODE);
    CHECK(ird_change_add_source(&l.change, 0, INFINITY, &err) == IRD_NETWORK_VALUE);
    CHECK(ird_change_remove_source(&l.change, 1, &err) == IRD_NETWORK_VALUE);
    CHECK(l.change.resistors.count == 0 && l.change.sources.count == 0);
    source(&l.change, 0, 0.9);
    CHECK(ird_change_solve(&l.after, l.factor, &l.change, NULL, 0, NULL, NULL, &err) ==
          IRD_SOLVE_SOURCES);
    CHECK(l.after.drop_v == NULL);
    close_ladder(&l);
}

/* ---- at random ----------------------------------------------------------------------
 */

typedef struct scene {
    uint64_t seed;
    ird_network n;
    ird_change change;
    IRD_VEC(ird_load) loads;
} scene;

static size_t below(scene *s, size_t count) {
    return (size_t)(mesh_random(&s->seed) * (double)count);
}

static bool happens(scene *s, double chance) {
    return mesh_random(&s->seed) < chance;
}

static int32_t any_node(scene *s) {
    return (int32_t)below(s, s->n.nodes.count + s->change.nodes.count);
}

/* A mesh with merged nodes, islands, unequal sources, of power or ground. */
static void make_network(scene *s) {
    int32_t side = 4 + (int32_t)below(s, 10);
    mesh_make(&s->n, side, 1 + (int)below(s, 4), (uint64_t)below(s, 1000000));
    size_t count = s->n.resistors.count;
    if (happens(s, 0.5)) {
        for (size_t i = 0; i < count; i += 5 + below(s, 20)) {
            s->n.resistors.items[i].ohm = happens(s, 0.5) ? 0 : 1e-7;
        }
    }
    if (happens(s, 0.3)) {
        int32_t a = mesh_node(&s->n, 0, 50, 50), b = mesh_node(&s->n, 0, 51, 50);
        mesh_wire(&s->n, a, b, 1);
        mesh_load(&s->n, a, 1e-3);
    }
    bool is_ground = happens(s, 0.3), is_unequal = happens(s, 0.4);
    s->n.is_ground = is_ground;
    for (size_t i = 0; is_ground && i < s->n.loads.count; i++) {
        s->n.loads.items[i].ampere *= -1;
    }
    for (size_t i = 0; i < s->n.sources.count; i++) {
        s->n.sources.items[i].volt =
            (is_ground ? 0 : 1.1) + (is_unequal ? 0.01 * mesh_random(&s->seed) : 0);
    }
}

/* Part of an old resistor on each side of a new node. */
static void split(scene *s, size_t resistor) {
    const ird_resistor r = s->n.resistors.items[resistor];
    double part = mesh_random(&s->seed);
    int32_t made = node(&s->change);
    cut(&s->change, resistor);
    tie(&s->change, r.a, made, part * r.ohm);
    tie(&s->change, made, r.b, (1 - part) * r.ohm);
    if (happens(s, 0.7)) {
        tie(&s->change, made, any_node(s), 0.1 + mesh_random(&s->seed));
    }
}

/* A chain of new nodes over the old ones, tied here and there. */
static void lay_stripe(scene *s) {
    int32_t last = -1;
    for (size_t i = 0, count = 1 + below(s, 30); i < count; i++) {
        int32_t made = node(&s->change);
        if (last >= 0) {
            tie(&s->change, last, made, 0.05);
        }
        if (happens(s, 0.5)) {
            tie(&s->change, made, any_node(s), happens(s, 0.05) ? 0 : 0.3);
        }
        last = made;
    }
}

static void change_one(scene *s) {
    ird_error err = {0};
    switch (below(s, 8)) {
    case 0:
        split(s, below(s, s->n.resistors.count));
        break;
    case 1:
        lay_stripe(s);
        break;
    case 2:
        cut(&s->change, below(s, s->n.resistors.count));
        break;
    case 3:
        tie(&s->change, any_node(s), any_node(s),
            happens(s, 0.3) ? 0 : mesh_random(&s->seed));
        break;
    case 4:
        source(&s->change, any_node(s),
               (s->n.is_ground ? 0 : 1.1) +
                   (happens(s, 0.3) ? 0.02 * mesh_random(&s->seed) - 0.01 : 0));
        break;
    case 5:
        need(ird_change_remove_source(&s->change, below(s, s->n.sources.count), &err),
             &err);
        break;
    case 6: /* a node and all that is at it */
        for (size_t i = 0, at = below(s, s->n.nodes.count); i < s->n.resistors.count;
             i++) {
            if (s->n.resistors.items[i].a == (int32_t)at ||
                s->n.resistors.items[i].b == (int32_t)at) {
                cut(&s->change, i);
            }
        }
        break;
    default:
        if (s->change.resistors.count > 0) {
            cut(&s->change, s->n.resistors.count + below(s, s->change.resistors.count));
        }
    }
}

static void set_loads(scene *s) {
    ird_error err = {0};
    s->loads.count = 0;
    need(ird_vec_reserve(&s->loads, s->n.loads.count + 5, "testing", &err), &err);
    for (size_t i = 0; i < s->n.loads.count; i++) {
        ird_load load = s->n.loads.items[i];
        load.ampere *= happens(s, 0.1) ? 3 : 1;
        s->loads.items[s->loads.count++] = load;
    }
    for (size_t i = 0, more = below(s, 5); i < more; i++) {
        s->loads.items[s->loads.count++] =
            (ird_load){any_node(s), -1, -1, s->n.is_ground ? -1e-3 : 1e-3};
    }
}

typedef struct tally {
    size_t updated, fresh, islands, failed, solves;
    double most_v;
} tally;

static void compare(const scene *s, const ird_solution *got, const ird_solution *want,
                    tally *t) {
    if (!CHECK(got->node_count == want->node_count) ||
        !CHECK(got->source_count == want->source_count)) {
        return;
    }
    size_t wrong = 0;
    for (size_t i = 0; i < got->node_count; i++) {
        double off_v = fabs(got->drop_v[i] - want->drop_v[i]);
        wrong += isnan(got->drop_v[i]) != isnan(want->drop_v[i]) || off_v > 1e-9;
        t->most_v = off_v > t->most_v ? off_v : t->most_v;
    }
    for (size_t i = 0; i < got->source_count; i++) {
        wrong += !(fabs(got->source_a[i] - want->source_a[i]) < 1e-8);
    }
    if (!CHECK(wrong == 0) || !CHECK(got->unconnected_count == want->unconnected_count) ||
        !CHECK(fabs(got->total_current_a - want->total_current_a) < 1e-12) ||
        !CHECK(got->supply_v == want->supply_v)) {
        fprintf(stderr, "    seed %llu: %zu wrong\n", (unsigned long long)s->seed, wrong);
    }
    CHECK_NEAR(got->worst_drop_v, want->worst_drop_v, 1e-9);
    CHECK_NEAR(got->average_drop_v, want->average_drop_v, 1e-9);
    CHECK(got->residual <= 1e-10 && got->kirchhoff <= 1e-9);
}

/* The response to two currents is what the drops gain when they are drawn. */
static void check_response(scene *s, ird_changed *changed, const ird_solution *want,
                           const ird_network *network) {
    ird_error err = {0};
    size_t count = want->node_count;
    const int32_t at[] = {any_node(s), any_node(s)};
    const double weight[] = {1, 0.5};
    double *response = ird_alloc(count, sizeof *response);
    ird_load *loads = ird_alloc(network->loads.count + 1, sizeof *loads);
    ird_solution more = {0};
    ird_factor *factor = factor_of(network, IRD_SOLVE_AUTO);
    need(ird_changed_response(response, changed, at, weight, 2, &err), &err);
    memcpy(loads, network->loads.items, network->loads.count * sizeof *loads);
    int32_t drawn_at = any_node(s);
    loads[network->loads.count] =
        (ird_load){drawn_at, -1, -1, network->is_ground ? -1 : 1};
    need(ird_solve(&more, factor, loads, network->loads.count + 1, &err), &err);
    double gain = 0;
    for (int i = 0; i < 2; i++) {
        double by = more.drop_v[at[i]] - want->drop_v[at[i]];
        gain += isnan(by) ? 0 : weight[i] * by;
    }
    CHECK(isnan(response[drawn_at]) == isnan(want->drop_v[drawn_at]));
    if (!isnan(response[drawn_at])) {
        CHECK_NEAR(response[drawn_at], gain, 1e-7);
    }
    ird_factor_free(factor);
    ird_solution_free(&more);
    ird_free(loads);
    ird_free(response);
}

static void try_change(scene *s, ird_factor *factor, const ird_solution *before,
                       tally *t) {
    ird_error err = {0}, fresh_err = {0};
    ird_network network = {0};
    ird_factor *fresh = NULL;
    ird_solution want = {0}, got = {0};
    ird_changed *changed = NULL;
    need(ird_change_apply(&s->change, s->loads.items, s->loads.count, &network, &err),
         &err);
    ird_status status =
        ird_factor_create(&fresh, &network, &ird_solve_defaults, NULL, &fresh_err);
    if (!CHECK(ird_changed_create(&changed, factor, &s->change, NULL, &err) == status)) {
        fprintf(stderr, "    seed %llu: %s | %s\n", (unsigned long long)s->seed, err.text,
                fresh_err.text);
    }
    if (status != IRD_OK || changed == NULL) {
        t->failed++;
    } else {
        need(ird_solve(&want, fresh, NULL, 0, &err), &err);
        need(ird_changed_solve(&got, changed, s->loads.items, s->loads.count, before,
                               &err),
             &err);
        compare(s, &got, &want, t);
        check_response(s, changed, &want, &network);
        ird_changed_info info = ird_changed_get_info(changed);
        t->updated += info.method == IRD_CHANGE_UPDATED;
        t->fresh += info.method == IRD_CHANGE_FRESH;
        t->islands += info.cut_off > 0;
        t->solves = got.iterations > t->solves ? got.iterations : t->solves;
    }
    ird_changed_free(changed);
    ird_factor_free(fresh);
    ird_solution_free(&want);
    ird_solution_free(&got);
    ird_network_free(&network);
}

static void test_random(void) {
    tally t = {0};
    for (uint64_t round = 0; round < 150; round++) {
        ird_error err = {0};
        scene s = {.seed = round + 1};
        static const ird_solve_method methods[] = {IRD_SOLVE_AUTO, IRD_SOLVE_AUTO,
                                                   IRD_SOLVE_SINGLE, IRD_SOLVE_MULTIGRID};
        make_network(&s);
        s.change.network = &s.n;
        ird_factor *factor = factor_of(&s.n, methods[round % 4]);
        ird_solution before = {0};
        need(ird_solve(&before, factor, NULL, 0, &err), &err);
        for (int changes = 0; changes < 6; changes++) {
            ird_change_mark mark = ird_change_get_mark(&s.change);
            for (size_t i = 0, count = 1 + below(&s, 4); i < count; i++) {
                change_one(&s);
            }
            set_loads(&s);
            try_change(&s, factor, happens(&s, 0.8) ? &before : NULL, &t);
            if (happens(&s, 0.6)) {
                ird_change_undo(&s.change, mark);
            }
        }
        ird_solution_free(&before);
        ird_factor_free(factor);
        ird_change_free(&s.change);
        ird_free(s.loads.items);
        ird_network_free(&s.n);
    }
    printf("random: %zu updated, %zu fresh, %zu with cut off nodes, %zu without answer, "
           "at most %zu steps, %.2g V off\n",
           t.updated, t.fresh, t.islands, t.failed, t.solves, t.most_v);
    CHECK(t.updated > 300 && t.fresh > 30 && t.islands > 30 && t.failed > 3);
}

/* Loads alone: one solve of the difference. */
static void test_loads_alone(void) {
    ird_network n;
    ird_error err = {0};
    mesh_make(&n, 40, 2, 7);
    ird_factor *factor = factor_of(&n, IRD_SOLVE_AUTO);
    ird_solution before = {0}, want = {0}, got = {0};
    need(ird_solve(&before, factor, NULL, 0, &err), &err);
    ird_change change = {.network = &n};
    ird_changed_info info;
    n.loads.items[77].ampere = 0.02;
    need(ird_solve(&want, factor, NULL, 0, &err), &err);
    need(ird_change_solve(&got, factor, &change, NULL, 0, &before, &info, &err), &err);
    CHECK(info.method == IRD_CHANGE_LOADS && info.solves == 1);
    for (size_t i = 0; i < n.nodes.count; i++) {
        CHECK_NEAR(got.drop_v[i], want.drop_v[i], 1e-14);
    }
    ird_solution_free(&before);
    ird_solution_free(&want);
    ird_solution_free(&got);
    ird_factor_free(factor);
    ird_network_free(&n);
}

int main(void) {
    RUN(test_parallel);
    RUN(test_split);
    RUN(test_higher_source);
    RUN(test_source_moves);
    RUN(test_cut_off);
    RUN(test_undo);
    RUN(test_bad_edits);
    RUN(test_random);
    RUN(test_loads_alone);
    return check_summary("change");
}
