/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/store.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"

static const char DOING[] = "keeping a result";

/* --- keys ----------------------------------------------------------------------------
 */

/* The finaliser of splitmix64 (Steele, Lea and Flood, 2014). */
static uint64_t mixed(uint64_t x) {
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

void ird_key_number(ird_key *key, uint64_t number) {
    key->word[0] = mixed(key->word[0] + UINT64_C(0x9e3779b97f4a7c15) + number);
    key->word[1] = mixed(key->word[1] * UINT64_C(0xd1342543de82ef95) + mixed(~number));
}

ird_key ird_key_of(const ird_stage *stage) {
    ird_key key = {{0, 1}};
    ird_key_number(&key, (uint64_t)(uintptr_t)stage);
    return key;
}

void ird_key_real(ird_key *key, double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    ird_key_number(key, bits);
}

void ird_key_text(ird_key *key, const char *text) {
    size_t length = text != NULL ? strlen(text) : 0;
    ird_key_number(key, text != NULL ? length : UINT64_MAX);
    for (size_t i = 0; i < length; i++) {
        ird_key_number(key, (unsigned char)text[i]);
    }
}

void ird_key_add(ird_key *key, const ird_key *more) {
    ird_key_number(key, more->word[0]);
    ird_key_number(key, more->word[1]);
}

bool ird_key_equal(const ird_key *a, const ird_key *b) {
    return a->word[0] == b->word[0] && a->word[1] == b->word[1];
}

/* --- cells ---------------------------------------------------------------------------
 */

ird_cell *ird_cell_use(ird_cell *cell) {
    cell->users++;
    return cell;
}

void ird_cell_drop(ird_cell *cell) {
    if (cell == NULL || --cell->users > 0) {
        return;
    }
    cell->stage->free(cell->value);
    ird_free(cell->net);
    ird_free(cell);
}

/* With one user. Takes the value, also on failure. */
static ird_cell *make_cell(const ird_stage *stage, const char *net, ird_key key,
                           void *value) {
    ird_cell *cell = ird_alloc_zero(1, sizeof *cell);
    char *copy = ird_copy_string(net, strlen(net));
    if (cell == NULL || copy == NULL) {
        ird_free(cell);
        ird_free(copy);
        stage->free(value);
        return NULL;
    }
    *cell = (ird_cell){.stage = stage,
                       .net = copy,
                       .key = key,
                       .value = value,
                       .bytes = stage->bytes(value),
                       .users = 1};
    return cell;
}

/* --- the store -----------------------------------------------------------------------
 */

void ird_store_end_scope(ird_store *store) {
    for (size_t i = 0; i < store->scope.count; i++) {
        ird_cell_drop(store->scope.items[i]);
    }
    store->scope.count = 0;
}

void ird_store_free(ird_store *store) {
    ird_store_end_scope(store);
    for (size_t i = 0; i < store->cells.count; i++) {
        ird_cell_drop(store->cells.items[i]);
    }
    ird_free(store->scope.items);
    ird_free(store->cells.items);
    memset(store, 0, sizeof *store);
}

static bool is_of(const ird_cell *cell, const ird_stage *stage, const char *net) {
    return cell->stage == stage && strcmp(cell->net, net) == 0;
}

ird_cell *ird_store_find(const ird_store *store, const ird_stage *stage, const char *net,
                         ird_key key) {
    for (size_t i = 0; i < store->cells.count; i++) {
        ird_cell *cell = store->cells.items[i];
        if (ird_key_equal(&cell->key, &key) && is_of(cell, stage, net)) {
            return cell;
        }
    }
    return NULL;
}

ird_cell *ird_store_former(const ird_store *store, const ird_stage *stage,
                           const char *net, uint64_t *before) {
    ird_cell *found = NULL;
    for (size_t i = 0; i < store->cells.count; i++) {
        ird_cell *cell = store->cells.items[i];
        if (is_of(cell, stage, net) && (*before == 0 || cell->wanted < *before) &&
            (found == NULL || cell->wanted > found->wanted)) {
            found = cell;
        }
    }
    *before = found != NULL ? found->wanted : *before;
    return found;
}

static size_t budget_of(const ird_store *store) {
    if (store->budget_bytes > 0) {
        return store->budget_bytes;
    }
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (size_t)pages / 8 * (size_t)page : SIZE_MAX;
}

static void remove_at(ird_store *store, size_t index) {
    ird_cell *cell = store->cells.items[index];
    store->cells.items[index] = store->cells.items[--store->cells.count];
    ird_cell_drop(cell);
}

static bool is_last_of_its_kind(const ird_store *store, const ird_cell *cell) {
    uint64_t newest = 0;
    return ird_store_former(store, cell->stage, cell->net, &newest) == cell;
}

/* Index of the least recently wanted cell that only the store holds and that is not the
 * last of its kind; or the count. *bytes: of all cells that only the store holds. */
static size_t find_oldest(const ird_store *store, size_t *bytes) {
    size_t oldest = store->cells.count;
    *bytes = 0;
    for (size_t i = 0; i < store->cells.count; i++) {
        const ird_cell *cell = store->cells.items[i];
        if (cell->users > 1) {
            continue;
        }
        *bytes += cell->bytes;
        if ((oldest == store->cells.count ||
             cell->wanted < store->cells.items[oldest]->wanted) &&
            !is_last_of_its_kind(store, cell)) {
            oldest = i;
        }
    }
    return oldest;
}

static void keep_to_budget(ird_store *store) {
    size_t bytes, budget = budget_of(store);
    size_t oldest = find_oldest(store, &bytes);
    while (bytes > budget && oldest < store->cells.count) {
        remove_at(store, oldest);
        oldest = find_oldest(store, &bytes);
    }
}

/* What was made from a former stamp is not wanted again: of the cells of a stage and net
 * that only the store holds a few stay, so that memory goes round instead of growing to
 * the budget. */
static void keep_a_few(ird_store *store, const ird_stage *stage, const char *net) {
    size_t count = 0, oldest = store->cells.count;
    for (size_t i = 0; i < store->cells.count; i++) {
        const ird_cell *cell = store->cells.items[i];
        if (cell->users > 1 || !is_of(cell, stage, net)) {
            continue;
        }
        count++;
        if (oldest == store->cells.count ||
            cell->wanted < store->cells.items[oldest]->wanted) {
            oldest = i;
        }
    }
    if (count > IRD_STORE_KEPT) {
        remove_at(store, oldest);
    }
}

/* Into the scope, where room has been reserved for one. */
static void want(ird_store *store, ird_cell *cell) {
    cell->wanted = ++store->clock;
    for (size_t i = 0; i < store->scope.count; i++) {
        if (store->scope.items[i] == cell) {
            return;
        }
    }
    store->scope.items[store->scope.count++] = ird_cell_use(cell);
}

static ird_status add(ird_store *store, const ird_stage *stage, const char *net,
                      ird_key key, void *value, double seconds, ird_cell **cell,
                      ird_error *err) {
    ird_cell *made = make_cell(stage, net, key, value);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = ird_vec_reserve(&store->cells, 1, DOING, err);
    if (status == IRD_OK) {
        status = ird_vec_reserve(&store->scope, 1, DOING, err);
    }
    if (status != IRD_OK) {
        ird_cell_drop(made);
        return status;
    }
    made->seconds = seconds;
    store->cells.items[store->cells.count++] = made;
    want(store, made);
    keep_a_few(store, stage, net);
    keep_to_budget(store);
    *cell = made;
    return IRD_OK;
}

ird_status ird_store_put(ird_store *store, const ird_stage *stage, const char *net,
                         ird_key key, void *value, ird_cell **cell, ird_error *err) {
    return add(store, stage, net, key, value, 0, cell, err);
}

ird_status ird_store_need(ird_store *store, const ird_stage *stage, const char *net,
                          ird_key key, ird_make *make, void *context, ird_cell **cell,
                          ird_error *err) {
    ird_cell *there = ird_store_find(store, stage, net, key);
    if (there != NULL) {
        IRD_TRY(ird_vec_reserve(&store->scope, 1, DOING, err));
        want(store, there);
        *cell = there;
        return IRD_OK;
    }
    void *value = NULL;
    double begin_s = ird_clock_s();
    IRD_TRY(make(context, &value, err));
    return add(store, stage, net, key, value, ird_clock_s() - begin_s, cell, err);
}

void ird_store_forget(ird_store *store, const char *net) {
    for (size_t i = store->cells.count; i-- > 0;) {
        if (strcmp(store->cells.items[i]->net, net) == 0) {
            remove_at(store, i);
        }
    }
}

void ird_store_make_room(ird_store *store, const char *net) {
    size_t bytes = 0;
    for (size_t i = 0; i < store->cells.count; i++) {
        const ird_cell *cell = store->cells.items[i];
        bytes += strcmp(cell->net, net) == 0 ? cell->bytes : 0;
    }
    if (bytes > budget_of(store)) {
        ird_store_forget(store, net);
    }
}

ird_status ird_store_share(ird_store *trial, const ird_store *store, ird_error *err) {
    ird_store made = {.budget_bytes = store->budget_bytes, .clock = store->clock};
    IRD_TRY(ird_vec_reserve(&made.cells, store->cells.count + 1, DOING, err));
    for (size_t i = 0; i < store->cells.count; i++) {
        made.cells.items[made.cells.count++] = ird_cell_use(store->cells.items[i]);
    }
    *trial = made;
    return IRD_OK;
}
