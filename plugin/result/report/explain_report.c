/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/explain_report.h"

#include <math.h>
#include <stdio.h>

#include "base/quantity.h"
#include "base/writer.h"

typedef struct writer {
    ird_writer w;
    const ird_explanation *e;
    size_t top;
} writer;

static const char *layer_name(const ird_explanation *e, int32_t layer) {
    return layer >= 0 ? ird_names_get(&e->network->layer_names, layer) : "unnamed";
}

const char *ird_piece_name(char name[IRD_PIECE_NAME_SIZE],
                           const ird_explanation *explanation, const ird_piece *piece) {
    const char *a = layer_name(explanation, piece->layer_a);
    const char *b = layer_name(explanation, piece->layer_b);
    switch (piece->kind) {
    case IRD_PIECE_WIRE:
        snprintf(name, IRD_PIECE_NAME_SIZE, "%.150s", a);
        break;
    case IRD_PIECE_VIA:
        snprintf(name, IRD_PIECE_NAME_SIZE, "via %.70s - %.70s", a, b);
        break;
    case IRD_PIECE_LINK:
        snprintf(name, IRD_PIECE_NAME_SIZE, "link");
        break;
    }
    return name;
}

static double percent_of(const writer *r, double part_v) {
    return r->e->drop_v != 0 ? 100 * part_v / r->e->drop_v : 0;
}

/* "(12.00 34.50) um" */
enum { PLACE_SIZE = 80 };
static const char *place(char text[PLACE_SIZE], ird_point_um at) {
    if (isnan(at.x_um)) {
        snprintf(text, PLACE_SIZE, "no known place");
    } else {
        snprintf(text, PLACE_SIZE, "(%.2f %.2f) um", at.x_um, at.y_um);
    }
    return text;
}

/* What a reader asks first. */
static void put_head(writer *r) {
    const ird_explanation *e = r->e;
    char number[IRD_QUANTITY_SIZE], at[PLACE_SIZE], cause[IRD_CAUSE_SIZE];
    ird_write(&r->w, "%-17s: %s\n", "Net", e->net);
    ird_write(&r->w, "%-17s: %s%s%s%s%s\n", "Place", place(at, e->at),
              e->layer != NULL ? " on " : "", e->layer != NULL ? e->layer : "",
              e->instance != NULL ? ", instance " : "",
              e->instance != NULL ? e->instance : "");
    ird_write(&r->w, "%-17s: %s mV", "Drop",
              ird_quantity_digits(number, 1e3 * e->drop_v));
    if (e->supply_v > 0) {
        ird_write(&r->w, ", %s %% of the supply",
                  ird_quantity_digits(number, 100 * e->drop_v / e->supply_v));
    }
    ird_write(&r->w, "\n%-17s: %s to all sources, ", "Resistance",
              ird_quantity_write(number, e->ohm, "ohm"));
    ird_write(&r->w, "%s along the path\n",
              ird_quantity_write(number, e->path_ohm, "ohm"));
    if (*ird_cause_write(cause, &e->cause) != '\0') {
        ird_write(&r->w, "%-17s: %s; %.3g times the median drop = %.3g x %.3g\n", "Cause",
                  cause, e->cause.drop_factor, e->cause.grid_factor,
                  e->cause.current_factor);
    }
}

static void put_layers(writer *r) {
    const ird_explanation *e = r->e;
    char number[IRD_QUANTITY_SIZE];
    for (size_t i = 0; i < e->layer_count; i++) {
        const ird_layer_share *share = &e->layers[i];
        bool is_via = share->layer_a != share->layer_b;
        ird_write(&r->w, "%-17s: %8s mV %6.2f %% in %s%s%s\n", i == 0 ? "Layers add" : "",
                  ird_quantity_digits(number, 1e3 * share->drop_v),
                  percent_of(r, share->drop_v), layer_name(e, share->layer_a),
                  is_via ? " - " : "", is_via ? layer_name(e, share->layer_b) : "");
    }
    if (fabs(e->rest_v) > 1e-9 * fabs(e->drop_v)) {
        ird_write(&r->w, "%-17s: %8s mV %6.2f %% by sources below the supply\n", "",
                  ird_quantity_digits(number, 1e3 * e->rest_v), percent_of(r, e->rest_v));
    }
}

static double length_um(const ird_piece *piece) {
    return hypot(piece->to.x_um - piece->from.x_um, piece->to.y_um - piece->from.y_um);
}

static void put_path(writer *r) {
    const ird_explanation *e = r->e;
    ird_write(&r->w, "\nPath of the current, from the source to the place\n");
    ird_write(&r->w, "%-22s %19s %19s %9s %10s %10s %10s %9s %7s\n", "metal",
              "from x y um", "to x y um", "length um", "current", "ohm", "mV", "adds mV",
              "passes");
    for (size_t i = 0; i < e->path.count; i++) {
        const ird_piece *piece = &e->path.items[i];
        char name[IRD_PIECE_NAME_SIZE], number[4][IRD_QUANTITY_SIZE];
        ird_write(
            &r->w, "%-22s %9.2f %9.2f %9.2f %9.2f %9.2f %10s %10s %10s %9s %5.1f %%\n",
            ird_piece_name(name, e, piece), piece->from.x_um, piece->from.y_um,
            piece->to.x_um, piece->to.y_um, length_um(piece),
            ird_quantity_write(number[0], piece->current_a, "A"),
            ird_quantity_digits(number[1], piece->ohm),
            ird_quantity_digits(number[2], 1e3 * piece->drop_v),
            ird_quantity_digits(number[3], 1e3 * piece->share_v), 100 * piece->passes);
    }
    if (fabs(e->path_start_v) > 1e-9 * fabs(e->drop_v)) {
        char number[IRD_QUANTITY_SIZE];
        ird_write(&r->w, "its source lies %s mV below the supply\n",
                  ird_quantity_digits(number, 1e3 * e->path_start_v));
    }
}

static void put_most(writer *r) {
    const ird_explanation *e = r->e;
    ird_write(&r->w, "\nMetal that adds most\n");
    ird_write(&r->w, "%9s %8s  %-22s %19s %19s %12s\n", "mV", "%", "metal", "from x y um",
              "to x y um", "most current");
    for (size_t i = 0; i < e->most.count && i < r->top; i++) {
        const ird_piece *piece = &e->most.items[i];
        char name[IRD_PIECE_NAME_SIZE], number[2][IRD_QUANTITY_SIZE];
        ird_write(&r->w, "%9s %6.2f %%  %-22s %9.2f %9.2f %9.2f %9.2f %12s\n",
                  ird_quantity_digits(number[0], 1e3 * piece->share_v),
                  percent_of(r, piece->share_v), ird_piece_name(name, e, piece),
                  piece->from.x_um, piece->from.y_um, piece->to.x_um, piece->to.y_um,
                  ird_quantity_write(number[1], piece->current_a, "A"));
    }
}

/* ---- cells ------------------------------------------------------------------------- */

static void put_row(writer *r, double share_v, double current_a, double power_w) {
    char number[3][IRD_QUANTITY_SIZE];
    ird_write(&r->w, "%9s %6.2f %% %10s %10s",
              ird_quantity_digits(number[0], 1e3 * share_v), percent_of(r, share_v),
              ird_quantity_write(number[1], current_a, "A"),
              isnan(power_w) ? "-" : ird_quantity_write(number[2], power_w, "W"));
}

static void put_clusters(writer *r, ird_clustering by) {
    const ird_cluster *items = r->e->clusters[by].items;
    size_t count = r->e->clusters[by].count;
    size_t most = by == IRD_CLUSTER_DISTANCE ? count : r->top;
    if (count < 2) { /* says nothing */
        return;
    }
    ird_write(&r->w, "\nCells by %s\n%9s %8s %10s %10s  %6s  %s\n",
              ird_clustering_name(by), "mV", "%", "current", "power", "cells",
              ird_clustering_name(by));
    ird_cluster others = {.name = "the others"};
    for (size_t i = 0; i < count; i++) {
        const ird_cluster *cluster = &items[i];
        if (i >= most) {
            others.instances += cluster->instances;
            others.share_v += cluster->share_v;
            others.current_a += cluster->current_a;
            others.power_w += cluster->power_w;
            continue;
        }
        put_row(r, cluster->share_v, cluster->current_a, cluster->power_w);
        ird_write(&r->w, "  %6zu  %s\n", cluster->instances,
                  *cluster->name != '\0'     ? cluster->name
                  : by == IRD_CLUSTER_MODULE ? "at the top"
                                             : "not known");
    }
    if (count > most) {
        put_row(r, others.share_v, others.current_a, others.power_w);
        ird_write(&r->w, "  %6zu  %s\n", others.instances, others.name);
    }
}

static void put_cells(writer *r) {
    const ird_explanation *e = r->e;
    ird_write(&r->w, "\nCells that cause most\n%9s %8s %10s %10s  %7s  %s\n", "mV", "%",
              "current", "power", "um away", "instance");
    for (size_t i = 0; i < e->cells.count && i < r->top; i++) {
        const ird_explained_cell *cell = &e->cells.items[i];
        bool has_master = *cell->master != '\0';
        put_row(r, cell->share_v, cell->current_a, cell->power_w);
        ird_write(&r->w, "  %7.1f  %s%s%s%s\n", cell->distance_um, cell->name,
                  has_master ? " (" : "", cell->master, has_master ? ")" : "");
    }
    for (int by = 0; by < IRD_CLUSTERINGS; by++) {
        put_clusters(r, (ird_clustering)by);
    }
}

/* ---- sources and what is missing --------------------------------------------------- */

static void put_sources(writer *r) {
    const ird_explanation *e = r->e;
    char at[PLACE_SIZE];
    ird_write(&r->w, "\nSources: %zu place%s\n", e->source_places,
              ird_plural(e->source_places));
    for (size_t i = 0; i < e->sources.count && i < 3; i++) {
        const ird_explained_source *source = &e->sources.items[i];
        ird_write(&r->w, "%6.2f %% of its current from %s", 100 * source->part,
                  place(at, source->at));
        if (!isnan(source->distance_um)) {
            ird_write(&r->w, ", %.1f um away", source->distance_um);
        }
        ird_write(&r->w, "\n");
    }
}

static void put_lacks(writer *r) {
    const ird_explanation *e = r->e;
    if (!e->lacks_known && e->lacks.count == 0) {
        ird_write(&r->w, "\nMissing: not looked for, nothing is known of wires\n");
        return;
    }
    ird_write(&r->w, "\nMissing: %zu thing%s%s\n", e->lacks.count,
              ird_plural(e->lacks.count),
              e->lacks.count == 0 ? " that would matter there" : "");
    for (size_t i = 0; i < e->lacks.count; i++) {
        ird_write(&r->w, "  %s\n", ird_text_get(&e->lacks.items[i].text));
    }
    if (e->lacks_left_out > 0) {
        ird_write(&r->w, "  %zu more, farther off or of less effect; see check_grid\n",
                  e->lacks_left_out);
    }
}

ird_status ird_report_explanation(ird_text *out, const ird_explanation *explanation,
                                  const ird_solved *solved, size_t top, ird_error *err) {
    writer r = {.w = {out, IRD_OK, err}, .e = explanation, .top = top};
    size_t before = out->bytes.count;
    ird_write(&r.w, "########## Why it drops ##############\n");
    put_head(&r);
    ird_write(&r.w, "%-17s: %s\n", "Network", solved->network_phrase);
    put_layers(&r);
    put_path(&r);
    put_most(&r);
    put_cells(&r);
    put_sources(&r);
    put_lacks(&r);
    ird_write(&r.w, "######################################\n");
    if (r.w.status != IRD_OK) {
        ird_text_truncate(out, before);
    }
    return r.w.status;
}

/* ---- predictions ------------------------------------------------------------------- */

static const char *add_text(char number[IRD_QUANTITY_SIZE], double value, bool is_volt) {
    return isnan(value) ? "-"
           : is_volt    ? ird_quantity_write(number, value, "V")
                        : ird_quantity_digits(number, value);
}

static void put_hung(ird_writer *w, const char *title, const ird_hung_pixels *pixels,
                     bool is_volt) {
    char number[2][IRD_QUANTITY_SIZE];
    ird_write(w, "\n%s\n%19s  %11s  %11s\n", title, "x y um", "predicted", "exact");
    for (size_t i = 0; i < pixels->count; i++) {
        const ird_hung_pixel *pixel = &pixels->items[i];
        ird_write(w, "%9.2f %9.2f  %11s  %11s\n", pixel->at.x_um, pixel->at.y_um,
                  add_text(number[0], pixel->predicted, is_volt),
                  add_text(number[1], pixel->exact, true));
    }
    if (!isnan(pixels->correlation)) {
        ird_write(w,
                  "correlation %.4f over all pixels; %zu of these are among the exact "
                  "ones\n",
                  pixels->correlation, pixels->shared);
    }
}

ird_status ird_report_prediction_hangs(ird_text *out, const ird_prediction_hangs *hangs,
                                       ird_error *err) {
    ird_writer w = {out, IRD_OK, err};
    char number[IRD_QUANTITY_SIZE], at[PLACE_SIZE];
    ird_write(&w, "########## Why it is predicted #######\n");
    ird_write(&w, "%-17s: %s\n%-17s: %s\n", "Net", hangs->net, "Model", hangs->model);
    ird_write(&w, "%-17s: %s\n", "Pixel", place(at, hangs->at));
    ird_write(&w, "%-17s: %s\n", "Predicted drop",
              add_text(number, hangs->drop, hangs->is_volt));
    ird_write(&w, "%-17s: %s\n", "Exact drop",
              isnan(hangs->exact_drop_v) ? "not known: the grid cannot be solved"
                                         : add_text(number, hangs->exact_drop_v, true));
    put_hung(&w, "What is drawn in a pixel adds", &hangs->currents, hangs->is_volt);
    put_hung(&w, "The metal in a pixel adds", &hangs->metal, hangs->is_volt);
    ird_write(&w, "######################################\n");
    return w.status;
}
