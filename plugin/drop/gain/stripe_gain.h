/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What new metal is worth before it is tried: by the drops and the adjoint of what is
 * there, as a small system of its own.
 *
 * A stripe is a chain of resistances between its contacts. At contact k the grid is
 * taken as a source of drop d_k behind the resistance of the link (vias, and the grid
 * itself as seen from there). The currents i_k that then flow from the stripe into the
 * grid add up to 0 and take sum of i_k u_k off the objective, u being the adjoint. That
 * is the gain to the first order in the currents, not in the conductances: where links
 * are good it is far below the sum of g (d_a - d_b)(u_a - u_b), which has no bound.
 * Contacts are taken not to feel each other through the grid, so that it is an estimate;
 * who needs the true gain solves the changed network.
 */
#ifndef IRD_GAIN_STRIPE_GAIN_H
#define IRD_GAIN_STRIPE_GAIN_H

#include <stddef.h>

typedef struct ird_contact {
    double along_um;     /* in ascending order */
    double drop_v;       /* of the grid there */
    double response_ohm; /* adjoint of it */
    double link_ohm;     /* > 0 */
} ird_contact;

/* Gain of a stripe of so much resistance a um; 0 for fewer than two contacts. scratch has
 * room for 2 count. current_a (may be NULL) takes the currents into the grid. */
double ird_stripe_gain_v(const ird_contact *contacts, size_t count, double ohm_per_um,
                         double *scratch, double *current_a);

/* Gain of a tie of so many ohm, those of the grid at both ends included. */
double ird_tie_gain_v(const ird_contact *a, const ird_contact *b, double ohm);

/* Gain of a source at a contact, exactly, with link_ohm the effective resistance of the
 * grid there and source_ohm its own: the current that brings the drop to 0. */
double ird_source_gain_v(const ird_contact *at, double source_ohm);

#endif
