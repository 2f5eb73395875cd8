/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the gate says: one sentence a check and a place, with units and four significant
 * digits. Internal to gate/.
 */
#ifndef IRD_GATE_SENTENCE_H
#define IRD_GATE_SENTENCE_H

#include "gate/gate.h"

/* Both allocate; free with ird_free. why: what is missing, for a check not judged. */
ird_status ird_sentence_check(char **sentence, const ird_gate_check *check,
                              const char *why, ird_error *err);
ird_status ird_sentence_place(char **sentence, const ird_gate_place *place,
                              const ird_gate_check *check, const char *path,
                              ird_error *err);

#endif
