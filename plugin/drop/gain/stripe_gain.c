/* SPDX-License-Identifier: BSD-3-Clause */
#include "gain/stripe_gain.h"

/* Contacts nearer than this count as so far apart, so that no conductance is infinite. */
static const double LEAST_UM = 1e-3;

/* Thomas' algorithm for the drops e of the chain:
 *     (1/r_k + c_(k-1) + c_k) e_k - c_(k-1) e_(k-1) - c_k e_(k+1) = d_k / r_k. */
double ird_stripe_gain_v(const ird_contact *contacts, size_t count, double ohm_per_um,
                         double *scratch, double *current_a) {
    double *upper = scratch, *e = scratch + count, before = 0, gain_v = 0;
    if (count < 2) {
        return 0;
    }
    for (size_t k = 0; k < count; k++) {
        const ird_contact *c = &contacts[k];
        double link = 1 / c->link_ohm, after = 0;
        if (k + 1 < count) {
            double um = contacts[k + 1].along_um - c->along_um;
            after = 1 / (ohm_per_um * (um > LEAST_UM ? um : LEAST_UM));
        }
        double pivot = link + before + after;
        double rhs = link * c->drop_v;
        if (k > 0) {
            pivot -= before * upper[k - 1];
            rhs += before * e[k - 1];
        }
        upper[k] = after / pivot;
        e[k] = rhs / pivot;
        before = after;
    }
    for (size_t k = count; k-- > 0;) {
        const ird_contact *c = &contacts[k];
        if (k + 1 < count) {
            e[k] += upper[k] * e[k + 1];
        }
        double into_a = (c->drop_v - e[k]) / c->link_ohm;
        gain_v += into_a * c->response_ohm;
        if (current_a != NULL) {
            current_a[k] = into_a;
        }
    }
    return gain_v;
}

double ird_tie_gain_v(const ird_contact *a, const ird_contact *b, double ohm) {
    double all = ohm + a->link_ohm + b->link_ohm;
    return (a->drop_v - b->drop_v) * (a->response_ohm - b->response_ohm) / all;
}

double ird_source_gain_v(const ird_contact *at, double source_ohm) {
    return at->drop_v / (at->link_ohm + source_ohm) * at->response_ohm;
}
