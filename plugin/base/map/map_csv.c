/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/map_csv.h"

#include "base/alloc.h"
#include "base/input.h"
#include "base/lines.h"
#include "base/number.h"
#include "base/output.h"

ird_status ird_map_write_csv(const ird_map *map, const char *path, ird_error *err) {
    ird_output output;
    ird_status status = ird_output_open(&output, path, err);
    if (status != IRD_OK) {
        return status;
    }
    if (map->network[0] != '\0') {
        fprintf(output.stream, "# " IRD_MAP_NETWORK_WORD "%s\n", map->network);
    }
    if (map->in_time[0] != '\0') {
        fprintf(output.stream, "# " IRD_MAP_TIME_WORD "%s\n", map->in_time);
    }
    for (size_t i = 0; i < ird_map_count(map); i++) {
        char number[32];
        ird_number_write(number, sizeof number, 17, map->values[i]);
        fputs(number, output.stream);
        fputc((i + 1) % map->columns == 0 ? '\n' : ',', output.stream);
    }
    return ird_output_commit(&output, err);
}

typedef struct reader {
    IRD_VEC(double) values;
    size_t rows, columns;
} reader;

static ird_status read_line(reader *r, ird_slice line, const char *path, long number,
                            ird_error *err) {
    size_t columns = 0;
    bool more = true;
    while (more) {
        const char *end = line.data + line.size;
        ird_slice field = ird_slice_cut(&line, ',');
        more = field.data + field.size < end;
        field = ird_slice_trimmed(field);
        ird_status status = ird_vec_reserve(&r->values, 1, "reading a map", err);
        if (status != IRD_OK) {
            return status;
        }
        if (!ird_number_parse(field.data, field.size,
                              &r->values.items[r->values.count])) {
            status = ird_fail_at(err, IRD_MAP_CSV, path, number,
                                 "\"%.*s\" in column %zu is not a number; a map is lines "
                                 "of numbers with commas between them",
                                 ird_slice_quoted(field), field.data, columns + 1);
            ird_error_detail(err, field.data, field.size);
            return status;
        }
        r->values.count++;
        columns++;
    }
    if (r->rows > 0 && columns != r->columns) {
        return ird_fail_at(err, IRD_MAP_CSV_SHAPE, path, number,
                           "this line has %zu numbers, the first had %zu; give every row "
                           "the same number of columns",
                           columns, r->columns);
    }
    r->columns = columns;
    r->rows++;
    return IRD_OK;
}

ird_status ird_map_read_csv(ird_map *map, const char *path, ird_error *err) {
    ird_input input;
    ird_status status = ird_input_open(&input, path, err);
    if (status != IRD_OK) {
        return status;
    }
    reader r = {0};
    ird_map read = {.unit = IRD_UNIT_UNKNOWN};
    ird_lines lines = {{input.data, input.size}, 0};
    ird_slice line;
    while (ird_lines_next(&lines, &line)) {
        ird_slice text = ird_slice_trimmed(line);
        if (text.size > 0 && text.data[0] == '#') {
            ird_map_rest_on_said(
                &read, ird_slice_trimmed((ird_slice){text.data + 1, text.size - 1}));
        } else if (text.size > 0 &&
                   (status = read_line(&r, line, path, lines.number, err)) != IRD_OK) {
            goto done;
        }
    }
    if (r.rows == 0) {
        status = ird_fail_at(err, IRD_MAP_CSV_SHAPE, path, 0,
                             "there is no number in this file; give one line of numbers "
                             "a row");
        goto done;
    }
    read.rows = r.rows;
    read.columns = r.columns;
    read.values = r.values.items;
    *map = read;
    r.values.items = NULL;
done:
    ird_free(r.values.items);
    ird_input_close(&input);
    return status;
}
