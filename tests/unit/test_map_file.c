/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps to and from files, and what happens when that fails. Pictures are read back by
 * libpng; the colours expected are those that viridis publishes.
 */
#include "check.h"

#include <errno.h>
#include <png.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/map/colours.h"
#include "base/map/map_file.h"
#include "base/map/picture.h"

static char folder[64];

static const char *in_folder(const char *name) {
    static char path[2][192];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static void write_text(const char *path, const char *text, size_t size) {
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(text, 1, size, file) == size);
    CHECK(file != NULL && fclose(file) == 0);
}

static ird_map counting_map(size_t rows, size_t columns) {
    ird_map map = {0};
    ird_rect_um window = {0, 0, 20, 10};
    CHECK(ird_map_create(&map, rows, columns, window, IRD_UNIT_VOLT, NULL) == IRD_OK);
    for (size_t i = 0; i < rows * columns; i++) {
        map.values[i] = (double)i / 3;
    }
    return map;
}

static void test_round_trip(void) {
    static const char *const names[] = {"a.npy", "b.csv", "c.CSV"};
    ird_map map = counting_map(5, 7);
    map.values[3] = -1.2345678901234567e-5;
    map.values[4] = 5e-324;
    map.values[5] = 1.7976931348623157e308;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ird_map back = {0};
        CHECK(ird_map_write(&map, in_folder(names[i]), NULL) == IRD_OK);
        CHECK(ird_map_read(&back, in_folder(names[i]), NULL) == IRD_OK);
        CHECK(back.rows == 5 && back.columns == 7 && back.unit == IRD_UNIT_UNKNOWN);
        CHECK(back.values != NULL &&
              memcmp(back.values, map.values, 35 * sizeof *map.values) == 0);
        ird_map_free(&back);
    }
    ird_map_free(&map);
}

/* A map comes back with what it rests on. */
static void test_network(void) {
    static const char *const names[] = {"on.npy", "on.csv"};
    ird_map map = counting_map(3, 2);
    ird_map_rest_on(&map, "metal as drawn");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ird_map back = {0};
        CHECK(ird_map_write(&map, in_folder(names[i]), NULL) == IRD_OK);
        CHECK(ird_map_read(&back, in_folder(names[i]), NULL) == IRD_OK);
        CHECK(strcmp(back.network, "metal as drawn") == 0);
        CHECK(back.rows == 3 && back.columns == 2 && back.values[5] == map.values[5]);
        ird_map_free(&back);
    }
    static const char text[] =
        "# of mine\n#network: lumped nodes like PDNSim\n1,2\n# end\n";
    ird_map told = {0};
    write_text(in_folder("told.csv"), text, sizeof text - 1);
    CHECK(ird_map_read(&told, in_folder("told.csv"), NULL) == IRD_OK);
    CHECK(told.rows == 1 && strcmp(told.network, "lumped nodes like PDNSim") == 0);
    ird_map_free(&told);
    ird_map_free(&map);
}

/* 1e-3 as "%5.5e" writes it, blanks, blank lines, CR LF, no newline at the end. */
static void test_csv_forms(void) {
    static const char text[] = "1.00000e-03, 2\r\n\r\n -3\t,nan";
    ird_map map = {0};
    write_text(in_folder("forms.csv"), text, sizeof text - 1);
    CHECK(ird_map_read(&map, in_folder("forms.csv"), NULL) == IRD_OK);
    CHECK(map.rows == 2 && map.columns == 2);
    CHECK(map.values != NULL && map.values[0] == 0.001 && map.values[1] == 2 &&
          map.values[2] == -3 && isnan(map.values[3]));
    ird_map_free(&map);
}

static void check_bad_csv(const char *text, ird_status want, long line,
                          const char *detail) {
    ird_map map = {.rows = 99};
    ird_error err = {0};
    write_text(in_folder("bad.csv"), text, strlen(text));
    CHECK(ird_map_read(&map, in_folder("bad.csv"), &err) == want);
    CHECK(err.status == want && err.line == line && map.rows == 99 && map.values == NULL);
    CHECK_TEXT(err.detail, detail);
}

static void test_bad_csv(void) {
    check_bad_csv("", IRD_MAP_CSV_SHAPE, 0, "");
    check_bad_csv("\n \n", IRD_MAP_CSV_SHAPE, 0, "");
    check_bad_csv("1,2\n3\n", IRD_MAP_CSV_SHAPE, 2, "");
    check_bad_csv("1\n2,3\n", IRD_MAP_CSV_SHAPE, 2, "");
    check_bad_csv("1,2\n3,four\n", IRD_MAP_CSV, 2, "four");
    check_bad_csv("1,2,\n", IRD_MAP_CSV, 1, "");
    check_bad_csv("1;2\n", IRD_MAP_CSV, 1, "1;2");
    check_bad_csv("0x10\n", IRD_MAP_CSV, 1, "0x10");
}

static void test_extensions(void) {
    static const char *const names[] = {"a.txt", "npy", "a.", ".d/a", "a.png.gz"};
    ird_map map = counting_map(2, 2);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ird_error err = {0};
        CHECK(ird_map_write(&map, in_folder(names[i]), &err) == IRD_MAP_FORMAT);
        CHECK(strstr(err.text, ".npy, .csv or .png") != NULL);
        CHECK(access(in_folder(names[i]), F_OK) != 0);
        ird_map back = {0};
        CHECK(ird_map_read(&back, in_folder(names[i]), &err) == IRD_MAP_FORMAT);
    }
    ird_map back = {0};
    CHECK(ird_map_read(&back, in_folder("a.png"), NULL) == IRD_MAP_FORMAT);
    CHECK(ird_map_read(&back, in_folder("none.npy"), NULL) == IRD_FILE_OPEN);
    CHECK(ird_map_read(&back, in_folder("none.csv"), NULL) == IRD_FILE_OPEN);
    ird_map_free(&map);
}

/* Number of files in the folder whose name begins so: a temporary left behind shows. */
static int count_files(const char *prefix) {
    char command[256];
    int count = -1;
    snprintf(command, sizeof command, "ls -A %s | grep -c '^%s'", folder, prefix);
    FILE *pipe = popen(command, "r");
    CHECK(pipe != NULL && fscanf(pipe, "%d", &count) == 1);
    if (pipe != NULL) {
        pclose(pipe);
    }
    return count;
}

static const char *const each_format[] = {"w.npy", "w.csv", "w.png"};

static void test_failing_writes(void) {
    ird_map map = counting_map(64, 64);
    for (size_t i = 0; i < 3; i++) {
        char path[128];
        ird_error err = {0};
        CHECK(mkdir(in_folder(each_format[i]), 0777) == 0);
        CHECK(ird_map_write(&map, in_folder(each_format[i]), &err) == IRD_FILE_WRITE);
        CHECK(err.system_error == EISDIR);
        CHECK(rmdir(in_folder(each_format[i])) == 0);
        snprintf(path, sizeof path, "none/%s", each_format[i]);
        CHECK(ird_map_write(&map, in_folder(path), &err) == IRD_FILE_WRITE);
        CHECK(err.system_error == ENOENT);
        CHECK(symlink("/dev/full", in_folder(each_format[i])) == 0);
        CHECK(ird_map_write(&map, in_folder(each_format[i]), &err) == IRD_FILE_WRITE);
        CHECK(err.system_error == ENOSPC);
        CHECK(unlink(in_folder(each_format[i])) == 0);
    }
    CHECK(count_files("w") == 0);
    ird_map_free(&map);
}

/* A disk that fills up half-way: the old file stays and no temporary is left. */
static void test_full_disk(void) {
    ird_map map = counting_map(64, 64);
    struct rlimit before;
    struct rlimit small = {256, 256};
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < 3; i++) {
        ird_error err = {0};
        struct stat info;
        write_text(in_folder(each_format[i]), "old", 3);
        CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
        CHECK(ird_map_write(&map, in_folder(each_format[i]), &err) == IRD_FILE_WRITE);
        CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
        CHECK(err.system_error == EFBIG);
        CHECK(stat(in_folder(each_format[i]), &info) == 0 && info.st_size == 3);
    }
    CHECK(count_files("w") == 3);
    ird_map_free(&map);
}

/* --- pictures ------------------------------------------------------------------------
 */

typedef struct picture {
    png_image image;
    png_bytep rgb;
} picture;

static picture read_png(const char *path) {
    picture p = {.image = {.version = PNG_IMAGE_VERSION}};
    CHECK(png_image_begin_read_from_file(&p.image, path) != 0);
    p.image.format = PNG_FORMAT_RGB;
    p.rgb = malloc(PNG_IMAGE_SIZE(p.image));
    CHECK(png_image_finish_read(&p.image, NULL, p.rgb, 0, NULL) != 0);
    return p;
}

/* y from the top, as in the file. */
static int has_colour(const picture *p, size_t x, size_t y, int red, int green,
                      int blue) {
    const png_byte *at = p->rgb + (y * p->image.width + x) * 3;
    return at[0] == red && at[1] == green && at[2] == blue;
}

static void test_colours(void) {
    /* Colours 0, 255, 128 (of 0 to 255) and 64 of the published table. */
    ird_colour low = ird_colour_of(-3);
    ird_colour high = ird_colour_of(1);
    ird_colour middle = ird_colour_of(128.0 / 255);
    ird_colour quarter = ird_colour_of(64.0 / 255);
    CHECK(low.red == 68 && low.green == 1 && low.blue == 84);
    CHECK(high.red == 253 && high.green == 231 && high.blue == 37);
    CHECK(abs(middle.red - 33) <= 2 && abs(middle.green - 145) <= 2 &&
          abs(middle.blue - 140) <= 2);
    CHECK(abs(quarter.red - 59) <= 2 && abs(quarter.green - 82) <= 2 &&
          abs(quarter.blue - 139) <= 2);
    CHECK(ird_colour_of((double)NAN).red == 220);
}

/* Behind the signature and the header, 33 bytes: length, type, keyword, text. */
static void check_comment(const char *path, const char *network) {
    char bytes[128] = {0}, want[64];
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL && fread(bytes, 1, sizeof bytes, file) == sizeof bytes);
    snprintf(want, sizeof want, "network: %s", network);
    CHECK((size_t)bytes[36] == strlen(want) + 8);
    CHECK(memcmp(bytes + 37, "tEXtComment", 12) == 0);
    CHECK(memcmp(bytes + 49, want, strlen(want)) == 0);
    if (file != NULL) {
        fclose(file);
    }
}

static void test_picture(void) {
    ird_map map = counting_map(64, 64);
    map.unit = IRD_UNIT_NORMALISED;
    for (size_t i = 0; i < 64 * 64; i++) {
        map.values[i] = 0;
    }
    map.values[0] = 1; /* lower left */
    ird_map_rest_on(&map, "metal as drawn");
    CHECK(ird_map_write(&map, in_folder("map.png"), NULL) == IRD_OK);
    picture p = read_png(in_folder("map.png"));
    CHECK(p.image.warning_or_error == 0); /* as where a checksum is wrong */
    check_comment(in_folder("map.png"), "metal as drawn");
    size_t height = p.image.height;
    CHECK(height >= 512 && height < 600 && p.image.width >= 512 && p.image.width < 600);
    size_t margin = (height - 512) / 2;
    CHECK(has_colour(&p, margin, height - 1 - margin, 253, 231, 37));
    CHECK(has_colour(&p, margin + 7, height - 1 - margin - 7, 253, 231, 37));
    CHECK(has_colour(&p, margin + 8, height - 1 - margin, 68, 1, 84));
    CHECK(has_colour(&p, margin, height - 1 - margin - 8, 68, 1, 84));
    CHECK(has_colour(&p, margin, margin, 68, 1, 84));
    CHECK(has_colour(&p, margin, margin - 1, 255, 255, 255));
    CHECK(has_colour(&p, margin - 1, margin, 255, 255, 255));
    free(p.rgb);
    ird_map_free(&map);
}

static void test_panel(void) {
    ird_map a = counting_map(64, 64);
    ird_map b = counting_map(16, 32);
    const ird_map *maps[] = {&a, &b, &a};
    CHECK(ird_map_write_panel(maps, 3, in_folder("panel.png"), NULL) == IRD_OK);
    picture p = read_png(in_folder("panel.png"));
    CHECK(p.image.width > 3 * 512 && p.image.width < 3 * 600 && p.image.height < 600);
    free(p.rgb);
    ird_map empty = {0};
    maps[1] = &empty;
    CHECK(ird_map_write_panel(maps, 3, in_folder("p.png"), NULL) == IRD_MAP_PICTURE);
    CHECK(ird_map_write_panel(maps, 0, in_folder("p.png"), NULL) == IRD_MAP_PICTURE);
    ird_map_free(&a);
    ird_map_free(&b);
}

static void test_odd_pictures(void) {
    ird_map map = {0};
    ird_rect_um window = {0, 0, 1, 1};
    CHECK(ird_map_create(&map, 1, 2000000, window, IRD_UNIT_VOLT, NULL) == IRD_OK);
    CHECK(ird_map_write(&map, in_folder("p.png"), NULL) == IRD_MAP_PICTURE);
    ird_map_free(&map);
    CHECK(ird_map_create(&map, 3, 1, window, IRD_UNIT_UNKNOWN, NULL) == IRD_OK);
    map.values[0] = (double)NAN;
    map.values[1] = (double)INFINITY;
    CHECK(ird_map_write(&map, in_folder("odd.png"), NULL) == IRD_OK);
    ird_map_free(&map);
    CHECK(access(in_folder("p.png"), F_OK) != 0);
}

static void test_map(void) {
    ird_map map = counting_map(5, 10);
    ird_rect_um box = ird_map_pixel_box(&map, 1, 9);
    size_t index = 99;
    CHECK_NEAR(ird_map_pitch_x_um(&map), 2, 1e-15);
    CHECK_NEAR(ird_map_pitch_y_um(&map), 2, 1e-15);
    CHECK(box.x0_um == 18 && box.x1_um == 20 && box.y0_um == 2 && box.y1_um == 4);
    CHECK_NEAR(ird_map_sum(&map), 1225.0 / 3, 1e-12);
    CHECK(ird_map_max(&map, &index) == 49.0 / 3 && index == 49);
    CHECK(ird_map_min(&map, &index) == 0 && index == 0);
    map.values[0] = 1e17; /* plain summation would lose the rest */
    map.values[49] = -1e17;
    CHECK_NEAR(ird_map_sum(&map), 1176.0 / 3, 1e-9);
    ird_map_free(&map);
    CHECK(ird_map_create(&map, SIZE_MAX / 2, 3, (ird_rect_um){0}, IRD_UNIT_VOLT, NULL) ==
          IRD_NO_MEMORY);
    CHECK_TEXT(ird_unit_name(IRD_UNIT_UM2), "um2");
}

int main(void) {
    snprintf(folder, sizeof folder, "map_file_XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    RUN(test_map);
    RUN(test_round_trip);
    RUN(test_network);
    RUN(test_csv_forms);
    RUN(test_bad_csv);
    RUN(test_extensions);
    RUN(test_failing_writes);
    RUN(test_full_disk);
    RUN(test_colours);
    RUN(test_picture);
    RUN(test_panel);
    RUN(test_odd_pictures);
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    CHECK(system(command) == 0);
    return check_summary("map files");
}
