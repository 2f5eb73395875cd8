/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/gate_report.h"

#include <string.h>

#include "base/quantity.h"
#include "base/writer.h"
#include "plausible/plausible.h"
#include "report/time_basis.h"

static size_t count_verdict(const ird_gate_result *gate, ird_verdict verdict) {
    size_t count = 0;
    for (size_t i = 0; i < gate->checks.count; i++) {
        count += gate->checks.items[i].verdict == verdict;
    }
    return count;
}

ird_status ird_report_waiver(ird_text *out, const ird_gate_result *gate, size_t i,
                             ird_status *id, ird_error *err) {
    const ird_waiver *waiver = &gate->rules->waivers.items[i];
    const ird_waiver_use *use = &gate->waivers[i];
    ird_writer w = {out, IRD_OK, err};
    *id = use->expired                         ? IRD_GATE_EXPIRED
          : ird_gate_waiver_unmatched(gate, i) ? IRD_GATE_UNMATCHED
                                               : IRD_OK;
    if (*id == IRD_OK) {
        return IRD_OK;
    }
    ird_write(&w, "Waiver of line %ld, by %s (%s), ", waiver->line, waiver->owner,
              waiver->reason);
    if (use->expired) {
        ird_write(&w, "expired on %s and would waive %zu place%s; renew or delete it.",
                  waiver->expires, use->expired_matches,
                  ird_plural(use->expired_matches));
    } else {
        ird_write(&w, "matches nothing; mend or delete it.");
    }
    return w.status;
}

/* "; in time: no package: the sources are ideal; ..." */
static void put_time_basis(ird_writer *w, const char *lines) {
    ird_write(w, "%s", lines != NULL ? "; in time: " : "");
    if (w->status == IRD_OK) {
        w->status = ird_time_basis_join(w->out, lines, w->err);
    }
}

/* "solved exactly, 4.000 mA of 5.000 mA drawn, 3 of 4 cells; left out: unplaced 1" */
ird_status ird_report_judged(ird_text *out, const ird_answer *net, ird_error *err) {
    ird_writer w = {out, IRD_OK, err};
    ird_write(&w, "%s%s", ird_way_phrase(net->way), net->basis.is_known ? ", " : "");
    if (w.status == IRD_OK) {
        w.status = ird_basis_write(out, &net->basis, err);
    }
    put_time_basis(&w, net->time_basis);
    ird_doubt doubts[IRD_DOUBTS];
    size_t count = ird_doubts_find(doubts, net);
    for (size_t i = 0; i < count; i++) {
        ird_write(&w, "; implausible (IRD-%04d): %s", (int)doubts[i].id, doubts[i].text);
    }
    return w.status;
}

bool ird_report_is_first(const ird_gate_result *gate, size_t check) {
    const ird_answer *net = gate->checks.items[check].net;
    bool is_first = net != NULL;
    for (size_t i = 0; i < check; i++) {
        is_first = is_first && gate->checks.items[i].net != net;
    }
    return is_first;
}

/* What was judged, a line a net. */
static void put_nets(ird_writer *w, const ird_gate_result *gate) {
    for (size_t i = 0; i < gate->checks.count; i++) {
        if (!ird_report_is_first(gate, i)) {
            continue;
        }
        const ird_answer *net = gate->checks.items[i].net;
        ird_write(w, "Net         %s, ", net->net);
        if (ird_answer_has_corner(net)) {
            ird_write(w, "corner %s, ", net->corner);
        }
        if (w->status == IRD_OK) {
            w->status = ird_report_judged(w->out, net, w->err);
        }
        ird_write(w, "\n");
    }
}

static void put_places(ird_writer *w, const ird_gate_result *gate, size_t check) {
    for (size_t i = 0; i < gate->places.count; i++) {
        const ird_gate_place *place = &gate->places.items[i];
        if (place->check == check) {
            ird_write(w, "    %-9s %s\n", place->waiver != NULL ? "waived" : "violation",
                      place->message);
        }
    }
}

/* Of the first net that is judged: all of them rest on one kind. */
static void put_network(ird_writer *w, const ird_gate_result *gate) {
    for (size_t i = 0; i < gate->checks.count; i++) {
        const ird_answer *net = gate->checks.items[i].net;
        if (net != NULL && net->network_phrase != NULL) {
            ird_write(w, "Network     %s\n", net->network_phrase);
            return;
        }
    }
}

static void put_waivers(ird_writer *w, const ird_gate_result *gate) {
    for (size_t i = 0; i < gate->rules->waivers.count && w->status == IRD_OK; i++) {
        ird_text sentence = {0};
        ird_status id;
        w->status = ird_report_waiver(&sentence, gate, i, &id, w->err);
        if (id != IRD_OK) {
            ird_write(w, "  %s %s\n", id == IRD_GATE_EXPIRED ? "expired  " : "unmatched",
                      ird_text_get(&sentence));
        }
        ird_text_free(&sentence);
    }
}

ird_status ird_report_gate(ird_text *out, const ird_gate_result *gate, ird_error *err) {
    size_t before = out->bytes.count;
    ird_writer w = {out, IRD_OK, err};
    ird_write(
        &w,
        "Gate        %s on %s: of %zu check%s %zu pass, %zu violated, %zu not judged\n",
        ird_verdict_name(gate->verdict), gate->today, gate->checks.count,
        ird_plural(gate->checks.count), count_verdict(gate, IRD_VERDICT_PASS),
        count_verdict(gate, IRD_VERDICT_VIOLATED),
        count_verdict(gate, IRD_VERDICT_UNJUDGED));
    if (gate->rules->path != NULL) {
        ird_write(&w, "Rules       %s\n", gate->rules->path);
    }
    put_network(&w, gate);
    put_nets(&w, gate);
    for (size_t i = 0; i < gate->checks.count; i++) {
        ird_write(&w, "  %-9s %s\n", ird_verdict_name(gate->checks.items[i].verdict),
                  gate->checks.items[i].message);
        put_places(&w, gate, i);
    }
    put_waivers(&w, gate);
    if (w.status != IRD_OK) {
        ird_text_truncate(out, before);
    }
    return w.status;
}
