/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/net/tensor_plan.h"

#include <stdio.h>
#include <string.h>

/* Larger windows are cut into tiles by the caller; this keeps every size below overflow.
 */
#define MAX_SIDE 4096

/* Add a tensor; its number. */
static size_t add_tensor(ird_plan *plan, size_t channels, size_t rows, size_t columns) {
    size_t number = plan->tensor_count++;
    plan->tensors[number] = (ird_tensor){channels, rows, columns, plan->workspace_size};
    plan->workspace_size += channels * rows * columns;
    return number;
}

static size_t add_parameter(ird_plan *plan, const char *block, const char *kind,
                            size_t out, size_t in, size_t kernel) {
    size_t number = plan->parameter_count++;
    ird_parameter *p = &plan->parameters[number];
    snprintf(p->name, sizeof p->name, "%.19s.%.10s", block, kind);
    p->rank = kernel > 0 ? 4 : 1;
    p->shape[0] = out;
    p->shape[1] = in;
    p->shape[2] = p->shape[3] = kernel;
    p->count = kernel > 0 ? out * in * kernel * kernel : out;
    p->offset = plan->arena_size;
    p->start = kernel > 0 ? 1 : 0;
    plan->arena_size += p->count;
    return number;
}

/* Add a step whose output has the given shape; the output's number. */
static size_t add_step(ird_plan *plan, ird_op op, size_t input, size_t amount,
                       size_t channels, size_t rows, size_t columns) {
    size_t output = add_tensor(plan, channels, rows, columns);
    plan->steps[plan->step_count++] = (ird_step){
        .op = op, .inputs = {input, input}, .output = output, .amount = amount};
    return output;
}

/* A two-input step with the shape of its first input, but for the channels. */
static size_t add_pair(ird_plan *plan, ird_op op, size_t first, size_t second,
                       size_t channels) {
    const ird_tensor *t = &plan->tensors[first];
    size_t output = add_step(plan, op, first, 0, channels, t->rows, t->columns);
    plan->steps[plan->step_count - 1].inputs[1] = second;
    return output;
}

static size_t add_conv(ird_plan *plan, const char *name, size_t input, size_t out,
                       size_t kernel, bool activate) {
    const ird_tensor in = plan->tensors[input];
    size_t output = add_step(plan, IRD_OP_CONV, input, 0, out, in.rows, in.columns);
    ird_step *step = &plan->steps[plan->step_count - 1];
    step->kernel = kernel;
    step->weight = add_parameter(plan, name, "weight", out, in.channels, kernel);
    step->bias = add_parameter(plan, name, "bias", out, 0, 0);
    step->activate = activate;
    size_t depth = in.channels * kernel * kernel;
    size_t pixels = in.rows * in.columns;
    plan->multiply_adds += (uint64_t)out * depth * pixels;
    if (kernel > 1 && depth * pixels > plan->columns_size) {
        plan->columns_size = depth * pixels;
    }
    return output;
}

static size_t add_block(ird_plan *plan, const char *name, size_t input, size_t width) {
    for (size_t i = 0; i < plan->spec.convs; i++) {
        char conv[20];
        snprintf(conv, sizeof conv, "%.8s.conv%u", name, (unsigned)i & 7U);
        input = add_conv(plan, conv, input, width, 3, true);
    }
    return input;
}

/* ---- input ---- */

/* Border and stem. */
static size_t add_stem(ird_plan *plan, size_t input) {
    const ird_net_spec *spec = &plan->spec;
    if (spec->border > 0) {
        input = add_step(plan, IRD_OP_EXTEND, input, spec->border,
                         plan->tensors[input].channels, plan->rows + 2 * spec->border,
                         plan->columns + 2 * spec->border);
    }
    if (spec->stem > 1) {
        const ird_tensor t = plan->tensors[input];
        input = add_step(plan, IRD_OP_TO_DEPTH, input, spec->stem,
                         t.channels * spec->stem * spec->stem, t.rows / spec->stem,
                         t.columns / spec->stem);
    }
    return input;
}

static size_t add_strengths(ird_plan *plan, size_t input) {
    return add_step(plan, IRD_OP_STRENGTHS, input, 0,
                    plan->spec.channels - 3 + IRD_STRENGTH_MAPS, plan->rows,
                    plan->columns);
}

static size_t add_currents(ird_plan *plan, size_t input) {
    return add_step(plan, IRD_OP_CURRENTS, input, 0, IRD_CURRENT_MAPS, plan->rows,
                    plan->columns);
}

/* What a plain network sees of the input. */
static size_t add_derived(ird_plan *plan, size_t input) {
    const ird_net_spec *spec = &plan->spec;
    if (spec->derived == IRD_DERIVED_NONE) {
        return input;
    }
    size_t channels = spec->derived == IRD_DERIVED_SHEET
                          ? spec->channels - 3 + IRD_STRENGTH_MAPS + IRD_CURRENT_MAPS
                          : spec->channels + 1;
    return add_step(plan, IRD_OP_DERIVE, input, 0, channels, plan->rows, plan->columns);
}

/* ---- between ---- */

static size_t add_pool(ird_plan *plan, size_t input) {
    const ird_tensor t = plan->tensors[input];
    return add_step(plan, IRD_OP_POOL, input, 2, t.channels, t.rows / 2, t.columns / 2);
}

/* input twice as large, behind what skipped the levels below. */
static size_t add_rise(ird_plan *plan, size_t input, size_t skipped) {
    const ird_tensor t = plan->tensors[input];
    input =
        add_step(plan, IRD_OP_UPSAMPLE, input, 2, t.channels, t.rows * 2, t.columns * 2);
    return plan->spec.skip ? add_pair(plan, IRD_OP_CONCAT, skipped, input,
                                      plan->tensors[skipped].channels + t.channels)
                           : input;
}

typedef char block_name[12];

static void name_down(const ird_plan *plan, size_t level, block_name name) {
    if (level + 1 < plan->spec.levels) {
        snprintf(name, sizeof(block_name), "enc%u", (unsigned)level & 7U);
    } else {
        snprintf(name, sizeof(block_name), "mid");
    }
}

/* down: the outputs of the blocks of each level. */
static void add_encoder(ird_plan *plan, size_t input, size_t down[IRD_NET_MAX_LEVELS]) {
    const ird_net_spec *spec = &plan->spec;
    size_t stem = input;
    for (size_t level = 0; level < spec->levels; level++) {
        block_name name;
        name_down(plan, level, name);
        input = level > 0 ? add_pool(plan, input) : input;
        input = add_block(plan, name, input, spec->widths[level]);
        if (level == 0 && spec->gate) {
            size_t gate = add_conv(plan, "gate", stem, spec->widths[0], 1, false);
            input = add_pair(plan, IRD_OP_MULTIPLY, input, gate, spec->widths[0]);
        }
        down[level] = input;
    }
}

/* The last output. */
static size_t add_decoder(ird_plan *plan, const size_t down[IRD_NET_MAX_LEVELS]) {
    const ird_net_spec *spec = &plan->spec;
    size_t input = down[spec->levels - 1];
    for (size_t level = spec->levels - 1; level-- > 0;) {
        block_name name;
        snprintf(name, sizeof name, "dec%u", (unsigned)level & 7U);
        input = add_rise(plan, input, down[level]);
        input = add_block(plan, name, input, spec->widths[level]);
    }
    return input;
}

/* ---- output ---- */

/* Back to so many maps at the resolution of the input. */
static size_t add_head(ird_plan *plan, size_t input, size_t maps) {
    const ird_net_spec *spec = &plan->spec;
    size_t depth = maps * spec->stem * spec->stem;
    input = add_conv(plan, "head", input, depth, 1, false);
    if (spec->form == IRD_FORM_SHEET) { /* begins with the sheet alone */
        plan->parameters[plan->parameter_count - 2].start = 0;
    }
    if (spec->stem > 1) {
        const ird_tensor t = plan->tensors[input];
        input = add_step(plan, IRD_OP_TO_SPACE, input, spec->stem, maps,
                         t.rows * spec->stem, t.columns * spec->stem);
    }
    if (spec->border > 0) {
        input = add_step(plan, IRD_OP_CROP, input, spec->border, maps, plan->rows,
                         plan->columns);
    }
    return input;
}

/* The sheet of the fields, and what a current makes on it; the planes of two steps are as
 * layers/solve_typed.inc has them, with doubles in the place of two floats. */
static size_t add_sheet(ird_plan *plan, size_t fields, size_t channels) {
    size_t sheet =
        add_step(plan, IRD_OP_SHEET, fields, 0,
                 IRD_SHEET_FIELDS + 2 * (plan->columns + 1), plan->rows, plan->columns);
    plan->grid_steps = plan->step_count;
    plan->grid_size = plan->workspace_size;
    return add_pair(plan, IRD_OP_SOLVE, sheet, add_currents(plan, channels), 4);
}

static void add_output(ird_plan *plan, size_t input) {
    static const ird_op ops[] = {[IRD_OUTPUT_SIGMOID] = IRD_OP_SIGMOID,
                                 [IRD_OUTPUT_MINMAX] = IRD_OP_MINMAX,
                                 [IRD_OUTPUT_RESPONSE] = IRD_OP_RESPOND};
    if (plan->spec.output != IRD_OUTPUT_NONE) {
        add_step(plan, ops[plan->spec.output], input, 0, 1, plan->rows, plan->columns);
    }
}

ird_status ird_plan_make(ird_plan *plan, const ird_net_spec *spec, size_t rows,
                         size_t columns, ird_error *err) {
    ird_status status = ird_net_spec_check(spec, err);
    if (status != IRD_OK) {
        return status;
    }
    size_t multiple = ird_net_spec_size_multiple(spec);
    if (rows == 0 || columns == 0 || rows % multiple != 0 || columns % multiple != 0 ||
        rows > MAX_SIDE || columns > MAX_SIDE || rows < spec->border ||
        columns < spec->border) {
        return ird_fail(
            err, IRD_MODEL_INPUT,
            "the network takes no %zu x %zu maps; use sides that are multiples "
            "of %zu, at most %d",
            rows, columns, multiple, MAX_SIDE);
    }
    memset(plan, 0, sizeof *plan);
    plan->spec = *spec;
    plan->rows = rows;
    plan->columns = columns;
    bool is_sheet = spec->form == IRD_FORM_SHEET;
    size_t down[IRD_NET_MAX_LEVELS];
    size_t channels = add_tensor(plan, spec->channels, rows, columns);
    size_t seen = is_sheet ? add_strengths(plan, channels) : add_derived(plan, channels);
    add_encoder(plan, add_stem(plan, seen), down);
    size_t last = add_decoder(plan, down);
    last = add_head(plan, last, is_sheet ? IRD_SHEET_FIELDS : 1);
    add_output(plan, is_sheet ? add_sheet(plan, last, channels) : last);
    return IRD_OK;
}
