/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The pulses of cycles, a few at a time, are those of the whole run: drawn, of a VCD with
 * delays and of one without; whether its toggles are kept or read again. On gcd of the
 * shared data.
 */
#include "check.h"

#include "session/activity_setting.h"
#include "session/power_setting.h"
#include "session/supply.h"
#include "timed/cycle_source.h"
#include "timed/time_setting.h"

enum { CYCLES = 24, REST = 5 };
static const char vcd[] = "cycle_source.vcd";
static const double PERIOD_S = 5e-9;

static ird_error err;

static void must(ird_status status) {
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s: %s\n", err.file, err.text);
        exit(1);
    }
}

static void start(ird_session *s) {
    char path[4096], second[4096];
    const char *lefs[] = {path, second};
    shared_path(path, sizeof path, "sky130hd/sky130hd.tlef");
    shared_path(second, sizeof second, "sky130hd/sky130hd_std_cell.lef");
    must(ird_session_read_lef(s, lefs, 2, NULL, &err));
    must(ird_session_read_def(s, shared_path(path, sizeof path, "gcd_sky130/gcd.def.gz"),
                              NULL, &err));
    must(ird_session_set_supply(s, "VDD", 3, 1.8, &err));
    must(ird_session_set_power(s, 1e-3, &err));
    must(ird_session_set_clock(s, PERIOD_S, NULL, 0, &err));
}

/* Every 7th net and more in some cycles, each behind the edge by a time of its own, or
 * all at it; the file begins at 3 ns, and ends 2 ns behind its last whole cycle. */
static void write_run(ird_session *s, bool has_delays) {
    ird_cell *cell = NULL;
    must(ird_session_need_connections(s, NULL, &cell, &err));
    const ird_netlist *nets = cell->value;
    size_t count = ird_names_count(&nets->names);
    FILE *f = fopen(vcd, "w");
    fprintf(f, "$timescale 1ps $end\n$scope module top $end\n");
    for (size_t i = 0; i < count; i++) {
        fprintf(f, "$var wire 1 n%zu %s $end\n", i,
                ird_names_get(&nets->names, (int32_t)i));
    }
    fprintf(f, "$upscope $end\n$enddefinitions $end\n#3000\n");
    for (size_t i = 0; i < count; i++) {
        fprintf(f, "0n%zu\n", i);
    }
    for (int cycle = 0; cycle < CYCLES; cycle++) {
        for (size_t k = 0; k < (cycle % 5 == 3 ? 0U : 40U); k++) {
            size_t delay_ps = has_delays ? k * k * 4990 / 1600 : 0;
            fprintf(f, "#%zu\n", 3000 + 5000 * (size_t)cycle + delay_ps);
            for (size_t i = k; i < count; i += 40) {
                if ((i * 31 + (size_t)cycle * 17) % 7 < 1U + (cycle % 8 == 2)) {
                    fprintf(f, "%dn%zu\n", cycle % 2 == 0, i);
                }
            }
        }
    }
    fprintf(f, "#%d\n", 3000 + 5000 * CYCLES + 2000);
    fclose(f);
}

/* What was seen of the cycles: their pulses by the time of the run. */
typedef struct seen {
    ird_pulses pulses;
    size_t cycles, before, behind;
} seen;

static ird_status see(void *context, const ird_cycle_view *view, ird_error *error) {
    seen *s = context;
    size_t at = 0;
    while (view->parts[at]->cycle != view->cycle) {
        at++;
    }
    for (size_t i = 0; i + 1 < view->count; i++) {
        CHECK(view->parts[i]->cycle + 1 == view->parts[i + 1]->cycle);
    }
    s->cycles++;
    s->before += at;
    s->behind += view->count - 1 - at;
    for (size_t i = 0; i < view->parts[at]->pulses.count; i++) {
        ird_pulse p = view->parts[at]->pulses.items[i];
        p.start_s += (double)view->cycle * PERIOD_S;
        IRD_TRY(ird_pulses_add(&s->pulses, &p, error));
    }
    return IRD_OK;
}

static int compare(const void *a, const void *b) {
    const ird_pulse *x = a, *y = b;
    if (x->drain != y->drain) {
        return x->drain < y->drain ? -1 : 1;
    }
    return (x->start_s > y->start_s) - (x->start_s < y->start_s);
}

static bool is_same(ird_pulses *a, ird_pulses *b) {
    bool same = a->count == b->count;
    qsort(a->items, a->count, sizeof *a->items, compare);
    qsort(b->items, b->count, sizeof *b->items, compare);
    for (size_t i = 0; i < a->count && same; i++) {
        const ird_pulse *x = &a->items[i], *y = &b->items[i];
        same = x->drain == y->drain && x->width_s == y->width_s &&
               x->charge_c == y->charge_c && fabs(x->start_s - y->start_s) < 1e-15;
    }
    return same;
}

/* Where toggles are kept: nowhere is what is left where no file can be made. */
typedef enum keeping { IN_MEMORY, IN_FILE, NOWHERE } keeping;

static void check_source(ird_session *s, const ird_time_wish *wish, keeping keep,
                         size_t cycles) {
    static const size_t few[] = {0, 1, 5, 9, 10, 11, 22};
    ird_cycle_source source = {0};
    ird_cell *cell = NULL;
    ird_switching_wish all = wish->switching;
    if (keep == NOWHERE) {
        setenv("TMPDIR", "/nowhere/at/all", 1);
    }
    must(ird_cycle_source_open(
        &source, s, wish, 0, keep == IN_MEMORY ? IRD_TOGGLE_WORDS_KEPT : 0, NULL, &err));
    unsetenv("TMPDIR");
    source.cycles = source.active == NULL ? cycles : source.cycles; /* drawn: 1000 */
    CHECK(source.cycles == cycles);
    CHECK(source.is_kept == (source.active != NULL && keep != NOWHERE));
    CHECK(source.kept.has_file == (source.active != NULL && keep == IN_FILE));
    all.cycles = cycles;
    must(ird_session_need_transient(s, wish->nets, wish->net_count, &all, NULL, &cell,
                                    &err));
    ird_pulses run = ((const ird_net_transient *)cell->value)->transient.pulses;
    seen every = {0}, some = {0};
    must(ird_cycle_source_look(&source, NULL, 0, 2, see, &every, NULL, &err));
    CHECK(every.cycles == cycles && every.before == 2 * cycles - 3 &&
          every.behind == cycles - 1);
    CHECK(run.count > 100 && is_same(&every.pulses, &run));
    must(ird_cycle_source_look(&source, few, 7, 3, see, &some, NULL, &err));
    CHECK(some.cycles == 7 && some.before == 0 + 1 + 5 * 3);
    CHECK(some.behind == (cycles > 23 ? 7U : 6U));
    size_t found = 0;
    for (size_t i = 0; i < some.pulses.count; i++) {
        const ird_pulse *wanted = &some.pulses.items[i];
        size_t k = 0;
        while (k < every.pulses.count &&
               memcmp(&every.pulses.items[k], wanted, sizeof *wanted) != 0) {
            k++;
        }
        found += k < every.pulses.count;
    }
    CHECK(found == some.pulses.count);
    CHECK(some.pulses.count > 0 && some.pulses.count < every.pulses.count);
    CHECK(source.passes == (source.active == NULL ? 0U : keep == NOWHERE ? 3U : 1U));
    ird_free(every.pulses.items);
    ird_free(some.pulses.items);
    ird_cycle_source_free(&source);
    ird_store_end_scope(&s->store);
}

static ird_time_wish wish_of(ird_session *s) {
    ird_time_wish wish = {.net_count = 2,
                          .switching = {.seed = 3, .from_s = (double)NAN},
                          .solve = ird_solve_defaults};
    must(ird_session_find_net(s, "VDD", 3, &wish.nets[0], &err));
    must(ird_session_find_net(s, "VSS", 3, &wish.nets[1], &err));
    return wish;
}

static void test_pulses(void) {
    ird_session s = {0};
    char path[sizeof vcd];
    start(&s);
    ird_time_wish wish = wish_of(&s);
    check_source(&s, &wish, IN_MEMORY, 40);
    for (int has_delays = 0; has_delays < 2; has_delays++) {
        write_run(&s, has_delays);
        memcpy(path, vcd, sizeof vcd);
        const ird_activity_setting setting = {.path = path};
        must(ird_session_read_activity(&s, &setting, NULL, &err));
        for (int keep = IN_MEMORY; keep <= NOWHERE; keep++) {
            wish.switching.from_s = (double)NAN;
            check_source(&s, &wish, (keeping)keep, CYCLES);
            wish.switching.from_s = 4e-9; /* 2 ns are left behind it, of a cycle of 5 */
            check_source(&s, &wish, (keeping)keep, CYCLES - 1);
        }
        wish.switching.is_vectorless = true;
        wish.switching.from_s = (double)NAN;
        check_source(&s, &wish, IN_MEMORY, 40);
        wish.switching.is_vectorless = false;
    }
    remove(vcd);
    ird_session_free(&s);
}

static void test_opening(void) {
    ird_session s = {0};
    ird_cycle_source source = {0};
    char path[sizeof vcd];
    start(&s);
    write_run(&s, true);
    memcpy(path, vcd, sizeof vcd);
    ird_activity_setting setting = {.path = path};
    must(ird_session_read_activity(&s, &setting, NULL, &err));
    ird_time_wish wish = wish_of(&s);
    must(ird_cycle_source_open(&source, &s, &wish, 0, 0, NULL, &err));
    CHECK(ird_delays_are_there(&source.delays));
    CHECK_NEAR(source.rest_s, 2e-9, 1e-15);
    /* The file begins at 3 ns. */
    CHECK_NEAR(ird_cycle_source_file_s(&source, 7), 38e-9, 1e-15);
    ird_cycle_source_free(&source);
    wish.switching.from_s = 118e-9; /* of 122 */
    CHECK(ird_cycle_source_open(&source, &s, &wish, 0, 0, NULL, &err) == IRD_CYCLES_NONE);
    CHECK(strstr(err.text, "has 4 ns, less than one cycle of 5 ns") != NULL);
    wish.switching.from_s = 10e-9;
    CHECK(ird_cycle_source_open(&source, &s, &wish, CYCLES, 0, NULL, &err) ==
          IRD_CYCLES_NONE);
    CHECK(strstr(err.text, "has 22 whole cycles of 5 ns") != NULL);
    setting.window_s = 20e-9;
    must(ird_session_read_activity(&s, &setting, NULL, &err));
    wish.switching.from_s = (double)NAN;
    CHECK(ird_cycle_source_open(&source, &s, &wish, 0, 0, NULL, &err) ==
          IRD_CYCLES_WINDOWS);
    CHECK(source.transient == NULL && source.cycles == 0);
    remove(vcd);
    ird_session_free(&s);
}

int main(void) {
    RUN(test_pulses);
    RUN(test_opening);
    return check_summary("cycle_source");
}
