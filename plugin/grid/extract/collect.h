/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What extraction works on between the design and the network: the shapes of a net by
 * layer, its vias and its instance pins. For patch/ and extract/.
 */
#ifndef IRD_EXTRACT_COLLECT_H
#define IRD_EXTRACT_COLLECT_H

#include "extract/extract.h"
#include "metal/metal.h"

/* Metal of one layer that hangs together. */
typedef struct ird_work_cluster {
    ird_uv_box box;
    int64_t u_dbu, v_dbu; /* low corner of its first slab */
    size_t slabs;
    uint32_t island; /* of the grid, once these are found */
} ird_work_cluster;

/* A routing layer; empty for every other layer of the technology. Its metal is merged as
 * a whole, and the slabs of its probes are numbers of slabs; or it is streamed: merged
 * and wired band by band (bands.h), of which clusters are all that stays. Then the slabs
 * of its probes are numbers of clusters. */
typedef struct ird_work_layer {
    bool is_vertical;        /* u is y */
    int64_t point_pitch_dbu; /* min(10 um, 10 x pitch): spacing of source points */
    IRD_VEC(ird_uv_box) shapes;
    IRD_VEC(ird_probe) probes;      /* vias, then pin shapes, then wires */
    IRD_VEC(ird_uv_box) touching;   /* per probe that becomes a node: where it conducts */
    size_t via_probes, node_probes; /* those that become nodes: not the wires */
    bool has_pins, has_metal, is_streamed;
    ird_metal metal;                    /* not where streamed */
    IRD_VEC(ird_work_cluster) clusters; /* in the order of their first slabs */
    uint32_t *cluster_of;               /* per slab of metal */
    ird_grid_metal sum;
    uint32_t *order; /* where streamed: the node probes along the metal, then NO_PROBE */
    uint32_t first_slab; /* where the slabs, probes, joints and clusters of this ... */
    uint32_t first_probe, first_joint, first_cluster; /* ... begin among all layers' */
} ird_work_layer;

#define IRD_NO_PROBE UINT32_MAX

/* A via, or one cut of a large one. Probes: its node on the two metals. */
typedef struct ird_work_via {
    ird_point at;
    ird_rect box; /* around its cuts */
    int32_t cut, metal[2];
    int32_t cuts;
    uint32_t probe[2];
    double ohm;
    bool is_assumed; /* nothing says what its ohm is */
} ird_work_via;

/* A shape of an instance pin. */
typedef struct ird_work_tie {
    uint32_t terminal;
    int32_t layer;
    uint32_t probe;
} ird_work_tie;

/* A shape of a pin of a pad, in a drawn network; those of a terminal stand together. */
typedef struct ird_work_pad {
    uint32_t terminal;
    ird_shape shape;
} ird_work_pad;

/* A shape of an instance pin that conducts. */
typedef struct ird_look_shape {
    ird_shape shape; /* of a cell whose lower left corner is at (0, 0) */
    bool is_tied;
} ird_look_shape;

/* A pin of a macro turned some way: few, of which cells have many. */
typedef struct ird_pin_look {
    ird_point at; /* as an ird_pin_spot */
    int32_t layer;
    uint32_t first, count; /* of its shapes, in look_shapes */
    uint32_t first_part, parts;
} ird_pin_look;

/* Shapes of a look that hang together. */
typedef struct ird_look_part {
    int32_t layer;
    uint32_t first, count; /* in part_shapes */
} ird_look_part;

/* Part of a pin of an instance: its shapes are those of the part, where the cell stands.
 */
typedef struct ird_work_pin {
    int32_t component;
    uint32_t part;
} ird_work_pin;

/* A drawn wire, to know which slab it became part of. */
typedef struct ird_work_wire {
    uint32_t wire; /* of the design */
    int32_t layer;
    uint32_t probe;
} ird_work_wire;

typedef struct ird_work {
    const ird_design *design;
    const ird_technology *tech;
    const ird_layer_rc *rc;
    bool is_drawn;    /* not like PDNSim's */
    size_t threads;   /* that a streamed layer is shared by */
    bool defers_pins; /* their shapes are not among those of the layers yet */
    bool is_part;     /* of the metal of a net (patch.h): no terminals, and vias with
                         one metal alone have a node for the other */
    ird_work_layer *layers; /* one a layer of the technology */
    size_t layer_count;
    int32_t top; /* the outermost layer with metal; -1 before merging */
    IRD_VEC(ird_work_via) vias;
    IRD_VEC(ird_work_tie) ties;
    IRD_VEC(ird_rect) tie_boxes; /* of the shape of each; probes are made from them */
    IRD_VEC(ird_work_pin) pins;  /* with shapes; in the order of terminals */
    IRD_VEC(ird_pin_look) looks;
    IRD_VEC(ird_look_shape) look_shapes;
    IRD_VEC(ird_look_part) parts;
    IRD_VEC(ird_rect) part_shapes; /* of a cell at (0, 0) */
    IRD_VEC(ird_work_wire) wires;
    IRD_VEC(ird_work_pad) pads;
    IRD_VEC(ird_shape) pin_boxes; /* DEF pins of the net */
} ird_work;                       /* all zero is an empty one */

void ird_work_free(ird_work *work);

/* From the axes of a layer to those of the design and back. */
ird_uv_box ird_work_uv(const ird_work_layer *layer, ird_rect box);
ird_rect ird_work_rect(const ird_work_layer *layer, ird_uv_box box);
ird_point ird_work_point(const ird_work_layer *layer, int64_t u_dbu, int64_t v_dbu);

/* Shapes, vias, pins and terminals of the net; the counts go into grid. */
ird_status ird_work_collect(ird_work *work, ird_grid *grid, ird_error *err);

static inline ird_point ird_rect_middle(ird_rect box) {
    return (ird_point){box.x0_dbu + (box.x1_dbu - box.x0_dbu) / 2,
                       box.y0_dbu + (box.y1_dbu - box.y0_dbu) / 2};
}

/* All pin shapes of the technology in database units, for each is used by many instances;
 * layer -1 where it does not conduct. Free with ird_free. */
ird_status ird_pin_shapes_make(const ird_technology *tech, int64_t units,
                               ird_shape **shapes, ird_error *err);

ird_point ird_macro_size(const ird_macro *macro, int64_t units);

/* Where a pin is in a cell that is turned so and has its lower left corner at (0, 0): at
 * the mean of the middles of its shapes that conduct. */
typedef struct ird_pin_spot {
    ird_point at;
    int32_t layer; /* of the first; -1 without any */
} ird_pin_spot;

ird_pin_spot ird_pin_spot_of(const ird_shape *shapes, const ird_macro_pin *pin,
                             ird_point size, ird_orient orient);

/* A terminal that has no node yet, of a cell whose lower left corner is there. */
ird_grid_terminal ird_pin_terminal(int32_t component, const ird_macro_pin *pin,
                                   const ird_pin_spot *spot, const ird_macro *macro,
                                   ird_point corner);

/* The instance pins of the net: pins, ties and grid->terminals (pins.c). */
ird_status ird_work_collect_pins(ird_work *work, ird_grid *grid, ird_error *err);

/* The shapes of pins into their layers, where these are not streamed. */
ird_status ird_work_add_pin_shapes(ird_work *work, ird_error *err);

/* A shape, of part_shapes, of a pin in the axes of the layer that it is on. */
ird_uv_box ird_work_pin_box(const ird_work *work, const ird_work_pin *pin,
                            uint32_t shape);

/* The same in its parts: layers without anything; wires and vias of the net; probes for
 * what is there, vias at one place united first. */
ird_status ird_work_open(ird_work *work, ird_error *err);
ird_status ird_work_collect_metal(ird_work *work, ird_grid *grid, ird_error *err);
ird_status ird_work_add_probes(ird_work *work, ird_grid *grid, ird_error *err);

/* Which layers have metal, and the outermost of them (extract.c). */
void ird_work_find_metal(ird_work *work);

/* The clusters of merged metal behind those that are there, what it sums up to, and for
 * each slab its cluster, counted from the first of these (clusters.c). */
ird_status ird_clusters_find(ird_work_layer *layer, const ird_metal *metal,
                             uint32_t *cluster_of, ird_error *err);

/* The cluster, among those of all layers, of metal under a probe, where there is any. */
uint32_t ird_work_cluster_at(const ird_work *work, int32_t layer, uint32_t probe);

/* Merge the shapes of each layer that is not streamed and answer its probes (extract.c).
 */
ird_status ird_work_merge(ird_work *work, const ird_monitor *monitor, ird_error *err);

/* Add a box of the design to its layer, if that is a routing layer. */
ird_status ird_work_add_shape(ird_work *work, ird_grid *grid, const ird_shape *shape,
                              ird_error *err);

/* A source to make: a point of a slab. */
typedef struct ird_source_point {
    int32_t layer;
    uint32_t slab; /* of the layer */
    int64_t u_dbu, v_dbu;
    bool is_joint;
} ird_source_point;

/* A part of a slab that a source drives: every node inside is a source. */
typedef struct ird_source_area {
    int32_t layer;
    uint32_t slab; /* of the layer */
    ird_uv_box box;
    uint32_t place; /* which source it is of; of DEF pins the index in pin_boxes */
} ird_source_area;

typedef struct ird_source_plan {
    IRD_VEC(ird_source_point) points;
    IRD_VEC(ird_source_area) areas;
    bool takes_terminals; /* those that ird_source_at_terminal says */
    bool joins_areas;     /* all nodes inside an area are one */
    ird_source_info info;
} ird_source_plan;

void ird_source_plan_free(ird_source_plan *plan);

/* Say which layers may be streamed: those that no source can be on. */
void ird_source_stream_layers(ird_work *work, const ird_source_options *options);

/* Where the sources of the net go; its metal is merged and the probes are answered, but
 * for streamed layers. */
ird_status ird_source_plan_make(ird_source_plan *plan, const ird_work *work,
                                const ird_grid *grid, const ird_source_options *options,
                                ird_error *err);

/* Whether the component is one whose power pins are sources of type PADS. */
bool ird_source_is_pad(const ird_design *design, const ird_technology *tech,
                       int32_t component);

/* True where the terminal is a source of that type: PADS, of a pad or bump cell;
 * SWITCHES, of a switch (extract.h). False for the types that are no terminals. */
bool ird_source_at_terminal(ird_source_type type, const ird_grid *grid,
                            const ird_design *design, const ird_technology *tech,
                            size_t terminal);

#endif
