/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What an answer may rest on and still be judged: a limit passes nothing that was assumed
 * or left out, unless the rules allow it. Internal to gate/, but for the names.
 */
#ifndef IRD_GATE_ALLOW_H
#define IRD_GATE_ALLOW_H

#include "base/text.h"
#include "gate/gate.h"

/* Add why the answer cannot be held against the limit: sentences without a stop, joined
 * by
 * "; ". Nothing is added where it can. Limits that have no place are of facts that are
 * always known. NO_MEMORY. */
ird_status ird_allow_check(ird_text *why, const ird_limit *limit,
                           const ird_answer *answer, ird_error *err);

#endif
