/* SPDX-License-Identifier: BSD-3-Clause */
#include "gate/sentence.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/quantity.h"
#include "base/writer.h"

/* What was written, as a string of its own. */
static ird_status finish(ird_writer *s, char **result) {
    if (s->status == IRD_OK) {
        const char *text = ird_text_get(s->out);
        *result = ird_copy_string(text, strlen(text));
        if (*result == NULL) {
            s->status = ird_fail_memory(s->err, "judging");
        }
    }
    ird_text_free(s->out);
    return s->status;
}

/* "Net VDD, corner default, solved exactly, region memory" */
static void say_scope(ird_writer *s, const ird_gate_check *check) {
    const ird_limit *limit = check->limit;
    const ird_answer *net = check->net;
    ird_write(s, "Net %s, corner %s%s%s", net != NULL ? net->net : limit->net,
              net != NULL ? net->corner : limit->corner, net != NULL ? ", " : "",
              net != NULL ? ird_way_phrase(net->way) : "");
    if (limit->has_region) {
        char corner[4][32];
        const double corners[] = {limit->region.x0_um, limit->region.y0_um,
                                  limit->region.x1_um, limit->region.y1_um};
        for (size_t i = 0; i < 4; i++) {
            ird_number_write(corner[i], sizeof corner[i], 12, corners[i]);
        }
        ird_write(s, ", region %s%s(%s %s) to (%s %s) um", limit->region_name,
                  limit->region_name[0] != '\0' ? " " : "", corner[0], corner[1],
                  corner[2], corner[3]);
    }
}

/* "61.23 mV (5.566 %)", "0.7312" */
static void say_value(ird_writer *s, const ird_gate_check *check, double value) {
    char number[IRD_QUANTITY_SIZE];
    if (*check->unit == '\0') {
        ird_write(s, "%s", ird_quantity_digits(number, value));
        return;
    }
    ird_write(s, "%s", ird_quantity_write(number, value, check->unit));
    if (check->net->quantity->is_of_supply && check->net->supply_v > 0) {
        ird_write(s, " (%s %%)",
                  ird_quantity_digits(number, value / check->net->supply_v * 100));
    }
}

/* ", 2.000 mV of it how far the prediction may be off" */
static void say_margin(ird_writer *s, const ird_gate_check *check) {
    char number[IRD_QUANTITY_SIZE];
    if (fabs(check->margin) > 0) {
        ird_write(s, ", %s of it how far the prediction may be off",
                  ird_quantity_write(number, fabs(check->margin), check->unit));
    }
}

/* What was measured and the limit: "drop 61.23 mV (5.566 %), at most 5%". */
static void say_measured(ird_writer *s, const ird_gate_check *check) {
    const ird_limit *limit = check->limit;
    char number[IRD_QUANTITY_SIZE];
    switch (limit->kind) {
    case IRD_LIMIT_DROP:
        ird_write(s, "worst %s ", check->net->quantity->text);
        say_value(s, check, check->value);
        say_margin(s, check);
        break;
    case IRD_LIMIT_EFFECTIVE_SUPPLY:
        ird_write(s, "worst effective supply ");
        say_value(s, check, check->value);
        say_margin(s, check);
        if (check->instance != NULL) {
            ird_write(s, " at %s", check->instance);
        }
        ird_write(s, ", at least %s", limit->text);
        if (check->instance == NULL) {
            ird_write(s, " (%s of this net alone)", check->net->quantity->text);
        }
        return;
    case IRD_LIMIT_RELATIVE_DROP:
        ird_write(s, "worst relative %s %s", check->net->quantity->text,
                  ird_quantity_digits(number, check->value));
        break;
    case IRD_LIMIT_HOTSPOTS:
        ird_write(s, "%.0f hotspot%s", check->value, check->value == 1 ? "" : "s");
        break;
    case IRD_LIMIT_HOT_AREA:
        ird_write(s, "%s %% of the area hot",
                  ird_quantity_digits(number, check->value * 100));
        break;
    case IRD_LIMIT_UNCONNECTED:
        ird_write(s, "%.0f unconnected instance%s", check->value,
                  check->value == 1 ? "" : "s");
        break;
    case IRD_LIMIT_DEFAULT_SOURCES:
        ird_write(s, "sources %s, assumed ones %s",
                  check->value != 0 ? "assumed" : "not assumed",
                  limit->allowed ? "allowed" : "not allowed");
        return;
    }
    ird_write(s, ", at most %s", limit->text);
}

ird_status ird_sentence_check(char **result, const ird_gate_check *check, const char *why,
                              ird_error *err) {
    ird_text text = {0};
    ird_writer s = {.out = &text, .err = err};
    say_scope(&s, check);
    if (check->verdict == IRD_VERDICT_UNJUDGED) {
        ird_write(&s, ": the limit %s %s could not be judged: %s.",
                  ird_limit_kind_name(check->limit->kind), check->limit->text, why);
    } else {
        ird_write(&s, ": ");
        say_measured(&s, check);
        if (check->waived > 0) {
            ird_write(&s, ", %zu waived", check->waived);
        }
        ird_write(&s, ".");
    }
    return finish(&s, result);
}

static void say_box(ird_writer *s, const ird_gate_place *place) {
    char numbers[6][32];
    const double values[] = {place->peak_at.x_um, place->peak_at.y_um, place->box.x0_um,
                             place->box.y0_um,    place->box.x1_um,    place->box.y1_um};
    for (size_t i = 0; i < 6; i++) {
        ird_number_write_fixed(numbers[i], sizeof numbers[i], 2, values[i]);
    }
    ird_write(s, " at (%s %s) um in (%s %s) to (%s %s)", numbers[0], numbers[1],
              numbers[2], numbers[3], numbers[4], numbers[5]);
}

/* "drop 61.23 mV (5.566 %)" */
static void say_fault(ird_writer *s, const ird_gate_place *place,
                      const ird_gate_check *check) {
    char number[IRD_QUANTITY_SIZE];
    switch (check->limit->kind) {
    case IRD_LIMIT_UNCONNECTED:
        ird_write(s, "%zu instance%s without a connection", place->cells,
                  ird_plural(place->cells));
        return;
    case IRD_LIMIT_DEFAULT_SOURCES:
        ird_write(s, "its sources are assumed");
        return;
    case IRD_LIMIT_EFFECTIVE_SUPPLY:
        ird_write(s, "effective supply ");
        say_value(s, check, place->value);
        return;
    case IRD_LIMIT_DROP:
        ird_write(s, "%s ", check->net->quantity->text);
        say_value(s, check, place->value);
        return;
    case IRD_LIMIT_RELATIVE_DROP:
        ird_write(s, "relative %s %s", check->net->quantity->text,
                  ird_quantity_digits(number, place->value));
        return;
    default:
        ird_write(s, "hotspot of peak %s",
                  check->net->map->unit == check->net->quantity->unit
                      ? ird_quantity_write(number, place->value,
                                           ird_unit_name(check->net->map->unit))
                      : ird_quantity_digits(number, place->value));
    }
}

ird_status ird_sentence_place(char **result, const ird_gate_place *place,
                              const ird_gate_check *check, const char *path,
                              ird_error *err) {
    ird_text text = {0};
    ird_writer s = {.out = &text, .err = err};
    say_scope(&s, check);
    ird_write(&s, ": ");
    say_fault(&s, place, check);
    if (place->has_box) {
        say_box(&s, place);
    }
    if (place->instance_count > 0) {
        ird_write(&s, ", %s%s", place->instances[0],
                  place->instance_count > 1 ? " and others" : "");
    }
    ird_write(&s, "; limit %s %s", ird_limit_kind_name(check->limit->kind),
              check->limit->text);
    if (check->limit->line > 0 && path != NULL) {
        ird_write(&s, " of %s:%ld", path, check->limit->line);
    }
    if (place->waiver != NULL) {
        const char *up_to = place->waiver->up_to_text;
        ird_write(&s, ". Waived %s%s%suntil %s by %s: %s", up_to != NULL ? "up to " : "",
                  up_to != NULL ? up_to : "", up_to != NULL ? ", " : "",
                  place->waiver->expires, place->waiver->owner, place->waiver->reason);
    }
    ird_write(&s, ".");
    return finish(&s, result);
}
