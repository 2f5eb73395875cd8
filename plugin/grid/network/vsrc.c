/* SPDX-License-Identifier: BSD-3-Clause */
#include "network/vsrc.h"

#include <math.h>
#include <string.h>

#include "base/input.h"
#include "base/lines.h"
#include "base/number.h"

static const char *const doing = "reading source locations";

typedef struct reader {
    ird_source_file *file;
    const char *path;
    long line;
    size_t with_commas; /* places of the first form so far */
} reader;

void ird_source_file_free(ird_source_file *file) {
    if (file != NULL) {
        ird_free(file->places.items);
        ird_names_free(&file->names);
        ird_names_free(&file->layer_names);
        memset(file, 0, sizeof *file);
    }
}

static ird_status fail_format(const reader *r, ird_slice line, ird_error *err) {
    ird_status status = ird_fail_at(
        err, IRD_VSRC_FORMAT, r->path, r->line,
        "\"%.*s\" is no source; write x,y,size,voltage or NAME X Y LAYER on each line",
        ird_slice_quoted(line), line.data);
    ird_error_detail(err, line.data, line.size);
    return status;
}

static ird_status add_place(reader *r, ird_source_place place, ird_error *err) {
    ird_status status = ird_vec_reserve(&r->file->places, 1, doing, err);
    if (status == IRD_OK) {
        place.line = r->line;
        r->file->places.items[r->file->places.count++] = place;
    }
    return status;
}

static ird_status read_number(const reader *r, ird_slice field, double *value,
                              ird_error *err) {
    if (!ird_number_parse(field.data, field.size, value) || !isfinite(*value)) {
        ird_status status =
            ird_fail_at(err, IRD_VSRC_NUMBER, r->path, r->line, "\"%.*s\" is no number",
                        ird_slice_quoted(field), field.data);
        ird_error_detail(err, field.data, field.size);
        return status;
    }
    return IRD_OK;
}

/* x,y,size,voltage */
static ird_status read_box(reader *r, ird_slice line, ird_error *err) {
    double value[4];
    ird_slice rest = line;
    size_t commas = 0;
    for (size_t i = 0; i < line.size; i++) {
        commas += line.data[i] == ',' ? 1 : 0;
    }
    if (commas != 3 || r->with_commas < r->file->places.count) {
        return fail_format(r, line, err);
    }
    for (size_t i = 0; i < 4; i++) {
        ird_slice field = ird_slice_trimmed(ird_slice_cut(&rest, ','));
        ird_status status = read_number(r, field, &value[i], err);
        if (status != IRD_OK) {
            return status;
        }
    }
    if (value[2] < 0) {
        return ird_fail_at(err, IRD_VSRC_NUMBER, r->path, r->line,
                           "a size of %g um cannot be; write 0 or more", value[2]);
    }
    if (r->with_commas > 0 && r->file->volt != value[3]) {
        return ird_fail_at(err, IRD_VSRC_VOLTAGE, r->path, r->line,
                           "this source has %g V, those before it %g V; give one voltage "
                           "a file",
                           value[3], r->file->volt);
    }
    r->file->volt = value[3];
    r->with_commas++;
    ird_source_place place = {value[0], value[1], value[2], -1, -1, 0};
    return add_place(r, place, err);
}

/* NAME X Y LAYER, with * before it or not. *is_place tells whether it is one. */
static ird_status read_point(reader *r, ird_slice line, bool *is_place, ird_error *err) {
    ird_slice word[5];
    size_t words = 0;
    for (ird_slice rest = line; rest.size > 0 && words < 5; words++) {
        word[words] = ird_slice_word(&rest);
    }
    ird_source_place place = {0, 0, 0, -1, -1, 0};
    *is_place = words == 4 && ird_number_parse(word[1].data, word[1].size, &place.x_um) &&
                ird_number_parse(word[2].data, word[2].size, &place.y_um) &&
                isfinite(place.x_um) && isfinite(place.y_um) && r->with_commas == 0;
    if (!*is_place) {
        return IRD_OK;
    }
    ird_source_file *file = r->file;
    ird_status status =
        ird_names_add(&file->names, word[0].data, word[0].size, &place.name, NULL, err);
    if (status == IRD_OK) {
        status = ird_names_add(&file->layer_names, word[3].data, word[3].size,
                               &place.layer, NULL, err);
    }
    return status == IRD_OK ? add_place(r, place, err) : status;
}

static ird_status read_line(reader *r, ird_slice line, ird_error *err) {
    line = ird_slice_trimmed(ird_slice_cut(&line, '#'));
    if (line.size == 0) {
        return IRD_OK;
    }
    if (memchr(line.data, ',', line.size) != NULL && line.data[0] != '*') {
        return read_box(r, line, err);
    }
    bool is_comment = line.data[0] == '*';
    if (is_comment) {
        line.data++;
        line.size--;
        line = ird_slice_trimmed(line);
    }
    bool is_place;
    ird_status status = read_point(r, line, &is_place, err);
    return status == IRD_OK && !is_place && !is_comment ? fail_format(r, line, err)
                                                        : status;
}

ird_status ird_source_file_parse(ird_source_file *file, const char *text, size_t size,
                                 const char *path, ird_error *err) {
    ird_source_file made = {.volt = (double)NAN};
    reader r = {.file = &made, .path = path};
    ird_lines lines = {.rest = {text, size}};
    ird_slice line;
    ird_status status = IRD_OK;
    while (status == IRD_OK && ird_lines_next(&lines, &line)) {
        r.line = lines.number;
        status = read_line(&r, line, err);
    }
    if (status == IRD_OK && made.places.count == 0) {
        status = ird_fail_at(err, IRD_VSRC_EMPTY, path, 0,
                             "the file names no source; write x,y,size,voltage or "
                             "NAME X Y LAYER on each line");
    }
    if (status != IRD_OK) {
        ird_source_file_free(&made);
        return status;
    }
    ird_source_file_free(file);
    *file = made;
    return IRD_OK;
}

ird_status ird_source_file_read(ird_source_file *file, const char *path, ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = ird_source_file_parse(file, input.data, input.size, path, err);
    }
    ird_input_close(&input);
    return status;
}
