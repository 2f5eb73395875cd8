/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "base/lines.h"
#include "base/number.h"
#include "extract/sources.h"

static const char DOING[] = "reading source locations";

/* Beyond a metre no die lies, and database units would not fit. */
static const double REACH_UM = 1e6;

typedef struct reading {
    ird_source_places *places;
    const ird_technology *tech;
    const char *path;
    long line;
    ird_error *err;
} reading;

static bool parse(ird_slice text, double *value) {
    text = ird_slice_trimmed(text);
    return ird_number_parse(text.data, text.size, value);
}

static bool is_place(double value_um) {
    return isfinite(value_um) && fabs(value_um) <= REACH_UM;
}

static ird_status fail_syntax(const reading *r) {
    return ird_fail_at(
        r->err, IRD_SOURCE_SYNTAX, r->path, r->line,
        "expected x,y,size,voltage in um and V, or name x y layer; correct "
        "the line or put # before it");
}

static ird_status add(const reading *r, ird_source_place place) {
    ird_status status = ird_vec_reserve(&r->places->items, 1, DOING, r->err);
    if (status == IRD_OK) {
        r->places->items.items[r->places->items.count++] = place;
    }
    return status;
}

/* PDNSim's x,y,size,voltage. */
static ird_status read_csv(const reading *r, ird_slice line) {
    double value[4];
    ird_slice rest = line;
    for (int i = 0; i < 4; i++) {
        if (!parse(ird_slice_cut(&rest, ','), &value[i])) {
            return fail_syntax(r);
        }
    }
    bool is_last = rest.size == 0 && line.data[line.size - 1] != ',';
    if (!is_last || !is_place(value[0]) || !is_place(value[1]) || !is_place(value[2]) ||
        value[2] < 0 || !isfinite(value[3])) {
        return fail_syntax(r);
    }
    if (!isnan(r->places->volt) && r->places->volt != value[3]) {
        return ird_fail_at(r->err, IRD_SOURCE_VOLTAGE, r->path, r->line,
                           "voltage %g V differs from %g V above; a net has one supply "
                           "voltage, so give each voltage a file of its own",
                           value[3], r->places->volt);
    }
    r->places->volt = value[3];
    return add(r, (ird_source_place){value[0], value[1], value[2], -1});
}

/* Voltus' name x y layer, with or without * before it. A line with * that is not of this
 * form is a comment. */
static ird_status read_words(const reading *r, ird_slice line) {
    ird_slice rest = line, word[5];
    bool is_starred = rest.data[0] == '*';
    if (is_starred) {
        rest = ird_slice_trimmed((ird_slice){rest.data + 1, rest.size - 1});
    }
    for (int i = 0; i < 5; i++) {
        word[i] = ird_slice_word(&rest);
    }
    double x_um = 0, y_um = 0;
    bool is_whole = word[3].size > 0 && word[4].size == 0 && parse(word[1], &x_um) &&
                    parse(word[2], &y_um) && is_place(x_um) && is_place(y_um);
    if (!is_whole) {
        return is_starred ? IRD_OK : fail_syntax(r);
    }
    int32_t layer = ird_names_find(&r->tech->layer_names, word[3].data, word[3].size);
    if (layer < 0 || r->tech->layers.items[layer].kind != IRD_LAYER_ROUTING) {
        ird_fail_at(r->err, IRD_SOURCE_LAYER, r->path, r->line,
                    "\"%.*s\" is no routing layer of the LEF files read so far",
                    ird_slice_quoted(word[3]), word[3].data);
        ird_error_detail(r->err, word[3].data, word[3].size);
        return IRD_SOURCE_LAYER;
    }
    return add(r, (ird_source_place){x_um, y_um, 0, layer});
}

static ird_status read_line(const reading *r, ird_slice line) {
    line = ird_slice_trimmed(line);
    if (line.size == 0 || line.data[0] == '#') {
        return IRD_OK;
    }
    bool is_csv = line.data[0] != '*' && memchr(line.data, ',', line.size) != NULL;
    return is_csv ? read_csv(r, line) : read_words(r, line);
}

ird_status ird_source_places_read_input(ird_source_places *places, const ird_input *input,
                                        const ird_technology *tech, ird_error *err) {
    ird_source_places result = {.volt = (double)NAN};
    ird_lines lines = {.rest = {input->data, input->size}};
    ird_slice line;
    reading r = {&result, tech, input->path, 0, err};
    ird_status status = IRD_OK;
    while (status == IRD_OK && ird_lines_next(&lines, &line)) {
        r.line = lines.number;
        status = read_line(&r, line);
    }
    if (status == IRD_OK && result.items.count == 0) {
        status = ird_fail_at(err, IRD_SOURCE_EMPTY, input->path, 0,
                             "no source location in the file; write x,y,size,voltage "
                             "lines in um and V");
    }
    if (status != IRD_OK) {
        ird_source_places_free(&result);
        return status;
    }
    ird_source_places_free(places);
    *places = result;
    return IRD_OK;
}

ird_status ird_source_places_read(ird_source_places *places, const char *path,
                                  const ird_technology *tech, ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = ird_source_places_read_input(places, &input, tech, err);
    }
    ird_input_close(&input);
    return status;
}
