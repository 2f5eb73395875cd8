/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Courses in time as files that other programs open: CSV (a row a time), a raw file of
 * ngspice (`load FILE`), and VCD (GTKWave shows its values as curves).
 */
#ifndef IRD_DYNAMIC_WAVEFORM_H
#define IRD_DYNAMIC_WAVEFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef enum ird_waveform_format {
    IRD_WAVEFORM_CSV,
    IRD_WAVEFORM_RAW,
    IRD_WAVEFORM_VCD
} ird_waveform_format;

typedef struct ird_waveform {
    const char *name;     /* of a node or a source */
    bool is_current;      /* in A, else in V */
    const double *values; /* one a time; NAN where there is none */
} ird_waveform;

typedef struct ird_waveform_set {
    const double *at_s; /* rising */
    size_t count;
    const ird_waveform *waves;
    size_t wave_count;
    const char *basis; /* what they rest on, for people, a line each; NULL: not said */
} ird_waveform_set;

/* What they rest on is in comments before the header, "# in time: no package: ...", in
 * one of VCD, and in titles of a raw file, of which programs take the last: it has none
 * of that. (Its commands would be run by ngspice.) In VCD times are whole femtoseconds:
 * of several that are one the last is taken. Raises the errors of ird_output_open. */
ird_status ird_waveform_write(const char *path, ird_waveform_format format,
                              const ird_waveform_set *set, ird_error *err);

#endif
