/* SPDX-License-Identifier: BSD-3-Clause
 *
 * JUnit XML: a test case for each limit on each net. A violation is a failure, a limit
 * that could not be judged an error, and waivers are told in the output of the suite.
 *
 * There are several schemas of JUnit; this is valid by the strict one of Ant (package,
 * id, timestamp, hostname and times on suites and cases, properties, both outputs of a
 * suite and none of a case) and by the lenient one of Jenkins.
 */
#include <stdio.h>

#include "base/writer.h"
#include "report/gate_report.h"
#include "report/writers.h"
#include "report/xml_out.h"

/* The messages of the violations, or of the waived places, of a check. */
static void put_messages(ird_xml_out *xml, const ird_gate_result *gate, size_t check,
                         bool waived) {
    for (size_t i = 0; i < gate->places.count; i++) {
        const ird_gate_place *place = &gate->places.items[i];
        if (place->check == check && (place->waiver != NULL) == waived) {
            ird_xml_text(xml, place->message);
            ird_xml_text(xml, "\n");
        }
    }
}

/* "drop 5% region memory": unlike for each limit of a net. */
static void put_name(ird_xml_out *xml, const ird_gate_check *check) {
    const ird_limit *limit = check->limit;
    ird_text name = {0};
    ird_writer w = {&name, xml->status, xml->err};
    ird_write(&w, "%s %s%s%s%s", ird_limit_kind_name(limit->kind), limit->text,
              check->net == NULL ? " of no net" : "", limit->has_region ? " region " : "",
              limit->has_region ? limit->region_name : "");
    if (limit->line > 0) {
        ird_write(&w, " line %ld", limit->line);
    }
    xml->status = w.status;
    ird_xml_attribute(xml, "name", ird_text_get(&name));
    ird_text_free(&name);
}

static void put_fault(ird_xml_out *xml, const ird_gate_result *gate, size_t i,
                      const char *element) {
    ird_xml_begin(xml, element);
    ird_xml_attribute(xml, "message", gate->checks.items[i].message);
    ird_xml_attribute(xml, "type",
                      ird_limit_kind_name(gate->checks.items[i].limit->kind));
    put_messages(xml, gate, i, false);
    ird_xml_end(xml);
}

static void put_case(ird_xml_out *xml, const ird_gate_result *gate, size_t i) {
    const ird_gate_check *check = &gate->checks.items[i];
    ird_xml_begin(xml, "testcase");
    ird_xml_attribute(xml, "classname",
                      check->net != NULL ? check->net->net : check->limit->net);
    put_name(xml, check);
    ird_xml_attribute(xml, "time", "0");
    if (check->verdict == IRD_VERDICT_VIOLATED) {
        put_fault(xml, gate, i, "failure");
    } else if (check->verdict == IRD_VERDICT_UNJUDGED) {
        put_fault(xml, gate, i, "error");
    }
    ird_xml_end(xml);
}

static size_t count_verdict(const ird_gate_result *gate, ird_verdict verdict) {
    size_t count = 0;
    for (size_t i = 0; i < gate->checks.count; i++) {
        count += gate->checks.items[i].verdict == verdict;
    }
    return count;
}

static void put_suite(ird_xml_out *xml, const ird_gate_result *gate) {
    char midnight[sizeof gate->today + 16];
    snprintf(midnight, sizeof midnight, "%sT00:00:00", gate->today);
    ird_xml_attribute(xml, "name", "irdrop");
    ird_xml_attribute(xml, "package", "irdrop");
    ird_xml_attribute(xml, "id", "0");
    ird_xml_attribute(xml, "timestamp", midnight);
    ird_xml_attribute(xml, "hostname", "localhost");
    ird_xml_attribute_count(xml, "tests", gate->checks.count);
    ird_xml_attribute_count(xml, "failures", count_verdict(gate, IRD_VERDICT_VIOLATED));
    ird_xml_attribute_count(xml, "errors", count_verdict(gate, IRD_VERDICT_UNJUDGED));
    ird_xml_attribute(xml, "time", "0");
}

static void put_property(ird_xml_out *xml, const char *name, const char *value) {
    ird_xml_begin(xml, "property");
    ird_xml_attribute(xml, "name", name);
    ird_xml_attribute(xml, "value", value);
    ird_xml_end(xml);
}

/* "judged VDD": what of the net was judged. */
static void put_judged(ird_xml_out *xml, const ird_gate_result *gate) {
    for (size_t i = 0; i < gate->checks.count && xml->status == IRD_OK; i++) {
        if (!ird_report_is_first(gate, i)) {
            continue;
        }
        const ird_answer *net = gate->checks.items[i].net;
        ird_text name = {0}, value = {0};
        xml->status = ird_text_printf(&name, xml->err, "judged %s", net->net);
        if (xml->status == IRD_OK) {
            xml->status = ird_report_judged(&value, net, xml->err);
        }
        put_property(xml, ird_text_get(&name), ird_text_get(&value));
        ird_text_free(&name);
        ird_text_free(&value);
    }
}

ird_status ird_write_junit(FILE *stream, const ird_report_input *input, ird_error *err) {
    const ird_gate_result *gate = input->gate;
    ird_xml_out xml;
    ird_xml_out_open(&xml, stream, err);
    ird_xml_begin(&xml, "testsuites");
    ird_xml_begin(&xml, "testsuite");
    put_suite(&xml, gate);
    ird_xml_begin(&xml, "properties");
    put_property(&xml, "version", input->version);
    put_property(&xml, "design", input->answers->design);
    if (input->answers->count > 0 && input->answers->items[0].network_phrase != NULL) {
        put_property(&xml, "network", input->answers->items[0].network_phrase);
    }
    put_judged(&xml, gate);
    ird_xml_end(&xml);
    for (size_t i = 0; i < gate->checks.count; i++) {
        put_case(&xml, gate, i);
    }
    ird_xml_begin(&xml, "system-out");
    for (size_t i = 0; i < gate->checks.count; i++) {
        put_messages(&xml, gate, i, true);
    }
    ird_xml_end(&xml);
    ird_xml_leaf(&xml, "system-err", "");
    return ird_xml_out_close(&xml);
}
