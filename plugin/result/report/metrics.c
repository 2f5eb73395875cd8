/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/metrics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "plausible/plausible.h"
#include "base/json/json_out.h"
#include "report/time_basis.h"
#include "report/writers.h"

void ird_metric_list_free(ird_metric_list *list) {
    for (size_t i = 0; i < list->items.count; i++) {
        ird_free(list->items.items[i].name);
    }
    ird_free(list->items.items);
    *list = (ird_metric_list){0};
}

typedef struct builder {
    ird_metric_list list;
    ird_status status;
    ird_error *err;
} builder;

/* design_powergrid__QUANTITYWHAT, of one net or (NULL) of all; QUANTITY may be empty. */
static void add(builder *b, const char *quantity, const char *what, const ird_answer *net,
                double value, bool is_count) {
    ird_text name = {0};
    if (b->status != IRD_OK || isnan(value)) {
        return;
    }
    b->status = ird_vec_reserve(&b->list.items, 1, "writing a report", b->err);
    if (b->status == IRD_OK) {
        b->status =
            ird_text_printf(&name, b->err, "design_powergrid__%s%s", quantity, what);
    }
    if (b->status == IRD_OK && net != NULL) {
        b->status =
            ird_text_printf(&name, b->err, "__net:%s__corner:%s", net->net, net->corner);
    }
    if (b->status == IRD_OK) {
        char *copy = ird_copy_string(ird_text_get(&name), name.bytes.count);
        if (copy == NULL) {
            b->status = ird_fail_memory(b->err, "writing a report");
        } else {
            b->list.items.items[b->list.items.count++] =
                (ird_metric){copy, value, is_count};
        }
    }
    ird_text_free(&name);
}

/* The same of a quantity, or of what comes of it. One that is a case of another ends with
 * its own name: drop__worst__dynamic. */
static void add_of(builder *b, const ird_quantity *of, const char *name, const char *what,
                   const ird_answer *net, double value) {
    char whole[64];
    snprintf(whole, sizeof whole, "%s%s%s", what, of->case_of != NULL ? "__" : "",
             of->case_of != NULL ? of->name : "");
    add(b, name, whole, net, value, false);
}

static const char *metric_name(const ird_quantity *quantity) {
    return quantity->case_of != NULL ? quantity->case_of : quantity->name;
}

static double percent_of(const ird_answer *net) {
    return net->quantity->is_of_supply ? ird_answer_worst(net) / net->supply_v * 100
                                       : (double)NAN;
}

static void add_net(builder *b, const ird_answer *net) {
    const ird_quantity *of = net->quantity;
    const char *name = metric_name(of);
    double worst = ird_answer_worst(net);
    add_of(b, of, name, "__worst", net, worst);
    add_of(b, of, name, "__average", net, ird_answer_average(net));
    if (of->is_of_supply) {
        double volt = net->is_ground ? worst : net->supply_v - worst;
        add_of(b, of, "voltage", "__worst", net, volt);
        add_of(b, of, name, "_percent__worst", net, percent_of(net));
    }
    if (net->bound > 0) {
        add_of(b, of, name, "_bound__worst", net, net->bound);
    }
    add(b, "", "solved__flag", net, net->way == IRD_WAY_SOLVED ? 1 : 0, true);
    if (net->network_kind != NULL && strcmp(net->network_kind, "spice") != 0) {
        bool is_drawn = strcmp(net->network_kind, "drawn") == 0;
        add(b, "", "drawn_network__flag", net, is_drawn ? 1 : 0, true);
    }
    if (net->basis.is_known) {
        add(b, "current", "__set", net, net->basis.set_a, false);
        add(b, "current", "__drawn", net, net->basis.drawn_a, false);
        add(b, "current", "__left_out", net, ird_basis_left_a(&net->basis), false);
        add(b, "", "left_out_instance__count", net, (double)ird_basis_left(&net->basis),
            true);
    }
}

/* The worst share of the supply by any answer of the quantity, once for each quantity. */
static void add_percent(builder *b, const ird_answers *answers, size_t first) {
    const ird_quantity *quantity = answers->items[first].quantity;
    double percent = (double)NAN;
    for (size_t i = 0; i < answers->count; i++) {
        if (answers->items[i].quantity != quantity) {
            continue;
        }
        if (i < first) {
            return; /* told already */
        }
        percent = ird_quantity_worse(quantity, percent, percent_of(&answers->items[i]));
    }
    add_of(b, quantity, metric_name(quantity), "_percent__worst", NULL, percent);
}

static void add_totals(builder *b, const ird_answers *answers) {
    double hotspots = NAN;
    double unconnected = NAN;
    size_t doubts = 0;
    for (size_t i = 0; i < answers->count; i++) {
        const ird_answer *net = &answers->items[i];
        ird_doubt found[IRD_DOUBTS];
        doubts += ird_doubts_find(found, net);
        add_percent(b, answers, i);
        if (net->hotspots != NULL) {
            hotspots = fmax(hotspots, 0) + (double)net->hotspots->found;
        }
        if (net->unconnected_known) {
            unconnected = fmax(unconnected, 0) + (double)net->unconnected;
        }
    }
    add(b, "", "implausible__count", NULL, (double)doubts, true);
    add(b, "", "hotspot__count", NULL, hotspots, true);
    add(b, "", "unconnected_instance__count", NULL, unconnected, true);
}

static void add_gate(builder *b, const ird_gate_result *gate) {
    size_t violations = 0;
    size_t waived = 0;
    size_t unjudged = 0;
    for (size_t i = 0; i < gate->checks.count; i++) {
        violations += gate->checks.items[i].violations;
        waived += gate->checks.items[i].waived;
        unjudged += gate->checks.items[i].verdict == IRD_VERDICT_UNJUDGED;
    }
    add(b, "", "violation__count", NULL, (double)violations, true);
    add(b, "", "waived__count", NULL, (double)waived, true);
    add(b, "", "unjudged__count", NULL, (double)unjudged, true);
}

ird_status ird_metric_list_build(ird_metric_list *list, const ird_report_input *input,
                                 ird_error *err) {
    builder b = {.err = err};
    for (size_t i = 0; i < input->answers->count; i++) {
        add_net(&b, &input->answers->items[i]);
    }
    add_totals(&b, input->answers);
    if (input->gate != NULL) {
        add_gate(&b, input->gate);
    }
    if (b.status != IRD_OK) {
        ird_metric_list_free(&b.list);
        return b.status;
    }
    *list = b.list;
    return IRD_OK;
}

/* What drops in time rest on, as flows have details: a list of texts. */
static void put_rests(ird_json_out *out, json_object *root, const ird_answers *answers) {
    for (size_t i = 0; i < answers->count; i++) {
        const ird_answer *net = &answers->items[i];
        ird_text name = {0};
        if (net->time_basis == NULL) {
            continue;
        }
        if (out->status == IRD_OK) {
            out->status = ird_text_printf(
                &name, out->err, "design_powergrid__%s__details__%s__net:%s__corner:%s",
                metric_name(net->quantity), net->quantity->name, net->net, net->corner);
        }
        ird_json_put(out, root, ird_text_get(&name),
                     ird_time_basis_list(out, net->time_basis));
        ird_text_free(&name);
    }
}

ird_status ird_write_metrics(FILE *stream, const ird_report_input *input,
                             ird_error *err) {
    ird_metric_list list = {0};
    ird_status status = ird_metric_list_build(&list, input, err);
    if (status != IRD_OK) {
        return status;
    }
    ird_json_out out = {.err = err};
    json_object *root = ird_json_object(&out);
    for (size_t i = 0; i < list.items.count; i++) {
        const ird_metric *metric = &list.items.items[i];
        ird_json_put(&out, root, metric->name,
                     metric->is_count ? ird_json_count(&out, (size_t)metric->value)
                                      : ird_json_number(&out, metric->value));
    }
    ird_metric_list_free(&list);
    put_rests(&out, root, input->answers);
    return ird_json_finish(&out, root, stream);
}
