/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/nouns.h"

const ird_command *const ird_command_tables[] = {
    ird_session_commands,
    NULL,
};
