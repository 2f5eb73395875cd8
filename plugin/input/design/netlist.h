/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which instance drives each signal net of a design, and where asked for what it drives.
 */
#ifndef IRD_DESIGN_NETLIST_H
#define IRD_DESIGN_NETLIST_H

#include <stdint.h>

#include "base/alloc.h"
#include "base/names.h"

enum { IRD_NO_DRIVER = -1 };

/* A pin of an instance that a net drives: an input, or one that is both. */
typedef struct ird_netlist_sink {
    int32_t net, component;
    int32_t pin; /* in pin_names of the technology */
} ird_netlist_sink;

/* The index of a net is the id of its name. Names are canonical: without backslashes,
 * the parts of a hierarchical one joined by '/', bits in brackets: "u1/state[3]". */
typedef struct ird_netlist {
    ird_names names;
    IRD_VEC(int32_t) drivers;        /* component, or IRD_NO_DRIVER */
    IRD_VEC(ird_netlist_sink) sinks; /* net by net, where they were asked for */
    size_t driven;                   /* nets that have a driver */
    size_t ambiguous; /* names that several nets have; they have no driver */
} ird_netlist;        /* all zero is an empty one */

void ird_netlist_free(ird_netlist *netlist); /* leaves an empty one */

/* Add a net. A name that is there already takes the driver from both. */
ird_status ird_netlist_add(ird_netlist *netlist, const char *name, size_t size,
                           int32_t driver, ird_error *err);

/* Add a sink of a net. */
ird_status ird_netlist_add_sink(ird_netlist *netlist, ird_netlist_sink sink,
                                ird_error *err);

/* What a tool's file writes for name, made canonical into `to`, which has room for size
 * bytes: unescaped divider, bus_open and bus_close become '/', '[' and ']' (give '\0' for
 * those that the file does not have). Returns the new size. */
size_t ird_netlist_canonical(char *to, const char *name, size_t size, char divider,
                             char bus_open, char bus_close);

#endif
