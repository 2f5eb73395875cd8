/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Other answers of the nets of some answers, for who wants to look at both.
 */
#include <string.h>

#include "query/dynamic_nets.h"
#include "query/gathering.h"

/* Whether to go on without: all but what ends a command. */
static bool is_tolerable(ird_status status) {
    return status != IRD_NO_MEMORY && status != IRD_INTERRUPTED;
}

/* Maps of the same pixels as one that is there. */
static ird_request request_like(const ird_answer *shown) {
    const ird_map *map = shown->map;
    return (ird_request){
        .has_size = true,
        .size = map->rows,
        .region = IRD_REGION_BOX,
        .box = map->window,
        .net_name = shown->net,
        .net_name_size = strlen(shown->net),
    };
}

static ird_status predict(ird_gathering *g, const ird_request *request, ird_error *err) {
    ird_map_entry entry = {.kind = IRD_MAP_PREDICT};
    IRD_TRY(ird_session_look(g->session, request, g->monitor, &entry.result, err));
    return ird_gathering_add_map(g, &entry, "", err);
}

/* The other way to find a drop. */
static ird_status add_other(ird_gathering *g, const ird_answer *shown, ird_error *err) {
    const ird_map *map = shown->map;
    int32_t net = ird_names_find(&g->session->design.special_net_names, shown->net,
                                 strlen(shown->net));
    if (net < 0 || shown->quantity != ird_quantities || shown->way == IRD_WAY_READ ||
        map == NULL || map->rows != map->columns || ird_answer_has_corner(shown) ||
        g->session->is_spice) {
        return IRD_OK;
    }
    const ird_request request = request_like(shown);
    return shown->way == IRD_WAY_SOLVED ? predict(g, &request, err)
                                        : ird_gathering_add_solved(g, net, &request, err);
}

static bool has_dynamic(const ird_answers *shown) {
    size_t i = 0;
    while (i < shown->count && shown->items[i].quantity == ird_quantities) {
        i++;
    }
    return i < shown->count;
}

static ird_status add_all(ird_gathering *g, const ird_answers *shown, ird_error *err) {
    ird_error other;
    for (size_t i = 0; i < shown->count; i++) {
        ird_status status = add_other(g, &shown->items[i], &other);
        if (!is_tolerable(status)) {
            *err = other;
            return status;
        }
    }
    return ird_session_has_dynamic(g->session) && !has_dynamic(shown)
               ? ird_gathering_add_dynamic(g, err)
               : IRD_OK;
}

ird_status ird_session_answers_beside(ird_session_answers *answers, ird_session *session,
                                      const ird_answers *shown,
                                      const ird_monitor *monitor, ird_error *err) {
    ird_gathering g = {.session = session, .monitor = monitor, .way = IRD_WAY_SOLVED};
    bool *is_looked_at =
        ird_alloc_zero(session->design.special_nets.count, sizeof *is_looked_at);
    if (is_looked_at == NULL) {
        return ird_fail_memory(err, "judging");
    }
    g.is_looked_at = is_looked_at;
    ird_status status = ird_gathering_begin(&g, err);
    if (status == IRD_OK) {
        status = add_all(&g, shown, err);
    }
    ird_free(is_looked_at);
    return ird_gathering_end(&g, status, answers, err);
}
