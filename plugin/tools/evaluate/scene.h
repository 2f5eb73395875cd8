/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A case read and solved, with everything that methods are measured on. Internal to
 * evaluate/.
 */
#ifndef IRD_EVALUATE_SCENE_H
#define IRD_EVALUATE_SCENE_H

#include "evaluate/cases.h"
#include "channels/network_loads.h"
#include "predict/predict.h"
#include "mapped/net_sheet.h"
#include "query/requests.h"
#include "query/solved_nets.h"

enum { IRD_SCENE_SIDE = IRD_SIZE_DEFAULT };

typedef struct ird_scene {
    ird_session session;
    const ird_net_grid *grid; /* solved */
    ird_net_scene net;        /* its coarse network ... */
    ird_view *view;           /* ... seen from the die ... */
    ird_drops drops;          /* ... and its drops */
    const ird_raster *raster; /* the session's: 64 x 64 pixels over the die */
    ird_map exact;            /* the worst load of each pixel, in V */
    ird_map local;            /* of a design: strength by the least resistive path */
    double *base, *change, *distance, *bound; /* one a pixel; one block, base first */
    ird_predict_inputs inputs;                /* points to the above */
    double read_s, factor_s, grid_s;
    uint64_t seed;       /* of the currents ... */
    ird_net_sheet sheet; /* ... that a sheet of the grid is fitted to, where one is */
    /* For the methods to work in. */
    ird_predictor predictor;
    ird_map drop;
    ird_coarse *plain;
    ird_drops plain_drops;
} ird_scene; /* all zero is an empty one */

ird_status ird_scene_open(ird_scene *scene, const ird_case *c, const char *model,
                          ird_error *err);
/* The drops of the coarse network again, as every new placement needs them. */
ird_status ird_scene_solve_coarse(ird_scene *scene, ird_error *err);

/* What draws in it. */
ird_drawing_loads ird_scene_loads(const ird_scene *scene);

void ird_scene_close(ird_scene *scene);

/* The case in an empty session, with the model; *net is its default net. */
ird_status ird_scene_read(ird_session *session, const ird_case *c, const char *model,
                          int32_t *net, ird_error *err);

#endif
