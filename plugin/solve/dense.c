/* SPDX-License-Identifier: BSD-3-Clause */
#include "solve/dense.h"

#include <cblas.h>
#include <math.h>

/* The same source for each instruction set; the loader picks. No sum is reordered, so
 * all give the same numbers. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                   \
    !defined(__SANITIZE_ADDRESS__)
#define MANY_TARGETS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define MANY_TARGETS
#endif

enum {
    BLOCK = 48,        /* columns factored by the plain loop inside a large panel */
    SMALL_WORK = 30000 /* multiplications below which the plain loop is faster */
};

MANY_TARGETS
static void plain_scale(double *restrict x, size_t count, double factor) {
    for (size_t i = 0; i < count; i++) {
        x[i] *= factor;
    }
}

/* y -= a x0 + b x1: two columns at a time halve the traffic of y. */
MANY_TARGETS
static void plain_subtract_two(double *restrict y, const double *restrict x0,
                               const double *restrict x1, size_t count, double a,
                               double b) {
    for (size_t i = 0; i < count; i++) {
        y[i] -= a * x0[i] + b * x1[i];
    }
}

MANY_TARGETS
static void plain_subtract(double *restrict y, const double *restrict x, size_t count,
                           double a) {
    for (size_t i = 0; i < count; i++) {
        y[i] -= a * x[i];
    }
}

/* Left-looking: column j takes what the columns before it give, then is scaled. */
static bool plain_panel(double *panel, size_t lead, size_t rows, size_t columns) {
    for (size_t j = 0; j < columns; j++) {
        double *column = panel + j * lead;
        size_t k = 0;
        for (; k + 2 <= j; k += 2) {
            const double *x0 = panel + k * lead;
            const double *x1 = x0 + lead;
            plain_subtract_two(column + j, x0 + j, x1 + j, rows - j, x0[j], x1[j]);
        }
        if (k < j) {
            const double *x = panel + k * lead;
            plain_subtract(column + j, x + j, rows - j, x[j]);
        }
        if (!(column[j] > 0)) {
            return false;
        }
        double pivot = sqrt(column[j]);
        column[j] = pivot;
        plain_scale(column + j + 1, rows - j - 1, 1 / pivot);
    }
    return true;
}

bool ird_dense_panel(double *panel, size_t rows, size_t columns) {
    if (columns <= BLOCK || columns * columns * rows < SMALL_WORK) {
        return plain_panel(panel, rows, rows, columns);
    }
    int lead = (int)rows;
    for (size_t j = 0; j < columns; j += BLOCK) {
        size_t width = columns - j < BLOCK ? columns - j : BLOCK;
        size_t next = j + width;
        double *corner = panel + j * rows + j;
        if (!plain_panel(corner, rows, width, width)) {
            return false;
        }
        if (next == rows) {
            break;
        }
        double *below = corner + width;
        cblas_dtrsm(CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit,
                    (int)(rows - next), (int)width, 1, corner, lead, below, lead);
        if (next == columns) {
            break;
        }
        double *rest = panel + next * rows + next;
        size_t left = columns - next;
        cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, (int)left, (int)width, -1,
                    below, lead, 1, rest, lead);
        if (rows > columns) {
            cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, (int)(rows - columns),
                        (int)left, (int)width, -1, below + left, lead, below, lead, 1,
                        rest + left, lead);
        }
    }
    return true;
}

void ird_dense_update(double *update, size_t size, const double *panel, size_t rows,
                      size_t columns) {
    const double *lower = panel + (rows - size);
    if (size * size * columns >= SMALL_WORK) {
        cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, (int)size, (int)columns, -1,
                    lower, (int)rows, 1, update, (int)size);
        return;
    }
    for (size_t j = 0; j < size; j++) {
        double *column = update + j * size + j;
        size_t k = 0;
        for (; k + 2 <= columns; k += 2) {
            const double *x0 = lower + k * rows + j;
            const double *x1 = x0 + rows;
            plain_subtract_two(column, x0, x1, size - j, *x0, *x1);
        }
        if (k < columns) {
            const double *x = lower + k * rows + j;
            plain_subtract(column, x, size - j, *x);
        }
    }
}

/* The triangular solves run at the speed of memory, for every entry is used once; single
 * precision halves what is read. The sum of a dot product is kept in LANES parts, in the
 * same order on every machine. */
enum { LANES = 8 };

#define DEFINE_SOLVES(real, forward, backward)                                           \
    MANY_TARGETS                                                                         \
    static void subtract_##real(double *restrict y, const real *restrict x,              \
                                size_t count, double a) {                                \
        for (size_t i = 0; i < count; i++) {                                             \
            y[i] -= a * (double)x[i];                                                    \
        }                                                                                \
    }                                                                                    \
                                                                                         \
    MANY_TARGETS                                                                         \
    static double dot_##real(const real *restrict x, const double *restrict y,           \
                             size_t count) {                                             \
        double part[LANES] = {0};                                                        \
        size_t i = 0;                                                                    \
        for (; i + LANES <= count; i += LANES) {                                         \
            for (size_t k = 0; k < LANES; k++) {                                         \
                part[k] += (double)x[i + k] * y[i + k];                                  \
            }                                                                            \
        }                                                                                \
        double sum = ((part[0] + part[4]) + (part[1] + part[5])) +                       \
                     ((part[2] + part[6]) + (part[3] + part[7]));                        \
        for (; i < count; i++) {                                                         \
            sum += (double)x[i] * y[i];                                                  \
        }                                                                                \
        return sum;                                                                      \
    }                                                                                    \
                                                                                         \
    void forward(const real *panel, size_t rows, size_t columns, double *work) {         \
        for (size_t j = 0; j < columns; j++) {                                           \
            const real *column = panel + j * rows;                                       \
            work[j] /= (double)column[j];                                                \
            subtract_##real(work + j + 1, column + j + 1, rows - j - 1, work[j]);        \
        }                                                                                \
    }                                                                                    \
                                                                                         \
    void backward(const real *panel, size_t rows, size_t columns, double *work) {        \
        for (size_t j = columns; j-- > 0;) {                                             \
            const real *column = panel + j * rows;                                       \
            double sum = dot_##real(column + j + 1, work + j + 1, rows - j - 1);         \
            work[j] = (work[j] - sum) / (double)column[j];                               \
        }                                                                                \
    }

DEFINE_SOLVES(double, ird_dense_forward, ird_dense_backward)
DEFINE_SOLVES(float, ird_dense_forward_single, ird_dense_backward_single)

int ird_dense_threads(void) {
    return openblas_get_num_threads();
}

void ird_dense_set_threads(int threads) {
    openblas_set_num_threads(threads);
}
