/* SPDX-License-Identifier: BSD-3-Clause */
#include "readers/via_builder.h"

#include <math.h>
#include <string.h>

enum { MAX_CUTS = 1000000 }; /* in one via; real ones have some hundreds */

void ird_via_builder_free(ird_via_builder *builder) {
    ird_free(builder->boxes.items);
    ird_free(builder->polygon.items);
    ird_free(builder->pieces.items);
    memset(builder, 0, sizeof *builder);
}

void ird_via_builder_reset(ird_via_builder *builder) {
    builder->boxes.count = 0;
    builder->array = (ird_via_array){.rows = 1, .columns = 1};
    builder->lost_layer.size = 0;
    builder->lost_shapes = 0;
    builder->rule = -1;
}

ird_status ird_via_builder_add_box(ird_via_builder *builder, ird_parser *p, int32_t layer,
                                   ird_box box) {
    IRD_TRY(ird_vec_reserve(&builder->boxes, 1, p->format->doing, p->err));
    builder->boxes.items[builder->boxes.count++] = (ird_via_box){layer, true, box};
    return IRD_OK;
}

ird_status ird_via_builder_add_polygon(ird_via_builder *builder, ird_parser *p,
                                       int32_t layer) {
    builder->pieces.count = 0;
    IRD_TRY(
        ird_polygon_cut(&builder->polygon, &builder->pieces, p->format->doing, p->err));
    for (size_t i = 0; i < builder->pieces.count; i++) {
        IRD_TRY(ird_via_builder_add_box(builder, p, layer, builder->pieces.items[i]));
        builder->boxes.items[builder->boxes.count - 1].begins_shape = i == 0;
    }
    return IRD_OK;
}

int32_t ird_via_builder_find_layer(ird_via_builder *builder, const ird_technology *tech,
                                   const ird_token *name) {
    int32_t layer = ird_names_find(&tech->layer_names, name->text, name->size);
    if (layer < 0 && builder->lost_layer.size == 0) {
        builder->lost_layer = *name;
    }
    return layer;
}

ird_status ird_via_builder_note_lost(const ird_via_builder *builder, ird_parser *p,
                                     ird_status id, const char *what) {
    for (size_t i = 0; i < builder->lost_shapes; i++) {
        IRD_TRY(ird_parse_note(p, id, &builder->lost_layer,
                               "a shape of a %s on layer \"%s\" is dropped, for no LEF "
                               "read so far defines that layer",
                               what, ird_parse_quoted(&builder->lost_layer).text));
    }
    return IRD_OK;
}

ird_status ird_via_builder_read_rule(ird_via_builder *builder, ird_parser *p,
                                     const ird_technology *tech) {
    ird_token name;
    IRD_TRY(ird_parse_name(p, "the name of a via rule", &name));
    builder->rule = ird_names_find(&tech->via_rule_names, name.text, name.size);
    return IRD_OK;
}

static ird_status read_lengths(ird_parser *p, const ird_via_source *source,
                               double *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        IRD_TRY(ird_parse_number(p, "a length", source->limit, &values[i]));
        values[i] = source->is_whole ? round(values[i]) : values[i];
    }
    return IRD_OK;
}

/* LAYERS bottom cut top; some writers put the cut layer last. */
static ird_status read_layers(ird_via_builder *builder, ird_parser *p,
                              const ird_via_source *source) {
    ird_via_array *array = &builder->array;
    int32_t layers[3];
    for (size_t i = 0; i < 3; i++) {
        ird_token name;
        IRD_TRY(ird_parse_name(p, "a layer", &name));
        layers[i] = ird_via_builder_find_layer(builder, source->tech, &name);
    }
    if (layers[0] < 0 || layers[1] < 0 || layers[2] < 0) {
        builder->lost_shapes++;
        return IRD_OK;
    }
    const ird_layer *all = source->tech->layers.items;
    if (all[layers[1]].kind != IRD_LAYER_CUT && all[layers[2]].kind == IRD_LAYER_CUT) {
        int32_t cut = layers[2];
        layers[2] = layers[1];
        layers[1] = cut;
    }
    array->bottom = layers[0];
    array->cut = layers[1];
    array->top = layers[2];
    array->has_layers = true;
    return IRD_OK;
}

static ird_status read_row_column(ird_parser *p, ird_via_array *array) {
    IRD_TRY(ird_parse_integer(p, "the rows of a via", 1, MAX_CUTS, &array->rows));
    IRD_TRY(ird_parse_integer(p, "the columns of a via", 1, MAX_CUTS, &array->columns));
    if (array->rows * array->columns > MAX_CUTS) {
        return ird_parse_fail(p, p->format->range, "a via with more than %d cuts",
                              MAX_CUTS);
    }
    return IRD_OK;
}

ird_status ird_via_builder_read_array(ird_via_builder *builder, ird_parser *p,
                                      const ird_via_source *source, bool *is_known) {
    /* OpenROAD says PATTERNNAME. That word of DEF before 5.6 named vias made of boxes,
     * which are no array and so need no pattern. */
    enum { CUTSIZE, LAYERS, CUTSPACING, ENCLOSURE, ROWCOL, ORIGIN, OFFSET, PATTERN };
    static const ird_word words[] = {
        {"CUTSIZE", CUTSIZE},       {"LAYERS", LAYERS},
        {"CUTSPACING", CUTSPACING}, {"ROWCOL", ROWCOL},
        {"ORIGIN", ORIGIN},         {"ENCLOSURE", ENCLOSURE},
        {"OFFSET", OFFSET},         {"PATTERN", PATTERN},
        {"PATTERNNAME", PATTERN},   {NULL, 0},
    };
    ird_via_array *array = &builder->array;
    int keyword = ird_parse_lookup(&p->token, words, -1);
    *is_known = keyword >= 0;
    switch (keyword) {
    case CUTSIZE:
        array->has_size = true;
        return read_lengths(p, source, array->cut_size, 2);
    case LAYERS:
        return read_layers(builder, p, source);
    case CUTSPACING:
        return read_lengths(p, source, array->cut_spacing, 2);
    case ENCLOSURE:
        return read_lengths(p, source, array->enclosure, 4);
    case ROWCOL:
        return read_row_column(p, array);
    case ORIGIN:
        return read_lengths(p, source, array->origin, 2);
    case OFFSET:
        return read_lengths(p, source, array->offset, 4);
    case PATTERN:
        return ird_parse_name(p, "a pattern of cuts", &array->pattern);
    default:
        return IRD_OK;
    }
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One row of a pattern, [R<digit>]<digit> ..., four columns a digit from the left; the
 * place behind it, or NULL where it is malformed. */
static const char *decode_row(const char *at, const char *end, bool *row,
                              int64_t columns) {
    int64_t column = 0;
    while (at < end && *at != '_') {
        int repeat = 1;
        if (*at == 'R' || *at == 'r') {
            if (end - at <= 2) {
                return NULL;
            }
            repeat = hex_digit(at[1]);
            at += 2;
        }
        int bits = hex_digit(*at);
        if (bits < 0 || repeat < 0) {
            return NULL;
        }
        at++;
        for (int64_t i = 0; i < 4 * (int64_t)repeat; i++, column++) {
            if (column < columns) {
                row[column] = (bits >> (3 - i % 4) & 1) != 0;
            }
        }
    }
    return at;
}

/* PATTERN: <rows>_<row>[_<rows>_<row>]..., from the bottom row up, into rows x columns
 * flags. False where it is malformed. */
static bool decode_pattern(const ird_via_array *array, bool *flags) {
    const char *at = array->pattern.text;
    const char *end = at + array->pattern.size;
    int64_t row = 0;
    while (at < end) {
        int64_t repeat = 0;
        for (; at < end && hex_digit(*at) >= 0 && repeat <= MAX_CUTS; at++) {
            repeat = repeat * 16 + hex_digit(*at);
        }
        if (repeat == 0 || at == end || *at != '_') {
            return false;
        }
        const char *definition = at + 1;
        for (at = definition; repeat > 0 && row < array->rows; repeat--, row++) {
            at =
                decode_row(definition, end, flags + row * array->columns, array->columns);
            if (at == NULL) {
                return false;
            }
        }
        if (repeat > 0) { /* rows beyond the array */
            return true;
        }
        at += at < end ? 1 : 0;
    }
    return true;
}

static ird_status add_cuts(ird_via_builder *builder, ird_parser *p, ird_box area,
                           const bool *flags) {
    const ird_via_array *a = &builder->array;
    for (int64_t i = 0; i < a->rows * a->columns; i++) {
        if (flags != NULL && !flags[i]) {
            continue;
        }
        double pitch_x = a->cut_size[0] + a->cut_spacing[0];
        double pitch_y = a->cut_size[1] + a->cut_spacing[1];
        double x = area.x0 + (double)(i % a->columns) * pitch_x;
        double y = area.y0 + (double)(i / a->columns) * pitch_y;
        IRD_TRY(ird_via_builder_add_box(
            builder, p, a->cut, (ird_box){x, y, x + a->cut_size[0], y + a->cut_size[1]}));
    }
    return IRD_OK;
}

static ird_status add_pattern_cuts(ird_via_builder *builder, ird_parser *p,
                                   ird_box area) {
    const ird_via_array *a = &builder->array;
    bool *flags = ird_alloc_zero((size_t)(a->rows * a->columns), sizeof *flags);
    ird_status status;
    if (flags == NULL) {
        status = ird_fail_memory(p->err, p->format->doing);
    } else if (!decode_pattern(a, flags)) {
        status = ird_parse_fail_token(p, p->format->syntax, &a->pattern,
                                      "the pattern of cuts \"%s\" is malformed; expected "
                                      "rows_bits, for example 2_F0",
                                      ird_parse_quoted(&a->pattern).text);
    } else {
        status = add_cuts(builder, p, area, flags);
    }
    ird_free(flags);
    return status;
}

static ird_box metal_box(const ird_via_array *a, ird_box area, size_t side) {
    const double *enclosure = a->enclosure + side;
    const double *offset = a->offset + side;
    return (ird_box){
        area.x0 - enclosure[0] + offset[0], area.y0 - enclosure[1] + offset[1],
        area.x1 + enclosure[0] + offset[0], area.y1 + enclosure[1] + offset[1]};
}

ird_status ird_via_builder_expand(ird_via_builder *builder, ird_parser *p,
                                  const ird_via_source *source) {
    const ird_via_array *a = &builder->array;
    if (!a->has_layers || !a->has_size) {
        return IRD_OK;
    }
    double n[2] = {(double)a->columns, (double)a->rows};
    double low[2];
    double high[2];
    for (size_t i = 0; i < 2; i++) {
        double length = n[i] * a->cut_size[i] + (n[i] - 1) * a->cut_spacing[i];
        if (fabs(length) > source->limit) {
            return ird_parse_fail(p, p->format->range, "the via is too large");
        }
        low[i] = a->origin[i] - (source->is_whole ? floor(length / 2) : length / 2);
        high[i] = low[i] + length;
    }
    ird_box area = {low[0], low[1], high[0], high[1]};
    IRD_TRY(ird_via_builder_add_box(builder, p, a->bottom, metal_box(a, area, 0)));
    IRD_TRY(a->pattern.size > 0 ? add_pattern_cuts(builder, p, area)
                                : add_cuts(builder, p, area, NULL));
    return ird_via_builder_add_box(builder, p, a->top, metal_box(a, area, 2));
}

/* As how many cuts box i counts: one of several pieces of a polygon as one. */
static int32_t cuts_of(const ird_via_builder *builder, const ird_technology *tech,
                       size_t i, double units) {
    const ird_via_box *box = &builder->boxes.items[i];
    bool is_whole =
        i + 1 == builder->boxes.count || builder->boxes.items[i + 1].begins_shape;
    if (!box->begins_shape) {
        return 0;
    }
    return is_whole ? ird_cuts_of(tech, box->layer, (box->box.x1 - box->box.x0) / units,
                                  (box->box.y1 - box->box.y0) / units)
                    : 1;
}

double ird_via_rule_ohm(const ird_technology *tech, int32_t rule, ird_via_stack stack) {
    if (rule < 0 || stack.cut_count == 0) {
        return 0;
    }
    double cut_ohm = tech->via_rules.items[rule].cut_ohm;
    return cut_ohm > 0 ? cut_ohm / stack.cut_count : 0;
}

ird_via_stack ird_via_builder_stack(const ird_via_builder *builder,
                                    const ird_technology *tech, double units) {
    ird_via_stack stack = {-1, -1, -1, 0};
    int32_t low = -1;
    int32_t high = -1;
    for (size_t i = 0; i < builder->boxes.count; i++) {
        const ird_via_box *box = &builder->boxes.items[i];
        if (tech->layers.items[box->layer].kind == IRD_LAYER_CUT) {
            stack.cut = stack.cut < 0 ? box->layer : stack.cut;
            stack.cut_count +=
                box->layer == stack.cut ? cuts_of(builder, tech, i, units) : 0;
            continue;
        }
        low = low < 0 || box->layer < low ? box->layer : low;
        high = box->layer > high ? box->layer : high;
    }
    if (low != high) {
        stack.bottom = low;
        stack.top = high;
    } else if (low >= 0 && low < stack.cut) {
        stack.bottom = low;
    } else {
        stack.top = high;
    }
    return stack;
}
