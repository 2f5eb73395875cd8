/* SPDX-License-Identifier: BSD-3-Clause */
#include "page/page.h"

#include <string.h>

#include "base/pack.h"
#include "page/data_out.h"

static const ird_page_extras nothing;

/* --- places --------------------------------------------------------------------------
 */

static json_object *waivers_of(ird_json_out *out, const ird_rules *rules) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; rules != NULL && i < rules->waivers.count; i++) {
        const ird_waiver *waiver = &rules->waivers.items[i];
        for (size_t k = 0; k < waiver->boxes.count; k++) {
            json_object *o = ird_json_object(out);
            ird_json_put(out, o, "box", ird_page_box(out, &waiver->boxes.items[k]));
            ird_json_put(out, o, "reason", ird_json_text(out, waiver->reason));
            ird_json_append(out, list, o);
        }
    }
    return list;
}

static json_object *findings_of(ird_json_out *out, const ird_page_extras *extras) {
    json_object *list = ird_json_array(out);
    for (size_t i = 0; i < extras->finding_count; i++) {
        const ird_page_finding *finding = &extras->findings[i];
        json_object *o = ird_json_object(out);
        ird_json_put(out, o, "net", ird_json_text(out, finding->net));
        ird_json_put(out, o, "kind", ird_json_text(out, finding->kind));
        ird_json_put(out, o, "text", ird_json_text(out, finding->text));
        ird_json_put(out, o, "box",
                     finding->has_box ? ird_page_box(out, &finding->box) : NULL);
        ird_json_append(out, list, o);
    }
    return list;
}

/* --- answers -------------------------------------------------------------------------
 */

static const ird_answer *answer_at(const ird_page_input *input,
                                   const ird_page_extras *extras, size_t i) {
    size_t count = input->answers->count;
    return i < count ? &input->answers->items[i] : &extras->answers[i - count];
}

static bool has_maps(const ird_answer *answer) {
    return answer->raster != NULL;
}

static bool has_pins(const ird_answer *answer) {
    return answer->pins != NULL;
}

/* Whether no answer of the net before this one has such things: several answers of a net
 * have the same. */
static bool is_first_of(const ird_page_input *input, const ird_page_extras *extras,
                        size_t at, bool (*has)(const ird_answer *answer)) {
    const ird_answer *answer = answer_at(input, extras, at);
    for (size_t i = 0; i < at; i++) {
        const ird_answer *other = answer_at(input, extras, i);
        if (has(other) && strcmp(other->net, answer->net) == 0 &&
            strcmp(other->corner, answer->corner) == 0) {
            return false;
        }
    }
    return true;
}

static json_object *answers_of(ird_json_out *out, const ird_page_input *input,
                               const ird_page_extras *extras,
                               const ird_page_cells *cells) {
    json_object *list = ird_json_array(out);
    size_t own = input->answers->count;
    for (size_t i = 0; i < own + extras->answer_count && out->status == IRD_OK; i++) {
        const char *header = i < own ? input->headers[i]
                             : input->extra_headers != NULL
                                 ? input->extra_headers[i - own]
                                 : NULL;
        ird_json_append(out, list,
                        ird_page_answer(out, answer_at(input, extras, i), header,
                                        is_first_of(input, extras, i, has_maps),
                                        is_first_of(input, extras, i, has_pins), cells));
    }
    return list;
}

/* The first answer that knows a design with its technology. */
static const ird_answer *find_placed(const ird_answers *answers) {
    for (size_t i = 0; i < answers->count; i++) {
        if (answers->items[i].design != NULL && answers->items[i].tech != NULL) {
            return &answers->items[i];
        }
    }
    return NULL;
}

/* --- the object ----------------------------------------------------------------------
 */

static void put_design(ird_json_out *out, json_object *root, const ird_page_input *input,
                       const ird_answer *placed, const ird_page_cells *cells) {
    const ird_design *design = placed->design;
    double units = (double)design->units;
    const ird_rect *die = &design->die;
    ird_rect_um box = {(double)die->x0_dbu / units, (double)die->y0_dbu / units,
                       (double)die->x1_dbu / units, (double)die->y1_dbu / units};
    ird_json_put(out, root, "die", ird_page_box(out, &box));
    ird_json_put(out, root, "rows", ird_page_rows(out, design, placed->tech));
    ird_json_put(out, root, "cells",
                 ird_page_cells_json(out, design, placed->tech, cells));
    ird_json_put(out, root, "cells_left_out", ird_json_count(out, cells->left_out));
    ird_json_put(out, root, "metal",
                 ird_page_metal(out, design, placed->tech, input->answers));
}

static void put_no_design(ird_json_out *out, json_object *root) {
    ird_json_put(out, root, "die", NULL);
    ird_json_put(out, root, "rows", ird_json_array(out));
    ird_json_put(out, root, "cells", NULL);
    ird_json_put(out, root, "cells_left_out", ird_json_count(out, 0));
    ird_json_put(out, root, "metal", ird_json_array(out));
}

static json_object *report_of(ird_json_out *out, const char *report) {
    json_object *o = json_tokener_parse(report);
    if (o == NULL && out->status == IRD_OK) { /* we wrote it, so that it is JSON */
        out->status = ird_fail_memory(out->err, "writing a report");
    }
    return o;
}

static json_object *make(ird_json_out *out, const ird_page_input *input) {
    const ird_page_extras *extras = input->extras != NULL ? input->extras : &nothing;
    const ird_answer *placed = find_placed(input->answers);
    ird_page_cells cells = {0};
    json_object *root = ird_json_object(out);
    json_object *frames = ird_json_array(out);
    if (placed != NULL && out->status == IRD_OK) {
        out->status = ird_page_cells_choose(&cells, placed->design, placed->tech,
                                            input->answers, out->err);
    }
    ird_json_put(out, root, "page", ird_json_count(out, 1));
    ird_json_put(out, root, "design", ird_json_text(out, input->answers->design));
    ird_json_put(out, root, "report", report_of(out, input->report));
    ird_json_put(out, root, "answers",
                 answers_of(out, input, extras, placed != NULL ? &cells : NULL));
    if (placed != NULL) {
        put_design(out, root, input, placed, &cells);
    } else {
        put_no_design(out, root);
    }
    ird_json_put(out, root, "findings", findings_of(out, extras));
    ird_json_put(out, root, "findings_left_out",
                 ird_json_count(out, extras->findings_left_out));
    ird_json_put(out, root, "explained", ird_page_explained(out, input->explained));
    ird_json_put(out, root, "waivers", waivers_of(out, input->rules));
    for (size_t i = 0; i < extras->frames_count; i++) {
        ird_json_append(out, frames, ird_page_frames_json(out, &extras->frames[i]));
    }
    ird_json_put(out, root, "frames", frames);
    ird_json_put(out, root, "against", ird_page_against(out, extras));
    ird_page_cells_free(&cells);
    return root;
}

ird_status ird_page_data(ird_text *out, const ird_page_input *input, ird_error *err) {
    ird_json_out json = {.err = err};
    json_object *root = make(&json, input);
    if (json.status == IRD_OK) {
        const char *text = json_object_to_json_string_ext(
            root, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
        json.status = text != NULL ? ird_text_add(out, text, strlen(text), err)
                                   : ird_fail_memory(err, "writing a report");
    }
    json_object_put(root);
    return json.status;
}

/* --- the page ------------------------------------------------------------------------
 */

ird_status ird_page_write(FILE *stream, const ird_page_input *input, ird_error *err) {
    static const char marker[] = "<!--irdrop-data-->";
    const char *at =
        memmem(ird_page_asset, ird_page_asset_size, marker, sizeof marker - 1);
    const char *end = ird_page_asset + ird_page_asset_size;
    ird_text json = {0}, packed = {0}, base64 = {0};
    ird_status status = ird_page_data(&json, input, err);
    if (status == IRD_OK) {
        status = ird_deflate(&packed, ird_text_get(&json), json.bytes.count, err);
    }
    if (status == IRD_OK) {
        status =
            ird_base64_encode(&base64, ird_text_get(&packed), packed.bytes.count, err);
    }
    if (status == IRD_OK) {
        fwrite(ird_page_asset, 1, (size_t)(at - ird_page_asset), stream);
        fputs(IRD_PAGE_DATA_BEGIN, stream);
        fputs(ird_text_get(&base64), stream);
        fputs(IRD_PAGE_DATA_END, stream);
        at += sizeof marker - 1;
        fwrite(at, 1, (size_t)(end - at), stream);
    }
    ird_text_free(&json);
    ird_text_free(&packed);
    ird_text_free(&base64);
    return status;
}
