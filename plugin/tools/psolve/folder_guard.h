/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The folder of a rank that is ended: where another one dies, mpirun ends the rest by
 * SIGTERM, and a folder that they were to remove goes first.
 */
#ifndef IRD_PSOLVE_FOLDER_GUARD_H
#define IRD_PSOLVE_FOLDER_GUARD_H

#include <stdatomic.h>

typedef struct ird_guard {
    int bell; /* where the handler of signals writes to is read here */
    _Atomic(const char *) folder; /* NULL: none */
} ird_guard;

/* From now on SIGTERM, SIGINT and SIGHUP remove the folder and end the program. One guard
 * a program, as long as that. */
void ird_guard_start(ird_guard *guard);

#endif
