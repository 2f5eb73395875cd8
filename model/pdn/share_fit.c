/* SPDX-License-Identifier: BSD-3-Clause
 *
 * With t_k what kind k says and t what is wanted, the unknowns of a pixel are the shares
 * of the kinds from 1 on, and that of kind 0 is what is left to 1:
 *     sum over examples and pixels around of g v (sum_k a_k (t_k - t_0) - (t - t_0))^2
 *         + ridge m_k (a_k - b_k)^2  is least,
 * g being a gaussian of the distance, v the weight of a drop, b the shares that fit best
 * with g = 1 and m_k the mean of the first term's diagonal. The sums are added up example
 * by example, so that leaving some out is a subtraction.
 */
#include "model/pdn/share_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/synth/gaussian.h"

static const char DOING[] = "fitting a sheet";

/* Chosen on random floorplans: reach in pixels, how much more the largest drop counts
 * than one of 0, and ridges of the shares around a pixel and all over. */
static const double REACH = 4, LARGEST = 10, RIDGE = 0.01, RIDGE_ALL = 1e-3;
/* Of a pixel that nothing tells anything of. */
static const double LEAST = 1e-12;

enum {
    KINDS = IRD_SHARE_KINDS,
    FREE = KINDS - 1, /* unknowns */
    SQUARES = FREE * (FREE + 1) / 2,
    SUMS = SQUARES + FREE,
    TURNS = IRD_SHEET_TURNS
};

/* The sums of the normal equations at a place, as a matrix and its right side. */
typedef struct normal {
    double square[FREE][FREE], right[FREE];
} normal;

ird_status ird_share_fit_open(ird_share_fit *fit, size_t side, size_t count, size_t apart,
                              ird_error *err) {
    size_t plane = side * side;
    size_t all = count + apart;
    size_t maps = all * (KINDS + 1) + (TURNS + 1) * SUMS;
    size_t scratch = ird_gaussian_scratch(side);
    double *block = ird_alloc(maps * plane + scratch, sizeof *block);
    if (block == NULL) {
        return ird_fail_memory(err, DOING);
    }
    *fit = (ird_share_fit){
        .side = side, .plane = plane, .count = count, .apart = apart, .told = block};
    fit->wanted = fit->told + all * KINDS * plane;
    fit->sums = fit->wanted + all * plane;
    fit->scratch = fit->sums + (TURNS + 1) * SUMS * plane;
    return IRD_OK;
}

void ird_share_fit_close(ird_share_fit *fit) {
    ird_free(fit->told);
    *fit = (ird_share_fit){0};
}

static double *sum_map(const ird_share_fit *fit, size_t turn, size_t sum) {
    return fit->sums + (turn * SUMS + sum) * fit->plane;
}

/* ---- adding up ---- */

static void add_pixel(const ird_share_fit *fit, size_t example, size_t i) {
    size_t turn = example % TURNS, sum = 0;
    double t = *ird_share_wanted(fit, example, i), d[FREE];
    double first = *ird_share_told(fit, example, 0, i);
    double weight = 1 + LARGEST * (t * t) * (t * t);
    for (size_t k = 0; k < FREE; k++) {
        d[k] = *ird_share_told(fit, example, k + 1, i) - first;
    }
    for (size_t k = 0; k < FREE; k++) {
        for (size_t l = 0; l <= k; l++) {
            sum_map(fit, turn, sum++)[i] += weight * d[k] * d[l];
        }
    }
    for (size_t k = 0; k < FREE; k++) {
        sum_map(fit, turn, sum++)[i] += weight * d[k] * (t - first);
    }
}

/* All pixels of each turn in all[turn], then each around every pixel; all turns together
 * stand behind them. */
static void add_up(ird_share_fit *fit, double all[TURNS][SUMS]) {
    memset(fit->sums, 0, (TURNS + 1) * SUMS * fit->plane * sizeof *fit->sums);
    for (size_t e = 0; e < fit->count; e++) {
        for (size_t i = 0; i < fit->plane; i++) {
            add_pixel(fit, e, i);
        }
    }
    for (size_t turn = 0; turn < TURNS; turn++) {
        for (size_t sum = 0; sum < SUMS; sum++) {
            double *map = sum_map(fit, turn, sum);
            all[turn][sum] = 0;
            for (size_t i = 0; i < fit->plane; i++) {
                all[turn][sum] += map[i] / (double)fit->plane;
            }
            ird_gaussian(map, fit->side, REACH, fit->scratch);
            double *total = sum_map(fit, TURNS, sum);
            for (size_t i = 0; i < fit->plane; i++) {
                total[i] += map[i];
            }
        }
    }
}

/* ---- solving ---- */

static normal read_normal(const double sums[SUMS]) {
    normal n;
    size_t sum = 0;
    for (size_t k = 0; k < FREE; k++) {
        for (size_t l = 0; l <= k; l++) {
            n.square[k][l] = sums[sum++];
        }
    }
    memcpy(n.right, sums + sum, sizeof n.right);
    return n;
}

/* a := square^-1 right by Cholesky, in the lower half; more[k] is added to the diagonal
 * and more[k] toward[k] to the right side. */
static void solve_normal(double a[FREE], normal n, const double more[FREE],
                         const double toward[FREE]) {
    for (size_t k = 0; k < FREE; k++) {
        n.square[k][k] += more[k];
        a[k] = n.right[k] + more[k] * toward[k];
    }
    for (size_t k = 0; k < FREE; k++) {
        for (size_t l = 0; l <= k; l++) {
            double value = n.square[k][l];
            for (size_t m = 0; m < l; m++) {
                value -= n.square[k][m] * n.square[l][m];
            }
            n.square[k][l] =
                l < k ? value / n.square[l][l] : sqrt(fmax(value, LEAST * more[k]));
        }
        for (size_t m = 0; m < k; m++) {
            a[k] -= n.square[k][m] * a[m];
        }
        a[k] /= n.square[k][k];
    }
    for (size_t k = FREE; k-- > 0;) {
        for (size_t m = k + 1; m < FREE; m++) {
            a[k] -= n.square[m][k] * a[m];
        }
        a[k] /= n.square[k][k];
    }
}

/* Of all turns but one; `without` = TURNS leaves none out. */
static void read_sums(double sums[SUMS], const ird_share_fit *fit, size_t without,
                      size_t i) {
    for (size_t sum = 0; sum < SUMS; sum++) {
        sums[sum] = sum_map(fit, TURNS, sum)[i] -
                    (without < TURNS ? sum_map(fit, without, sum)[i] : 0);
    }
}

/* Shares that fit best all over, and the mean diagonal. */
static void fit_all(double shares[FREE], double diagonal[FREE], double all[TURNS][SUMS],
                    size_t without) {
    static const double nothing[FREE];
    double sums[SUMS] = {0}, trace = LEAST, more[FREE];
    for (size_t turn = 0; turn < TURNS; turn++) {
        for (size_t sum = 0; sum < SUMS && turn != without; sum++) {
            sums[sum] += all[turn][sum];
        }
    }
    normal n = read_normal(sums);
    for (size_t k = 0; k < FREE; k++) {
        diagonal[k] = n.square[k][k];
        trace += n.square[k][k] / FREE;
    }
    for (size_t k = 0; k < FREE; k++) {
        more[k] = RIDGE_ALL * trace;
    }
    solve_normal(shares, n, more, nothing);
}

static void fit_pixels(const ird_share_fit *fit, double *shares, double all[TURNS][SUMS],
                       size_t without) {
    double toward[FREE], more[FREE], sums[SUMS], a[FREE];
    fit_all(toward, more, all, without);
    for (size_t k = 0; k < FREE; k++) {
        more[k] = RIDGE * more[k] + LEAST;
    }
    for (size_t i = 0; i < fit->plane; i++) {
        double left = 1;
        read_sums(sums, fit, without, i);
        solve_normal(a, read_normal(sums), more, toward);
        for (size_t k = 0; k < FREE; k++) {
            shares[(k + 1) * fit->plane + i] = a[k];
            left -= a[k];
        }
        shares[i] = left;
    }
}

/* ---- how far off ---- */

/* What so many of the pixels are within, and how much wider it is made, for currents
 * unlike the examples'. */
static const double WITHIN = 0.97, MARGIN = 1.5;

/* Examples may all be alike where a user's currents are not. */
static const ird_sheet_bound LEAST_BOUND = {0.05, 0.05};

/* Largest drops are smoothed away somewhat by how few numbers a sheet has. */
static const double MOST_LIFT = 0.3;

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double ird_share_lift(double *drops, size_t count, double lift) {
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, drops[i]);
    }
    for (size_t i = 0; i < count && most > 0; i++) {
        double part = drops[i] / most;
        drops[i] *= 1 + lift * (part * part) * (part * part);
    }
    return most * (1 + lift);
}

/* What the shares answer to an example, in the place of what its first kind says. */
static void answer(const ird_share_fit *fit, const double *shares, size_t example) {
    double *to = ird_share_told(fit, example, 0, 0);
    for (size_t i = 0; i < fit->plane; i++) {
        double sum = 0;
        for (size_t k = 0; k < KINDS; k++) {
            sum += shares[k * fit->plane + i] * *ird_share_told(fit, example, k, i);
        }
        to[i] = fmax(0, sum);
    }
}

static double largest(const double *values, size_t count) {
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, values[i]);
    }
    return most;
}

/* The median of what largest drops are of the answers' largest, less 1. */
static double find_lift(const ird_share_fit *fit) {
    size_t count = 0;
    for (size_t e = 0; e < fit->count; e++) {
        double most = largest(ird_share_told(fit, e, 0, 0), fit->plane);
        double worst = largest(ird_share_wanted(fit, e, 0), fit->plane);
        if (most > 0 && worst > 0) {
            fit->scratch[count++] = worst / most - 1;
        }
    }
    qsort(fit->scratch, count, sizeof *fit->scratch, compare_doubles);
    return count > 0
               ? fmax(-MOST_LIFT,
                      fmin(MOST_LIFT,
                           (fit->scratch[(count - 1) / 2] + fit->scratch[count / 2]) / 2))
               : 0;
}

/* What the worst drop of an answer, which is lifted now, is off by, of itself. */
static double lift_answer(const ird_share_fit *fit, size_t example, double lift) {
    double most = ird_share_lift(ird_share_told(fit, example, 0, 0), fit->plane, lift);
    double worst = largest(ird_share_wanted(fit, example, 0), fit->plane);
    return most > 0 ? fabs(most - worst) / most : 0;
}

/* What is left of the errors of an answer, over its mean. */
static double find_floor(const ird_share_fit *fit, size_t example, double part) {
    double mean = 0, *left = fit->scratch;
    for (size_t i = 0; i < fit->plane; i++) {
        double drop = *ird_share_told(fit, example, 0, i);
        double off = fabs(drop - *ird_share_wanted(fit, example, i));
        left[i] = fmax(0, MARGIN * off - part * drop);
        mean += drop / (double)fit->plane;
    }
    qsort(left, fit->plane, sizeof *left, compare_doubles);
    return mean > 0 ? left[(size_t)(WITHIN * (double)(fit->plane - 1))] / mean : 0;
}

/* Each example is answered by shares that it had no part in. */
void ird_share_fit_run(ird_share_fit *fit, double *shares, double *lift,
                       ird_sheet_bound *bound) {
    double all[TURNS][SUMS];
    size_t every = fit->count + fit->apart;
    add_up(fit, all);
    for (size_t turn = 0; turn < TURNS; turn++) {
        fit_pixels(fit, shares, all, turn);
        for (size_t e = turn; e < fit->count; e += TURNS) {
            answer(fit, shares, e);
        }
    }
    fit_pixels(fit, shares, all, TURNS);
    for (size_t e = fit->count; e < every; e++) {
        answer(fit, shares, e);
    }
    *lift = find_lift(fit);
    *bound = LEAST_BOUND;
    for (size_t e = 0; e < every; e++) {
        bound->part = fmax(bound->part, MARGIN * lift_answer(fit, e, *lift));
    }
    for (size_t e = 0; e < every; e++) {
        bound->floor = fmax(bound->floor, find_floor(fit, e, bound->part));
    }
}
