/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/export/onnx_solve.h"

#include "model/layers/sheet_constants.h"

#include <float.h>
#include <math.h>

#include "model/export/onnx_sheet.h"

enum { AXIS_CHANNEL = 1, AXIS_ROW = 2, AXIS_COLUMN = 3 };

/* As in layers/solve_typed.inc. */
static const float LIMIT = (float)IRD_SHEET_LIMIT, PACE = (float)IRD_SHEET_PACE;
static const float START_JOINT = (float)IRD_SHEET_JOINT, START_OWN = (float)IRD_SHEET_OWN;
static const float LEAST_RESPONSE = (float)IRD_SHEET_LEAST_RESPONSE;
static const float LEAST_ENERGY = (float)IRD_SHEET_LEAST_ENERGY;
static const float SOFTEST = (float)IRD_SHEET_SOFTEST,
                   STIFFEST = (float)IRD_SHEET_STIFFEST;

/* Of the energy of the error, by the preconditioner's measure, what may be left: errors
 * of 1e-6. Fields at their limits and of no order took 300 steps. */
static const float LEFT = 1e-12F;
enum { MOST_STEPS = 1000 };

/* Sums over the last axes, from the first given, which are kept with size 1. */
static ird_onnx_name sum_from(ird_onnx_graph *g, int64_t first, ird_onnx_name in) {
    static const int64_t all[] = {AXIS_CHANNEL, AXIS_ROW, AXIS_COLUMN};
    ird_onnx_name axes =
        ird_onnx_list(g, all + first - 1, (size_t)(AXIS_COLUMN + 1 - first));
    return ird_onnx_apply(g, "ReduceSum", in.text, axes.text);
}

static ird_onnx_name product(ird_onnx_graph *g, ird_onnx_name a, ird_onnx_name b) {
    return ird_onnx_apply(g, "Mul", a.text, b.text);
}

/* Of each sample. */
static ird_onnx_name dot(ird_onnx_graph *g, ird_onnx_name a, ird_onnx_name b) {
    return sum_from(g, AXIS_CHANNEL, product(g, a, b));
}

/* ---- pixels and their neighbours ---- */

/* Kernels of 2 x 2 whose first element is the pixel, the others the one on the right, the
 * one below and one not used; or, behind, whose last is the pixel and the others one not
 * used, the one above and the one on the left. Beyond the edge there is 0. */
typedef struct stencil {
    size_t out, in; /* maps; one in of two groups where both are 2 */
    bool behind;
    float kernel[16];
} stencil;

static const stencil NEXT = {2, 1, false, {0, 1, 0, 0, 0, 0, 1, 0}};
static const stencil FALL = {2, 1, false, {1, -1, 0, 0, 1, 0, -1, 0}};
static const stencil MEAN = {2, 2, false, {0.5F, 0.5F, 0, 0, 0.5F, 0, 0.5F, 0}};
static const stencil LEAVING = {1, 2, true, {0, 0, -1, 1, 0, -1, 0, 1}};
static const stencil MEETING = {1, 2, true, {0, 0, 1, 1, 0, 1, 0, 1}};

static ird_onnx_name put_stencil(ird_onnx_graph *g, const stencil *s, ird_onnx_name in) {
    static const int64_t sides[] = {2, 2};
    int64_t pad = s->behind ? 1 : 0;
    const int64_t pads[] = {pad, pad, 1 - pad, 1 - pad};
    size_t groups = s->out == s->in ? s->in : 1;
    const size_t shape[] = {s->out, s->in / groups, 2, 2};
    ird_onnx_name kernel = ird_onnx_fresh(g);
    ird_onnx_tensor(g, kernel.text, shape, 4, s->kernel, s->out * shape[1] * 4);
    ird_onnx_node node =
        ird_onnx_open("Conv", ird_onnx_fresh(g), 2, in.text, kernel.text);
    ird_onnx_ints(&node, "kernel_shape", sides, 2);
    ird_onnx_ints(&node, "pads", pads, 4);
    ird_onnx_int(&node, "group", (int64_t)groups);
    ird_onnx_close(g, &node);
    return node.output;
}

/* ---- the sheet ---- */

/* Of each direction the conductance of a sheet of one, [batch, 2, 1, 1]; `next` is 0 at
 * the edge and nowhere else. */
static ird_onnx_name conductance(ird_onnx_graph *g, ird_onnx_name u, ird_onnx_name next) {
    ird_onnx_name inside = ird_onnx_with(g, "Greater", next, 0);
    ird_onnx_name step = ird_onnx_where(g, inside, put_stencil(g, &FALL, u), 0);
    ird_onnx_name energy = ird_onnx_with(
        g, "Add", sum_from(g, AXIS_ROW, product(g, step, step)), LEAST_ENERGY);
    ird_onnx_name heat = ird_onnx_with(g, "Mul", sum_from(g, AXIS_CHANNEL, u), 0.5F);
    ird_onnx_name s = ird_onnx_apply(g, "Div", heat.text, energy.text);
    return ird_onnx_with(g, "Min", ird_onnx_with(g, "Max", s, SOFTEST), STIFFEST);
}

static ird_onnx_name bent(ird_onnx_graph *g, ird_onnx_name fields) {
    ird_onnx_name part =
        ird_onnx_one(g, "Tanh", ird_onnx_with(g, "Mul", fields, PACE / LIMIT));
    return ird_onnx_with(g, "Mul", part, LIMIT);
}

void ird_onnx_fields(ird_onnx_graph *g, ird_onnx_name out, ird_onnx_name fields,
                     ird_onnx_name in) {
    ird_onnx_name z = bent(g, fields), u = ird_onnx_response(g, in);
    ird_onnx_name of_joints = ird_onnx_slice(g, z.text, AXIS_CHANNEL, 0, 2, 1);
    ird_onnx_name here = ird_onnx_with(g, "Add", u, LEAST_RESPONSE);
    ird_onnx_name next = put_stencil(g, &NEXT, here);
    ird_onnx_name log =
        ird_onnx_with(g, "Add", put_stencil(g, &MEAN, of_joints), START_JOINT);
    ird_onnx_name factor =
        product(g, ird_onnx_one(g, "Exp", log), conductance(g, u, next));
    ird_onnx_name joints = product(g, factor, product(g, here, next));
    ird_onnx_name own = ird_onnx_one(
        g, "Exp", ird_onnx_with(g, "Add", ird_onnx_channel(g, z, 2), START_OWN));
    ird_onnx_concat(g, out, AXIS_CHANNEL, joints.text, own.text);
}

/* ---- the matrix ---- */

/* Names of what stays the same in the loop. */
typedef struct matrix {
    ird_onnx_name mass, joints;
    ird_onnx_name scale;      /* of the diagonal to ones */
    ird_onnx_name inverse;    /* of the values of a sheet of one conductance */
    ird_onnx_name rows[2];    /* cosines, and their transpose */
    ird_onnx_name columns[2]; /* the transpose, and cosines */
    ird_onnx_name left;       /* limit of r z */
} matrix;

static ird_onnx_name multiply(ird_onnx_graph *g, const matrix *a, ird_onnx_name x) {
    ird_onnx_name flows = product(g, a->joints, put_stencil(g, &FALL, x));
    ird_onnx_name leaving = put_stencil(g, &LEAVING, flows);
    return ird_onnx_apply(g, "Add", product(g, a->mass, x).text, leaving.text);
}

/* From outside in: rows[0] x columns[0]. */
static ird_onnx_name transform(ird_onnx_graph *g, const matrix *a, size_t way,
                               ird_onnx_name x) {
    ird_onnx_name of_rows = ird_onnx_apply(g, "MatMul", a->rows[way].text, x.text);
    return ird_onnx_apply(g, "MatMul", of_rows.text, a->columns[way].text);
}

static ird_onnx_name precondition(ird_onnx_graph *g, const matrix *a, ird_onnx_name r) {
    ird_onnx_name waves = transform(g, a, 0, product(g, a->scale, r));
    ird_onnx_name x = transform(g, a, 1, product(g, a->inverse, waves));
    return product(g, a->scale, x);
}

/* Numbers of a place in a map, and of the size of a transform. */
typedef double (*entry)(size_t row, size_t column, size_t n);

static ird_onnx_name table(ird_onnx_graph *g, size_t rows, size_t columns, entry of,
                           size_t n) {
    float *values = ird_alloc(rows * columns, sizeof *values);
    ird_onnx_name name = {""};
    if (values == NULL) {
        g->body.failed = true;
        return name;
    }
    for (size_t i = 0; i < rows * columns; i++) {
        values[i] = (float)of(i / columns, i % columns, n);
    }
    const size_t shape[] = {1, 1, rows, columns};
    name = ird_onnx_fresh(g);
    ird_onnx_tensor(g, name.text, shape, 4, values, rows * columns);
    ird_free(values);
    return name;
}

static double cosine(size_t k, size_t at, size_t n) {
    double length = sqrt((k > 0 ? 2.0 : 1.0) / (double)n);
    return length * cos(acos(-1.0) * (double)k * ((double)at + 0.5) / (double)n);
}

static double turned_cosine(size_t at, size_t k, size_t n) {
    return cosine(k, at, n);
}

/* What a chain of n pixels, joined by 1 each, makes of cosine k, in a row or column. */
static double chain(size_t row, size_t column, size_t n) {
    return 2 - 2 * cos(acos(-1.0) * (double)(row + column) / (double)n);
}

/* Means of the scaled matrix: what its rows sum up to, and its joints. */
static ird_onnx_name invert_chains(ird_onnx_graph *g, const matrix *a,
                                   const ird_tensor *shape) {
    float part = 1 / (float)(shape->rows * shape->columns);
    ird_onnx_name ground =
        ird_onnx_with(g, "Mul", dot(g, a->scale, multiply(g, a, a->scale)), part);
    ird_onnx_name scales = product(g, a->scale, put_stencil(g, &NEXT, a->scale));
    ird_onnx_name joints = ird_onnx_with(
        g, "Mul", sum_from(g, AXIS_ROW, product(g, a->joints, scales)), part);
    ird_onnx_name along = product(g, ird_onnx_channel(g, joints, 0),
                                  table(g, 1, shape->columns, chain, shape->columns));
    ird_onnx_name across = product(g, ird_onnx_channel(g, joints, 1),
                                   table(g, shape->rows, 1, chain, shape->rows));
    ird_onnx_name sheet = ird_onnx_apply(g, "Add", along.text, across.text);
    return ird_onnx_one(g, "Reciprocal",
                        ird_onnx_apply(g, "Add", sheet.text, ground.text));
}

static matrix put_matrix(ird_onnx_graph *g, ird_onnx_name sheet, ird_onnx_name in,
                         const ird_tensor *shape) {
    size_t rows = shape->rows, columns = shape->columns;
    matrix a = {
        .mass = ird_onnx_with(g, "Add", ird_onnx_response(g, in), LEAST_RESPONSE),
        .joints = ird_onnx_slice(g, sheet.text, AXIS_CHANNEL, 0, 2, 1),
        .rows = {table(g, rows, rows, cosine, rows),
                 table(g, rows, rows, turned_cosine, rows)},
        .columns = {table(g, columns, columns, turned_cosine, columns),
                    table(g, columns, columns, cosine, columns)},
    };
    ird_onnx_name diagonal =
        ird_onnx_apply(g, "Add", a.mass.text, put_stencil(g, &MEETING, a.joints).text);
    a.scale = ird_onnx_one(g, "Reciprocal", ird_onnx_one(g, "Sqrt", diagonal));
    a.inverse = invert_chains(g, &a, shape);
    return a;
}

/* ---- the loop ---- */

static ird_onnx_name cast(ird_onnx_graph *g, ird_onnx_name in, ird_onnx_type type) {
    ird_onnx_node node = ird_onnx_open("Cast", ird_onnx_fresh(g), 1, in.text);
    ird_onnx_int(&node, "to", type);
    ird_onnx_close(g, &node);
    return node.output;
}

/* Whether any sample has more left than its limit: of rank 0. */
static ird_onnx_name goes_on(ird_onnx_graph *g, ird_onnx_name rz, ird_onnx_name limit) {
    ird_onnx_name is_open = ird_onnx_apply(g, "Greater", rz.text, limit.text);
    ird_onnx_node any = ird_onnx_open("ReduceMax", ird_onnx_fresh(g), 1,
                                      cast(g, is_open, IRD_ONNX_FLOAT).text);
    ird_onnx_int(&any, "keepdims", 0);
    ird_onnx_close(g, &any);
    return cast(g, any.output, IRD_ONNX_BOOL);
}

enum { X, R, P, RZ, STATES };

/* A step from the state to the next; of a sample that has converged x and r stay. */
static void put_step(ird_onnx_graph *g, const matrix *a, ird_onnx_name *state) {
    ird_onnx_name q = multiply(g, a, state[P]);
    ird_onnx_name is_open = ird_onnx_apply(g, "Greater", state[RZ].text, a->left.text);
    ird_onnx_name length =
        ird_onnx_apply(g, "Div", state[RZ].text, dot(g, state[P], q).text);
    length = ird_onnx_where(g, is_open, length, 0);
    ird_onnx_name x = product(g, length, state[P]), r = product(g, length, q);
    state[X] = ird_onnx_apply(g, "Add", state[X].text, x.text);
    state[R] = ird_onnx_apply(g, "Sub", state[R].text, r.text);
    ird_onnx_name z = precondition(g, a, state[R]), rz = dot(g, state[R], z);
    ird_onnx_name before = ird_onnx_with(g, "Max", state[RZ], FLT_MIN);
    ird_onnx_name part = ird_onnx_apply(g, "Div", rz.text, before.text);
    state[P] = ird_onnx_apply(g, "Add", z.text, product(g, part, state[P]).text);
    state[RZ] = rz;
}

static ird_onnx_name put_loop(ird_onnx_graph *g, matrix *a, ird_onnx_name right) {
    ird_onnx_name z = precondition(g, a, right), rz = dot(g, right, z);
    ird_onnx_name nothing = ird_onnx_with(g, "Mul", right, 0);
    ird_onnx_name steps = ird_onnx_count(g, MOST_STEPS);
    a->left = ird_onnx_with(g, "Mul", rz, LEFT);
    ird_onnx_name is_open = goes_on(g, rz, a->left);
    ird_onnx_name x = ird_onnx_fresh(g),
                  others[] = {ird_onnx_fresh(g), ird_onnx_fresh(g), ird_onnx_fresh(g)};
    ird_onnx_node loop = ird_onnx_open("Loop", x, 2 + STATES, steps.text, is_open.text,
                                       nothing.text, right.text, z.text, rz.text);
    ird_onnx_graph body = ird_onnx_open_body(g);
    ird_onnx_name state[STATES];
    ird_onnx_body_input(&body, IRD_ONNX_INT64);
    ird_onnx_body_input(&body, IRD_ONNX_BOOL);
    for (size_t i = 0; i < STATES; i++) {
        state[i] = ird_onnx_body_input(&body, IRD_ONNX_FLOAT);
    }
    put_step(&body, a, state);
    ird_onnx_body_output(&body, goes_on(&body, state[RZ], a->left), IRD_ONNX_BOOL);
    for (size_t i = 0; i < STATES; i++) {
        ird_onnx_body_output(&body, state[i], IRD_ONNX_FLOAT);
    }
    ird_onnx_close_body(&loop, g, &body);
    for (size_t i = R; i < STATES; i++) {
        ird_onnx_output(&loop, others[i - 1]);
    }
    ird_onnx_close(g, &loop);
    return x;
}

void ird_onnx_solve(ird_onnx_graph *g, ird_onnx_name out, ird_onnx_name sheet,
                    ird_onnx_name currents, ird_onnx_name in, const ird_tensor *shape) {
    matrix a = put_matrix(g, sheet, in, shape);
    ird_onnx_name w = put_loop(g, &a, ird_onnx_channel(g, currents, 1));
    ird_onnx_name own = ird_onnx_channel(g, sheet, 2);
    ird_onnx_name rest =
        ird_onnx_apply(g, "Sub", ird_onnx_channel(g, currents, 0).text, w.text);
    ird_onnx_node node = ird_onnx_open("Add", out, 2, w.text, product(g, own, rest).text);
    ird_onnx_close(g, &node);
}
