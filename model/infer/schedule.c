/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/infer/schedule.h"

#include <string.h>

/* The step that fills a tensor, or NULL for the input. */
static const ird_step *maker_of(const ird_plan *plan, size_t tensor) {
    for (size_t i = 0; i < plan->step_count; i++) {
        if (plan->steps[i].output == tensor) {
            return &plan->steps[i];
        }
    }
    return NULL;
}

static void add_part(ird_fused *fused, const ird_plan *plan, size_t tensor,
                     size_t first) {
    const ird_step *maker = maker_of(plan, tensor);
    bool upsampled = maker != NULL && maker->op == IRD_OP_UPSAMPLE;
    fused->parts[fused->part_count++] =
        (ird_part){upsampled ? maker->inputs[0] : tensor, first, upsampled};
}

static void add_convolution(ird_schedule *schedule, const ird_plan *plan,
                            const ird_step *step) {
    ird_fused *fused = &schedule->steps[schedule->count++];
    *fused = (ird_fused){.step = step, .factor = IRD_NO_TENSOR, .output = step->output};
    const ird_step *maker = maker_of(plan, step->inputs[0]);
    if (maker == NULL || maker->op != IRD_OP_CONCAT) {
        add_part(fused, plan, step->inputs[0], 0);
        return;
    }
    add_part(fused, plan, maker->inputs[0], 0);
    add_part(fused, plan, maker->inputs[1], plan->tensors[maker->inputs[0]].channels);
}

/* inputs[1] is the gate: its convolution, run behind the block's, takes the product. */
static void add_product(ird_schedule *schedule, const ird_step *step) {
    for (size_t i = 0; i < schedule->count; i++) {
        if (schedule->steps[i].output == step->inputs[1]) {
            schedule->steps[i].factor = (ptrdiff_t)step->inputs[0];
            schedule->steps[i].output = step->output;
        }
    }
}

static void add_pool(ird_schedule *schedule, const ird_step *step) {
    ird_fused *fused = &schedule->steps[schedule->count++];
    *fused =
        (ird_fused){step, 1, {{.tensor = step->inputs[0]}}, IRD_NO_TENSOR, step->output};
}

/* Keep a tensor that convolutions read as a stem, where it only rearranges the input or
 * what is derived of it. */
static void add_stem(ird_schedule *schedule, const ird_plan *plan, size_t tensor) {
    const ird_step *step = maker_of(plan, tensor);
    while (step != NULL && (step->op == IRD_OP_EXTEND || step->op == IRD_OP_TO_DEPTH)) {
        step = maker_of(plan, step->inputs[0]);
    }
    bool derives =
        step != NULL && (step->op == IRD_OP_DERIVE || step->op == IRD_OP_STRENGTHS);
    bool is_known = false;
    for (size_t i = 0; i < schedule->stem_count; i++) {
        is_known = is_known || schedule->stems[i].tensor == tensor;
    }
    if ((step == NULL || derives) && !is_known) {
        schedule->stems[schedule->stem_count++] = (ird_stem){tensor, step};
    }
}

void ird_schedule_make(ird_schedule *schedule, const ird_plan *plan) {
    memset(schedule, 0, sizeof *schedule);
    for (size_t i = 0; i < plan->step_count; i++) {
        const ird_step *step = &plan->steps[i];
        switch (step->op) {
        case IRD_OP_CONV:
            add_stem(schedule, plan, step->inputs[0]);
            schedule->head = step->output;
            add_convolution(schedule, plan, step);
            break;
        case IRD_OP_POOL:
            add_pool(schedule, step);
            break;
        case IRD_OP_MULTIPLY:
            add_product(schedule, step);
            break;
        case IRD_OP_DERIVE:
        case IRD_OP_EXTEND:
        case IRD_OP_TO_DEPTH:
        case IRD_OP_UPSAMPLE:
        case IRD_OP_CONCAT:
        case IRD_OP_TO_SPACE:
        case IRD_OP_CROP:
        case IRD_OP_SIGMOID:
        case IRD_OP_MINMAX:
        case IRD_OP_STRENGTHS:
        case IRD_OP_CURRENTS:
        case IRD_OP_RESPOND:
        case IRD_OP_SHEET:
        case IRD_OP_SOLVE:
            break;
        }
    }
}
