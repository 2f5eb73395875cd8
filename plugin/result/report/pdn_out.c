/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A plan as commands of OpenROAD's power grid generator.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/output.h"
#include "base/text.h"
#include "base/writer.h"
#include "report/eco_out.h"
#include "report/planned_vias.h"

static ird_rect_um core_um(const ird_design *design) {
    double units = (double)design->units;
    return (ird_rect_um){
        (double)design->core.x0_dbu / units, (double)design->core.y0_dbu / units,
        (double)design->core.x1_dbu / units, (double)design->core.y1_dbu / units};
}

/* The stripes of a line as pdn would have them: offset from the core and pitch. */
typedef struct series {
    bool runs_x, is_whole; /* whole: over most of the core */
    double offset_um, pitch_um;
    size_t count;
} series;

/* Stripes that end less than this part of the core before its edges count as whole ones:
 * pdn's own reach from edge to edge. */
static const double END_PART = 0.1;

static series series_of(const ird_plan_line *line, const ird_design *design,
                        const ird_technology *tech) {
    ird_rect_um core = core_um(design), box = line->box;
    int32_t layer = ird_names_find(&tech->layer_names, line->layer, strlen(line->layer));
    ird_direction direction = line->direction != IRD_DIRECTION_NONE ? line->direction
                              : layer >= 0 ? tech->layers.items[layer].direction
                                           : IRD_DIRECTION_NONE;
    series s = {.runs_x = direction == IRD_DIRECTION_HORIZONTAL, .is_whole = true};
    if (line->region != IRD_PLAN_REGION_BOX) {
        double units = (double)design->units;
        box = line->region != IRD_PLAN_REGION_DIE
                  ? core
                  : (ird_rect_um){(double)design->die.x0_dbu / units,
                                  (double)design->die.y0_dbu / units,
                                  (double)design->die.x1_dbu / units,
                                  (double)design->die.y1_dbu / units};
    }
    double low = s.runs_x ? box.y0_um : box.x0_um,
           high = s.runs_x ? box.y1_um : box.x1_um;
    double edge = s.runs_x ? core.y0_um : core.x0_um;
    double slack =
        END_PART * (s.runs_x ? core.x1_um - core.x0_um : core.y1_um - core.y0_um);
    s.is_whole = s.runs_x
                     ? box.x0_um <= core.x0_um + slack && box.x1_um >= core.x1_um - slack
                     : box.y0_um <= core.y0_um + slack && box.y1_um >= core.y1_um - slack;
    double offset = line->has_offset ? line->offset_um[0] : line->pitch_um[0] / 2;
    s.offset_um = low + offset - edge;
    s.pitch_um = line->pitch_um[0];
    s.count =
        s.pitch_um > 0 ? 1 + (size_t)floor((high - low - offset) / s.pitch_um + 1e-9) : 1;
    if (!(s.pitch_um > 0)) { /* pdn wants one */
        s.pitch_um = s.runs_x ? core.y1_um - core.y0_um : core.x1_um - core.x0_um;
    }
    return s;
}

static void write_stripes(ird_writer *out, const ird_plan_line *line, const char *grid,
                          const series *s) {
    char text[3][IRD_NUMBER_SIZE];
    ird_write(out, "add_pdn_stripe -grid {%s} -layer %s -width %s -pitch %s -offset %s",
              grid, line->layer, ird_number_um(text[0], line->width_um),
              ird_number_um(text[1], s->pitch_um), ird_number_um(text[2], s->offset_um));
    ird_write(out, " -number_of_straps %zu -nets {%s}\n", s->count, line->net);
}

static void write_line(ird_writer *out, const ird_plan_line *line, const char *grid,
                       const ird_design *design, const ird_technology *tech,
                       ird_pdn_written *written) {
    char text[4][IRD_NUMBER_SIZE];
    if (line->kind == IRD_PLAN_RAILS && line->layer != NULL) {
        ird_write(out, "add_pdn_stripe -grid {%s} -layer %s -followpins\n", grid,
                  line->layer);
        written->stripes++;
        return;
    }
    if (line->kind == IRD_PLAN_STRIPES) {
        series s = series_of(line, design, tech);
        if (s.is_whole) {
            write_stripes(out, line, grid, &s);
            written->stripes++;
            return;
        }
        ird_write(
            out,
            "# pdn lays no pieces of stripes: %s of net %s on %s in %s %s %s %s um; "
            "write_eco or write_def has it\n",
            ird_plan_kind_name(line->kind), line->net, line->layer,
            ird_number_um(text[0], line->box.x0_um),
            ird_number_um(text[1], line->box.y0_um),
            ird_number_um(text[2], line->box.x1_um),
            ird_number_um(text[3], line->box.y1_um));
    } else {
        ird_write(out, "# not for pdn: %s of net %s%s%s\n",
                  ird_plan_kind_name(line->kind), line->net,
                  line->layer != NULL ? " on " : "",
                  line->layer != NULL ? line->layer : "");
    }
    written->left_out++;
}

/* A pair of layers that planned vias join, over the layers between. */
static bool joins(const ird_design *design, const ird_special_net *net, int32_t bottom) {
    for (size_t i = 0; i < net->planned_vias; i++) {
        const ird_via_at *at = &design->via_places.items[ird_first_planned_via(net) + i];
        if (design->design_vias.items[-1 - at->via].bottom == bottom) {
            return true;
        }
    }
    return false;
}

/* Layers on which any net has wires. */
static bool has_wires(const ird_design *design, int32_t layer) {
    for (size_t i = 0; i < design->wires.count; i++) {
        if (design->wires.items[i].layer == layer) {
            return true;
        }
    }
    return false;
}

/* From each layer with wires to the next one with wires, where planned vias stand. */
static void write_connects(ird_writer *out, const char *grid, const ird_design *design,
                           const ird_technology *tech, ird_pdn_written *written) {
    int32_t low = -1;
    bool is_joined = false;
    for (int32_t layer = 0; layer < (int32_t)tech->layers.count; layer++) {
        if (tech->layers.items[layer].kind != IRD_LAYER_ROUTING) {
            continue;
        }
        if (has_wires(design, layer)) {
            if (low >= 0 && is_joined) {
                ird_write(out, "add_pdn_connect -grid {%s} -layers {%s %s}\n", grid,
                          ird_names_get(&tech->layer_names, low),
                          ird_names_get(&tech->layer_names, layer));
                written->connects++;
            }
            low = layer;
            is_joined = false;
        }
        for (size_t n = 0; n < design->special_nets.count; n++) {
            is_joined |= joins(design, &design->special_nets.items[n], layer);
        }
    }
}

ird_status ird_pdn_write(const char *path, const ird_plan *plan, const char *grid,
                         const ird_design *design, const ird_technology *tech,
                         ird_pdn_written *written, ird_error *err) {
    ird_pdn_written made = {0};
    ird_text text = {0};
    ird_writer out = {.out = &text, .err = err};
    ird_write(&out, "# What irdrop plans, for OpenROAD's pdn: source this behind "
                    "define_pdn_grid and before\n# pdngen.\n");
    for (size_t i = 0; i < plan->lines.count; i++) {
        write_line(&out, &plan->lines.items[i], grid, design, tech, &made);
    }
    write_connects(&out, grid, design, tech, &made);
    ird_status status = out.status;
    if (status == IRD_OK) {
        status = ird_output_write(path, ird_text_get(&text), text.bytes.count, err);
    }
    ird_text_free(&text);
    if (status == IRD_OK) {
        *written = made;
    }
    return status;
}
