/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Internal to patch/: how a patch is made.
 */
#ifndef IRD_PATCH_PATCH_PARTS_H
#define IRD_PATCH_PATCH_PARTS_H

#include "extract/assemble.h"
#include "patch/patch.h"

/* Places of nodes: a number each, that of the node of the whole network where one stands
 * there, else the next one from its count of nodes on. */
typedef struct ird_place_map {
    ird_node *places; /* by number */
    size_t count, capacity;
    uint32_t *slots; /* number + 1, 0 for none; a power of two of them */
    size_t slot_count;
} ird_place_map;

enum { IRD_PATCH_LOADED = 1, IRD_PATCH_SOURCE = 2, IRD_PATCH_DOUBLE = 4 };

/* Where a node is in the axes of its layer. */
typedef struct ird_placed_node {
    int64_t u_dbu, v_dbu;
} ird_placed_node;

/* Shapes of a layer by their low v. */
typedef struct ird_shape_order {
    uint32_t *by_v;  /* those that are low, then the tall ones in any order */
    size_t low;      /* how many are low ... */
    int64_t low_dbu; /* ... that is up to so high */
} ird_shape_order;

struct ird_patch_book {
    const ird_grid *grid;
    const ird_technology *tech;
    ird_work work;    /* collected, not merged */
    ird_grid scratch; /* what collecting counts */
    ird_place_map map;
    uint8_t *flags;      /* per node: holds loads or pins; a source; not alone there */
    size_t *start;       /* per node, and one more: into ... */
    uint32_t *resistors; /* ... those at it */
    ird_placed_node *by_place; /* nodes by layer, then u */
    size_t *layer_start;       /* per layer, and one more */
    ird_shape_order *shapes;   /* per layer */
    size_t shape_count;        /* on all of them */
    const char *why;           /* this net cannot be patched; NULL: it can */
};

/* The number of a place, made where there is none yet. */
ird_status ird_place_number(ird_place_map *map, int32_t layer, ird_point at,
                            int32_t *number, ird_error *err);
/* Forget all numbers from count on. */
void ird_place_truncate(ird_place_map *map, size_t count);
/* One more at a place that has a number already. */
ird_status ird_place_double(ird_place_map *map, int32_t layer, ird_point at,
                            int32_t *number, ird_error *err);
/* -1 where there is none. */
int32_t ird_place_find(const ird_place_map *map, int32_t layer, ird_point at);

/* Put the shapes of the book in order (patch_windows.c). */
ird_status ird_patch_sort_shapes(ird_patch_book *book, ird_error *err);

/* A part of a layer that is cut out. */
typedef struct ird_patch_window {
    int32_t layer;
    ird_uv_box box;
} ird_patch_window;

typedef struct ird_patch_windows {
    IRD_VEC(ird_patch_window) items;
} ird_patch_windows;

/* Windows around what is new (of each layer of which the last via_probes shapes are those
 * of vias), `grown` times as wide as the first time (patch_windows.c).
 */
ird_status ird_patch_find_windows(ird_patch_windows *windows, const ird_patch_book *book,
                                  const ird_work *added, double grown, ird_error *err);

/* A part of the network, by numbers of places. */
typedef struct ird_part_resistor {
    int32_t low, high; /* low < high */
    bool is_via;
    int32_t section;
    double ohm;
} ird_part_resistor;

typedef struct ird_part {
    IRD_VEC(ird_part_resistor) resistors; /* sorted */
    IRD_VEC(int32_t) sources;             /* sorted */
    IRD_VEC(int32_t) nodes;               /* all that it has, sorted */
    IRD_VEC(int32_t) stubs;   /* those of them whose metal it has not, sorted */
    IRD_VEC(int32_t) doubles; /* of the whole network: several of its nodes stand there */
    size_t shapes;            /* that it was extracted from */
    bool is_much;             /* more than it was to have; nothing else is set */
    IRD_VEC(ird_part_resistor) ties; /* places of the whole network that are one in it */
} ird_part;

void ird_part_free(ird_part *part);

/* Cut the windows out of the book's metal, with added (NULL: without), and extract what
 * that is, but no more than so many shapes: then is_much is set (patch_cut.c). */
ird_status ird_part_make(ird_part *part, ird_patch_book *book,
                         const ird_patch_windows *windows, const ird_work *added,
                         size_t most, ird_error *err);

#endif
