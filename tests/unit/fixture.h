/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Small designs built by hand, without any reader. A failed allocation ends the program.
 */
#ifndef IRD_TESTS_FIXTURE_H
#define IRD_TESTS_FIXTURE_H

#include "design/design.h"

typedef struct fixture {
    ird_technology tech;
    ird_design design;
} fixture;

/* An empty design with a die from (0, 0), in um. */
void fixture_create(fixture *f, int64_t units, double width_um, double height_um);
void fixture_free(fixture *f);

int32_t fixture_metal(fixture *f, const char *name, double sheet_ohm);
int32_t fixture_cut(fixture *f, const char *name, double cut_ohm);

/* A macro with pins VDD (power) and VSS (ground) without shapes, and a signal pin where
 * has_signal is set. */
int32_t fixture_macro(fixture *f, const char *name, double width_um, double height_um,
                      ird_macro_class class_, bool has_signal);

size_t fixture_cell(fixture *f, const char *name, int32_t macro, ird_orient orient,
                    double x_um, double y_um);

/* A net that every cell's pin of the same name is on. What follows is added to the net
 * begun last. */
int32_t fixture_net(fixture *f, const char *name, ird_pin_use use);
void fixture_wire(fixture *f, int32_t layer, double width_um, double ax_um, double ay_um,
                  double bx_um, double by_um);
void fixture_via(fixture *f, int32_t bottom, int32_t cut, int32_t top, int32_t cuts,
                 double x_um, double y_um);

/* A pin of the design on the net of that name, with one box. */
void fixture_pin(fixture *f, const char *net, int32_t layer, double x0_um, double y0_um,
                 double x1_um, double y1_um);

#endif
