/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a report page shows besides the answers that it reports.
 */
#ifndef IRD_QUERY_PAGE_EXTRAS_H
#define IRD_QUERY_PAGE_EXTRAS_H

#include "base/text.h"
#include "page/page.h"
#include "query/answers.h"
#include "query/dynamic_nets.h"

/* How many pictures of a drop in time, how many instances with their waveforms, and how
 * many findings a page has at most for each net. */
enum { IRD_PAGE_FRAMES = 48, IRD_PAGE_WAVES = 12, IRD_PAGE_FINDINGS = 500 };

typedef struct ird_film ird_film; /* what frames point into */

typedef struct ird_session_page {
    ird_page_extras extras; /* points into what follows */
    ird_session_answers beside;
    IRD_VEC(ird_page_finding) findings;
    IRD_VEC(char *) sentences; /* of the findings */
    IRD_VEC(ird_page_frames) frames;
    ird_film *film;
    char *against; /* bytes of a file, and its name */
    char *against_name;
} ird_session_page; /* all zero is an empty one */

/* Make it for answers of the session, which have to outlive it. A look: what the session
 * looks at stays as it was. against: path of an earlier report, or NULL. Raises what
 * reading a file and the solutions raise; free *page whatever the result. */
ird_status ird_session_page_make(ird_session_page *page, ird_session *session,
                                 const ird_answers *answers, const char *against,
                                 const ird_monitor *monitor, ird_error *err);
void ird_session_page_free(ird_session_page *page); /* leaves an empty one */

/* Pictures and waveforms of the last drops in time of all nets, around the worst: set
 * page->frames and film. Internal to query/. */
ird_status ird_session_page_film(ird_session_page *page, ird_session *session,
                                 const ird_monitor *monitor, ird_error *err);
void ird_film_free(ird_film *film); /* NULL is fine */

#endif
