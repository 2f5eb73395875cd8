/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Candidates and what they are expected to gain.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "query/checked_grid.h"
#include "suggest/suggestion_contacts.h"

static const char DOING[] = "looking for what would help";

enum {
    MOST_POSITIONS = 2000, /* of ird_stripes of a layer */
    MOST_ANCHORS = 48,     /* of a stripe, where a piece may end */
    LEAST_SIDES = 3,       /* a piece is so many times as long as wide */
    STRIPE_WIDTHS = 4      /* of a layer without stripes: so many times its WIDTH */
};

/* A place whose adjoint is below this part of the largest one that stripes of its layer
 * would meet is not looked at. */
static const double LEAST_RESPONSE = 0.01;

static ird_status add(ird_suggesting *s, const ird_mend *mend) {
    if (!(mend->gain_v > 0) && mend->kind != IRD_MEND_VIAS) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&s->mends.items, 1, DOING, s->err));
    s->mends.items.items[s->mends.items.count++] = *mend;
    return IRD_OK;
}

/* --- stripes -------------------------------------------------------------------------
 */

/* The best of the pieces of one position: by gain for metal, by gain, and between. */
typedef struct best {
    ird_mend by[3];
    double score[3];
} best;

static void consider(best *b, const ird_mend *mend) {
    const double score[] = {mend->gain_v / mend->um2, mend->gain_v,
                            mend->gain_v * mend->gain_v / mend->um2};
    for (int i = 0; i < 3; i++) {
        if (score[i] > b->score[i]) {
            b->score[i] = score[i];
            b->by[i] = *mend;
        }
    }
}

/* A piece from crossing wire i to crossing wire k. */
static void weigh_piece(const ird_stripes *of, int64_t middle_dbu, size_t i, size_t k,
                        best *b) {
    ird_suggesting *s = of->s;
    const ird_across *first = &of->here.items[i], *last = &of->here.items[k];
    ird_mend mend = {.kind = IRD_MEND_STRIPE,
                     .layer = of->layer,
                     .layer_b = -1,
                     .runs_x = of->runs_x,
                     .middle_dbu = middle_dbu,
                     .width_dbu = of->width_dbu,
                     .from_dbu = first->along_dbu - first->half_dbu,
                     .to_dbu = last->along_dbu + last->half_dbu};
    mend.um2 =
        ird_mend_um(s, mend.width_dbu) * ird_mend_um(s, mend.to_dbu - mend.from_dbu);
    if (mend.to_dbu - mend.from_dbu < LEAST_SIDES * mend.width_dbu ||
        mend.um2 < s->session->tech.layers.items[of->layer].min_area_um2) {
        return; /* the least area may be NAN */
    }
    mend.gain_v = ird_stripe_gain_v(s->contacts.items + i, k - i + 1, of->ohm_per_um,
                                    s->scratch.items, NULL);
    if (mend.gain_v > 0 && mend.um2 > 0) {
        consider(b, &mend);
    }
}

/* Where pieces may end. */
typedef struct anchors {
    size_t at[MOST_ANCHORS], count; /* in here, ascending */
    bool needs_stripe;              /* pieces must meet one: it feeds them */
} anchors;

static bool lies_in(const ird_across *a, const ird_span *span) {
    return a->along_dbu - a->half_dbu >= span->low_dbu &&
           a->along_dbu + a->half_dbu <= span->high_dbu;
}

static int compare_places(const void *a, const void *b) {
    const size_t *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

/* Every so many of those of one sort, until half of the list, or all, is full. A rail
 * counts where its response is a third of the largest at least. */
static void add_anchors(const ird_stripes *of, const ird_span *span, bool rails,
                        double least_response, size_t room, anchors *list) {
    size_t found = 0, every = 1, before = list->count;
    for (int pass = 0; pass < 2; pass++) {
        found = 0;
        for (size_t i = 0; i < of->here.count; i++) {
            const ird_across *a = &of->here.items[i];
            if (a->line->is_rail != rails || !lies_in(a, span) ||
                of->s->contacts.items[i].response_ohm < least_response) {
                continue;
            }
            if (pass == 1 && found % every == 0 && list->count - before < room) {
                list->at[list->count++] = i;
            }
            found++;
        }
        every = room > 0 && found > room ? (found + room - 1) / room : 1;
    }
}

/* At stripes, and at rails where they are worst. */
static void find_anchors(const ird_stripes *of, const ird_span *span, anchors *list) {
    double most = 0;
    *list = (anchors){.count = 0};
    for (size_t i = 0; i < of->here.count; i++) {
        list->needs_stripe |= !of->here.items[i].line->is_rail;
        most = fmax(most, of->s->contacts.items[i].response_ohm);
    }
    add_anchors(of, span, false, 0, MOST_ANCHORS / 2, list);
    add_anchors(of, span, true, list->count > 0 ? most / 3 : 0,
                MOST_ANCHORS - list->count, list);
    qsort(list->at, list->count, sizeof *list->at, compare_places);
}

static bool is_fed(const ird_stripes *of, const anchors *list, size_t i, size_t k) {
    bool fed = !list->needs_stripe;
    for (size_t m = list->at[i]; m <= list->at[k] && !fed; m++) {
        fed = !of->here.items[m].line->is_rail;
    }
    return fed;
}

/* All that a span meets: a stripe that is as long as it can be. */
static void weigh_longest(const ird_stripes *of, int64_t middle_dbu, const ird_span *span,
                          best *b) {
    size_t first = of->here.count, last = 0;
    for (size_t i = 0; i < of->here.count; i++) {
        if (lies_in(&of->here.items[i], span)) {
            first = i < first ? i : first;
            last = i;
        }
    }
    if (first < last) {
        weigh_piece(of, middle_dbu, first, last, b);
    }
}

static ird_status weigh_span(ird_stripes *of, int64_t middle_dbu, const ird_span *span) {
    anchors list;
    best b = {.score = {0, 0, 0}};
    find_anchors(of, span, &list);
    for (size_t i = 0; i + 1 < list.count && !of->s->wish->whole; i++) {
        for (size_t k = i + 1; k < list.count; k += 1 + (k - i) / 8) {
            if (is_fed(of, &list, i, k)) {
                weigh_piece(of, middle_dbu, list.at[i], list.at[k], &b);
            }
        }
    }
    weigh_longest(of, middle_dbu, span, &b);
    for (int i = 0; i < 3; i++) {
        if (b.score[i] > 0 && (i == 0 || memcmp(&b.by[i], &b.by[i - 1], sizeof *b.by))) {
            IRD_TRY(add(of->s, &b.by[i]));
        }
    }
    return IRD_OK;
}

static ird_status weigh_position(ird_stripes *of, int64_t middle_dbu) {
    ird_suggesting *s = of->s;
    if (ird_stripes_meet(of, middle_dbu) < LEAST_RESPONSE * of->most_response ||
        of->here.count < 2) {
        return IRD_OK;
    }
    const ird_across *first = &of->here.items[0];
    const ird_across *last = &of->here.items[of->here.count - 1];
    int64_t low = middle_dbu - of->width_dbu / 2;
    int64_t from = first->along_dbu - first->half_dbu;
    int64_t to = last->along_dbu + last->half_dbu;
    ird_rect strip = of->runs_x ? (ird_rect){from, low, to, low + of->width_dbu}
                                : (ird_rect){low, from, low + of->width_dbu, to};
    IRD_TRY(ird_space_find(s->space, of->layer, of->runs_x, strip, &s->spans, s->err));
    for (size_t i = 0; i < s->spans.items.count; i++) {
        const ird_span *span = &s->spans.items.items[i];
        IRD_TRY(weigh_span(of, middle_dbu, span));
    }
    return IRD_OK;
}

/* The width that most of the ird_stripes of the layer have; else a few times its WIDTH.
 */
static int64_t usual_width(const ird_suggesting *s, int32_t layer) {
    const ird_net_lines *lines = &s->lines;
    int64_t usual = 0;
    size_t most = 0;
    for (size_t i = lines->first_of_layer[layer]; i < lines->first_of_layer[layer + 1];
         i++) {
        const ird_net_line *line = &lines->items.items[i];
        int64_t width = line->runs_x ? line->box.y1_dbu - line->box.y0_dbu
                                     : line->box.x1_dbu - line->box.x0_dbu;
        size_t same = 0;
        for (size_t k = i; k < lines->first_of_layer[layer + 1] && !line->is_rail; k++) {
            const ird_net_line *other = &lines->items.items[k];
            same += (other->runs_x ? other->box.y1_dbu - other->box.y0_dbu
                                   : other->box.x1_dbu - other->box.x0_dbu) == width;
        }
        if (same > most) {
            most = same;
            usual = width;
        }
    }
    double width_um = s->session->tech.layers.items[layer].width_um;
    if (usual == 0 && width_um > 0) {
        usual = STRIPE_WIDTHS * ird_dbu_of_um(width_um, s->session->design.units);
    }
    return usual;
}

static bool has_stripes(const ird_suggesting *s, int32_t layer) {
    for (size_t i = s->lines.first_of_layer[layer];
         i < s->lines.first_of_layer[layer + 1]; i++) {
        if (!s->lines.items.items[i].is_rail) {
            return true;
        }
    }
    return false;
}

static bool is_wanted(const ird_suggesting *s, int32_t layer) {
    const ird_suggest_wish *wish = s->wish;
    for (size_t i = 0; i < wish->layer_count; i++) {
        if (wish->layers[i] == layer) {
            return true;
        }
    }
    return wish->layer_count == 0 && has_stripes(s, layer);
}

static int64_t step_of(const ird_suggesting *s, int32_t layer, bool runs_x) {
    const ird_layer *l = &s->session->tech.layers.items[layer];
    const ird_rect *core = &s->session->design.core;
    double pitch_um = runs_x ? l->pitch_y_um : l->pitch_x_um;
    int64_t grid = ird_space_grid_dbu(s->space);
    int64_t step =
        pitch_um > 0 ? ird_dbu_of_um(pitch_um, s->session->design.units) : grid;
    int64_t range = runs_x ? core->y1_dbu - core->y0_dbu : core->x1_dbu - core->x0_dbu;
    int64_t least = range / MOST_POSITIONS + 1;
    step = step > least ? step : least;
    return (step + grid - 1) / grid * grid;
}

/* The largest one of the wires that stripes of the layer would meet. */
static double most_response(const ird_stripes *of) {
    const ird_suggesting *s = of->s;
    double most = 0;
    for (size_t i = 0; i < of->all.count; i++) {
        const ird_net_line *line = of->all.items[i].line;
        for (size_t k = 0; k < line->count; k++) {
            most = fmax(most,
                        s->adjoint.response_ohm[s->lines.nodes.items[line->first + k]]);
        }
    }
    return most;
}

static ird_status find_stripes(ird_suggesting *s, int32_t layer) {
    const ird_layer *l = &s->session->tech.layers.items[layer];
    const ird_rect *core = &s->session->design.core;
    ird_stripes of = {.s = s, .layer = layer};
    if (l->direction != IRD_DIRECTION_HORIZONTAL &&
        l->direction != IRD_DIRECTION_VERTICAL) {
        return IRD_OK;
    }
    of.runs_x = l->direction == IRD_DIRECTION_HORIZONTAL;
    of.width_dbu = ird_space_width_dbu(s->space, layer, usual_width(s, layer));
    if (of.width_dbu <= 0) {
        return IRD_OK;
    }
    of.step_dbu = step_of(s, layer, of.runs_x);
    of.ohm_per_um = s->rc.values.items[layer].ohm / ird_mend_um(s, of.width_dbu);
    ird_status status = ird_stripes_gather(&of);
    of.most_response = most_response(&of);
    int64_t grid = ird_space_grid_dbu(s->space);
    int64_t low = of.runs_x ? core->y0_dbu : core->x0_dbu;
    int64_t high = of.runs_x ? core->y1_dbu : core->x1_dbu;
    int64_t first = (low + of.width_dbu / 2 + grid - 1) / grid * grid;
    for (int64_t at = first; at + of.width_dbu / 2 <= high && status == IRD_OK;
         at += of.step_dbu) {
        status = weigh_position(&of, at);
    }
    ird_free(of.all.items);
    ird_free(of.here.items);
    return status;
}

/* --- wider stripes -------------------------------------------------------------------
 */

/* What the pieces of a line add to the objective, as a sum of R I U. */
static double share_of(const ird_suggesting *s, const ird_net_line *line) {
    const ird_net_grid *solved = s->present.solved;
    const ird_network *network = &solved->grid.network;
    const int32_t *nodes = s->lines.nodes.items + line->first;
    int64_t width = line->runs_x ? line->box.y1_dbu - line->box.y0_dbu
                                 : line->box.x1_dbu - line->box.x0_dbu;
    double siemens_um = ird_mend_um(s, width) / s->rc.values.items[line->layer].ohm,
           sum = 0;
    for (size_t i = 0; i + 1 < line->count; i++) {
        const ird_node *a = &network->nodes.items[nodes[i]];
        const ird_node *b = &network->nodes.items[nodes[i + 1]];
        double um =
            ird_mend_um(s, line->runs_x ? b->x_dbu - a->x_dbu : b->y_dbu - a->y_dbu);
        double gain = ird_adjoint_gain_v_per_s(&s->adjoint, &solved->solution, nodes[i],
                                               nodes[i + 1]);
        sum += um > 0 && isfinite(gain) ? gain * siemens_um / um : 0;
    }
    return sum;
}

/* To twice the width: of the share of its pieces a half is what could go. */
static ird_status find_wider(ird_suggesting *s, const ird_net_line *line) {
    int64_t width = line->runs_x ? line->box.y1_dbu - line->box.y0_dbu
                                 : line->box.x1_dbu - line->box.x0_dbu;
    int64_t wide = ird_space_width_dbu(s->space, line->layer, 2 * width);
    int64_t middle = ird_line_middle(line);
    if (line->is_rail || wide <= width || line->count < 2) {
        return IRD_OK;
    }
    ird_mend mend = {.kind = IRD_MEND_WIDEN,
                     .layer = line->layer,
                     .layer_b = -1,
                     .runs_x = line->runs_x,
                     .middle_dbu = middle,
                     .width_dbu = wide,
                     .from_dbu = line->runs_x ? line->box.x0_dbu : line->box.y0_dbu,
                     .to_dbu = line->runs_x ? line->box.x1_dbu : line->box.y1_dbu};
    double more = (double)(wide - width) / (double)width;
    mend.um2 = ird_mend_um(s, wide - width) * ird_mend_um(s, mend.to_dbu - mend.from_dbu);
    mend.gain_v = share_of(s, line) * more / (1 + more);
    return mend.um2 > 0 ? add(s, &mend) : IRD_OK;
}

/* --- vias that are missing -----------------------------------------------------------
 */

/* Area of the metals inside the stack, about the crossing each; at least that of the
 * crossing once, so that gain for metal is finite. */
static double stack_um2(const ird_suggesting *s, ird_rect box, int32_t low,
                        int32_t high) {
    double um2 =
        ird_mend_um(s, box.x1_dbu - box.x0_dbu) * ird_mend_um(s, box.y1_dbu - box.y0_dbu);
    int count = 0;
    for (int32_t i = s->up[low]; i >= 0 && i < high; i = s->up[i]) {
        count++;
    }
    return um2 * (count > 0 ? count : 1);
}

static double gain_of_via(const ird_suggesting *s, const ird_finding *finding,
                          bool runs_x) {
    ird_via_ends ends;
    return ird_via_ends_find(s, finding->box, finding->layer, finding->layer_b, runs_x,
                             &ends)
               ? ird_tie_gain_v(
                     &ends.low, &ends.high,
                     ird_suggesting_stack_ohm(s, finding->layer, finding->layer_b))
               : 0;
}

/* A wire of the higher layer without any via: as a stripe that is laid where it lies, for
 * where it is fed from above it is on the grid, too. */
static ird_status gain_of_wire(ird_suggesting *s, const ird_finding *finding, bool runs_x,
                               double *gain_v) {
    ird_stripes of = {.s = s, .layer = finding->layer_b, .runs_x = runs_x};
    const ird_rect *box = &finding->box;
    int64_t low = runs_x ? box->y0_dbu : box->x0_dbu;
    int64_t high = runs_x ? box->y1_dbu : box->x1_dbu;
    of.width_dbu = high - low;
    of.ohm_per_um = s->rc.values.items[finding->layer_b].ohm / ird_mend_um(s, high - low);
    ird_status status = ird_stripes_gather(&of);
    if (status == IRD_OK) {
        ird_stripes_meet(&of, low + (high - low) / 2);
        *gain_v = ird_stripe_gain_v(s->contacts.items, s->contacts.count, of.ohm_per_um,
                                    s->scratch.items, NULL);
    }
    ird_free(of.all.items);
    ird_free(of.here.items);
    return status;
}

static ird_status find_vias(ird_suggesting *s) {
    ird_checked_grid checked = {0};
    const ird_net_grid *solved = s->present.solved;
    ird_status status = ird_checked_grid_make(&checked, &s->present.session, solved->net,
                                              s->monitor, s->err);
    for (size_t i = 0; i < checked.findings.items.count && status == IRD_OK; i++) {
        const ird_finding *finding = &checked.findings.items.items[i];
        if (finding->kind != IRD_FINDING_VIA) {
            continue;
        }
        const ird_layer *above = &s->session->tech.layers.items[finding->layer_b];
        ird_mend mend = {.kind = IRD_MEND_VIAS,
                         .layer = finding->layer,
                         .layer_b = finding->layer_b,
                         .runs_x = above->direction == IRD_DIRECTION_HORIZONTAL,
                         .box = finding->box};
        if (finding->shapes > 1) {
            mend.runs_x = finding->box.x1_dbu - finding->box.x0_dbu >
                          finding->box.y1_dbu - finding->box.y0_dbu;
            status = gain_of_wire(s, finding, mend.runs_x, &mend.gain_v);
            mend.um2 = 1; /* of many crossings */
        } else {
            mend.gain_v = gain_of_via(s, finding, mend.runs_x);
            mend.um2 = stack_um2(s, finding->box, finding->layer, finding->layer_b);
        }
        status = status == IRD_OK ? add(s, &mend) : status;
    }
    ird_checked_grid_free(&checked);
    return status;
}

/* --- sources -------------------------------------------------------------------------
 */

/* In the middle of each wire of the top layer and at its ends, and where the drop on it
 * is largest. */
static ird_status find_sources(ird_suggesting *s) {
    const ird_net_lines *lines = &s->lines;
    if (lines->items.count == 0) {
        return IRD_OK;
    }
    int32_t top = lines->items.items[lines->items.count - 1].layer;
    for (size_t i = lines->first_of_layer[top]; i < lines->items.count; i++) {
        const ird_net_line *line = &lines->items.items[i];
        for (size_t k = 0; k < line->count; k++) {
            const ird_node *node = &s->present.solved->grid.network.nodes
                                        .items[lines->nodes.items[line->first + k]];
            int64_t along = line->runs_x ? node->x_dbu : node->y_dbu;
            ird_contact at;
            ird_net_place place;
            if (!ird_contact_at(s, line, along, &at, &place) || !(at.link_ohm > 0)) {
                continue;
            }
            ird_mend mend = {.kind = IRD_MEND_SOURCE,
                             .layer = top,
                             .layer_b = -1,
                             .runs_x = line->runs_x,
                             .middle_dbu = node->x_dbu,
                             .from_dbu = node->y_dbu,
                             .um2 = 1,
                             .gain_v = ird_source_gain_v(&at, 0)};
            IRD_TRY(add(s, &mend));
        }
    }
    return IRD_OK;
}

static bool same_place(const ird_mend *a, const ird_mend *b) {
    return a->kind == b->kind && a->layer == b->layer && a->layer_b == b->layer_b &&
           a->middle_dbu == b->middle_dbu && a->width_dbu == b->width_dbu &&
           a->from_dbu == b->from_dbu && a->to_dbu == b->to_dbu &&
           memcmp(&a->box, &b->box, sizeof a->box) == 0;
}

/* Those that were refused once, for their shapes or because they did not help, are not
 * looked at again. */
static void leave_refused(ird_suggesting *s) {
    size_t kept = 0;
    for (size_t i = 0; i < s->mends.items.count; i++) {
        bool is_refused = false;
        for (size_t k = 0; k < s->refused.count && !is_refused; k++) {
            is_refused = same_place(&s->mends.items.items[i], &s->refused.items[k]);
        }
        if (!is_refused) {
            s->mends.items.items[kept++] = s->mends.items.items[i];
        }
    }
    s->mends.items.count = kept;
}

ird_status ird_suggesting_find(ird_suggesting *s) {
    const bool *allow = s->wish->allow;
    s->mends.items.count = 0;
    if (allow[IRD_MEND_VIAS]) {
        IRD_TRY(find_vias(s));
    }
    for (size_t i = 0; i < s->lines.layers; i++) {
        if (allow[IRD_MEND_STRIPE] && is_wanted(s, (int32_t)i)) {
            IRD_TRY(find_stripes(s, (int32_t)i));
            IRD_TRY(ird_monitor_tick(s->monitor, DOING, 0, s->err));
        }
    }
    for (size_t i = 0; allow[IRD_MEND_WIDEN] && i < s->lines.items.count; i++) {
        if (is_wanted(s, s->lines.items.items[i].layer)) {
            IRD_TRY(find_wider(s, &s->lines.items.items[i]));
        }
    }
    if (allow[IRD_MEND_SOURCE]) {
        IRD_TRY(find_sources(s));
    }
    leave_refused(s);
    return IRD_OK;
}

/* --- laying --------------------------------------------------------------------------
 */

static ird_rect box_of(const ird_mend *mend) {
    int64_t low = mend->middle_dbu - mend->width_dbu / 2;
    if (mend->kind == IRD_MEND_VIAS) {
        return mend->box;
    }
    return mend->runs_x
               ? (ird_rect){mend->from_dbu, low, mend->to_dbu, low + mend->width_dbu}
               : (ird_rect){low, mend->from_dbu, low + mend->width_dbu, mend->to_dbu};
}

/* Missing vias come with the piece of the upper wire that lies over their crossings once
 * more: planned metal gets vias where it crosses. */
ird_status ird_mend_add_lines(const ird_suggesting *s, const ird_mend *mend,
                              ird_plan *plan) {
    const ird_technology *tech = &s->session->tech;
    int64_t units = s->session->design.units;
    double um = 1 / (double)units;
    ird_rect box = box_of(mend);
    int32_t layer = mend->kind == IRD_MEND_VIAS ? mend->layer_b : mend->layer;
    int64_t width = mend->runs_x ? box.y1_dbu - box.y0_dbu : box.x1_dbu - box.x0_dbu;
    ird_plan_line line = {.net = (char *)s->net_name,
                          .layer = (char *)ird_names_get(&tech->layer_names, layer),
                          .use = IRD_USE_OTHER};
    if (mend->kind == IRD_MEND_SOURCE) {
        line.kind = IRD_PLAN_SOURCE;
        line.at =
            (ird_point_um){(double)mend->middle_dbu * um, (double)mend->from_dbu * um};
        return ird_plan_add(plan, &line, s->err);
    }
    line.kind = IRD_PLAN_STRIPES;
    line.width_um = (double)width * um;
    line.has_offset = true;
    line.offset_um[0] = line.offset_um[1] = (double)(width / 2) * um;
    line.region = IRD_PLAN_REGION_BOX;
    line.box = (ird_rect_um){(double)box.x0_dbu * um, (double)box.y0_dbu * um,
                             (double)box.x1_dbu * um, (double)box.y1_dbu * um};
    line.direction = mend->runs_x ? IRD_DIRECTION_HORIZONTAL : IRD_DIRECTION_VERTICAL;
    return ird_plan_add(plan, &line, s->err);
}

/* Metals inside of a stack at a crossing. */
static bool stack_has_room(const ird_suggesting *s, ird_rect at, int32_t low,
                           int32_t high) {
    for (int32_t i = s->up[low]; i >= 0 && i < high; i = s->up[i]) {
        if (!ird_space_is_free(s->space, i, at, NULL)) {
            return false;
        }
    }
    return true;
}

/* The next layer from this one on, down or up, with wires that run across; -1: none. */
static int32_t next_across(const ird_suggesting *s, const ird_mend *mend, int step) {
    int32_t count = (int32_t)s->lines.layers;
    for (int32_t i = mend->layer + step; i >= 0 && i < count; i += step) {
        for (size_t k = s->lines.first_of_layer[i]; k < s->lines.first_of_layer[i + 1];
             k++) {
            if (s->lines.items.items[k].runs_x != mend->runs_x) {
                return i;
            }
        }
    }
    return -1;
}

/* Those of a stripe with the next wires below and above. */
static bool stacks_have_room(const ird_suggesting *s, const ird_mend *mend,
                             ird_rect box) {
    for (int step = -1; step <= 1; step += 2) {
        int32_t other = next_across(s, mend, step);
        for (size_t i = other >= 0 ? s->lines.first_of_layer[other] : 0;
             other >= 0 && i < s->lines.first_of_layer[other + 1]; i++) {
            ird_rect at = box;
            int32_t low = step < 0 ? other : mend->layer;
            if (ird_rect_cut(&at, &s->lines.items.items[i].box) &&
                !stack_has_room(s, at, low, step < 0 ? mend->layer : other)) {
                return false;
            }
        }
    }
    return true;
}

bool ird_mend_has_room(const ird_suggesting *s, const ird_mend *mend) {
    ird_rect box = box_of(mend);
    if (mend->kind == IRD_MEND_SOURCE) {
        return true;
    }
    if (mend->kind == IRD_MEND_VIAS) {
        return stack_has_room(s, box, mend->layer, mend->layer_b);
    }
    if (!ird_space_is_free(s->space, mend->layer, box, NULL)) {
        return false;
    }
    return mend->kind != IRD_MEND_STRIPE || stacks_have_room(s, mend, box);
}
