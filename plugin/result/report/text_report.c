/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The text for people: the hotspot report of each net, then the gate's findings.
 */
#include "base/text.h"
#include "report/gate_report.h"
#include "report/markers.h"
#include "report/report.h"
#include "report/writers.h"

/* The hotspot report, with the first instances of each hotspot alone. */
static ird_status add_hotspots(ird_text *text, const ird_answer *net, ird_error *err) {
    ird_hotspot_list few = *net->hotspots;
    few.items = ird_alloc(few.count, sizeof *few.items);
    if (few.items == NULL) {
        return ird_fail_memory(err, "writing a report");
    }
    for (size_t i = 0; i < few.count; i++) {
        few.items[i] = net->hotspots->items[i];
        if (few.items[i].top_count > IRD_MARKER_INSTANCES) {
            few.items[i].top_count = IRD_MARKER_INSTANCES;
        }
    }
    ird_status status = ird_report_hotspots(text, net, &few, err);
    ird_free(few.items);
    return status;
}

ird_status ird_write_text(FILE *stream, const ird_report_input *input, ird_error *err) {
    ird_text text = {0};
    ird_status status = IRD_OK;
    for (size_t i = 0; i < input->answers->count && status == IRD_OK; i++) {
        const ird_answer *net = &input->answers->items[i];
        if (text.bytes.count > 0) {
            status = ird_text_add(&text, "\n", 1, err);
        }
        if (status == IRD_OK && net->map != NULL && net->hotspots != NULL) {
            status = add_hotspots(&text, net, err);
        }
    }
    if (status == IRD_OK && input->gate != NULL) {
        if (text.bytes.count > 0) {
            status = ird_text_add(&text, "\n", 1, err);
        }
        if (status == IRD_OK) {
            status = ird_report_gate(&text, input->gate, err);
        }
    }
    if (status == IRD_OK) {
        fputs(ird_text_get(&text), stream);
    }
    ird_text_free(&text);
    return status;
}
