/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a multigrid does on one level, each in as few passes over its memory as can be,
 * block by block. Sums are made of those of blocks in their order. Internal to engine/.
 */
#ifndef IRD_ENGINE_SWEEPS_H
#define IRD_ENGINE_SWEEPS_H

#include "engine/levels.h"

/* Vectors of conjugate gradients on the finest level. The solution is exact in double
 * precision to what r says: r = b - G x up to the rounding of q in every step. */
typedef struct ird_finest {
    double *x, *r;
    const double *b;
    float *z, *p, *q;
} ird_finest;

typedef struct ird_sweeper {
    ird_level *level, *below; /* the next coarser one */
    ird_workers *workers;     /* NULL: one thread */
    ird_finest *finest;       /* NULL for coarser levels */
    double sums[IRD_BLOCK_SUMS];
} ird_sweeper;

/* r -= step q (and x += step p), z = (D - L)^-1 r into out, and what is left to
 * below->r. sums: r r. */
void ird_sweep_down(ird_sweeper *s, double step, float *out);

/* out = (D - L')^-1 (r + L (out + what below found)). sums: out r; out q unless it is the
 * first direction, for which q = G out is begun; energy of out, but for outer edges. */
void ird_sweep_up(ird_sweeper *s, float *out, bool is_first);

/* The rest of q = G z. sums: z q, z r, q q, r q. */
void ird_sweep_product(ird_sweeper *s);

/* The energy of outer edges. sums: that. */
void ird_sweep_outer_energy(ird_sweeper *s, const float *z);

/* Finest level: p = z + beta p, q = G p. sums: p q. */
void ird_sweep_direction(ird_sweeper *s, double beta);

/* Finest level: r = b - G x. sums: r r. */
void ird_sweep_residual(ird_sweeper *s);

#endif
