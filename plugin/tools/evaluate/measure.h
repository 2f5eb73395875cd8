/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A calibrated model measured on a real power grid, against the exact solution and beside
 * other ways to tell the drops. Maps have 64 x 64 pixels over the die; a pixel has the
 * worst load in it.
 */
#ifndef IRD_EVALUATE_MEASURE_H
#define IRD_EVALUATE_MEASURE_H

#include "evaluate/cases.h"
#include "base/map/compare.h"
#include "mapped/net_sheet.h"

typedef enum ird_method {
    IRD_METHOD_FORMULA, /* gaussian(switching x cell_density / (power_grid + 0.1), sigma
                           3) times the one factor that fits the exact map best */
    IRD_METHOD_SHEET,   /* a sheet of one conductance, no network (plain_sheet.h) */
    IRD_METHOD_PDN3,    /* the embedded three-channel model */
    IRD_METHOD_COARSE,  /* the coarse network alone: 64 x 64 cells a layer, not
                           calibrated by a uniform current, no sweeps */
    IRD_METHOD_BASE,    /* the coarse solution as the model has it */
    IRD_METHOD_CHANGE,  /* and what one more round of it would add */
    IRD_METHOD_MODEL,
    IRD_METHOD_EXACT,
    IRD_METHODS
} ird_method;

const char *ird_method_name(ird_method method); /* "formula", ... */

typedef struct ird_method_figures {
    bool is_there;             /* false: the model wants a channel that this case lacks */
    ird_comparison comparison; /* with the exact map, in V */
    double worst_v;
    double grid_s;   /* once for a grid, from its network on */
    double update_s; /* for new currents, beyond rasterizing them; median of several */
} ird_method_figures;

/* A map of pixels of 1 um against the contest's. */
typedef struct ird_fine_figures {
    ird_comparison comparison;
    double seconds; /* all of it, from reading the netlist on */
} ird_fine_figures;

typedef struct ird_case_figures {
    size_t nodes, resistors, sources, loads;
    double supply_v, exact_worst_v; /* in the map */
    ird_method_figures methods[IRD_METHODS];
    double within_bound; /* part of the pixels; NAN where the model gives no bound */
    double read_s;       /* reading and, for a design, extracting the network */
    double raster_s;     /* the maps of currents and cells */
    double solve_s, draw_s, network_s; /* parts of the model's update */
    bool has_fine;                     /* there is a map of the contest */
    ird_fine_figures fine_model, fine_exact;
} ird_case_figures;

enum { IRD_EVALUATE_SEED = IRD_SHEET_SEED };

/* model: the name of an embedded one or a path; seed: of the random currents that sheets
 * are fitted to (mapped/net_sheet.h). Raises PREDICT_RELATIVE for a model
 * without volts, EVALUATE_NO_CASE where no current is drawn, and what reading, solving
 * and predicting raise. */
ird_status ird_evaluate_case(ird_case_figures *figures, const ird_case *c,
                             const char *model, uint64_t seed, ird_error *err);

/* An embedded model by name; what has a dot or a slash in it is a file. */
typedef struct ird_surrogate ird_surrogate;
ird_status ird_evaluate_open_model(ird_surrogate **surrogate, const char *model,
                                   ird_error *err);

#endif
