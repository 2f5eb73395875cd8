/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/pdn/far_part.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

struct ird_far_part {
    size_t side, hats, plane, count;
    double *sizes;   /* one block with what follows, but for drops */
    double *inverse; /* [count]: of the size under each hat; 0: nothing is there */
    double *knots;   /* [count] */
    double *line;    /* [hats] */
    double *share;   /* [side]: of a pixel under the second of its two hats */
    size_t *first;   /* [side]: the first of them */
    float *drops;    /* [count][plane]; what one adds is a small part of the sum */
    float *sum;      /* [plane] */
};

/* Where pixel number `pixel` is among the middles of the squares. */
static double place_of(size_t side, size_t hats, size_t pixel) {
    double at = ((double)pixel + 0.5) * (double)hats / (double)side - 0.5;
    return fmin(fmax(at, 0), (double)(hats - 1));
}

double ird_hat(size_t side, size_t hats, size_t hat, size_t pixel) {
    return fmax(0, 1 - fabs(place_of(side, hats, pixel) - (double)hat));
}

void ird_far_free(ird_far_part *far) {
    if (far != NULL) {
        ird_free(far->sizes);
        ird_free(far->first);
        ird_free_aligned(far->drops);
        ird_free(far);
    }
}

size_t ird_far_bytes(const ird_far_part *far) {
    return (far->count + 1) * far->plane * sizeof *far->drops +
           (far->plane + 2 * far->count + far->hats + far->side) * sizeof *far->sizes +
           far->side * sizeof *far->first;
}

/* ---- hats ---- */

/* knots := what the map, times another one if any, has under each hat. */
static void gather(ird_far_part *far, const double *map, const double *by) {
    memset(far->knots, 0, far->count * sizeof *far->knots);
    for (size_t row = 0; row < far->side; row++) {
        memset(far->line, 0, far->hats * sizeof *far->line);
        for (size_t i = 0; i < far->side; i++) {
            size_t at = row * far->side + i;
            double value = by != NULL ? by[at] * map[at] : map[at];
            far->line[far->first[i]] += (1 - far->share[i]) * value;
            far->line[far->first[i] + 1] += far->share[i] * value;
        }
        double *knots = far->knots + far->first[row] * far->hats;
        for (size_t k = 0; k < far->hats; k++) {
            knots[k] += (1 - far->share[row]) * far->line[k];
            knots[far->hats + k] += far->share[row] * far->line[k];
        }
    }
}

/* line := knots between two rows of hats, for a row of pixels. */
static void open_row(ird_far_part *far, size_t row) {
    const double *knots = far->knots + far->first[row] * far->hats;
    for (size_t k = 0; k < far->hats; k++) {
        far->line[k] =
            (1 - far->share[row]) * knots[k] + far->share[row] * knots[far->hats + k];
    }
}

static double at_row(const ird_far_part *far, size_t i) {
    size_t first = far->first[i];
    return (1 - far->share[i]) * far->line[first] + far->share[i] * far->line[first + 1];
}

/* ---- making ---- */

static ird_far_part *make_room(size_t side, size_t hats) {
    ird_far_part *far = ird_alloc_zero(1, sizeof *far);
    if (far == NULL) {
        return NULL;
    }
    far->side = side;
    far->hats = hats;
    far->plane = side * side;
    far->count = hats * hats;
    far->sizes = ird_alloc(far->plane + 2 * far->count + hats + side, sizeof *far->sizes);
    far->first = ird_alloc(side, sizeof *far->first);
    far->drops = ird_alloc_aligned((far->count + 1) * far->plane, sizeof *far->drops);
    if (far->sizes == NULL || far->first == NULL || far->drops == NULL) {
        ird_far_free(far);
        return NULL;
    }
    far->inverse = far->sizes + far->plane;
    far->knots = far->inverse + far->count;
    far->line = far->knots + far->count;
    far->share = far->line + hats;
    far->sum = far->drops + far->count * far->plane;
    return far;
}

ird_status ird_far_create(ird_far_part **far, const ird_far_drops *measured, size_t side,
                          ird_error *err) {
    ird_far_part *made = make_room(side, measured->hats);
    if (made == NULL) {
        return ird_fail_memory(err, "fitting a sheet");
    }
    for (size_t i = 0; i < side; i++) {
        double place = place_of(side, made->hats, i);
        made->first[i] = (size_t)fmin(floor(place), (double)(made->hats - 2));
        made->share[i] = place - (double)made->first[i];
    }
    memcpy(made->sizes, measured->sizes, made->plane * sizeof *made->sizes);
    gather(made, made->sizes, NULL);
    for (size_t k = 0; k < made->count; k++) {
        made->inverse[k] = made->knots[k] > 0 ? 1 / made->knots[k] : 0;
    }
    for (size_t i = 0; i < made->count * made->plane; i++) {
        made->drops[i] = (float)measured->drops[i];
    }
    *far = made;
    return IRD_OK;
}

/* ---- answers ---- */

/* Four hats at once: what is added up is read and written a fourth as often. */
static void add_drops(float *restrict sum, const float *restrict drops, const float *by,
                      size_t plane) {
    const float *second = drops + plane, *third = second + plane, *last = third + plane;
    for (size_t i = 0; i < plane; i++) {
        sum[i] +=
            by[0] * drops[i] + by[1] * second[i] + (by[2] * third[i] + by[3] * last[i]);
    }
}

void ird_far_run(ird_far_part *far, double *drops, double *currents) {
    gather(far, currents, NULL);
    for (size_t k = 0; k < far->count; k++) {
        far->knots[k] *= far->inverse[k];
    }
    memset(far->sum, 0, far->plane * sizeof *far->sum);
    size_t k = 0;
    for (; k + 4 <= far->count; k += 4) {
        const float by[] = {(float)far->knots[k], (float)far->knots[k + 1],
                            (float)far->knots[k + 2], (float)far->knots[k + 3]};
        add_drops(far->sum, far->drops + k * far->plane, by, far->plane);
    }
    for (; k < far->count; k++) {
        for (size_t i = 0; i < far->plane; i++) {
            far->sum[i] += (float)far->knots[k] * far->drops[k * far->plane + i];
        }
    }
    for (size_t row = 0; row < far->side; row++) {
        open_row(far, row);
        for (size_t i = 0; i < far->side; i++) {
            size_t at = row * far->side + i;
            drops[at] = (double)far->sum[at];
            currents[at] -= far->sizes[at] * at_row(far, i);
        }
    }
}

/* A current of 1 in pixel q is H_q,k / size_k under hat k, which drops D_k, and leaves
 * 1 - sizes sum_k H_k H_q,k / size_k. */
void ird_far_adjoint(ird_far_part *far, double *gradient, size_t pixel, double gain) {
    gather(far, gradient, far->sizes);
    for (size_t k = 0; k < far->count; k++) {
        double drop = (double)far->drops[k * far->plane + pixel];
        far->knots[k] = (gain * drop - far->knots[k]) * far->inverse[k];
    }
    for (size_t row = 0; row < far->side; row++) {
        open_row(far, row);
        for (size_t i = 0; i < far->side; i++) {
            gradient[row * far->side + i] += at_row(far, i);
        }
    }
}
