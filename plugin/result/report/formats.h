/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Results as files that other programs open. Data formats have every digit of a number,
 * the text has four; lengths are in um.
 */
#ifndef IRD_REPORT_FORMATS_H
#define IRD_REPORT_FORMATS_H

#include <stdio.h>

#include "gate/gate.h"
#include "solve/solve.h"

typedef enum ird_report_format {
    IRD_REPORT_TEXT,     /* .txt .rpt: for people */
    IRD_REPORT_JSON,     /* .json: all of it */
    IRD_REPORT_CSV,      /* .csv: a line a marker */
    IRD_REPORT_LYRDB,    /* .lyrdb: KLayout's report database */
    IRD_REPORT_MARKERS,  /* OpenROAD's markers, JSON */
    IRD_REPORT_DRC,      /* .drc: TritonRoute's DRC text */
    IRD_REPORT_JUNIT,    /* .xml: a test case a check */
    IRD_REPORT_HEATMAP,  /* x0,y0,x1,y1,value (unit) of each pixel of the first net */
    IRD_REPORT_METRICS,  /* names and values, JSON */
    IRD_REPORT_VOLTAGES, /* PDNSim's voltage file: each instance of the first net */
    IRD_REPORT_EM,       /* PDNSim's file of segment currents */
    IRD_REPORT_HTML      /* .html .htm: a page with pictures, complete in itself */
} ird_report_format;

/* "text", ..., ended by NULL. */
extern const char *const ird_report_format_names[];

/* A solved network, for EM. */
typedef struct ird_report_segments {
    const ird_network *network;
    const ird_solution *solution;
    const ird_factor *factor;
} ird_report_segments;

typedef struct ird_report_input {
    const char *version;
    const ird_gate_facts *facts;
    const ird_gate_result *gate;         /* NULL: nothing was judged */
    const ird_report_segments *segments; /* NULL: nothing was solved */
} ird_report_input;

/* The format that the extension of path stands for. Raises REPORT_FORMAT, which lists
 * the extensions. */
ird_status ird_report_format_of(const char *path, ird_report_format *format,
                                ird_error *err);

/* Write the file, whole or not at all. Raises REPORT_NEEDS (JUNIT without a gate, HEATMAP
 * without a map that has a place, VOLTAGES without instances, EM without
 * segments) and FILE_WRITE. */
ird_status ird_report_write(const char *path, ird_report_format format,
                            const ird_report_input *input, ird_error *err);

/* The same into a stream, whose errors are the caller's to find. */
ird_status ird_report_print(FILE *stream, ird_report_format format,
                            const ird_report_input *input, ird_error *err);

#endif
