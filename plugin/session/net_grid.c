/* SPDX-License-Identifier: BSD-3-Clause */
#include "session/net_coarse.h"

void ird_source_setting_free(ird_source_setting *setting) {
    if (setting != NULL) {
        ird_free(setting->net);
        ird_free(setting->path);
        ird_source_file_free(&setting->places);
        *setting = (ird_source_setting){0};
    }
}

const ird_factor *ird_net_grid_any_factor(const ird_net_grid *grid) {
    return grid->factor != NULL   ? grid->factor
           : grid->coarse != NULL ? grid->coarse->factor
                                  : NULL;
}

void ird_net_grid_unsolve(ird_net_grid *grid) {
    ird_solution_free(&grid->solution);
    ird_result_drop(grid->map);
    grid->map = NULL;
    grid->is_solved = false;
    if (grid->coarse != NULL) {
        grid->coarse->has_drops = false;
    }
}

bool ird_net_grid_is_moved(const ird_net_grid *grid) {
    return grid->move.moved > 0 || grid->move.vacant > 0;
}

void ird_net_grid_free(ird_net_grid *grid) {
    if (grid == NULL) {
        return;
    }
    ird_net_grid_unsolve(grid);
    ird_net_coarse_free(grid->coarse);
    ird_factor_free(grid->factor);
    ird_grid_base_free(grid->base);
    ird_grid_free(&grid->grid);
    ird_free(grid);
}
