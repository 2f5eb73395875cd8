/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What ird_packed holds. Private to this folder.
 */
#ifndef IRD_INFER_PACKED_H
#define IRD_INFER_PACKED_H

#include "model/infer/infer.h"
#include "model/infer/schedule.h"

enum { IRD_PARITIES = 4 }; /* of the pixels of an upsampled image: 2 row + column */

struct ird_packed {
    ird_path path;
    float *memory;
    /* By step of the schedule; weights[part][parity], parity 0 alone where the part is
     * not upsampled. */
    struct {
        const float *bias;
        const float *weights[IRD_MAX_PARTS][IRD_PARITIES];
        bool winograd[IRD_MAX_PARTS];
    } steps[IRD_PLAN_MAX];
};

/* Along one axis: the small image's pixel that the first tap reads, relative to the pixel
 * above or left of the output (-1 or 0), for a kernel of 1 or 3 taps. */
static inline ptrdiff_t ird_folded_start(size_t parity, size_t kernel) {
    return kernel == 3 && parity == 0 ? -1 : 0;
}

static inline size_t ird_folded_kernel(size_t kernel) {
    return (kernel + 1) / 2;
}

#endif
