/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/net_dynamic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dynamic/moments.h"
#include "network/spice.h"
#include "session/supply.h"
#include "timed/net_statics.h"
#include "timed/scenario_choice.h"

static const char DOING[] = "solving a power grid in time";
static const double usual_stop_s = 1e-9; /* of a circuit that is only written */

/* Rows that a step which is made as several has besides its own: and those amended. */
enum { SPLIT_ROWS = 4 };

static void free_shown(ird_net_grid *net) {
    ird_solution_free(&net->solution);
}

static void free_dynamic(void *value) {
    ird_net_dynamic *dynamic = value;
    for (size_t i = 0; i < dynamic->net_count; i++) {
        free_shown(&dynamic->nets[i]);
    }
    ird_dynamic_free(&dynamic->result);
    ird_cell_drop(dynamic->transient);
    ird_free(dynamic->pairs.items);
    ird_free(dynamic->scenario_v);
    ird_free(dynamic->is_solved);
    ird_free(dynamic);
}

static size_t dynamic_bytes(const void *value) {
    const ird_net_dynamic *dynamic = value;
    return (4 * dynamic->result.node_count + dynamic->result.source_count) *
           sizeof(double);
}

static const ird_stage dynamic_stage = {"drop in time", free_dynamic, dynamic_bytes};

typedef struct making {
    ird_session *session;
    const ird_time_wish *wish;
    const ird_monitor *monitor;
    ird_key key;
} making;

/* --- one scenario --------------------------------------------------------------------
 */

/* The seed of the first scenario is that of the user, as its window of a VCD is. */
static ird_status need_transient(const making *m, size_t scenario, ird_cell **transient,
                                 ird_error *err) {
    ird_switching_wish wish = m->wish->switching;
    wish.seed += (uint64_t)scenario;
    wish.window += scenario;
    return ird_session_need_transient(m->session, m->wish->nets, m->wish->net_count,
                                      &wish, m->monitor, transient, err);
}

static ird_dynamic_input input_of(const ird_net_transient *net) {
    return (ird_dynamic_input){net->networks, net->net_count, net->timed};
}

/* By how much steps of the refinement are smaller: as usual (0), or as the pulses need
 * it. */
static size_t finer_of(const ird_time_steps *steps) {
    static const double USUAL = 8, MOST = 512;
    double wanted = steps->step_s * IRD_STEPS_A_PULSE / steps->pulse_s;
    return wanted > USUAL ? (size_t)ceil(fmin(wanted, MOST)) : 0;
}

/* The whole wish; it says already what is looked at besides. */
static ird_status complete(const making *m, const ird_net_transient *net,
                           const ird_time_steps *steps, ird_dynamic_wish *wish,
                           ird_error *err) {
    if (!(steps->stop_s > 0)) {
        return ird_fail(err, IRD_SESSION_TIMELESS,
                        "solve -dynamic does not know how long; give -stop, for the file "
                        "has no .tran");
    }
    wish->stop_s = wish->until_s = steps->stop_s;
    wish->cycle_s = ird_net_transient_period_s(net);
    wish->step_s = steps->step_s;
    wish->refined = steps->refined;
    wish->finer = finer_of(steps);
    wish->splits = steps->splits;
    wish->solve = m->wish->solve;
    return IRD_OK;
}

/* --- the nets of a result as solved ones ---------------------------------------------
 */

/* Mean and worst of the drops that there are. */
static void sum_up(ird_solution *s) {
    double sum_v = 0;
    size_t count = 0;
    s->worst_node = -1;
    for (size_t i = 0; i < s->node_count; i++) {
        if (isnan(s->drop_v[i])) {
            continue;
        }
        sum_v += s->drop_v[i];
        count++;
        if (s->worst_node < 0 || s->drop_v[i] > s->worst_drop_v) {
            s->worst_node = (int32_t)i;
            s->worst_drop_v = s->drop_v[i];
        }
    }
    s->average_drop_v = count > 0 ? sum_v / (double)count : 0;
}

static ird_status show(const making *m, ird_net_dynamic *made, size_t net,
                       size_t first_node, size_t first_source, ird_error *err) {
    const ird_net_transient *transient = made->transient->value;
    const ird_net_grid *loaded = transient->grids[net]->value;
    const ird_network *network = &loaded->grid.network;
    ird_net_grid *shown = &made->nets[net];
    ird_solution s = {.node_count = network->nodes.count,
                      .source_count = network->sources.count};
    s.drop_v = ird_alloc(s.node_count, sizeof *s.drop_v);
    s.source_a = ird_alloc(s.source_count, sizeof *s.source_a);
    if (s.drop_v == NULL || s.source_a == NULL) {
        ird_solution_free(&s);
        return ird_fail_memory(err, DOING);
    }
    memcpy(s.drop_v, made->result.drop_v + first_node, s.node_count * sizeof *s.drop_v);
    for (size_t i = 0; i < s.source_count; i++) {
        s.source_a[i] = made->result.fed_c[first_source + i] / made->steps.stop_s;
        s.total_current_a += s.source_a[i];
    }
    sum_up(&s);
    s.supply_v = ird_network_supply_v(network);
    s.residual = made->result.residual;
    s.kirchhoff = made->result.kirchhoff;
    s.seconds = made->result.seconds;
    *shown = *loaded;
    shown->root = NULL;
    shown->parts[0] = transient->grids[net]; /* which the transient holds */
    shown->parts[1] = NULL;
    shown->factor = NULL;
    shown->solution = s;
    shown->answer = m->key;
    return IRD_OK;
}

static ird_status show_all(const making *m, ird_net_dynamic *made, ird_error *err) {
    const ird_net_transient *transient = made->transient->value;
    size_t node = 0, source = 0;
    for (size_t i = 0; i < transient->net_count; i++) {
        IRD_TRY(show(m, made, i, node, source, err));
        made->net_count++;
        node += transient->networks[i]->nodes.count;
        source += transient->networks[i]->sources.count;
    }
    return IRD_OK;
}

/* --- instances on both nets ----------------------------------------------------------
 */

typedef struct pairing {
    IRD_VEC(ird_net_pair) pairs;
    ird_dynamic_pair *nodes; /* of each */
    ird_time_span *spans;    /* that those look at */
} pairing;

static void free_pairing(pairing *p) {
    ird_free(p->pairs.items);
    ird_free(p->nodes);
    ird_free(p->spans);
}

/* Node of the first pin with metal of each component, counted from first_node. */
static void find_pins(const ird_net_grid *grid, int32_t first_node, size_t components,
                      int32_t *nodes) {
    for (size_t i = 0; i < components; i++) {
        nodes[i] = -1;
    }
    for (size_t i = 0; i < grid->grid.terminals.count; i++) {
        const ird_grid_terminal *terminal = &grid->grid.terminals.items[i];
        if (nodes[terminal->component] < 0 && terminal->node >= 0) {
            nodes[terminal->component] = first_node + terminal->node;
        }
    }
}

static int compare_spans(const void *a, const void *b) {
    const ird_time_span *x = a, *y = b;
    return (x->from_s > y->from_s) - (x->from_s < y->from_s);
}

/* Sorted, and those that overlap as one; returns how many are left. */
static size_t join_spans(ird_time_span *spans, size_t count) {
    size_t out = 0;
    qsort(spans, count, sizeof *spans, compare_spans);
    for (size_t i = 0; i < count; i++) {
        if (out > 0 && spans[i].from_s <= spans[out - 1].to_s) {
            spans[out - 1].to_s = fmax(spans[out - 1].to_s, spans[i].to_s);
        } else {
            spans[out++] = spans[i];
        }
    }
    return out;
}

/* The pulses of each component: spans[starts[i]] up to spans[starts[i + 1]]. */
static void list_spans(const ird_switching *switching, size_t components,
                       ird_time_span *spans, size_t *starts) {
    const ird_event *events = switching->events.items;
    size_t count = switching->events.count;
    memset(starts, 0, (components + 1) * sizeof *starts);
    for (size_t i = 0; i < count; i++) {
        starts[events[i].component + 1]++;
    }
    for (size_t i = 0; i < components; i++) {
        starts[i + 1] += starts[i];
    }
    for (size_t i = count; i-- > 0;) { /* from the ends, which become the beginnings */
        double to_s = events[i].start_s + (double)events[i].width_s;
        spans[--starts[events[i].component + 1]] =
            (ird_time_span){events[i].start_s, to_s};
    }
    memmove(starts, starts + 1, components * sizeof *starts);
    starts[components] = count;
}

static ird_status fill_pairs(const ird_net_transient *net, size_t components,
                             int32_t *const pins[2], size_t *starts, pairing *p,
                             ird_error *err) {
    const ird_switching *switching =
        &((const ird_net_switching *)net->switching->value)->switching;
    find_pins(net->grids[0]->value, 0, components, pins[0]);
    find_pins(net->grids[1]->value, (int32_t)net->networks[0]->nodes.count, components,
              pins[1]);
    p->spans = ird_alloc(switching->events.count, sizeof *p->spans);
    if (p->spans == NULL) {
        return ird_fail_memory(err, DOING);
    }
    list_spans(switching, components, p->spans, starts);
    IRD_TRY(ird_vec_reserve(&p->pairs, components, DOING, err));
    for (size_t i = 0; i < components; i++) {
        if (pins[0][i] < 0 || pins[1][i] < 0) {
            continue;
        }
        ird_time_span *spans = p->spans + starts[i];
        size_t count = join_spans(spans, starts[i + 1] - starts[i]);
        p->nodes[p->pairs.count] =
            (ird_dynamic_pair){pins[0][i], pins[1][i], spans, count};
        p->pairs.items[p->pairs.count++] = (ird_net_pair){(int32_t)i, count > 0};
    }
    return IRD_OK;
}

/* Of two nets of a design the instances on both, else none. */
static ird_status find_pairs(const making *m, const ird_net_transient *net, pairing *p,
                             ird_error *err) {
    size_t components = m->session->design.components.count;
    if (net->net_count < 2 || net->switching == NULL) {
        return IRD_OK;
    }
    int32_t *pins[2] = {ird_alloc(components, sizeof *pins[0]),
                        ird_alloc(components, sizeof *pins[1])};
    size_t *starts = ird_alloc(components + 1, sizeof *starts);
    p->nodes = ird_alloc(components, sizeof *p->nodes);
    ird_status status =
        pins[0] != NULL && pins[1] != NULL && starts != NULL && p->nodes != NULL
            ? fill_pairs(net, components, pins, starts, p, err)
            : ird_fail_memory(err, DOING);
    ird_free(pins[0]);
    ird_free(pins[1]);
    ird_free(starts);
    return status;
}

/* --- scenarios -----------------------------------------------------------------------
 */

/* What a scenario is solved from. */
typedef struct scenario {
    ird_cell *transient;
    ird_time_steps steps;
    pairing pairing;
} scenario;

/* Of each node the worse; all else of the scenario with the worst drop. */
static void take_worse(ird_net_dynamic *made, scenario *other, ird_dynamic *result,
                       size_t number) {
    if (result->worst_drop_v > made->result.worst_drop_v) {
        const ird_dynamic best = made->result;
        ird_net_pair *pairs = made->pairs.items;
        made->result = *result;
        made->pairs.items = other->pairing.pairs.items;
        *result = best;
        other->pairing.pairs.items = pairs;
        made->worst_scenario = number;
    }
    ird_dynamic *kept = &made->result;
    for (size_t i = 0; i < kept->node_count; i++) {
        if (result->drop_v[i] > kept->drop_v[i]) {
            kept->drop_v[i] = result->drop_v[i];
            kept->at_s[i] = result->at_s[i];
        }
    }
}

/* Takes what the scenario has. */
static void take_first(ird_net_dynamic *made, scenario *first, ird_dynamic *result) {
    made->transient = ird_cell_use(first->transient);
    made->steps = first->steps;
    made->result = *result;
    made->pairs.items = first->pairing.pairs.items;
    made->pairs.count = first->pairing.pairs.count;
    made->pairs.capacity = first->pairing.pairs.capacity;
    *result = (ird_dynamic){0};
    first->pairing.pairs.items = NULL;
}

/* Scenarios that a thread solves before the next ones are drawn: they share factors, and
 * all of their results are there at a time. */
enum { A_THREAD = 4 };

/* Those that are solved side by side. */
typedef struct batch {
    size_t count;
    scenario *scenarios;
    ird_dynamic_input *inputs;
    ird_dynamic_wish *wishes;
    ird_dynamic *results;
} batch;

static void free_batch(batch *b) {
    for (size_t i = 0; i < b->count; i++) {
        ird_dynamic_free(&b->results[i]);
        free_pairing(&b->scenarios[i].pairing);
    }
    ird_free(b->scenarios);
    ird_free(b->inputs);
    ird_free(b->wishes);
    ird_free(b->results);
}

static ird_status make_batch(batch *b, size_t count, ird_error *err) {
    b->scenarios = ird_alloc_zero(count, sizeof *b->scenarios);
    b->inputs = ird_alloc_zero(count, sizeof *b->inputs);
    b->wishes = ird_alloc_zero(count, sizeof *b->wishes);
    b->results = ird_alloc_zero(count, sizeof *b->results);
    if (b->scenarios == NULL || b->inputs == NULL || b->wishes == NULL ||
        b->results == NULL) {
        return ird_fail_memory(err, DOING);
    }
    b->count = count;
    return IRD_OK;
}

/* The session makes one after the other. */
static ird_status add_scenario(const making *m, batch *b, size_t at, size_t number,
                               ird_error *err) {
    scenario *s = &b->scenarios[at];
    IRD_TRY(need_transient(m, number, &s->transient, err));
    const ird_net_transient *net = s->transient->value;
    IRD_TRY(ird_time_wish_steps(m->wish, net, &s->steps, err));
    IRD_TRY(find_pairs(m, net, &s->pairing, err));
    b->inputs[at] = input_of(net);
    b->wishes[at].pairs = s->pairing.nodes;
    b->wishes[at].pair_count = s->pairing.pairs.count;
    return complete(m, net, &s->steps, &b->wishes[at], err);
}

/* numbers: of the scenarios; NULL: from first on. */
static ird_status run_batch(const making *m, ird_net_dynamic *made, const size_t *numbers,
                            size_t first, size_t count, ird_error *err) {
    batch b = {0};
    ird_net_statics statics = {0};
    ird_status status = make_batch(&b, count, err);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        size_t number = numbers != NULL ? numbers[first + i] : first + i;
        status = add_scenario(m, &b, i, number, err);
    }
    if (status == IRD_OK) { /* all scenarios have the same grids */
        status = ird_net_statics_find(
            &statics, m->session, b.scenarios[0].transient->value, &m->wish->solve, err);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        b.wishes[i].statics = ird_net_statics_get(&statics);
    }
    if (status == IRD_OK) {
        status =
            ird_dynamic_solve_all(b.results, b.inputs, b.wishes, count, m->monitor, err);
    }
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        size_t number = numbers != NULL ? numbers[first + i] : first + i;
        made->scenario_v[number] = b.results[i].worst_drop_v;
        made->is_solved[number] = true;
        if (made->transient != NULL) {
            take_worse(made, &b.scenarios[i], &b.results[i], number);
        } else {
            take_first(made, &b.scenarios[i], &b.results[i]);
            made->worst_scenario = number;
        }
    }
    ird_net_statics_end(&statics);
    free_batch(&b);
    return status;
}

/* What the scores of scenarios say, by those that were solved, which may be all. */
static ird_status learn(ird_net_dynamic *made, const double *scores, ird_error *err) {
    static const double parts[] = IRD_QUANTILE_PARTS;
    ird_score_law law = {0};
    ird_scored_cycle *all = ird_alloc(made->scenarios, sizeof *all);
    if (all == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < made->scenarios; i++) {
        all[i] = ird_unscored_cycle;
        all[i].score[0] = scores[i];
        all[i].exact_v = made->is_solved[i] ? made->scenario_v[i] : (double)NAN;
    }
    ird_status status = ird_score_law_make(&law, all, made->scenarios, err);
    for (size_t i = 0; i < made->scenarios && status == IRD_OK; i++) {
        double drop_v = ird_score_law_drop_v(&law, i);
        made->scenario_v[i] = made->is_solved[i] ? made->scenario_v[i]
                              : isnan(drop_v)    ? scores[i]
                                                 : drop_v;
    }
    if (status == IRD_OK) {
        made->missed = ird_score_law_missed(&law);
        status =
            ird_score_law_quantiles(&law, parts, IRD_QUANTILES, made->quantiles, err);
    }
    ird_score_law_free(&law);
    ird_free(all);
    return status;
}

static ird_status run_scenarios(const making *m, ird_net_dynamic *made,
                                const size_t *numbers, size_t count, ird_error *err) {
    size_t at_once = A_THREAD * ird_dynamic_at_once(&m->wish->solve);
    for (size_t i = 0; i < count; i += at_once) {
        IRD_TRY(run_batch(m, made, numbers, i, at_once < count - i ? at_once : count - i,
                          err));
    }
    return IRD_OK;
}

static ird_status run_all(const making *m, ird_net_dynamic *made, ird_error *err) {
    IRD_TRY(run_scenarios(m, made, NULL, made->scenarios, err));
    return made->scenarios > 1 ? learn(made, made->scenario_v, err) : IRD_OK;
}

static ird_status run_chosen(const making *m, ird_net_dynamic *made, ird_error *err) {
    double *scores = ird_alloc(made->scenarios, sizeof *scores);
    size_t *numbers = ird_alloc(made->chosen, sizeof *numbers);
    ird_status status =
        scores != NULL && numbers != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        status = ird_scenarios_choose(m->session, m->wish, m->monitor, scores, numbers,
                                      made->chosen, err);
    }
    if (status == IRD_OK) {
        status = run_scenarios(m, made, numbers, made->chosen, err);
    }
    if (status == IRD_OK) {
        status = learn(made, scores, err);
    }
    ird_free(scores);
    ird_free(numbers);
    return status;
}

static ird_status make_dynamic(void *context, void **value, ird_error *err) {
    const making *m = context;
    size_t count = m->wish->scenarios > 0 ? m->wish->scenarios : 1;
    ird_net_dynamic *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    made->scenarios = count;
    made->chosen = m->wish->chosen < count ? m->wish->chosen : 0;
    made->scenario_v = ird_alloc(count, sizeof *made->scenario_v);
    made->is_solved = ird_alloc_zero(count, sizeof *made->is_solved);
    ird_status status = made->scenario_v != NULL && made->is_solved != NULL
                            ? IRD_OK
                            : ird_fail_memory(err, DOING);
    if (status == IRD_OK) {
        status = made->chosen > 0 ? run_chosen(m, made, err) : run_all(m, made, err);
    }
    if (status == IRD_OK) {
        status = show_all(m, made, err);
    }
    if (status != IRD_OK) {
        free_dynamic(made);
        return status;
    }
    *value = made;
    return IRD_OK;
}

ird_status ird_session_need_dynamic(ird_session *session, const ird_time_wish *wish,
                                    const ird_monitor *monitor, ird_cell **dynamic,
                                    ird_error *err) {
    making m = {.session = session, .wish = wish, .monitor = monitor};
    ird_cell *first = NULL;
    IRD_TRY(need_transient(&m, 0, &first, err));
    m.key = ird_key_of(&dynamic_stage);
    ird_key_add(&m.key, &first->key);
    ird_key_number(&m.key, ird_solve_options_key(&wish->solve));
    ird_key_real(&m.key, wish->step_s);
    ird_key_real(&m.key, wish->stop_s);
    ird_key_number(&m.key, wish->is_fast);
    ird_key_number(&m.key, wish->refined);
    ird_key_number(&m.key, wish->has_refined);
    ird_key_number(&m.key, wish->scenarios);
    ird_key_number(&m.key, wish->chosen);
    return ird_store_need(&session->store, &dynamic_stage, first->net, m.key,
                          make_dynamic, &m, dynamic, err);
}

/* --- once more, with courses ---------------------------------------------------------
 */

static void free_moments(void *value) {
    ird_moments_free(value);
}

static size_t moments_bytes(const void *value) {
    return ird_moments_bytes(value);
}

static const ird_stage moments_stage = {"steps in time", free_moments, moments_bytes};

typedef IRD_VEC(double) instants;

static ird_status add_instant(double at_s, instants *at, ird_error *err) {
    IRD_TRY(ird_vec_reserve(at, 1, DOING, err));
    if (!isnan(at_s)) {
        at->items[at->count++] = at_s;
    }
    return IRD_OK;
}

static ird_status add_node_instant(const ird_net_dynamic *known, int32_t node,
                                   instants *at, ird_error *err) {
    return node >= 0 ? add_instant(known->result.at_s[node], at, err) : IRD_OK;
}

/* The worst times of a probe, or of both pins of its component. */
static ird_status add_instants(const ird_net_dynamic *known, const pairing *of,
                               int32_t node, int32_t component, instants *at,
                               ird_error *err) {
    for (size_t k = 0; k < of->pairs.count; k++) {
        if (of->pairs.items[k].component == component) {
            IRD_TRY(add_node_instant(known, of->nodes[k].power, at, err));
            IRD_TRY(add_node_instant(known, of->nodes[k].ground, at, err));
            return add_instant(known->result.left[k].at_s, at, err);
        }
    }
    return add_node_instant(known, node, at, err);
}

static ird_status find_instants(const ird_net_dynamic *known, const pairing *of,
                                const ird_time_probes *probes, instants *at,
                                ird_error *err) {
    for (size_t i = 0; i < probes->wish.probe_count; i++) {
        int32_t component = probes->components != NULL ? probes->components[i] : -1;
        IRD_TRY(add_instants(known, of, probes->wish.probes[i], component, at, err));
    }
    return IRD_OK;
}

/* Whether the rows of all steps are not too large; about as many as there were. */
static bool are_few(const ird_net_dynamic *known, uint64_t most_bytes) {
    const ird_dynamic *d = &known->result;
    double rows = (double)(d->steps + d->quiet_steps + d->fine_steps) +
                  SPLIT_ROWS * (double)d->split_steps;
    double bytes = rows * (double)(d->node_count + d->source_count) * sizeof(double);
    return bytes <= (double)most_bytes;
}

static uint64_t least_of(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* NULL where there is no room for them. */
static ird_status make_moments(const making *m, const ird_net_dynamic *known,
                               ird_moments **moments, ird_error *err) {
    uint64_t room = ird_monitor_room(m->monitor);
    uint64_t memory = least_of(room / 4, IRD_MOMENTS_MEMORY_BYTES);
    uint64_t file = least_of(room / 2, IRD_MOMENTS_FILE_BYTES);
    *moments = NULL;
    return are_few(known, memory + file) ? ird_moments_create(moments, memory, file, err)
                                         : IRD_OK;
}

/* Solve again, and keep all steps where there is room for them. */
static ird_status solve_again(const making *m, const ird_net_dynamic *known,
                              const ird_net_transient *net, ird_dynamic_wish *wish,
                              ird_dynamic_course *course, ird_error *err) {
    ird_time_steps steps;
    ird_net_statics statics = {0};
    ird_dynamic result = {0};
    ird_moments *moments = NULL;
    ird_cell *cell = NULL;
    const ird_dynamic_input input = input_of(net);
    IRD_TRY(ird_time_wish_steps(m->wish, net, &steps, err));
    IRD_TRY(complete(m, net, &steps, wish, err));
    ird_store_forget(&m->session->store, IRD_SESSION_PASSING);
    IRD_TRY(make_moments(m, known, &moments, err));
    ird_status status =
        ird_net_statics_find(&statics, m->session, net, &wish->solve, err);
    if (status == IRD_OK) {
        wish->statics = ird_net_statics_get(&statics);
        wish->moments = moments;
        status = ird_dynamic_solve(&result, &input, wish, m->monitor, err);
    }
    ird_net_statics_end(&statics);
    if (status == IRD_OK) {
        *course = result.course;
        result.course = (ird_dynamic_course){0};
    }
    ird_dynamic_free(&result);
    if (status != IRD_OK || !ird_moments_are_whole(moments)) {
        ird_moments_free(moments);
        return status;
    }
    status = ird_store_put(&m->session->store, &moments_stage, IRD_SESSION_PASSING,
                           m->key, moments, &cell, err);
    if (status != IRD_OK) {
        ird_dynamic_course_free(course);
    }
    return status;
}

/* From what was kept, or by solving again. */
static ird_status probe(const making *m, const ird_net_dynamic *known,
                        const ird_net_transient *net, const ird_time_probes *probes,
                        ird_dynamic_course *course, ird_error *err) {
    pairing pairs = {0};
    instants at = {0};
    ird_dynamic_wish wish = probes->wish;
    ird_status status = find_pairs(m, net, &pairs, err);
    if (status == IRD_OK) {
        status = find_instants(known, &pairs, probes, &at, err);
    }
    if (status == IRD_OK) {
        const ird_cell *kept = ird_store_find(&m->session->store, &moments_stage,
                                              IRD_SESSION_PASSING, m->key);
        wish.instants_s = at.items;
        wish.instant_count = at.count;
        status = kept != NULL ? ird_moments_ask(kept->value, &wish, course, err)
                              : solve_again(m, known, net, &wish, course, err);
    }
    ird_free(at.items);
    free_pairing(&pairs);
    return status;
}

ird_status ird_session_probe_dynamic(ird_session *session, const ird_time_wish *wish,
                                     const ird_time_probes *probes,
                                     const ird_monitor *monitor,
                                     ird_dynamic_course *course, ird_error *err) {
    making m = {.session = session, .wish = wish, .monitor = monitor};
    ird_cell *dynamic = NULL, *transient = NULL;
    IRD_TRY(ird_session_need_dynamic(session, wish, monitor, &dynamic, err));
    const ird_net_dynamic *known = dynamic->value;
    IRD_TRY(need_transient(&m, known->worst_scenario, &transient, err));
    m.key = dynamic->key;
    return probe(&m, known, transient->value, probes, course, err);
}

ird_status ird_session_time_circuit(ird_session *session, const ird_time_wish *wish,
                                    size_t number, const ird_monitor *monitor,
                                    const ird_net_transient **net,
                                    ird_dynamic_wish *solved_by, ird_error *err) {
    const making m = {.session = session, .wish = wish, .monitor = monitor};
    ird_cell *cell = NULL;
    ird_time_steps steps;
    IRD_TRY(need_transient(&m, number, &cell, err));
    IRD_TRY(ird_time_wish_steps(wish, cell->value, &steps, err));
    *net = cell->value;
    *solved_by = (ird_dynamic_wish){0};
    return complete(&m, *net, &steps, solved_by, err);
}

/* Which net of a result it is; net_count where it is none. */
static size_t find_net(const ird_net_dynamic *dynamic, int32_t net) {
    size_t at = 0;
    while (at < dynamic->net_count && dynamic->nets[at].net != net) {
        at++;
    }
    return at;
}

const ird_net_dynamic *ird_session_dynamic_of(const ird_session *session, int32_t net,
                                              const ird_key *key, size_t *at) {
    for (size_t i = 0; i < session->design.special_nets.count; i++) {
        const char *name = ird_session_net_name(session, (int32_t)i);
        const ird_cell *cell =
            ird_store_find(&session->store, &dynamic_stage, name, *key);
        if (cell != NULL) {
            const ird_net_dynamic *dynamic = cell->value;
            *at = find_net(dynamic, net);
            return *at < dynamic->net_count ? dynamic : NULL;
        }
    }
    return NULL;
}

size_t ird_net_dynamic_first_node(const ird_net_dynamic *dynamic, size_t net) {
    const ird_net_transient *transient = dynamic->transient->value;
    size_t first = 0;
    for (size_t i = 0; i < net; i++) {
        first += transient->networks[i]->nodes.count;
    }
    return first;
}

double ird_net_dynamic_worst_at_s(const ird_net_dynamic *dynamic, size_t net) {
    int32_t worst = dynamic->nets[net].solution.worst_node;
    return worst >= 0
               ? dynamic->result
                     .at_s[ird_net_dynamic_first_node(dynamic, net) + (size_t)worst]
               : (double)NAN;
}

ird_status ird_session_write_time(ird_session *session, const ird_time_wish *wish,
                                  const char *path, const ird_monitor *monitor,
                                  ird_error *err) {
    const making m = {.session = session, .wish = wish, .monitor = monitor};
    ird_cell *cell = NULL;
    ird_time_steps steps;
    IRD_TRY(need_transient(&m, 0, &cell, err));
    const ird_net_transient *net = cell->value;
    IRD_TRY(ird_time_wish_steps(wish, net, &steps, err));
    const ird_spice_circuit circuit = {net->networks, net->net_count, net->timed,
                                       steps.step_s,
                                       steps.stop_s > 0 ? steps.stop_s : usual_stop_s};
    return ird_spice_write_circuit(&circuit, path, err);
}
