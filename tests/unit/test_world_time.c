/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Floorplans in time and the samples of cycles from them: the same whoever makes them,
 * cycles whatever others are made, within what real cells hold, and labels that an exact
 * solution made here with other steps gives again.
 */
#include "check.h"
#include "mesh.h"

#include "dynamic/dynamic.h"
#include "world/cycle_samples.h"
#include "world/time_world.h"

enum { SEED = 1, CYCLES = 4, PIXELS = IRD_CYCLE_PIXELS };

/* Small ones, of both kinds of nets, with a package and without. */
static const uint64_t floorplans[] = {5, 14, 35, 55};
enum { FLOORPLANS = sizeof floorplans / sizeof *floorplans };

typedef struct bench {
    ird_world world;
    ird_power power;
    ird_grid grid;
    ird_world_time time;
} bench;

static void open_bench(bench *t, uint64_t index, size_t cycles) {
    ird_error err = {0};
    *t = (bench){0};
    mesh_need(ird_world_make(&t->world, SEED, index, &err), &err);
    mesh_need(ird_world_power(&t->power, &t->world, 0, &err), &err);
    const ird_extract_options options = ird_world_options(&t->world);
    mesh_need(ird_extract(&t->grid, &t->world.design, &t->world.tech, &t->world.rc,
                          &t->power, &options, NULL, &err),
              &err);
    mesh_need(
        ird_world_time_make(&t->time, &t->world, &t->grid, &t->power, 0, cycles, &err),
        &err);
}

static void close_bench(bench *t) {
    ird_world_time_free(&t->time);
    ird_grid_free(&t->grid);
    ird_power_free(&t->power);
    ird_world_free(&t->world);
}

/* The pulses of the first so many cycles are those that begin well before the next; clock
 * cells draw up to two stages before their edge. */
static size_t count_before(const ird_world_time *time, double until_s) {
    size_t count = 0;
    while (count < time->transient.pulses.count &&
           time->transient.pulses.items[count].start_s < until_s) {
        count++;
    }
    return count;
}

static void test_reproducible(void) {
    bench a, b, more;
    open_bench(&a, 5, CYCLES);
    open_bench(&b, 5, CYCLES);
    open_bench(&more, 5, CYCLES + 3);
    double until_s = a.time.period_s * CYCLES - 4 * a.time.stage_s;
    size_t bytes = a.time.transient.pulses.count * sizeof(ird_pulse);
    CHECK(a.time.transient.pulses.count == b.time.transient.pulses.count);
    CHECK(memcmp(a.time.transient.pulses.items, b.time.transient.pulses.items, bytes) ==
          0);
    size_t count = count_before(&a.time, until_s);
    CHECK(count > 100 && count == count_before(&more.time, until_s));
    CHECK(memcmp(a.time.transient.pulses.items, more.time.transient.pulses.items,
                 count * sizeof(ird_pulse)) == 0);
    CHECK(more.time.transient.pulses.count > a.time.transient.pulses.count);
    close_bench(&a);
    close_bench(&b);
    close_bench(&more);
}

/* Values within what cells of open libraries from 7 to 130 nm have (0.5 to 30 fF/um^2 of
 * area that holds any, most of it empty here), and what training can afford. */
static void test_sound(void) {
    size_t packages = 0;
    for (uint64_t index = 0; index < 60; index++) {
        bench t;
        open_bench(&t, index, 2);
        const ird_world_time *time = &t.time;
        const ird_transient *all = &time->transient;
        size_t bad = 0;
        double held_f = 0;
        for (size_t i = 0; i < all->capacitors.count; i++) {
            held_f += all->capacitors.items[i].farad;
            bad += !(all->capacitors.items[i].farad > 0);
        }
        for (size_t i = 0; i < all->pulses.count; i++) {
            const ird_pulse *p = &all->pulses.items[i];
            bad += !(p->charge_c > 0) || !(p->width_s > 0) ||
                   p->start_s < -6 * time->stage_s || p->start_s > 2.6 * time->period_s;
            bad += i > 0 && p->start_s < all->pulses.items[i - 1].start_s;
        }
        CHECK(bad == 0);
        double area_um2 = t.world.facts.die_x_um * t.world.facts.die_y_um;
        CHECK(held_f > 0.05e-15 * area_um2 && held_f < 40e-15 * area_um2);
        CHECK(held_f <= time->held_f * (1 + 1e-6));
        CHECK(time->step_s >= 1e-12 && time->step_s <= 5e-12);
        CHECK(time->period_s > 5 * time->stage_s && time->period_s < 10e-9);
        packages += all->inductors.count > 0;
        close_bench(&t);
    }
    CHECK(packages > 5 && packages < 40);
}

/* Over many cycles a world draws about what its power says: lognormal activities have a
 * mean above 1, idle modules take away. */
static void test_mean(void) {
    for (size_t i = 0; i < FLOORPLANS; i++) {
        enum { MANY = 60 };
        bench t;
        open_bench(&t, floorplans[i], MANY);
        double charge_c = 0, idle_a = 0, load_a = 0;
        for (size_t k = 0; k < t.time.transient.pulses.count; k++) {
            charge_c += t.time.transient.pulses.items[k].charge_c;
        }
        for (size_t k = 0; k < t.time.transient.drains.count; k++) {
            idle_a += t.time.transient.drains.items[k].idle_a;
        }
        for (size_t k = 0; k < t.grid.network.loads.count; k++) {
            load_a += fabs(t.grid.network.loads.items[k].ampere);
        }
        double mean_a = idle_a + charge_c / (MANY * t.time.period_s);
        CHECK(mean_a > 0.4 * load_a && mean_a < 2 * load_a);
        CHECK(idle_a < 0.35 * load_a);
        close_bench(&t);
    }
}

static double most(const float *map) {
    double largest = 0;
    for (size_t i = 0; i < PIXELS; i++) {
        largest = fmax(largest, (double)map[i]);
    }
    return largest;
}

static const float *map_of(const ird_cycle_samples *s, size_t cycle, const char *name) {
    size_t map = 0;
    while (strcmp(ird_cycle_map_names[map], name) != 0) {
        map++;
    }
    return s->maps + (cycle * IRD_CYCLE_MAPS + map) * PIXELS;
}

/* Again with half the step and no maps. Steps of an eighth of a pulse are within 2 %;
 * maps are by moments twice a step, by another parabola than the worst. */
static void check_labels(const ird_cycle_samples *s, uint64_t index) {
    bench t;
    ird_error err = {0};
    open_bench(&t, index, CYCLES + 1);
    ird_dynamic exact = {0};
    const ird_network *networks[] = {t.time.network};
    const ird_dynamic_input input = {networks, 1, &t.time.transient};
    const ird_dynamic_wish wish = {.step_s = t.time.step_s / 2,
                                   .stop_s = t.time.period_s * (CYCLES + 1),
                                   .cycle_s = t.time.period_s,
                                   .solve = ird_solve_defaults};
    mesh_need(ird_dynamic_solve(&exact, &input, &wish, NULL, &err), &err);
    for (size_t i = 0; i < CYCLES; i++) {
        const float *figures = s->figures + i * IRD_CYCLE_FIGURES;
        double worst_v = (double)figures[IRD_CYCLE_WORST_V];
        double drawn = most(map_of(s, i, "drop"));
        double drawn_v = drawn * (double)figures[IRD_CYCLE_SCALE_V];
        CHECK_NEAR(worst_v, exact.cycle_v[i + 1], 0.02 * worst_v);
        if (!CHECK(drawn_v < 1.005 * worst_v && drawn_v > 0.93 * worst_v)) {
            fprintf(stderr, "    floorplan %d cycle %zu: %g of %g\n", (int)index, i,
                    drawn_v, worst_v);
        }
        CHECK(most(map_of(s, i, "drop1")) <= drawn);
        CHECK(most(map_of(s, i, "drop3")) <= drawn);
        CHECK_NEAR(fmax(most(map_of(s, i, "answer1")), most(map_of(s, i, "answer2"))), 1,
                   0.5);
        CHECK(most(map_of(s, i, "step1")) <= 1.01);
    }
    ird_dynamic_free(&exact);
    close_bench(&t);
}

static void test_samples(void) {
    ird_error err = {0};
    ird_cycle_samples none = {0};
    for (size_t i = 0; i < FLOORPLANS; i++) {
        ird_cycle_samples s = {0}, again = {0};
        mesh_need(ird_cycle_samples_make(&s, SEED, floorplans[i], CYCLES, &err), &err);
        mesh_need(ird_cycle_samples_make(&again, SEED, floorplans[i], CYCLES, &err),
                  &err);
        size_t count = (size_t)CYCLES * IRD_CYCLE_MAPS * PIXELS, bad = 0;
        CHECK(s.cycles == CYCLES &&
              memcmp(s.maps, again.maps, count * sizeof *s.maps) == 0);
        for (size_t k = 0; k < count; k++) {
            bad += !isfinite(s.maps[k]) || s.maps[k] < -1e-3F;
        }
        CHECK(bad == 0);
        check_labels(&s, floorplans[i]);
        ird_cycle_samples_free(&s);
        ird_cycle_samples_free(&again);
    }
    mesh_need(ird_cycle_samples_make(&none, SEED, 0, CYCLES, &err), &err); /* too large */
    CHECK(none.maps == NULL);
}

int main(void) {
    RUN(test_reproducible);
    RUN(test_sound);
    RUN(test_mean);
    RUN(test_samples);
    return check_summary("world_time");
}
