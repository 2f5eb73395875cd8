/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A store of results. A derived thing is a cell: what made it (its stage), the net it is
 * of, and a key, the hash of all that it was made from: the stamps of the inputs that it
 * read and its options. Whoever wants a result says its key; where a cell has it the
 * result is there, else it is made. So nothing is outdated by hand: changed inputs have
 * other stamps, hence other keys, and what was made from the old ones stays true of them.
 *
 * No cell changes once it is made. It is counted: by the store, by cells that were made
 * from it and hold it, by the scope (below), and by whoever else keeps it. Of those that
 * nobody else holds a store keeps the last few of each stage and net, and fewer when they
 * take more than its budget; the last one wanted of each stage and net stays.
 *
 *     static const ird_stage sum_stage = {"sum", free_sum, sum_bytes};
 *     ird_key key = ird_key_of(&sum_stage);
 *     ird_key_number(&key, stamp_of_a);
 *     IRD_TRY(ird_store_need(store, &sum_stage, "VDD", key, make_sum, &context, &cell,
 *                            err));
 *     const sum *s = cell->value;
 *
 * The scope is the list of cells that were wanted since ird_store_end_scope: they stay
 * where they are until it is called again, whatever else is made, so that a command may
 * use all that it asked for without counting.
 */
#ifndef IRD_BASE_STORE_H
#define IRD_BASE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/error.h"

/* A kind of result. One row, constant, in the file of its maker; its address is its
 * identity. */
typedef struct ird_stage {
    const char *name;
    void (*free)(void *value);
    size_t (*bytes)(const void *value); /* about what it takes, without what it holds */
} ird_stage;

/* A hash of 128 bits: different contents with one key are not expected within the age of
 * the universe. */
typedef struct ird_key {
    uint64_t word[2];
} ird_key;

ird_key ird_key_of(const ird_stage *stage);
void ird_key_number(ird_key *key, uint64_t number);
void ird_key_real(ird_key *key, double number);    /* by its bits: 0 is not -0 */
void ird_key_text(ird_key *key, const char *text); /* NULL is not "" */
void ird_key_add(ird_key *key, const ird_key *more);
bool ird_key_equal(const ird_key *a, const ird_key *b);

typedef struct ird_cell {
    const ird_stage *stage;
    char *net; /* "" for what is of no net */
    ird_key key;
    void *value;    /* not to be changed, but for scratch space that never shows */
    double seconds; /* that making it took, with all that had to be made for it */
    size_t bytes;
    size_t users;
    uint64_t wanted; /* a clock, for the budget */
} ird_cell;

ird_cell *ird_cell_use(ird_cell *cell); /* one user more; returns cell */
void ird_cell_drop(ird_cell *cell);     /* one less; NULL is fine */

enum { IRD_STORE_KEPT = 4 }; /* cells of a stage and net that only the store holds */

typedef struct ird_store {
    IRD_VEC(ird_cell *) cells;
    IRD_VEC(ird_cell *) scope;
    size_t budget_bytes; /* 0: an eighth of the memory of the machine */
    uint64_t clock;
} ird_store; /* all zero is an empty one */

void ird_store_free(ird_store *store); /* leaves an empty one */

/* Make *value, which is freed by the stage. The store may be asked for other cells
 * meanwhile; what the value is made from and points to it holds by ird_cell_use. */
typedef ird_status ird_make(void *context, void **value, ird_error *err);

/* The cell of that key, made now where there is none. It is in the scope. */
ird_status ird_store_need(ird_store *store, const ird_stage *stage, const char *net,
                          ird_key key, ird_make *make, void *context, ird_cell **cell,
                          ird_error *err);

/* The same for a value that is there already: the store takes it, also on error. */
ird_status ird_store_put(ird_store *store, const ird_stage *stage, const char *net,
                         ird_key key, void *value, ird_cell **cell, ird_error *err);

/* The cell of that key, or NULL. */
ird_cell *ird_store_find(const ird_store *store, const ird_stage *stage, const char *net,
                         ird_key key);

/* Cells of a stage and net from the last wanted one back: *before is 0 at first; NULL
 * after the last. For makers that can go on from a former result. */
ird_cell *ird_store_former(const ird_store *store, const ird_stage *stage,
                           const char *net, uint64_t *before);

/* Let go of all cells of a net. Whoever holds one still has it. */
void ird_store_forget(ird_store *store, const char *net);

/* The same, but only where they take more than the budget: before a successor as large as
 * they are is made. */
void ird_store_make_room(ird_store *store, const char *net);

/* A second store with the same cells: for a trial that changes a few inputs. NO_MEMORY.
 */
ird_status ird_store_share(ird_store *trial, const ird_store *store, ird_error *err);

void ird_store_end_scope(ird_store *store);

#endif
