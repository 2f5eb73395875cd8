/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What networks that rank cycles are given, the same in training and use.
 */
#ifndef IRD_MODEL_DATA_CYCLE_INPUT_H
#define IRD_MODEL_DATA_CYCLE_INPUT_H

#include "model/net/spec.h"

enum {
    IRD_CYCLE_SIDE = 64,
    IRD_CYCLE_PIXELS = IRD_CYCLE_SIDE * IRD_CYCLE_SIDE,
    IRD_CYCLE_SLICES = 3,
    IRD_CYCLE_GRID_MAPS = 2,
    IRD_CYCLE_MAPS = 2 + 4 * IRD_CYCLE_SLICES,
    IRD_CYCLE_FIGURES = 5
};

extern const char *const ird_cycle_grid_names[IRD_CYCLE_GRID_MAPS];
/* cycle, slice1 to 3, answer1 to 3, step1 to 3, drop, drop1 to 3 */
extern const char *const ird_cycle_map_names[IRD_CYCLE_MAPS];

typedef enum ird_cycle_figure {
    IRD_CYCLE_SCALE_V,
    IRD_CYCLE_STEP_V,  /* the worst step of a slice */
    IRD_CYCLE_WORST_V, /* exact, of all nodes; between the steps, too */
    IRD_CYCLE_TOTAL_C, /* charge of the cycle */
    IRD_CYCLE_REGION_V /* the worst charge of a region in a slice, as a drop */
} ird_cycle_figure;

/* What a network is given and what it learns. Channels are maps by name: of SLICES as
 * they are, of the others those of one slice after another without their number. */
typedef enum ird_cycle_form {
    IRD_CYCLE_FORM_SLICES, /* slices as channels; drop of the cycle by their answers */
    IRD_CYCLE_FORM_ONE,    /* one slice; the drop around it by its answer (a cycle is the
                              maximum of its slices) */
    IRD_CYCLE_FORM_STEP    /* the same by its exact step, and all in units of the worst
                              step in place of scale_v */
} ird_cycle_form;

enum { IRD_CYCLE_FORMS = IRD_CYCLE_FORM_STEP + 1 };

const char *ird_cycle_form_name(ird_cycle_form form); /* "cycle", "slice", "step" */

/* The network of each form that is trained unless told otherwise. */
ird_net_spec ird_net_spec_cycle(ird_cycle_form form);

/* What the answer of a network stands for: drop = base + output x gain, in units of
 * factor x scale_v. base is twice the answer or step, for the peak of a triangle is twice
 * its mean, and gain is base + IRD_CYCLE_FLOOR: a network that says nothing is as good as
 * they are. */
#define IRD_CYCLE_FLOOR 0.02F

typedef struct ird_cycle_input {
    float channels[IRD_NET_MAX_CHANNELS * IRD_CYCLE_PIXELS];
    float base[IRD_CYCLE_PIXELS], gain[IRD_CYCLE_PIXELS];
    double factor;
} ird_cycle_input;

/* One input of a form from maps of a cycle: grid [2], maps [14] (of which no drop is
 * read), and the worst step over scale_v. Raises MODEL_OPTION for an unknown channel. */
ird_status ird_cycle_input_make(ird_cycle_input *input, const ird_net_spec *spec,
                                ird_cycle_form form, size_t slice, const float *grid,
                                const float *maps, double step_over_scale,
                                ird_error *err);

#endif
