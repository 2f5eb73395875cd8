/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/groups.h"

#include <string.h>

#include "base/alloc.h"

static const char *const doing = "building the grids of a multigrid solver";

enum { STRETCH = 1 << 16, MOST_UNITS = 4, ROUNDS = 2, MOST_SEEN = 64 };
_Static_assert(MOST_UNITS *MOST_UNITS == IRD_GROUP_MOST, "two rounds of so many");

void ird_groups_free(ird_groups *groups) {
    if (groups != NULL) {
        ird_free(groups->of);
        ird_free(groups->start);
        ird_free(groups->member);
        ird_free(groups->first);
        memset(groups, 0, sizeof *groups);
    }
}

void ird_groups_share(ird_workers *workers, void (*task)(void *context, size_t worker),
                      void *context) {
    if (workers != NULL) {
        ird_workers_run(workers, task, context);
    } else {
        task(context, 0);
    }
}

static size_t count_of(const ird_workers *workers) {
    return workers != NULL ? ird_workers_count(workers) : 1;
}

/* ---- one stretch --------------------------------------------------------------------
 */

/* Units are nodes first, then pairs. All arrays have a value a node of the stretch. */
typedef struct stretch {
    const ird_graph *graph;
    size_t first, n;
    size_t units;
    int32_t *unit;   /* of each node */
    int32_t *head;   /* of each unit: its first node, */
    int32_t *next;   /* and of each node: the next one; -1 */
    int32_t *joined; /* of each unit: that of the next round; -1: free */
    int32_t *place;  /* of each unit: in seen; -1 */
    uint8_t *size;   /* of each unit of the next round */
    size_t count;    /* of neighbours of a unit: */
    int32_t seen[MOST_SEEN];
    double siemens[MOST_SEEN];
} stretch;

/* The units beside one; of very many the first MOST_SEEN. */
static void look_around(stretch *s, int32_t unit) {
    const ird_graph *g = s->graph;
    s->count = 0;
    for (int32_t node = s->head[unit]; node >= 0; node = s->next[node]) {
        size_t i = s->first + (size_t)node;
        for (size_t e = g->start[i]; e < g->start[i + 1]; e++) {
            size_t other = (size_t)g->neighbour[e] - s->first;
            if (other >= s->n || s->unit[other] == unit) {
                continue;
            }
            int32_t at = s->place[s->unit[other]];
            if (at >= 0) {
                s->siemens[at] += g->siemens[e];
            } else if (s->count < MOST_SEEN) {
                s->place[s->unit[other]] = (int32_t)s->count;
                s->seen[s->count] = s->unit[other];
                s->siemens[s->count++] = g->siemens[e];
            }
        }
    }
    for (size_t k = 0; k < s->count; k++) {
        s->place[s->seen[k]] = -1;
    }
}

/* Join a free unit to its strongest free neighbour, else to where its strongest neighbour
 * with room went, else to none. */
static void join(stretch *s, int32_t unit, size_t *made) {
    int32_t free_one = -1, any = -1;
    double free_siemens = 0, any_siemens = 0;
    look_around(s, unit);
    for (size_t k = 0; k < s->count; k++) {
        int32_t joined = s->joined[s->seen[k]];
        if (joined < 0 && s->siemens[k] > free_siemens) {
            free_siemens = s->siemens[k];
            free_one = s->seen[k];
        } else if (joined >= 0 && s->size[joined] < MOST_UNITS &&
                   s->siemens[k] > any_siemens) {
            any_siemens = s->siemens[k];
            any = joined;
        }
    }
    if (free_one < 0 && any >= 0) {
        s->joined[unit] = any;
        s->size[any]++;
        return;
    }
    s->joined[unit] = (int32_t)*made;
    s->size[*made] = free_one >= 0 ? 2 : 1;
    if (free_one >= 0) {
        s->joined[free_one] = (int32_t)*made;
    }
    ++*made;
}

static void list_nodes(stretch *s) {
    for (size_t u = 0; u < s->units; u++) {
        s->head[u] = -1;
    }
    for (size_t i = s->n; i-- > 0;) {
        s->next[i] = s->head[s->unit[i]];
        s->head[s->unit[i]] = (int32_t)i;
    }
}

static void group_stretch(stretch *s) {
    s->units = s->n;
    for (size_t i = 0; i < s->n; i++) {
        s->unit[i] = (int32_t)i;
    }
    for (int round = 0; round < ROUNDS; round++) {
        size_t made = 0;
        list_nodes(s);
        memset(s->joined, 0xff, s->units * sizeof *s->joined);
        for (size_t u = 0; u < s->units; u++) {
            if (s->joined[u] < 0) {
                join(s, (int32_t)u, &made);
            }
        }
        for (size_t i = 0; i < s->n; i++) {
            s->unit[i] = s->joined[s->unit[i]];
        }
        s->units = made;
    }
    list_nodes(s);
}

/* ---- all of them --------------------------------------------------------------------
 */

typedef struct making {
    ird_groups *groups;
    const ird_graph *graph;
    size_t workers;
    stretch *scratch; /* one a worker */
} making;

static size_t stretch_end(const ird_groups *g, size_t at) {
    return (at + 1) * STRETCH < g->n ? (at + 1) * STRETCH : g->n;
}

/* Groups of each stretch by numbers of its own. */
static void group_all(void *context, size_t worker) {
    const making *m = context;
    ird_groups *g = m->groups;
    stretch *s = &m->scratch[worker];
    for (size_t at = worker; at < g->stretches; at += m->workers) {
        s->first = at * STRETCH;
        s->n = stretch_end(g, at) - s->first;
        group_stretch(s);
        memcpy(g->of + s->first, s->unit, s->n * sizeof *g->of);
        int32_t *member = g->member + s->first;
        for (size_t u = 0; u < s->units; u++) {
            for (int32_t node = s->head[u]; node >= 0; node = s->next[node]) {
                *member++ = (int32_t)s->first + node;
            }
        }
        g->first[at + 1] = (int32_t)s->units;
    }
}

/* And by those of all. */
static void number_all(void *context, size_t worker) {
    const making *m = context;
    ird_groups *g = m->groups;
    for (size_t at = worker; at < g->stretches; at += m->workers) {
        size_t end = stretch_end(g, at);
        for (size_t i = at * STRETCH; i < end; i++) {
            g->of[i] += g->first[at];
        }
        for (size_t i = at * STRETCH; i < end; i++) {
            int32_t group = g->of[g->member[i]];
            if (i == at * STRETCH || group != g->of[g->member[i - 1]]) {
                g->start[group] = (int32_t)i;
            }
        }
    }
}

static ird_status make_scratch(making *m, ird_error *err) {
    size_t n = m->graph->n < STRETCH ? m->graph->n : STRETCH;
    m->scratch = ird_alloc_zero(m->workers, sizeof *m->scratch);
    for (size_t w = 0; m->scratch != NULL && w < m->workers; w++) {
        stretch *s = &m->scratch[w];
        s->graph = m->graph;
        s->unit = ird_alloc(n, 5 * sizeof *s->unit);
        s->size = ird_alloc(n, sizeof *s->size);
        if (s->unit == NULL || s->size == NULL) {
            return ird_fail_memory(err, doing);
        }
        s->head = s->unit + n;
        s->next = s->head + n;
        s->joined = s->next + n;
        s->place = s->joined + n;
        memset(s->place, 0xff, n * sizeof *s->place);
    }
    return m->scratch != NULL ? IRD_OK : ird_fail_memory(err, doing);
}

ird_status ird_groups_make(ird_groups *groups, const ird_graph *graph,
                           ird_workers *workers, ird_error *err) {
    ird_groups made = {.n = graph->n, .stretches = (graph->n + STRETCH - 1) / STRETCH};
    making m = {&made, graph, count_of(workers), NULL};
    made.of = ird_alloc(made.n, sizeof *made.of);
    made.start = ird_alloc(made.n + 1, sizeof *made.start);
    made.member = ird_alloc(made.n, sizeof *made.member);
    made.first = ird_alloc_zero(made.stretches + 1, sizeof *made.first);
    ird_status status =
        made.of != NULL && made.start != NULL && made.member != NULL && made.first != NULL
            ? make_scratch(&m, err)
            : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        ird_groups_share(workers, group_all, &m);
        for (size_t at = 0; at < made.stretches; at++) {
            made.first[at + 1] += made.first[at];
        }
        made.count = (size_t)made.first[made.stretches];
        ird_groups_share(workers, number_all, &m);
        made.start[made.count] = (int32_t)made.n;
    }
    for (size_t w = 0; m.scratch != NULL && w < m.workers; w++) {
        ird_free(m.scratch[w].unit);
        ird_free(m.scratch[w].size);
    }
    ird_free(m.scratch);
    if (status != IRD_OK) {
        ird_groups_free(&made);
        return status;
    }
    *groups = made;
    return IRD_OK;
}

/* ---- the graph of the groups ---------------------------------------------------------
 */

typedef struct collapsing {
    const ird_groups *groups;
    const ird_graph *fine;
    ird_graph *coarse;
    size_t workers;
    size_t **seen; /* per worker, per group: one more than where it stands in a row */
    bool is_counting;
} collapsing;

/* The row of a group from `out` on, or how long it is; its end is returned. */
static size_t collapse_row(const collapsing *c, size_t *seen, size_t group, size_t out) {
    const ird_graph *fine = c->fine;
    size_t row = out;
    double leak = 0;
    for (int32_t k = c->groups->start[group]; k < c->groups->start[group + 1]; k++) {
        size_t i = (size_t)c->groups->member[k];
        leak += fine->leak[i];
        for (size_t e = fine->start[i]; e < fine->start[i + 1]; e++) {
            size_t other = (size_t)c->groups->of[fine->neighbour[e]];
            if (other == group) {
                continue;
            }
            bool is_new = seen[other] <= row;
            seen[other] = is_new ? ++out : seen[other];
            if (c->is_counting) {
                continue;
            }
            size_t at = seen[other] - 1;
            c->coarse->neighbour[at] = (int32_t)other;
            c->coarse->siemens[at] =
                fine->siemens[e] + (is_new ? 0 : c->coarse->siemens[at]);
        }
    }
    c->coarse->leak[group] = leak;
    return out;
}

static void collapse_all(void *context, size_t worker) {
    const collapsing *c = context;
    const ird_groups *g = c->groups;
    size_t *seen = c->seen[worker];
    size_t counted = 0;
    memset(seen, 0, g->count * sizeof *seen);
    for (size_t at = worker; at < g->stretches; at += c->workers) {
        for (size_t i = (size_t)g->first[at]; i < (size_t)g->first[at + 1]; i++) {
            if (!c->is_counting) {
                collapse_row(c, seen, i, c->coarse->start[i]);
                continue;
            }
            size_t end = collapse_row(c, seen, i, counted);
            c->coarse->start[i + 1] = end - counted;
            counted = end;
        }
    }
}

static ird_status run_collapse(collapsing *c, ird_workers *workers, ird_error *err) {
    ird_graph *coarse = c->coarse;
    size_t n = coarse->n;
    c->is_counting = true;
    ird_groups_share(workers, collapse_all, c);
    for (size_t i = 0; i < n; i++) {
        coarse->start[i + 1] += coarse->start[i];
    }
    coarse->neighbour = ird_alloc(coarse->start[n], sizeof *coarse->neighbour);
    coarse->siemens = ird_alloc(coarse->start[n], sizeof *coarse->siemens);
    if (coarse->neighbour == NULL || coarse->siemens == NULL) {
        return ird_fail_memory(err, doing);
    }
    c->is_counting = false;
    ird_groups_share(workers, collapse_all, c);
    return IRD_OK;
}

ird_status ird_groups_collapse(const ird_groups *groups, const ird_graph *fine,
                               ird_graph *coarse, ird_workers *workers, ird_error *err) {
    ird_graph made = {.n = groups->count};
    collapsing c = {groups, fine, &made, count_of(workers), NULL, true};
    c.seen = ird_alloc_zero(c.workers, sizeof *c.seen);
    made.start = ird_alloc_zero(made.n + 1, sizeof *made.start);
    made.leak = ird_alloc(made.n, sizeof *made.leak);
    bool has_all = c.seen != NULL && made.start != NULL && made.leak != NULL;
    for (size_t w = 0; has_all && w < c.workers; w++) {
        c.seen[w] = ird_alloc(made.n, sizeof *c.seen[w]);
        has_all = c.seen[w] != NULL;
    }
    ird_status status =
        has_all ? run_collapse(&c, workers, err) : ird_fail_memory(err, doing);
    for (size_t w = 0; c.seen != NULL && w < c.workers; w++) {
        ird_free(c.seen[w]);
    }
    ird_free(c.seen);
    if (status != IRD_OK) {
        ird_graph_free(&made);
        return status;
    }
    *coarse = made;
    return IRD_OK;
}
