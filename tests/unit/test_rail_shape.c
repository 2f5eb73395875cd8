/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The shape of a rail: what is the same when turned over has one, and so have stubs of
 * any length beyond twice their width. Boxes by hand.
 */
#include "metal/rail_shape.h"

#include "check.h"

/* A rail 650 long and 340 wide from (u, v) on, a stub 140 wide in it. */
typedef struct drawn_rail {
    int64_t u, v, stub_u, above, below;
} drawn_rail;

static ird_status shape_of(ird_region *shape, drawn_rail r, bool *is_possible) {
    int64_t stub = r.u + r.stub_u;
    ird_uv_box boxes[] = {
        {stub, stub + 140, r.v - r.below, r.v + 340 + r.above},
        {r.u, stub, r.v, r.v + 340},
        {stub + 140, r.u + 650, r.v, r.v + 340},
    };
    ird_region region = {.boxes = {boxes, 3, 3}};
    ird_uv_box way = {r.u, r.u + 650, r.v, r.v + 340};
    ird_error err;
    int64_t straight_dbu;
    ird_status status =
        ird_rail_shape(shape, &region, &way, &straight_dbu, is_possible, &err);
    CHECK(straight_dbu == 0);
    return status;
}

static bool are_equal(drawn_rail a, drawn_rail b) {
    ird_region shapes[2] = {0};
    bool is_possible[2];
    CHECK(shape_of(&shapes[0], a, &is_possible[0]) == IRD_OK && is_possible[0]);
    CHECK(shape_of(&shapes[1], b, &is_possible[1]) == IRD_OK && is_possible[1]);
    bool same = shapes[0].boxes.count == shapes[1].boxes.count &&
                memcmp(shapes[0].boxes.items, shapes[1].boxes.items,
                       shapes[0].boxes.count * sizeof(ird_uv_box)) == 0;
    ird_region_free(&shapes[0]);
    ird_region_free(&shapes[1]);
    return same;
}

static void test_turned_over(void) {
    drawn_rail up = {1000, 2000, 200, 90, 0};
    CHECK(are_equal(up, (drawn_rail){0, 0, 200, 0, 90}));         /* upside down */
    CHECK(are_equal(up, (drawn_rail){7, 9, 650 - 340, 90, 0}));   /* end for end */
    CHECK(are_equal(up, (drawn_rail){-5, 0, 650 - 340, 0, 90}));  /* both */
    CHECK(!are_equal(up, (drawn_rail){1000, 2000, 201, 90, 0}));  /* stands elsewhere */
    CHECK(!are_equal(up, (drawn_rail){1000, 2000, 200, 91, 0}));  /* longer */
    CHECK(!are_equal(up, (drawn_rail){1000, 2000, 200, 90, 90})); /* a second one */
}

/* From 2 x 140 on the length does not count. */
static void test_long_stubs(void) {
    drawn_rail end = {0, 0, 200, 280, 0};
    CHECK(are_equal(end, (drawn_rail){0, 0, 200, 281, 0}));
    CHECK(are_equal(end, (drawn_rail){0, 0, 200, 5000, 0}));
    CHECK(!are_equal(end, (drawn_rail){0, 0, 200, 279, 0}));
    CHECK(are_equal((drawn_rail){0, 0, 200, 700, 30}, (drawn_rail){0, 0, 200, 30, 800}));
}

/* Two boxes of a stub side by side are one as wide as both, the lower a step of it. */
static void test_steps(void) {
    ird_uv_box boxes[] = {
        {0, 100, 0, 340}, {100, 200, 0, 2000}, {200, 250, 0, 1000}, {250, 400, 0, 340}};
    ird_region region = {.boxes = {boxes, 4, 4}}, shape = {0};
    ird_uv_box way = {0, 400, 0, 340};
    bool is_possible;
    int64_t straight_dbu;
    ird_error err;
    CHECK(ird_rail_shape(&shape, &region, &way, &straight_dbu, &is_possible, &err) ==
          IRD_OK);
    CHECK(is_possible && shape.boxes.count == 3 && shape.edges.count == 2);
    int64_t reach = 0;
    for (size_t i = 0; i < shape.boxes.count; i++) {
        int64_t height = shape.boxes.items[i].v1_dbu - shape.boxes.items[i].v0_dbu;
        reach = height > reach ? height : reach;
    }
    CHECK(reach == 340 + 2 * 150); /* both reach that far: one box */
    CHECK(shape.edges.items[1].box.u0_dbu == 400);
    ird_region_free(&shape);
}

/* Of bare ends 1.5 x 340 is kept, of what a stub stands on all. */
static void test_long_ends(void) {
    ird_uv_box boxes[] = {{0, 2000, 0, 340}, {2000, 2140, 0, 400}, {2140, 2651, 0, 340}};
    ird_region region = {.boxes = {boxes, 3, 3}}, shape = {0};
    ird_uv_box way = {0, 2651, 0, 340};
    bool is_possible;
    int64_t straight_dbu;
    ird_error err;
    CHECK(ird_rail_shape(&shape, &region, &way, &straight_dbu, &is_possible, &err) ==
          IRD_OK);
    CHECK(is_possible && straight_dbu == (2000 - 510) + (511 - 510));
    CHECK(shape.boxes.count == 3 && shape.boxes.items[0].u0_dbu == 0 &&
          shape.boxes.items[1].u0_dbu == 510 && shape.boxes.items[2].u0_dbu == 650 &&
          shape.boxes.items[2].u1_dbu == 1160);
    CHECK(shape.edges.items[1].box.u0_dbu == 1160);
    ird_region_free(&shape);
}

/* Metal beside the rail is none of it. */
static void test_beside(void) {
    ird_uv_box boxes[] = {{0, 400, 0, 340}, {0, 400, 400, 500}};
    ird_region region = {.boxes = {boxes, 2, 2}}, shape = {0};
    ird_uv_box way = {0, 400, 0, 340};
    bool is_possible;
    int64_t straight_dbu;
    ird_error err;
    CHECK(ird_rail_shape(&shape, &region, &way, &straight_dbu, &is_possible, &err) ==
          IRD_OK);
    CHECK(!is_possible);
    ird_region_free(&shape);
}

int main(void) {
    RUN(test_turned_over);
    RUN(test_long_stubs);
    RUN(test_steps);
    RUN(test_long_ends);
    RUN(test_beside);
    return check_summary("rail_shape");
}
