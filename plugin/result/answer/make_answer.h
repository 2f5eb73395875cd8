/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Answers made of what a session has: a solved net, maps drawn from a design, or a map
 * alone. Each of these fills in what it knows.
 */
#ifndef IRD_ANSWER_MAKE_ANSWER_H
#define IRD_ANSWER_MAKE_ANSWER_H

#include "answer/answer.h"
#include "answer/pin_drops.h"

/* What an answer points to and owns. */
typedef struct ird_answer_parts {
    ird_hotspot_list hotspots;
    IRD_VEC(const char *) unconnected;
    ird_pin_drops drops; /* of a solution */
    IRD_VEC(ird_answer_pin) pins;
    IRD_VEC(ird_answer_supply) supplies;
    ird_layer_share *shares;
    size_t share_count;
} ird_answer_parts; /* all zero is an empty one */

void ird_answer_parts_free(ird_answer_parts *parts); /* leaves an empty one */

/* An answer of which nothing is known but its map. threshold as ird_quantity_threshold
 * has it, for a supply of supply_v. */
ird_answer ird_answer_of_map(const ird_quantity *quantity, ird_way way, const char *net,
                             const ird_map *map, double supply_v);

/* What a solved net knows of its drops. partners: solved nets that close the loop with
 * it, by which the supplies that are left are known. Pointers go into parts and into what
 * solved points to. */
ird_status ird_answer_fill_solved(ird_answer *answer, ird_answer_parts *parts,
                                  const ird_solved *solved, const ird_solved *partners,
                                  size_t partner_count, ird_error *err);

/* The same where it is known otherwise what is left of the supply for each component of
 * the design, NAN for those without; NULL: it is not known. */
ird_status ird_answer_fill_left(ird_answer *answer, ird_answer_parts *parts,
                                const ird_solved *solved, const double *left_v,
                                ird_error *err);

/* A design, and maps that were drawn from it. */
typedef struct ird_drawn {
    const ird_raster *raster;
    const ird_design *design;
    const ird_technology *tech;
    const ird_power *power;
    bool supply_assumed;
    const char *supply_origin;
    const char *network_kind, *network_phrase; /* as in ird_answer */
} ird_drawn;

/* What is known where such maps lie under the map of the answer. */
ird_status ird_answer_fill_drawn(ird_answer *answer, ird_answer_parts *parts,
                                 const ird_drawn *drawn, ird_error *err);

/* Put them under the map for its hotspots alone, if they have its size and window. */
void ird_answer_put_under(ird_answer *answer, const ird_drawn *drawn);

/* Find the hotspots of the map above the threshold; answer->hotspots is for the caller to
 * set, when parts no longer move. */
ird_status ird_answer_find_hotspots(const ird_answer *answer, ird_answer_parts *parts,
                                    ird_error *err);

#endif
