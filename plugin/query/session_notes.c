/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/session_notes.h"

size_t ird_session_notes(const ird_session *session,
                         const ird_notes *lists[IRD_NOTE_LISTS]) {
    const ird_power *report = session->report != NULL ? session->report->value : NULL;
    bool has_files = !session->is_spice; /* of LEF and activity; they wait for a DEF */
    const ird_notes *const all[IRD_NOTE_LISTS] = {
        has_files ? &session->tech.notes : NULL, &session->design.notes,
        report != NULL ? &report->notes : NULL,
        has_files ? &session->activity_setting.notes : NULL};
    size_t count = 0;
    for (size_t i = 0; i < IRD_NOTE_LISTS; i++) {
        if (all[i] != NULL && all[i]->items.count > 0) {
            lists[count++] = all[i];
        }
    }
    return count;
}
