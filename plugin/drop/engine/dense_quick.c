/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <string.h>

#include "base/many_targets.h"
#include "engine/dense_quick.h"

/* Columns go in blocks of at most BLOCK. With the triangle L on the diagonal of a block
 * and what is below it, B, the block is kept as D = (L L')^-1,  V = -B L^-1: forwards the
 * rest y of the right-hand side becomes y + V x, which takes x as it is; backwards x
 * becomes D x + V' y. Nothing is divided, no value of a block waits for another one, and
 * of conductances neither D nor V has a negative entry: no digits cancel.
 *
 * A block is packed in the order in which it is read, forwards or backwards without a
 * jump: QUAD columns together (at last those that are left), of each such group D, then
 * V, OCTET rows at a time and column by column within those, at last QUAD rows, so that
 * either way works on whole vectors and neither has to turn them. Rows that there are
 * not, up to a multiple of QUAD, are zero. Sums are in the same order on every machine.
 */
enum { QUAD = IRD_QUICK_QUAD, OCTET = 2 * QUAD, BLOCK = IRD_QUICK_BLOCK };

#define ALWAYS_INLINE static inline __attribute__((always_inline))

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t quads_of(size_t rows) {
    return (rows + QUAD - 1) / QUAD;
}

/* Rows of a block of `width` columns with `below` others, as they are packed. */
static size_t packed_rows(size_t width, size_t below) {
    return QUAD * (quads_of(width) + quads_of(below));
}

size_t ird_quick_packed(size_t rows, size_t columns) {
    size_t count = 0;
    for (size_t j = 0; j < columns; j += BLOCK) {
        size_t width = least(columns - j, BLOCK);
        count += width * packed_rows(width, rows - j - width);
    }
    return count;
}

/* A block as D and V, by columns, of BLOCK rows and of the rows below. */
typedef struct block {
    size_t width, below;
    double inverse[BLOCK * BLOCK]; /* of its triangle */
    double d[BLOCK * BLOCK];
} block;

/* The inverse of the lower triangle from `corner`, and D. */
static void invert_corner(block *b, const double *corner, size_t lead) {
    memset(b->inverse, 0, sizeof b->inverse);
    memset(b->d, 0, sizeof b->d);
    for (size_t j = 0; j < b->width; j++) {
        double *column = b->inverse + j * BLOCK;
        for (size_t i = j; i < b->width; i++) {
            double sum = i == j ? 1 : 0;
            for (size_t k = j; k < i; k++) {
                sum -= corner[k * lead + i] * column[k];
            }
            column[i] = sum / corner[i * lead + i];
        }
    }
    for (size_t j = 0; j < b->width; j++) {
        for (size_t i = 0; i < b->width; i++) {
            double sum = 0;
            for (size_t k = i > j ? i : j; k < b->width; k++) {
                sum += b->inverse[i * BLOCK + k] * b->inverse[j * BLOCK + k];
            }
            b->d[j * BLOCK + i] = sum;
        }
    }
}

typedef double quad_double __attribute__((vector_size(QUAD * sizeof(double))));

/* QUAD rows from `row` of column j of V, of which there are `below`. */
ALWAYS_INLINE void set_v(const block *b, const double *panel_below, size_t lead, size_t j,
                         size_t row, double *restrict out) {
    quad_double sum = {0}, column = {0};
    for (size_t k = j; k < b->width; k++) {
        const double *from = panel_below + k * lead + row;
        if (row + QUAD <= b->below) {
            memcpy(&column, from, sizeof column);
        } else {
            for (size_t i = 0; i < b->below - row; i++) {
                column[i] = from[i];
            }
        }
        sum -= column * b->inverse[j * BLOCK + k];
    }
    memcpy(out, &sum, sizeof sum);
}

typedef float quad __attribute__((vector_size(QUAD * sizeof(float))));
typedef float octet __attribute__((vector_size(OCTET * sizeof(float))));

/* Here and below a group has `width` columns; where that is a constant, the loops over
 * them are unrolled. */
ALWAYS_INLINE float *pack_group(const block *b, const double *first, size_t lead,
                                size_t j, size_t width, float *restrict out) {
    const double *panel_below = first + b->width;
    double some[QUAD];
    for (int part = 0; part < 2; part++) {
        size_t rows = QUAD * quads_of(part == 0 ? b->width : b->below);
        for (size_t row = 0, height; row < rows; row += height) {
            height = least(rows - row, OCTET);
            for (size_t k = 0; k < width * height; k += QUAD, out += QUAD) {
                size_t c = j + k / height, at = row + k % height;
                if (part == 0) {
                    memcpy(some, b->d + c * BLOCK + at, sizeof some);
                } else {
                    set_v(b, panel_below, lead, c, at, some);
                }
                for (size_t i = 0; i < QUAD; i++) {
                    out[i] = (float)some[i];
                }
            }
        }
    }
    return out;
}

IRD_MANY_TARGETS
void ird_quick_pack(const double *restrict panel, size_t rows, size_t columns,
                    float *restrict out) {
    block b;
    for (size_t j = 0; j < columns; j += b.width) {
        const double *first = panel + j * rows + j;
        b.width = least(columns - j, BLOCK);
        b.below = rows - j - b.width;
        invert_corner(&b, first, rows);
        for (size_t c = 0; c < b.width; c += QUAD) {
            out = pack_group(&b, first, rows, c, least(b.width - c, QUAD), out);
        }
    }
}

/* y += V x. */
ALWAYS_INLINE const float *forward_group(const float *restrict p, size_t width,
                                         size_t quads, const float *restrict x,
                                         bool is_first, float *restrict y) {
    octet sum = {0}, column;
    quad few = {0}, part;
    for (; quads >= 2; quads -= 2, y += OCTET) {
        if (!is_first) {
            memcpy(&sum, y, sizeof sum);
        } else {
            sum = (octet){0};
        }
        for (size_t c = 0; c < width; c++, p += OCTET) {
            memcpy(&column, p, sizeof column);
            sum += column * x[c];
        }
        memcpy(y, &sum, sizeof sum);
    }
    if (quads > 0) {
        if (!is_first) {
            memcpy(&few, y, sizeof few);
        }
        for (size_t c = 0; c < width; c++, p += QUAD) {
            memcpy(&part, p, sizeof part);
            few += part * x[c];
        }
        memcpy(y, &few, sizeof few);
    }
    return p;
}

IRD_MANY_TARGETS
void ird_quick_forward(const float *restrict p, size_t rows, size_t columns,
                       float *restrict work) {
    bool is_first = columns <= BLOCK;
    if (!is_first) {
        memset(work + columns, 0, (rows - columns) * sizeof *work);
    }
    for (size_t j = 0, next; j < columns; j = next) {
        next = least(j + BLOCK, columns);
        size_t above = quads_of(next - j) * QUAD, quads = quads_of(rows - next);
        float *y = work + next;
        for (; j + QUAD <= next; j += QUAD, is_first = false) {
            p = forward_group(p + QUAD * above, QUAD, quads, work + j, is_first, y);
        }
        if (next - j == 3) {
            p = forward_group(p + 3 * above, 3, quads, work + j, is_first, y);
        } else if (next - j == 2) {
            p = forward_group(p + 2 * above, 2, quads, work + j, is_first, y);
        } else if (next - j == 1) {
            p = forward_group(p + above, 1, quads, work + j, is_first, y);
        }
    }
}

typedef struct panel_sums {
    octet octets[QUAD];
    quad quads[QUAD];
} panel_sums;

/* Rows that p and y are behind, and then at the beginning of. */
ALWAYS_INLINE const float *add_sums(panel_sums *s, const float *restrict p, size_t width,
                                    size_t quads, const float *restrict y) {
    octet eight, column;
    quad four, part;
    if (quads % 2 == 1) {
        p -= QUAD * width;
        y -= QUAD;
        memcpy(&four, y, sizeof four);
        for (size_t c = 0; c < width; c++) {
            memcpy(&part, p + QUAD * c, sizeof part);
            s->quads[c] += part * four;
        }
    }
    for (; quads >= 2; quads -= 2) {
        p -= OCTET * width;
        y -= OCTET;
        memcpy(&eight, y, sizeof eight);
        for (size_t c = 0; c < width; c++) {
            memcpy(&column, p + OCTET * c, sizeof column);
            s->octets[c] += column * eight;
        }
    }
    return p;
}

/* The sums of each of QUAD columns, as one. */
ALWAYS_INLINE void total(float *restrict to, const panel_sums *s, size_t width) {
    quad q[QUAD];
    for (size_t c = 0; c < QUAD; c++) {
        float both[2 * QUAD] = {0};
        quad half[2];
        memcpy(both, &s->octets[c], sizeof s->octets[c]);
        memcpy(half, both, sizeof half);
        q[c] = half[0] + half[1] + s->quads[c];
    }
    quad low = __builtin_shufflevector(q[0], q[1], 0, 4, 2, 6) +
               __builtin_shufflevector(q[0], q[1], 1, 5, 3, 7);
    quad high = __builtin_shufflevector(q[2], q[3], 0, 4, 2, 6) +
                __builtin_shufflevector(q[2], q[3], 1, 5, 3, 7);
    low = __builtin_shufflevector(low, high, 0, 1, 4, 5) +
          __builtin_shufflevector(low, high, 2, 3, 6, 7);
    memcpy(to, &low, width * sizeof *to);
}

/* x = D own + V' y; all point behind their rows. */
ALWAYS_INLINE const float *backward_group(const float *restrict p, size_t width,
                                          size_t above, size_t below,
                                          const float *restrict own,
                                          const float *restrict y, float *restrict x) {
    panel_sums s = {0};
    p = add_sums(&s, p, width, below, y);
    p = add_sums(&s, p, width, above, own);
    total(x, &s, width);
    return p;
}

IRD_MANY_TARGETS
void ird_quick_backward(const float *restrict p, size_t rows, size_t columns,
                        float *restrict work) {
    float own[BLOCK];
    size_t j = columns;
    while (j > 0) {
        size_t first = (j - 1) / BLOCK * BLOCK, width = j - first;
        size_t above = quads_of(width), below = quads_of(rows - j);
        const float *end = own + QUAD * above, *y = work + j + QUAD * below;
        for (size_t i = 0; i < width; i += QUAD) {
            memcpy(own + i, work + first + i, QUAD * sizeof *own);
        }
        size_t left = width % QUAD;
        j -= left;
        if (left == 3) {
            p = backward_group(p, 3, above, below, end, y, work + j);
        } else if (left == 2) {
            p = backward_group(p, 2, above, below, end, y, work + j);
        } else if (left == 1) {
            p = backward_group(p, 1, above, below, end, y, work + j);
        }
        while (j > first) {
            j -= QUAD;
            p = backward_group(p, QUAD, above, below, end, y, work + j);
        }
    }
}
