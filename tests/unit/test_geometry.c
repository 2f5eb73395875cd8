/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Orientations and polygons against hand calculation. The orientations are those of the
 * DEF 5.8 reference: N R0, W R90, S R180, E R270, FN MY, FW MX90, FS MX, FE MY90.
 */
#include "read_text.h"

#include "design/point_set.h"
#include "design/polygon.h"

/* A cell of 30 x 10 with a mark at (7, 2), 7 from the left and 2 from below, so that all
 * eight places differ. */
static void test_a_mark_in_a_cell_goes_where_the_standard_says(void) {
    static const struct {
        ird_orient orient;
        int64_t x, y;
    } rows[] = {
        {IRD_ORIENT_N, 107, 202},  /* as drawn */
        {IRD_ORIENT_W, 108, 207},  /* its left side is now below, its top at the left */
        {IRD_ORIENT_S, 123, 208},  /* upside down */
        {IRD_ORIENT_E, 102, 223},  /* its left side is now above */
        {IRD_ORIENT_FN, 123, 202}, /* left and right swapped */
        {IRD_ORIENT_FW, 102, 207}, /* W with left and right swapped: x and y swapped */
        {IRD_ORIENT_FS, 107, 208}, /* above and below swapped */
        {IRD_ORIENT_FE, 108, 223}, /* E with left and right swapped */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ird_point p = ird_point_placed((ird_point){7, 2}, (ird_point){30, 10},
                                       rows[i].orient, (ird_point){100, 200});
        if (!CHECK(p.x_dbu == rows[i].x && p.y_dbu == rows[i].y)) {
            fprintf(stderr, "    %s: got %ld %ld\n", ird_orient_name(rows[i].orient),
                    (long)p.x_dbu, (long)p.y_dbu);
        }
    }
}

static void test_a_turned_box_has_its_corner_at_the_place(void) {
    static const bool swaps[] = {false, true, false, true, false, true, false, true};
    for (int o = IRD_ORIENT_N; o <= IRD_ORIENT_FE; o++) {
        ird_rect box = ird_rect_placed((ird_rect){0, 0, 30, 10}, (ird_point){30, 10},
                                       (ird_orient)o, (ird_point){-5, 8});
        CHECK(ird_orient_swaps((ird_orient)o) == swaps[o]);
        CHECK_RECT(box, -5, 8, swaps[o] ? 5 : 25, swaps[o] ? 38 : 18);
    }
}

static void test_about_turns_around_the_origin(void) {
    ird_rect r = {-1, -2, 3, 5};
    CHECK_RECT(ird_rect_about(r, IRD_ORIENT_N, (ird_point){10, 20}), 9, 18, 13, 25);
    CHECK_RECT(ird_rect_about(r, IRD_ORIENT_W, (ird_point){10, 20}), 5, 19, 12, 23);
    CHECK_RECT(ird_rect_about(r, IRD_ORIENT_S, (ird_point){10, 20}), 7, 15, 11, 22);
    CHECK_RECT(ird_rect_about(r, IRD_ORIENT_E, (ird_point){10, 20}), 8, 17, 15, 21);
    CHECK_RECT(ird_rect_about(r, IRD_ORIENT_FN, (ird_point){10, 20}), 7, 18, 11, 25);
    CHECK_RECT(ird_rect_about(r, IRD_ORIENT_FW, (ird_point){10, 20}), 8, 19, 15, 23);
    CHECK_RECT(ird_rect_about(r, IRD_ORIENT_FS, (ird_point){10, 20}), 9, 15, 13, 22);
    CHECK_RECT(ird_rect_about(r, IRD_ORIENT_FE, (ird_point){10, 20}), 5, 17, 12, 21);
}

static void test_um_to_database_units(void) {
    CHECK(ird_dbu_of_um(0.035, 2000) == 70);
    CHECK(ird_dbu_of_um(-0.145, 1000) == -145);
    CHECK(ird_dbu_of_um(0.0004, 1000) == 0);
    CHECK(ird_um_fits(1e9, 1000000) && !ird_um_fits(1e18, 1000000));
    CHECK(!ird_um_fits((double)NAN, 1));
}

static double area_of(const ird_boxes *boxes) {
    double area = 0;
    for (size_t i = 0; i < boxes->count; i++) {
        const ird_box *b = &boxes->items[i];
        area += (b->x1 - b->x0) * (b->y1 - b->y0);
    }
    return area;
}

static void cut(const ird_point_um *points, size_t count, ird_boxes *boxes) {
    ird_error err = {0};
    ird_polygon polygon = {0};
    CHECK(ird_vec_reserve(&polygon, count, "testing", &err) == IRD_OK);
    memcpy(polygon.items, points, count * sizeof *points);
    polygon.count = count;
    boxes->count = 0;
    CHECK(ird_polygon_cut(&polygon, boxes, "testing", &err) == IRD_OK);
    ird_free(polygon.items);
}

static void test_polygons_are_cut(void) {
    ird_boxes boxes = {0};
    /* An L, either way round: two boxes. */
    const ird_point_um l[] = {{0, 0}, {4, 0}, {4, 1}, {1, 1}, {1, 3}, {0, 3}};
    const ird_point_um reversed[] = {{0, 3}, {1, 3}, {1, 1}, {4, 1}, {4, 0}, {0, 0}};
    cut(l, 6, &boxes);
    CHECK(boxes.count == 2);
    CHECK(boxes.items[0].x1 == 4 && boxes.items[0].y1 == 1);
    CHECK(boxes.items[1].x1 == 1 && boxes.items[1].y0 == 1 && boxes.items[1].y1 == 3);
    cut(reversed, 6, &boxes);
    CHECK(boxes.count == 2 && area_of(&boxes) == 6);
    /* A U: three boxes, the two legs apart. */
    const ird_point_um u[] = {{0, 0}, {5, 0}, {5, 4}, {4, 4},
                              {4, 1}, {1, 1}, {1, 4}, {0, 4}};
    cut(u, 8, &boxes);
    CHECK(boxes.count == 3 && area_of(&boxes) == 11);
    /* A rectangle whose left side has a needless corner is one box. */
    const ird_point_um r[] = {{0, 0}, {2, 0}, {2, 2}, {0, 2}, {0, 1}};
    cut(r, 5, &boxes);
    CHECK(boxes.count == 1 && boxes.items[0].y1 == 2);
    /* Octagon with legs 1 on a square of 4: area 16 - 4/2 = 14, kept by the strips. */
    const ird_point_um o[] = {{1, 0}, {3, 0}, {4, 1}, {4, 3},
                              {3, 4}, {1, 4}, {0, 3}, {0, 1}};
    cut(o, 8, &boxes);
    CHECK(boxes.count == 2 * IRD_POLYGON_STRIPS + 1);
    CHECK_NEAR(area_of(&boxes), 14, 1e-12);
    /* Nothing inside. */
    const ird_point_um line[] = {{0, 0}, {5, 0}, {2, 0}};
    cut(line, 3, &boxes);
    CHECK(boxes.count == 0);
    ird_free(boxes.items);
}

static void test_boxes_are_cut(void) {
    ird_rect box = {0, 0, 10, 10};
    CHECK(ird_rect_cut(&box, &(ird_rect){4, -5, 20, 6}));
    CHECK(box.x0_dbu == 4 && box.y0_dbu == 0 && box.x1_dbu == 10 && box.y1_dbu == 6);
    CHECK(!ird_rect_cut(&box, &(ird_rect){10, 0, 12, 6})); /* they touch */
    box = (ird_rect){0, 0, 10, 10};
    CHECK(!ird_rect_cut(&box, &(ird_rect){0, 11, 10, 12}));
}

/* Columns of points at x = 1, 5 and 9, with y = 1, 5, 9 each but the middle one. */
static void test_points_in_boxes(void) {
    ird_point_set set = {0};
    ird_error err = {0};
    CHECK(!ird_point_set_meets(&set, (ird_rect){0, 0, 10, 10}));
    for (int64_t i = 8; i >= 0; i--) {
        const ird_point at = {1 + 4 * (i % 3), 1 + 4 * (i / 3)};
        if (i != 4) {
            CHECK(ird_point_set_add(&set, at, "testing", &err) == IRD_OK);
        }
    }
    ird_point_set_sort(&set);
    CHECK(ird_point_set_meets(&set, (ird_rect){0, 0, 10, 10}));
    CHECK(!ird_point_set_meets(&set, (ird_rect){2, 2, 8, 8}));
    CHECK(ird_point_set_meets(&set, (ird_rect){2, 2, 8, 9})); /* (5, 9), on the edge */
    CHECK(ird_point_set_meets(&set, (ird_rect){2, 4, 9, 6})); /* (9, 5) */
    CHECK(!ird_point_set_meets(&set, (ird_rect){10, 0, 20, 10}));
    CHECK(!ird_point_set_meets(&set, (ird_rect){0, 2, 10, 4}));
    ird_point_set_free(&set);
}

int main(void) {
    RUN(test_a_mark_in_a_cell_goes_where_the_standard_says);
    RUN(test_a_turned_box_has_its_corner_at_the_place);
    RUN(test_about_turns_around_the_origin);
    RUN(test_um_to_database_units);
    RUN(test_polygons_are_cut);
    RUN(test_boxes_are_cut);
    RUN(test_points_in_boxes);
    return check_summary("geometry");
}
