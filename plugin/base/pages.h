/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Large blocks of memory, straight from the system, whose pages are used again: what is
 * freed is kept until ird_pages_trim, for the system takes longer to give a page anew,
 * and to clear it, than most of what is done with it. Beneath alloc_raw.c; safe to call
 * from any thread, and in a fork.
 *
 * What is kept is one state of the process, the only one of the core, as the heap of
 * malloc is: ird_free is told a block and no owner, from any thread, and blocks go from
 * one owner to another (a network that a call extracts becomes a cell of a store, which a
 * trial shares), so that pages of a session or a call could not go with it. Nobody can
 * see it but by the time that it saves, and each command ends by giving it back.
 */
#ifndef IRD_BASE_PAGES_H
#define IRD_BASE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/* From this size on a block is worth pages of its own. */
enum { IRD_PAGES_LEAST = 128 * 1024 };

/* NULL when memory runs out. What a block holds at first is anything. */
void *ird_pages_alloc(size_t size);

/* Whether the block, not NULL, came from here. */
bool ird_pages_own(const void *block);

/* How many bytes there is room for in a block from here. */
size_t ird_pages_size(const void *block);

/* A block from here made larger or smaller, to IRD_PAGES_LEAST or more. NULL when memory
 * runs out, with the block as it was. */
void *ird_pages_realloc(void *block, size_t size);

void ird_pages_free(void *block);

/* Give what is kept back to the system. */
void ird_pages_trim(void);

#endif
