/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Patches of networks against extraction of the whole: wires and vias at random places of
 * a small grid, and where they may not be patched.
 */
#include <stdarg.h>

#include "failing_alloc.h"
#include "grid_text.h"

#include "change/change.h"
#include "patch/patch.h"

/* In [0, below). */
static int random_below(uint64_t *state, int below) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (int)((*state >> 33) % (uint64_t)below);
}

typedef struct text {
    char items[8192];
    size_t used;
} text;

static void say(text *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(text *to, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int size =
        vsnprintf(to->items + to->used, sizeof to->items - to->used, format, arguments);
    va_end(arguments);
    CHECK(size > 0 && to->used + (size_t)size < sizeof to->items);
    to->used += (size_t)size;
}

static const char PIN[] =
    "- VDD + NET VDD + SPECIAL + DIRECTION INOUT + USE POWER\n"
    "+ PORT + LAYER m2 ( -500 -500 ) ( 500 500 ) + FIXED ( 50000 159500 ) N ;\n";

/* Eight rails of 100 um, 20 um apart, under three straps; cells along the rails. */
static void say_base(text *wires, text *cells, uint64_t *state) {
    for (int rail = 0; rail < 8; rail++) {
        int y = 10000 + 20000 * rail;
        say(wires, "%s m1 200 + SHAPE FOLLOWPIN ( 0 %d ) ( 100000 * )\n",
            rail == 0 ? "+ ROUTED" : "NEW", y);
        for (int i = 0; i < 6; i++) {
            say(cells, "- c%d_%d CELL + PLACED ( %d %d ) N ;\n", rail, i,
                random_below(state, 98) * 1000, y - 4000);
        }
    }
    for (int strap = 0; strap < 3; strap++) {
        int x = 10000 + 40000 * strap;
        say(wires, "NEW m2 1000 + SHAPE STRIPE ( %d 0 ) ( * 160000 )\n", x);
        for (int rail = 0; rail < 8; rail++) {
            say(wires, "NEW m1 0 + SHAPE STRIPE ( %d %d ) %s\n", x, 10000 + 20000 * rail,
                random_below(state, 2) ? "V1" : "VV");
        }
    }
    say(wires, "NEW m3 800 + SHAPE STRIPE ( 0 80000 ) ( 100000 * )\n"
               "NEW m2 0 + SHAPE STRIPE ( 50000 80000 ) V2\n");
}

/* A strap with vias on some rails, or metal that may lie on some that is there. */
static void say_added(text *wires, uint64_t *state) {
    int x = 1000 + 500 * random_below(state, 196);
    int low = 1000 * random_below(state, 80),
        high = low + 20000 + 1000 * random_below(state, 60);
    switch (random_below(state, 5)) {
    case 0: /* two rails tied over m3 alone */
        say(wires, "NEW m3 %d + SHAPE STRIPE ( 0 %d ) ( 100000 * )\n",
            400 + 200 * random_below(state, 5), 5000 + 1000 * random_below(state, 150));
        break;
    case 1: /* a rail with more width, along all or a part of it */
        say(wires, "NEW m1 %d + SHAPE STRIPE ( %d %d ) ( %d * )\n",
            300 + 100 * random_below(state, 4), 1000 * random_below(state, 40),
            10000 + 20000 * random_below(state, 8),
            60000 + 1000 * random_below(state, 40));
        break;
    case 2: /* a via where a strap crosses a rail already, beside its own */
        say(wires, "NEW m1 0 + SHAPE STRIPE ( %d %d ) V1\n",
            10000 + 40000 * random_below(state, 3) + 300 * (1 - random_below(state, 3)),
            10000 + 20000 * random_below(state, 8));
        break;
    default:
        say(wires, "NEW m2 %d + SHAPE STRIPE ( %d %d ) ( * %d )\n",
            200 + 200 * random_below(state, 6), x, low, high);
        for (int rail = 0; rail < 8; rail++) {
            int y = 10000 + 20000 * rail;
            if (y > low && y < high && random_below(state, 4) > 0) {
                say(wires, "NEW m1 0 + SHAPE STRIPE ( %d %d ) V1\n", x, y);
            }
        }
        if (80000 > low && 80000 < high) {
            say(wires, "NEW m2 0 + SHAPE STRIPE ( %d 80000 ) V2\n", x);
        }
    }
}

typedef struct tally {
    size_t patched, whole;
    double most_v;
} tally;

static ird_patch_metal added_metal(const grid_text *without, const grid_text *with) {
    const ird_special_net *a = &without->design.special_nets.items[0];
    const ird_special_net *b = &with->design.special_nets.items[0];
    return (ird_patch_metal){with->design.wires.items + b->first_wire + a->wire_count,
                             b->wire_count - a->wire_count,
                             with->design.via_places.items + b->first_via + a->via_count,
                             b->via_count - a->via_count};
}

static ird_status change_by(ird_change *change, const ird_patch *patch, ird_error *err) {
    int32_t node;
    for (size_t i = 0; i < patch->nodes.count; i++) {
        IRD_TRY(ird_change_add_node(change, &patch->nodes.items[i], &node, err));
    }
    for (size_t i = 0; i < patch->added.count; i++) {
        const ird_patch_resistor *r = &patch->added.items[i];
        IRD_TRY(ird_change_add_resistor(change, r->a, r->b, r->ohm, r->section, err));
    }
    for (size_t i = 0; i < patch->removed.count; i++) {
        IRD_TRY(ird_change_remove_resistor(change, patch->removed.items[i], err));
    }
    for (size_t i = 0; i < patch->sources.count; i++) {
        IRD_TRY(ird_change_add_source(change, patch->sources.items[i], 1, err));
    }
    return IRD_OK;
}

static void compare(const grid_text *with, const grid_text *without,
                    const ird_solution *got, tally *t) {
    CHECK_NEAR(got->worst_drop_v, with->solution.worst_drop_v, 1e-9);
    CHECK_NEAR(got->average_drop_v, with->solution.average_drop_v, 1e-9);
    CHECK(got->source_count == with->solution.source_count);
    for (size_t i = 0; i < with->grid.terminals.count; i++) {
        double want_v = with->solution.drop_v[with->grid.terminals.items[i].node];
        double got_v = got->drop_v[without->grid.terminals.items[i].node];
        t->most_v = fmax(t->most_v, fabs(got_v - want_v));
        CHECK_NEAR(got_v, want_v, 1e-9);
    }
}

static void try_patch(const grid_text *without, grid_text *with, tally *t) {
    ird_error err = {0};
    ird_patch_book *book = NULL;
    ird_patch patch = {.why = NULL};
    ird_patch_metal metal = added_metal(without, with);
    grid_text_stop(ird_patch_book_make(&book, &without->grid, &without->design,
                                       &without->tech, &without->rc, &err),
                   &err);
    grid_text_stop(ird_patch_make(&patch, book, &with->design, &metal, &err), &err);
    t->whole += patch.why != NULL;
    if (patch.why == NULL) {
        ird_change change = {.network = &without->grid.network};
        ird_factor *factor = NULL;
        ird_solution got = {0};
        t->patched++;
        grid_text_stop(change_by(&change, &patch, &err), &err);
        grid_text_stop(ird_factor_create(&factor, &without->grid.network,
                                         &ird_solve_defaults, NULL, &err),
                       &err);
        grid_text_stop(ird_change_solve(&got, factor, &change, NULL, 0, NULL, NULL, &err),
                       &err);
        compare(with, without, &got, t);
        ird_solution_free(&got);
        ird_change_free(&change);
        ird_factor_free(factor);
    }
    ird_patch_free(&patch);
    ird_patch_book_free(book);
}

static void make_scene(uint64_t seed, grid_text *without, grid_text *with) {
    uint64_t state = seed;
    text wires = {.used = 0}, cells = {.used = 0};
    say_base(&wires, &cells, &state);
    *without = *with = (grid_text){.grid = {.shapes = 0}};
    grid_text_read(without, cells.items, PIN, wires.items);
    for (int i = 0, count = 1 + random_below(&state, 3); i < count; i++) {
        say_added(&wires, &state);
    }
    grid_text_read(with, cells.items, PIN, wires.items);
}

static void test_random(void) {
    tally t = {0};
    for (uint64_t seed = 1; seed <= 120; seed++) {
        grid_text without, with;
        make_scene(seed, &without, &with);
        grid_text_extract(&without);
        grid_text_extract(&with);
        grid_text_drop(&with, "c0_0");
        try_patch(&without, &with, &t);
        grid_text_free(&without);
        grid_text_free(&with);
    }
    printf("random: %zu patched, %zu whole, %.2g V off\n", t.patched, t.whole, t.most_v);
    CHECK(t.patched > 60);
}

/* What it says of nets that it does not patch. */
static void test_refused(void) {
    static const char *const words[] = {"like PDNSim's", "package", "other sources"};
    for (int i = 0; i < 3; i++) {
        ird_error err = {0};
        grid_text without, with;
        ird_patch_book *book = NULL;
        ird_patch patch = {.why = NULL};
        make_scene(5, &without, &with);
        without.options.kind = i == 0 ? IRD_NETWORK_LIKE_PDNSIM : IRD_NETWORK_DRAWN;
        without.options.sources.package_ohm = i == 1 ? 0.1 : 0;
        without.options.sources.type = i == 2 ? IRD_SOURCE_FULL : IRD_SOURCE_AUTO;
        grid_text_extract(&without);
        ird_patch_metal metal = added_metal(&without, &with);
        /* A stripe on the layer of the sources. */
        const ird_wire wire = {.layer = 4,
                               .shape = IRD_SHAPE_STRIPE,
                               .width_dbu = 400,
                               .a = {0, 50000},
                               .b = {100000, 50000},
                               .box = {0, 49800, 100000, 50200}};
        if (i == 2) {
            metal = (ird_patch_metal){.wires = &wire, .wire_count = 1};
        }
        grid_text_stop(ird_patch_book_make(&book, &without.grid, &without.design,
                                           &without.tech, &without.rc, &err),
                       &err);
        grid_text_stop(ird_patch_make(&patch, book, &with.design, &metal, &err), &err);
        if (!CHECK(patch.why != NULL && strstr(patch.why, words[i]) != NULL)) {
            fprintf(stderr, "    %d: %s\n", i, patch.why != NULL ? patch.why : "patched");
        }
        ird_patch_free(&patch);
        ird_patch_book_free(book);
        grid_text_free(&without);
        grid_text_free(&with);
    }
}

/* Each allocation that fails is an error, and nothing is left behind. */
static void test_allocations(void) {
    grid_text without, with;
    make_scene(7, &without, &with);
    grid_text_extract(&without);
    ird_patch_metal metal = added_metal(&without, &with);
    bool is_done = false;
    for (size_t n = 1; !is_done && n < 20000; n++) {
        ird_error err = {0};
        ird_patch_book *book = NULL;
        ird_patch patch = {.why = NULL};
        long live = failing_alloc_live();
        failing_alloc_arm(n);
        ird_status status = ird_patch_book_make(&book, &without.grid, &without.design,
                                                &without.tech, &without.rc, &err);
        if (status == IRD_OK) {
            status = ird_patch_make(&patch, book, &with.design, &metal, &err);
        }
        is_done = !failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(status == (is_done ? IRD_OK : IRD_NO_MEMORY));
        ird_patch_free(&patch);
        ird_patch_book_free(book);
        CHECK(failing_alloc_live() == live);
    }
    CHECK(is_done);
    grid_text_free(&without);
    grid_text_free(&with);
}

int main(void) {
    RUN(test_random);
    RUN(test_refused);
    RUN(test_allocations);
    return check_summary("patch");
}
