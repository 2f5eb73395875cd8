/* SPDX-License-Identifier: BSD-3-Clause */
#include "suggest/decap_suggestion.h"

#include <math.h>

#include "query/dynamic_nets.h"
#include "readers/def_masters.h"
#include "session/supply.h"

ird_status ird_session_suggest_decaps(ird_session *session, double target, bool is_part,
                                      const ird_decap_cells *cells,
                                      const ird_monitor *monitor, ird_decap_plan *plan,
                                      ird_error *err) {
    ird_time_wish in_time = ird_session_last_time_wish(session);
    ird_supply_origin origin;
    double supply_v = 0;
    IRD_TRY(ird_session_need_design(session, "suggesting decaps", err));
    IRD_TRY(ird_session_need_layout(session, "suggesting decaps", err));
    IRD_TRY(ird_session_settle_time(session, &in_time, err));
    IRD_TRY(ird_session_supply_v(session, in_time.nets[0], &supply_v, &origin, err));
    const ird_decap_wish wish = {is_part ? target * supply_v : target, *cells};
    if (!(wish.target_v > 0) || !(wish.target_v < supply_v)) {
        return ird_fail(err, IRD_OPTION_VALUE,
                        "a target of %g mV cannot be; give more than 0 and less than the "
                        "supply of %g V",
                        1e3 * wish.target_v, supply_v);
    }
    IRD_TRY(ird_session_search_decaps(session, &in_time, &wish, monitor, plan, err));
    plan->supply_v = supply_v;
    plan->net_count = in_time.net_count;
    for (size_t i = 0; i < in_time.net_count; i++) {
        plan->nets[i] = ird_session_net_name(session, in_time.nets[i]);
    }
    return IRD_OK;
}

ird_status ird_session_write_decap_def(const ird_session *session,
                                       const ird_decap_plan *plan, const char *path,
                                       const ird_monitor *monitor, ird_error *err) {
    size_t count = plan->swaps.count;
    if (session->def_path == NULL) {
        return ird_fail(err, IRD_OPTIONS_CLASH,
                        "-def copies the DEF of the design, and this one was read from "
                        "none; give -tcl");
    }
    ird_master_swap *swaps = ird_alloc(count, sizeof *swaps);
    if (swaps == NULL) {
        return ird_fail_memory(err, "writing DEF");
    }
    for (size_t i = 0; i < count; i++) {
        const ird_decap_swap *swap = &plan->swaps.items[i];
        swaps[i] = (ird_master_swap){swap->component, swap->to};
    }
    ird_status status = ird_def_swap_masters(session->def_path, path, &session->design,
                                             &session->tech, swaps, count, monitor, err);
    ird_free(swaps);
    return status;
}
