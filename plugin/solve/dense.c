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

/* ---- packed panels -------------------------------------------------------------------
 *
 * The triangular solves run at the speed of memory, for every entry is used once. So a
 * panel is packed in the order in which they read it, forwards or backwards without a
 * jump: AT_ONCE columns together, row by row, from the diagonal down, then the columns
 * that are left one by one. (Read column by column a backward solve reached 10 GB/s where
 * memory gave 25.) The triangles on the diagonal are replaced by their inverses, so that
 * nothing is divided. Sums are in the same order on every machine. */
enum { AT_ONCE = 4 };

typedef double quad __attribute__((vector_size(AT_ONCE * sizeof(double))));
typedef float quad_float __attribute__((vector_size(AT_ONCE * sizeof(float))));

#define LOAD_double(to, from) memcpy(&(to), (from), sizeof(quad))
#define LOAD_float(to, from)                                                             \
    do {                                                                                 \
        quad_float loaded;                                                               \
        memcpy(&loaded, (from), sizeof loaded);                                          \
        (to) = __builtin_convertvector(loaded, quad);                                    \
    } while (0)

/* The sums of each of four quads, as one. */
#define SUM_QUADS(to, a, b, c, d)                                                        \
    do {                                                                                 \
        quad ab = __builtin_shufflevector(a, b, 0, 4, 2, 6) +                            \
                  __builtin_shufflevector(a, b, 1, 5, 3, 7);                             \
        quad cd = __builtin_shufflevector(c, d, 0, 4, 2, 6) +                            \
                  __builtin_shufflevector(c, d, 1, 5, 3, 7);                             \
        (to) = __builtin_shufflevector(ab, cd, 0, 1, 4, 5) +                             \
               __builtin_shufflevector(ab, cd, 2, 3, 6, 7);                              \
    } while (0)

size_t ird_dense_packed(size_t rows, size_t columns) {
    size_t quads = columns / AT_ONCE;
    size_t count = AT_ONCE * (quads * rows - AT_ONCE * (quads * (quads - 1) / 2));
    for (size_t j = quads * AT_ONCE; j < columns; j++) {
        count += rows - j;
    }
    return count;
}

/* The inverse of the lower triangle of AT_ONCE columns from `corner`. */
static void invert_corner(const double *corner, size_t lead, double *inverse) {
    for (size_t i = 0; i < AT_ONCE; i++) {
        for (size_t j = 0; j < AT_ONCE; j++) {
            double sum = i == j ? 1 : 0;
            for (size_t k = j; k < i; k++) {
                sum -= corner[k * lead + i] * inverse[k * AT_ONCE + j];
            }
            inverse[i * AT_ONCE + j] = j > i ? 0 : sum / corner[i * lead + i];
        }
    }
}

#define DEFINE_PACKED(real, pack, forward, backward)                                     \
    MANY_TARGETS                                                                         \
    void pack(const double *restrict panel, size_t rows, size_t columns,                 \
              real *restrict out) {                                                      \
        size_t j = 0;                                                                    \
        for (; j + AT_ONCE <= columns; j += AT_ONCE) {                                   \
            const double *c0 = panel + j * rows, *c1 = c0 + rows;                        \
            const double *c2 = c1 + rows, *c3 = c2 + rows;                               \
            double inverse[AT_ONCE * AT_ONCE];                                           \
            invert_corner(c0 + j, rows, inverse);                                        \
            for (size_t k = 0; k < AT_ONCE * AT_ONCE; k++) {                             \
                *out++ = (real)inverse[k];                                               \
            }                                                                            \
            for (size_t i = j + AT_ONCE; i < rows; i++, out += AT_ONCE) {                \
                out[0] = (real)c0[i];                                                    \
                out[1] = (real)c1[i];                                                    \
                out[2] = (real)c2[i];                                                    \
                out[3] = (real)c3[i];                                                    \
            }                                                                            \
        }                                                                                \
        for (; j < columns; j++) {                                                       \
            const double *column = panel + j * rows;                                     \
            *out++ = (real)(1 / column[j]);                                              \
            for (size_t i = j + 1; i < rows; i++) {                                      \
                *out++ = (real)column[i];                                                \
            }                                                                            \
        }                                                                                \
    }                                                                                    \
                                                                                         \
    MANY_TARGETS                                                                         \
    void forward(const real *restrict packed, size_t rows, size_t columns,               \
                 double *restrict work) {                                                \
        const real *p = packed;                                                          \
        size_t j = 0;                                                                    \
        for (; j + AT_ONCE <= columns; j += AT_ONCE) {                                   \
            quad x, a, b, c, d;                                                          \
            LOAD_double(x, work + j);                                                    \
            LOAD_##real(a, p);                                                           \
            LOAD_##real(b, p + 4);                                                       \
            LOAD_##real(c, p + 8);                                                       \
            LOAD_##real(d, p + 12);                                                      \
            a *= x;                                                                      \
            b *= x;                                                                      \
            c *= x;                                                                      \
            d *= x;                                                                      \
            SUM_QUADS(x, a, b, c, d);                                                    \
            memcpy(work + j, &x, sizeof x);                                              \
            p += AT_ONCE * AT_ONCE;                                                      \
            size_t i = j + AT_ONCE;                                                      \
            for (; i + AT_ONCE <= rows; i += AT_ONCE, p += AT_ONCE * AT_ONCE) {          \
                quad y, sum;                                                             \
                LOAD_double(y, work + i);                                                \
                LOAD_##real(a, p);                                                       \
                LOAD_##real(b, p + 4);                                                   \
                LOAD_##real(c, p + 8);                                                   \
                LOAD_##real(d, p + 12);                                                  \
                a *= x;                                                                  \
                b *= x;                                                                  \
                c *= x;                                                                  \
                d *= x;                                                                  \
                SUM_QUADS(sum, a, b, c, d);                                              \
                y -= sum;                                                                \
                memcpy(work + i, &y, sizeof y);                                          \
            }                                                                            \
            for (; i < rows; i++, p += AT_ONCE) {                                        \
                work[i] -= ((double)p[0] * x[0] + (double)p[1] * x[1]) +                 \
                           ((double)p[2] * x[2] + (double)p[3] * x[3]);                  \
            }                                                                            \
        }                                                                                \
        for (; j < columns; j++) {                                                       \
            double x = work[j] * (double)*p++;                                           \
            work[j] = x;                                                                 \
            for (size_t i = j + 1; i < rows; i++) {                                      \
                work[i] -= (double)*p++ * x;                                             \
            }                                                                            \
        }                                                                                \
    }                                                                                    \
                                                                                         \
    MANY_TARGETS                                                                         \
    void backward(const real *restrict packed, size_t rows, size_t columns,              \
                  double *restrict work) {                                               \
        const real *p = packed + ird_dense_packed(rows, columns);                        \
        size_t j = columns;                                                              \
        for (; j % AT_ONCE != 0; j--) {                                                  \
            double sum = 0;                                                              \
            for (size_t i = rows; i > j; i--) {                                          \
                sum += (double)*--p * work[i - 1];                                       \
            }                                                                            \
            work[j - 1] = (work[j - 1] - sum) * (double)*--p;                            \
        }                                                                                \
        for (; j > 0; j -= AT_ONCE) {                                                    \
            quad s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, a, b, c, d;                     \
            size_t i = rows;                                                             \
            for (; i >= j + AT_ONCE; i -= AT_ONCE) {                                     \
                const double *w = work + i - AT_ONCE;                                    \
                p -= AT_ONCE * AT_ONCE;                                                  \
                LOAD_##real(a, p);                                                       \
                LOAD_##real(b, p + 4);                                                   \
                LOAD_##real(c, p + 8);                                                   \
                LOAD_##real(d, p + 12);                                                  \
                s3 += d * w[3];                                                          \
                s2 += c * w[2];                                                          \
                s1 += b * w[1];                                                          \
                s0 += a * w[0];                                                          \
            }                                                                            \
            for (; i > j; i--) {                                                         \
                p -= AT_ONCE;                                                            \
                LOAD_##real(a, p);                                                       \
                s0 += a * work[i - 1];                                                   \
            }                                                                            \
            p -= AT_ONCE * AT_ONCE;                                                      \
            double *w = work + j - AT_ONCE;                                              \
            LOAD_double(a, w);                                                           \
            s0 = a - ((s0 + s1) + (s2 + s3));                                            \
            LOAD_##real(a, p);                                                           \
            LOAD_##real(b, p + 4);                                                       \
            LOAD_##real(c, p + 8);                                                       \
            LOAD_##real(d, p + 12);                                                      \
            s0 = (a * s0[0] + b * s0[1]) + (c * s0[2] + d * s0[3]);                      \
            memcpy(w, &s0, sizeof s0);                                                   \
        }                                                                                \
    }

DEFINE_PACKED(double, ird_dense_pack, ird_dense_forward, ird_dense_backward)
DEFINE_PACKED(float, ird_dense_pack_single, ird_dense_forward_single,
              ird_dense_backward_single)

int ird_dense_threads(void) {
    return openblas_get_num_threads();
}

void ird_dense_set_threads(int threads) {
    openblas_set_num_threads(threads);
}
