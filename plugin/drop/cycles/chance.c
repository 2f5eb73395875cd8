/* SPDX-License-Identifier: BSD-3-Clause */
#include "cycles/chance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/radix.h"

static const char *const doing = "learning from scores of cycles";

const ird_scored_cycle ird_unscored_cycle = {
    {(double)NAN, (double)NAN, (double)NAN, (double)NAN}, (double)NAN};

/* Scores below this part of the largest count as that much: a cycle without a pulse has a
 * logarithm that says nothing of others. Likewise exact drops. */
#define LEAST_PART 0.02
/* A residual is no smaller than this: exact solutions are not exact to more. */
#define LEAST_SPREAD 1e-3
/* Cycles that could come near the worst: within that factor of it. */
#define NEAR 0.5

enum {
    AVERAGED_PART = 4,  /* an average is of one of so many of the samples, ... */
    AVERAGED_LEAST = 8, /* ... and of no fewer */
    NEAR_LEAST = 12,    /* of residuals */
    TAIL_PART = 10,     /* the worst one of so many residuals, ... */
    TAIL_LEAST = 10,    /* ... and no fewer, are a tail */
    DRAWS = 8192        /* of what all cycles may be, about */
};

void ird_score_law_free(ird_score_law *law) {
    for (size_t k = 0; k < IRD_CHANCE_STAGES; k++) {
        ird_free(law->stages[k].x);
        ird_free(law->stages[k].lift);
        ird_free(law->stages[k].near);
        ird_free(law->stages[k].all);
    }
    ird_free(law->log_v);
    ird_free(law->stage);
    memset(law, 0, sizeof *law);
}

/* ---- samples of a stage -------------------------------------------------------------
 */

typedef struct sample {
    double x, lift, variance;
} sample;

static int by_x(const void *a, const void *b) {
    const sample *p = a, *q = b;
    return p->x != q->x ? (p->x > q->x ? 1 : -1)
                        : (p->lift > q->lift) - (p->lift < q->lift);
}

static int by_value(const void *a, const void *b) {
    const double *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

static double log_score(double score, double most) {
    return log(fmax(score, LEAST_PART * most));
}

static double most_score(const ird_scored_cycle *cycles, size_t count, size_t stage) {
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        most = isnan(cycles[i].score[stage]) ? most : fmax(most, cycles[i].score[stage]);
    }
    return most > 0 ? most : 1;
}

/* The average lift of those beside each of the sorted samples, width of them; what is
 * left of each. */
static void average_lifts(ird_score_stage *s, const sample *samples) {
    size_t n = s->samples, width = s->width, first = 0;
    double sum = 0, own = width > 1 ? (double)width / (double)(width - 1) : 1;
    for (size_t i = 0; i < width; i++) {
        sum += samples[i].lift;
    }
    for (size_t i = 0; i < n; i++) {
        for (; first + width / 2 < i && first + width < n; first++) {
            sum += samples[first + width].lift - samples[first].lift;
        }
        s->x[i] = samples[i].x;
        s->lift[i] = sum / (double)width;
        /* Each takes part in its own average. */
        s->all[i] = (samples[i].lift - s->lift[i]) * sqrt(own);
    }
}

/* The lift of a score, between those of the samples beside it. */
static double lift_at(const ird_score_stage *s, double x) {
    size_t low = 0, high = s->samples - 1;
    if (x <= s->x[low]) {
        return s->lift[low];
    }
    if (x >= s->x[high]) {
        return s->lift[high];
    }
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        *(s->x[middle] <= x ? &low : &high) = middle;
    }
    double part = (x - s->x[low]) / fmax(s->x[high] - s->x[low], 1e-300);
    return s->lift[low] + part * (s->lift[high] - s->lift[low]);
}

/* ---- residuals of a stage -----------------------------------------------------------
 */

/* Those of the highest scores, widened by what their own better values are unsure of and
 * by the error of an average. */
static void take_near(ird_score_stage *s, const sample *samples, double found) {
    size_t n = s->samples, from = n > NEAR_LEAST ? n - NEAR_LEAST : 0;
    while (from > 0 && s->x[from - 1] + s->lift[from - 1] >= found + log(NEAR)) {
        from--;
    }
    double squares = 0, variance = 0;
    s->near_count = n - from;
    for (size_t i = from; i < n; i++) {
        squares += s->all[i] * s->all[i];
        variance += samples[i].variance;
    }
    squares /= (double)s->near_count;
    variance /= (double)s->near_count;
    double wanted = (squares + variance) * (1 + 1 / (double)s->width);
    double wider = squares > 0 ? sqrt(wanted / squares) : 1;
    for (size_t i = from; i < n; i++) {
        s->near[i - from] = wider * s->all[i];
    }
    s->spread = fmax(sqrt(wanted), LEAST_SPREAD);
    qsort(s->near, s->near_count, sizeof *s->near, by_value);
}

static void find_tail(ird_score_stage *s) {
    size_t n = s->near_count, count = n / TAIL_PART;
    count = count > TAIL_LEAST ? count : TAIL_LEAST;
    count = count < n ? count : n - 1;
    s->tail_count = count;
    s->tail_from = s->near[n - 1 - count];
    double excess = 0;
    for (size_t i = n - count; i < n; i++) {
        excess += (s->near[i] - s->tail_from) / (double)count;
    }
    s->tail = fmax(excess, LEAST_SPREAD);
}

/* The chance of a residual above that. */
static double above(const ird_score_stage *s, double residual) {
    double n = (double)s->near_count;
    if (residual >= s->tail_from) {
        double part = ((double)s->tail_count + 0.5) / n, count = (double)s->tail_count;
        double beyond = (residual - s->tail_from) / (count * s->tail);
        return fmin(part, 1) * pow(1 + beyond, -count);
    }
    size_t low = 0, high = s->near_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->near[middle] > residual) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return fmin((n - (double)low + 0.5) / n, 1);
}

/* ---- all stages ---------------------------------------------------------------------
 */

static ird_status make_room(ird_score_stage *s, ird_error *err) {
    s->x = ird_alloc(s->samples, sizeof *s->x);
    s->lift = ird_alloc(s->samples, sizeof *s->lift);
    s->near = ird_alloc(s->samples, sizeof *s->near);
    s->all = ird_alloc(s->samples, sizeof *s->all);
    return s->x != NULL && s->lift != NULL && s->near != NULL && s->all != NULL
               ? IRD_OK
               : ird_fail_memory(err, doing);
}

/* What is known of stage k, by the cycles of which something better is known. */
static ird_status learn(ird_score_law *law, const ird_scored_cycle *cycles, size_t k,
                        double most, sample *samples, ird_error *err) {
    ird_score_stage *s = &law->stages[k];
    s->samples = 0;
    for (size_t i = 0; i < law->count; i++) {
        double score = cycles[i].score[k];
        if (!isnan(score) && !isnan(law->log_v[i])) {
            const size_t better = law->stage[i];
            double spread = better < IRD_CHANCE_STAGES ? law->stages[better].spread : 0;
            double x = log_score(score, most);
            samples[s->samples++] = (sample){x, law->log_v[i] - x, spread * spread};
        }
    }
    if (s->samples < IRD_CHANCE_LEAST) {
        s->samples = 0;
        return IRD_OK;
    }
    IRD_TRY(make_room(s, err));
    size_t width = s->samples / AVERAGED_PART;
    width = width > AVERAGED_LEAST ? width : AVERAGED_LEAST;
    s->width = width < s->samples ? width : s->samples;
    qsort(samples, s->samples, sizeof *samples, by_x);
    average_lifts(s, samples);
    take_near(s, samples, log(law->found_v));
    find_tail(s);
    qsort(s->all, s->samples, sizeof *s->all, by_value);
    return IRD_OK;
}

static void estimate(ird_score_law *law, const ird_scored_cycle *cycles, size_t k,
                     double most) {
    const ird_score_stage *s = &law->stages[k];
    for (size_t i = 0; i < law->count && s->samples > 0; i++) {
        if (isnan(law->log_v[i]) && !isnan(cycles[i].score[k])) {
            double x = log_score(cycles[i].score[k], most);
            law->log_v[i] = x + lift_at(s, x);
            law->stage[i] = (uint8_t)k;
        }
    }
}

static ird_status fill(ird_score_law *law, const ird_scored_cycle *cycles,
                       sample *samples, ird_error *err) {
    for (size_t i = 0; i < law->count; i++) {
        bool is_solved = !isnan(cycles[i].exact_v);
        law->found_v = is_solved ? fmax(law->found_v, cycles[i].exact_v) : law->found_v;
    }
    for (size_t i = 0; i < law->count && law->found_v > 0; i++) {
        if (!isnan(cycles[i].exact_v)) {
            law->log_v[i] = log_score(cycles[i].exact_v, law->found_v);
        }
    }
    for (size_t k = IRD_CHANCE_STAGES; k-- > 0 && law->found_v > 0;) {
        law->most[k] = most_score(cycles, law->count, k);
        IRD_TRY(learn(law, cycles, k, law->most[k], samples, err));
        estimate(law, cycles, k, law->most[k]);
    }
    law->is_known = law->found_v > 0;
    for (size_t i = 0; i < law->count; i++) {
        law->is_known = law->is_known && !isnan(law->log_v[i]);
    }
    return IRD_OK;
}

ird_status ird_score_law_make(ird_score_law *law, const ird_scored_cycle *cycles,
                              size_t count, ird_error *err) {
    ird_score_law made = {.count = count};
    sample *samples = ird_alloc(count, sizeof *samples);
    made.log_v = ird_alloc(count, sizeof *made.log_v);
    made.stage = ird_alloc(count, sizeof *made.stage);
    ird_status status = samples != NULL && made.log_v != NULL && made.stage != NULL
                            ? IRD_OK
                            : ird_fail_memory(err, doing);
    for (size_t i = 0; i < count && status == IRD_OK; i++) {
        made.log_v[i] = (double)NAN;
        made.stage[i] = IRD_CHANCE_STAGES;
    }
    if (status == IRD_OK) {
        status = fill(&made, cycles, samples, err);
    }
    ird_free(samples);
    if (status != IRD_OK) {
        ird_score_law_free(&made);
        return status;
    }
    *law = made;
    return IRD_OK;
}

/* ---- what follows from it -----------------------------------------------------------
 */

double ird_score_law_drop_v(const ird_score_law *law, size_t cycle) {
    return exp(law->log_v[cycle]);
}

double ird_score_law_predict_v(const ird_score_law *law, const ird_scored_cycle *cycle) {
    for (size_t k = IRD_CHANCE_STAGES; k-- > 0;) {
        if (!isnan(cycle->score[k]) && law->stages[k].samples > 0) {
            double x = log_score(cycle->score[k], law->most[k]);
            return exp(x + lift_at(&law->stages[k], x));
        }
    }
    return (double)NAN;
}

double ird_score_law_above(const ird_score_law *law, size_t cycle, double drop_v) {
    double beyond = log(drop_v) - law->log_v[cycle];
    if (isnan(law->log_v[cycle])) {
        return 1;
    }
    return law->stage[cycle] < IRD_CHANCE_STAGES
               ? above(&law->stages[law->stage[cycle]], beyond)
               : (beyond < 0 ? 1 : 0);
}

/* That any unsolved cycle is above a drop, at most. */
static double any_above(const ird_score_law *law, double drop_v) {
    double sum = 0;
    for (size_t i = 0; i < law->count; i++) {
        bool is_solved = law->stage[i] == IRD_CHANCE_STAGES && !isnan(law->log_v[i]);
        sum += is_solved ? 0 : ird_score_law_above(law, i, drop_v);
    }
    return sum;
}

double ird_score_law_missed(const ird_score_law *law) {
    size_t solved = 0;
    for (size_t i = 0; i < law->count; i++) {
        solved += law->stage[i] == IRD_CHANCE_STAGES && !isnan(law->log_v[i]) ? 1 : 0;
    }
    double least = solved < law->count ? 0.5 / fmax((double)solved, 1) : 0;
    return fmin(fmax(any_above(law, law->found_v), least), 1);
}

/* By halving, in logarithms, for the chance falls. */
double ird_score_law_bound_v(const ird_score_law *law, double chance) {
    enum { HALVINGS = 14, DOUBLINGS = 6 };
    double low = 0, high = 0.1;
    if (any_above(law, law->found_v) <= chance) {
        return law->found_v;
    }
    for (int i = 0; any_above(law, law->found_v * exp(high)) > chance; i++) {
        if (i == DOUBLINGS) {
            return (double)INFINITY;
        }
        low = high;
        high *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        *(any_above(law, law->found_v * exp(middle)) > chance ? &low : &high) = middle;
    }
    return law->found_v * exp(high);
}

/* ---- quantiles ----------------------------------------------------------------------
 */

/* What all cycles may be, rising. */
typedef struct drawn {
    double *log_v;
    size_t count;
} drawn;

/* As whole numbers, which sort alike, of finite values. */
static int64_t key_of(double value) {
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static ird_status sort_draws(drawn *d, ird_error *err) {
    int64_t *keys = ird_alloc(d->count, sizeof *keys);
    uint32_t *order = ird_alloc(d->count, sizeof *order);
    double *sorted = ird_alloc(d->count, sizeof *sorted);
    ird_status status = keys != NULL && order != NULL && sorted != NULL
                            ? IRD_OK
                            : ird_fail_memory(err, doing);
    for (size_t i = 0; i < d->count && status == IRD_OK; i++) {
        keys[i] = key_of(d->log_v[i]);
    }
    if (status == IRD_OK) {
        status = ird_radix_order(keys, d->count, order, doing, err);
    }
    for (size_t i = 0; i < d->count && status == IRD_OK; i++) {
        sorted[i] = d->log_v[order[i]];
    }
    ird_free(keys);
    ird_free(order);
    ird_free(d->log_v);
    d->log_v = sorted;
    return status;
}

/* Each unsolved cycle stands for several, whose residuals are spread over all of its
 * stage: by the golden ratio, which is even however many there are. */
static ird_status draw(const ird_score_law *law, drawn *made, ird_error *err) {
    const double golden = 0.6180339887498949;
    size_t each = (DRAWS + law->count - 1) / law->count;
    double at = 0.5;
    *made = (drawn){ird_alloc(law->count, each * sizeof *made->log_v), 0};
    if (made->log_v == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < law->count; i++) {
        const ird_score_stage *s =
            law->stage[i] < IRD_CHANCE_STAGES ? &law->stages[law->stage[i]] : NULL;
        for (size_t k = 0; k < each; k++) {
            at = at + golden - floor(at + golden);
            double off = s != NULL ? s->all[(size_t)(at * (double)s->samples)] : 0;
            made->log_v[made->count++] = law->log_v[i] + off;
        }
    }
    return sort_draws(made, err);
}

static double quantile(const drawn *draws, double q) {
    double last = (double)draws->count - 1;
    double at = fmin(fmax(q * (double)draws->count - 0.5, 0), last), low = floor(at);
    size_t next = (size_t)fmin(low + 1, last);
    return exp((1 - (at - low)) * draws->log_v[(size_t)low] +
               (at - low) * draws->log_v[next]);
}

/* The standard error of what scores stand for, weighted by how many cycles are known by
 * them alone: as a part of the drop. */
static double score_error(const ird_score_law *law) {
    double squares = 0;
    for (size_t k = 0; k < IRD_CHANCE_STAGES; k++) {
        const ird_score_stage *s = &law->stages[k];
        size_t unsolved = 0;
        double sum = 0;
        for (size_t i = 0; i < law->count; i++) {
            unsolved += law->stage[i] == k ? 1 : 0;
        }
        for (size_t i = 0; i < s->samples; i++) {
            sum += s->all[i] * s->all[i] / (double)s->samples;
        }
        if (s->samples > 0) {
            double part = (double)unsolved / (double)law->count;
            squares += part * part * sum / (double)s->width;
        }
    }
    return sqrt(squares);
}

ird_status ird_score_law_quantiles(const ird_score_law *law, const double *q,
                                   size_t count, ird_score_quantile *quantiles,
                                   ird_error *err) {
    drawn draws = {0};
    for (size_t i = 0; i < count; i++) {
        quantiles[i] = (ird_score_quantile){(double)NAN, (double)NAN};
    }
    if (!law->is_known || law->count == 0) {
        return IRD_OK;
    }
    ird_status status = draw(law, &draws, err);
    if (status != IRD_OK) {
        ird_free(draws.log_v);
        return status;
    }
    double error = score_error(law), all = (double)law->count, edge = 0.5 / all;
    for (size_t i = 0; i < count; i++) {
        /* Of n draws so many lie below the true quantile, give or take their deviation.
         */
        double off = sqrt(q[i] * (1 - q[i]) / all);
        double drop_v = quantile(&draws, q[i]);
        double low_v = quantile(&draws, fmax(q[i] - off, edge));
        double high_v = quantile(&draws, fmin(q[i] + off, 1 - edge));
        quantiles[i] =
            (ird_score_quantile){drop_v, hypot(0.5 * (high_v - low_v), drop_v * error)};
    }
    ird_free(draws.log_v);
    return IRD_OK;
}
