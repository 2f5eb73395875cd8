/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What scores of cycles are worth on one design: rows of the table of benchmarks/cycles.
 *
 *     bench-cycles -lef FILE ... -def FILE -power FILE|WATT -net NAME ?-net NAME?
 *                  -volt V -period NS ?-liberty FILE? ?-timing FILE? ?-package OHM,PH?
 *                  ?-cycles N? ?-seed N? ?-threads N? ?-keep FILE? ?-dump FILE?
 *                  ?-scorers NAME,...? ?-slice PS? ?-region UM? ?-activity VCD?
 *
 * Random cycles in a row, or those of a VCD, are solved exactly, and scored by each kind.
 * A row has: rank of the true worst cycle in percent of all, by how much the worst of the
 * first 1 % misses it in percent, and of the first 2.5 %, the correlation, the spread of
 * exact over score (relative, of the 10 % that score most), ms a cycle, how often that
 * goes into the exact time, and the part of the exact time that all scores and the exact
 * solution of 1 % take, as a factor saved. -keep: the exact drops of the last run with
 * the same arguments are read from there, or written.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <time.h>

#include "coarse/coarse.h"
#include "cycles/score.h"
#include "session/activity_setting.h"
#include "session/power_setting.h"
#include "session/supply.h"
#include "timed/net_dynamic.h"
#include "timed/time_setting.h"

enum { MOST_FILES = 8, MOST_NETS = 2, TOP_PERCENT = 1, SECOND_PERCENT = 5 };

/* Of all threads, for others may be at work. */
static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

typedef struct request {
    const char *lef[MOST_FILES], *def, *power, *net[MOST_NETS], *liberty, *timing, *keep,
        *dump, *scorers, *activity;
    size_t lefs, nets, cycles, threads;
    uint64_t seed;
    double volt, period_s, package_ohm, package_h, slice_s, region_um;
} request;

static void fail(const ird_error *err) {
    fprintf(stderr, "%s:%ld: %s\n", err->file, err->line, err->text);
    exit(1);
}

static void need(ird_status status, const ird_error *err) {
    if (status != IRD_OK) {
        fail(err);
    }
}

static bool is_option(const char *text, const char *name) {
    return strcmp(text, name) == 0;
}

static bool parse_one(request *r, const char *name, const char *value) {
    double number = strtod(value, NULL);
    if (is_option(name, "-lef") && r->lefs < MOST_FILES) {
        r->lef[r->lefs++] = value;
    } else if (is_option(name, "-net") && r->nets < MOST_NETS) {
        r->net[r->nets++] = value;
    } else if (is_option(name, "-def")) {
        r->def = value;
    } else if (is_option(name, "-power")) {
        r->power = value;
    } else if (is_option(name, "-liberty")) {
        r->liberty = value;
    } else if (is_option(name, "-timing")) {
        r->timing = value;
    } else if (is_option(name, "-keep")) {
        r->keep = value;
    } else if (is_option(name, "-dump")) {
        r->dump = value;
    } else if (is_option(name, "-scorers")) {
        r->scorers = value;
    } else if (is_option(name, "-activity")) {
        r->activity = value;
    } else if (is_option(name, "-package")) {
        bool is_read = sscanf(value, "%lf,%lf", &r->package_ohm, &r->package_h) == 2;
        r->package_h *= 1e-12;
        return is_read;
    } else if (is_option(name, "-volt")) {
        r->volt = number;
    } else if (is_option(name, "-period")) {
        r->period_s = 1e-9 * number;
    } else if (is_option(name, "-cycles")) {
        r->cycles = (size_t)number;
    } else if (is_option(name, "-seed")) {
        r->seed = (uint64_t)number;
    } else if (is_option(name, "-threads")) {
        r->threads = (size_t)number;
    } else if (is_option(name, "-slice")) {
        r->slice_s = 1e-12 * number;
    } else if (is_option(name, "-region")) {
        r->region_um = number;
    } else {
        return false;
    }
    return true;
}

static bool parse(request *r, int argc, char **argv) {
    for (int i = 1; i + 1 < argc; i += 2) {
        if (!parse_one(r, argv[i], argv[i + 1])) {
            return false;
        }
    }
    return argc % 2 == 1 && r->lefs > 0 && r->def != NULL && r->power != NULL &&
           r->nets > 0 && r->period_s > 0;
}

/* ---- the design ---------------------------------------------------------------------
 */

static void read_design(ird_session *s, const request *r) {
    ird_error err = {0};
    char *end;
    need(ird_session_read_lef(s, r->lef, r->lefs, NULL, &err), &err);
    need(ird_session_read_def(s, r->def, NULL, &err), &err);
    need(ird_session_set_supply(s, r->net[0], strlen(r->net[0]), r->volt, &err), &err);
    double watt = strtod(r->power, &end);
    if (*end == '\0') {
        need(ird_session_set_power(s, watt, &err), &err);
    } else {
        need(ird_session_read_power(s, r->power, NULL, NULL, &err), &err);
    }
    if (r->liberty != NULL) {
        need(ird_session_read_liberty(s, &r->liberty, 1, NULL, &err), &err);
    }
    need(ird_session_set_clock(s, r->period_s, NULL, 0, &err), &err);
    if (r->activity != NULL) {
        const ird_activity_setting setting = {.path = (char *)(size_t)r->activity,
                                              .format = IRD_ACTIVITY_BY_CONTENT};
        need(ird_session_read_activity(s, &setting, NULL, &err), &err);
    }
    if (r->timing != NULL) {
        need(ird_session_read_timing(s, r->timing, NULL, &err), &err);
    }
    const ird_package package = {
        .ohm = r->package_ohm, .henry = r->package_h, .is_whole = true};
    for (size_t i = 0; i < r->nets && r->package_ohm > 0; i++) {
        need(ird_session_set_package(s, r->net[i], &package, &err), &err);
    }
}

static ird_time_wish wish_of(const ird_session *s, const request *r) {
    ird_error err = {0};
    ird_time_wish wish = {.net_count = r->nets, .solve = ird_solve_defaults};
    wish.solve.engine.threads = r->threads;
    wish.switching = (ird_switching_wish){.cycles = r->cycles,
                                          .seed = r->seed,
                                          .is_vectorless = r->activity == NULL,
                                          .from_s = (double)NAN};
    for (size_t i = 0; i < r->nets; i++) {
        need(ird_session_find_net(s, r->net[i], strlen(r->net[i]), &wish.nets[i], &err),
             &err);
    }
    return wish;
}

/* ---- its cycles ---------------------------------------------------------------------
 */

typedef struct cycles {
    ird_pulse *pulses;       /* by cycle, times from its beginning */
    ird_cycle_pulses *items; /* count, behind an empty one */
    size_t count;
    double *exact_v;
    double exact_s; /* of one cycle */
} cycles;

static size_t cycle_of(const ird_pulse *p, const request *r) {
    double at = floor(p->start_s / r->period_s);
    return (size_t)fmin(fmax(at, 0), (double)(r->cycles - 1));
}

/* A pulse belongs to the cycle that it begins in. */
static void deal(cycles *c, const ird_transient *t, const request *r) {
    size_t *next = calloc(r->cycles + 1, sizeof *next);
    c->count = r->cycles;
    c->pulses = malloc((t->pulses.count + 1) * sizeof *c->pulses);
    c->items = calloc(r->cycles + 1, sizeof *c->items);
    c->exact_v = calloc(r->cycles, sizeof *c->exact_v);
    for (size_t i = 0; i < t->pulses.count; i++) {
        next[cycle_of(&t->pulses.items[i], r) + 1]++;
    }
    for (size_t k = 0; k < r->cycles; k++) {
        next[k + 1] += next[k];
        c->items[k + 1] = (ird_cycle_pulses){c->pulses + next[k], next[k + 1] - next[k]};
    }
    for (size_t i = 0; i < t->pulses.count; i++) {
        ird_pulse p = t->pulses.items[i];
        size_t k = cycle_of(&p, r);
        p.start_s -= (double)k * r->period_s;
        c->pulses[next[k]++] = p;
    }
    free(next);
}

static bool read_kept(cycles *c, const request *r) {
    FILE *file = r->keep != NULL ? fopen(r->keep, "r") : NULL;
    bool is_there = file != NULL && fscanf(file, "%lf", &c->exact_s) == 1;
    for (size_t i = 0; i < c->count && is_there; i++) {
        is_there = fscanf(file, "%lf", &c->exact_v[i]) == 1;
    }
    if (file != NULL) {
        fclose(file);
    }
    return is_there;
}

static void write_kept(const cycles *c, const request *r) {
    FILE *file = r->keep != NULL ? fopen(r->keep, "w") : NULL;
    if (file != NULL) {
        fprintf(file, "%.9g\n", c->exact_s);
        for (size_t i = 0; i < c->count; i++) {
            fprintf(file, "%.9g\n", c->exact_v[i]);
        }
        fclose(file);
    }
}

static void solve_exactly(cycles *c, const ird_net_transient *net,
                          const ird_time_wish *wish, const request *r) {
    ird_error err = {0};
    ird_time_steps steps;
    ird_dynamic d = {0};
    if (read_kept(c, r)) {
        return;
    }
    need(ird_time_wish_steps(wish, net, &steps, &err), &err);
    const ird_dynamic_input input = {net->networks, net->net_count, net->timed};
    const ird_dynamic_wish exact = {.step_s = steps.step_s,
                                    .stop_s = steps.stop_s,
                                    .cycle_s = r->period_s,
                                    .splits = steps.splits,
                                    .solve = wish->solve};
    double begin_s = seconds();
    need(ird_dynamic_solve(&d, &input, &exact, NULL, &err), &err);
    c->exact_s = (seconds() - begin_s) / (double)c->count;
    memcpy(c->exact_v, d.cycle_v, c->count * sizeof *c->exact_v);
    fprintf(stderr,
            "steps of %g ps: %zu, %zu larger, %zu as several; unknowns %zu core %zu %s\n",
            1e12 * steps.step_s, d.steps, d.quiet_steps, d.split_steps, d.info.unknowns,
            d.info.core, d.info.engine);
    ird_dynamic_free(&d);
    write_kept(c, r);
}

/* ---- what a score is worth ----------------------------------------------------------
 */

static const ird_cycle_score *ranked;

static int by_score(const void *a, const void *b) {
    double x = ranked[*(const size_t *)a].worst_v, y = ranked[*(const size_t *)b].worst_v;
    return x < y ? 1 : x > y ? -1 : 0;
}

static double correlation(const ird_cycle_score *scores, const double *exact_v,
                          size_t count) {
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0, n = (double)count;
    for (size_t i = 0; i < count; i++) {
        x += scores[i].worst_v / n;
        y += exact_v[i] / n;
    }
    for (size_t i = 0; i < count; i++) {
        double dx = scores[i].worst_v - x, dy = exact_v[i] - y;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    return xy / sqrt(xx * yy);
}

/* Standard deviation of the logarithm of exact over score, of the first so many. */
static double spread(const ird_cycle_score *scores, const double *exact_v,
                     const size_t *order, size_t count) {
    double sum = 0, squares = 0, n = (double)count;
    for (size_t i = 0; i < count; i++) {
        double x = log(exact_v[order[i]] / scores[order[i]].worst_v);
        sum += x / n;
        squares += x * x / n;
    }
    return sqrt(fmax(squares - sum * sum, 0));
}

/* The worst of the first so many. */
static double best_of(const cycles *c, const size_t *order, size_t count) {
    double worst_v = 0;
    for (size_t i = 0; i < count && i < c->count; i++) {
        worst_v = fmax(worst_v, c->exact_v[order[i]]);
    }
    return worst_v;
}

static void print_row(const char *name, const cycles *c, const ird_cycle_score *scores,
                      double each_s, double made_s) {
    size_t *order = malloc(c->count * sizeof *order), worst = 0, rank = 0;
    for (size_t i = 0; i < c->count; i++) {
        order[i] = i;
        worst = c->exact_v[i] > c->exact_v[worst] ? i : worst;
    }
    ranked = scores;
    qsort(order, c->count, sizeof *order, by_score);
    while (order[rank] != worst) {
        rank++;
    }
    size_t top = c->count * TOP_PERCENT / 100 > 0 ? c->count * TOP_PERCENT / 100 : 1;
    double found_v = best_of(c, order, top), more_v = best_of(c, order, top * 5 / 2);
    double all_s = c->exact_s * (double)c->count;
    double used_s = made_s + each_s * (double)c->count + c->exact_s * (double)top;
    printf("%-12s %5zu %7.2f%% %7.2f%% %7.2f%% %7.3f %7.2f%% %9.3f %9.1f %7.1f %8.3f\n",
           name, rank + 1, 100 * (double)(rank + 1) / (double)c->count,
           100 * (1 - found_v / c->exact_v[worst]),
           100 * (1 - more_v / c->exact_v[worst]),
           correlation(scores, c->exact_v, c->count),
           100 * spread(scores, c->exact_v, order, c->count / 10), 1e3 * each_s,
           c->exact_s / each_s, all_s / used_s, made_s);
    free(order);
}

static void dump(const request *r, const char *name, const cycles *c,
                 const ird_cycle_score *scores) {
    FILE *file = r->dump != NULL ? fopen(r->dump, "a") : NULL;
    for (size_t i = 0; i < c->count && file != NULL; i++) {
        fprintf(file, "%s,%zu,%.9g,%.9g,%.4g,%d\n", name, i, c->exact_v[i],
                scores[i].worst_v, scores[i].at_s, scores[i].node);
    }
    if (file != NULL) {
        fclose(file);
    }
}

/* ---- candidates ---------------------------------------------------------------------
 */

typedef struct result {
    ird_cycle_score *scores;
    double each_s, made_s;
} result;

typedef struct bench {
    const request *r;
    const cycles *c;
    const ird_net_transient *net;
    const ird_time_wish *in_time;
    double pulse_s;
} bench;

static ird_scorer *make_scorer(const bench *b, ird_scorer_kind kind, double slice_s,
                               double *made_s) {
    ird_error err = {0};
    ird_scorer *scorer = NULL;
    const ird_dynamic_input input = {b->net->networks, b->net->net_count, b->net->timed};
    const ird_scorer_wish wish = {.kind = kind,
                                  .period_s = b->r->period_s,
                                  .slice_s = slice_s,
                                  .pulse_s = b->pulse_s,
                                  .region_um = b->r->region_um,
                                  .solve = b->in_time->solve};
    double begin_s = seconds();
    need(ird_scorer_create(&scorer, &input, &wish, NULL, &err), &err);
    *made_s = seconds() - begin_s;
    return scorer;
}

static result score_all(const bench *b, ird_scorer_kind kind, double slice_s) {
    ird_error err = {0};
    const cycles *c = b->c;
    result found = {.scores = malloc(c->count * sizeof *found.scores)};
    ird_scorer *scorer = make_scorer(b, kind, slice_s, &found.made_s);
    double begin_s = seconds();
    need(ird_scorer_run(scorer, c->items, c->items + 1, c->count, found.scores, &err),
         &err);
    found.each_s = (seconds() - begin_s) / (double)c->count;
    ird_scorer_free(scorer);
    return found;
}

static void show(const bench *b, const char *name, result *found) {
    print_row(name, b->c, found->scores, found->each_s, found->made_s);
    dump(b->r, name, b->c, found->scores);
    free(found->scores);
}

/* The best by slices are scored again in finer steps; the others stay behind them. */
static result score_twice(const bench *b) {
    ird_error err = {0};
    const cycles *c = b->c;
    result found = score_all(b, IRD_SCORER_SLICES, b->r->slice_s);
    size_t *order = malloc(c->count * sizeof *order);
    size_t again = (c->count * SECOND_PERCENT + 99) / 100;
    double made_s, least_v = INFINITY;
    ird_scorer *scorer = make_scorer(b, IRD_SCORER_STEPS, 0, &made_s);
    ird_cycle_pulses *before = malloc(again * sizeof *before);
    ird_cycle_pulses *items = malloc(again * sizeof *items);
    ird_cycle_score *scores = malloc(again * sizeof *scores);
    for (size_t i = 0; i < c->count; i++) {
        order[i] = i;
    }
    ranked = found.scores;
    qsort(order, c->count, sizeof *order, by_score);
    for (size_t i = 0; i < again; i++) {
        before[i] = c->items[order[i]];
        items[i] = c->items[order[i] + 1];
    }
    double begin_s = seconds();
    need(ird_scorer_run(scorer, before, items, again, scores, &err), &err);
    found.each_s += (seconds() - begin_s) / (double)c->count;
    found.made_s += made_s;
    for (size_t i = 0; i < again; i++) {
        found.scores[order[i]] = scores[i];
        least_v = fmin(least_v, scores[i].worst_v);
    }
    for (size_t i = again; i < c->count; i++) {
        found.scores[order[i]].worst_v = fmin(found.scores[order[i]].worst_v, least_v);
    }
    ird_scorer_free(scorer);
    free(order);
    free(before);
    free(items);
    free(scores);
    return found;
}

/* The coarse static solution (coarse/coarse.h) of the mean current, of one net. */
static result score_coarsely(const bench *b) {
    ird_error err = {0};
    const ird_network *n = b->net->networks[0];
    const ird_transient *t = b->net->timed;
    ird_factor *factor = NULL;
    ird_coarse *coarse = NULL;
    result found = {.scores = malloc(b->c->count * sizeof *found.scores)};
    ird_load *loads = calloc(t->drains.count + 1, sizeof *loads);
    double *drop_v = malloc(n->nodes.count * sizeof *drop_v), begin_s = seconds();
    need(ird_factor_create(&factor, n, &ird_coarse_solve_options, NULL, &err), &err);
    need(ird_coarse_create(&coarse, factor, &ird_coarse_defaults, NULL, &err), &err);
    found.made_s = seconds() - begin_s;
    begin_s = seconds();
    for (size_t i = 0; i < b->c->count; i++) {
        const ird_cycle_pulses *pulses = &b->c->items[i + 1];
        for (size_t k = 0; k < t->drains.count; k++) {
            const ird_drain *drain = &t->drains.items[k];
            loads[k] = (ird_load){drain->from, -1, -1, drain->idle_a};
        }
        for (size_t k = 0; k < pulses->count; k++) {
            loads[pulses->pulses[k].drain].ampere +=
                pulses->pulses[k].charge_c / b->r->period_s;
        }
        need(ird_coarse_solve(coarse, loads, t->drains.count, drop_v, NULL, &err), &err);
        found.scores[i] = (ird_cycle_score){.at_s = (double)NAN, .node = -1};
        for (size_t k = 0; k < n->nodes.count; k++) {
            found.scores[i].worst_v = fmax(found.scores[i].worst_v, drop_v[k]);
        }
    }
    found.each_s = (seconds() - begin_s) / (double)b->c->count;
    ird_coarse_free(coarse);
    ird_factor_free(factor);
    free(loads);
    free(drop_v);
    return found;
}

static bool wants(const request *r, const char *name) {
    return *r->scorers == '\0' || strstr(r->scorers, name) != NULL;
}

static void measure(const bench *b) {
    const request *r = b->r;
    result found;
    for (int k = 0; k < IRD_SCORER_KINDS; k++) {
        const char *name = ird_scorer_name((ird_scorer_kind)k);
        if (wants(r, name)) {
            found = score_all(b, (ird_scorer_kind)k, r->slice_s);
            show(b, name, &found);
        }
        if (k == IRD_SCORER_REGIONS && wants(r, "hot")) {
            found = score_all(b, IRD_SCORER_REGIONS, fmin(2 * b->pulse_s, r->period_s));
            show(b, "hot regions", &found);
        }
        if (k == IRD_SCORER_MEAN && wants(r, "coarse") && b->net->net_count == 1 &&
            r->package_ohm == 0) {
            found = score_coarsely(b);
            show(b, "coarse mean", &found);
        }
    }
    if (wants(r, "cascade")) {
        found = score_twice(b);
        show(b, "cascade", &found);
    }
}

int main(int argc, char **argv) {
    request r = {.cycles = 200, .seed = 1, .threads = 1, .volt = 1.1, .scorers = ""};
    ird_session session = {0};
    ird_error err = {0};
    ird_cell *cell = NULL;
    cycles c = {0};
    if (!parse(&r, argc, argv)) {
        fputs("usage: see the beginning of benchmarks/cycles.c\n", stderr);
        return 2;
    }
    read_design(&session, &r);
    const ird_time_wish wish = wish_of(&session, &r);
    need(ird_session_need_transient(&session, wish.nets, wish.net_count, &wish.switching,
                                    NULL, &cell, &err),
         &err);
    const ird_net_transient *net = cell->value;
    deal(&c, net->timed, &r);
    solve_exactly(&c, net, &wish, &r);
    printf("%zu pulses a cycle, exactly %.3f ms a cycle\n",
           net->timed->pulses.count / c.count, 1e3 * c.exact_s);
    printf("%-12s %5s %8s %8s %8s %7s %8s %9s %9s %7s %8s\n", "scorer", "rank", "rank",
           "misses", "at 2.5%", "corr", "spread", "ms", "times", "saves", "made_s");
    ird_time_steps steps;
    need(ird_time_wish_steps(&wish, net, &steps, &err), &err);
    measure(&(bench){&r, &c, net, &wish, steps.pulse_s < 1 ? steps.pulse_s : 0});
    free(c.pulses);
    free(c.items);
    free(c.exact_v);
    ird_session_free(&session);
    return 0;
}
