/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "base/number.h"
#include "base/output.h"
#include "network/spice.h"

/* What is written to, and room for the name of any node. */
typedef struct writer {
    const ird_network *network;
    FILE *stream;
    char *name;
    size_t name_size;
} writer;

static const char *node_name(const writer *w, int32_t node) {
    ird_network_node_name(w->network, node, w->name, w->name_size);
    return w->name;
}

static void write_value(const writer *w, double value) {
    char number[40];
    ird_number_write(number, sizeof number, 17, value);
    fputs(number, w->stream);
}

static void write_resistors(const writer *w) {
    fputs("\n* Resistive network\n", w->stream);
    for (size_t i = 0; i < w->network->resistors.count; i++) {
        const ird_resistor *r = &w->network->resistors.items[i];
        fprintf(w->stream, "R%zu %s ", i, node_name(w, r->a));
        fprintf(w->stream, "%s R=", node_name(w, r->b));
        write_value(w, r->ohm);
        fputc('\n', w->stream);
    }
}

static const char *own_instance(const void *context, int32_t instance) {
    return ird_names_get(&((const ird_network *)context)->instance_names, instance);
}

static const char *own_terminal(const void *context, int32_t terminal) {
    return ird_names_get(&((const ird_network *)context)->terminal_names, terminal);
}

static void write_loads(const writer *w, const ird_spice_naming *naming) {
    fputs("\n* Sinks\n", w->stream);
    for (size_t i = 0; i < w->network->loads.count; i++) {
        const ird_load *load = &w->network->loads.items[i];
        if (naming->instance != NULL && load->instance >= 0) {
            fprintf(w->stream, "* Sink for %s",
                    naming->instance(naming->context, load->instance));
            if (naming->terminal != NULL && load->terminal >= 0) {
                fprintf(w->stream, "/%s",
                        naming->terminal(naming->context, load->terminal));
            }
            fputc('\n', w->stream);
        }
        fprintf(w->stream, "I%zu %s 0 DC ", i, node_name(w, load->node));
        write_value(w, load->ampere);
        fputc('\n', w->stream);
    }
}

static void write_sources(const writer *w) {
    fputs("\n* Sources\n", w->stream);
    for (size_t i = 0; i < w->network->sources.count; i++) {
        const ird_source *source = &w->network->sources.items[i];
        fprintf(w->stream, "V%zu %s 0 DC ", i, node_name(w, source->node));
        write_value(w, source->volt);
        fputc('\n', w->stream);
    }
}

static size_t longest_name(const ird_network *network) {
    size_t longest = 0;
    for (size_t i = 0; i < network->nodes.count; i++) {
        size_t size = ird_network_node_name(network, (int32_t)i, NULL, 0);
        longest = size > longest ? size : longest;
    }
    return longest;
}

ird_status ird_spice_write(const ird_network *network, const ird_spice_naming *naming,
                           const char *path, ird_error *err) {
    ird_spice_naming own = {.context = network};
    if (ird_names_count(&network->instance_names) > 0) {
        own.instance = own_instance;
        own.terminal = own_terminal;
    }
    writer w = {.network = network, .name_size = longest_name(network) + 1};
    w.name = ird_alloc(w.name_size, 1);
    if (w.name == NULL) {
        return ird_fail_memory(err, "writing SPICE");
    }
    ird_output output = {0};
    ird_status status = ird_output_open(&output, path, err);
    if (status == IRD_OK) {
        w.stream = output.stream;
        fprintf(w.stream, "* Netlist for %s on default\n",
                network->net != NULL ? network->net : "POWER");
        if (naming != NULL && naming->made_of != NULL) {
            fprintf(w.stream, "* network: %s\n", naming->made_of);
        }
        write_resistors(&w);
        write_loads(&w, naming != NULL ? naming : &own);
        write_sources(&w);
        fputs("\n.OP\n.END\n", w.stream);
        status = ird_output_commit(&output, err);
    }
    ird_free(w.name);
    return status;
}
