/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network resolved for one input size: which tensors there are, which steps fill them
 * in which order, and where each parameter stands in the arena. What runs, trains or
 * exports a network walks these lists and knows nothing of the description.
 *
 * Tensors are NCHW of one sample (N = 1), kernels OIHW. All parameters of a network lie
 * in one array of floats, the arena, in the order of the list; so do gradients and the
 * optimizer's moments. All tensors lie in one array, the workspace; none overlap, so that
 * a backward pass finds every activation.
 */
#ifndef IRD_MODEL_NET_PLAN_H
#define IRD_MODEL_NET_PLAN_H

#include <stdint.h>

#include "model/net/spec.h"

typedef enum ird_op {
    IRD_OP_DERIVE,   /* inputs[0] and the derived channel behind it */
    IRD_OP_EXTEND,   /* amount: pixels of symmetric border */
    IRD_OP_TO_DEPTH, /* amount: factor f; out channel (c f + dy) f + dx */
    IRD_OP_CONV,     /* kernel 1 or 3, zero padding, bias, activation if `activate` */
    IRD_OP_MULTIPLY, /* inputs[0] * inputs[1], element by element */
    IRD_OP_POOL,     /* 2x2, of the plan's kind */
    IRD_OP_UPSAMPLE, /* nearest, twice as large */
    IRD_OP_CONCAT,   /* channels of inputs[0], then of inputs[1] */
    IRD_OP_TO_SPACE, /* amount: factor; the inverse of TO_DEPTH */
    IRD_OP_CROP,     /* amount: pixels cut off on each side */
    IRD_OP_SIGMOID,
    IRD_OP_MINMAX,
    IRD_OP_STRENGTHS, /* of the plan's input: what "sheet" tells of the grid ... */
    IRD_OP_CURRENTS,  /* ... and of the current */
    IRD_OP_RESPOND,   /* u (1 + channel 0 of inputs[0]), u of that of the plan's input */
    IRD_OP_SHEET,     /* of fields, the sheet and its factor */
    IRD_OP_SOLVE      /* inputs[0]: a sheet; inputs[1]: what CURRENTS makes */
} ird_op;

typedef struct ird_tensor {
    size_t channels, rows, columns;
    size_t offset; /* of its first element in the workspace */
} ird_tensor;

/* A parameter: weight [out][in][kernel][kernel], or bias [out]. */
typedef struct ird_parameter {
    char name[IRD_NET_NAME_SIZE]; /* such as "enc0.conv1.weight" */
    size_t rank;                  /* 4 or 1 */
    size_t shape[4];
    size_t count;
    size_t offset; /* of its first element in the arena */
    float start;   /* before training: of a bias its value, of a weight the part of the
                      usual deviation */
} ird_parameter;

/* Maps that STRENGTHS makes of input 0, and those of CURRENTS. */
enum { IRD_STRENGTH_MAPS = 6, IRD_CURRENT_MAPS = 2 };

/* Maps that a sheet is made of. */
enum { IRD_SHEET_FIELDS = 3 };

typedef struct ird_step {
    ird_op op;
    size_t inputs[2]; /* tensor numbers; the second for those with two */
    size_t output;    /* tensor number */
    size_t amount;
    size_t kernel;
    bool activate;
    size_t weight, bias; /* parameter numbers, of CONV */
} ird_step;

/* Upper bound of all three lists: IRD_NET_MAX_LEVELS levels of two blocks of 4
 * convolutions with weight and bias, and what stands around them. */
#define IRD_PLAN_MAX 96

typedef struct ird_plan {
    ird_net_spec spec;
    size_t rows, columns; /* of input and output */
    size_t tensor_count, step_count, parameter_count;
    ird_tensor tensors[IRD_PLAN_MAX]; /* 0 is the input */
    ird_step steps[IRD_PLAN_MAX]; /* in the order of running; the last makes the output */
    ird_parameter parameters[IRD_PLAN_MAX];
    size_t arena_size;      /* parameters, in elements */
    size_t workspace_size;  /* tensors, in elements */
    size_t columns_size;    /* of the largest im2col matrix, in elements */
    uint64_t multiply_adds; /* of one sample, of the convolutions */
    /* Of a sheet the first steps, and the first elements of the
     * workspace, which are the same for all currents on a grid; of a plain one 0. */
    size_t grid_steps, grid_size;
} ird_plan;

/* Resolve spec for rows x columns inputs. Raises MODEL_FORMAT for a spec that does not
 * pass ird_net_spec_check and MODEL_INPUT for a size that the network cannot take. */
ird_status ird_plan_make(ird_plan *plan, const ird_net_spec *spec, size_t rows,
                         size_t columns, ird_error *err);

static inline const ird_tensor *ird_plan_output(const ird_plan *plan) {
    return &plan->tensors[plan->steps[plan->step_count - 1].output];
}

static inline size_t ird_tensor_size(const ird_tensor *tensor) {
    return tensor->channels * tensor->rows * tensor->columns;
}

#endif
