/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How many analyses a session has been asked for, so that a page beside the shell knows
 * when to look again.
 */
#ifndef IRD_COMMAND_ANALYSES_H
#define IRD_COMMAND_ANALYSES_H

#include "command/context.h"

/* What is compared before and after a command. */
typedef struct ird_analysis_mark {
    uint64_t inputs; /* ird_session_generation and the stamp of the model */
    uint64_t wanted; /* results */
} ird_analysis_mark;

ird_analysis_mark ird_analysis_mark_now(const ird_context *context);

/* A command has ended well: one analysis more where it wanted results and changed no
 * inputs, and looked at something else, or at other inputs, than the one before. */
void ird_analysis_note(ird_context *context, const ird_analysis_mark *before);

/* The command ::irdrop::internal::analyses, which returns the number. */
void ird_analyses_create(ird_context *context);

#endif
