/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/map_file.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/input.h"
#include "base/npy.h"
#include "base/map/map_csv.h"
#include "base/map/picture.h"

static ird_status write_npy(const ird_map *map, const char *path, ird_error *err) {
    char said[IRD_MAP_SAID_SIZE];
    return ird_npy_write(path, map->rows, map->columns, map->values,
                         *ird_map_said(map, said) != '\0' ? said : NULL, err);
}

static ird_status read_npy(ird_map *map, const char *path, ird_error *err) {
    ird_map read = {.unit = IRD_UNIT_UNKNOWN};
    ird_input input = {0};
    IRD_TRY(ird_input_open(&input, path, err));
    ird_status status = ird_npy_parse(path, input.data, input.size, &read.rows,
                                      &read.columns, &read.values, err);
    if (status == IRD_OK) {
        ird_map_rest_on_said(&read, ird_npy_comment(input.data, input.size));
        *map = read;
    }
    ird_input_close(&input);
    return status;
}

typedef struct format {
    const char *extension;
    ird_status (*write)(const ird_map *map, const char *path, ird_error *err);
    ird_status (*read)(ird_map *map, const char *path, ird_error *err);
} format;

static const format formats[] = {{".npy", write_npy, read_npy},
                                 {".csv", ird_map_write_csv, ird_map_read_csv},
                                 {".png", ird_map_write_png, NULL}};

/* What path ends with, from its last point on; "" for a name without one. */
static const char *extension_of(const char *path) {
    const char *point = strrchr(path, '.');
    return point != NULL && strchr(point, '/') == NULL ? point : "";
}

static const format *format_of(const char *path) {
    const char *extension = extension_of(path);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcasecmp(extension, formats[i].extension) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

ird_status ird_map_write(const ird_map *map, const char *path, ird_error *err) {
    const format *f = format_of(path);
    if (f == NULL) {
        ird_status status =
            ird_fail_at(err, IRD_MAP_FORMAT, path, 0,
                        "the extension \"%.80s\" is none of a map; name the file .npy, "
                        ".csv or .png (write_map: also .svg, and .apng for frames)",
                        extension_of(path));
        ird_error_detail(err, extension_of(path), strlen(extension_of(path)));
        return status;
    }
    return f->write(map, path, err);
}

ird_status ird_map_read(ird_map *map, const char *path, ird_error *err) {
    const format *f = format_of(path);
    if (f == NULL || f->read == NULL) {
        ird_status status = ird_fail_at(err, IRD_MAP_FORMAT, path, 0,
                                        "a map cannot be read from a file with the "
                                        "extension \"%.80s\"; give a .npy or "
                                        ".csv file (.png is written only)",
                                        extension_of(path));
        ird_error_detail(err, extension_of(path), strlen(extension_of(path)));
        return status;
    }
    return f->read(map, path, err);
}
