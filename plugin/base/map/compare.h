/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Error figures of a map A against a reference B.
 */
#ifndef IRD_BASE_MAP_COMPARE_H
#define IRD_BASE_MAP_COMPARE_H

#include "base/map/map.h"

/* e = A - B over all pixels that are empty in neither map. What is not defined is NAN. */
typedef struct ird_comparison {
    double mae;       /* mean of |e|, in the unit of B */
    double rmse;      /* root of the mean of e^2 */
    double psnr_db;   /* 20 log10(range of B / rmse); +infinity for equal maps */
    double max_error; /* largest |e| */
    double cc;        /* Pearson's correlation; NAN when a map is constant */
    double f1_90;     /* F1 score of the pixels above 0.9 x the maximum of B, in both */
} ird_comparison;

/* Range of B in psnr_db: its maximum minus its minimum, 1 for normalised maps. Raises
 * COMPARE_SHAPE, and COMPARE_UNITS for different units that both are known. f1_90 follows
 * the ICCAD 2023 contest (problem C). */
ird_status ird_map_compare(ird_comparison *comparison, const ird_map *a, const ird_map *b,
                           ird_error *err);

#endif
