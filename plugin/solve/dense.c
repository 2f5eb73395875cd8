/* SPDX-License-Identifier: BSD-3-Clause */
#include "solve/dense.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

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
 * precision halves what is read. AT_ONCE columns are taken together, so that the vector is
 * read a quarter as often. The sum of a dot product is kept in LANES parts, in the same
 * order on every machine. */
enum { LANES = 8, AT_ONCE = 4 };

/* The inverse of the lower triangle of AT_ONCE columns from `corner`, in its place. */
static void invert_corner(double *corner, size_t lead) {
    for (size_t j = 0; j < AT_ONCE; j++) {
        corner[j * lead + j] = 1 / corner[j * lead + j];
    }
    for (size_t j = AT_ONCE; j-- > 0;) {
        for (size_t i = AT_ONCE; --i > j;) { /* L_kj of k < i is still needed above */
            double sum = 0;
            for (size_t k = j + 1; k <= i; k++) {
                sum += corner[k * lead + i] * corner[j * lead + k];
            }
            corner[j * lead + i] = -sum * corner[j * lead + j];
        }
    }
}

void ird_dense_finish(double *panel, size_t rows, size_t columns) {
    size_t j = 0;
    for (; j + AT_ONCE <= columns; j += AT_ONCE) {
        invert_corner(panel + j * rows + j, rows);
    }
    for (; j < columns; j++) {
        panel[j * rows + j] = 1 / panel[j * rows + j];
    }
}

typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef float lanes_float __attribute__((vector_size(LANES * sizeof(float))));

/* LANES values from where they stand, as doubles. */
#define LOAD_double(to, from) memcpy(&(to), (from), sizeof(lanes))
#define LOAD_float(to, from)                                                             \
    do {                                                                                 \
        lanes_float loaded;                                                              \
        memcpy(&loaded, (from), sizeof loaded);                                          \
        (to) = __builtin_convertvector(loaded, lanes);                                   \
    } while (0)

#define SUM_LANES(v)                                                                     \
    ((((v)[0] + (v)[4]) + ((v)[1] + (v)[5])) + (((v)[2] + (v)[6]) + ((v)[3] + (v)[7])))

#define DEFINE_SOLVES(real, forward, backward)                                           \
    MANY_TARGETS                                                                         \
    void forward(const real *restrict panel, size_t rows, size_t columns,                \
                 double *restrict work) {                                                \
        size_t j = 0;                                                                    \
        for (; j + AT_ONCE <= columns; j += AT_ONCE) {                                   \
            const real *c0 = panel + j * rows, *c1 = c0 + rows;                          \
            const real *c2 = c1 + rows, *c3 = c2 + rows;                                 \
            double *w = work + j;                                                        \
            double x0 = (double)c0[j] * w[0];                                            \
            double x1 = (double)c0[j + 1] * w[0] + (double)c1[j + 1] * w[1];             \
            double x2 = (double)c0[j + 2] * w[0] + (double)c1[j + 2] * w[1] +            \
                        (double)c2[j + 2] * w[2];                                        \
            double x3 = ((double)c0[j + 3] * w[0] + (double)c1[j + 3] * w[1]) +          \
                        ((double)c2[j + 3] * w[2] + (double)c3[j + 3] * w[3]);           \
            w[0] = x0;                                                                   \
            w[1] = x1;                                                                   \
            w[2] = x2;                                                                   \
            w[3] = x3;                                                                   \
            for (size_t i = j + AT_ONCE; i < rows; i++) {                                \
                work[i] -= ((double)c0[i] * x0 + (double)c1[i] * x1) +                   \
                           ((double)c2[i] * x2 + (double)c3[i] * x3);                    \
            }                                                                            \
        }                                                                                \
        for (; j < columns; j++) {                                                       \
            const real *column = panel + j * rows;                                       \
            double x = work[j] * (double)column[j];                                      \
            work[j] = x;                                                                 \
            for (size_t i = j + 1; i < rows; i++) {                                      \
                work[i] -= (double)column[i] * x;                                        \
            }                                                                            \
        }                                                                                \
    }                                                                                    \
                                                                                         \
    MANY_TARGETS                                                                         \
    void backward(const real *restrict panel, size_t rows, size_t columns,               \
                  double *restrict work) {                                               \
        size_t j = columns;                                                              \
        for (; j % AT_ONCE != 0; j--) {                                                  \
            const real *column = panel + (j - 1) * rows;                                 \
            lanes part = {0};                                                            \
            size_t i = rows;                                                             \
            for (; i >= j + LANES; i -= LANES) {                                         \
                lanes x, l;                                                              \
                LOAD_double(x, work + i - LANES);                                        \
                LOAD_##real(l, column + i - LANES);                                      \
                part += l * x;                                                           \
            }                                                                            \
            double sum = SUM_LANES(part);                                                \
            for (; i > j; i--) {                                                         \
                sum += (double)column[i - 1] * work[i - 1];                              \
            }                                                                            \
            work[j - 1] = (work[j - 1] - sum) * (double)column[j - 1];                   \
        }                                                                                \
        for (; j > 0; j -= AT_ONCE) {                                                    \
            size_t d = j - AT_ONCE;                                                      \
            const real *c0 = panel + d * rows, *c1 = c0 + rows;                          \
            const real *c2 = c1 + rows, *c3 = c2 + rows;                                 \
            lanes p0 = {0}, p1 = {0}, p2 = {0}, p3 = {0};                                \
            size_t i = rows;                                                             \
            for (; i >= j + LANES; i -= LANES) {                                         \
                lanes x, l0, l1, l2, l3;                                                 \
                LOAD_double(x, work + i - LANES);                                        \
                LOAD_##real(l0, c0 + i - LANES);                                         \
                LOAD_##real(l1, c1 + i - LANES);                                         \
                LOAD_##real(l2, c2 + i - LANES);                                         \
                LOAD_##real(l3, c3 + i - LANES);                                         \
                p0 += l0 * x;                                                            \
                p1 += l1 * x;                                                            \
                p2 += l2 * x;                                                            \
                p3 += l3 * x;                                                            \
            }                                                                            \
            double s0 = SUM_LANES(p0), s1 = SUM_LANES(p1);                               \
            double s2 = SUM_LANES(p2), s3 = SUM_LANES(p3);                               \
            while (i > j) {                                                              \
                double x = work[--i];                                                    \
                s0 += (double)c0[i] * x;                                                 \
                s1 += (double)c1[i] * x;                                                 \
                s2 += (double)c2[i] * x;                                                 \
                s3 += (double)c3[i] * x;                                                 \
            }                                                                            \
            double *w = work + d;                                                        \
            s0 = w[0] - s0;                                                              \
            s1 = w[1] - s1;                                                              \
            s2 = w[2] - s2;                                                              \
            s3 = w[3] - s3;                                                              \
            w[0] = ((double)c0[d] * s0 + (double)c0[d + 1] * s1) +                       \
                   ((double)c0[d + 2] * s2 + (double)c0[d + 3] * s3);                    \
            w[1] = (double)c1[d + 1] * s1 + (double)c1[d + 2] * s2 +                     \
                   (double)c1[d + 3] * s3;                                               \
            w[2] = (double)c2[d + 2] * s2 + (double)c2[d + 3] * s3;                      \
            w[3] = (double)c3[d + 3] * s3;                                               \
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
