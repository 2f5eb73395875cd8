/* SPDX-License-Identifier: BSD-3-Clause
 *
 * irdrop-rank: how well, and how fast, cycles are ranked by scores and networks, against
 * the exact worst drop of each. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "evaluate/rated_cycles.h"
#include "evaluate/rank_figures.h"
#include "model/programs/options.h"

typedef struct request {
    const char *def, *power, *name;
    ird_option_words lefs, liberties, models;
    double clock_ns, supply_v;
    size_t cycles, seed, floorplans, first;
} request;

/* What a line is of. */
typedef struct scored {
    const ird_timed_case *timed;
    const char *name;
    double *score;
} scored;

static ird_status print(const scored *s, const char *candidate, bool is_volt,
                        double seconds, ird_error *err) {
    ird_ranking r;
    size_t count = s->timed->cycles;
    IRD_TRY(ird_rank(&r, s->timed->exact_v, s->score, count, err));
    printf("%s %s spearman %.4f place %zu of %zu found %d lost_percent %.3f off_percent ",
           s->name, candidate, r.spearman, r.place, count, r.is_found, 100 * r.lost);
    printf(is_volt ? "%.2f" : "-", 100 * r.off);
    printf(" ms %.4g\n", 1e3 * seconds / (double)count);
    fflush(stdout);
    return IRD_OK;
}

static ird_status try_kinds(const scored *s, ird_error *err) {
    double seconds = 0;
    for (int i = 0; i < IRD_SCORER_KINDS; i++) {
        ird_scorer_kind kind = (ird_scorer_kind)i;
        IRD_TRY(ird_score_by_kind(s->timed, kind, s->score, &seconds, err));
        IRD_TRY(print(s, ird_scorer_name(kind), ird_scorer_is_volt(kind), seconds, err));
    }
    for (int is_step = 0; is_step < 2; is_step++) {
        IRD_TRY(ird_score_by_slices(s->timed, is_step, s->score, &seconds, err));
        IRD_TRY(print(s, is_step ? "one_step" : "coarse_slices", true, seconds, err));
    }
    return IRD_OK;
}

static ird_status try_all(const request *r, const ird_timed_case *timed, const char *name,
                          ird_error *err) {
    double least = timed->exact_v[0], most = least, seconds = 0;
    scored s = {timed, name, ird_alloc(timed->cycles, sizeof *s.score)};
    if (s.score == NULL) {
        return ird_fail_memory(err, "ranking cycles");
    }
    for (size_t i = 0; i < timed->cycles; i++) {
        least = fmin(least, timed->exact_v[i]);
        most = fmax(most, timed->exact_v[i]);
    }
    printf("%s case cycles %zu nodes %zu worst_mv %.4f least_mv %.4f ms %.4g\n", name,
           timed->cycles, timed->network->nodes.count, 1e3 * most, 1e3 * least,
           1e3 * timed->exact_s / (double)timed->cycles);
    ird_status status = try_kinds(&s, err);
    for (size_t i = 0; status == IRD_OK && i < r->models.count; i++) {
        status = ird_score_by_network(timed, r->models.items[i], s.score, &seconds, err);
        if (status == IRD_OK) {
            status = print(&s, r->models.items[i], true, seconds, err);
        }
    }
    ird_free(s.score);
    return status;
}

static ird_status rank_floorplans(const request *r, ird_error *err) {
    size_t done = 0;
    for (size_t index = r->first; done < r->floorplans; index++) {
        char name[40];
        ird_timed_case timed = {0};
        IRD_TRY(ird_timed_case_of_world(&timed, r->seed, index, r->cycles, err));
        snprintf(name, sizeof name, "floorplan_%zu", index);
        ird_status status = IRD_OK;
        if (timed.grid != NULL) {
            status = try_all(r, &timed, name, err);
            done++;
        }
        ird_timed_case_free(&timed);
        IRD_TRY(status);
    }
    return IRD_OK;
}

static ird_status rank_design(const request *r, ird_error *err) {
    ird_cases cases = {0};
    ird_timed_case timed = {0};
    ird_status status = ird_cases_add(&cases, r->def, r->lefs.items, r->lefs.count,
                                      r->power, r->supply_v, err);
    if (status == IRD_OK) {
        const ird_timed_design design = {&cases.items.items[0], r->liberties.items,
                                         r->liberties.count, 1e-9 * r->clock_ns, r->seed};
        status = ird_timed_case_of_design(&timed, &design, r->cycles, err);
    }
    if (status == IRD_OK) {
        status = try_all(r, &timed, r->name, err);
    }
    ird_timed_case_free(&timed);
    ird_cases_free(&cases);
    return status;
}

int main(int argc, char **argv) {
    request r = {
        .name = "design", .clock_ns = 1, .cycles = 64, .seed = 2, .floorplans = 12};
    const ird_option options[] = {
        {"-model", IRD_OPTION_WORDS, &r.models,
         "weights of irdrop-train -kind cycle, slice or step; may be given again"},
        {"-floorplans", IRD_OPTION_COUNT, &r.floorplans,
         "so many random ones in time, where no -def is given"},
        {"-first", IRD_OPTION_COUNT, &r.first, "number of the first one"},
        {"-seed", IRD_OPTION_COUNT, &r.seed,
         "of the floorplans; of a design, of what switches"},
        {"-cycles", IRD_OPTION_COUNT, &r.cycles, "of each"},
        {"-def", IRD_OPTION_FILE, &r.def, "a design, its power net alone"},
        {"-lef", IRD_OPTION_WORDS, &r.lefs, "of the design, technology first"},
        {"-power", IRD_OPTION_FILE, &r.power, "report of its instances"},
        {"-liberty", IRD_OPTION_WORDS, &r.liberties, "of its cells"},
        {"-supply", IRD_OPTION_NUMBER, &r.supply_v, "V; 0: by the design"},
        {"-clock", IRD_OPTION_NUMBER, &r.clock_ns, "period in ns"},
        {"-name", IRD_OPTION_TEXT, &r.name, "what lines of a design begin with"},
    };
    ird_options_result read =
        ird_options_read("measures what ranks cycles, against their exact worst drops",
                         options, sizeof options / sizeof *options, argc, argv);
    if (read != IRD_OPTIONS_GO) {
        return read == IRD_OPTIONS_HELP ? 0 : 2;
    }
    if (r.cycles < 2 || !(r.clock_ns > 0)) {
        fprintf(stderr, "irdrop-rank: -cycles must be 2 or more, -clock above 0\n");
        return 2;
    }
    ird_error err = {0};
    ird_status status = r.def != NULL ? rank_design(&r, &err) : rank_floorplans(&r, &err);
    if (status != IRD_OK) {
        fprintf(stderr, "irdrop-rank: %s%s%s (IRD-%04d)\n", err.file,
                err.file[0] != '\0' ? ": " : "", err.text, (int)status);
        return 1;
    }
    return 0;
}
