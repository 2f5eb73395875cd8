/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Files that outlive what kills a sweep: whole and on the disk, or not there. Each
 * function answers with NULL, or with a word why not (of strerror, static).
 */
#ifndef IRD_SWEEP_DURABLE_H
#define IRD_SWEEP_DURABLE_H

#include <stdbool.h>
#include <stddef.h>

/* size bytes become the file at path, or nothing changes: written to path.part, brought
 * to the disk, renamed, and the rename brought to the disk. One writer of a path at a
 * time. */
const char *ird_durable_put(const char *path, const char *bytes, size_t size);

/* The file at path is ours until this process ends, however it ends; *is_ours is false
 * where it is somebody else's. */
const char *ird_durable_lock(const char *path, bool *is_ours);

/* Wait until the file at path is nobody's, then it is ours and of every process that we
 * start, until the last of them has ended; it is emptied. */
const char *ird_durable_hold(const char *path);

#endif
