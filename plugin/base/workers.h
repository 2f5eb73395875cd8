/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A few threads that run one task together, again and again. The caller is worker 0. A
 * fork of the process, which has the caller's thread alone, starts the others anew.
 */
#ifndef IRD_BASE_WORKERS_H
#define IRD_BASE_WORKERS_H

#include <stddef.h>

#include "base/error.h"

typedef struct ird_workers ird_workers;

/* How many to create where a user asks for so many; 0 asks for as many as the process may
 * run on, up to 16. */
size_t ird_workers_wanted(size_t asked);

/* count threads, the caller among them. Raises NO_MEMORY (also where the system gives no
 * more threads). */
ird_status ird_workers_create(ird_workers **workers, size_t count, ird_error *err);
void ird_workers_free(ird_workers *workers); /* NULL is fine */
size_t ird_workers_count(const ird_workers *workers);

/* Call task(context, worker) once for each worker, 0 to count - 1, all at once; returns
 * when all have returned. */
void ird_workers_run(ird_workers *workers, void (*task)(void *context, size_t worker),
                     void *context);

#endif
