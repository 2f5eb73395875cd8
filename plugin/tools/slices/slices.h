/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A cycle as a network sees it: maps of 64 x 64 pixels over the extent of a net, of the
 * charge that is drawn in its worst few slices of time, of what is drawn in all of it,
 * and of what the net answers.
 *
 * A slice is `slice_s` long; slices overlap by half. The charge of each region of 4 x 4
 * pixels times its mean response to a uniform current tells which slice is the worst: the
 * largest such product in it. Taken are the worst, the worst of those that do not overlap
 * it, and so on.
 *
 * Maps are without units. With R the mean response of the net to a uniform current of
 * 1 A in all (coarse/coarse.h), C what it holds, h the length of a slice, N the number of
 * pixels in which anything can be drawn, and scale_v the worst coarse drop of the mean
 * currents of the slices:
 *
 *   power_grid   R / (u + R): u is the worst response in the pixel; 1 where nothing draws
 *   capacitance  log10(1 + R c N / h) / 3, c what the pixel holds: how slow it is
 *   slice        q R N / h / scale_v / 10, q the charge in the pixel
 *   cycle        the same of the charge of the whole cycle, over its period
 *   answer       coarse static drop of the slice's mean current over scale_v: the worst
 *                in the pixel
 *   step         u of (G + C/h) u = q/h over scale_v, on the exact factor of the net:
 *                one implicit step of h from rest, the worst in the pixel
 *
 * so that twice the currents are twice scale_v and the same maps, and so are twice the
 * resistances with half the capacitances in time. Idle currents count.
 */
#ifndef IRD_SLICES_SLICES_H
#define IRD_SLICES_SLICES_H

#include "network/transient.h"
#include "static/solve.h"

enum { IRD_SLICES_SIDE = 64, IRD_SLICES_PIXELS = 64 * 64, IRD_SLICES_MOST = 3 };

/* A net in time: one network, with its capacitors and drains. Packages are passed over:
 * what lies behind the sources of `grid`. All of it must outlive the slicer. */
typedef struct ird_slicer ird_slicer;

typedef struct ird_slicer_wish {
    double period_s;
    double slice_s;    /* 0: by the pulses, see ird_slices_length */
    bool wants_answer; /* makes the coarse network, else scale_v is by the exact factor */
    bool wants_step;   /* makes the exact factor of G + C/h */
} ird_slicer_wish;

/* The mean width of the pulses, by their charge, and at most a quarter of the
 * period: what is drawn together lies in a slice. */
double ird_slices_length(const ird_transient *transient, double period_s);

ird_status ird_slicer_create(ird_slicer **slicer, const ird_network *grid,
                             const ird_transient *transient, const ird_slicer_wish *wish,
                             ird_error *err);
void ird_slicer_free(ird_slicer *slicer); /* NULL is fine */

double ird_slicer_slice_s(const ird_slicer *slicer);
const float *ird_slicer_power_grid(const ird_slicer *slicer);
const float *ird_slicer_capacitance(const ird_slicer *slicer);

typedef struct ird_slices {
    size_t count;                   /* up to IRD_SLICES_MOST, the worst one first */
    double from_s[IRD_SLICES_MOST]; /* from the beginning of the cycle */
    double scale_v;                 /* of all; 0 where nothing is drawn */
    double total_c;                 /* of the cycle, idle currents included */
    double region_v; /* the product that told the worst slice, over its length */
    double step_v;   /* the worst of all steps; 0 where they are not wanted */
    float cycle[IRD_SLICES_PIXELS];
    float slice[IRD_SLICES_MOST][IRD_SLICES_PIXELS]; /* of those beyond count: 0 */
    float answer[IRD_SLICES_MOST][IRD_SLICES_PIXELS];
    float step[IRD_SLICES_MOST][IRD_SLICES_PIXELS];
} ird_slices;

/* The cycle from from_s on; pulses are any that may overlap it (those of the transient
 * are not read), of its drains. Not safe for concurrent calls on one slicer. */
ird_status ird_slicer_cut(ird_slicer *slicer, const ird_pulse *pulses, size_t count,
                          double from_s, ird_slices *slices, ird_error *err);

/* The worst of each pixel's drains in drops of the grid's nodes, in V; 0 without one. */
void ird_slicer_draw_v(const ird_slicer *slicer, const double *drop_v, double *worst_v);

/* Nodes at which something is drawn, each once, and the pixel of each. */
size_t ird_slicer_places(const ird_slicer *slicer, const int32_t **nodes,
                         const int32_t **pixels);

#endif
