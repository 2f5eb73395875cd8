/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/page_extras.h"

#include <string.h>

#include "base/input.h"
#include "query/checked_grid.h"
#include "session/supply.h"

static const char doing[] = "writing a page";

void ird_session_page_free(ird_session_page *page) {
    ird_session_answers_free(&page->beside);
    for (size_t i = 0; i < page->sentences.count; i++) {
        ird_free(page->sentences.items[i]);
    }
    ird_film_free(page->film);
    ird_free(page->findings.items);
    ird_free(page->sentences.items);
    ird_free(page->frames.items);
    ird_free(page->against);
    ird_free(page->against_name);
    *page = (ird_session_page){0};
}

/* --- findings ------------------------------------------------------------------------
 */

static ird_status add_finding(ird_session_page *page, const ird_session *session,
                              const ird_checked_grid *checked, size_t i, ird_error *err) {
    const ird_finding *finding = &checked->findings.items.items[i];
    double units = (double)session->design.units;
    ird_text text = {0};
    char *sentence = NULL;
    IRD_TRY(ird_vec_reserve(&page->findings, 1, doing, err));
    IRD_TRY(ird_vec_reserve(&page->sentences, 1, doing, err));
    ird_status status = ird_checked_grid_text(checked, session, i, &text, err);
    if (status == IRD_OK) {
        sentence = ird_copy_string(ird_text_get(&text), text.bytes.count);
        status = sentence != NULL ? IRD_OK : ird_fail_memory(err, doing);
    }
    ird_text_free(&text);
    IRD_TRY(status);
    page->sentences.items[page->sentences.count++] = sentence;
    page->findings.items[page->findings.count++] = (ird_page_finding){
        .net = ird_session_net_name(session, checked->grid->net),
        .kind = ird_finding_kind_name(finding->kind),
        .text = sentence,
        .has_box = finding->box.x0_dbu < finding->box.x1_dbu &&
                   finding->box.y0_dbu < finding->box.y1_dbu,
        .box = {(double)finding->box.x0_dbu / units, (double)finding->box.y0_dbu / units,
                (double)finding->box.x1_dbu / units, (double)finding->box.y1_dbu / units},
    };
    return IRD_OK;
}

static ird_status find_in(ird_session_page *page, ird_session *session, int32_t net,
                          const ird_monitor *monitor, ird_error *err) {
    ird_checked_grid checked = {0};
    ird_error other; /* a net that cannot be extracted has told so in its answer */
    ird_status status = ird_checked_grid_make(&checked, session, net, monitor, &other);
    if (status == IRD_NO_MEMORY || status == IRD_INTERRUPTED) {
        ird_checked_grid_free(&checked);
        *err = other;
        return status;
    }
    size_t count = status == IRD_OK ? checked.findings.items.count : 0;
    size_t shown = count < IRD_PAGE_FINDINGS ? count : IRD_PAGE_FINDINGS;
    status = IRD_OK;
    for (size_t i = 0; i < shown && status == IRD_OK; i++) {
        status = add_finding(page, session, &checked, i, err);
    }
    page->extras.findings_left_out += count - shown;
    ird_checked_grid_free(&checked);
    return status;
}

static ird_status find_all(ird_session_page *page, ird_session *session,
                           const ird_answers *answers, const ird_monitor *monitor,
                           ird_error *err) {
    for (size_t i = 0; i < answers->count && !session->is_spice; i++) {
        const char *name = answers->items[i].net;
        int32_t net =
            ird_names_find(&session->design.special_net_names, name, strlen(name));
        if (net >= 0 && ird_answers_is_new_net(answers, i)) {
            IRD_TRY(find_in(page, session, net, monitor, err));
        }
    }
    return IRD_OK;
}

/* --- an earlier run ------------------------------------------------------------------
 */

static ird_status read_against(ird_session_page *page, const char *path, ird_error *err) {
    ird_input input;
    IRD_TRY(ird_input_open(&input, path, err));
    page->against = ird_copy_string(input.data, input.size);
    page->against_name = ird_copy_string(path, strlen(path));
    page->extras.against_size = input.size;
    ird_input_close(&input);
    return page->against != NULL && page->against_name != NULL
               ? IRD_OK
               : ird_fail_memory(err, doing);
}

/* --- all of it -----------------------------------------------------------------------
 */

/* Pointers into lists, which have stopped moving. */
static void finish(ird_session_page *page) {
    ird_page_extras *extras = &page->extras;
    extras->answers = page->beside.nets.items;
    extras->answer_count = page->beside.nets.count;
    extras->findings = page->findings.items;
    extras->finding_count = page->findings.count;
    extras->frames = page->frames.items;
    extras->frames_count = page->frames.count;
    extras->against = page->against;
    extras->against_name = page->against_name;
}

ird_status ird_session_page_make(ird_session_page *page, ird_session *session,
                                 const ird_answers *answers, const char *against,
                                 const ird_monitor *monitor, ird_error *err) {
    if (against != NULL) {
        IRD_TRY(read_against(page, against, err));
    }
    IRD_TRY(ird_session_answers_beside(&page->beside, session, answers, monitor, err));
    IRD_TRY(find_all(page, session, answers, monitor, err));
    if (ird_session_has_dynamic(session)) {
        IRD_TRY(ird_session_page_film(page, session, monitor, err));
    }
    finish(page);
    return IRD_OK;
}
