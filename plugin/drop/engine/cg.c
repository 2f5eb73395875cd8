/* SPDX-License-Identifier: BSD-3-Clause */
#include "engine/cg.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

#define TOLERANCE 1e-12
enum { MOST_ITERATIONS = 500 };

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* The flexible form of beta, (r_new - r_old) z_new / (r_old z_old): a preconditioner in
 * single precision, or one that iterates inside, is not quite the same every time. */
ird_status ird_cg(const ird_operator *matrix, const ird_operator *preconditioner,
                  size_t n, double *x, size_t *iterations, ird_error *err) {
    double *r = ird_alloc(n, sizeof *r);
    double *z = ird_alloc(n, sizeof *z);
    double *p = ird_alloc_zero(n, sizeof *p);
    double *q = ird_alloc_zero(n, sizeof *q);
    ird_status status = IRD_OK;
    if (r == NULL || z == NULL || p == NULL || q == NULL) {
        status = ird_fail_memory(err, "solving a power grid by conjugate gradients");
        goto done;
    }
    memcpy(r, x, n * sizeof *r);
    memset(x, 0, n * sizeof *x);
    double enough = TOLERANCE * sqrt(dot(r, r, n));
    double rz_before = 1;
    double alpha = 0;
    for (size_t k = 0; k < MOST_ITERATIONS && sqrt(dot(r, r, n)) > enough; k++) {
        preconditioner->apply(preconditioner->context, r, z);
        double rz = dot(r, z, n);
        /* r = r_old - alpha q, so (r - r_old) z = -alpha q z. */
        double beta = k > 0 ? -alpha * dot(q, z, n) / rz_before : 0;
        for (size_t i = 0; i < n; i++) {
            p[i] = z[i] + beta * p[i];
        }
        matrix->apply(matrix->context, p, q);
        double pq = dot(p, q, n);
        if (!(pq > 0)) {
            break;
        }
        alpha = rz / pq;
        for (size_t i = 0; i < n; i++) {
            x[i] += alpha * p[i];
            r[i] -= alpha * q[i];
        }
        rz_before = rz;
        (*iterations)++;
    }
done:
    ird_free(r);
    ird_free(z);
    ird_free(p);
    ird_free(q);
    return status;
}
