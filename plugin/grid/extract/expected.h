/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How large the network of a net will be, and what extracting it takes, by counts of
 * what it is made from. The counts are exact, what follows from them is not: on designs
 * from 500 to 1,000,000 cells nodes were within a factor of 1.6.
 */
#ifndef IRD_EXTRACT_EXPECTED_H
#define IRD_EXTRACT_EXPECTED_H

#include "extract/extract.h"

typedef struct ird_extract_cost {
    size_t pins, wires, vias; /* of instances on the net, as the DEF has them */
    double nodes, resistors;  /* of the network */
    double core;              /* nodes that are left to factor */
    double peak_bytes, kept_bytes;
    double reference_s; /* base/cost.h */
} ird_extract_cost;

void ird_extract_expect(ird_extract_cost *cost, const ird_design *design, int32_t net,
                        ird_network_kind kind);

#endif
