/* SPDX-License-Identifier: BSD-3-Clause */
#include "evaluate/rated_cycles.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "evaluate/measure.h"
#include "model/data/cycle_input.h"
#include "model/surrogate.h"
#include "slices/slices.h"

static const char DOING[] = "scoring cycles";

enum { PIXELS = IRD_CYCLE_PIXELS, SLICES = IRD_CYCLE_SLICES };

static double processor_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- score.h ---- */

/* Pulses of each cycle with their times from its beginning: cycles + 1 of them. */
typedef struct by_cycle {
    ird_pulse *pulses;
    ird_cycle_pulses *cycles;
    ird_cycle_score *scores;
} by_cycle;

static void free_by_cycle(by_cycle *b) {
    ird_free(b->pulses);
    ird_free(b->cycles);
    ird_free(b->scores);
}

static ird_status make_by_cycle(by_cycle *b, const ird_timed_case *timed,
                                ird_error *err) {
    size_t count = timed->first[timed->cycles + 1];
    b->pulses = ird_alloc(count, sizeof *b->pulses);
    b->cycles = ird_alloc(timed->cycles + 1, sizeof *b->cycles);
    b->scores = ird_alloc(timed->cycles, sizeof *b->scores);
    if (b->pulses == NULL || b->cycles == NULL || b->scores == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t cycle = 0; cycle <= timed->cycles; cycle++) {
        size_t first = timed->first[cycle], end = timed->first[cycle + 1];
        for (size_t i = first; i < end; i++) {
            b->pulses[i] = timed->pulses[i];
            b->pulses[i].start_s -= timed->period_s * (double)cycle;
        }
        b->cycles[cycle] = (ird_cycle_pulses){b->pulses + first, end - first};
    }
    return IRD_OK;
}

ird_status ird_score_by_kind(const ird_timed_case *timed, ird_scorer_kind kind,
                             double *score, double *seconds, ird_error *err) {
    by_cycle b = {0};
    ird_scorer *scorer = NULL;
    const ird_network *networks[] = {timed->network};
    const ird_dynamic_input input = {networks, 1, timed->transient};
    ird_scorer_wish wish = {.kind = kind,
                            .period_s = timed->period_s,
                            .pulse_s = timed->pulse_s,
                            .solve = ird_solve_defaults};
    wish.solve.engine.threads = 1;
    ird_status status = make_by_cycle(&b, timed, err);
    if (status == IRD_OK) {
        status = ird_scorer_create(&scorer, &input, &wish, NULL, err);
    }
    double begun_s = processor_s();
    if (status == IRD_OK) {
        status =
            ird_scorer_run(scorer, b.cycles, b.cycles + 1, timed->cycles, b.scores, err);
    }
    *seconds = processor_s() - begun_s;
    for (size_t i = 0; status == IRD_OK && i < timed->cycles; i++) {
        score[i] = b.scores[i].worst_v;
    }
    ird_scorer_free(scorer);
    free_by_cycle(&b);
    return status;
}

/* ---- slices ---- */

static ird_status make_slicer(ird_slicer **slicer, const ird_timed_case *timed,
                              bool is_step, ird_error *err) {
    const ird_slicer_wish wish = {
        .period_s = timed->period_s, .wants_answer = !is_step, .wants_step = is_step};
    return ird_slicer_create(slicer, timed->grid, timed->transient, &wish, err);
}

/* Cycle i + 1, with the pulses that go on from the one before. */
static ird_status cut(ird_slicer *slicer, const ird_timed_case *timed, size_t i,
                      ird_slices *slices, ird_error *err) {
    size_t first = timed->first[i], end = timed->first[i + 2];
    return ird_slicer_cut(slicer, timed->pulses + first, end - first,
                          timed->period_s * (double)(i + 1), slices, err);
}

ird_status ird_score_by_slices(const ird_timed_case *timed, bool is_step, double *score,
                               double *seconds, ird_error *err) {
    ird_slicer *slicer = NULL;
    ird_slices *slices = ird_alloc(1, sizeof *slices);
    ird_status status = slices != NULL ? make_slicer(&slicer, timed, is_step, err)
                                       : ird_fail_memory(err, DOING);
    double begun_s = processor_s();
    for (size_t i = 0; status == IRD_OK && i < timed->cycles; i++) {
        status = cut(slicer, timed, i, slices, err);
        score[i] = slices->scale_v;
    }
    *seconds = processor_s() - begun_s;
    ird_slicer_free(slicer);
    ird_free(slices);
    return status;
}

/* ---- networks ---- */

typedef struct runner {
    ird_surrogate *surrogate;
    ird_net_spec spec;
    ird_cycle_form form;
    ird_slicer *slicer;
    ird_slices slices;
    float grid[IRD_CYCLE_GRID_MAPS * PIXELS], maps[IRD_CYCLE_MAPS * PIXELS];
    float output[PIXELS];
    ird_cycle_input input;
} runner;

static ird_status find_form(runner *r, ird_error *err) {
    const char *target = ird_surrogate_metadata(r->surrogate, "target");
    for (int i = 0; target != NULL && i < IRD_CYCLE_FORMS; i++) {
        if (strcmp(target, ird_cycle_form_name((ird_cycle_form)i)) == 0) {
            const char *json = ird_surrogate_get_info(r->surrogate).architecture;
            r->form = (ird_cycle_form)i;
            r->spec = ird_net_spec_cycle(r->form);
            return ird_net_spec_parse(&r->spec, json, strlen(json), true, err);
        }
    }
    return ird_fail(err, IRD_MODEL_OPTION, "the network does not rank cycles");
}

static void take_maps(runner *r) {
    const ird_slices *s = &r->slices;
    size_t bytes = PIXELS * sizeof(float);
    memcpy(r->maps, s->cycle, bytes);
    for (size_t i = 0; i < SLICES; i++) {
        memcpy(r->maps + (1 + i) * PIXELS, s->slice[i], bytes);
        memcpy(r->maps + (1 + SLICES + i) * PIXELS, s->answer[i], bytes);
        memcpy(r->maps + (1 + 2 * SLICES + i) * PIXELS, s->step[i], bytes);
    }
}

/* The worst that the network says of one input, at pixels that draw anything. */
static ird_status run_one(runner *r, size_t slice, double *worst_v, ird_error *err) {
    const ird_cycle_input *in = &r->input;
    IRD_TRY(ird_cycle_input_make(&r->input, &r->spec, r->form, slice, r->grid, r->maps, 1,
                                 err));
    IRD_TRY(ird_surrogate_run(r->surrogate, in->channels, IRD_CYCLE_SIDE, IRD_CYCLE_SIDE,
                              r->output, err));
    for (size_t i = 0; i < PIXELS; i++) {
        double drop = (double)(in->base[i] + r->output[i] * in->gain[i]);
        double there = drop * in->factor * r->slices.scale_v;
        *worst_v = r->slices.cycle[i] > 0 ? fmax(*worst_v, there) : *worst_v;
    }
    return IRD_OK;
}

static ird_status run_cycle(runner *r, const ird_timed_case *timed, size_t i,
                            double *worst_v, ird_error *err) {
    *worst_v = 0;
    IRD_TRY(cut(r->slicer, timed, i, &r->slices, err));
    take_maps(r);
    size_t count = r->form == IRD_CYCLE_FORM_SLICES ? 1 : r->slices.count;
    for (size_t slice = 0; slice < count; slice++) {
        IRD_TRY(run_one(r, slice, worst_v, err));
    }
    return IRD_OK;
}

static ird_status run_all(runner *r, const ird_timed_case *timed, const char *model,
                          double *score, double *seconds, ird_error *err) {
    size_t bytes = PIXELS * sizeof(float);
    IRD_TRY(ird_evaluate_open_model(&r->surrogate, model, err));
    IRD_TRY(find_form(r, err));
    IRD_TRY(make_slicer(&r->slicer, timed, r->form == IRD_CYCLE_FORM_STEP, err));
    memcpy(r->grid, ird_slicer_power_grid(r->slicer), bytes);
    memcpy(r->grid + PIXELS, ird_slicer_capacitance(r->slicer), bytes);
    double begun_s = processor_s();
    for (size_t i = 0; i < timed->cycles; i++) {
        IRD_TRY(run_cycle(r, timed, i, &score[i], err));
    }
    *seconds = processor_s() - begun_s;
    return IRD_OK;
}

ird_status ird_score_by_network(const ird_timed_case *timed, const char *model,
                                double *score, double *seconds, ird_error *err) {
    runner *r = ird_alloc_zero(1, sizeof *r);
    if (r == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = run_all(r, timed, model, score, seconds, err);
    ird_slicer_free(r->slicer);
    ird_surrogate_free(r->surrogate);
    ird_free(r);
    return status;
}
