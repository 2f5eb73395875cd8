/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which instructions the kernels use. One binary holds all of them; who creates a
 * network asks once for the best that the processor has, or for that which the
 * environment names, and keeps the answer, so nothing here is remembered in a static.
 */
#ifndef IRD_KERNELS_PATH_H
#define IRD_KERNELS_PATH_H

#include <stdbool.h>

#include "base/error.h"

typedef enum ird_path {
    IRD_PATH_PORTABLE, /* plain C, as fast as the compiler makes it */
    IRD_PATH_AVX2,     /* AVX2 and FMA */
    IRD_PATH_AVX512,   /* AVX-512F */
    IRD_PATH_COUNT
} ird_path;

bool ird_path_supported(ird_path path); /* by this processor and this build */
ird_path ird_path_best(void);
const char *ird_path_name(ird_path path); /* "portable", "avx2", "avx512" */

/* The path that the environment variable IRDROP_KERNELS names, the best where it is unset
 * or empty. MODEL_KERNELS for another word, or a path that ird_path_supported denies: who
 * forces one wants to know what it gives, not what another does. */
ird_status ird_path_choose(ird_path *path, ird_error *err);

#endif
