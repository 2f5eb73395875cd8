/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps as blocks of text, word for word. The colours are the ends and the middle of
 * viridis as its authors publish them.
 */
#include "check.h"
#include "base/map/scale.h"
#include "report/map_view.h"

#define LOW "68;1;84"
#define MIDDLE "33;145;140"
#define HIGH "253;231;37"

static ird_map make(size_t rows, size_t columns, ird_unit unit) {
    ird_map map = {0};
    ird_rect_um window = {0, 10, 200, 110};
    CHECK(ird_map_create(&map, rows, columns, window, unit, NULL) == IRD_OK);
    return map;
}

static void check_view(const ird_map *map, size_t width, bool colour, const char *want) {
    ird_text text = {0};
    const ird_map_view_options options = {.width = width, .colour = colour};
    CHECK(ird_report_map_view(&text, map, "m", &options, NULL) == IRD_OK);
    CHECK_TEXT(ird_text_get(&text), want);
    ird_text_free(&text);
}

/* Four rows make two lines, row 0 in the lower one; 0.55 of the range is character 5 of 0
 * to 9. */
static void test_characters(void) {
    ird_map map = make(4, 8, IRD_UNIT_VOLT);
    map.values[0] = 0.0055;              /* row 0 */
    map.values[3 * 8 + 7] = 0.01;        /* row 3, the last column */
    map.values[1 * 8 + 2] = (double)NAN; /* alone it would be '?' */
    map.values[0 * 8 + 2] = 0.002;
    check_view(&map, 64, false,
               "m, 8 x 4 pixels; each of 8 x 2 blocks shows the largest of its pixels\n"
               "110.00 um |       @|\n"
               " 10.00 um |+ :     |\n"
               "           0.00 um 200.00 um\n"
               "scale  0 V |  ..::--==++**##%%@@| 10.00 mV\n"
               "largest  10.00 mV in column 7, row 3, at 187.50 um, 97.50 um\n");
    ird_map_free(&map);
}

/* One hot pixel of 100 x 2 fills its block of 10 x 1: a mean would be a tenth of it. */
static void test_largest_counts(void) {
    ird_map map = make(2, 100, IRD_UNIT_NORMALISED);
    map.values[100 + 57] = 1;
    map.window = (ird_rect_um){0};
    check_view(
        &map, 10, false,
        "m, 100 x 2 pixels, relative; each of 10 x 1 blocks shows the largest of its "
        "pixels\n"
        " |     @    |\n"
        "scale  0 |  ..::--==++**##%%@@| 1.000\n"
        "largest  1.000 in column 57, row 1\n");
    ird_map_free(&map);
}

/* Every pixel counts in exactly one block, whatever the sizes. */
static void test_no_pixel_is_lost(void) {
    for (size_t columns = 1; columns < 40; columns++) {
        for (size_t at = 0; at < columns; at++) {
            ird_map map = make(1, columns, IRD_UNIT_NORMALISED);
            ird_text text = {0};
            const ird_map_view_options options = {.width = 7};
            map.values[at] = 1;
            CHECK(ird_report_map_view(&text, &map, "m", &options, NULL) == IRD_OK);
            size_t hot = 0;
            const char *line = strchr(ird_text_get(&text), '|');
            for (const char *c = line; c != NULL && *c != '\n'; c++) {
                hot += *c == '@';
            }
            CHECK(hot == 1);
            ird_text_free(&text);
            ird_map_free(&map);
        }
    }
}

/* Three rows: the uppermost line has a lower half only. Colours stand where they change.
 */
static void test_colours(void) {
    ird_map map = make(3, 2, IRD_UNIT_NORMALISED);
    map.window = (ird_rect_um){0};
    const double values[] = {0, 1, 0.5, 0.5, 1, 1};
    memcpy(map.values, values, sizeof values);
    ird_text text = {0};
    const ird_map_view_options options = {.width = 64, .colour = true};
    CHECK(ird_report_map_view(&text, &map, "m", &options, NULL) == IRD_OK);
    const char *want = "m, 2 x 3 pixels, relative\n"
                       " |\033[38;2;" HIGH "m\xe2\x96\x84\xe2\x96\x84\033[0m|\n"
                       " |\033[38;2;" MIDDLE "m\033[48;2;" LOW "m\xe2\x96\x80"
                       "\033[48;2;" HIGH "m\xe2\x96\x80\033[0m|\n"
                       "scale  0 |\033[48;2;";
    CHECK(strncmp(ird_text_get(&text), want, strlen(want)) == 0);
    ird_text_free(&text);
    ird_map_free(&map);
}

static void test_nothing_to_show(void) {
    ird_map map = make(1, 2, IRD_UNIT_UNKNOWN);
    map.values[0] = map.values[1] = (double)NAN;
    check_view(&map, 64, false, "m, 2 x 1 pixels, holds no number\n");
    map.values[1] = -3;
    map.window = (ird_rect_um){0};
    check_view(&map, 64, false,
               "m, 2 x 1 pixels, unit not known\n"
               " |?+|\n"
               "scale  -3.000 |  ..::--==++**##%%@@| -3.000\n"
               "largest  -3.000 in column 1, row 0\n");
    ird_map_free(&map);
    check_view(&map, 64, false, "m, 0 x 0 pixels, holds no number\n");
}

static void test_scale(void) {
    ird_map map = make(1, 3, IRD_UNIT_AMPERE);
    map.values[0] = (double)INFINITY;
    map.values[1] = 4;
    ird_scale scale = ird_scale_of(&map);
    CHECK(scale.low == 0 && scale.high == 4);
    CHECK(ird_scale_share(&scale, 1) == 0.25);
    map.unit = IRD_UNIT_UNKNOWN;
    map.values[2] = 3;
    scale = ird_scale_of(&map);
    CHECK(scale.low == 3 && scale.high == 4);
    ird_map_free(&map);
}

int main(void) {
    RUN(test_characters);
    RUN(test_largest_counts);
    RUN(test_no_pixel_is_lost);
    RUN(test_colours);
    RUN(test_nothing_to_show);
    RUN(test_scale);
    return check_summary("show");
}
