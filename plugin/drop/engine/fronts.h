/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Multifrontal Cholesky on a dissection. Each part with p nodes of its own and r nodes
 * around it (eliminated later, and joined to it or to what was eliminated under it) is a
 * dense front of p + r rows: the columns of its own nodes become columns of the factor,
 *     L11 L11' = F11,  L21 = F21 L11'^-1,  update = F22 - L21 L21',
 * and the update is added into the front of the part above. The factor is stored in
 * double or in single precision; it is computed in double. Internal to engine/.
 */
#ifndef IRD_ENGINE_FRONTS_H
#define IRD_ENGINE_FRONTS_H

#include "base/monitor.h"
#include "graph/dissect.h"
#include "graph/lanes.h"

typedef struct ird_fronts ird_fronts;

/* The factor as it is stored. What quick panels (dense_quick.h) solve is for who corrects
 * it, and there are no lanes of them. */
typedef enum ird_fronts_form {
    IRD_FRONTS_DOUBLE,
    IRD_FRONTS_SINGLE,
    IRD_FRONTS_QUICK /* in single precision */
} ird_fronts_form;

enum { IRD_FRONTS_FORMS = IRD_FRONTS_QUICK + 1 };

/* Symbolic part. Takes over dissection, which is empty afterwards. */
ird_status ird_fronts_analyse(ird_fronts **fronts, ird_dissection *dissection,
                              const ird_graph *graph, ird_error *err);

double ird_fronts_entries(const ird_fronts *fronts); /* of the factor as stored */

double ird_fronts_flops(const ird_fronts *fronts); /* that factoring takes */

/* Bytes that are held once it is analysed; that factoring takes at its peak by one
 * thread, and that stay, both with those. */
size_t ird_fronts_analysed_bytes(const ird_fronts *fronts);
size_t ird_fronts_bytes(const ird_fronts *fronts, ird_fronts_form form);
size_t ird_fronts_kept_bytes(const ird_fronts *fronts, ird_fronts_form form);

/* Trees of fewer nodes are one thread's work. */
enum { IRD_FRONTS_SHARED = 50000 };

typedef struct ird_fronts_wish {
    ird_fronts_form form;
    size_t threads;     /* 1 or more, for factoring and for solving */
    size_t limit_bytes; /* beyond which one thread does all, for it takes less */
} ird_fronts_wish;

/* Bytes that factoring takes at its peak by as many threads as it will take. */
ird_status ird_fronts_peak_bytes(const ird_fronts *fronts, const ird_fronts_wish *wish,
                                 size_t *bytes, ird_error *err);

/* The factor has the same bits for any number of threads. Raises SOLVE_SINGULAR. */
ird_status ird_fronts_factor(ird_fronts *fronts, const ird_graph *graph,
                             const ird_fronts_wish *wish, const ird_monitor *monitor,
                             ird_error *err);

/* rhs and x have n values and may be the same. x has the same bits for any number of
 * threads. */
void ird_fronts_solve(ird_fronts *fronts, const double *rhs, double *x);

/* Whether it can solve for several right-hand sides at once (its form is SINGLE), and how
 * many lanes of room, aligned, that takes. */
bool ird_fronts_has_lanes(const ird_fronts *fronts);
size_t ird_fronts_lanes_room(const ird_fronts *fronts);

/* x has n lanes. By the calling thread alone; several may call with rooms of their own.
 * Same bits for any number of threads that the factor was made for. */
void ird_fronts_solve_lanes(const ird_fronts *fronts, ird_lanes *x, ird_lanes *room);

void ird_fronts_free(ird_fronts *fronts); /* NULL is fine */

#endif
