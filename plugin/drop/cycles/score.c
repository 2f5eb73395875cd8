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

/* ---- batches on threads -------------------------------------------------------------
 */

typedef ird_status run_batch(void *state, size_t worker, const ird_scorer_batch *batch,
                             ird_error *err);

typedef struct sharing {
    ird_scorer *scorer;
    run_batch *run;
    ird_scorer_batch all;
    atomic_size_t next; /* batch to take */
    atomic_int failed;  /* taken by the first that fails, which fills in err */
    atomic_bool stops;
    ird_status status;
    ird_error *err;
} sharing;

static ird_scorer_batch part_of(const ird_scorer_batch *all, size_t first,
                                size_t at_once) {
    size_t left = all->count - first;
    return (ird_scorer_batch){all->before != NULL ? all->before + first : NULL,
                              all->cycles + first, left < at_once ? left : at_once,
                              all->scores + first};
}

static void fail(sharing *s, ird_status status, const ird_error *err) {
    if (atomic_fetch_add(&s->failed, 1) == 0) {
        s->status = status;
        if (s->err != NULL) {
            *s->err = *err;
        }
    }
    atomic_store(&s->stops, true);
}

static void score_share(void *context, size_t worker) {
    sharing *s = context;
    const ird_scorer *scorer = s->scorer;
    size_t at_once = scorer->method->at_once;
    ird_error err;
    while (!atomic_load(&s->stops)) {
        size_t first = atomic_fetch_add(&s->next, 1) * at_once;
        if (first >= s->all.count) {
            return;
        }
        ird_scorer_batch batch = part_of(&s->all, first, at_once);
        ird_status status = s->run(scorer->state, worker, &batch, &err);
        if (status == IRD_OK && worker == 0) {
            double part = (double)(first + batch.count) / (double)s->all.count;
            status = ird_monitor_tick(scorer->monitor, doing, part, &err);
        }
        if (status != IRD_OK) {
            fail(s, status, &err);
        }
    }
}

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

static ird_status share(ird_scorer *scorer, run_batch *run, const ird_scorer_batch *all,
                        ird_error *err) {
    sharing s = {.scorer = scorer, .run = run, .all = *all, .err = err};
    IRD_TRY(check_pulses(scorer, all->before, all->count, err));
    IRD_TRY(check_pulses(scorer, all->cycles, all->count, err));
    if (scorer->workers != NULL && all->count > scorer->method->at_once) {
        ird_workers_run(scorer->workers, score_share, &s);
    } else {
        score_share(&s, 0);
    }
    return s.status;
}

ird_status ird_scorer_run(ird_scorer *scorer, const ird_cycle_pulses *before,
                          const ird_cycle_pulses *cycles, size_t count,
                          ird_cycle_score *scores, ird_error *err) {
    const ird_scorer_batch all = {before, cycles, count, scores};
    return share(scorer, scorer->method->run, &all, err);
}

ird_status ird_scorer_heat(ird_scorer *scorer, const ird_cycle_pulses *before,
                           const ird_cycle_pulses *cycles, size_t count,
                           ird_cycle_score *scores, ird_error *err) {
    const ird_scorer_batch all = {before, cycles, count, scores};
    if (scorer->method->heat != NULL) {
        return share(scorer, scorer->method->heat, &all, err);
    }
    for (size_t i = 0; i < count; i++) {
        scores[i] = (ird_cycle_score){.at_s = (double)NAN, .node = -1};
    }
    return IRD_OK;
}
