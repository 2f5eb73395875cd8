/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/net_coarse.h"

#include <math.h>
#include <string.h>

#include "session/clock.h"
#include "session/grid.h"

static const char DOING[] = "making the coarse network";

void ird_net_coarse_free(ird_net_coarse *coarse) {
    if (coarse != NULL) {
        ird_view_free(coarse->view);
        ird_drops_free(&coarse->drops);
        ird_wires_free(&coarse->wires);
        ird_coarse_free(coarse->coarse);
        ird_factor_free(coarse->factor);
        ird_free(coarse);
    }
}

static ird_status build(ird_net_coarse *made, const ird_network *network,
                        const ird_monitor *monitor, ird_error *err) {
    ird_solve_options solve = ird_coarse_solve_options;
    ird_coarse_options options = ird_coarse_defaults;
    double begin_s = ird_session_clock_s();
    IRD_TRY(ird_factor_create(&made->factor, network, &solve, monitor, err));
    bool is_factored = ird_factor_get_info(made->factor).method != IRD_SOLVE_MULTIGRID;
    made->is_calibrated = is_factored || network->nodes.count < IRD_COARSE_LARGE;
    options.is_calibrated = made->is_calibrated;
    IRD_TRY(ird_coarse_create(&made->coarse, made->factor, &options, monitor, err));
    IRD_TRY(ird_view_wires(&made->wires, network, made->coarse, err));
    made->build_s = ird_session_clock_s() - begin_s;
    return IRD_OK;
}

ird_status ird_session_need_coarse(ird_session *session, int32_t net,
                                   const ird_monitor *monitor, ird_net_grid **grid,
                                   ird_error *err) {
    ird_net_grid *there = NULL;
    IRD_TRY(ird_session_need_moved(session, net, true, monitor, &there, err));
    if (there->coarse != NULL) {
        *grid = there;
        return IRD_OK;
    }
    ird_net_coarse *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status = build(made, &there->grid.network, monitor, err);
    if (status != IRD_OK) {
        ird_net_coarse_free(made);
        return status;
    }
    there->coarse = made;
    *grid = there;
    return IRD_OK;
}

ird_status ird_session_need_drops(ird_net_grid *grid, ird_error *err) {
    ird_net_coarse *coarse = grid->coarse;
    if (coarse->has_drops) {
        return IRD_OK;
    }
    double begin_s = ird_session_clock_s();
    IRD_TRY(ird_drops_solve(&coarse->drops, coarse->coarse, &grid->grid.network,
                            &coarse->wires, NULL, 0, err));
    coarse->has_drops = true;
    coarse->solve_s = ird_session_clock_s() - begin_s;
    return IRD_OK;
}

ird_status ird_session_need_view(ird_net_grid *grid, const ird_node_window *window,
                                 ird_error *err) {
    ird_net_coarse *coarse = grid->coarse;
    if (coarse->view != NULL &&
        memcmp(ird_view_window(coarse->view), window, sizeof *window) == 0) {
        return IRD_OK;
    }
    ird_view *made = NULL;
    IRD_TRY(ird_view_create(&made, &grid->grid.network, coarse->coarse, &coarse->wires,
                            window, false, err));
    ird_view_free(coarse->view);
    coarse->view = made;
    return IRD_OK;
}

double ird_session_mean_v(const ird_net_grid *grid) {
    const ird_network *network = &grid->grid.network;
    const double *response = ird_coarse_response(grid->coarse->coarse);
    double sum_a = 0;
    for (size_t i = 0; i < network->loads.count; i++) {
        const ird_load *load = &network->loads.items[i];
        sum_a += isnan(response[load->node]) ? 0 : load->ampere;
    }
    return fabs(sum_a) * ird_coarse_get_info(grid->coarse->coarse).r_char_ohm;
}

ird_status ird_session_calibrate(ird_net_grid *grid, ird_error *err) {
    ird_net_coarse *coarse = grid->coarse;
    IRD_TRY(ird_coarse_calibrate(coarse->coarse, NULL, 0, grid->solution.drop_v, err));
    coarse->is_exact = true;
    coarse->has_drops = false;
    return IRD_OK;
}
