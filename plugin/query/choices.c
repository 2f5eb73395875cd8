/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/choices.h"

/* Each has a list of its own, which has room. */
static void copy_choices(ird_choices *to, const ird_choices *from) {
    ird_choices made = *from;
    made.solved = to->solved;
    made.solved.count = from->solved.count;
    for (size_t i = 0; i < from->solved.count; i++) {
        made.solved.items[i] = from->solved.items[i];
    }
    *to = made;
}

ird_status ird_session_begin_command(ird_session *session, ird_error *err) {
    session->is_running = false;
    session->before.solved.count = 0;
    IRD_TRY(ird_vec_reserve(&session->before.solved, session->chosen.solved.count,
                            "running a command", err));
    copy_choices(&session->before, &session->chosen);
    session->before_generation = ird_session_generation(session);
    session->is_running = true;
    return IRD_OK;
}

void ird_session_end_command(ird_session *session, bool has_failed) {
    if (has_failed && session->is_running &&
        session->before_generation == ird_session_generation(session)) {
        copy_choices(&session->chosen, &session->before);
    }
    session->is_running = false;
    session->command_kind = NULL;
    ird_store_end_scope(&session->store);
}
