/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Resistance of each layer, and where the value comes from.
 *
 * A layer takes, in this order: what set_layer_rc gave; what LEF says (RESISTANCE RPERSQ
 * of a routing layer, RESISTANCE of a cut layer); else an assumed value, so that a
 * missing resistance is neither zero nor the end of the run: that of the nearest layer of
 * its kind below it that has one, else above it, else IRD_ASSUMED_SHEET_OHM or
 * IRD_ASSUMED_CUT_OHM. A resistance of zero counts as missing: many LEF files have it and
 * leave the value to a script.
 */
#ifndef IRD_EXTRACT_LAYER_RC_H
#define IRD_EXTRACT_LAYER_RC_H

#include "base/alloc.h"
#include "design/technology.h"

#define IRD_ASSUMED_SHEET_OHM 0.1
#define IRD_ASSUMED_CUT_OHM 1.0

/* Resistances are those at this temperature. At another one
 *     R = R0 (1 + alpha (T - IRD_REFERENCE_CELSIUS)),
 * alpha being that of the metal: copper, aluminium and tungsten (handbooks of physics,
 * bulk metal near room temperature). LEF names no metals; wires count as copper and cuts
 * as tungsten where nobody says otherwise. */
#define IRD_REFERENCE_CELSIUS 25.0
#define IRD_COPPER_PER_KELVIN 0.0039
#define IRD_ALUMINIUM_PER_KELVIN 0.0043
#define IRD_TUNGSTEN_PER_KELVIN 0.0045
/* The law is a straight line: beyond these it is none, or a resistance could be 0. */
#define IRD_LEAST_CELSIUS (-70.0)
#define IRD_MOST_CELSIUS 400.0
#define IRD_LEAST_PER_KELVIN (-0.002)
#define IRD_MOST_PER_KELVIN 0.01

typedef enum ird_rc_origin {
    IRD_RC_NONE, /* neither a routing nor a cut layer */
    IRD_RC_LEF,
    IRD_RC_SET,
    IRD_RC_ASSUMED
} ird_rc_origin;

const char *ird_rc_origin_name(ird_rc_origin origin); /* "LEF", "set_layer_rc", ... */

typedef struct ird_rc_value {
    double ohm; /* per square for a routing layer, per cut for a cut layer */
    ird_rc_origin origin;
    int32_t assumed_from; /* ASSUMED: the layer that lent its value; -1: the constant */
    double per_kelvin;    /* alpha above */
    double factor;        /* of the temperature, in ohm already; 1 at the reference */
} ird_rc_value;

/* One value a layer of the technology. */
typedef struct ird_layer_rc {
    IRD_VEC(ird_rc_value) values;
    double celsius; /* that the values are at */
} ird_layer_rc;     /* all zero is an empty one */

void ird_layer_rc_free(ird_layer_rc *rc); /* leaves an empty one */

/* What a user set, kept apart from the technology so that it outlives new LEF files. */
typedef struct ird_rc_setting {
    int32_t layer;
    double ohm;
} ird_rc_setting;

typedef struct ird_rc_settings {
    IRD_VEC(ird_rc_setting) items;
} ird_rc_settings; /* all zero is an empty one */

void ird_rc_settings_free(ird_rc_settings *settings);

/* A copy for a technology of what was set for another (or the same) one: layers go by
 * their names, and what it has no layer for is left out. */
ird_status ird_rc_settings_copy(ird_rc_settings *copy, const ird_technology *tech,
                                const ird_rc_settings *from,
                                const ird_technology *from_tech, ird_error *err);

/* A unit that nobody has said: kilo-ohm, as most libraries and their scripts have it. It
 * is refused (RC_UNIT) where the resistance is then 100 times or more that of the LEF, or
 * less than a hundredth of it; without one in LEF, where it is beyond what any process
 * has (100 ohm per square, 1000 ohm per cut). */
#define IRD_RC_UNIT_UNSAID 0.0

/* set_layer_rc -layer: resistance is that of a wire of minimum width for each um of its
 * length, in units of unit_ohm (1000: kilo-ohm). Sheet resistance = resistance x unit_ohm
 * x WIDTH. A later setting replaces an earlier one. Raises RC_LAYER, RC_VALUE, RC_WIDTH,
 * RC_UNIT. */
ird_status ird_rc_set_layer(ird_rc_settings *settings, const ird_technology *tech,
                            const char *layer, double resistance, double unit_ohm,
                            ird_error *err);

/* set_layer_rc -via: resistance of one cut. Raises RC_LAYER, RC_VALUE, RC_UNIT. */
ird_status ird_rc_set_via(ird_rc_settings *settings, const ird_technology *tech,
                          const char *layer, double resistance, double unit_ohm,
                          ird_error *err);

/* At the reference temperature. */
ird_status ird_layer_rc_build(ird_layer_rc *rc, const ird_technology *tech,
                              const ird_rc_settings *settings, ird_error *err);

/* The same values at another temperature, for once: per_kelvin has a coefficient a layer,
 * NAN where the metal is not said; it may be NULL. */
void ird_layer_rc_heat(ird_layer_rc *rc, double celsius, const double *per_kelvin);

#endif
