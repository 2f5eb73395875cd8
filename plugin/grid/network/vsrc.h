/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Files that say where the sources of a net are, as data; putting them on nodes is the
 * business of who has the net's shapes.
 *
 * PDNSim's -vsrc file: `x,y,size,voltage` a line, in um and V, no header, blanks allowed;
 * one voltage a file. The source is the square of that size around (x, y) on the top
 * layer of the net. Voltus: `* NAME X Y LAYER` or `NAME X Y LAYER` a line, in um, without
 * voltage; a line that begins with * and is no such place is a comment. In both, # begins
 * a comment and empty lines do not count.
 */
#ifndef IRD_NETWORK_VSRC_H
#define IRD_NETWORK_VSRC_H

#include "base/alloc.h"
#include "base/names.h"

typedef struct ird_source_place {
    double x_um, y_um;
    double size_um; /* 0: a point */
    int32_t name;   /* in names; -1: none */
    int32_t layer;  /* in layer_names; -1: the top layer */
    long line;
} ird_source_place;

typedef struct ird_source_file {
    IRD_VEC(ird_source_place) places;
    double volt; /* NAN where the file does not say */
    ird_names names, layer_names;
} ird_source_file; /* all zero is an empty one */

void ird_source_file_free(ird_source_file *file); /* leaves an empty one */

/* Raises VSRC_FORMAT, VSRC_NUMBER, VSRC_VOLTAGE with the line, VSRC_EMPTY, and the errors
 * of ird_input_open. file is as it was when that fails. */
ird_status ird_source_file_read(ird_source_file *file, const char *path, ird_error *err);

/* The same for text in memory; path is for messages. */
ird_status ird_source_file_parse(ird_source_file *file, const char *text, size_t size,
                                 const char *path, ird_error *err);

#endif
