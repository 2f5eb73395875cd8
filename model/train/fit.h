/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a calibrated model knows about itself, measured once it is trained and kept with
 * its weights: how far it is off, and what inputs it has seen.
 */
#ifndef IRD_MODEL_TRAIN_FIT_H
#define IRD_MODEL_TRAIN_FIT_H

#include "model/data/grids.h"
#include "model/train/trainer.h"

/* "bound": JSON {"factors": [q, ...], "floor": f}. On validation samples 97 % of pixels
 * are within q (gain + f) of the label (target correction, in units of base; one q for
 * each of IRD_PDN_PARTS parts of spread, pdn/inputs.h, and at least 1), or within q (y +
 * f m), y being the prediction and m its mean (target drop; all q alike).
 *
 * "range": JSON {channel: [least mean, largest mean, least maximum, largest maximum],
 * ..., "worst_over_mean": [least, largest]} over training samples, the last of the worst
 * coarse drop over the mean response of the grid to the whole current.
 *
 * Both in *bound and *range, to be freed with ird_free. */
ird_status ird_fit(ird_trainer *trainer, const ird_grids *grids, const ird_net_spec *spec,
                   ird_grid_target target, char **bound, char **range, ird_error *err);

#endif
