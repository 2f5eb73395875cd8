/* SPDX-License-Identifier: BSD-3-Clause */
#include "evaluate/rank_figures.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

typedef struct item {
    double score;
    size_t at;
} item;

static int compare(const void *a, const void *b) {
    const item *x = a, *y = b;
    if (x->score != y->score) {
        return x->score > y->score ? -1 : 1;
    }
    return (x->at > y->at) - (x->at < y->at);
}

/* Items from the largest score on, and the rank of each value. */
static void find_ranks(const double *score, size_t count, item *items, double *rank) {
    for (size_t i = 0; i < count; i++) {
        items[i] = (item){score[i], i};
    }
    qsort(items, count, sizeof *items, compare);
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && items[end].score == items[i].score) {
            end++;
        }
        for (size_t k = i; k < end; k++) {
            rank[items[k].at] = 0.5 * (double)(i + end - 1);
        }
        i = end;
    }
}

static double correlation(const double *a, const double *b, size_t count) {
    double mean = 0.5 * (double)(count - 1); /* of ranks, with ties or without */
    double aa = 0, bb = 0, ab = 0;
    for (size_t i = 0; i < count; i++) {
        aa += (a[i] - mean) * (a[i] - mean);
        bb += (b[i] - mean) * (b[i] - mean);
        ab += (a[i] - mean) * (b[i] - mean);
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : (double)NAN;
}

ird_status ird_rank(ird_ranking *ranking, const double *exact, const double *score,
                    size_t count, ird_error *err) {
    item *items = ird_alloc(count, sizeof *items);
    double *ranks = ird_alloc(count, 2 * sizeof *ranks);
    if (items == NULL || ranks == NULL) {
        ird_free(items);
        ird_free(ranks);
        return ird_fail_memory(err, "ranking cycles");
    }
    find_ranks(exact, count, items, ranks);
    size_t worst = items[0].at;
    find_ranks(score, count, items, ranks + count);
    ird_ranking made = {.first = count > 199 ? count / 100 : 1};
    made.spearman = correlation(ranks, ranks + count, count);
    double reached = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        made.place += score[i] >= score[worst];
        reached = i < made.first ? fmax(reached, exact[items[i].at]) : reached;
    }
    made.is_found = made.place <= made.first;
    made.lost = 1 - reached / exact[worst];
    made.off = score[worst] / exact[worst] - 1;
    *ranking = made;
    ird_free(items);
    ird_free(ranks);
    return IRD_OK;
}
