/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a Liberty file says of units, voltage, and of each cell its area, leakage, pins
 * and their capacitance. Timing and power tables are passed over.
 */
#ifndef IRD_LIBERTY_LIBERTY_H
#define IRD_LIBERTY_LIBERTY_H

#include <stdbool.h>

#include "base/alloc.h"
#include "base/monitor.h"
#include "base/names.h"

typedef enum ird_liberty_direction {
    IRD_LIBERTY_INPUT,
    IRD_LIBERTY_OUTPUT,
    IRD_LIBERTY_INOUT,
    IRD_LIBERTY_INTERNAL
} ird_liberty_direction;

typedef struct ird_liberty_pin {
    int32_t name; /* in pin_names */
    ird_liberty_direction direction;
    bool is_clock;
    double farad; /* CAPACITANCE, of one bit of a bus; NAN: not said */
} ird_liberty_pin;

typedef struct ird_liberty_cell {
    double area_um2;    /* NAN: not said */
    double leakage_w;   /* cell_leakage_power, else the mean of its leakage_power
                           groups; NAN: neither */
    bool is_sequential; /* it has an ff or latch */
    bool is_clock_gate; /* it has a clock_gating_integrated_cell */
    bool is_decap;      /* is_decap_cell : true */
    bool is_filler;     /* is_filler_cell : true */
    size_t first_pin, pin_count;
} ird_liberty_cell;

/* The index of a cell is the id of its name. */
typedef struct ird_liberty {
    ird_names cell_names, pin_names;
    IRD_VEC(ird_liberty_cell) cells;
    IRD_VEC(ird_liberty_pin) pins;
    double nominal_v;   /* nom_voltage of the last file; NAN: not said */
    double pulling_ohm; /* pulling_resistance_unit of the last file; NAN: not said */
    /* The part of a full swing that slews are measured over, by the thresholds of rise
     * and fall and the derating of the last file that says any of them: (upper - lower) /
     * slew_derate_from_library; 0: none does. */
    double slew_part;
    size_t files;
    size_t repeated; /* cells skipped because the name was there */
} ird_liberty;       /* all zero is an empty one */

void ird_liberty_free(ird_liberty *liberty); /* leaves an empty one */

/* Add the cells of a file, plain or gzipped; a name that is there already keeps its first
 * definition. After an error the library is as it was. Raises LIBERTY_SYNTAX,
 * LIBERTY_TRUNCATED, LIBERTY_VALUE, INTERRUPTED and those of ird_input_open. */
ird_status ird_liberty_read(ird_liberty *liberty, const char *path,
                            const ird_monitor *monitor, ird_error *err);

/* A place to come back to, for who reads several files or none. */
typedef struct ird_liberty_mark {
    size_t cells, pins, pin_names, files, repeated;
    double nominal_v, pulling_ohm, slew_part;
} ird_liberty_mark;

ird_liberty_mark ird_liberty_get_mark(const ird_liberty *liberty);
void ird_liberty_rewind(ird_liberty *liberty, const ird_liberty_mark *mark);

/* Units and voltage alone, up to the first cell. */
typedef struct ird_liberty_head {
    double nominal_v, pulling_ohm; /* NAN: not said */
} ird_liberty_head;

ird_status ird_liberty_read_head(ird_liberty_head *head, const char *path,
                                 ird_error *err);

/* The cell of that name, or NULL. */
const ird_liberty_cell *ird_liberty_find(const ird_liberty *liberty, const char *name);

/* The pin of that name of the cell; a[3] is found as a where the cell has a bus. */
const ird_liberty_pin *ird_liberty_find_pin(const ird_liberty *liberty,
                                            const ird_liberty_cell *cell,
                                            const char *name);

#endif
