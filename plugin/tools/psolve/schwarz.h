/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Our factor of the matrix of a part as a preconditioner of PETSc. Internal to psolve/.
 */
#ifndef IRD_PSOLVE_SCHWARZ_H
#define IRD_PSOLVE_SCHWARZ_H

#include <petscpc.h>

/* Make pc, whose matrix is one of this process alone, the solution by our factor. */
PetscErrorCode ird_schwarz_block(PC pc);

#endif
