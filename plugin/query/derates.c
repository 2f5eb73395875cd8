/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/derates.h"

#include <math.h>

#include "answer/pin_drops.h"
#include "liberty/delays.h"
#include "query/answers.h"
#include "query/solved_nets.h"
#include "session/supply.h"

static const char DOING[] = "derates of delays";

typedef struct making {
    ird_session *session;
    const ird_derate_wish *wish;
    const ird_monitor *monitor;
    ird_liberty_delays libraries[2]; /* higher voltage first */
    double *left_v;                  /* of each component; NAN where it has none */
    ird_derates *made;
} making;

/* --- what is left --------------------------------------------------------------------
 */

static bool is_ground(const ird_session *session, int32_t net) {
    return session->design.special_nets.items[net].use == IRD_USE_GROUND;
}

/* The nets of the wish, power first. */
static ird_status choose_nets(const making *m, int32_t nets[IRD_TRANSIENT_PAIR],
                              size_t *count, ird_error *err) {
    const ird_session *session = m->session;
    int32_t ground = -1;
    size_t grounds = 0;
    *count = m->wish->net_count;
    for (size_t i = 0; i < *count; i++) {
        nets[i] = m->wish->nets[i];
    }
    if (*count == 2) {
        bool is_first = is_ground(session, nets[0]);
        if (is_first == is_ground(session, nets[1])) {
            return ird_fail(err, IRD_TRANSIENT_NETS,
                            "%.200s and %.200s are not a power net and its ground net",
                            ird_session_net_name(session, nets[0]),
                            ird_session_net_name(session, nets[1]));
        }
        if (is_first) {
            int32_t swap = nets[0];
            nets[0] = nets[1];
            nets[1] = swap;
        }
    }
    if (*count > 0) {
        return IRD_OK;
    }
    IRD_TRY(ird_session_choose_net(session, NULL, DOING, &nets[0], err));
    for (size_t i = 0; i < session->design.special_nets.count; i++) {
        ground = is_ground(session, (int32_t)i) ? (int32_t)i : ground;
        grounds += is_ground(session, (int32_t)i);
    }
    *count = grounds == 1 ? 2 : 1;
    nets[1] = ground;
    return IRD_OK;
}

/* Take the worst drop of each instance on a net off what it has left. */
static ird_status take_drops(making *m, const ird_net_grid *grid, ird_error *err) {
    const ird_solved solved = ird_session_solved(m->session, grid, NULL);
    size_t count = m->session->design.components.count;
    double *worst_v = ird_alloc(count, sizeof *worst_v);
    if (worst_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t i = 0; i < count; i++) {
        worst_v[i] = (double)NAN;
    }
    for (size_t i = 0; i < grid->grid.terminals.count; i++) {
        const ird_grid_terminal *t = &grid->grid.terminals.items[i];
        double drop_v = ird_terminal_drop_v(&solved, i);
        double *worst = &worst_v[t->component];
        *worst = isnan(*worst) || drop_v > *worst ? drop_v : *worst;
    }
    for (size_t i = 0; i < count; i++) {
        m->left_v[i] -= worst_v[i];
    }
    ird_free(worst_v);
    return IRD_OK;
}

static void name_net(making *m, int32_t net) {
    m->made->nets[m->made->net_count++] = ird_session_net_name(m->session, net);
}

static void fill_left(making *m) {
    for (size_t i = 0; i < m->session->design.components.count; i++) {
        m->left_v[i] = m->made->nominal_v;
    }
}

static ird_status take_static(making *m, ird_error *err) {
    int32_t nets[IRD_TRANSIENT_PAIR];
    size_t count;
    ird_supply_origin origin;
    IRD_TRY(choose_nets(m, nets, &count, err));
    IRD_TRY(ird_session_supply_v(m->session, nets[0], &m->made->nominal_v, &origin, err));
    m->made->is_assumed = origin == IRD_SUPPLY_ASSUMED;
    fill_left(m);
    for (size_t i = 0; i < count; i++) {
        const ird_net_grid *grid = NULL;
        IRD_TRY(
            ird_session_look_at_solution(m->session, nets[i], m->monitor, &grid, err));
        IRD_TRY(take_drops(m, grid, err));
        name_net(m, nets[i]);
    }
    return IRD_OK;
}

/* Of two nets what is left on average while it switches, of one the worst of a pin. */
static ird_status take_dynamic(making *m, ird_error *err) {
    const ird_net_dynamic *dynamic = NULL;
    IRD_TRY(ird_session_last_dynamic(m->session, m->monitor, &dynamic, err));
    m->made->is_dynamic = true;
    m->made->has_means = dynamic->pairs.count > 0;
    m->made->nominal_v = dynamic->nets[0].supply_v;
    m->made->is_assumed = dynamic->nets[0].supply_origin == IRD_SUPPLY_ASSUMED;
    fill_left(m);
    for (size_t i = 0; i < dynamic->net_count && i < IRD_TRANSIENT_PAIR; i++) {
        name_net(m, dynamic->nets[i].net);
    }
    if (!m->made->has_means) {
        return take_drops(m, &dynamic->nets[0], err);
    }
    for (size_t i = 0; i < m->session->design.components.count; i++) {
        m->left_v[i] = (double)NAN;
    }
    for (size_t i = 0; i < dynamic->pairs.count; i++) {
        m->left_v[dynamic->pairs.items[i].component] =
            m->made->nominal_v - dynamic->result.left[i].mean_v;
    }
    return IRD_OK;
}

/* --- factors -------------------------------------------------------------------------
 */

static ird_status read_libraries(making *m, ird_error *err) {
    ird_derates *made = m->made;
    for (int i = 0; i < 2; i++) {
        IRD_TRY(ird_liberty_read_delays(&m->libraries[i], m->wish->libraries[i],
                                        m->monitor, err));
        made->libraries[i] = m->wish->libraries[i];
    }
    if (m->libraries[0].nominal_v < m->libraries[1].nominal_v) {
        ird_liberty_delays swap = m->libraries[0];
        m->libraries[0] = m->libraries[1];
        m->libraries[1] = swap;
        made->libraries[0] = m->wish->libraries[1];
        made->libraries[1] = m->wish->libraries[0];
    }
    for (int i = 0; i < 2; i++) {
        made->library_v[i] = m->libraries[i].nominal_v;
    }
    return made->library_v[0] > made->library_v[1]
               ? IRD_OK
               : ird_fail(err, IRD_LIBERTY_VOLTAGE,
                          "both libraries are of %g V; give two of the same process and "
                          "temperature at different voltages",
                          made->library_v[0]);
}

static ird_status set_law(making *m, ird_error *err) {
    ird_delay_law *law = &m->made->law;
    *law = ird_delay_law_of(&m->session->tech);
    law->alpha = isnan(m->wish->alpha) ? law->alpha : m->wish->alpha;
    law->vth_v = isnan(m->wish->vth_v) ? law->vth_v : m->wish->vth_v;
    if (!(law->alpha >= 0.5 && law->alpha <= 3) || !(law->vth_v >= 0)) {
        return ird_fail(err, IRD_OPTION_VALUE,
                        "alpha %g with vth %g V cannot be; alpha is from 0.5 to 3, vth 0 "
                        "or more",
                        law->alpha, law->vth_v);
    }
    return m->made->nominal_v > law->vth_v
               ? IRD_OK
               : ird_fail(err, IRD_OPTION_VALUE,
                          "vth of %g V is not below the supply of %g V; give -vth",
                          law->vth_v, m->made->nominal_v);
}

static double factor_of(making *m, int32_t macro, double volt) {
    ird_derates *made = m->made;
    double ratio = (double)NAN;
    if (made->libraries[0] != NULL) {
        const char *name = ird_names_get(&m->session->tech.macro_names, macro);
        ratio = ird_liberty_delay_ratio(&m->libraries[0], &m->libraries[1], name);
    }
    if (isnan(ratio)) {
        made->by_law++;
        return ird_delay_law_factor(&made->law, made->nominal_v, volt);
    }
    made->by_library++;
    made->beyond += volt < made->library_v[1] || volt > made->library_v[0];
    return ird_delay_between(ratio, made->library_v[0], made->library_v[1],
                             made->nominal_v, volt);
}

static ird_status list(making *m, ird_error *err) {
    const ird_session *session = m->session;
    ird_derates *made = m->made;
    double sum = 0;
    for (size_t i = 0; i < session->design.components.count; i++) {
        int32_t macro = session->design.components.items[i].macro;
        if (!session->tech.macros.items[macro].has_signal_pin) {
            continue;
        }
        if (isnan(m->left_v[i])) {
            made->unconnected++;
            continue;
        }
        double factor = factor_of(m, macro, m->left_v[i]);
        made->cut += factor > IRD_DERATE_MOST;
        factor = factor > IRD_DERATE_MOST ? IRD_DERATE_MOST : factor;
        IRD_TRY(ird_vec_reserve(&made->items, 1, DOING, err));
        made->items.items[made->items.count] =
            (ird_derate){(int32_t)i, m->left_v[i], factor};
        made->worst = factor > made->items.items[made->worst].factor ? made->items.count
                                                                     : made->worst;
        made->items.count++;
        made->written += ird_derate_rounded(factor, false) != 1;
        sum += factor;
    }
    made->mean = made->items.count > 0 ? sum / (double)made->items.count : (double)NAN;
    made->design = &session->design;
    return IRD_OK;
}

static ird_status make(making *m, ird_error *err) {
    m->left_v = ird_alloc(m->session->design.components.count, sizeof *m->left_v);
    if (m->left_v == NULL) {
        return ird_fail_memory(err, DOING);
    }
    if (m->wish->libraries[0] != NULL) {
        IRD_TRY(read_libraries(m, err));
    }
    IRD_TRY(m->wish->of_dynamic ? take_dynamic(m, err) : take_static(m, err));
    IRD_TRY(set_law(m, err));
    return list(m, err);
}

ird_status ird_session_make_derates(ird_session *session, const ird_derate_wish *wish,
                                    const ird_monitor *monitor, ird_derates *derates,
                                    ird_error *err) {
    ird_derates made = {0};
    making m = {.session = session, .wish = wish, .monitor = monitor, .made = &made};
    IRD_TRY(ird_session_need_design(session, DOING, err));
    IRD_TRY(ird_session_need_layout(session, DOING, err));
    ird_status status = make(&m, err);
    ird_free(m.left_v);
    ird_liberty_delays_free(&m.libraries[0]);
    ird_liberty_delays_free(&m.libraries[1]);
    if (status != IRD_OK) {
        ird_derates_free(&made);
        return status;
    }
    *derates = made;
    return IRD_OK;
}
