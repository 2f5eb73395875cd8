/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One placed (or half placed) design, as a DEF file gives it, in database units. It
 * points into a technology by index and does not own it.
 */
#ifndef IRD_DESIGN_DESIGN_H
#define IRD_DESIGN_DESIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/alloc.h"
#include "base/names.h"
#include "base/notes.h"
#include "base/geometry.h"
#include "design/technology.h"

typedef struct ird_row {
    int32_t name, site; /* in row_names, keyword_names */
    ird_point at;
    ird_orient orient;
    int64_t count_x, count_y, step_x_dbu, step_y_dbu;
} ird_row;

typedef enum ird_placement {
    IRD_UNPLACED, /* also a component without any placement */
    IRD_PLACED,
    IRD_FIXED,
    IRD_COVER
} ird_placement;

/* The index of a component is the id of its name in component_names. */
typedef struct ird_component {
    int32_t macro;
    ird_placement placement;
    ird_orient orient;
    ird_point at; /* lower left corner of the turned box; (0, 0) when unplaced */
} ird_component;

/* A box on a layer. */
typedef struct ird_shape {
    int32_t layer;
    ird_rect box;
} ird_shape;

/* Pin of the design (PINS). Shapes [first_shape, +shape_count) of pin_shapes are in
 * design coordinates, all its PORTs together; it has none when unplaced. */
typedef struct ird_pin {
    int32_t net; /* in net_names; + NET missing: a net named like the pin */
    ird_pin_use use;
    ird_pin_direction direction;
    ird_placement placement;
    bool is_special;
    size_t first_shape, shape_count;
} ird_pin;

/* What drew a special wire: + SHAPE. */
typedef enum ird_wire_shape {
    IRD_SHAPE_NONE,
    IRD_SHAPE_RING,
    IRD_SHAPE_PADRING,
    IRD_SHAPE_BLOCKRING,
    IRD_SHAPE_STRIPE,
    IRD_SHAPE_FOLLOWPIN,
    IRD_SHAPE_IOWIRE,
    IRD_SHAPE_COREWIRE,
    IRD_SHAPE_BLOCKWIRE,
    IRD_SHAPE_BLOCKAGEWIRE,
    IRD_SHAPE_FILLWIRE,
    IRD_SHAPE_DRCFILL
} ird_wire_shape;

/* A straight piece of a special wire with its two ends on the centre line; box is its
 * metal, extensions included. For RECT and POLYGON pieces a and b are the middles of the
 * short sides of the box. Diagonal pieces have is_diagonal set and the bounding box. */
typedef struct ird_wire {
    int32_t layer;
    ird_wire_shape shape;
    int64_t width_dbu;
    ird_point a, b;
    ird_rect box;
    bool is_diagonal;
} ird_wire;

/* A via of a special net; DO n BY m STEP gives n x m of these records. */
typedef struct ird_via_at {
    int32_t via; /* index into vias of the technology, or -1 - index into design vias */
    ird_wire_shape shape;
    ird_orient orient;
    ird_point at;
} ird_via_at;

/* ( instance pin ) of a special net. component -1 stands for *, every instance with a
 * pin of that name; component -2 for PIN, a pin of the design. */
typedef struct ird_connection {
    int32_t component;
    int32_t pin; /* in pin_names of the technology; for PIN: the index of the pin */
} ird_connection;

enum { IRD_EVERY_COMPONENT = -1, IRD_DESIGN_PIN = -2 };

/* Net of SPECIALNETS; its index is the id of its name in special_net_names. */
typedef struct ird_special_net {
    ird_pin_use use;               /* from + USE; OTHER when not given */
    double voltage_v;              /* + VOLTAGE (given in mV there), or NAN */
    size_t first_wire, wire_count; /* in wires */
    size_t first_via, via_count;   /* in via_places */
    size_t first_connection, connection_count;
    /* Of these the last ones are not in the DEF but planned (../plan). */
    size_t planned_wires, planned_vias;
    size_t assumed_vias;  /* planned ones that no via or via rule of LEF describes */
    size_t shorted_wires; /* planned ones that lie on metal of another net */
} ird_special_net;

/* A via of the VIAS section, expanded to boxes; like ird_via but in database units. */
typedef struct ird_design_via {
    size_t first_shape, shape_count; /* in via_shapes */
    int32_t bottom, cut, top;
    int32_t cut_count;     /* a bar as its cut class says */
    double resistance_ohm; /* of its via rule over its cuts; 0: the rule has none */
    int32_t planned_by;    /* of a planned one: 1 + its rule in via_rules; 0: by none */
    int32_t lost_layer;    /* in keyword_names: the first unknown layer, whose shapes were
                              dropped; -1: none. For the reader */
} ird_design_via;

typedef struct ird_blockage {
    int32_t layer; /* -1 for a placement blockage */
    ird_rect box;
} ird_blockage;

typedef struct ird_design {
    char *name;
    int64_t units;                 /* database units per um */
    IRD_VEC(ird_point) die_points; /* corners of DIEAREA; two points are made four */
    ird_rect die;                  /* its bounding box */
    ird_rect core;                 /* bounding box of the rows; the die without rows. A
                                      row whose site no LEF defines counts without the
                                      site's own width and height */
    ird_names row_names, component_names, pin_names, net_names, special_net_names,
        design_via_names, keyword_names; /* planned vias have no names */
    IRD_VEC(ird_row) rows;
    IRD_VEC(ird_component) components;
    IRD_VEC(ird_pin) pins;
    IRD_VEC(ird_shape) pin_shapes;
    IRD_VEC(ird_design_via) design_vias;
    IRD_VEC(ird_shape) via_shapes;
    IRD_VEC(ird_special_net) special_nets;
    IRD_VEC(ird_wire) wires;
    IRD_VEC(ird_via_at) via_places;
    IRD_VEC(ird_connection) connections;
    IRD_VEC(ird_blockage) blockages;
    size_t net_count; /* nets of NETS: counted and skipped */
    size_t unplaced_count;
    ird_notes notes; /* what the reader has to tell of the file */
} ird_design;        /* all zero is an empty one */

void ird_design_free(ird_design *design); /* leaves an empty one */

/* Make the die this rectangle, by its four corners. doing is for NO_MEMORY. */
ird_status ird_design_set_die(ird_design *design, ird_rect die, const char *doing,
                              ird_error *err);

/* Box of a placed component: LEF SIZE under its orientation. */
ird_rect ird_component_box(const ird_design *design, const ird_technology *tech,
                           size_t component);

/* Area of its macro in um^2, whatever its placement. */
double ird_component_area_um2(const ird_design *design, const ird_technology *tech,
                              size_t component);

/* True for straight wires that are meant to be connected where they cross. */
bool ird_wire_is_grid(const ird_wire *wire);

/* Boxes of a via of a special net in design coordinates: calls visit for each. */
void ird_via_visit(const ird_design *design, const ird_technology *tech,
                   const ird_via_at *place,
                   void (*visit)(void *context, const ird_shape *shape), void *context);

/* Which components draw their current from a special net: for each component the number
 * of its pins that the net connects to (explicitly, or by * with a power or ground pin of
 * that name), into counts[components]. A net without any connection that is the only one
 * of its use is taken to feed every component with a pin of that use; *assumed tells. */
ird_status ird_special_net_components(const ird_design *design,
                                      const ird_technology *tech, int32_t net,
                                      int32_t *counts, bool *assumed, ird_error *err);

static inline ird_rect_um ird_design_die_um(const ird_design *design) {
    double um = 1.0 / (double)design->units;
    return (ird_rect_um){(double)design->die.x0_dbu * um, (double)design->die.y0_dbu * um,
                         (double)design->die.x1_dbu * um,
                         (double)design->die.y1_dbu * um};
}

#endif
