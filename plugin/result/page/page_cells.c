/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cells and rows of the design.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "page/data_out.h"

static const char doing[] = "writing a report";

void ird_page_cells_free(ird_page_cells *cells) {
    ird_free(cells->items.items);
    *cells = (ird_page_cells){0};
}

static ird_rect_um um_of(const ird_design *design, ird_rect box) {
    double units = (double)design->units;
    return (ird_rect_um){(double)box.x0_dbu / units, (double)box.y0_dbu / units,
                         (double)box.x1_dbu / units, (double)box.y1_dbu / units};
}

ird_status ird_page_drops(double **drop_v, const ird_answer *answer,
                          const ird_design *design, ird_error *err) {
    size_t count = design->components.count;
    double supply_v = ird_answer_source_v(answer);
    *drop_v = NULL;
    if (answer->pins == NULL || isnan(supply_v)) {
        return IRD_OK;
    }
    *drop_v = ird_alloc(count, sizeof **drop_v);
    if (*drop_v == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        (*drop_v)[i] = (double)NAN;
    }
    for (size_t i = 0; i < answer->pin_count; i++) {
        const ird_answer_pin *pin = &answer->pins[i];
        int32_t at =
            ird_names_find(&design->component_names, pin->name, strlen(pin->name));
        double drop =
            answer->is_ground ? pin->voltage_v - supply_v : supply_v - pin->voltage_v;
        if (at >= 0 && (size_t)at < count && !((*drop_v)[at] >= drop)) {
            (*drop_v)[at] = drop;
        }
    }
    return IRD_OK;
}

static bool is_shown(const ird_design *design, const ird_technology *tech, size_t at) {
    const ird_component *component = &design->components.items[at];
    return component->placement != IRD_UNPLACED &&
           !ird_macro_is_physical_only(&tech->macros.items[component->macro]);
}

/* How much a cell wants to be on the page. */
typedef struct claim {
    double weight;
    int32_t component;
} claim;

static int by_weight(const void *a, const void *b) {
    const claim *x = a, *y = b;
    return x->weight < y->weight ? 1
           : x->weight > y->weight
               ? -1
               : (x->component > y->component) - (x->component < y->component);
}

static int by_component(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static size_t make_claims(claim *claims, const ird_design *design,
                          const ird_technology *tech, const double *drop_v) {
    size_t count = 0;
    for (size_t i = 0; i < design->components.count; i++) {
        const ird_macro *macro = &tech->macros.items[design->components.items[i].macro];
        if (is_shown(design, tech, i)) {
            double drop = drop_v != NULL && !isnan(drop_v[i]) ? drop_v[i] : -1;
            claims[count++] =
                (claim){ird_macro_is_fixed(macro) ? (double)INFINITY : drop, (int32_t)i};
        }
    }
    return count;
}

ird_status ird_page_cells_choose(ird_page_cells *cells, const ird_design *design,
                                 const ird_technology *tech, const ird_answers *answers,
                                 ird_error *err) {
    double *drop_v = NULL;
    claim *claims = ird_alloc(design->components.count, sizeof *claims);
    ird_status status = claims != NULL ? IRD_OK : ird_fail_memory(err, doing);
    for (size_t i = 0; i < answers->count && drop_v == NULL && status == IRD_OK; i++) {
        status = ird_page_drops(&drop_v, &answers->items[i], design, err);
    }
    if (status == IRD_OK) {
        size_t found = make_claims(claims, design, tech, drop_v);
        size_t kept = found < IRD_PAGE_CELLS ? found : IRD_PAGE_CELLS;
        status = ird_vec_reserve(&cells->items, kept, doing, err);
        if (status == IRD_OK && found > kept) {
            qsort(claims, found, sizeof *claims, by_weight);
        }
        for (size_t i = 0; i < kept && status == IRD_OK; i++) {
            cells->items.items[cells->items.count++] = claims[i].component;
        }
        cells->left_out = found - kept;
    }
    if (status == IRD_OK && cells->left_out > 0) {
        qsort(cells->items.items, cells->items.count, sizeof *cells->items.items,
              by_component);
    }
    ird_free(claims);
    ird_free(drop_v);
    return status;
}

/* --- as JSON -------------------------------------------------------------------------
 */

/* The lower left corners of the cells and their sizes, one list after the other, and the
 * number of each one's master among those that the page names. */
typedef struct table {
    double *sides[4];
    uint16_t *master;
    int32_t *number; /* of each macro of the technology; -1: not named yet */
} table;

static void free_table(table *t) {
    for (size_t i = 0; i < 4; i++) {
        ird_free(t->sides[i]);
    }
    ird_free(t->master);
    ird_free(t->number);
}

static ird_status make_table(table *t, size_t cells, size_t macros, ird_error *err) {
    bool is_whole = true;
    for (size_t i = 0; i < 4; i++) {
        t->sides[i] = ird_alloc(cells, sizeof **t->sides);
        is_whole = is_whole && t->sides[i] != NULL;
    }
    t->master = ird_alloc(cells, sizeof *t->master);
    t->number = ird_alloc(macros, sizeof *t->number);
    if (!is_whole || t->master == NULL || t->number == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < macros; i++) {
        t->number[i] = -1;
    }
    return IRD_OK;
}

/* The number of a macro, which is named where that is new. Beyond 65,535 there is none.
 */
static uint16_t master_of(ird_json_out *out, table *t, json_object *masters,
                          const ird_technology *tech, int32_t macro) {
    size_t count = masters != NULL ? json_object_array_length(masters) : 0;
    if (t->number[macro] < 0 && count < UINT16_MAX) {
        const char *name = ird_names_get(&tech->macro_names, macro);
        t->number[macro] = (int32_t)count;
        ird_json_append(out, masters, ird_json_text(out, name));
    }
    return t->number[macro] < 0 ? UINT16_MAX : (uint16_t)t->number[macro];
}

static void fill_table(ird_json_out *out, table *t, json_object *masters,
                       json_object *macros, const ird_design *design,
                       const ird_technology *tech, const ird_page_cells *cells) {
    for (size_t i = 0; i < cells->items.count; i++) {
        size_t at = (size_t)cells->items.items[i];
        int32_t macro = design->components.items[at].macro;
        ird_rect_um box = um_of(design, ird_component_box(design, tech, at));
        t->sides[0][i] = box.x0_um;
        t->sides[1][i] = box.y0_um;
        t->sides[2][i] = box.x1_um - box.x0_um;
        t->sides[3][i] = box.y1_um - box.y0_um;
        t->master[i] = master_of(out, t, masters, tech, macro);
        if (ird_macro_is_fixed(&tech->macros.items[macro])) {
            ird_json_append(out, macros, ird_json_count(out, i));
        }
    }
}

static json_object *names_of(ird_json_out *out, const ird_design *design,
                             const ird_page_cells *cells) {
    ird_text names = {0};
    for (size_t i = 0; i < cells->items.count && out->status == IRD_OK; i++) {
        out->status = ird_text_printf(
            &names, out->err, "%s%s", i > 0 ? "\n" : "",
            ird_names_get(&design->component_names, cells->items.items[i]));
    }
    json_object *text = ird_json_text(out, ird_text_get(&names));
    ird_text_free(&names);
    return text;
}

json_object *ird_page_cells_json(ird_json_out *out, const ird_design *design,
                                 const ird_technology *tech,
                                 const ird_page_cells *cells) {
    static const char *const keys[] = {"x0", "y0", "width", "height"};
    size_t count = cells->items.count;
    table t = {0};
    json_object *o = ird_json_object(out);
    json_object *masters = ird_json_array(out);
    json_object *macros = ird_json_array(out);
    if (out->status == IRD_OK) {
        out->status = make_table(&t, count, tech->macros.count, out->err);
    }
    if (out->status == IRD_OK) {
        fill_table(out, &t, masters, macros, design, tech, cells);
        for (size_t i = 0; i < 4; i++) {
            ird_json_put(out, o, keys[i], ird_page_floats(out, t.sides[i], count));
        }
        ird_json_put(out, o, "master", ird_page_shorts(out, t.master, count));
        ird_json_put(out, o, "names", names_of(out, design, cells));
    }
    ird_json_put(out, o, "masters", masters);
    ird_json_put(out, o, "macros", macros);
    free_table(&t);
    return o;
}

/* A row without a site that is known has no height. */
json_object *ird_page_rows(ird_json_out *out, const ird_design *design,
                           const ird_technology *tech) {
    json_object *rows = ird_json_array(out);
    for (size_t i = 0; i < design->rows.count && i < IRD_PAGE_SHAPES; i++) {
        const ird_row *row = &design->rows.items[i];
        const char *site = ird_names_get(&design->keyword_names, row->site);
        int32_t at = ird_names_find(&tech->site_names, site, strlen(site));
        double units = (double)design->units;
        double size[2] = {at >= 0 ? tech->sites.items[at].width_um : 0,
                          at >= 0 ? tech->sites.items[at].height_um : 0};
        size_t across = ird_orient_swaps(row->orient) ? 1 : 0;
        double x_um = (double)row->at.x_dbu / units, y_um = (double)row->at.y_dbu / units;
        ird_rect_um box = {
            x_um, y_um,
            x_um + (double)(row->count_x - 1) * (double)row->step_x_dbu / units +
                size[across],
            y_um + (double)(row->count_y - 1) * (double)row->step_y_dbu / units +
                size[1 - across]};
        ird_json_append(out, rows, ird_page_box(out, &box));
    }
    return rows;
}
