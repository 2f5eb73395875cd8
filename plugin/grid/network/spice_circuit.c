/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Networks with what they have in time, written for a circuit simulator.
 */
#include <math.h>

#include "base/number.h"
#include "base/output.h"
#include "network/spice.h"

typedef struct writer {
    const ird_spice_circuit *circuit;
    FILE *stream;
    const ird_inductor **coil_of; /* of each resistor; NULL: none */
    size_t resistors;
} writer;

static size_t resistor_count(const ird_spice_circuit *circuit) {
    size_t count = 0;
    for (size_t i = 0; i < circuit->network_count; i++) {
        count += circuit->networks[i]->resistors.count;
    }
    return count;
}

static void write_value(const writer *w, double value) {
    char number[40];
    ird_number_write(number, sizeof number, 17, value);
    fprintf(w->stream, " %s", number);
}

/* Nodes that are known by their names alone may have the same ones in two nets. */
static void write_node(const writer *w, int32_t node) {
    const ird_spice_circuit *c = w->circuit;
    char name[512];
    size_t net = 0, local = node >= 0 ? (size_t)node : 0;
    if (node < 0) {
        fputs(" 0", w->stream);
        return;
    }
    while (local >= c->networks[net]->nodes.count) {
        local -= c->networks[net++]->nodes.count;
    }
    const ird_network *n = c->networks[net];
    bool is_named = n->nodes.items[local].kind == IRD_NODE_NAMED;
    if (ird_network_node_name(n, (int32_t)local, name, sizeof name) >= sizeof name) {
        snprintf(name, sizeof name, "long_name_%d", (int)node);
    }
    if (is_named && net > 0) {
        fprintf(w->stream, " net%zu_%s", net, name);
    } else {
        fprintf(w->stream, " %s", name);
    }
}

static void write_resistors(const writer *w) {
    int32_t first = 0;
    size_t number = 0;
    for (size_t k = 0; k < w->circuit->network_count; k++) {
        const ird_network *n = w->circuit->networks[k];
        for (size_t i = 0; i < n->resistors.count; i++, number++) {
            const ird_resistor *r = &n->resistors.items[i];
            const ird_inductor *coil = w->coil_of[number];
            bool has_middle = coil != NULL && r->ohm > 0;
            if (coil == NULL || has_middle) {
                fprintf(w->stream, "%c%zu", r->ohm > 0 ? 'R' : 'V', number);
                fputs(r->ohm > 0 ? "" : "_short", w->stream);
                write_node(w, first + r->a);
                if (has_middle) {
                    fprintf(w->stream, " inside_L%zu", number);
                } else {
                    write_node(w, first + r->b);
                }
                write_value(w, r->ohm);
                fputc('\n', w->stream);
            }
            if (coil != NULL) {
                fprintf(w->stream, "L%zu", number);
                if (has_middle) {
                    fprintf(w->stream, " inside_L%zu", number);
                } else {
                    write_node(w, first + r->a);
                }
                write_node(w, first + r->b);
                write_value(w, coil->henry);
                fputc('\n', w->stream);
            }
        }
        first += (int32_t)n->nodes.count;
    }
}

static void write_capacitors(const writer *w) {
    const ird_transient *t = w->circuit->transient;
    for (size_t i = 0; i < t->capacitors.count; i++) {
        const ird_capacitor *c = &t->capacitors.items[i];
        fprintf(w->stream, "C%zu", i);
        if (c->ohm > 0) {
            fprintf(w->stream, " inside_C%zu", i);
        } else {
            write_node(w, c->a);
        }
        write_node(w, c->b);
        write_value(w, c->farad);
        fputc('\n', w->stream);
        if (c->ohm > 0) {
            fprintf(w->stream, "RC%zu", i);
            write_node(w, c->a);
            fprintf(w->stream, " inside_C%zu", i);
            write_value(w, c->ohm);
            fputc('\n', w->stream);
        }
    }
}

static void write_drain(const writer *w, const char *kind, size_t number, int32_t drain) {
    const ird_drain *d = &w->circuit->transient->drains.items[drain];
    fprintf(w->stream, "I%s%zu", kind, number);
    write_node(w, d->from);
    write_node(w, d->to);
}

/* In hundredths of a femtosecond: simulators stop at every corner, and where two are no
 * more than the rounding of a width apart, they take steps so short that all digits are
 * lost. */
static double rounded(double at_s) {
    return round(at_s * 1e17) / 1e17;
}

/* SPICE has no time before 0: what was before is left out. */
static void write_pulse(const writer *w, size_t number, const ird_pulse *p) {
    double width_s = (double)p->width_s, points[3][2];
    write_drain(w, "p", number, p->drain);
    fputs(" PWL(", w->stream);
    if (p->start_s < 0) {
        write_value(w, 0);
        write_value(w, ird_pulse_ampere(p, 0));
    }
    for (int k = 0; k < 3; k++) {
        points[k][0] = rounded(p->start_s + 0.5 * k * width_s);
        points[k][1] = k == 1 ? 2 * p->charge_c / width_s : 0;
        if (points[k][0] >= 0) {
            write_value(w, points[k][0]);
            write_value(w, points[k][1]);
        }
    }
    fputs(")\n", w->stream);
}

static void write_wave(const writer *w, size_t number, const ird_wave *wave) {
    const double values[] = {wave->low_a,  wave->high_a,  wave->delay_s, wave->rise_s,
                             wave->fall_s, wave->width_s, wave->period_s};
    write_drain(w, "w", number, wave->drain);
    fputs(" PULSE(", w->stream);
    for (size_t i = 0; i < (wave->period_s > 0 ? 7 : 6); i++) {
        write_value(w, values[i]);
    }
    fputs(")\n", w->stream);
}

static void write_course(const writer *w, size_t number, const ird_course *course) {
    const ird_course_point *points = w->circuit->transient->points.items + course->first;
    write_drain(w, "c", number, course->drain);
    fputs(" PWL(", w->stream);
    for (size_t i = 0; i < course->count; i++) {
        if (i > 0 && i % 4 == 0) {
            fputs("\n+", w->stream);
        }
        write_value(w, points[i].at_s);
        write_value(w, points[i].ampere);
    }
    fputs(")\n", w->stream);
}

static void write_currents(const writer *w) {
    const ird_transient *t = w->circuit->transient;
    for (size_t i = 0; i < t->drains.count; i++) {
        if (t->drains.items[i].idle_a != 0) {
            write_drain(w, "", i, (int32_t)i);
            fputs(" DC", w->stream);
            write_value(w, t->drains.items[i].idle_a);
            fputc('\n', w->stream);
        }
    }
    for (size_t i = 0; i < t->pulses.count; i++) {
        write_pulse(w, i, &t->pulses.items[i]);
    }
    for (size_t i = 0; i < t->waves.count; i++) {
        write_wave(w, i, &t->waves.items[i]);
    }
    for (size_t i = 0; i < t->courses.count; i++) {
        write_course(w, i, &t->courses.items[i]);
    }
}

static void write_sources(const writer *w) {
    int32_t first = 0;
    size_t number = 0;
    for (size_t k = 0; k < w->circuit->network_count; k++) {
        const ird_network *n = w->circuit->networks[k];
        for (size_t i = 0; i < n->sources.count; i++) {
            fprintf(w->stream, "Vsource%zu", number++);
            write_node(w, first + n->sources.items[i].node);
            fputs(" 0 DC", w->stream);
            write_value(w, n->sources.items[i].volt);
            fputc('\n', w->stream);
        }
        first += (int32_t)n->nodes.count;
    }
}

static void write_all(const writer *w) {
    fputs("* Circuit in time\n\n* Resistors and inductors\n", w->stream);
    write_resistors(w);
    fputs("\n* Capacitors\n", w->stream);
    write_capacitors(w);
    fputs("\n* Currents\n", w->stream);
    write_currents(w);
    fputs("\n* Sources\n", w->stream);
    write_sources(w);
    fputs("\n.OPTION METHOD=GEAR\n.TRAN", w->stream);
    write_value(w, w->circuit->step_s);
    write_value(w, w->circuit->stop_s);
    fputs("\n.END\n", w->stream);
}

ird_status ird_spice_write_circuit(const ird_spice_circuit *circuit, const char *path,
                                   ird_error *err) {
    const ird_transient *t = circuit->transient;
    ird_output output = {0};
    writer w = {.circuit = circuit, .resistors = resistor_count(circuit)};
    w.coil_of = ird_alloc_zero(w.resistors, sizeof *w.coil_of);
    ird_status status =
        w.coil_of != NULL ? IRD_OK : ird_fail_memory(err, "writing SPICE");
    for (size_t i = 0; i < t->inductors.count && status == IRD_OK; i++) {
        const ird_inductor *coil = &t->inductors.items[i];
        w.coil_of[coil->resistor] = coil->henry > 0 ? coil : NULL;
    }
    if (status == IRD_OK) {
        status = ird_output_open(&output, path, err);
    }
    if (status == IRD_OK) {
        w.stream = output.stream;
        write_all(&w);
        status = ird_output_commit(&output, err);
    }
    ird_free(w.coil_of);
    return status;
}
