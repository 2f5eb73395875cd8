/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The store of results, with a stage of the test's own: a toy quantity, the sum of some
 * numbers, and what follows from it. All that it takes is a row, a maker and this file.
 */
#include "check.h"
#include "failing_alloc.h"

#include <string.h>

#include "session/session.h"
#include "base/store.h"

enum { TOY_BYTES = 1000 };

typedef struct toy {
    double sum;
    ird_cell *from; /* what it was made from, or NULL */
} toy;

static size_t freed, made_count;

static void free_toy(void *value) {
    ird_cell_drop(((toy *)value)->from);
    ird_free(value);
    freed++;
}

static size_t toy_bytes(const void *value) {
    (void)value;
    return TOY_BYTES;
}

static const ird_stage toy_stage = {"toy", free_toy, toy_bytes};
static const ird_stage twice_stage = {"twice the toy", free_toy, toy_bytes};

typedef struct recipe {
    double a, b;
    ird_cell *from;
    ird_status fails;
} recipe;

static ird_status make_toy(void *context, void **value, ird_error *err) {
    const recipe *r = context;
    if (r->fails != IRD_OK) {
        return ird_fail(err, r->fails, "as asked");
    }
    toy *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, "adding");
    }
    made->sum = r->from != NULL ? 2 * ((toy *)r->from->value)->sum : r->a + r->b;
    made->from = r->from != NULL ? ird_cell_use(r->from) : NULL;
    made_count++;
    *value = made;
    return IRD_OK;
}

static ird_status need_sum(ird_store *store, const char *net, double a, double b,
                           ird_cell **cell, ird_error *err) {
    recipe r = {.a = a, .b = b};
    ird_key key = ird_key_of(&toy_stage);
    ird_key_real(&key, a);
    ird_key_real(&key, b);
    return ird_store_need(store, &toy_stage, net, key, make_toy, &r, cell, err);
}

static ird_status need_twice(ird_store *store, const char *net, double a, double b,
                             ird_cell **cell, ird_error *err) {
    recipe r = {0};
    IRD_TRY(need_sum(store, net, a, b, &r.from, err));
    ird_key key = ird_key_of(&twice_stage);
    ird_key_add(&key, &r.from->key);
    return ird_store_need(store, &twice_stage, net, key, make_toy, &r, cell, err);
}

static double sum_of(const ird_cell *cell) {
    return ((const toy *)cell->value)->sum;
}

static void test_made_once_for_a_key(void) {
    ird_store store = {0};
    ird_error err = {0};
    ird_cell *one = NULL, *again = NULL, *other = NULL, *twice = NULL;
    made_count = 0;
    CHECK(need_sum(&store, "VDD", 1, 2, &one, &err) == IRD_OK);
    CHECK(need_sum(&store, "VDD", 1, 2, &again, &err) == IRD_OK);
    CHECK(one == again && made_count == 1 && sum_of(one) == 3);
    CHECK(need_sum(&store, "VSS", 1, 2, &other, &err) == IRD_OK); /* of another net */
    CHECK(other != one && made_count == 2);
    CHECK(need_twice(&store, "VDD", 1, 2, &twice, &err) == IRD_OK);
    CHECK(made_count == 3 && sum_of(twice) == 6);
    ird_store_free(&store);
}

static void test_keys(void) {
    ird_key a = ird_key_of(&toy_stage), b = ird_key_of(&toy_stage);
    CHECK(ird_key_equal(&a, &b));
    ird_key_number(&a, 1);
    CHECK(!ird_key_equal(&a, &b));
    ird_key_number(&b, 1);
    CHECK(ird_key_equal(&a, &b));
    ird_key_text(&a, NULL);
    ird_key_text(&b, "");
    CHECK(!ird_key_equal(&a, &b));
    /* Order matters, and so does where one text ends and the next begins. */
    ird_key c = ird_key_of(&toy_stage), d = c;
    ird_key_text(&c, "ab");
    ird_key_text(&c, "c");
    ird_key_text(&d, "a");
    ird_key_text(&d, "bc");
    CHECK(!ird_key_equal(&c, &d));
    ird_key e = ird_key_of(&toy_stage), f = e;
    ird_key_real(&e, 0.0);
    ird_key_real(&f, -0.0);
    CHECK(!ird_key_equal(&e, &f));
}

static void test_a_failed_maker_leaves_nothing(void) {
    ird_store store = {0};
    ird_error err = {0};
    ird_cell *cell = NULL;
    recipe r = {.fails = IRD_SOLVE_NO_SOURCE};
    ird_key key = ird_key_of(&toy_stage);
    CHECK(ird_store_need(&store, &toy_stage, "VDD", key, make_toy, &r, &cell, &err) ==
          IRD_SOLVE_NO_SOURCE);
    CHECK(cell == NULL && store.cells.count == 0);
    r.fails = IRD_OK;
    CHECK(ird_store_need(&store, &toy_stage, "VDD", key, make_toy, &r, &cell, &err) ==
          IRD_OK);
    ird_store_free(&store);
}

/* Four cells in room for two: the oldest go, but not those of the scope, nor what a kept
 * cell was made from, nor the last of a stage and net. */
static void test_budget(void) {
    ird_store store = {.budget_bytes = 2 * TOY_BYTES};
    ird_error err = {0};
    ird_cell *cell = NULL, *kept = NULL, *other = NULL;
    freed = 0;
    CHECK(need_sum(&store, "VSS", 0, 0, &other, &err) == IRD_OK); /* last of VSS */
    for (int i = 0; i < 4; i++) {
        CHECK(need_sum(&store, "VDD", i, 1, &cell, &err) == IRD_OK);
        kept = i == 0 ? ird_cell_use(cell) : kept;
    }
    CHECK(freed == 0 && store.cells.count == 5); /* all in the scope */
    ird_store_end_scope(&store);
    CHECK(need_sum(&store, "VDD", 9, 1, &cell, &err) == IRD_OK);
    ird_store_end_scope(&store);
    CHECK(need_sum(&store, "VDD", 10, 1, &cell, &err) == IRD_OK);
    CHECK(freed >= 3);
    ird_key key = ird_key_of(&toy_stage);
    ird_key_real(&key, 0);
    ird_key_real(&key, 0);
    CHECK(ird_store_find(&store, &toy_stage, "VSS", key) != NULL);
    CHECK(sum_of(kept) == 1); /* its holder still has it */
    ird_store_free(&store);
    ird_cell_drop(kept);
}

/* One cell after another of a stage and net: a few stay, whatever the budget. */
static void test_a_few_are_kept(void) {
    ird_store store = {.budget_bytes = SIZE_MAX};
    ird_error err = {0};
    ird_cell *cell = NULL;
    for (int i = 0; i < 50; i++) {
        CHECK(need_sum(&store, "VDD", i, 1, &cell, &err) == IRD_OK);
        CHECK(need_sum(&store, "VSS", 1, 1, &cell, &err) == IRD_OK);
        ird_store_end_scope(&store);
        CHECK(store.cells.count <= IRD_STORE_KEPT + 2);
    }
    made_count = 0;
    CHECK(need_sum(&store, "VDD", 49, 1, &cell, &err) == IRD_OK);
    CHECK(need_sum(&store, "VDD", 48, 1, &cell, &err) == IRD_OK);
    CHECK(need_sum(&store, "VSS", 1, 1, &cell, &err) == IRD_OK);
    CHECK(made_count == 0);
    ird_store_free(&store);
}

static void test_scope_outlives_forgetting(void) {
    ird_store store = {0};
    ird_error err = {0};
    ird_cell *cell = NULL, *anew = NULL;
    freed = 0;
    CHECK(need_sum(&store, "VDD", 1, 2, &cell, &err) == IRD_OK);
    ird_store_forget(&store, "VDD");
    CHECK(freed == 0 && sum_of(cell) == 3);
    CHECK(need_sum(&store, "VDD", 1, 2, &anew, &err) == IRD_OK);
    CHECK(anew != cell);
    ird_store_end_scope(&store);
    CHECK(freed == 1);
    ird_store_free(&store);
    CHECK(freed == 2);
}

static void test_former_from_the_last_wanted_back(void) {
    ird_store store = {0};
    ird_error err = {0};
    ird_cell *a = NULL, *b = NULL;
    uint64_t before = 0;
    CHECK(need_sum(&store, "VDD", 1, 0, &a, &err) == IRD_OK);
    CHECK(need_sum(&store, "VDD", 2, 0, &b, &err) == IRD_OK);
    CHECK(need_sum(&store, "VDD", 1, 0, &a, &err) == IRD_OK);
    CHECK(ird_store_former(&store, &toy_stage, "VDD", &before) == a);
    CHECK(ird_store_former(&store, &toy_stage, "VDD", &before) == b);
    CHECK(ird_store_former(&store, &toy_stage, "VDD", &before) == NULL);
    before = 0;
    CHECK(ird_store_former(&store, &toy_stage, "VSS", &before) == NULL);
    ird_store_free(&store);
}

/* A trial has what is there, and what it makes is its own. */
static void test_a_trial_shares_cells(void) {
    ird_store store = {0}, trial = {0};
    ird_error err = {0};
    ird_cell *cell = NULL, *there = NULL;
    CHECK(need_sum(&store, "VDD", 1, 2, &cell, &err) == IRD_OK);
    CHECK(ird_store_share(&trial, &store, &err) == IRD_OK);
    made_count = 0;
    CHECK(need_sum(&trial, "VDD", 1, 2, &there, &err) == IRD_OK);
    CHECK(there == cell && made_count == 0);
    CHECK(need_sum(&trial, "VDD", 5, 2, &there, &err) == IRD_OK);
    CHECK(store.cells.count == 1 && trial.cells.count == 2);
    ird_store_free(&store);
    CHECK(need_sum(&trial, "VDD", 1, 2, &there, &err) == IRD_OK);
    CHECK(sum_of(there) == 3 && made_count == 1);
    ird_store_free(&trial);
}

static void test_every_allocation_fails(void) {
    long live = failing_alloc_live();
    ird_status status = IRD_NO_MEMORY;
    size_t n = 0;
    while (status != IRD_OK && n < 100) {
        ird_store store = {0};
        ird_error err = {0};
        ird_cell *cell = NULL;
        failing_alloc_arm(++n);
        status = need_twice(&store, "VDD", 1, 2, &cell, &err);
        failing_alloc_arm(0);
        CHECK(status == IRD_OK || status == IRD_NO_MEMORY);
        CHECK(need_twice(&store, "VDD", 1, 2, &cell, &err) == IRD_OK &&
              sum_of(cell) == 6);
        ird_store_free(&store);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(status == IRD_OK && n > 5);
}

/* A toy quantity in a session: by its stamps it is there as long as its input is. */
static void test_in_a_session(void) {
    ird_session session = {0};
    ird_error err = {0};
    ird_cell *cells[3] = {NULL};
    for (int i = 0; i < 3; i++) {
        recipe r = {.a = i, .b = 1};
        ird_key key = ird_key_of(&toy_stage);
        ird_session_key_input(&session, &key, IRD_STAMP_POWER);
        CHECK(ird_store_need(&session.store, &toy_stage, "", key, make_toy, &r, &cells[i],
                             &err) == IRD_OK);
        if (i == 1) {
            ird_session_touch(&session, IRD_STAMP_POWER);
        } else {
            ird_session_touch(&session, IRD_STAMP_MODEL); /* of no concern */
        }
    }
    CHECK(cells[0] == cells[1] && cells[1] != cells[2]);
    CHECK(sum_of(cells[2]) == 3);
    ird_session_free(&session);
}

int main(void) {
    RUN(test_made_once_for_a_key);
    RUN(test_keys);
    RUN(test_a_failed_maker_leaves_nothing);
    RUN(test_budget);
    RUN(test_a_few_are_kept);
    RUN(test_scope_outlives_forgetting);
    RUN(test_former_from_the_last_wanted_back);
    RUN(test_a_trial_shares_cells);
    RUN(test_every_allocation_fails);
    RUN(test_in_a_session);
    return check_summary("store");
}
