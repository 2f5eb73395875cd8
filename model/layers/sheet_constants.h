/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Constants of the sheet of net/spec.h, wherever it is run.
 *
 * What a sheet is without a network, the logarithms of two factors and a part: its
 * conductances are IRD_SHEET_JOINT times those that a uniform current heats as much as
 * the grid, and so much of a pixel's current stays with it. Chosen by the five real grids
 * at hand (four of the contest ICCAD 2023, problem C, and aes of Nangate45): from 0.13 to
 * 0.2 and 0 to 0.04 their mean error moves from 2.50 to 2.74 % of the largest drop.
 */
#ifndef IRD_MODEL_LAYERS_SHEET_CONSTANTS_H
#define IRD_MODEL_LAYERS_SHEET_CONSTANTS_H

#define IRD_SHEET_JOINT -1.8326 /* log 0.16 */
#define IRD_SHEET_OWN -3.9120   /* log 0.02 */

/* Fields are these + LIMIT tanh(PACE z / LIMIT), z being what a network gives. */
#define IRD_SHEET_LIMIT 4.0
#define IRD_SHEET_PACE 0.2

/* Added to u, so that no pixel is cut off, and to the energy of differences; and what the
 * conductance is held between. */
#define IRD_SHEET_LEAST_RESPONSE 1e-3
#define IRD_SHEET_LEAST_ENERGY 1e-6
#define IRD_SHEET_SOFTEST 0.1
#define IRD_SHEET_STIFFEST 3e3

#endif
