/* SPDX-License-Identifier: BSD-3-Clause */
#include "liberty/liberty.h"

#include <math.h>
#include <string.h>

#include "base/input.h"
#include "base/number.h"
#include "liberty/lib_lexer.h"

static const char DOING[] = "reading Liberty";

/* Units of a file that names none, as the language has them. */
static const double ASSUMED_FARAD = 1e-12, ASSUMED_WATT = 1e-9;

typedef struct reader {
    ird_lib_lexer lexer;
    ird_liberty *liberty;
    ird_error *err;
    double farad, watt; /* units */
    double nominal_v, pulling_ohm;
    double lower_percent[2], upper_percent[2], derate; /* of slews, NAN: not said */
    double default_input_f, default_inout_f, default_output_f;
} reader;

void ird_liberty_free(ird_liberty *liberty) {
    if (liberty != NULL) {
        ird_names_free(&liberty->cell_names);
        ird_names_free(&liberty->pin_names);
        ird_free(liberty->cells.items);
        ird_free(liberty->pins.items);
        *liberty = (ird_liberty){0};
    }
}

/* --- units ---------------------------------------------------------------------------
 */

/* Beyond it is no unit, and no product of a value with one is finite. */
#define LARGEST_UNIT 1e12

/* "1nW", "100 ohm", "1kohm": the number and the letter before the unit; the number may be
 * missing. */
static bool parse_unit(ird_slice text, const char *unit, double *value) {
    static const struct {
        const char *prefix;
        double factor;
    } prefixes[] = {{"", 1},     {"k", 1e3},   {"m", 1e-3},  {"u", 1e-6},
                    {"n", 1e-9}, {"p", 1e-12}, {"f", 1e-15}, {"meg", 1e6}};
    text = ird_slice_trimmed(text);
    size_t digits = 0;
    while (digits < text.size && memchr("0123456789.+-", text.data[digits], 13) != NULL) {
        digits++;
    }
    double number = 1;
    ird_slice rest =
        ird_slice_trimmed((ird_slice){text.data + digits, text.size - digits});
    if (digits > 0 && !ird_number_parse(text.data, digits, &number)) {
        return false;
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t size = strlen(prefixes[i].prefix);
        if (rest.size == size + strlen(unit) &&
            strncasecmp(rest.data, prefixes[i].prefix, size) == 0 &&
            strncasecmp(rest.data + size, unit, strlen(unit)) == 0) {
            *value = number * prefixes[i].factor;
            return *value > 0 && *value < LARGEST_UNIT;
        }
    }
    return false;
}

static ird_status read_unit(reader *r, const ird_lib_statement *s, const char *unit,
                            double *value) {
    ird_slice text = s->values[0];
    if (s->count < 1 || !parse_unit(text, unit, value)) {
        ird_fail_at(r->err, IRD_LIBERTY_VALUE, r->lexer.path, s->line,
                    "%.*s is \"%.*s\", which is no unit that is known",
                    ird_slice_quoted(s->name), s->name.data, ird_slice_quoted(text),
                    text.data);
        ird_error_detail(r->err, text.data, text.size);
        return IRD_LIBERTY_VALUE;
    }
    return IRD_OK;
}

/* capacitive_load_unit ( 1, pf ) */
static ird_status read_load_unit(reader *r, const ird_lib_statement *s) {
    double number;
    double unit = 0;
    IRD_TRY(ird_lib_number(&r->lexer, s, 0, 1, &number, r->err));
    if (s->count < 2 || !parse_unit(s->values[1], "f", &unit) ||
        !(number > 0 && number < LARGEST_UNIT)) {
        return ird_fail_at(r->err, IRD_LIBERTY_VALUE, r->lexer.path, s->line,
                           "capacitive_load_unit is not a number and a unit, as in "
                           "(1, pf)");
    }
    r->farad = number * unit;
    return IRD_OK;
}

/* An attribute of the library. */
static ird_status read_head_attribute(reader *r, const ird_lib_statement *s) {
    const struct {
        const char *name;
        double *value;
    } numbers[] = {{"nom_voltage", &r->nominal_v},
                   {"slew_lower_threshold_pct_rise", &r->lower_percent[0]},
                   {"slew_lower_threshold_pct_fall", &r->lower_percent[1]},
                   {"slew_upper_threshold_pct_rise", &r->upper_percent[0]},
                   {"slew_upper_threshold_pct_fall", &r->upper_percent[1]},
                   {"slew_derate_from_library", &r->derate},
                   {"default_input_pin_cap", &r->default_input_f},
                   {"default_inout_pin_cap", &r->default_inout_f},
                   {"default_output_pin_cap", &r->default_output_f}};
    if (ird_slice_is(s->name, "capacitive_load_unit")) {
        return read_load_unit(r, s);
    }
    if (ird_slice_is(s->name, "leakage_power_unit")) {
        return read_unit(r, s, "W", &r->watt);
    }
    if (ird_slice_is(s->name, "pulling_resistance_unit")) {
        return read_unit(r, s, "ohm", &r->pulling_ohm);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (ird_slice_is(s->name, numbers[i].name)) {
            return ird_lib_number(&r->lexer, s, 0, 1, numbers[i].value, r->err);
        }
    }
    return IRD_OK;
}

/* --- pins ----------------------------------------------------------------------------
 */

static ird_liberty_direction direction_of(ird_slice text) {
    return ird_slice_is(text, "output")     ? IRD_LIBERTY_OUTPUT
           : ird_slice_is(text, "inout")    ? IRD_LIBERTY_INOUT
           : ird_slice_is(text, "internal") ? IRD_LIBERTY_INTERNAL
                                            : IRD_LIBERTY_INPUT;
}

static ird_status read_pin_attribute(reader *r, const ird_lib_statement *s,
                                     ird_liberty_pin *pin) {
    if (ird_slice_is(s->name, "direction")) {
        pin->direction = direction_of(s->values[0]);
    } else if (ird_slice_is(s->name, "clock")) {
        pin->is_clock = ird_slice_is(s->values[0], "true");
    } else if (ird_slice_is(s->name, "capacitance")) {
        IRD_TRY(ird_lib_number(&r->lexer, s, 0, r->farad, &pin->farad, r->err));
        if (pin->farad < 0) {
            return ird_fail_at(r->err, IRD_LIBERTY_VALUE, r->lexer.path, s->line,
                               "the capacitance of a pin is negative");
        }
    }
    return IRD_OK;
}

static double default_farad(const reader *r, ird_liberty_direction direction) {
    double value = direction == IRD_LIBERTY_OUTPUT  ? r->default_output_f
                   : direction == IRD_LIBERTY_INOUT ? r->default_inout_f
                                                    : r->default_input_f;
    return value * r->farad;
}

/* A pin or bus that was entered; of a pin ( A, B ) each name is one. */
static ird_status read_pin(reader *r, const ird_lib_statement *group) {
    ird_liberty_pin pin = {.farad = (double)NAN};
    ird_lib_statement s;
    for (;;) {
        IRD_TRY(ird_lib_next(&r->lexer, &s, r->err));
        if (s.kind == IRD_LIB_CLOSE || s.kind == IRD_LIB_END) {
            break;
        }
        IRD_TRY(s.kind == IRD_LIB_GROUP       ? ird_lib_skip_group(&r->lexer, r->err)
                : s.kind == IRD_LIB_ATTRIBUTE ? read_pin_attribute(r, &s, &pin)
                                              : IRD_OK);
    }
    pin.farad = isnan(pin.farad) ? default_farad(r, pin.direction) : pin.farad;
    ird_liberty *liberty = r->liberty;
    for (size_t i = 0; i < group->count; i++) {
        IRD_TRY(ird_vec_reserve(&liberty->pins, 1, DOING, r->err));
        IRD_TRY(ird_names_add(&liberty->pin_names, group->values[i].data,
                              group->values[i].size, &pin.name, NULL, r->err));
        liberty->pins.items[liberty->pins.count++] = pin;
    }
    return IRD_OK;
}

/* --- cells ---------------------------------------------------------------------------
 */

typedef struct leakage {
    double sum;
    double count;
} leakage;

/* leakage_power () { value : x; when : ... } */
static ird_status read_leakage(reader *r, leakage *found) {
    ird_lib_statement s;
    for (;;) {
        IRD_TRY(ird_lib_next(&r->lexer, &s, r->err));
        if (s.kind == IRD_LIB_CLOSE || s.kind == IRD_LIB_END) {
            return IRD_OK;
        }
        if (s.kind == IRD_LIB_GROUP) {
            IRD_TRY(ird_lib_skip_group(&r->lexer, r->err));
        } else if (ird_slice_is(s.name, "value")) {
            double value;
            IRD_TRY(ird_lib_number(&r->lexer, &s, 0, r->watt, &value, r->err));
            found->sum += value;
            found->count++;
        }
    }
}

static ird_status read_cell_attribute(reader *r, const ird_lib_statement *s,
                                      ird_liberty_cell *cell) {
    if (ird_slice_is(s->name, "area")) {
        return ird_lib_number(&r->lexer, s, 0, 1, &cell->area_um2, r->err);
    }
    if (ird_slice_is(s->name, "cell_leakage_power")) {
        return ird_lib_number(&r->lexer, s, 0, r->watt, &cell->leakage_w, r->err);
    }
    cell->is_clock_gate |= ird_slice_is(s->name, "clock_gating_integrated_cell");
    bool is_true = s->count > 0 && ird_slice_is(s->values[0], "true");
    cell->is_decap |= is_true && ird_slice_is(s->name, "is_decap_cell");
    cell->is_filler |= is_true && ird_slice_is(s->name, "is_filler_cell");
    return IRD_OK;
}

static bool is_any(ird_slice name, const char *const *words) {
    for (; *words != NULL; words++) {
        if (ird_slice_is(name, *words)) {
            return true;
        }
    }
    return false;
}

/* A group of a cell. A bundle or bus holds pins, whose capacitance it may leave to them:
 * its own attributes count. */
static ird_status read_cell_group(reader *r, const ird_lib_statement *s,
                                  ird_liberty_cell *cell, leakage *found) {
    static const char *const pins[] = {"pin", "bus", NULL};
    static const char *const states[] = {"ff",         "latch",      "ff_bank",
                                         "latch_bank", "statetable", NULL};
    if (is_any(s->name, pins)) {
        return read_pin(r, s);
    }
    if (ird_slice_is(s->name, "leakage_power")) {
        return read_leakage(r, found);
    }
    cell->is_sequential |= is_any(s->name, states);
    return ird_lib_skip_group(&r->lexer, r->err);
}

static ird_status read_cell(reader *r, const ird_lib_statement *group) {
    ird_liberty *liberty = r->liberty;
    size_t pins = liberty->pins.count;
    ird_liberty_cell cell = {
        .area_um2 = (double)NAN, .leakage_w = (double)NAN, .first_pin = pins};
    leakage found = {0, 0};
    ird_lib_statement s;
    for (;;) {
        IRD_TRY(ird_lib_next(&r->lexer, &s, r->err));
        if (s.kind == IRD_LIB_CLOSE || s.kind == IRD_LIB_END) {
            break;
        }
        IRD_TRY(s.kind == IRD_LIB_GROUP ? read_cell_group(r, &s, &cell, &found)
                                        : read_cell_attribute(r, &s, &cell));
    }
    if (isnan(cell.leakage_w) && found.count > 0) {
        cell.leakage_w = found.sum / found.count;
    }
    cell.pin_count = liberty->pins.count - pins;
    int32_t id;
    bool added;
    ird_slice name = group->count > 0 ? group->values[0] : (ird_slice){"", 0};
    IRD_TRY(ird_vec_reserve(&liberty->cells, 1, DOING, r->err));
    IRD_TRY(
        ird_names_add(&liberty->cell_names, name.data, name.size, &id, &added, r->err));
    if (added) {
        liberty->cells.items[liberty->cells.count++] = cell;
    } else {
        liberty->pins.count = pins;
        liberty->repeated++;
    }
    return IRD_OK;
}

/* --- the whole -----------------------------------------------------------------------
 */

static ird_status read_library(reader *r, bool is_head) {
    IRD_TRY(ird_lib_enter_library(&r->lexer, r->err));
    for (;;) {
        ird_lib_statement s;
        bool more;
        IRD_TRY(ird_lib_next_of_library(&r->lexer, &s, &more, r->err));
        if (!more) {
            return IRD_OK;
        }
        bool is_cell = s.kind == IRD_LIB_GROUP && ird_slice_is(s.name, "cell");
        if (is_cell && is_head) {
            return IRD_OK;
        }
        IRD_TRY(is_cell                   ? read_cell(r, &s)
                : s.kind == IRD_LIB_GROUP ? ird_lib_skip_group(&r->lexer, r->err)
                                          : read_head_attribute(r, &s));
    }
}

static ird_status read_file(reader *r, const char *path, bool is_head,
                            const ird_monitor *monitor) {
    ird_input input = {0};
    IRD_TRY(ird_input_open(&input, path, r->err));
    r->farad = ASSUMED_FARAD;
    r->watt = ASSUMED_WATT;
    r->nominal_v = r->pulling_ohm = r->derate = (double)NAN;
    for (int k = 0; k < 2; k++) {
        r->lower_percent[k] = r->upper_percent[k] = (double)NAN;
    }
    ird_lib_begin(&r->lexer, path, (ird_slice){input.data, input.size}, monitor);
    ird_status status = read_library(r, is_head);
    ird_input_close(&input);
    return status;
}

ird_liberty_mark ird_liberty_get_mark(const ird_liberty *liberty) {
    return (ird_liberty_mark){.cells = liberty->cells.count,
                              .pins = liberty->pins.count,
                              .pin_names = ird_names_count(&liberty->pin_names),
                              .files = liberty->files,
                              .repeated = liberty->repeated,
                              .nominal_v = liberty->nominal_v,
                              .pulling_ohm = liberty->pulling_ohm,
                              .slew_part = liberty->slew_part};
}

void ird_liberty_rewind(ird_liberty *liberty, const ird_liberty_mark *mark) {
    ird_names_truncate(&liberty->cell_names, mark->cells);
    ird_names_truncate(&liberty->pin_names, mark->pin_names);
    liberty->cells.count = mark->cells;
    liberty->pins.count = mark->pins;
    liberty->files = mark->files;
    liberty->repeated = mark->repeated;
    liberty->nominal_v = mark->nominal_v;
    liberty->pulling_ohm = mark->pulling_ohm;
    liberty->slew_part = mark->slew_part;
}

/* What a file that says some of it leaves open is as the language has it; 0 where none is
 * said, or what cannot be. */
static double slew_part_of(const reader *r) {
    bool is_said = !isnan(r->derate);
    double percent = 0, derate = isnan(r->derate) ? 1 : r->derate;
    for (int k = 0; k < 2; k++) {
        bool has_lower = !isnan(r->lower_percent[k]),
             has_upper = !isnan(r->upper_percent[k]);
        double lower = has_lower ? r->lower_percent[k] : 20;
        double upper = has_upper ? r->upper_percent[k] : 80;
        if (!(lower >= 0 && lower < upper && upper <= 100)) {
            return 0;
        }
        is_said = is_said || has_lower || has_upper;
        percent += 0.5 * (upper - lower);
    }
    return is_said && derate > 0 ? percent / 100 / derate : 0;
}

ird_status ird_liberty_read(ird_liberty *liberty, const char *path,
                            const ird_monitor *monitor, ird_error *err) {
    ird_liberty_mark mark = ird_liberty_get_mark(liberty);
    reader r = {.liberty = liberty, .err = err};
    ird_status status = read_file(&r, path, false, monitor);
    if (status != IRD_OK) {
        ird_liberty_rewind(liberty, &mark);
        return status;
    }
    liberty->nominal_v = r.nominal_v;
    liberty->pulling_ohm = r.pulling_ohm;
    double slew_part = slew_part_of(&r);
    liberty->slew_part = slew_part > 0 ? slew_part : liberty->slew_part;
    liberty->files++;
    return IRD_OK;
}

ird_status ird_liberty_read_head(ird_liberty_head *head, const char *path,
                                 ird_error *err) {
    reader r = {.err = err};
    IRD_TRY(read_file(&r, path, true, NULL));
    *head = (ird_liberty_head){r.nominal_v, r.pulling_ohm};
    return IRD_OK;
}

const ird_liberty_cell *ird_liberty_find(const ird_liberty *liberty, const char *name) {
    int32_t id = ird_names_find(&liberty->cell_names, name, strlen(name));
    return id >= 0 ? &liberty->cells.items[id] : NULL;
}

const ird_liberty_pin *ird_liberty_find_pin(const ird_liberty *liberty,
                                            const ird_liberty_cell *cell,
                                            const char *name) {
    size_t bare = strcspn(name, "[");
    int32_t whole = ird_names_find(&liberty->pin_names, name, strlen(name));
    int32_t bus = ird_names_find(&liberty->pin_names, name, bare);
    const ird_liberty_pin *found = NULL;
    for (size_t i = 0; i < cell->pin_count; i++) {
        const ird_liberty_pin *pin = &liberty->pins.items[cell->first_pin + i];
        if (pin->name == whole) {
            return pin;
        }
        found = pin->name == bus ? pin : found;
    }
    return found;
}
