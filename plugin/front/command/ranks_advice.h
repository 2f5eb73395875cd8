/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Whether processes that share a power grid could have what one does not, for who is
 * refused.
 */
#ifndef IRD_COMMAND_RANKS_ADVICE_H
#define IRD_COMMAND_RANKS_ADVICE_H

#include "base/cost.h"
#include "base/memory.h"

enum { IRD_RANKS_ADVICE_SIZE = 160 };

/* "solve -engine petsc -ranks 2 has processes share it, 61 MB each; ", or nothing where
 * there is no irdrop-psolve, the work cannot be shared, or is. memory is what this
 * process may still take. */
void ird_ranks_advise(char advice[IRD_RANKS_ADVICE_SIZE], const ird_cost *cost,
                      const ird_memory *memory);

#endif
