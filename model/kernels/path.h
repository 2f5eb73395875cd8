/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which instructions the kernels use. One binary holds all of them; who creates a
 * network asks once for the best that the processor has and keeps the answer, so nothing
 * here is remembered in a static.
 */
#ifndef IRD_KERNELS_PATH_H
#define IRD_KERNELS_PATH_H

#include <stdbool.h>

typedef enum ird_path {
    IRD_PATH_PORTABLE, /* plain C, as fast as the compiler makes it */
    IRD_PATH_AVX2,     /* AVX2 and FMA */
    IRD_PATH_AVX512,   /* AVX-512F */
    IRD_PATH_COUNT
} ird_path;

bool ird_path_supported(ird_path path); /* by this processor and this build */
ird_path ird_path_best(void);
const char *ird_path_name(ird_path path); /* "portable", "avx2", "avx512" */

#endif
