/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Steps in time that were kept, asked again: the bits of a solution that was made for the
 * question, from memory, from a file, and from both.
 */
#include "check.h"

#include "dynamic/moments.h"
#include "mesh.h"

static ird_error err;

static const uint64_t PLENTY = UINT64_C(1) << 30;

typedef struct scene {
    ird_network power, ground;
    const ird_network *nets[2];
    ird_transient t;
    ird_dynamic_input input;
} scene;

/* Two nets with pulses that bend, some at a corner, capacitors between them, and a
 * package in front of one source. */
static void make_scene(scene *s, bool has_coil) {
    uint64_t seed = 5;
    mesh_make_rails(&s->power, 40, 12, 3);
    mesh_make_rails(&s->ground, 40, 12, 3);
    for (size_t i = 0; i < s->ground.sources.count; i++) {
        s->ground.sources.items[i].volt = 0;
    }
    s->ground.is_ground = true;
    int32_t nodes = (int32_t)s->power.nodes.count;
    for (size_t i = 0; i < s->power.loads.count; i++) {
        const ird_load *load = &s->power.loads.items[i];
        int32_t to = nodes + load->node, drain = -1;
        const ird_capacitor c = {load->node, to, 2e-15, 0, IRD_CAPACITANCE_LOAD};
        mesh_need(ird_transient_add_capacitor(&s->t, &c, &err), &err);
        mesh_need(ird_transient_add_drain(&s->t, load->node, to, 0.1 * load->ampere,
                                          &drain, &err),
                  &err);
        double at_s = i % 3 == 0 ? 1e-10 : 6e-10 * mesh_random(&seed);
        const ird_pulse p = {at_s, 100e-12 * load->ampere, 40e-12F, drain};
        mesh_need(ird_transient_add_pulse(&s->t, &p, &err), &err);
    }
    if (has_coil) {
        const ird_inductor coil = {5, 1e-12};
        mesh_need(ird_transient_add_inductor(&s->t, &coil, &err), &err);
    }
    s->nets[0] = &s->power;
    s->nets[1] = &s->ground;
    s->input = (ird_dynamic_input){s->nets, 2, &s->t};
}

static void free_scene(scene *s) {
    ird_transient_free(&s->t);
    ird_network_free(&s->power);
    ird_network_free(&s->ground);
}

static ird_dynamic_wish wish_of(size_t refined) {
    ird_dynamic_wish wish = {.step_s = 5e-12,
                             .stop_s = 3e-9,
                             .cycle_s = 5e-10,
                             .refined = refined,
                             .splits = true};
    wish.solve = ird_solve_defaults;
    return wish;
}

/* All frames, one behind the other, with their numbers and times. */
typedef struct film {
    size_t nodes, count;
    IRD_VEC(double) values;
} film;

static ird_status take_frame(void *context, size_t index, double at_s,
                             const double *drop_v, ird_error *error) {
    film *f = context;
    IRD_TRY(ird_vec_reserve(&f->values, f->nodes + 2, "filming", error));
    double *to = f->values.items + f->values.count;
    to[0] = (double)index;
    to[1] = at_s;
    memcpy(to + 2, drop_v, f->nodes * sizeof *drop_v);
    f->values.count += f->nodes + 2;
    f->count++;
    return IRD_OK;
}

static void compare_values(const double *a, const double *b, size_t count) {
    CHECK(count == 0 || memcmp(a, b, count * sizeof *a) == 0);
}

static void compare_courses(const ird_dynamic_wish *wish, size_t sources,
                            const ird_dynamic_course *a, const ird_dynamic_course *b) {
    if (!CHECK(a->count == b->count)) {
        return;
    }
    compare_values(a->at_s, b->at_s, a->count);
    compare_values(a->drop_v, b->drop_v, a->count * wish->probe_count);
    CHECK((a->source_a != NULL) == (b->source_a != NULL));
    if (a->source_a != NULL) {
        compare_values(a->source_a, b->source_a, a->count * sources);
    }
}

/* The same question to the kept steps, and to a solution of its own. */
static void ask(const scene *s, const ird_moments *kept, const ird_dynamic_wish *wish,
                size_t *frames) {
    size_t nodes = s->power.nodes.count + s->ground.nodes.count;
    size_t sources = s->power.sources.count + s->ground.sources.count;
    film films[2] = {{.nodes = nodes}, {.nodes = nodes}};
    ird_dynamic_wish wishes[] = {*wish, *wish};
    wishes[0].frame_context = &films[0];
    wishes[1].frame_context = &films[1];
    ird_dynamic solved = {0};
    ird_dynamic_course course = {0};
    mesh_need(ird_dynamic_solve(&solved, &s->input, &wishes[0], NULL, &err), &err);
    mesh_need(ird_moments_ask(kept, &wishes[1], &course, &err), &err);
    compare_courses(wish, sources, &solved.course, &course);
    if (CHECK(films[0].count == films[1].count)) {
        compare_values(films[0].values.items, films[1].values.items,
                       films[0].values.count);
    }
    *frames += films[0].count;
    ird_free(films[0].values.items);
    ird_free(films[1].values.items);
    ird_dynamic_course_free(&course);
    ird_dynamic_free(&solved);
}

static void ask_all(const scene *s, const ird_moments *kept, size_t refined) {
    enum { MANY = 40, FRAMES = 60 };
    int32_t probes[MANY], nodes = (int32_t)s->power.nodes.count;
    double frames_s[FRAMES];
    const double instants_s[] = {1.2345e-10, 7.77e-10};
    size_t frames = 0;
    for (int32_t i = 0; i < MANY; i++) {
        probes[i] = (37 * i + 11) % (2 * nodes);
    }
    for (size_t i = 0; i < FRAMES; i++) {
        frames_s[i] = 3e-9 * (double)(i * i) / (double)((FRAMES - 1) * (FRAMES - 1));
    }
    ird_dynamic_wish few = wish_of(refined), many = few, sources = few, shown = few;
    few.probes = many.probes = shown.probes = probes;
    few.probe_count = 2;
    few.instants_s = instants_s;
    few.instant_count = 2;
    many.probe_count = MANY;
    sources.wants_sources = true;
    shown.probe_count = 1;
    shown.frames_s = frames_s;
    shown.frame_count = FRAMES;
    shown.frame = take_frame;
    ask(s, kept, &few, &frames);
    ask(s, kept, &many, &frames);
    ask(s, kept, &sources, &frames);
    CHECK(frames == 0);
    ask(s, kept, &shown, &frames);
    CHECK(refined > 0 ? frames > FRAMES : frames == FRAMES);
    shown.frame_count = 1;
    shown.frames_s = frames_s + 20;
    ask(s, kept, &shown, &frames);
    probes[1] = 2 * nodes;
    ird_dynamic_course none = {0};
    CHECK(ird_moments_ask(kept, &few, &none, &err) == IRD_TRANSIENT_NODE);
}

static ird_moments *keep(const scene *s, size_t refined, uint64_t memory, uint64_t file,
                         ird_dynamic *solved) {
    ird_moments *kept = NULL;
    ird_dynamic_wish wish = wish_of(refined);
    mesh_need(ird_moments_create(&kept, memory, file, &err), &err);
    CHECK(!ird_moments_are_whole(kept));
    wish.moments = kept;
    mesh_need(ird_dynamic_solve(solved, &s->input, &wish, NULL, &err), &err);
    return kept;
}

/* With steps taken apart and amended, larger ones, and finer ones in the worst cycles. */
static void test_same(void) {
    for (size_t refined = 0; refined < 3; refined += 2) {
        scene s = {0};
        make_scene(&s, refined == 0);
        const uint64_t memory[] = {PLENTY, 1000000, 0};
        for (int k = 0; k < 3; k++) {
            ird_dynamic solved = {0};
            ird_moments *kept = keep(&s, refined, memory[k], PLENTY, &solved);
            CHECK(solved.split_steps > 3 && solved.quiet_steps > 0);
            CHECK(solved.fine_steps > 0 || refined == 0);
            size_t row = (solved.node_count + solved.source_count) * sizeof(double);
            size_t rows = solved.steps + solved.quiet_steps + solved.fine_steps;
            CHECK(rows * row > 2 * memory[1]);
            if (CHECK(ird_moments_are_whole(kept))) {
                CHECK((ird_moments_bytes(kept) > rows * row / 2) == (k == 0));
                ask_all(&s, kept, refined);
            }
            ird_moments_free(kept);
            ird_dynamic_free(&solved);
        }
        free_scene(&s);
    }
}

/* Nothing is kept, and the solution is what it is without. */
static void test_no_room(void) {
    scene s = {0};
    make_scene(&s, false);
    const ird_dynamic_wish wish = wish_of(0);
    ird_dynamic plain = {0}, solved = {0};
    mesh_need(ird_dynamic_solve(&plain, &s.input, &wish, NULL, &err), &err);
    ird_moments *kept = keep(&s, 0, 100000, 100000, &solved);
    CHECK(!ird_moments_are_whole(kept) && !ird_moments_are_whole(NULL));
    CHECK(ird_moments_bytes(kept) < 200000);
    compare_values(plain.drop_v, solved.drop_v, plain.node_count);
    ird_moments_free(kept);
    ird_dynamic_free(&solved);
    setenv("TMPDIR", "/nowhere/at/all", 1);
    kept = keep(&s, 0, 100000, PLENTY, &solved);
    CHECK(!ird_moments_are_whole(kept));
    compare_values(plain.drop_v, solved.drop_v, plain.node_count);
    unsetenv("TMPDIR");
    ird_moments_free(kept);
    ird_dynamic_free(&solved);
    ird_dynamic_free(&plain);
    free_scene(&s);
    ird_moments_free(NULL);
}

int main(void) {
    RUN(test_same);
    RUN(test_no_room);
    return check_summary("moments");
}
