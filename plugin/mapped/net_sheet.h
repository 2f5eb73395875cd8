/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The sheet that stands for a net's grid where a model sees the three maps alone
 * (model/pdn/fitted_sheet.h): fitted once for a grid to exact solutions, on the factor
 * that is there, for what cells draw by their size in one part of the die after another,
 * and for random currents; they have nothing to do with the user's. Cells of a design
 * draw them, or, of a network without cells, its wires.
 */
#ifndef IRD_MAPPED_NET_SHEET_H
#define IRD_MAPPED_NET_SHEET_H

#include "mapped/net_coarse.h"
#include "predict/predict.h"

/* Random currents, and how many of more than IRD_SHEET_FEW and of more than
 * IRD_COARSE_SMALL nodes. Multiples of IRD_SHEET_TURNS. */
enum {
    IRD_SHEET_EXAMPLES = 32,
    IRD_SHEET_FEW = 100000,
    IRD_SHEET_EXAMPLES_MANY = 16,
    IRD_SHEET_EXAMPLES_LARGE = 8
};

/* Hats a side (model/pdn/far_part.h), of at most IRD_SHEET_FEW nodes and of more. */
enum { IRD_SHEET_HATS = 16, IRD_SHEET_HATS_MANY = 8 };

/* And so many more, for speckled currents, which widen the bound alone: a sheet that is
 * fitted to them tells the largest drops of others too high. */
enum { IRD_SHEET_APART = 4 };

/* Of the random currents of ird_session_need_sheet. */
enum { IRD_SHEET_SEED = 1 };

typedef struct ird_net_sheet {
    ird_fitted_sheet *sheet; /* of the die in IRD_TILE pixels a side; NULL: the grid has
                                no factor to solve by */
    size_t examples, hats;
    size_t solutions; /* that it took, all together */
    double build_s;
} ird_net_sheet;

/* Good until ird_session_end_command. */
ird_status ird_session_need_sheet(ird_session *session, const ird_net_scene *scene,
                                  const ird_net_sheet **sheet, ird_error *err);

/* The same, given to a predictor that takes one; *sheet (may be NULL) is NULL where it
 * does not or there is none, as for nets with power switches. */
ird_status ird_session_use_sheet(ird_session *session, const ird_net_scene *scene,
                                 ird_predictor *predictor, const ird_net_sheet **sheet,
                                 ird_error *err);

/* The same made anew with random currents of another seed, for who measures what they are
 * worth; to be freed with ird_fitted_sheet_free. */
ird_status ird_session_fit_sheet(ird_session *session, const ird_net_scene *scene,
                                 uint64_t seed, ird_net_sheet *sheet, ird_error *err);

#endif
