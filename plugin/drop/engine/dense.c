/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/dense.h"

#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/many_targets.h"

enum {
    BLOCK = 48,        /* columns factored by the plain loop inside a large panel */
    SMALL_WORK = 30000 /* multiplications below which the plain loop is faster */
};

IRD_MANY_TARGETS
static void plain_scale(double *restrict x, size_t count, double factor) {
    for (size_t i = 0; i < count; i++) {
        x[i] *= factor;
    }
}

/* y -= a x0 + b x1: two columns at a time halve the traffic of y. */
IRD_MANY_TARGETS
static void plain_subtract_two(double *restrict y, const double *restrict x0,
                               const double *restrict x1, size_t count, double a,
                               double b) {
    for (size_t i = 0; i < count; i++) {
        y[i] -= a * x0[i] + b * x1[i];
    }
}

IRD_MANY_TARGETS
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

/* Without their signs doubles are in the order of their bits, NAN behind all. */
IRD_MANY_TARGETS
double ird_dense_largest(const double *values, size_t count) {
    uint64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        bits &= UINT64_MAX >> 1;
        most = bits > most ? bits : most;
    }
    double size;
    memcpy(&size, &most, sizeof size);
    return size;
}

/* ---- packed panels -------------------------------------------------------------------
 *
 * The triangular solves run at the speed of memory, for every entry is used once. So a
 * panel is packed in the order in which they read it, forwards or backwards without a
 * jump: AT_ONCE columns together from the diagonal down (at last those that are left),
 * AT_ONCE rows of them at a time and column by column within those, so that either solve
 * works on whole vectors and neither has to turn them; then the few rows that are left.
 * (Read column by column a backward solve reached 10 GB/s where memory gave 25.) The
 * triangles on the diagonal are replaced by their inverses, so that nothing is divided;
 * they have AT_ONCE rows, those that the group of columns lacks being zero. Sums are in
 * the same order on every machine. */
enum { AT_ONCE = 4 };

typedef double quad __attribute__((vector_size(AT_ONCE * sizeof(double))));

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* The sums of each of four quads, as one. */
ALWAYS_INLINE void sum_quads(quad *to, const quad s[AT_ONCE]) {
    quad low = __builtin_shufflevector(s[0], s[1], 0, 4, 2, 6) +
               __builtin_shufflevector(s[0], s[1], 1, 5, 3, 7);
    quad high = __builtin_shufflevector(s[2], s[3], 0, 4, 2, 6) +
                __builtin_shufflevector(s[2], s[3], 1, 5, 3, 7);
    *to = __builtin_shufflevector(low, high, 0, 1, 4, 5) +
          __builtin_shufflevector(low, high, 2, 3, 6, 7);
}

static size_t group_width(size_t columns, size_t first) {
    return columns - first < AT_ONCE ? columns - first : AT_ONCE;
}

size_t ird_dense_packed(size_t rows, size_t columns) {
    size_t count = 0;
    for (size_t j = 0; j < columns; j += AT_ONCE) {
        size_t width = group_width(columns, j);
        count += width * (AT_ONCE + rows - j - width);
    }
    return count;
}

/* The inverse of the lower triangle of `width` columns from `corner`, by columns. */
static void invert_corner(const double *corner, size_t lead, size_t width,
                          double *inverse) {
    memset(inverse, 0, width * AT_ONCE * sizeof *inverse);
    for (size_t j = 0; j < width; j++) {
        double *column = inverse + j * AT_ONCE;
        for (size_t i = j; i < width; i++) {
            double sum = i == j ? 1 : 0;
            for (size_t k = j; k < i; k++) {
                sum -= corner[k * lead + i] * column[k];
            }
            column[i] = sum / corner[i * lead + i];
        }
    }
}

/* In each of the three below a group of `width` columns has `below` rows under its
 * corner; where width is a constant, the loops over its columns are unrolled. */
#define DEFINE_PACKED(real, pack, forward, backward)                                     \
    IRD_MANY_TARGETS                                                                     \
    void pack(const double *restrict panel, size_t rows, size_t columns,                 \
              real *restrict out) {                                                      \
        for (size_t j = 0; j < columns; j += AT_ONCE) {                                  \
            size_t width = group_width(columns, j);                                      \
            const double *first = panel + j * rows;                                      \
            double inverse[AT_ONCE * AT_ONCE];                                           \
            invert_corner(first + j, rows, width, inverse);                              \
            for (size_t k = 0; k < width * AT_ONCE; k++) {                               \
                *out++ = (real)inverse[k];                                               \
            }                                                                            \
            for (size_t i = j + width; i < rows;) {                                      \
                size_t height = i + AT_ONCE <= rows ? AT_ONCE : 1;                       \
                for (size_t c = 0; c < width; c++) {                                     \
                    for (size_t k = 0; k < height; k++) {                                \
                        *out++ = (real)first[c * rows + i + k];                          \
                    }                                                                    \
                }                                                                        \
                i += height;                                                             \
            }                                                                            \
        }                                                                                \
    }                                                                                    \
                                                                                         \
    /* One by one, which GCC makes one instruction of. */                                \
    ALWAYS_INLINE void load_##real(quad *to, const real *p) {                            \
        *to = (quad){(double)p[0], (double)p[1], (double)p[2], (double)p[3]};            \
    }                                                                                    \
                                                                                         \
    ALWAYS_INLINE const real *forward##_group(const real *restrict p, size_t width,      \
                                              size_t below, double *restrict work) {     \
        quad x = {0}, y, column;                                                         \
        for (size_t c = 0; c < width; c++) {                                             \
            load_##real(&column, p + AT_ONCE * c);                                       \
            x += column * work[c];                                                       \
        }                                                                                \
        memcpy(work, &x, width * sizeof *work);                                          \
        p += AT_ONCE * width;                                                            \
        work += width;                                                                   \
        size_t i = 0;                                                                    \
        for (; i + AT_ONCE <= below; i += AT_ONCE, p += AT_ONCE * width) {               \
            memcpy(&y, work + i, sizeof y);                                              \
            for (size_t c = 0; c < width; c++) {                                         \
                load_##real(&column, p + AT_ONCE * c);                                   \
                y -= column * x[c];                                                      \
            }                                                                            \
            memcpy(work + i, &y, sizeof y);                                              \
        }                                                                                \
        for (; i < below; i++, p += width) {                                             \
            for (size_t c = 0; c < width; c++) {                                         \
                work[i] -= (double)p[c] * x[c];                                          \
            }                                                                            \
        }                                                                                \
        return p;                                                                        \
    }                                                                                    \
                                                                                         \
    IRD_MANY_TARGETS                                                                     \
    void forward(const real *restrict packed, size_t rows, size_t columns,               \
                 double *restrict work) {                                                \
        size_t j = 0;                                                                    \
        for (; j + AT_ONCE <= columns; j += AT_ONCE) {                                   \
            packed = forward##_group(packed, AT_ONCE, rows - j - AT_ONCE, work + j);     \
        }                                                                                \
        if (columns - j == 3) {                                                          \
            forward##_group(packed, 3, rows - j - 3, work + j);                          \
        } else if (columns - j == 2) {                                                   \
            forward##_group(packed, 2, rows - j - 2, work + j);                          \
        } else if (columns - j == 1) {                                                   \
            forward##_group(packed, 1, rows - j - 1, work + j);                          \
        }                                                                                \
    }                                                                                    \
                                                                                         \
    /* p is behind the group, and at its beginning afterwards. */                        \
    ALWAYS_INLINE const real *backward##_group(const real *restrict p, size_t width,     \
                                               size_t below, double *restrict work) {    \
        quad sums[AT_ONCE] = {0}, few = {0}, y, column;                                  \
        const double *at = work + width + below;                                         \
        for (; below % AT_ONCE != 0; below--) {                                          \
            p -= width;                                                                  \
            at--;                                                                        \
            for (size_t c = 0; c < width; c++) {                                         \
                few[c] += (double)p[c] * *at;                                            \
            }                                                                            \
        }                                                                                \
        for (; below > 0; below -= AT_ONCE) {                                            \
            p -= AT_ONCE * width;                                                        \
            at -= AT_ONCE;                                                               \
            memcpy(&y, at, sizeof y);                                                    \
            for (size_t c = 0; c < width; c++) {                                         \
                load_##real(&column, p + AT_ONCE * c);                                   \
                sums[c] += column * y;                                                   \
            }                                                                            \
        }                                                                                \
        sum_quads(&y, sums);                                                             \
        few += y;                                                                        \
        y = (quad){0};                                                                   \
        memcpy(&y, work, width * sizeof *work);                                          \
        y -= few;                                                                        \
        p -= AT_ONCE * width;                                                            \
        for (size_t c = 0; c < width; c++) {                                             \
            load_##real(&column, p + AT_ONCE * c);                                       \
            sums[c] = column * y;                                                        \
        }                                                                                \
        sum_quads(&y, sums);                                                             \
        memcpy(work, &y, width * sizeof *work);                                          \
        return p;                                                                        \
    }                                                                                    \
                                                                                         \
    IRD_MANY_TARGETS                                                                     \
    void backward(const real *restrict end, size_t rows, size_t columns,                 \
                  double *restrict work) {                                               \
        const real *p = end;                                                             \
        size_t j = columns / AT_ONCE * AT_ONCE;                                          \
        if (columns - j == 3) {                                                          \
            p = backward##_group(p, 3, rows - j - 3, work + j);                          \
        } else if (columns - j == 2) {                                                   \
            p = backward##_group(p, 2, rows - j - 2, work + j);                          \
        } else if (columns - j == 1) {                                                   \
            p = backward##_group(p, 1, rows - j - 1, work + j);                          \
        }                                                                                \
        for (; j > 0; j -= AT_ONCE) {                                                    \
            p = backward##_group(p, AT_ONCE, rows - j, work + j - AT_ONCE);              \
        }                                                                                \
    }

DEFINE_PACKED(double, ird_dense_pack, ird_dense_forward, ird_dense_backward)
DEFINE_PACKED(float, ird_dense_pack_single, ird_dense_forward_single,
              ird_dense_backward_single)

/* ---- several right-hand sides --------------------------------------------------------
 *
 * Of the same packed panels, each entry of which multiplies the values of all lanes.
 */

/* Each of width x: the sum of the columns of the corner, times what stands in y. */
ALWAYS_INLINE void corner_times(ird_lanes *x, const float *restrict p, size_t width,
                                bool is_turned, const ird_lanes *y) {
    for (size_t k = 0; k < width; k++) {
        ird_lanes sum = {0};
        for (size_t c = 0; c < width; c++) {
            sum += (is_turned ? p[AT_ONCE * k + c] : p[AT_ONCE * c + k]) * y[c];
        }
        x[k] = sum;
    }
}

ALWAYS_INLINE const float *forward_lanes(const float *restrict p, size_t width,
                                         size_t below, ird_lanes *restrict work) {
    ird_lanes x[AT_ONCE], y[AT_ONCE];
    corner_times(x, p, width, false, work);
    for (size_t c = 0; c < width; c++) {
        work[c] = x[c];
    }
    p += AT_ONCE * width;
    work += width;
    size_t i = 0;
    for (; i + AT_ONCE <= below; i += AT_ONCE, p += AT_ONCE * width) {
        for (size_t k = 0; k < AT_ONCE; k++) {
            y[k] = work[i + k];
            for (size_t c = 0; c < width; c++) {
                y[k] -= p[AT_ONCE * c + k] * x[c];
            }
            work[i + k] = y[k];
        }
    }
    for (; i < below; i++, p += width) {
        for (size_t c = 0; c < width; c++) {
            work[i] -= p[c] * x[c];
        }
    }
    return p;
}

IRD_MANY_TARGETS
void ird_dense_forward_lanes(const float *restrict packed, size_t rows, size_t columns,
                             ird_lanes *restrict work) {
    size_t j = 0;
    for (; j + AT_ONCE <= columns; j += AT_ONCE) {
        packed = forward_lanes(packed, AT_ONCE, rows - j - AT_ONCE, work + j);
    }
    if (columns - j == 3) {
        forward_lanes(packed, 3, rows - j - 3, work + j);
    } else if (columns - j == 2) {
        forward_lanes(packed, 2, rows - j - 2, work + j);
    } else if (columns - j == 1) {
        forward_lanes(packed, 1, rows - j - 1, work + j);
    }
}

/* p is behind the group, and at its beginning afterwards. */
ALWAYS_INLINE const float *backward_lanes(const float *restrict p, size_t width,
                                          size_t below, ird_lanes *restrict work) {
    ird_lanes y[AT_ONCE], sums[AT_ONCE] = {{0}};
    const ird_lanes *at = work + width + below;
    for (; below % AT_ONCE != 0; below--) {
        p -= width;
        at--;
        for (size_t c = 0; c < width; c++) {
            sums[c] += p[c] * *at;
        }
    }
    for (; below > 0; below -= AT_ONCE) {
        p -= AT_ONCE * width;
        at -= AT_ONCE;
        for (size_t k = 0; k < AT_ONCE; k++) {
            for (size_t c = 0; c < width; c++) {
                sums[c] += p[AT_ONCE * c + k] * at[k];
            }
        }
    }
    for (size_t c = 0; c < width; c++) {
        y[c] = work[c] - sums[c];
    }
    p -= AT_ONCE * width;
    corner_times(work, p, width, true, y);
    return p;
}

IRD_MANY_TARGETS
void ird_dense_backward_lanes(const float *restrict end, size_t rows, size_t columns,
                              ird_lanes *restrict work) {
    const float *p = end;
    size_t j = columns / AT_ONCE * AT_ONCE;
    if (columns - j == 3) {
        p = backward_lanes(p, 3, rows - j - 3, work + j);
    } else if (columns - j == 2) {
        p = backward_lanes(p, 2, rows - j - 2, work + j);
    } else if (columns - j == 1) {
        p = backward_lanes(p, 1, rows - j - 1, work + j);
    }
    for (; j > 0; j -= AT_ONCE) {
        p = backward_lanes(p, AT_ONCE, rows - j, work + j - AT_ONCE);
    }
}

int ird_dense_threads(void) {
    return openblas_get_num_threads();
}

void ird_dense_set_threads(int threads) {
    openblas_set_num_threads(threads);
}
