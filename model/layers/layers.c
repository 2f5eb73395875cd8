/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The layers in both precisions. */
#include "model/layers/layers.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "model/layers/band.h"
#include "model/layers/sheet_constants.h"

#define REAL float
#define TYPED IRD_F32
#define GEMM cblas_sgemm
#define EXPONENTIAL expf
#define LOGARITHM logf
#define HYPERBOLIC tanhf
#include "model/layers/layers_typed.inc"
#include "model/layers/sheet_typed.inc"
#include "model/layers/solve_typed.inc"
#include "model/layers/network_typed.inc"
#undef REAL
#undef TYPED
#undef GEMM
#undef EXPONENTIAL
#undef LOGARITHM
#undef HYPERBOLIC

#define REAL double
#define TYPED IRD_F64
#define GEMM cblas_dgemm
#define EXPONENTIAL exp
#define LOGARITHM log
#define HYPERBOLIC tanh
#include "model/layers/layers_typed.inc"
#include "model/layers/sheet_typed.inc"
#include "model/layers/solve_typed.inc"
#include "model/layers/network_typed.inc"
