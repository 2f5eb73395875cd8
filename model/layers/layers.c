/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The layers in both precisions. */
#include "model/layers/layers.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#define REAL float
#define TYPED IRD_F32
#define GEMM cblas_sgemm
#define EXPONENTIAL expf
#define LOGARITHM logf
#include "model/layers/layers_typed.inc"
#include "model/layers/sheet_typed.inc"
#include "model/layers/network_typed.inc"
#undef REAL
#undef TYPED
#undef GEMM
#undef EXPONENTIAL
#undef LOGARITHM

#define REAL double
#define TYPED IRD_F64
#define GEMM cblas_dgemm
#define EXPONENTIAL exp
#define LOGARITHM log
#include "model/layers/layers_typed.inc"
#include "model/layers/sheet_typed.inc"
#include "model/layers/network_typed.inc"
