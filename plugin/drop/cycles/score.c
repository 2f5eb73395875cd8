/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/workers.h"
#include "cycles/kind.h"
#include "engine/engine.h"

static const char *const doing = "scoring cycles";

static const ird_scorer_method *const methods[] = {
    &ird_scorer_charge, &ird_scorer_regions, &ird_scorer_mean,
    &ird_scorer_slices, &ird_scorer_steps,
};

_Static_assert(sizeof methods / sizeof *methods == IRD_SCORER_KINDS, "a method a kind");

struct ird_scorer {
    const ird_scorer_method *method;
    void *state;
    size_t drains;
    ird_workers *workers; /* NULL: one thread */
    const ird_monitor *monitor;
};

const char *ird_scorer_name(ird_scorer_kind kind) {
    return methods[kind]->name;
}

bool ird_scorer_is_volt(ird_scorer_kind kind) {
    return methods[kind]->is_volt;
}

static ird_status check_wish(const ird_scorer_wish *wish, ird_error *err) {
    if ((unsigned)wish->kind >= IRD_SCORER_KINDS) {
        return ird_fail(err, IRD_CYCLE_SCORER, "there is no such scorer of cycles");
    }
    if (!(wish->period_s > 0) || !(wish->slice_s >= 0) || !(wish->region_um >= 0) ||
        !(wish->pulse_s >= 0) || wish->slice_s > wish->period_s) {
        return ird_fail(err, IRD_CYCLE_SCORER,
                        "a cycle of %g s cannot be scored by slices of %g s and regions "
                        "of %g um; all are above 0, and a slice is within the cycle",
                        wish->period_s, wish->slice_s, wish->region_um);
    }
    return IRD_OK;
}

ird_status ird_scorer_create(ird_scorer **scorer, const ird_dynamic_input *input,
                             const ird_scorer_wish *wish, const ird_monitor *monitor,
                             ird_error *err) {
    IRD_TRY(check_wish(wish, err));
    ird_scorer *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    size_t threads = ird_engine_threads(&wish->solve.engine);
    made->method = methods[wish->kind];
    made->drains = input->transient->drains.count;
    made->monitor = monitor;
    ird_status status =
        threads > 1 ? ird_workers_create(&made->workers, threads, err) : IRD_OK;
    if (status == IRD_OK) {
        status = made->method->create(&made->state, input, wish, threads, monitor, err);
    }
    if (status != IRD_OK) {
        ird_scorer_free(made);
        return status;
    }
    *scorer = made;
    return IRD_OK;
}

void ird_scorer_free(ird_scorer *scorer) {
    if (scorer != NULL) {
        scorer->method->free(scorer->state);
        ird_workers_free(scorer->workers);
        ird_free(scorer);
    }
}

size_t ird_scorer_at_once(const ird_scorer *scorer) {
    return scorer->method->at_once;
}

ird_status ird_scorer_want_spans(ird_scorer *scorer, double near, double apart_s,
                                 ird_error *err) {
    return scorer->method->want_spans != NULL
               ? scorer->method->want_spans(scorer->state, near, apart_s, err)
               : IRD_OK;
}

double ird_scorer_before_s(const ird_scorer *scorer) {
    const ird_scorer_method *method = scorer->method;
    return method->before_s != NULL ? method->before_s(scorer->state) : (double)INFINITY;
}

/* ---- pieces on threads --------------------------------------------------------------
 */

typedef struct sharing {
    ird_scorer *scorer;
    ird_scorer_task *task;
    void *context;
    size_t count, piece;
    atomic_size_t next; /* piece to take */
    atomic_int failed;  /* taken by the first that fails, which fills in err */
    atomic_bool stops;
    ird_status status;
    ird_error *err;
} sharing;

static void fail(sharing *s, ird_status status, const ird_error *err) {
    if (atomic_fetch_add(&s->failed, 1) == 0) {
        s->status = status;
        if (s->err != NULL) {
            *s->err = *err;
        }
    }
    atomic_store(&s->stops, true);
}

static void take_pieces(void *context, size_t worker) {
    sharing *s = context;
    ird_error err;
    while (!atomic_load(&s->stops)) {
        size_t first = atomic_fetch_add(&s->next, 1) * s->piece;
        if (first >= s->count) {
            return;
        }
        size_t left = s->count - first, count = left < s->piece ? left : s->piece;
        ird_status status = s->task(s->context, worker, first, count, &err);
        if (status == IRD_OK && worker == 0) {
            double part = (double)(first + count) / (double)s->count;
            status = ird_monitor_tick(s->scorer->monitor, doing, part, &err);
        }
        if (status != IRD_OK) {
            fail(s, status, &err);
        }
    }
}

ird_status ird_scorer_share(ird_scorer *scorer, size_t count, size_t piece,
                            ird_scorer_task *task, void *context, ird_error *err) {
    sharing s = {.scorer = scorer,
                 .task = task,
                 .context = context,
                 .count = count,
                 .piece = piece,
                 .err = err};
    if (scorer->workers != NULL && count > piece) {
        ird_workers_run(scorer->workers, take_pieces, &s);
    } else {
        take_pieces(&s, 0);
    }
    return s.status;
}

size_t ird_scorer_workers(const ird_scorer *scorer) {
    return scorer->workers != NULL ? ird_workers_count(scorer->workers) : 1;
}

size_t ird_scorer_piece(const ird_scorer *scorer, size_t count) {
    enum {
        PIECES = 3 /* a thread */,
        PARTS = 4 /* the least is such a part of the most */
    };
    size_t most = scorer->method->at_once, least = (most + PARTS - 1) / PARTS;
    size_t piece = count / (PIECES * ird_scorer_workers(scorer));
    return piece < least ? least : (piece < most ? piece : most);
}

/* ---- a batch ------------------------------------------------------------------------
 */

static ird_status check_pulses(const ird_scorer *scorer, const ird_cycle_pulses *cycles,
                               size_t count, ird_error *err) {
    for (size_t i = 0; cycles != NULL && i < count; i++) {
        for (size_t k = 0; k < cycles[i].count; k++) {
            if ((size_t)cycles[i].pulses[k].drain >= scorer->drains) {
                return ird_fail(err, IRD_TRANSIENT_NODE,
                                "a pulse is of drain %d, of which there are %zu",
                                cycles[i].pulses[k].drain, scorer->drains);
            }
        }
    }
    return IRD_OK;
}

ird_status ird_scorer_run_one(ird_scorer *scorer, size_t worker, bool is_heat,
                              const ird_cycle_pulses *before,
                              const ird_cycle_pulses *cycles, size_t count,
                              ird_cycle_score *scores, ird_error *err) {
    const ird_scorer_method *method = scorer->method;
    const ird_scorer_batch batch = {before, cycles, count, scores};
    IRD_TRY(check_pulses(scorer, before, count, err));
    IRD_TRY(check_pulses(scorer, cycles, count, err));
    if (!is_heat) {
        return method->run(scorer->state, worker, &batch, err);
    }
    if (method->heat != NULL) {
        return method->heat(scorer->state, worker, &batch, err);
    }
    for (size_t i = 0; i < count; i++) {
        scores[i] = (ird_cycle_score){.at_s = (double)NAN, .node = -1};
    }
    return IRD_OK;
}

/* Of cycles that are all at hand. */
typedef struct at_hand {
    ird_scorer *scorer;
    ird_scorer_batch all;
    bool is_heat;
} at_hand;

static ird_status run_piece(void *context, size_t worker, size_t first, size_t count,
                            ird_error *err) {
    const at_hand *h = context;
    const ird_scorer_batch *all = &h->all;
    return ird_scorer_run_one(h->scorer, worker, h->is_heat,
                              all->before != NULL ? all->before + first : NULL,
                              all->cycles + first, count, all->scores + first, err);
}

ird_status ird_scorer_run(ird_scorer *scorer, const ird_cycle_pulses *before,
                          const ird_cycle_pulses *cycles, size_t count,
                          ird_cycle_score *scores, ird_error *err) {
    at_hand hand = {scorer, {before, cycles, count, scores}, false};
    return ird_scorer_share(scorer, count, ird_scorer_piece(scorer, count), run_piece,
                            &hand, err);
}

ird_status ird_scorer_heat(ird_scorer *scorer, const ird_cycle_pulses *before,
                           const ird_cycle_pulses *cycles, size_t count,
                           ird_cycle_score *scores, ird_error *err) {
    at_hand hand = {scorer, {before, cycles, count, scores}, true};
    return ird_scorer_share(scorer, count, ird_scorer_piece(scorer, count), run_piece,
                            &hand, err);
}
