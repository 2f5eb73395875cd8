/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/extract.h"

#include <math.h>
#include <string.h>

#include "base/workers.h"
#include "extract/assemble.h"
#include "extract/switches.h"

void ird_grid_free(ird_grid *grid) {
    if (grid == NULL) {
        return;
    }
    ird_network_free(&grid->network);
    ird_free(grid->metals.items);
    ird_free(grid->borrows_terminals ? NULL : grid->terminals.items);
    ird_free(grid->amperes);
    ird_free(grid->landings.items);
    ird_free(grid->vias.items);
    ird_free(grid->wires.items);
    ird_free(grid->islands.items);
    ird_free(grid->fed_by.items);
    *grid = (ird_grid){0};
}

const char *ird_network_kind_name(ird_network_kind kind) {
    return kind == IRD_NETWORK_LIKE_PDNSIM ? "pdnsim" : "drawn";
}

const char *ird_network_kind_phrase(ird_network_kind kind) {
    return kind == IRD_NETWORK_LIKE_PDNSIM ? "lumped nodes like PDNSim"
                                           : "metal as drawn";
}

int32_t ird_grid_find_net(const ird_design *design, const char *name) {
    return ird_names_find(&design->special_net_names, name, strlen(name));
}

static const char *net_name(const ird_design *design, int32_t net) {
    return ird_names_get(&design->special_net_names, net);
}

static ird_status check_options(const ird_design *design, const ird_technology *tech,
                                const ird_layer_rc *rc,
                                const ird_extract_options *options, ird_error *err) {
    if (options->net < 0 || (size_t)options->net >= design->special_nets.count ||
        rc->values.count != tech->layers.count) {
        return ird_fail(err, IRD_GRID_NO_METAL,
                        "no such net in SPECIALNETS of the design read last");
    }
    if (!(options->swing_v > 0) || !isfinite(options->swing_v) ||
        !isfinite(options->source_v)) {
        return ird_fail(err, IRD_GRID_SUPPLY,
                        "net %s needs a supply voltage above 0; give it with set_supply",
                        net_name(design, options->net));
    }
    return IRD_OK;
}

/* The outermost layer with metal of the net: backside metal, where there is some, is
 * where the supply comes in; the stack begins with its outermost layer. */
static int32_t top_layer(const ird_work *work) {
    int32_t top = -1;
    for (size_t i = 0; i < work->layer_count; i++) {
        if (!work->layers[i].has_metal) {
            continue;
        }
        if (work->tech->layers.items[i].is_backside) {
            return (int32_t)i;
        }
        top = (int32_t)i;
    }
    return top;
}

/* The source points of the top layer are made one by one; more of them than this come
 * from a mistake in the units. */
static const double POINTS_MAX = 1e7;

static ird_status check_points(const ird_work *work, ird_error *err) {
    const ird_work_layer *layer = &work->layers[work->top];
    double count = 0;
    for (size_t i = 0; i < layer->metal.slabs.count; i++) {
        const ird_uv_box *slab = &layer->metal.slabs.items[i];
        count += (double)(slab->u1_dbu - slab->u0_dbu) / (double)layer->point_pitch_dbu;
    }
    if (count <= POINTS_MAX) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_GRID_TOO_LARGE,
                    "the wires of layer %s are %.0f times as long as 10 of its pitches; "
                    "check PITCH in LEF and UNITS in DEF",
                    ird_names_get(&work->tech->layer_names, work->top), count);
}

void ird_work_find_metal(ird_work *work) {
    for (size_t i = 0; i < work->layer_count; i++) {
        ird_work_layer *layer = &work->layers[i];
        layer->has_metal = layer->has_metal || layer->has_pins;
        for (size_t k = 0; k < layer->shapes.count && !layer->has_metal; k++) {
            layer->has_metal = ird_uv_has_area(&layer->shapes.items[k]);
        }
    }
    work->top = top_layer(work);
}

static ird_status merge_layer(ird_work_layer *layer, const ird_monitor *monitor,
                              ird_error *err) {
    IRD_TRY(ird_metal_merge(&layer->metal, layer->shapes.items, layer->shapes.count,
                            layer->probes.items, layer->probes.count, monitor, err));
    layer->cluster_of = ird_alloc(layer->metal.slabs.count, sizeof *layer->cluster_of);
    return layer->cluster_of != NULL
               ? ird_clusters_find(layer, &layer->metal, layer->cluster_of, err)
               : ird_fail_memory(err, "merging the metal of a layer");
}

ird_status ird_work_merge(ird_work *work, const ird_monitor *monitor, ird_error *err) {
    size_t slabs = 0, probes = 0, joints = 0;
    ird_status status = IRD_OK;
    ird_work_find_metal(work);
    for (size_t i = 0; i < work->layer_count && status == IRD_OK; i++) {
        ird_work_layer *layer = &work->layers[i];
        layer->first_slab = (uint32_t)slabs;
        layer->first_probe = (uint32_t)probes;
        layer->first_joint = (uint32_t)joints;
        probes += layer->probes.count;
        if (layer->shapes.count == 0 || layer->is_streamed) {
            continue;
        }
        status = merge_layer(layer, monitor, err);
        slabs += layer->metal.slabs.count;
        joints += layer->metal.joints.count;
    }
    if (status == IRD_OK && slabs + 2 * joints + probes > INT32_MAX / 2) {
        status = ird_fail(err, IRD_GRID_TOO_LARGE,
                          "the net has more than %d pieces of metal", INT32_MAX / 2);
    }
    return status == IRD_OK && work->top >= 0 ? check_points(work, err) : status;
}

/* Shapes are counted in 32 bits below; true long before memory ends. */
static ird_status check_sizes(const ird_work *work, const ird_grid *grid,
                              ird_error *err) {
    if (grid->shapes < INT32_MAX / 2 && work->vias.count < INT32_MAX / 4) {
        return IRD_OK;
    }
    return ird_fail(err, IRD_GRID_TOO_LARGE, "the net has more than %d shapes",
                    INT32_MAX / 2);
}

static size_t count_assumed(const ird_work *work) {
    size_t count = 0;
    int32_t last = -1; /* the cut layer last counted: vias stand in their order */
    for (size_t i = 0; i < work->layer_count; i++) {
        count += work->layers[i].has_metal &&
                 work->rc->values.items[i].origin == IRD_RC_ASSUMED;
    }
    for (size_t i = 0; i < work->vias.count; i++) {
        const ird_work_via *via = &work->vias.items[i];
        if (via->is_assumed && via->cut != last) {
            count++;
            last = via->cut;
        }
    }
    return count;
}

/* Beyond 100 or 1000 ohm an ohm was taken for a kilo-ohm; below, a square of any metal.
 */
static void find_odd(ird_odd_layers *odd, const ird_work *work, size_t layer) {
    static const double LEAST_OHM = 1e-4, MOST_OHM[] = {100, 1000}, CONTRADICTION = 100;
    const ird_rc_value *value = &work->rc->values.items[layer];
    const ird_layer *of = &work->tech->layers.items[layer];
    bool is_cut = of->kind == IRD_LAYER_CUT;
    double lef_ohm = is_cut ? of->cut_ohm : of->sheet_ohm;
    const ird_odd_layer found = {(int32_t)layer, is_cut, value->ohm, lef_ohm};
    if (value->origin == IRD_RC_SET && lef_ohm > 0 && isfinite(lef_ohm) &&
        !(odd->contradicting.ohm > 0) &&
        (value->ohm >= CONTRADICTION * lef_ohm ||
         value->ohm * CONTRADICTION <= lef_ohm)) {
        odd->contradicting = found;
    }
    bool is_less = value->ohm < LEAST_OHM;
    if (value->origin != IRD_RC_ASSUMED && !(odd->beyond.ohm > 0) &&
        (is_less || value->ohm > MOST_OHM[is_cut])) {
        odd->beyond = found;
        odd->beyond.other_ohm = is_less ? LEAST_OHM : MOST_OHM[is_cut];
    }
}

/* Of the layers that the net has metal or cuts on. */
static void find_odd_layers(ird_odd_layers *odd, const ird_work *work) {
    int32_t last = -1; /* vias stand in the order of their cuts */
    for (size_t i = 0; i < work->layer_count; i++) {
        if (work->layers[i].has_metal) {
            find_odd(odd, work, i);
        }
    }
    for (size_t i = 0; i < work->vias.count; i++) {
        int32_t cut = work->vias.items[i].cut;
        if (cut >= 0 && cut != last) {
            find_odd(odd, work, (size_t)cut);
            last = cut;
        }
    }
}

static ird_status extract(ird_grid *grid, ird_work *work, ird_source_plan *plan,
                          const ird_power *power, const ird_source_options *sources,
                          const ird_monitor *monitor, ird_error *err) {
    const char *name = net_name(work->design, grid->options.net);
    ird_status status = ird_work_collect(work, grid, err);
    ird_free(work->tie_boxes.items); /* the probes have them now */
    memset(&work->tie_boxes, 0, sizeof work->tie_boxes);
    if (status == IRD_OK) {
        status = check_sizes(work, grid, err);
    }
    if (status == IRD_OK && grid->shapes == 0) {
        ird_fail(err, IRD_GRID_NO_METAL,
                 "net %s has no metal on any routing layer; draw its grid first, or "
                 "choose another net",
                 name);
        ird_error_detail(err, name, strlen(name));
        return IRD_GRID_NO_METAL;
    }
    if (status == IRD_OK) {
        status = ird_monitor_tick(monitor, "extracting the grid", 0.3, err);
    }
    if (status == IRD_OK) {
        ird_work_find_metal(work);
        if (work->is_drawn) {
            ird_source_stream_layers(work, sources);
        }
        status = ird_work_add_pin_shapes(work, err);
    }
    if (status == IRD_OK) {
        status = ird_work_merge(work, monitor, err);
    }
    if (status == IRD_OK) {
        status = ird_source_plan_make(plan, work, grid, sources, err);
    }
    if (status == IRD_OK) {
        status = ird_network_set_net(&grid->network, name, strlen(name), err);
    }
    if (status == IRD_OK) {
        grid->network.is_ground = grid->options.is_ground;
        grid->network.units = work->design->units;
        grid->assumed_layers = count_assumed(work);
        find_odd_layers(&grid->odd_layers, work);
        status = ird_assemble(grid, work, plan, monitor, err);
    }
    if (status == IRD_OK) {
        status = ird_grid_set_power(grid, work->design, work->tech, power, err);
    }
    return status;
}

static ird_status list_switches(ird_grid *grid, const ird_switches *switches,
                                ird_error *err) {
    for (size_t i = 0; switches != NULL && i < switches->items.count; i++) {
        const ird_switch *s = &switches->items.items[i];
        if (s->net == grid->options.net) {
            IRD_TRY(ird_vec_reserve(&grid->fed_by, 1, "listing switches", err));
            grid->fed_by.items[grid->fed_by.count++] = s->component;
        }
    }
    return IRD_OK;
}

ird_status ird_extract(ird_grid *grid, const ird_design *design,
                       const ird_technology *tech, const ird_layer_rc *rc,
                       const ird_power *power, const ird_extract_options *options,
                       const ird_monitor *monitor, ird_error *err) {
    ird_status status = check_options(design, tech, rc, options, err);
    if (status != IRD_OK) {
        return status;
    }
    ird_grid result = {.options = *options};
    const ird_source_file *file = options->sources.file;
    if (options->sources.type == IRD_SOURCE_FILE && file != NULL && !isnan(file->volt)) {
        result.options.source_v = file->volt;
    }
    result.options.sources.file = NULL;
    result.options.switches = NULL;
    ird_work work = {.design = design,
                     .tech = tech,
                     .rc = rc,
                     .is_drawn = options->kind == IRD_NETWORK_DRAWN,
                     .threads = ird_workers_wanted(options->threads),
                     .defers_pins = true};
    ird_source_plan plan = {0};
    status = list_switches(&result, options->switches, err);
    if (status == IRD_OK) {
        status = extract(&result, &work, &plan, power, &options->sources, monitor, err);
    }
    ird_work_free(&work);
    ird_source_plan_free(&plan);
    if (status != IRD_OK) {
        ird_grid_free(&result);
        return status;
    }
    ird_grid_free(grid);
    *grid = result;
    return IRD_OK;
}
