/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network described by data: a U-Net whose parts are named by a small set of choices,
 * kept as JSON in the metadata of its weight file. Every variant that is compared in
 * docs/ablations.md is one of these, run by the same code.
 *
 *   input [channels][H][W]
 *     derived channel appended (or none)
 *     extended by `border` pixels on each side, symmetrically (c b a | a b c)
 *     space-to-depth by `stem`: [channels stem^2][(H + 2 border) / stem][...]
 *     encoder: `convs` 3x3 convolutions of widths[0], 2x2 pooling, widths[1], ...
 *       gate: the first block multiplied by a 1x1 convolution of the stem's output
 *     bottleneck: widths[last]
 *     decoder: nearest upsampling, skip connection, `convs` convolutions, ...
 *     1x1 convolution to stem^2, depth-to-space, border cut off
 *     output layer
 *
 * The sheet form is one U-Net, of what the grid alone tells, whose head gives three maps
 * in the place of one: the conductances along rows and columns of the sheet below and the
 * part of a pixel's current that stays with it, each around a value that u alone gives.
 * The answer is the solution of that sheet: linear in the current, and so that a uniform
 * one gives u.
 */
#ifndef IRD_MODEL_NET_SPEC_H
#define IRD_MODEL_NET_SPEC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define IRD_NET_MAX_LEVELS 5
#define IRD_NET_MAX_CHANNELS 8
#define IRD_NET_NAME_SIZE 32 /* of a channel, with the NUL */

/* Channel computed from the inputs and appended to them. With inputs a, b, c, ... in
 * their order the ratio is b c / (a + 0.1): the drop that a cell would cause alone, which
 * is what the paper's label smooths. */
typedef enum ird_derived {
    IRD_DERIVED_NONE,
    IRD_DERIVED_RATIO,        /* "ratio" */
    IRD_DERIVED_RATIO_SCALED, /* "ratio_scaled": over its largest value in the sample */
    IRD_DERIVED_SHEET         /* "sheet": see below; takes the place of the inputs */
} ird_derived;

/* "sheet" sees input 0 as R / (u + R), the strength of a grid whose response to a uniform
 * current is u, with R as its unit, and inputs 1 and 2 as maps whose product is the
 * current: i is that over its mean. For drops u w on a sheet of conductance s
 *     w - 1/u div(s u^2 grad w) = i
 * and s u is about u over its second differences, so that of the grid are given
 *     input 0, log u, logarithms of the sizes of the first and second differences of u
 *     along x and y, and the inputs 3, 4, ... as they are
 * and of the current i - 1 and u (i - 1), or i and u i where the output is not
 * "response". The current is not cut: a cell may draw hundreds of times the mean. */

typedef enum ird_form {
    IRD_FORM_PLAIN, /* "plain" */
    IRD_FORM_SHEET  /* "sheet"; needs "sheet", "response" and a stem of 2 or more */
} ird_form;

typedef enum ird_pool {
    IRD_POOL_MAX,    /* "max" */
    IRD_POOL_AVERAGE /* "average" */
} ird_pool;

typedef enum ird_output_layer {
    IRD_OUTPUT_NONE,    /* "none": the last convolution as it is */
    IRD_OUTPUT_SIGMOID, /* "sigmoid" */
    IRD_OUTPUT_MINMAX,  /* "minmax": (y - min) / (max - min) of the sample; 0 if flat */
    IRD_OUTPUT_RESPONSE /* "response": u (1 + y) with u of input 0, see "sheet": of a
                           sheet form that is u exactly where the current is uniform */
} ird_output_layer;

typedef struct ird_net_spec {
    size_t channels;
    char channel_names[IRD_NET_MAX_CHANNELS][IRD_NET_NAME_SIZE];
    size_t stem;   /* 1, 2, 4 or 8 */
    size_t levels; /* resolutions, 1 to IRD_NET_MAX_LEVELS */
    size_t widths[IRD_NET_MAX_LEVELS];
    size_t convs;  /* 3x3 convolutions in a block, 1 to 4 */
    size_t border; /* pixels of symmetric extension; 0 for none */
    bool skip;     /* skip connections (by concatenation) */
    bool gate;
    ird_derived derived;
    ird_pool pool;
    double slope; /* of the activation below zero: 0 is ReLU, 1 is linear */
    ird_output_layer output;
    ird_form form; /* a description without it is plain */
} ird_net_spec;

/* The architecture of the embedded paper model. */
ird_net_spec ird_net_spec_paper(void);

/* The embedded calibrated model: it corrects the coarse solution. And the three-channel
 * form, which has the maps alone. */
ird_net_spec ird_net_spec_pdn(void);
ird_net_spec ird_net_spec_pdn3(void);

/* IRD_OK, or MODEL_FORMAT where a number is out of its range or the numbers do not go
 * together. */
ird_status ird_net_spec_check(const ird_net_spec *spec, ird_error *err);

/* Set the members that the JSON object of size bytes names; the others keep their values
 * unless `all` is true, which makes a missing one an error. Raises MODEL_FORMAT. */
ird_status ird_net_spec_parse(ird_net_spec *spec, const char *json, size_t size, bool all,
                              ird_error *err);

/* As JSON on one line, every member present; free with ird_free. NULL when memory runs
 * out. */
char *ird_net_spec_json(const ird_net_spec *spec);

/* Rows and columns of an input must be multiples of this. */
size_t ird_net_spec_size_multiple(const ird_net_spec *spec);

#endif
