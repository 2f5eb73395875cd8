/* SPDX-License-Identifier: BSD-3-Clause */
#include "timed/decap_candidates.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/pattern.h"
#include "session/net_grid.h"
#include "timed/time_setting.h"

static const char DOING[] = "looking for fillers";

void ird_decap_candidates_free(ird_decap_candidates *candidates) {
    if (candidates != NULL) {
        ird_free(candidates->items.items);
        ird_transient_free(&candidates->more);
        *candidates = (ird_decap_candidates){0};
    }
}

typedef struct finder {
    const ird_session *session;
    const ird_technology *tech;
    const ird_decap_cells *cells;
    ird_decap *held;   /* of each macro; farad NAN: not said */
    int32_t *becomes;  /* of each macro: the decap in its place, or -1 */
    bool *are_fillers; /* of each macro */
    ird_decap_candidates *made;
} finder;

static const char *name_of(const finder *f, size_t macro) {
    return ird_names_get(&f->tech->macro_names, (int32_t)macro);
}

static bool is_among(const char *name, const char *const *patterns, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (ird_pattern_matches(patterns[i], name)) {
            return true;
        }
    }
    return false;
}

static const ird_liberty_cell *liberty_of(const finder *f, size_t macro) {
    return ird_liberty_find(&f->session->liberty, name_of(f, macro));
}

static bool can_be_either(const ird_macro *macro) {
    return ird_macro_is_physical_only(macro) && !ird_macro_is_fixed(macro);
}

static bool is_called(const char *name, const char *part) {
    return strcasestr(name, part) != NULL;
}

static bool is_filler(const finder *f, size_t m) {
    const ird_macro *macro = &f->tech->macros.items[m];
    const char *name = name_of(f, m);
    if (!can_be_either(macro)) {
        return false;
    }
    if (f->cells->filler_count > 0) {
        return is_among(name, f->cells->fillers, f->cells->filler_count);
    }
    const ird_liberty_cell *cell = liberty_of(f, m);
    const char *detail = macro->class_detail >= 0
                             ? ird_names_get(&f->tech->keyword_names, macro->class_detail)
                             : "";
    if (is_called(name, "decap") || is_called(name, "tap") ||
        (cell != NULL && cell->is_decap)) {
        return false;
    }
    return strcasecmp(detail, "SPACER") == 0 || is_called(name, "fill") ||
           (cell != NULL && cell->is_filler);
}

/* NAN where it is none that may be taken. */
static double decap_farad(const finder *f, size_t m) {
    bool may = f->cells->decap_count == 0 ||
               is_among(name_of(f, m), f->cells->decaps, f->cells->decap_count);
    return may && f->held[m].farad > 0 && can_be_either(&f->tech->macros.items[m])
               ? f->held[m].farad
               : (double)NAN;
}

/* 0 where nothing is known. */
static double leakage_of(const finder *f, size_t m) {
    const ird_liberty_cell *cell = liberty_of(f, m);
    return cell != NULL && !isnan(cell->leakage_w) ? cell->leakage_w : 0;
}

static bool have_one_size(const ird_macro *a, const ird_macro *b) {
    const double least_um = 5e-4;
    bool one_site = a->site < 0 || b->site < 0 || a->site == b->site;
    return one_site && fabs(a->width_um - b->width_um) < least_um &&
           fabs(a->height_um - b->height_um) < least_um;
}

static double held_by(const finder *f, size_t m) {
    return isnan(f->held[m].farad) ? 0 : f->held[m].farad;
}

static int32_t best_for(const finder *f, size_t filler) {
    int32_t best = -1;
    for (size_t m = 0; m < f->tech->macros.count; m++) {
        double farad = decap_farad(f, m);
        if (m == filler || !(farad > held_by(f, filler)) ||
            !have_one_size(&f->tech->macros.items[m], &f->tech->macros.items[filler])) {
            continue;
        }
        double known = best >= 0 ? f->held[best].farad : 0;
        bool is_better =
            farad > known ||
            (farad == known && leakage_of(f, m) < leakage_of(f, (size_t)best));
        best = is_better ? (int32_t)m : best;
    }
    return best;
}

static ird_status match(finder *f, ird_error *err) {
    size_t macros = f->tech->macros.count;
    f->held = ird_session_list_decaps(f->session);
    f->becomes = ird_alloc(macros, sizeof *f->becomes);
    f->are_fillers = ird_alloc(macros, sizeof *f->are_fillers);
    if (f->held == NULL || f->becomes == NULL || f->are_fillers == NULL) {
        return ird_fail_memory(err, DOING);
    }
    for (size_t m = 0; m < macros; m++) {
        f->are_fillers[m] = is_filler(f, m);
        f->becomes[m] = f->are_fillers[m] ? best_for(f, m) : -1;
    }
    return IRD_OK;
}

static ird_status list(finder *f, ird_error *err) {
    const ird_design *design = &f->session->design;
    ird_decap_candidates *made = f->made;
    for (size_t i = 0; i < design->components.count; i++) {
        const ird_component *component = &design->components.items[i];
        int32_t from = component->macro, to = f->becomes[from];
        if (!f->are_fillers[from] || component->placement == IRD_UNPLACED) {
            continue;
        }
        made->fillers++;
        if (to < 0) {
            made->unmatched++;
            continue;
        }
        IRD_TRY(ird_vec_reserve(&made->items, 1, DOING, err));
        double farad = f->held[to].farad - held_by(f, (size_t)from);
        made->items.items[made->items.count++] =
            (ird_decap_candidate){(int32_t)i, from, to, farad, 0, 0, false};
    }
    return IRD_OK;
}

/* --- errors --------------------------------------------------------------------------
 */

static ird_status fail_fillers(const finder *f, ird_error *err) {
    return ird_fail(err, IRD_DECAP_FILLERS,
                    f->cells->filler_count > 0
                        ? "no placed cell without logic has a name that -fillers says; "
                          "give others"
                        : "the design has no placed filler; read the DEF behind filler "
                          "placement, or say by -fillers what they are called");
}

/* The names of some cells without logic that are called decaps, or are of Liberty. */
static void list_decaps(const finder *f, char *text, size_t size) {
    size_t at = 0;
    text[0] = '\0';
    for (size_t m = 0; m < f->tech->macros.count && at + 64 < size; m++) {
        const ird_liberty_cell *cell = liberty_of(f, m);
        bool is_one =
            is_called(name_of(f, m), "decap") || (cell != NULL && cell->is_decap);
        if (is_one && can_be_either(&f->tech->macros.items[m])) {
            at += (size_t)snprintf(text + at, size - at, "%s%.50s", at > 0 ? ", " : "",
                                   name_of(f, m));
        }
    }
}

static ird_status fail_decaps(const finder *f, ird_error *err) {
    char names[400];
    bool is_known = false;
    for (size_t m = 0; m < f->tech->macros.count; m++) {
        is_known = is_known || !isnan(decap_farad(f, m));
    }
    if (is_known) {
        return ird_fail(err, IRD_DECAP_CELLS,
                        "no decap that is known has the size and site of one of the %zu "
                        "fillers; place fillers as wide as the decaps",
                        f->made->fillers);
    }
    list_decaps(f, names, sizeof names);
    return names[0] != '\0'
               ? ird_fail(err, IRD_DECAP_CELLS,
                          "no decap is known; say what they hold by set_decap -cell NAME "
                          "-capacitance FF: LEF has %s",
                          names)
               : ird_fail(err, IRD_DECAP_CELLS,
                          "no decap is known; say by set_decap -cell NAME -capacitance "
                          "FF which cells of LEF hold how much");
}

/* --- capacitors ----------------------------------------------------------------------
 */

static ird_status list_capacitors(finder *f, const ird_net_transient *net,
                                  ird_cell_capacitance *cells, size_t *first,
                                  ird_error *err) {
    ird_decap_candidates *made = f->made;
    const ird_charge_grids grids = {
        &((const ird_net_grid *)net->grids[0]->value)->grid,
        net->net_count > 1 ? &((const ird_net_grid *)net->grids[1]->value)->grid : NULL};
    ird_charge_left left = {0};
    for (size_t i = 0; i < made->items.count; i++) {
        const ird_decap_candidate *c = &made->items.items[i];
        cells->items[c->component].decap_f = c->farad;
        cells->items[c->component].decap_ohm = f->held[c->to].ohm;
    }
    IRD_TRY(ird_charge_list_cells(&made->more, &grids,
                                  (int32_t)net->networks[0]->nodes.count, cells, first,
                                  &left, err));
    size_t out = 0;
    for (size_t i = 0; i < made->items.count; i++) {
        ird_decap_candidate c = made->items.items[i];
        c.first = first[c.component];
        c.count = first[c.component + 1] - c.first;
        if (c.count > 0) {
            made->items.items[out++] = c;
        } else {
            made->unconnected++;
        }
    }
    made->items.count = out;
    return IRD_OK;
}

static ird_status place(finder *f, const ird_net_transient *net, ird_error *err) {
    size_t count = f->session->design.components.count;
    ird_cell_capacitance cells = {.items = ird_alloc_zero(count, sizeof *cells.items),
                                  .count = count};
    size_t *first = ird_alloc(count + 1, sizeof *first);
    ird_status status = cells.items != NULL && first != NULL
                            ? list_capacitors(f, net, &cells, first, err)
                            : ird_fail_memory(err, DOING);
    ird_free(cells.items);
    ird_free(first);
    return status;
}

ird_status ird_decap_candidates_find(ird_decap_candidates *candidates,
                                     const ird_session *session,
                                     const ird_net_transient *net,
                                     const ird_decap_cells *cells, ird_error *err) {
    ird_decap_candidates made = {0};
    finder f = {
        .session = session, .tech = &session->tech, .cells = cells, .made = &made};
    ird_status status = match(&f, err);
    if (status == IRD_OK) {
        status = list(&f, err);
    }
    if (status == IRD_OK && made.fillers == 0) {
        status = fail_fillers(&f, err);
    }
    if (status == IRD_OK && made.items.count == 0) {
        status = fail_decaps(&f, err);
    }
    if (status == IRD_OK) {
        status = place(&f, net, err);
    }
    if (status == IRD_OK && made.items.count == 0) {
        status = ird_fail(err, IRD_DECAP_FILLERS,
                          "no filler that could be a decap has a pin on metal of the "
                          "nets; give the nets of the fillers to solve -dynamic");
    }
    ird_free(f.held);
    ird_free(f.becomes);
    ird_free(f.are_fillers);
    if (status != IRD_OK) {
        ird_decap_candidates_free(&made);
        return status;
    }
    *candidates = made;
    return IRD_OK;
}
