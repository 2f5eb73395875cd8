/* SPDX-License-Identifier: BSD-3-Clause */
#include "world/world.h"

#include <string.h>

#include "world/floorplan.h"

static const char DOING[] = "making a floorplan";

const char *ird_world_feature_name(size_t bit) {
    static const char *const names[] = {
        "dual rails",   "skips layers", "zones",       "missing stripes", "cut stripes",
        "missing vias", "bare region",  "loose rails", "block rings",     "package"};
    return bit < IRD_WORLD_FEATURE_COUNT ? names[bit] : "unknown";
}

void ird_world_free(ird_world *world) {
    if (world != NULL) {
        ird_technology_free(&world->tech);
        ird_design_free(&world->design);
        ird_layer_rc_free(&world->rc);
        ird_source_file_free(&world->places);
        ird_free(world->modules);
        memset(world, 0, sizeof *world);
    }
}

ird_extract_options ird_world_options(const ird_world *world) {
    ird_extract_options options = {.net = world->net,
                                   .is_ground = world->is_ground,
                                   .swing_v = world->supply_v,
                                   .source_v = world->is_ground ? 0 : world->supply_v,
                                   .sources = world->sources,
                                   .kind = IRD_NETWORK_DRAWN};
    if (options.sources.type == IRD_SOURCE_FILE) {
        options.sources.file = &world->places;
    }
    return options;
}

/* * and each name of a pin of the net: VDD, VDD1, ... */
static ird_status connect(ird_world *world, const char *net, ird_special_net *special,
                          ird_error *err) {
    ird_design *design = &world->design;
    special->first_connection = design->connections.count;
    for (size_t i = 0; i < ird_names_count(&world->tech.pin_names); i++) {
        const char *name = ird_names_get(&world->tech.pin_names, (int32_t)i);
        if (strncmp(name, net, strlen(net)) == 0) {
            IRD_TRY(ird_vec_reserve(&design->connections, 1, DOING, err));
            design->connections.items[design->connections.count++] =
                (ird_connection){IRD_EVERY_COMPONENT, (int32_t)i};
        }
    }
    special->connection_count = design->connections.count - special->first_connection;
    return IRD_OK;
}

static ird_status add_nets(ird_world *world, ird_error *err) {
    static const char *const names[] = {"VDD", "VSS"};
    ird_design *design = &world->design;
    int32_t id;
    IRD_TRY(ird_vec_reserve(&design->special_nets, 2, DOING, err));
    for (size_t net = 0; net < 2; net++) {
        ird_special_net special = {.use = net == 0 ? IRD_USE_POWER : IRD_USE_GROUND,
                                   .voltage_v = (double)NAN};
        IRD_TRY(ird_names_add(&design->special_net_names, names[net], 3, &id, NULL, err));
        IRD_TRY(ird_names_add(&design->net_names, names[net], 3, &id, NULL, err));
        IRD_TRY(connect(world, names[net], &special, err));
        design->special_nets.items[design->special_nets.count++] = special;
    }
    return IRD_OK;
}

static ird_status make(ird_floorplan *plan, ird_error *err) {
    ird_world *world = plan->world;
    world->net = ird_draw_chance(&plan->random, 0.5) ? 1 : 0;
    world->is_ground = world->net == 1;
    IRD_TRY(ird_floorplan_technology(plan, err));
    world->supply_v =
        ird_draw_clamped(0.7 * pow(world->facts.feature_nm / 7, 0.25), 0.6, 1.8) *
        ird_random_uniform(&plan->random, 0.9, 1.1);
    IRD_TRY(ird_floorplan_die(plan, err));
    ird_floorplan_pitches(plan);
    IRD_TRY(ird_floorplan_blocks(plan, err));
    IRD_TRY(add_nets(world, err));
    IRD_TRY(ird_floorplan_net(plan, 1 - world->net, err));
    IRD_TRY(ird_floorplan_net(plan, world->net, err));
    IRD_TRY(ird_floorplan_place(plan, err));
    IRD_TRY(ird_floorplan_sources(plan, err));
    return ird_layer_rc_build(&world->rc, &world->tech, NULL, err);
}

ird_status ird_world_make(ird_world *world, uint64_t seed, uint64_t index,
                          ird_error *err) {
    ird_world made = {.seed = seed, .index = index};
    ird_floorplan *plan = ird_alloc_zero(1, sizeof *plan);
    if (plan == NULL) {
        return ird_fail_memory(err, DOING);
    }
    plan->world = &made;
    plan->random = ird_random_stream(seed, index);
    ird_status status = make(plan, err);
    ird_free(plan->pieces.items);
    ird_free(plan);
    if (status != IRD_OK) {
        ird_world_free(&made);
        return status;
    }
    *world = made;
    return IRD_OK;
}
