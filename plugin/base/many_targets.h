/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Before a function: the same source for each instruction set; the loader picks. No sum
 * is reordered, so all give the same numbers.
 */
#ifndef IRD_BASE_MANY_TARGETS_H
#define IRD_BASE_MANY_TARGETS_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                   \
    !defined(__SANITIZE_ADDRESS__)
#define IRD_MANY_TARGETS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define IRD_MANY_TARGETS
#endif

#endif
