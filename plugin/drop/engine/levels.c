/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/levels.h"

#include <float.h>
#include <string.h>

#include "base/alloc.h"

static const char *const doing = "building the grids of a multigrid solver";

void ird_level_free(ird_level *l) {
    if (l != NULL) {
        ird_free(l->blocks);
        ird_free(l->degree);
        ird_free(l->far);
        ird_free(l->share);
        ird_free(l->diagonal);
        ird_free(l->leak);
        ird_free(l->group);
        ird_free(l->coarse);
        ird_free(l->outer);
        ird_free(l->outer_a);
        ird_free(l->siemens);
        ird_free(l->outer_siemens);
        ird_free(l->exact_leak);
        ird_free(l->sums);
        ird_free(l->r);
        memset(l, 0, sizeof *l);
    }
}

size_t ird_level_bytes(const ird_level *l) {
    size_t outer = l->blocks[l->count].outer, groups = l->blocks[l->count].group;
    bool is_finest = l->siemens != NULL;
    return l->edges * (sizeof *l->far + sizeof *l->share + (is_finest ? 8 : 0)) +
           l->n * (is_finest ? 20 : 28) + groups * sizeof *l->coarse +
           outer * (sizeof *l->outer + sizeof(float) + (is_finest ? 8 : 0));
}

typedef struct filling {
    const ird_level_plan *plan;
    ird_level *level;
    size_t workers;
} filling;

/* Whole groups, as many as there is room for. */
static ird_status cut_blocks(ird_level *l, const ird_level_plan *p, ird_error *err) {
    const ird_groups *g = p->groups;
    size_t most = l->n / (IRD_BLOCK_NODES - IRD_GROUP_MOST) + 1;
    l->blocks = ird_alloc_zero(most + 1, sizeof *l->blocks);
    l->group = ird_alloc(l->n, sizeof *l->group);
    l->coarse = ird_alloc(g->count, sizeof *l->coarse);
    if (l->blocks == NULL || l->group == NULL || l->coarse == NULL) {
        return ird_fail_memory(err, doing);
    }
    size_t node = 0, block = 0;
    for (size_t i = 0; i < g->count; i++) {
        size_t group = (size_t)p->group_order[i];
        size_t size = (size_t)(g->start[group + 1] - g->start[group]);
        if (node + size - l->blocks[block].node > IRD_BLOCK_NODES) {
            l->blocks[++block] = (ird_block){.node = node, .group = i};
        }
        l->coarse[i] = p->coarse[group];
        node += size;
    }
    l->count = block + 1;
    l->blocks[l->count] = (ird_block){.node = node, .group = g->count};
    l->sums = ird_alloc(l->count, IRD_BLOCK_SUMS * sizeof *l->sums);
    return l->sums != NULL ? IRD_OK : ird_fail_memory(err, doing);
}

/* Nodes by groups at first. */
static void place_block(const filling *f, const ird_block *block) {
    const ird_level_plan *p = f->plan;
    const ird_groups *g = p->groups;
    size_t next = block->node;
    for (size_t i = block->group; i < block[1].group; i++) {
        int32_t group = p->group_order[i];
        for (int32_t k = g->start[group]; k < g->start[group + 1]; k++) {
            p->order[next] = g->member[k];
            p->place[g->member[k]] = (int32_t)next;
            f->level->group[next++] = (uint16_t)(i - block->group);
        }
    }
}

/* Sets of nodes of which no two are joined, each the first that its neighbours before it
 * leave; the last set takes what is left. */
enum { SETS = 64, DEGREES = 16 };

static void choose_sets(const filling *f, const ird_block *block, uint8_t *set) {
    const ird_level_plan *p = f->plan;
    size_t first = block->node, n = block[1].node - first;
    for (size_t i = 0; i < n; i++) {
        size_t node = (size_t)p->order[first + i];
        uint64_t taken = 0;
        for (size_t e = p->graph->start[node]; e < p->graph->start[node + 1]; e++) {
            size_t j = (size_t)p->place[p->graph->neighbour[e]] - first;
            taken |= j < i ? (uint64_t)1 << set[j] : 0;
        }
        int k = 0;
        while (k + 1 < SETS && (taken >> k & 1) != 0) {
            k++;
        }
        set[i] = (uint8_t)k;
    }
}

/* How many neighbours a node has in later sets, at most DEGREES - 1. */
static size_t later_ones(const filling *f, const ird_block *block, const uint8_t *set,
                         size_t i) {
    const ird_level_plan *p = f->plan;
    size_t first = block->node, n = block[1].node - first, count = 0;
    size_t node = (size_t)p->order[first + i];
    for (size_t e = p->graph->start[node]; e < p->graph->start[node + 1]; e++) {
        size_t j = (size_t)p->place[p->graph->neighbour[e]] - first;
        count += j < n && set[j] > set[i] ? 1 : 0;
    }
    return count < DEGREES ? count : DEGREES - 1;
}

/* Set by set, so that nothing in a sweep waits for what was just computed, and those of
 * as many edges together, so that it is known how many come. */
static void order_block(const filling *f, const ird_block *block) {
    const ird_level_plan *p = f->plan;
    size_t first = block->node, n = block[1].node - first;
    uint8_t set[IRD_BLOCK_NODES];
    uint16_t key[IRD_BLOCK_NODES], group[IRD_BLOCK_NODES];
    int32_t order[IRD_BLOCK_NODES];
    size_t start[SETS * DEGREES + 1] = {0};
    choose_sets(f, block, set);
    for (size_t i = 0; i < n; i++) {
        key[i] = (uint16_t)(set[i] * DEGREES + later_ones(f, block, set, i));
        start[key[i] + 1]++;
    }
    for (size_t k = 0; k < SETS * DEGREES; k++) {
        start[k + 1] += start[k];
    }
    for (size_t i = 0; i < n; i++) {
        size_t at = start[key[i]]++;
        order[at] = p->order[first + i];
        group[at] = f->level->group[first + i];
    }
    memcpy(p->order + first, order, n * sizeof *order);
    memcpy(f->level->group + first, group, n * sizeof *group);
}

static void place_all(void *context, size_t worker) {
    const filling *f = context;
    for (size_t b = worker; b < f->level->count; b += f->workers) {
        place_block(f, &f->level->blocks[b]);
    }
}

static void order_all(void *context, size_t worker) {
    const filling *f = context;
    for (size_t b = worker; b < f->level->count; b += f->workers) {
        order_block(f, &f->level->blocks[b]);
    }
}

static void place_again(void *context, size_t worker) {
    const filling *f = context;
    for (size_t b = worker; b < f->level->count; b += f->workers) {
        const ird_block *block = &f->level->blocks[b];
        for (size_t i = block->node; i < block[1].node; i++) {
            f->plan->place[f->plan->order[i]] = (int32_t)i;
        }
    }
}

/* How many edges each block has, into the next one. */
static void count_edges(void *context, size_t worker) {
    const filling *f = context;
    const ird_graph *g = f->plan->graph;
    for (size_t b = worker; b < f->level->count; b += f->workers) {
        ird_block *block = &f->level->blocks[b];
        size_t first = block->node, end = block[1].node, inner = 0, outer = 0;
        for (size_t i = first; i < end; i++) {
            size_t node = (size_t)f->plan->order[i];
            for (size_t e = g->start[node]; e < g->start[node + 1]; e++) {
                size_t j = (size_t)f->plan->place[g->neighbour[e]];
                bool is_inner = j >= first && j < end;
                inner += is_inner && j > i ? 1 : 0;
                outer += is_inner ? 0 : 1;
            }
        }
        block[1].edge = inner;
        block[1].outer = outer;
    }
}

static float to_float(double value) {
    return value > (double)FLT_MAX ? FLT_MAX : (float)value;
}

static void fill_outer(const filling *f, size_t at, size_t i, size_t j, double siemens) {
    const ird_level_plan *p = f->plan;
    int32_t own = p->groups->of[p->order[i]], other = p->groups->of[p->order[j]];
    f->level->outer[at] = (ird_outer){(int32_t)i, (int32_t)j, p->coarse[own],
                                      p->coarse[other], to_float(siemens)};
    if (p->is_finest) {
        f->level->outer_siemens[at] = siemens;
    }
}

static double diagonal_of(const ird_graph *g, size_t node) {
    double sum = g->leak[node];
    for (size_t e = g->start[node]; e < g->start[node + 1]; e++) {
        sum += g->siemens[e];
    }
    return sum > (double)FLT_MIN ? sum : (double)FLT_MIN;
}

static void fill_block(const filling *f, const ird_block *block) {
    const ird_level_plan *p = f->plan;
    const ird_graph *g = p->graph;
    ird_level *l = f->level;
    size_t first = block->node, end = block[1].node;
    size_t edge = block->edge, outer = block->outer;
    for (size_t i = first; i < end; i++) {
        size_t node = (size_t)p->order[i];
        double diagonal = diagonal_of(g, node);
        l->degree[i] = 0;
        l->diagonal[i] = to_float(diagonal);
        l->leak[i] = to_float(g->leak[node]);
        if (p->is_finest) {
            l->exact_leak[i] = g->leak[node];
        }
        for (size_t e = g->start[node]; e < g->start[node + 1]; e++) {
            size_t j = (size_t)p->place[g->neighbour[e]];
            if (j < first || j >= end) {
                fill_outer(f, outer++, i, j, g->siemens[e]);
            } else if (j > i) {
                l->far[edge] = (uint16_t)(j - first);
                l->degree[i]++;
                l->share[edge] = to_float(g->siemens[e] / diagonal);
                if (p->is_finest) {
                    l->siemens[edge] = g->siemens[e];
                }
                edge++;
            }
        }
    }
}

static void fill_all(void *context, size_t worker) {
    const filling *f = context;
    for (size_t b = worker; b < f->level->count; b += f->workers) {
        fill_block(f, &f->level->blocks[b]);
    }
}

static ird_status allocate(ird_level *l, bool is_finest, ird_error *err) {
    size_t outer = l->blocks[l->count].outer;
    l->edges = l->blocks[l->count].edge;
    l->degree = ird_alloc(l->n, sizeof *l->degree);
    l->far = ird_alloc(l->edges, sizeof *l->far);
    l->share = ird_alloc(l->edges, sizeof *l->share);
    l->diagonal = ird_alloc(l->n, sizeof *l->diagonal);
    l->leak = ird_alloc(l->n, sizeof *l->leak);
    l->outer = ird_alloc(outer, sizeof *l->outer);
    l->outer_a = ird_alloc(outer, sizeof *l->outer_a);
    bool has_all = l->degree != NULL && l->far != NULL && l->share != NULL &&
                   l->diagonal != NULL && l->leak != NULL && l->outer != NULL &&
                   l->outer_a != NULL;
    if (is_finest) {
        l->siemens = ird_alloc(l->edges, sizeof *l->siemens);
        l->outer_siemens = ird_alloc(outer, sizeof *l->outer_siemens);
        l->exact_leak = ird_alloc(l->n, sizeof *l->exact_leak);
        has_all = has_all && l->siemens != NULL && l->outer_siemens != NULL &&
                  l->exact_leak != NULL;
    } else {
        l->r = ird_alloc_zero(l->n, 4 * sizeof *l->r);
        has_all = has_all && l->r != NULL;
        l->z = has_all ? l->r + l->n : NULL;
        l->q = has_all ? l->z + l->n : NULL;
        l->second = has_all ? l->q + l->n : NULL;
    }
    return has_all ? IRD_OK : ird_fail_memory(err, doing);
}

ird_status ird_level_make(ird_level *level, const ird_level_plan *plan,
                          ird_workers *workers, ird_error *err) {
    filling f = {plan, level, workers != NULL ? ird_workers_count(workers) : 1};
    level->n = plan->graph->n;
    IRD_TRY(cut_blocks(level, plan, err));
    ird_groups_share(workers, place_all, &f);
    ird_groups_share(workers, order_all, &f);
    ird_groups_share(workers, place_again, &f);
    ird_groups_share(workers, count_edges, &f);
    for (size_t b = 0; b < level->count; b++) {
        level->blocks[b + 1].edge += level->blocks[b].edge;
        level->blocks[b + 1].outer += level->blocks[b].outer;
    }
    IRD_TRY(allocate(level, plan->is_finest, err));
    ird_groups_share(workers, fill_all, &f);
    return IRD_OK;
}
