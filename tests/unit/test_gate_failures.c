/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every allocation of rules, gate and reports fails in turn: one error, outputs as they
 * were, no leak. What libxml2 and json-c allocate does not go through the hook.
 */
#include "check.h"
#include "failing_alloc.h"
#include "gate_scene.h"

#include "report/formats.h"
#include "report/metrics.h"

enum { MAX_CALLS = 10000 };

static const char path[] = "test_gate_failures.xml";
static gate_scene scene;
static ird_rules rules;
static ird_gate_result result;
static ird_answer_pin instance = {"core/u1", "VDD", "m1", {3, 3}, 0.94, 0.001};

static ird_status read_rules(ird_error *err) {
    ird_rules read = {0};
    ird_status status = ird_rules_read(&read, path, err);
    if (status != IRD_OK) {
        CHECK(read.limits.count == 0 && read.waivers.count == 0 && read.path == NULL);
    }
    ird_rules_free(&read);
    return status;
}

static ird_status add_rule(ird_error *err) {
    ird_rules made = {0};
    ird_status status = ird_rules_add(&made, IRD_LIMIT_DROP, "5%", err);
    ird_rules_free(&made);
    return status;
}

static ird_status judge(ird_error *err) {
    ird_gate_result made = {0};
    ird_status status = ird_gate_judge(&made, &rules, &scene.answers, "2026-11-22", err);
    CHECK(status == IRD_OK || made.checks.items == NULL);
    ird_gate_result_free(&made);
    return status;
}

static ird_status list_metrics(ird_error *err) {
    const ird_report_input input = {"0.1.0", &scene.answers, &result, NULL, NULL, NULL};
    ird_metric_list list = {0};
    ird_status status = ird_metric_list_build(&list, &input, err);
    ird_metric_list_free(&list);
    return status;
}

static ird_report_format format; /* that write_report writes */
static ird_network network;      /* a source and a load, 1 ohm between them */
static ird_factor *factor;
static ird_solution solution;

static void solve_network(void) {
    int32_t layer, a, b;
    CHECK(ird_network_add_layer(&network, "m1", 2, &layer, NULL) == IRD_OK);
    network.units = 1000;
    CHECK(ird_network_add_node(&network, IRD_NODE_GRID, layer, 0, 0, &a, NULL) == IRD_OK);
    CHECK(ird_network_add_node(&network, IRD_NODE_GRID, layer, 9, 0, &b, NULL) == IRD_OK);
    CHECK(ird_network_add_resistor(&network, a, b, 1, NULL) == IRD_OK);
    CHECK(ird_network_add_source(&network, a, 1, NULL) == IRD_OK);
    CHECK(ird_network_add_load(&network, b, 1e-3, -1, -1, NULL) == IRD_OK);
    CHECK(ird_factor_create(&factor, &network, &ird_solve_defaults, NULL, NULL) ==
          IRD_OK);
    CHECK(ird_solve(&solution, factor, NULL, 0, NULL) == IRD_OK);
}

static ird_status write_report(ird_error *err) {
    const ird_report_segments segments = {&network, &solution, factor};
    const ird_report_input input = {"0.1.0",   &scene.answers, &result,
                                    &segments, NULL,           NULL};
    ird_status status = ird_report_write("test_gate_failures.out", format, &input, err);
    CHECK((access("test_gate_failures.out", F_OK) == 0) == (status == IRD_OK));
    remove("test_gate_failures.out");
    return status;
}

/* Fail allocation 1, 2, 3 ... of step until it needs no more. */
static void sweep(const char *name, ird_status (*step)(ird_error *err)) {
    size_t n = 1;
    for (; n < MAX_CALLS; n++) {
        ird_error err = {0};
        long before = failing_alloc_live();
        failing_alloc_arm(n);
        ird_status status = step(&err);
        bool fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(failing_alloc_live() == before);
        if (!fired) {
            CHECK(status == IRD_OK);
            break;
        }
        if (!CHECK(status == IRD_NO_MEMORY || status == IRD_FILE_WRITE)) {
            fprintf(stderr, "    %s, allocation %zu: status %d\n", name, n, (int)status);
        }
    }
    CHECK(n > 1 && n < MAX_CALLS);
}

static ird_error print_failing(size_t n, bool goes_on) {
    const ird_report_segments segments = {&network, &solution, factor};
    const ird_report_input input = {"0.1.0",   &scene.answers, &result,
                                    &segments, NULL,           NULL};
    ird_error err = {0};
    FILE *stream = fopen("test_gate_failures.out", "w");
    CHECK(stream != NULL);
    (goes_on ? failing_alloc_arm_all : failing_alloc_arm)(n);
    ird_status status = ird_report_print(stream, format, &input, &err);
    CHECK(status == err.status);
    fclose(stream);
    remove("test_gate_failures.out");
    return err;
}

/* Where more than one thing fails, the error is that of the first. */
static void check_first_error(void) {
    bool fired = true;
    for (size_t n = 1; n < MAX_CALLS && fired; n++) {
        const ird_error alone = print_failing(n, false);
        const ird_error first = print_failing(n, true);
        fired = failing_alloc_fired();
        failing_alloc_arm(0);
        if (!CHECK_TEXT(first.text, alone.text)) {
            fprintf(stderr, "    %s, allocation %zu\n", ird_report_format_names[format],
                    n);
        }
    }
}

int main(void) {
    gate_scene_create(&scene, "core/u1", IRD_UNIT_VOLT);
    scene.net.pins = &instance;
    scene.net.pin_count = 1;
    FILE *file = fopen(path, "w");
    CHECK(file != NULL &&
          fputs("<irdrop-rules version='1'><limits net='VDD'><region name='r' x0='0' "
                "y0='0' x1='8' y1='8'/><drop max='5%'/></limits><limits><hotspots "
                "max='0'/><unconnected-instances max='0'/></limits><waiver "
                "instance='ram*' reason='r' owner='o' expires='2027-01-01'><box x0='0' "
                "y0='0' x1='8' y1='8'/></waiver><waiver instance='s*' reason='r' "
                "owner='o' expires='2020-01-01'/></irdrop-rules>",
                file) >= 0 &&
          fclose(file) == 0);
    CHECK(ird_rules_read(&rules, path, NULL) == IRD_OK);
    CHECK(ird_gate_judge(&result, &rules, &scene.answers, "2026-11-22", NULL) == IRD_OK);
    solve_network();
    sweep("rules", read_rules);
    sweep("an option", add_rule);
    sweep("judging", judge);
    sweep("metrics", list_metrics);
    for (int i = 0; ird_report_format_names[i] != NULL; i++) {
        format = (ird_report_format)i;
        sweep(ird_report_format_names[i], write_report);
        check_first_error();
    }
    ird_gate_result_free(&result);
    ird_rules_free(&rules);
    gate_scene_free(&scene);
    ird_solution_free(&solution);
    ird_factor_free(factor);
    ird_network_free(&network);
    CHECK(failing_alloc_live() == 0);
    remove(path);
    return check_summary("gate failures");
}
