/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a tree of fronts is made of, for the files that analyse, factor and solve it.
 *
 * Threads share the tree by subtrees, whose fronts have nothing to do with those of
 * others; the parts above them wait for all and are one thread's work. Every front is
 * computed by the same operations wherever the tree is cut, so the factor has the same
 * bits for any number of threads. In a solve, though, sums over a border depend on where
 * the cut is: so that cut is one and the same for any number. Internal to engine/.
 */
#ifndef IRD_ENGINE_FRONTS_TREE_H
#define IRD_ENGINE_FRONTS_TREE_H

#include "base/workers.h"
#include "engine/fronts.h"

typedef struct ird_subtree {
    int32_t first, root; /* its parts, root the last of them */
    size_t border;       /* where its own copy of the rows of root begins, see below */
} ird_subtree;

typedef struct ird_cut {
    IRD_VEC(ird_subtree) subtrees; /* in the order of elimination */
    IRD_VEC(int32_t) above;        /* the other parts, in that order, too */
} ird_cut;                         /* all zero is an empty one */

void ird_cut_free(ird_cut *cut);

/* Cut until no subtree has more than 1 / pieces of the factor's entries, and a tenth more
 * of that. One piece is the whole tree. */
ird_status ird_cut_make(ird_cut *cut, const ird_fronts *fronts, size_t pieces,
                        ird_error *err);

struct ird_fronts {
    ird_dissection dissection;
    int32_t *position;     /* per node: its place in the order of elimination */
    size_t *row_start;     /* per part, and one more: its rows are ... */
    IRD_VEC(int32_t) rows; /* ... positions behind its own nodes, ascending */
    size_t *panel_start;   /* per part, and one more: its columns in the factor */
    size_t entries[IRD_FRONTS_FORMS];
    double *values; /* the factor in double ... */
    float *singles; /* ... or in single precision, whose panels ... */
    bool is_quick;  /* ... may be quick ones (dense_quick.h) */
    size_t widest;  /* front */
    double flops;   /* that factoring takes */
    /* Once factored. A subtree adds to, and reads, copies of its own of the rows that its
     * root has: they stand behind the n values of the vector, and rows inside the subtree
     * say so. */
    ird_cut cut;
    IRD_VEC(int32_t) borders; /* what they are copies of, the first being n */
    double *permuted;         /* a vector in the order of elimination, and borders */
    double *work;             /* of the widest front, one a thread ... */
    float *work_quick;        /* ... or that of quick panels */
    ird_workers *workers;     /* NULL: one thread */
};

static inline size_t ird_fronts_rows(const ird_fronts *f, size_t part) {
    return f->row_start[part + 1] - f->row_start[part];
}

static inline size_t ird_fronts_threads(const ird_fronts *f) {
    return f->workers != NULL ? ird_workers_count(f->workers) : 1;
}

/* Where the columns of parts begin in a factor in that form. As in double until it is
 * factored. */
void ird_fronts_set_panels(ird_fronts *fronts, ird_fronts_form form);

/* Cut for solving and make what that needs, once the numbers are there. */
ird_status ird_fronts_furnish(ird_fronts *fronts, ird_error *err);

#endif
