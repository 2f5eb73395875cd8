/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What irdrop-psolve is asked for, and doing it: parts of a folder once, parts of a
 * session that asks again and again, or a netlist. Called by all ranks, with one result
 * for all.
 */
#ifndef IRD_PSOLVE_SERVE_H
#define IRD_PSOLVE_SERVE_H

#include "folder_guard.h"
#include "shared.h"

typedef struct ird_psolve_request {
    const char *input; /* a folder or a netlist */
    const char *out;   /* where voltages of a netlist go; NULL: nowhere */
    ird_preconditioner preconditioner;
    bool is_served;   /* by lines on standard input, as ranks/children.c writes them */
    ird_guard *guard; /* told of the folder that goes with the run */
} ird_psolve_request;

ird_status ird_psolve(const ird_psolve_request *request, ird_error *err);

/* A netlist that the first rank reads; the others solve what it cuts. */
ird_status ird_psolve_netlist(const ird_psolve_request *request, ird_error *err);

/* What the first rank has the others do, who follow until they are to quit: load the
 * parts of the folder, solve, or let go of them. What fails then is the first rank's to
 * tell. */
typedef struct ird_psolve_order {
    char what; /* 'l', 's', 'f' or 'q' */
    char folder[1023];
} ird_psolve_order;

void ird_psolve_follow(
    const ird_psolve_request *request); /* waits without using a core */

void ird_psolve_send(const ird_psolve_order *order);

#endif
