/* SPDX-License-Identifier: BSD-3-Clause */
#include "solve/balance.h"

#include <string.h>

#include "solve/dense.h"

static const char *const doing = "checking the balance of a power grid";

void ird_balance_free(ird_balance *balance) {
    if (balance != NULL) {
        ird_free(balance->branches.items);
        ird_free(balance->leaks.items);
        memset(balance, 0, sizeof *balance);
    }
}

ird_status ird_balance_build(ird_balance *balance, const ird_topology *topology,
                             const ird_network *network, ird_error *err) {
    memset(balance, 0, sizeof *balance);
    balance->n = topology->unknowns;
    size_t count = network->resistors.count;
    ird_status status = ird_vec_reserve(&balance->branches, count, doing, err);
    for (size_t i = 0; status == IRD_OK && i < count; i++) {
        const ird_resistor *resistor = &network->resistors.items[i];
        int32_t a = topology->unknown_of[resistor->a];
        int32_t b = topology->unknown_of[resistor->b];
        ird_branch made = {a, b, 1 / resistor->ohm};
        if (a >= 0 && b >= 0 && a != b) {
            balance->branches.items[balance->branches.count++] = made;
        } else if ((a >= 0) != (b >= 0)) {
            made.a = a >= 0 ? a : b;
            status = ird_vec_reserve(&balance->leaks, 1, doing, err);
            if (status == IRD_OK) {
                balance->leaks.items[balance->leaks.count++] = made;
            }
        }
    }
    if (status != IRD_OK) {
        ird_balance_free(balance);
    }
    return status;
}

/* out -= G x */
static void subtract(const ird_balance *balance, const double *x, double *out) {
    const ird_branch *branches = balance->branches.items;
    for (size_t i = 0; i < balance->branches.count; i++) {
        int32_t a = branches[i].a, b = branches[i].b;
        double ampere = branches[i].siemens * (x[a] - x[b]);
        out[a] -= ampere;
        out[b] += ampere;
    }
    for (size_t i = 0; i < balance->leaks.count; i++) {
        const ird_branch *leak = &balance->leaks.items[i];
        out[leak->a] -= leak->siemens * x[leak->a];
    }
}

ird_imbalance ird_balance_residual(const ird_balance *balance, const double *j,
                                   const double *d, double *r) {
    memcpy(r, j, balance->n * sizeof *r);
    subtract(balance, d, r);
    return (ird_imbalance){ird_dense_largest(r, balance->n),
                           ird_dense_largest(d, balance->n),
                           ird_dense_largest(j, balance->n)};
}

void ird_balance_multiply(const ird_balance *balance, const double *x, double *out) {
    memset(out, 0, balance->n * sizeof *out);
    subtract(balance, x, out);
    for (size_t i = 0; i < balance->n; i++) {
        out[i] = -out[i];
    }
}
