/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The layers of a network for one sample, forward and backward, and the run over a whole
 * plan. Each function exists in float (_f32, what is trained and run) and in double
 * (_f64, in which gradients are checked), from one source, layers_typed.inc.
 *
 * Outputs stand first. Tensors are [channels][rows][columns], kernels
 * [out][in][kernel][kernel]. Gradients are prefixed d and accumulated with +=, so the
 * caller zeroes them. Nothing is allocated.
 */
#ifndef IRD_MODEL_LAYERS_LAYERS_H
#define IRD_MODEL_LAYERS_LAYERS_H

#include "model/net/tensor_plan.h"

/* Shape of a convolution: [in][rows][columns] to [out][rows][columns], zero padding. */
typedef struct ird_conv_shape {
    size_t in, out, kernel, rows, columns;
} ird_conv_shape;

#define IRD_DECLARE_LAYERS(REAL, TYPED)                                                  \
    /* Convolution by plain loops: the reference for every faster way. */                \
    void TYPED(ird_conv_plain)(REAL * out, const REAL *in, const REAL *weight,           \
                               const REAL *bias, ird_conv_shape shape);                  \
    void TYPED(ird_conv_plain_backward)(REAL * din, REAL * dweight, REAL * dbias,        \
                                        const REAL *dout, const REAL *in,                \
                                        const REAL *weight, ird_conv_shape shape);       \
    /* The same by matrix products; scratch holds in kernel^2 rows columns numbers (not  \
     * read for kernel 1). din may be NULL where nobody wants it. */                     \
    void TYPED(ird_conv_blas)(REAL * out, const REAL *in, const REAL *weight,            \
                              const REAL *bias, ird_conv_shape shape, REAL *scratch);    \
    void TYPED(ird_conv_blas_backward)(                                                  \
        REAL * din, REAL * dweight, REAL * dbias, const REAL *dout, const REAL *in,      \
        const REAL *weight, ird_conv_shape shape, REAL *scratch);                        \
    /* y = x above zero, slope x below, in place; the backward pass scales dy. */        \
    void TYPED(ird_activate)(REAL * y, size_t count, REAL slope);                        \
    void TYPED(ird_activate_backward)(REAL * dy, const REAL *y, size_t count,            \
                                      REAL slope);                                       \
    void TYPED(ird_multiply)(REAL * out, const REAL *a, const REAL *b, size_t count);    \
    void TYPED(ird_multiply_backward)(REAL * da, REAL * db, const REAL *dout,            \
                                      const REAL *a, const REAL *b, size_t count);       \
    /* 2x2 pooling of in, whose shape is given; the first of equals is the maximum. */   \
    void TYPED(ird_pool)(REAL * out, const REAL *in, const ird_tensor *in_shape,         \
                         ird_pool kind);                                                 \
    void TYPED(ird_pool_backward)(REAL * din, const REAL *dout, const REAL *in,          \
                                  const ird_tensor *in_shape, ird_pool kind);            \
    /* Nearest neighbour, twice as large. */                                             \
    void TYPED(ird_upsample)(REAL * out, const REAL *in, const ird_tensor *in_shape);    \
    void TYPED(ird_upsample_backward)(REAL * din, const REAL *dout,                      \
                                      const ird_tensor *in_shape);                       \
    /* Space to depth by f: out channel (c f + dy) f + dx; to_space is its inverse, with \
     * the shape of its (deep) input. */                                                 \
    void TYPED(ird_to_depth)(REAL * out, const REAL *in, const ird_tensor *in_shape,     \
                             size_t factor);                                             \
    void TYPED(ird_to_depth_backward)(REAL * din, const REAL *dout,                      \
                                      const ird_tensor *in_shape, size_t factor);        \
    void TYPED(ird_to_space)(REAL * out, const REAL *in, const ird_tensor *in_shape,     \
                             size_t factor);                                             \
    void TYPED(ird_to_space_backward)(REAL * din, const REAL *dout,                      \
                                      const ird_tensor *in_shape, size_t factor);        \
    /* Border pixels on each side by reflection at the edge, the edge pixel repeated. */ \
    void TYPED(ird_extend)(REAL * out, const REAL *in, const ird_tensor *in_shape,       \
                           size_t border);                                               \
    void TYPED(ird_extend_backward)(REAL * din, const REAL *dout,                        \
                                    const ird_tensor *in_shape, size_t border);          \
    void TYPED(ird_crop)(REAL * out, const REAL *in, const ird_tensor *in_shape,         \
                         size_t border);                                                 \
    void TYPED(ird_crop_backward)(REAL * din, const REAL *dout,                          \
                                  const ird_tensor *in_shape, size_t border);            \
    /* Copies the channels of in and appends the derived one. */                         \
    void TYPED(ird_derive)(REAL * out, const REAL *in, const ird_tensor *in_shape,       \
                           ird_derived kind);                                            \
    void TYPED(ird_derive_backward)(REAL * din, const REAL *dout, const REAL *in,        \
                                    const REAL *out, const ird_tensor *in_shape,         \
                                    ird_derived kind);                                   \
    /* The maps of "sheet" (net/spec.h) of in, [channels][rows][columns]: of the grid,   \
     * and of the current, less `less`; where nothing is drawn i is 1. */                \
    void TYPED(ird_strengths)(REAL * out, const REAL *in, const ird_tensor *in_shape);   \
    void TYPED(ird_strengths_backward)(REAL * din, const REAL *dout, const REAL *in,     \
                                       const ird_tensor *in_shape);                      \
    void TYPED(ird_currents)(REAL * out, const REAL *in, const ird_tensor *in_shape,     \
                             REAL less);                                                 \
    void TYPED(ird_currents_backward)(REAL * din, const REAL *dout, const REAL *in,      \
                                      const REAL *out, const ird_tensor *in_shape,       \
                                      REAL less);                                        \
    /* u (1 + y), u of channel 0 of in, one map each. */                                 \
    void TYPED(ird_respond)(REAL * out, const REAL *y, const REAL *in, size_t count);    \
    void TYPED(ird_respond_backward)(REAL * dy, REAL * din, const REAL *dout,            \
                                     const REAL *y, const REAL *in, size_t count);       \
    /* The sheet whose conductances the fields, [3][rows][columns], tell beside in, the  \
     * plan's input (net/spec.h): its factor, for any current. And y of the currents, as \
     * ird_currents makes them less 1: [2][rows][columns]. Both need an even number of   \
     * pixels, and room as ird_plan_make gives it. The backward passes use dout as room. \
     */                                                                                  \
    void TYPED(ird_sheet)(REAL * out, const REAL *fields, const REAL *in,                \
                          const ird_tensor *in_shape);                                   \
    /* That factor (band.h), and to make it again where the conductances to the pixel on \
     * the right and to the one below, two planes that stand first, were changed. */     \
    const double *TYPED(ird_sheet_matrix)(const REAL *sheet,                             \
                                          const ird_tensor *in_shape);                   \
    void TYPED(ird_sheet_factor)(REAL * sheet, const REAL *in,                           \
                                 const ird_tensor *in_shape);                            \
    void TYPED(ird_sheet_backward)(REAL * dfields, REAL * din, REAL * dout,              \
                                   const REAL *out, const REAL *fields, const REAL *in,  \
                                   const ird_tensor *in_shape);                          \
    void TYPED(ird_sheet_solve)(REAL * out, const REAL *sheet, const REAL *currents,     \
                                const ird_tensor *in_shape);                             \
    void TYPED(ird_sheet_solve_backward)(REAL * dsheet, REAL * dcurrents, REAL * din,    \
                                         REAL * dout, const REAL *out,                   \
                                         const REAL *sheet, const REAL *currents,        \
                                         const REAL *in, const ird_tensor *in_shape);    \
    void TYPED(ird_sigmoid)(REAL * out, const REAL *in, size_t count);                   \
    void TYPED(ird_sigmoid_backward)(REAL * din, const REAL *dout, const REAL *out,      \
                                     size_t count);                                      \
    /* (x - min) / (max - min); all 0, with gradient 0, where max = min. */              \
    void TYPED(ird_minmax)(REAL * out, const REAL *in, size_t count);                    \
    void TYPED(ird_minmax_backward)(REAL * din, const REAL *dout, const REAL *in,        \
                                    const REAL *out, size_t count);                      \
                                                                                         \
    /* A step that derives maps of the plan's input: DERIVE, STRENGTHS or CURRENTS. */   \
    void TYPED(ird_net_derive)(const ird_plan *plan, const ird_step *step, REAL *out,    \
                               const REAL *in);                                          \
    /* All steps of the plan. The input stands in the workspace's tensor 0 beforehand,   \
     * the output in ird_plan_output's afterwards. scratch holds plan->columns_size      \
     * numbers; NULL asks for plain loops. */                                            \
    void TYPED(ird_net_forward)(const ird_plan *plan, const REAL *arena,                 \
                                REAL *workspace, REAL *scratch);                         \
    /* Steps first to end - 1 of either pass alone; nothing is zeroed. A grid's steps    \
     * (plan->grid_steps) can so be shared by many currents: gradients by what they made \
     * add up over the currents. */                                                      \
    void TYPED(ird_net_forward_steps)(const ird_plan *plan, size_t first, size_t end,    \
                                      const REAL *arena, REAL *workspace,                \
                                      REAL *scratch);                                    \
    void TYPED(ird_net_backward_steps)(                                                  \
        const ird_plan *plan, size_t first, size_t end, REAL *darena, REAL *dworkspace,  \
        const REAL *arena, const REAL *workspace, REAL *scratch);                        \
    /* After ird_net_forward with the same workspace. The gradient of the output stands  \
     * in dworkspace's output tensor; the rest of dworkspace is overwritten. Gradients   \
     * stop at the first convolution: no derivative by the inputs. */                    \
    void TYPED(ird_net_backward)(const ird_plan *plan, REAL *darena, REAL *dworkspace,   \
                                 const REAL *arena, const REAL *workspace,               \
                                 REAL *scratch);                                         \
    /* The same down to the input: its gradient stands in dworkspace's tensor 0. */      \
    void TYPED(ird_net_backward_to_input)(const ird_plan *plan, REAL *darena,            \
                                          REAL *dworkspace, const REAL *arena,           \
                                          const REAL *workspace, REAL *scratch);

#define IRD_F32(name) name##_f32
#define IRD_F64(name) name##_f64
IRD_DECLARE_LAYERS(float, IRD_F32)
IRD_DECLARE_LAYERS(double, IRD_F64)

#endif
