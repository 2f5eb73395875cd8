/* SPDX-License-Identifier: BSD-3-Clause */
#include "static/balance.h"

#include <string.h>

#include "engine/dense.h"

static const char *const doing = "checking the balance of a power grid";

void ird_balance_free(ird_balance *balance) {
    if (balance != NULL) {
        ird_free(balance->branches.items);
        ird_free(balance->feeds.items);
        ird_free(balance->held);
        memset(balance, 0, sizeof *balance);
    }
}

static ird_status add_feed(ird_balance *balance, int32_t a, int32_t b, double siemens,
                           ird_error *err) {
    ird_status status = ird_vec_reserve(&balance->feeds, 1, doing, err);
    if (status == IRD_OK) {
        ird_feed feed = {-2 - (a < 0 ? a : b), a < 0 ? b : a, siemens};
        balance->feeds.items[balance->feeds.count++] = feed;
    }
    return status;
}

/* Islands touch neither unknowns nor sources. */
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
        if (a == b || a == IRD_FLOATING) {
            continue;
        }
        ird_branch made = {a, b, 1 / resistor->ohm};
        if (a >= 0 && b >= 0) {
            balance->branches.items[balance->branches.count++] = made;
        } else {
            status = add_feed(balance, a, b, made.siemens, err);
        }
    }
    ird_vec_fit(&balance->branches);
    if (status != IRD_OK) {
        ird_balance_free(balance);
    }
    return status;
}

ird_status ird_balance_add(ird_balance *balance, const ird_topology *topology,
                           const ird_companion *companions, size_t count,
                           ird_error *err) {
    if (count == 0) {
        return IRD_OK;
    }
    balance->held = ird_alloc_zero(balance->n, sizeof *balance->held);
    if (balance->held == NULL) {
        return ird_fail_memory(err, doing);
    }
    IRD_TRY(ird_vec_reserve(&balance->branches, count, doing, err));
    for (size_t i = 0; i < count; i++) {
        ird_branch made = {.siemens = companions[i].siemens};
        if (!ird_topology_companion(topology, &companions[i], &made.a, &made.b)) {
            continue;
        }
        if (made.b >= 0) {
            balance->branches.items[balance->branches.count++] = made;
        } else {
            balance->held[made.a] += made.siemens;
        }
    }
    return IRD_OK;
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
    for (size_t i = 0; i < balance->feeds.count; i++) {
        const ird_feed *feed = &balance->feeds.items[i];
        if (feed->other >= 0) {
            out[feed->other] -= feed->siemens * x[feed->other];
        }
    }
    for (size_t i = 0; balance->held != NULL && i < balance->n; i++) {
        out[i] -= balance->held[i] * x[i];
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
