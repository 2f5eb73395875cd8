/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/sweeps.h"

#include <string.h>

/* Fewer blocks are not worth waking threads for. */
enum { LEAST_SHARED = 4, N = IRD_BLOCK_NODES };

/* One pass over the blocks of a level. */
typedef struct pass {
    const ird_sweeper *s;
    const ird_level *l;
    void (*block)(const struct pass *p, const ird_block *block, double *sums);
    size_t shares;
    double step;
    float *out;
    bool is_first;
} pass;

static void take_blocks(void *context, size_t worker) {
    const pass *p = context;
    size_t count = p->l->count;
    size_t end = count * (worker + 1) / p->shares;
    for (size_t b = count * worker / p->shares; b < end; b++) {
        p->block(p, &p->l->blocks[b], p->l->sums + b * IRD_BLOCK_SUMS);
    }
}

/* Adds the sums of all blocks to those of the sweeper. */
static void run(ird_sweeper *s, pass *p) {
    p->s = s;
    p->l = s->level;
    memset(p->l->sums, 0, p->l->count * IRD_BLOCK_SUMS * sizeof *p->l->sums);
    if (s->workers != NULL && p->l->count >= LEAST_SHARED) {
        p->shares = ird_workers_count(s->workers);
        ird_workers_run(s->workers, take_blocks, p);
    } else {
        p->shares = 1;
        take_blocks(p, 0);
    }
    for (size_t b = 0; b < p->l->count; b++) {
        for (size_t k = 0; k < IRD_BLOCK_SUMS; k++) {
            s->sums[k] += p->l->sums[b * IRD_BLOCK_SUMS + k];
        }
    }
}

static void run_first(ird_sweeper *s, pass *p) {
    memset(s->sums, 0, sizeof s->sums);
    run(s, p);
}

/* The nodes of a block and their edges, by numbers within it. */
typedef struct edges {
    size_t n, count;
    const uint16_t *degree, *far;
    const float *share, *diagonal, *leak;
    const uint16_t *group;
} edges;

static edges edges_of(const ird_level *l, const ird_block *block) {
    return (edges){block[1].node - block->node, block[1].edge - block->edge,
                   l->degree + block->node,     l->far + block->edge,
                   l->share + block->edge,      l->diagonal + block->node,
                   l->leak + block->node,       l->group + block->node};
}

/* ---- down ----------------------------------------------------------------------------
 */

/* w = r before, which is spoiled; z = (D - L)^-1 w, and the rest to the groups. */
static void descend(const pass *p, const ird_block *block, float *w, float *z) {
    const edges g = edges_of(p->l, block);
    const int32_t *coarse = p->l->coarse + block->group;
    size_t groups = block[1].group - block->group;
    float *rest = p->s->below->r, sum[N];
    memset(sum, 0, groups * sizeof *sum);
    for (size_t i = 0, e = 0; i < g.n; i++) {
        float own = w[i];
        for (size_t end = e + g.degree[i]; e < end; e++) {
            w[g.far[e]] += g.share[e] * own;
        }
    }
    for (size_t i = 0; i < g.n; i++) {
        z[i] = w[i] / g.diagonal[i];
    }
    for (size_t i = 0, e = 0; i < g.n; i++) {
        float own = 0;
        for (size_t end = e + g.degree[i]; e < end; e++) {
            own += g.share[e] * z[g.far[e]];
        }
        sum[g.group[i]] += g.diagonal[i] * own;
    }
    for (size_t i = 0; i < groups; i++) {
        rest[coarse[i]] = sum[i];
    }
}

static void down(const pass *p, const ird_block *block, double *sums) {
    size_t n = block[1].node - block->node;
    float *r = p->l->r + block->node;
    const float *q = p->l->q + block->node;
    float w[N], step = (float)p->step;
    for (size_t i = 0; i < n && step != 0; i++) {
        r[i] -= step * q[i];
    }
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        w[i] = r[i];
        sum += (double)r[i] * (double)r[i];
    }
    sums[0] = sum;
    descend(p, block, w, p->out + block->node);
}

static void down_finest(const pass *p, const ird_block *block, double *sums) {
    const ird_finest *f = p->s->finest;
    size_t n = block[1].node - block->node;
    double *r = f->r + block->node, *x = f->x + block->node;
    const float *q = f->q + block->node, *direction = f->p + block->node;
    float w[N];
    for (size_t i = 0; i < n && p->step != 0; i++) {
        r[i] -= p->step * (double)q[i];
        x[i] += p->step * (double)direction[i];
    }
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        w[i] = (float)r[i];
        sum += r[i] * r[i];
    }
    sums[0] = sum;
    descend(p, block, w, p->out + block->node);
}

static void down_outer(const pass *p, const ird_block *block, double *sums) {
    float *rest = p->s->below->r;
    (void)sums;
    for (size_t e = block->outer; e < block[1].outer; e++) {
        const ird_outer *o = &p->l->outer[e];
        rest[o->own_group] += o->siemens * p->out[o->other];
    }
}

void ird_sweep_down(ird_sweeper *s, double step, float *out) {
    pass first = {
        .block = s->finest != NULL ? down_finest : down, .step = step, .out = out};
    pass second = {.block = down_outer, .out = out};
    run_first(s, &first);
    run(s, &second);
}

/* ---- up ------------------------------------------------------------------------------
 */

static float found(const ird_level *below, size_t group) {
    return below->take_z * below->z[group] + below->take_second * below->second[group];
}

static void up_outer(const pass *p, const ird_block *block, double *sums) {
    (void)sums;
    for (size_t e = block->outer; e < block[1].outer; e++) {
        const ird_outer *o = &p->l->outer[e];
        p->l->outer_a[e] =
            o->siemens * (p->out[o->other] + found(p->s->below, (size_t)o->other_group));
    }
}

/* t = r before; z takes what the groups found and is swept. */
static void ascend(const pass *p, const ird_block *block, float *t, float *z) {
    const ird_level *l = p->l;
    const edges g = edges_of(l, block);
    float add[N];
    for (size_t i = block->group; i < block[1].group; i++) {
        add[i - block->group] = found(p->s->below, (size_t)l->coarse[i]);
    }
    for (size_t e = block->outer; e < block[1].outer; e++) {
        t[(size_t)l->outer[e].own - block->node] += l->outer_a[e];
    }
    for (size_t i = 0, e = 0; i < g.n; i++) {
        float own = g.diagonal[i] * (z[i] + add[g.group[i]]);
        for (size_t end = e + g.degree[i]; e < end; e++) {
            t[g.far[e]] += g.share[e] * own;
        }
    }
    for (size_t i = 0; i < g.n; i++) {
        z[i] = t[i] / g.diagonal[i];
    }
    for (size_t i = g.n, e = g.count; i-- > 0;) {
        float own = z[i];
        for (size_t end = e - g.degree[i]; e > end; e--) {
            own += g.share[e - 1] * z[g.far[e - 1]];
        }
        z[i] = own;
    }
}

static double energy_of(const ird_level *l, const ird_block *block, const float *z) {
    const edges g = edges_of(l, block);
    double energy = 0;
    for (size_t i = 0, e = 0; i < g.n; i++) {
        float own = 0;
        for (size_t end = e + g.degree[i]; e < end; e++) {
            float over = z[i] - z[g.far[e]];
            own += g.share[e] * over * over;
        }
        energy += (double)(g.leak[i] * z[i] * z[i] + g.diagonal[i] * own);
    }
    return energy;
}

static void begin_product(const ird_level *l, const ird_block *block, const float *z,
                          float *q) {
    const edges g = edges_of(l, block);
    for (size_t i = 0; i < g.n; i++) {
        q[i] = g.leak[i] * z[i];
    }
    for (size_t i = 0, e = 0; i < g.n; i++) {
        float own = z[i], diagonal = g.diagonal[i], sum = 0;
        for (size_t end = e + g.degree[i]; e < end; e++) {
            float ampere = g.share[e] * diagonal * (own - z[g.far[e]]);
            sum += ampere;
            q[g.far[e]] -= ampere;
        }
        q[i] += sum;
    }
}

static void up(const pass *p, const ird_block *block, double *sums) {
    size_t n = block[1].node - block->node;
    const float *r = p->l->r + block->node;
    float *q = p->l->q + block->node, *z = p->out + block->node, t[N];
    memcpy(t, r, n * sizeof *t);
    ascend(p, block, t, z);
    if (p->is_first) {
        begin_product(p->l, block, z, q);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        sums[0] += (double)(z[i] * r[i]);
        sums[1] += (double)(z[i] * q[i]);
    }
    sums[2] = energy_of(p->l, block, z);
}

static void up_finest(const pass *p, const ird_block *block, double *sums) {
    const ird_finest *f = p->s->finest;
    size_t n = block[1].node - block->node;
    const double *r = f->r + block->node;
    const float *q = f->q + block->node;
    float *z = p->out + block->node, t[N];
    for (size_t i = 0; i < n; i++) {
        t[i] = (float)r[i];
    }
    ascend(p, block, t, z);
    double zr = 0, zq = 0;
    for (size_t i = 0; i < n; i++) {
        zr += (double)z[i] * r[i];
        zq += (double)z[i] * (double)q[i];
    }
    sums[0] = zr;
    sums[1] = zq;
}

void ird_sweep_up(ird_sweeper *s, float *out, bool is_first) {
    pass first = {.block = up_outer, .out = out};
    pass second = {
        .block = s->finest != NULL ? up_finest : up, .out = out, .is_first = is_first};
    run_first(s, &first);
    run(s, &second);
}

/* ---- products ------------------------------------------------------------------------
 */

static void product_outer(const pass *p, const ird_block *block, double *sums) {
    const ird_level *l = p->l;
    for (size_t e = block->outer; e < block[1].outer; e++) {
        const ird_outer *o = &l->outer[e];
        l->q[o->own] += o->siemens * (l->z[o->own] - l->z[o->other]);
    }
    for (size_t i = block->node; i < block[1].node; i++) {
        sums[0] += (double)(l->z[i] * l->q[i]);
        sums[1] += (double)(l->z[i] * l->r[i]);
        sums[2] += (double)(l->q[i] * l->q[i]);
        sums[3] += (double)(l->r[i] * l->q[i]);
    }
}

void ird_sweep_product(ird_sweeper *s) {
    pass only = {.block = product_outer};
    run_first(s, &only);
}

/* Each outer edge is met twice. */
static void outer_energy(const pass *p, const ird_block *block, double *sums) {
    for (size_t e = block->outer; e < block[1].outer; e++) {
        const ird_outer *o = &p->l->outer[e];
        float over = p->out[o->own] - p->out[o->other];
        sums[0] += 0.5 * (double)(o->siemens * over * over);
    }
}

void ird_sweep_outer_energy(ird_sweeper *s, const float *z) {
    pass only = {.block = outer_energy, .out = (float *)z};
    run_first(s, &only);
}

static void direction(const pass *p, const ird_block *block, double *sums) {
    const ird_level *l = p->l;
    const ird_finest *f = p->s->finest;
    const edges g = edges_of(l, block);
    const double *siemens = l->siemens + block->edge, *leak = l->exact_leak + block->node;
    float *d = f->p + block->node, *q = f->q + block->node;
    const float *z = f->z + block->node;
    float beta = (float)p->step;
    double exact[N], energy = 0;
    for (size_t i = 0; i < g.n; i++) {
        d[i] = z[i] + beta * d[i];
        exact[i] = leak[i] * (double)d[i];
    }
    for (size_t i = 0, e = 0; i < g.n; i++) {
        double own = (double)d[i], sum = 0, squares = leak[i] * own * own;
        for (size_t end = e + g.degree[i]; e < end; e++) {
            double over = own - (double)d[g.far[e]], ampere = siemens[e] * over;
            sum += ampere;
            squares += ampere * over;
            exact[g.far[e]] -= ampere;
        }
        energy += squares;
        q[i] = (float)(exact[i] + sum);
    }
    sums[0] = energy;
}

static void direction_outer(const pass *p, const ird_block *block, double *sums) {
    const ird_finest *f = p->s->finest;
    for (size_t e = block->outer; e < block[1].outer; e++) {
        const ird_outer *o = &p->l->outer[e];
        double over = (double)f->p[o->own] - (double)f->p[o->other];
        double ampere = p->l->outer_siemens[e] * over;
        f->q[o->own] += (float)ampere;
        sums[0] += 0.5 * ampere * over;
    }
}

void ird_sweep_direction(ird_sweeper *s, double beta) {
    pass first = {.block = direction, .step = beta};
    pass second = {.block = direction_outer};
    run_first(s, &first);
    run(s, &second);
}

static void residual(const pass *p, const ird_block *block, double *sums) {
    const ird_level *l = p->l;
    const ird_finest *f = p->s->finest;
    const edges g = edges_of(l, block);
    const double *siemens = l->siemens + block->edge;
    const double *x = f->x + block->node;
    double *r = f->r + block->node;
    for (size_t i = block->node; i < block[1].node; i++) {
        f->r[i] = f->b[i] - l->exact_leak[i] * f->x[i];
    }
    for (size_t i = 0, e = 0; i < g.n; i++) {
        double sum = 0;
        for (size_t end = e + g.degree[i]; e < end; e++) {
            double ampere = siemens[e] * (x[i] - x[g.far[e]]);
            sum += ampere;
            r[g.far[e]] += ampere;
        }
        r[i] -= sum;
    }
    for (size_t e = block->outer; e < block[1].outer; e++) {
        const ird_outer *o = &l->outer[e];
        f->r[o->own] -= l->outer_siemens[e] * (f->x[o->own] - f->x[o->other]);
    }
    for (size_t i = block->node; i < block[1].node; i++) {
        sums[0] += f->r[i] * f->r[i];
    }
}

void ird_sweep_residual(ird_sweeper *s) {
    pass only = {.block = residual};
    run_first(s, &only);
}
