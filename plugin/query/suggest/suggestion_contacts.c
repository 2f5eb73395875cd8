/* SPDX-License-Identifier: BSD-3-Clause */
#include "suggest/suggestion_contacts.h"

#include <math.h>
#include <stdlib.h>

static const char DOING[] = "looking for what would help";

double ird_mend_um(const ird_suggesting *s, int64_t dbu) {
    return (double)dbu / (double)s->session->design.units;
}

int64_t ird_line_middle(const ird_net_line *line) {
    return line->runs_x ? line->box.y0_dbu + (line->box.y1_dbu - line->box.y0_dbu) / 2
                        : line->box.x0_dbu + (line->box.x1_dbu - line->box.x0_dbu) / 2;
}

bool ird_contact_at(const ird_suggesting *s, const ird_net_line *line, int64_t along_dbu,
                    ird_contact *contact, ird_net_place *at) {
    const ird_net_grid *solved = s->present.solved;
    ird_net_place place;
    if (!ird_net_lines_find(&s->lines, &solved->grid.network, line, along_dbu, &place)) {
        return false;
    }
    *at = place;
    contact->drop_v = ird_net_value(solved->solution.drop_v, place);
    contact->response_ohm = ird_net_value(s->adjoint.response_ohm, place);
    contact->link_ohm = s->grid_ohm[line->layer];
    return isfinite(contact->drop_v) && isfinite(contact->response_ohm);
}

static int compare_across(const void *a, const void *b) {
    const ird_across *p = a, *q = b;
    return (p->along_dbu > q->along_dbu) - (p->along_dbu < q->along_dbu);
}

/* Lines of a layer that run across. */
static ird_status take_layer(ird_stripes *of, int32_t layer, bool *any) {
    const ird_net_lines *lines = &of->s->lines;
    int32_t low = layer < of->layer ? layer : of->layer;
    int32_t high = layer < of->layer ? of->layer : layer;
    for (size_t i = lines->first_of_layer[layer]; i < lines->first_of_layer[layer + 1];
         i++) {
        const ird_net_line *line = &lines->items.items[i];
        if (line->runs_x == of->runs_x || line->count == 0) {
            continue;
        }
        IRD_TRY(ird_vec_reserve(&of->all, 1, DOING, of->s->err));
        int64_t width = line->runs_x ? line->box.y1_dbu - line->box.y0_dbu
                                     : line->box.x1_dbu - line->box.x0_dbu;
        of->all.items[of->all.count++] =
            (ird_across){line, ird_line_middle(line), width / 2,
                         ird_suggesting_stack_ohm(of->s, low, high)};
        *any = true;
    }
    return IRD_OK;
}

ird_status ird_stripes_gather(ird_stripes *of) {
    bool any = false;
    for (int32_t i = of->layer; i-- > 0 && !any;) {
        IRD_TRY(take_layer(of, i, &any));
    }
    any = false;
    for (size_t i = (size_t)of->layer + 1; i < of->s->lines.layers && !any; i++) {
        IRD_TRY(take_layer(of, (int32_t)i, &any));
    }
    if (of->all.count > 1) {
        qsort(of->all.items, of->all.count, sizeof *of->all.items, compare_across);
    }
    IRD_TRY(ird_vec_reserve(&of->here, of->all.count, DOING, of->s->err));
    IRD_TRY(ird_vec_reserve(&of->s->contacts, of->all.count, DOING, of->s->err));
    IRD_TRY(ird_vec_reserve(&of->s->places, of->all.count, DOING, of->s->err));
    return ird_vec_reserve(&of->s->scratch, 3 * of->all.count, DOING, of->s->err);
}

double ird_stripes_meet(ird_stripes *of, int64_t middle_dbu) {
    ird_suggesting *s = of->s;
    int64_t low = middle_dbu - of->width_dbu / 2, high = low + of->width_dbu;
    double most = 0;
    of->here.count = 0;
    s->contacts.count = 0;
    for (size_t i = 0; i < of->all.count; i++) {
        const ird_across *a = &of->all.items[i];
        const ird_rect *box = &a->line->box;
        int64_t from = of->runs_x ? box->y0_dbu : box->x0_dbu; /* across the stripe */
        int64_t to = of->runs_x ? box->y1_dbu : box->x1_dbu;
        ird_contact contact;
        ird_net_place place;
        if (from > low || to < high ||
            !ird_contact_at(s, a->line, middle_dbu, &contact, &place)) {
            continue;
        }
        contact.along_um = ird_mend_um(s, a->along_dbu);
        contact.link_ohm += a->stack_ohm;
        contact.link_ohm = contact.link_ohm > 0 ? contact.link_ohm : 1e-6;
        most = fmax(most, contact.response_ohm);
        of->here.items[of->here.count++] = *a;
        s->places.items[s->contacts.count] = place;
        s->contacts.items[s->contacts.count++] = contact;
    }
    return most;
}

/* The line of a layer over a point; NULL where there is none. */
static const ird_net_line *line_over(const ird_suggesting *s, int32_t layer, bool runs_x,
                                     ird_point at) {
    for (size_t i = s->lines.first_of_layer[layer];
         i < s->lines.first_of_layer[layer + 1]; i++) {
        const ird_net_line *line = &s->lines.items.items[i];
        if (line->runs_x == runs_x && line->count > 0 && line->box.x0_dbu <= at.x_dbu &&
            line->box.x1_dbu >= at.x_dbu && line->box.y0_dbu <= at.y_dbu &&
            line->box.y1_dbu >= at.y_dbu) {
            return line;
        }
    }
    return NULL;
}

bool ird_via_ends_find(const ird_suggesting *s, ird_rect box, int32_t low, int32_t high,
                       bool runs_x, ird_via_ends *ends) {
    ird_point at = {(box.x0_dbu + box.x1_dbu) / 2, (box.y0_dbu + box.y1_dbu) / 2};
    const ird_net_line *below = line_over(s, low, !runs_x, at);
    const ird_net_line *above = line_over(s, high, runs_x, at);
    return below != NULL && above != NULL &&
           ird_contact_at(s, below, runs_x ? at.y_dbu : at.x_dbu, &ends->low,
                          &ends->low_at) &&
           ird_contact_at(s, above, runs_x ? at.x_dbu : at.y_dbu, &ends->high,
                          &ends->high_at);
}
