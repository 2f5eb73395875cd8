/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Merging of shapes: cases drawn on paper, and random ones against counting of unit
 * squares.
 */
#include "check.h"

#include "base/radix.h"
#include "metal/comb.h"
#include "metal/lump.h"
#include "metal/metal.h"

static ird_metal merge(const ird_uv_box *shapes, size_t count, ird_probe *probes,
                       size_t probe_count) {
    ird_metal metal = {0};
    ird_error err = {0};
    CHECK(ird_metal_merge(&metal, shapes, count, probes, probe_count, NULL, &err) ==
          IRD_OK);
    return metal;
}

static void check_slab(const ird_metal *metal, size_t i, int64_t u0, int64_t u1,
                       int64_t v0, int64_t v1) {
    if (!CHECK(i < metal->slabs.count)) {
        return;
    }
    ird_uv_box box = metal->slabs.items[i];
    if (!CHECK(box.u0_dbu == u0 && box.u1_dbu == u1 && box.v0_dbu == v0 &&
               box.v1_dbu == v1)) {
        fprintf(stderr, "    slab %zu is (%lld, %lld) x (%lld, %lld)\n", i,
                (long long)box.u0_dbu, (long long)box.u1_dbu, (long long)box.v0_dbu,
                (long long)box.v1_dbu);
    }
}

static void test_nothing(void) {
    ird_probe probe = {0, 0, 7};
    ird_metal metal = merge(NULL, 0, &probe, 1);
    CHECK(metal.slabs.count == 0 && metal.joints.count == 0 && probe.slab == -1);
    ird_uv_box line = {0, 10, 5, 5};
    ird_metal_free(&metal);
    metal = merge(&line, 1, NULL, 0);
    CHECK(metal.slabs.count == 0);
    ird_metal_free(&metal);
}

/* The same stripe three times, overlapped by a shorter one and continued by a third. */
static void test_repeated_stripes_are_one(void) {
    ird_uv_box shapes[] = {{0, 100, 0, 10},
                           {0, 100, 0, 10},
                           {0, 100, 0, 10},
                           {20, 50, 2, 8},
                           {100, 130, 0, 10}};
    ird_metal metal = merge(shapes, 5, NULL, 0);
    CHECK(metal.slabs.count == 1 && metal.joints.count == 0);
    check_slab(&metal, 0, 0, 130, 0, 10);
    ird_metal_free(&metal);
}

/* A rail with a stub on it: the rail is cut where the stub begins and ends.
 *            ____
 *           |    |
 *    _______|    |_______
 *   |_______|____|_______|
 */
static void test_stub_widens_the_rail(void) {
    ird_uv_box shapes[] = {{0, 100, 0, 10}, {40, 50, 5, 40}};
    ird_probe probes[] = {{45, 30, 0}, {40, 5, 0},  {50, 5, 0},  {99, 10, 0},
                          {100, 3, 0}, {0, 0, 0},   {45, 41, 0}, {-1, 5, 0},
                          {101, 5, 0}, {30, 11, 0}, {0, 10, 0},  {50, 20, 0}};
    int32_t want[] = {1, 0, 1, 2, 2, 0, -1, -1, -1, -1, 0, 1};
    ird_metal metal = merge(shapes, 2, probes, 12);
    CHECK(metal.slabs.count == 3 && metal.joints.count == 2);
    check_slab(&metal, 0, 0, 40, 0, 10);
    check_slab(&metal, 1, 40, 50, 0, 40);
    check_slab(&metal, 2, 50, 100, 0, 10);
    for (size_t i = 0; i < 12; i++) {
        if (!CHECK(probes[i].slab == want[i])) {
            fprintf(stderr, "    probe %zu: %d\n", i, probes[i].slab);
        }
    }
    for (size_t i = 0; i < metal.joints.count; i++) {
        ird_joint joint = metal.joints.items[i];
        CHECK(joint.before == i && joint.after == i + 1);
        CHECK(joint.u_dbu == (i == 0 ? 40 : 50));
        CHECK(joint.v0_dbu == 0 && joint.v1_dbu == 10);
    }
    ird_metal_free(&metal);
}

/* A bar across two rails joins them; a third rail stops short of it by one unit. */
static void test_bar_joins_rails(void) {
    ird_uv_box shapes[] = {
        {0, 50, 0, 10}, {0, 50, 100, 110}, {0, 49, 50, 60}, {50, 60, 0, 110}};
    ird_metal metal = merge(shapes, 4, NULL, 0);
    CHECK(metal.slabs.count == 4 && metal.joints.count == 2);
    check_slab(&metal, 3, 50, 60, 0, 110);
    CHECK(metal.joints.items[0].v0_dbu == 0 && metal.joints.items[0].v1_dbu == 10);
    CHECK(metal.joints.items[1].v0_dbu == 100 && metal.joints.items[1].v1_dbu == 110);
    CHECK(metal.joints.items[0].after == 3 && metal.joints.items[1].after == 3);
    ird_metal_free(&metal);
}

/* Touching along an edge conducts, at a corner it does not. */
static void test_edges_and_corners(void) {
    ird_uv_box edge[] = {{0, 10, 0, 10}, {10, 20, 5, 15}};
    ird_metal metal = merge(edge, 2, NULL, 0);
    CHECK(metal.slabs.count == 2 && metal.joints.count == 1);
    CHECK(metal.joints.items[0].v0_dbu == 5 && metal.joints.items[0].v1_dbu == 10);
    ird_metal_free(&metal);
    ird_uv_box corner[] = {{0, 10, 0, 10}, {10, 20, 10, 20}};
    metal = merge(corner, 2, NULL, 0);
    CHECK(metal.slabs.count == 2 && metal.joints.count == 0);
    ird_metal_free(&metal);
    ird_uv_box stacked[] = {{0, 10, 0, 10}, {0, 10, 10, 20}};
    metal = merge(stacked, 2, NULL, 0);
    CHECK(metal.slabs.count == 1);
    check_slab(&metal, 0, 0, 10, 0, 20);
    ird_metal_free(&metal);
}

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

enum { SIDE = 24 };

/* The islands of a raster of unit squares, by flooding. */
static void flood(unsigned char raster[SIDE][SIDE], int island[SIDE][SIDE], int u, int v,
                  int mark) {
    if (u < 0 || v < 0 || u >= SIDE || v >= SIDE || !raster[u][v] || island[u][v]) {
        return;
    }
    island[u][v] = mark;
    flood(raster, island, u + 1, v, mark);
    flood(raster, island, u - 1, v, mark);
    flood(raster, island, u, v + 1, mark);
    flood(raster, island, u, v - 1, mark);
}

static int root_of(const int *parent, int i) {
    while (parent[i] != i) {
        i = parent[i];
    }
    return i;
}

/* Slabs cover the raster exactly once, and are as connected as its squares are. */
static void check_against_raster(const ird_metal *metal,
                                 unsigned char raster[SIDE][SIDE]) {
    static int island[SIDE][SIDE], slab_of[SIDE][SIDE], parent[SIDE * SIDE];
    memset(island, 0, sizeof island);
    for (int u = 0, mark = 0; u < SIDE; u++) {
        for (int v = 0; v < SIDE; v++) {
            slab_of[u][v] = -1;
            if (raster[u][v] && !island[u][v]) {
                flood(raster, island, u, v, ++mark);
            }
        }
    }
    int doubled = 0, wrong = 0;
    for (size_t i = 0; i < metal->slabs.count; i++) {
        ird_uv_box box = metal->slabs.items[i];
        parent[i] = (int)i;
        for (int64_t u = box.u0_dbu; u < box.u1_dbu; u++) {
            for (int64_t v = box.v0_dbu; v < box.v1_dbu; v++) {
                doubled += slab_of[u][v] != -1;
                slab_of[u][v] = (int)i;
            }
        }
    }
    for (size_t i = 0; i < metal->joints.count; i++) {
        int a = root_of(parent, (int)metal->joints.items[i].before);
        int b = root_of(parent, (int)metal->joints.items[i].after);
        parent[a > b ? a : b] = a < b ? a : b;
    }
    static int root_at[SIDE * SIDE + 1];
    memset(root_at, -1, sizeof root_at);
    for (int u = 0; u < SIDE; u++) {
        for (int v = 0; v < SIDE; v++) {
            wrong += (raster[u][v] != 0) != (slab_of[u][v] >= 0);
            if (raster[u][v] && slab_of[u][v] >= 0) {
                int root = root_of(parent, slab_of[u][v]);
                int *known = &root_at[island[u][v]];
                wrong += *known >= 0 && *known != root;
                *known = root;
            }
        }
    }
    for (int a = 1; a <= SIDE * SIDE; a++) { /* islands must not share a root */
        for (int b = 1; b < a && root_at[a] >= 0; b++) {
            wrong += root_at[a] == root_at[b];
        }
    }
    CHECK(doubled == 0 && wrong == 0);
}

static void test_random_shapes(void) {
    uint32_t state = 12345;
    for (int run = 0; run < 400; run++) {
        ird_uv_box shapes[40];
        unsigned char raster[SIDE][SIDE] = {{0}};
        size_t count = 1 + next_random(&state) % 40;
        int64_t reach = 2 + next_random(&state) % 8;
        for (size_t i = 0; i < count; i++) {
            int64_t u = next_random(&state) % (SIDE - 1);
            int64_t v = next_random(&state) % (SIDE - 1);
            int64_t u1 = u + 1 + next_random(&state) % reach;
            int64_t v1 = v + 1 + next_random(&state) % reach;
            shapes[i] = (ird_uv_box){u, u1 < SIDE ? u1 : SIDE, v, v1 < SIDE ? v1 : SIDE};
            for (int64_t x = shapes[i].u0_dbu; x < shapes[i].u1_dbu; x++) {
                memset(&raster[x][shapes[i].v0_dbu], 1,
                       (size_t)(shapes[i].v1_dbu - shapes[i].v0_dbu));
            }
        }
        ird_metal metal = merge(shapes, count, NULL, 0);
        check_against_raster(&metal, raster);
        ird_metal_free(&metal);
    }
}

/* In ascending order, equal ones as they were. */
/* Whether it is a comb, as counted on the raster: no column of squares has a gap. */
static bool is_comb_of(unsigned char raster[SIDE][SIDE]) {
    for (int u = 0; u < SIDE; u++) {
        int runs = 0;
        for (int v = 0; v < SIDE; v++) {
            runs += raster[u][v] && (v == 0 || !raster[u][v - 1]);
        }
        if (runs > 1) {
            return false;
        }
    }
    return true;
}

/* The same slabs, joints and probes as of any shapes, wherever it is a comb. */
static void check_comb(const ird_uv_box *shapes, size_t count, bool is_comb) {
    ird_probe probes[(SIDE + 1) * (SIDE + 1)], others[(SIDE + 1) * (SIDE + 1)];
    size_t asked = 0;
    for (int u = 0; u <= SIDE; u++) {
        for (int v = 0; v <= SIDE; v++) {
            probes[asked] = others[asked] = (ird_probe){u, v, 0};
            asked++;
        }
    }
    ird_metal metal = merge(shapes, count, probes, asked), comb = {0};
    bool found = !is_comb;
    CHECK(ird_comb_merge(&comb, shapes, count, others, asked, &found, NULL) == IRD_OK);
    CHECK(found == is_comb);
    if (found) {
        size_t slabs = metal.slabs.count, joints = metal.joints.count;
        CHECK(comb.slabs.count == slabs && comb.joints.count == joints);
        CHECK(slabs == 0 || memcmp(comb.slabs.items, metal.slabs.items,
                                   slabs * sizeof(ird_uv_box)) == 0);
        CHECK(joints == 0 || memcmp(comb.joints.items, metal.joints.items,
                                    joints * sizeof(ird_joint)) == 0);
        for (size_t i = 0; i < asked; i++) {
            CHECK(probes[i].slab == others[i].slab);
        }
    }
    ird_metal_free(&metal);
    ird_metal_free(&comb);
}

/* Pieces of rails, which may have gaps, and tabs, of which some miss them. */
static void test_random_combs(void) {
    uint32_t state = 4711;
    int combs = 0;
    for (int run = 0; run < 400; run++) {
        ird_uv_box shapes[20];
        unsigned char raster[SIDE][SIDE] = {{0}};
        size_t count = 1 + next_random(&state) % 20;
        for (size_t i = 0; i < count; i++) {
            int64_t u = next_random(&state) % (SIDE - 4);
            int64_t v = 10, v1 = 12;
            if (i % 4 != 0) {
                v -= next_random(&state) % 6;
                v1 = v + 3 + next_random(&state) % 4;
            }
            int64_t u1 = u + 1 + next_random(&state) % (i % 4 == 0 ? 12 : 3);
            shapes[i] = (ird_uv_box){u, u1 < SIDE ? u1 : SIDE, v, v1};
            for (int64_t x = shapes[i].u0_dbu; x < shapes[i].u1_dbu; x++) {
                memset(&raster[x][v], 1, (size_t)(v1 - v));
            }
        }
        bool is_comb = is_comb_of(raster);
        combs += is_comb;
        check_comb(shapes, count, is_comb);
    }
    if (!CHECK(combs > 100 && combs < 300)) { /* of both kinds */
        fprintf(stderr, "    %d of 400 are combs\n", combs);
    }
}

static void check_order(const int64_t *keys, size_t count) {
    uint32_t order[500];
    ird_error err = {0};
    int wrong = 0;
    CHECK(ird_radix_order(keys, count, order, "testing", &err) == IRD_OK);
    for (size_t i = 1; i < count; i++) {
        int64_t a = keys[order[i - 1]], b = keys[order[i]];
        wrong += a > b || (a == b && order[i - 1] >= order[i]);
    }
    CHECK(wrong == 0);
}

/* Few keys are sorted in another way than many, and more by larger digits. */
static void test_radix_order(void) {
    static const size_t counts[] = {1, 2, 24, 25, 33, 100, 500};
    uint32_t state = 99;
    int64_t keys[500];
    for (size_t i = 0; i < 500; i++) {
        keys[i] = (int64_t)next_random(&state) % 40 - 20;
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        check_order(keys, counts[i]);
    }
    keys[1] = INT64_MAX;
    keys[7] = INT64_MIN;
    for (size_t i = 1; i < sizeof counts / sizeof *counts; i++) {
        check_order(keys, counts[i]);
    }
}

/* A slab of 100 x 10 with joints at its ends, reach 8: what lies within 8 of an earlier
 * kept point falls to it, joints first, the centre line before the rest. */
static void test_lumping(void) {
    ird_uv_box slab = {0, 100, 0, 10};
    ird_lump_list list = {0};
    ird_error err = {0};
    struct {
        int64_t u, v;
        bool is_joint;
    } points[] = {{0, 5, true},   {4, 5, true},   {7, 5, false},  {30, 5, false},
                  {37, 5, false}, {45, 5, false}, {31, 2, false}, {60, 1, false}};
    for (uint32_t i = 0; i < 8; i++) {
        CHECK(ird_lump_add(&list, &slab, points[i].u, points[i].v, points[i].is_joint, i,
                           &err) == IRD_OK);
    }
    ird_lump_points(list.items.items, list.items.count, 8);
    uint32_t want[] = {0, 1, 0, 3, 3, 5, 3, 7}; /* by id: who each falls to */
    for (size_t i = 0; i < list.items.count; i++) {
        const ird_lump_point *point = &list.items.items[i];
        CHECK(list.items.items[point->kept].id == want[point->id]);
    }
    ird_free(list.items.items);
}

int main(void) {
    RUN(test_nothing);
    RUN(test_repeated_stripes_are_one);
    RUN(test_stub_widens_the_rail);
    RUN(test_bar_joins_rails);
    RUN(test_edges_and_corners);
    RUN(test_random_shapes);
    RUN(test_random_combs);
    RUN(test_radix_order);
    RUN(test_lumping);
    return check_summary("metal");
}
