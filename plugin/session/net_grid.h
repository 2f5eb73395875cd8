/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a session keeps about the power grid of one net: the network, its factor and the
 * last solution. Each follows from the one before it; new currents leave the first two.
 */
#ifndef IRD_SESSION_NET_GRID_H
#define IRD_SESSION_NET_GRID_H

#include "extract/move.h"
#include "session/result.h"
#include "static/solve.h"

/* How the sources of a net are placed. Kept by name, so that it outlives the next DEF. */
typedef struct ird_source_setting {
    char *net;
    ird_source_options options; /* for FILE its file is places below */
    ird_source_file places;
    char *path; /* of the file, or NULL */
} ird_source_setting;

void ird_source_setting_free(ird_source_setting *setting); /* leaves an empty one */

/* What predictions of a net are made from; see coarse.h. */
typedef struct ird_net_coarse ird_net_coarse;

typedef struct ird_net_grid {
    int32_t net;   /* special net of the design */
    ird_grid grid; /* of a design from SPICE: the network alone */
    ird_supply_origin supply_origin;
    double supply_v;         /* of its cells */
    double extract_s;        /* what reading or extracting took */
    bool has_loads;          /* those of the present power */
    ird_grid_key key;        /* of what the grid was extracted from */
    double planned_source_v; /* before a file of sources had its say */
    ird_move move;           /* of cells since then */
    ird_grid_base *base;     /* NULL before a DEF was read since */
    ird_factor *factor;
    ird_solve_options solve_options; /* that the factor was made by */
    bool factor_is_reused;           /* by the last solution */
    bool is_solved;
    ird_solution solution;
    double seconds;  /* of the whole last solution, extraction and factor included */
    ird_result *map; /* of the last solution, or NULL */
    ird_net_coarse *coarse; /* NULL until something is predicted */
} ird_net_grid;

/* The network outlives its factor, so a grid is freed as a whole. NULL is fine. */
void ird_net_grid_free(ird_net_grid *grid);

/* The factor that solves or the one that predicts, whichever is there, or NULL. */
const ird_factor *ird_net_grid_any_factor(const ird_net_grid *grid);

/* Whether cells stand elsewhere than when the network was extracted. */
bool ird_net_grid_is_moved(const ird_net_grid *grid);

/* Forget the solution and its map, and the coarse drops. */
void ird_net_grid_unsolve(ird_net_grid *grid);

#endif
