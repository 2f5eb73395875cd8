/* SPDX-License-Identifier: BSD-3-Clause */
#include "power/power_reader.h"

#include <math.h>
#include <string.h>

#include "base/input.h"
#include "base/number.h"

enum { ROWS_A_TICK = 4096 };

static const char *const doing = "reading a power report";

/* --- where rows go -------------------------------------------------------------------
 */

/* Something to tell of a row, about the instance that it names. */
static ird_status note(ird_power_reader *reader, ird_status id, long line, ird_slice name,
                       const char *what, ird_error *err) {
    return ird_notes_add(&reader->power.notes, id, reader->path, line, err,
                         "instance %.*s %s", ird_slice_quoted(name), name.data, what);
}

static ird_status count_unknown(ird_power_reader *reader, ird_slice name, long line,
                                ird_error *err) {
    if (reader->power.unknown_instances == 0) {
        reader->power.unknown_example = ird_copy_string(name.data, name.size);
        if (reader->power.unknown_example == NULL) {
            return ird_fail_memory(err, doing);
        }
    }
    reader->power.unknown_instances++;
    return note(reader, IRD_POWER_UNKNOWN, line, name,
                "is not in the design; its power is left out", err);
}

/* Powers that cannot be, which count as 0 W. */
static ird_status judge_power(ird_power_reader *reader, ird_slice name, double power_w,
                              long line, ird_error *err) {
    if (isnan(power_w)) {
        reader->power.not_a_number++;
        return note(reader, IRD_POWER_NAN, line, name,
                    "has a power that is not a number; 0 W is taken", err);
    }
    if (power_w < 0) {
        reader->power.negative++;
        return note(reader, IRD_POWER_NEGATIVE, line, name,
                    "has a negative power; 0 W is taken", err);
    }
    return IRD_OK;
}

/* Leakage of an instance; the first one makes the room. What is none counts as 0. */
static ird_status store_leakage(ird_power *power, int32_t component, double leakage_w,
                                ird_error *err) {
    if (isnan(leakage_w)) {
        return IRD_OK;
    }
    if (power->leakage_w == NULL) {
        power->leakage_w = ird_alloc_zero(power->count, sizeof *power->leakage_w);
    }
    if (power->leakage_w == NULL) {
        return ird_fail_memory(err, doing);
    }
    power->leakage_w[component] = fmax(leakage_w, 0);
    return IRD_OK;
}

static ird_status store(ird_power_reader *reader, int32_t component, double power_w,
                        double leakage_w, long line, ird_error *err) {
    double *slot = &reader->power.instance_w[component];
    if (isnan(*slot)) {
        *slot = power_w;
        return store_leakage(&reader->power, component, leakage_w, err);
    }
    const char *name = ird_names_get(&reader->match.design->component_names, component);
    if (*slot == power_w) {
        reader->power.repeated++;
        return note(reader, IRD_POWER_AGAIN, line, (ird_slice){name, strlen(name)},
                    "comes again, with the same power", err);
    }
    ird_status status = ird_fail_at(
        err, IRD_POWER_REPEATED, reader->path, line,
        "instance %.200s comes a second time, with another power; does the file hold "
        "two reports?",
        name);
    ird_error_detail(err, name, strlen(name));
    return status;
}

ird_status ird_power_reader_add(ird_power_reader *reader, ird_slice name, double power_w,
                                double leakage_w, long line, const char *at,
                                ird_error *err) {
    ird_status status;
    int32_t component;
    if (isinf(power_w)) {
        status =
            ird_fail_at(err, IRD_POWER_VALUE, reader->path, line,
                        "the power of %.*s is infinite; run the power analysis again",
                        ird_slice_quoted(name), name.data);
        ird_error_detail(err, name.data, name.size);
        return status;
    }
    if (reader->rows++ % ROWS_A_TICK == 0) {
        double done = (double)(at - reader->text.data) / (double)reader->text.size;
        if ((status = ird_monitor_tick(reader->monitor, doing, done, err)) != IRD_OK) {
            return status;
        }
    }
    if ((status = ird_instance_match_find(&reader->match, name, &component, err)) !=
        IRD_OK) {
        return status;
    }
    if (component < 0) {
        return count_unknown(reader, name, line, err);
    }
    if ((status = judge_power(reader, name, power_w, line, err)) != IRD_OK) {
        return status;
    }
    return store(reader, component, power_w > 0 ? power_w : 0, leakage_w, line, err);
}

/* --- text and CSV --------------------------------------------------------------------
 */

static ird_status fail_number(ird_power_reader *reader, ird_slice field, const char *what,
                              long line, ird_error *err) {
    ird_status status = ird_fail_at(err, IRD_POWER_VALUE, reader->path, line,
                                    "\"%.*s\" is not a number where the %s power belongs",
                                    ird_slice_quoted(field), field.data, what);
    ird_error_detail(err, field.data, field.size);
    return status;
}

/* internal switching leakage total name */
static ird_status read_text_row(ird_power_reader *reader, ird_slice row, long line,
                                ird_error *err) {
    static const char *const columns[] = {"internal", "switching", "leakage", "total"};
    const char *at = row.data;
    double watts[sizeof columns / sizeof *columns];
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        ird_slice field = ird_slice_word(&row);
        if (!ird_number_parse(field.data, field.size, &watts[i])) {
            return fail_number(reader, field, columns[i], line, err);
        }
    }
    if (row.size == 0) {
        return ird_fail_at(err, IRD_POWER_SYNTAX, reader->path, line,
                           "the name of the instance is missing after its four powers");
    }
    double leakage_w = isfinite(watts[2]) ? watts[2] * reader->unit_w : 0;
    return ird_power_reader_add(reader, row, watts[3] * reader->unit_w, leakage_w, line,
                                at, err);
}

static bool is_rule(ird_slice line) {
    line = ird_slice_trimmed(line);
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != '-') {
            return false;
        }
    }
    return line.size >= 3;
}

/* The unit behind the headings, "(Watts)" or none, in W; 0 for one that is unknown. */
static double unit_of(ird_slice unit) {
    static const struct {
        const char *name;
        double watts;
    } units[] = {{"(Watts)", 1}, {"(W)", 1},      {"(mW)", 1e-3}, {"(uW)", 1e-6},
                 {"(nW)", 1e-9}, {"(pW)", 1e-12}, {"(kW)", 1e3},  {"", 1}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (ird_slice_is(unit, units[i].name)) {
            return units[i].watts;
        }
    }
    return 0;
}

/* Whether a line is the last of a header, Power Power Power Power (Watts) or any that
 * ends so; *unit is what stands behind. */
static bool is_header(ird_slice line, ird_slice *unit) {
    static const char watts[] = "(Watts)";
    ird_slice rest = ird_slice_trimmed(line);
    if (ird_slice_ends(rest, watts)) {
        *unit = (ird_slice){watts, sizeof watts - 1};
        return true;
    }
    for (int i = 0; i < 4; i++) {
        if (!ird_slice_is(ird_slice_word(&rest), "Power")) {
            return false;
        }
    }
    *unit = rest;
    return true;
}

/* Headings of the columns: [Group] Internal Switching Leakage Total. */
static bool is_headings(ird_slice line, bool *is_group) {
    ird_slice rest = ird_slice_trimmed(line);
    ird_slice word = ird_slice_word(&rest);
    bool has_group = ird_slice_is(word, "Group");
    word = has_group ? ird_slice_word(&rest) : word;
    if (!ird_slice_is(word, "Internal")) {
        return false;
    }
    *is_group = has_group;
    return true;
}

/* Behind a header: its unit, and the rule below it. */
static ird_status begin_table(ird_power_reader *reader, ird_lines *lines, ird_slice unit,
                              ird_error *err) {
    ird_slice line;
    reader->unit_w = unit_of(unit);
    if (!(reader->unit_w > 0)) {
        ird_status status = ird_fail_at(
            err, IRD_POWER_SYNTAX, reader->path, lines->number,
            "\"%.*s\" is no unit of power that is known; write the report in (Watts)",
            ird_slice_quoted(unit), unit.data);
        ird_error_detail(err, unit.data, unit.size);
        return status;
    }
    if (!ird_lines_next(lines, &line) || !is_rule(line)) {
        return ird_fail_at(err, IRD_POWER_SYNTAX, reader->path, lines->number,
                           "the rule of dashes is missing below the header; write the "
                           "report with report_power -instances");
    }
    return IRD_OK;
}

static ird_status fail_group(ird_power_reader *reader, ird_error *err) {
    return ird_fail_at(err, IRD_POWER_FORMAT, reader->path, 0,
                       "this is the table of groups (Sequential, Combinational, ...); "
                       "write the power of each instance with report_power -instances "
                       "[get_cells *]");
}

/* What begins with a number is no heading, but where "(Watts)" may stand behind it. */
static bool is_row(ird_slice line) {
    char first = line.data[0];
    return first >= '+' && first <= '9' && line.data[line.size - 1] != ')';
}

/* Tables; lines begin with the header of the first, whose headings say whether it is that
 * of groups. */
static ird_status read_text(ird_power_reader *reader, ird_lines *lines, ird_slice header,
                            bool is_group, ird_error *err) {
    ird_slice line = header;
    ird_slice unit;
    bool has_instances = false;
    do {
        line = ird_slice_trimmed(line);
        bool may_be_head = line.size > 0 && !is_row(line);
        if (may_be_head && is_headings(line, &is_group)) {
            continue;
        }
        if (may_be_head && is_header(line, &unit)) {
            IRD_TRY(begin_table(reader, lines, unit, err));
            has_instances |= !is_group;
            continue;
        }
        if (line.size > 0 && !is_group) {
            IRD_TRY(read_text_row(reader, line, lines->number, err));
        }
    } while (ird_lines_next(lines, &line));
    return has_instances ? IRD_OK : fail_group(reader, err);
}

/* A name may hold commas; a quoted one has its quotes doubled inside, which no instance
 * name has, so that taking them off at the ends is enough. */
static ird_status read_csv_row(ird_power_reader *reader, ird_slice row, long line,
                               ird_error *err) {
    const char *comma = memrchr(row.data, ',', row.size);
    if (comma == NULL) {
        return ird_fail_at(err, IRD_POWER_SYNTAX, reader->path, line,
                           "there is no comma in this line; give instance,power_w");
    }
    ird_slice name = ird_slice_trimmed((ird_slice){row.data, (size_t)(comma - row.data)});
    ird_slice field = ird_slice_trimmed(
        (ird_slice){comma + 1, row.size - (size_t)(comma + 1 - row.data)});
    if (name.size >= 2 && name.data[0] == '"' && name.data[name.size - 1] == '"') {
        name = (ird_slice){name.data + 1, name.size - 2};
    }
    double power_w;
    if (!ird_number_parse(field.data, field.size, &power_w)) {
        return fail_number(reader, field, "instance's", line, err);
    }
    if (name.size == 0) {
        return ird_fail_at(err, IRD_POWER_SYNTAX, reader->path, line,
                           "the name of the instance is missing before the comma");
    }
    return ird_power_reader_add(reader, name, power_w, (double)NAN, line, row.data, err);
}

static ird_status read_csv(ird_power_reader *reader, ird_lines *lines, ird_error *err) {
    ird_slice line;
    ird_status status = IRD_OK;
    while (status == IRD_OK && ird_lines_next(lines, &line)) {
        line = ird_slice_trimmed(line);
        if (line.size > 0) {
            status = read_csv_row(reader, line, lines->number, err);
        }
    }
    return status;
}

/* --- which form ----------------------------------------------------------------------
 */

static bool is_csv_header(ird_slice line) {
    ird_slice first = ird_slice_trimmed(ird_slice_cut(&line, ','));
    return ird_slice_is(first, "instance") &&
           ird_slice_is(ird_slice_trimmed(line), "power_w");
}

/* CSV without its header: a number behind the last comma. */
static bool is_csv_row(ird_slice line) {
    const char *comma = memrchr(line.data, ',', line.size);
    double power_w;
    if (comma == NULL) {
        return false;
    }
    ird_slice field = {comma + 1, line.size - (size_t)(comma + 1 - line.data)};
    field = ird_slice_trimmed(field);
    return ird_number_parse(field.data, field.size, &power_w);
}

static void skip_byte_order_mark(ird_slice *text) {
    static const char mark[] = "\xef\xbb\xbf";
    if (text->size >= 3 && memcmp(text->data, mark, 3) == 0) {
        text->data += 3;
        text->size -= 3;
    }
}

static ird_status read_any(ird_power_reader *reader, ird_error *err) {
    ird_lines lines = {reader->text, 0};
    ird_slice line;
    ird_slice unit;
    bool first = true;
    bool is_group = false;
    while (ird_lines_next(&lines, &line)) {
        ird_slice trimmed = ird_slice_trimmed(line);
        if (trimmed.size == 0) {
            continue;
        }
        if (first && trimmed.data[0] == '[') {
            return ird_power_read_json(reader, err);
        }
        if (first && is_csv_header(trimmed)) {
            return read_csv(reader, &lines, err);
        }
        if (first && is_csv_row(trimmed)) {
            lines = (ird_lines){reader->text, 0};
            return read_csv(reader, &lines, err);
        }
        if (!is_headings(trimmed, &is_group) && is_header(trimmed, &unit)) {
            return read_text(reader, &lines, trimmed, is_group, err);
        }
        first = false;
    }
    return ird_fail_at(
        err, IRD_POWER_FORMAT, reader->path, 0,
        "this is no power report: give what report_power -instances writes "
        "(text or JSON), or CSV lines instance,power_w");
}

/* --- the whole -----------------------------------------------------------------------
 */

static ird_status prepare(ird_power_reader *reader, const ird_design *design,
                          ird_error *err) {
    ird_power *power = &reader->power;
    power->origin = IRD_POWER_REPORT;
    power->count = design->components.count;
    power->file = ird_copy_string(reader->path, strlen(reader->path));
    power->instance_w = ird_alloc(power->count, sizeof *power->instance_w);
    if (power->file == NULL || power->instance_w == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < power->count; i++) {
        power->instance_w[i] = (double)NAN;
    }
    return ird_instance_match_create(&reader->match, design, err);
}

static ird_status finish(ird_power_reader *reader, ird_error *err) {
    ird_power *power = &reader->power;
    long double total_w = 0;
    for (size_t i = 0; i < power->count; i++) {
        if (isnan(power->instance_w[i])) {
            power->instance_w[i] = 0;
            power->missing_instances++;
        }
        total_w += (long double)power->instance_w[i];
    }
    power->total_w = (double)total_w;
    if (reader->rows > reader->power.unknown_instances || power->count == 0) {
        return IRD_OK;
    }
    const char *example = power->unknown_example;
    return ird_fail_at(err, IRD_POWER_NO_MATCH, reader->path, 0,
                       "none of its %zu instances is in the design%s%.80s; it is the "
                       "report of another design, or its names have another prefix",
                       reader->rows, example != NULL ? ", for example " : "",
                       example != NULL ? example : "");
}

ird_status ird_power_read(ird_power *power, const ird_design *design, const char *path,
                          const ird_monitor *monitor, ird_error *err) {
    ird_input input;
    ird_status status = ird_input_open(&input, path, err);
    if (status != IRD_OK) {
        return status;
    }
    ird_power_reader reader = {
        .unit_w = 1, .path = path, .text = {input.data, input.size}, .monitor = monitor};
    skip_byte_order_mark(&reader.text);
    if ((status = prepare(&reader, design, err)) != IRD_OK ||
        (status = read_any(&reader, err)) != IRD_OK ||
        (status = finish(&reader, err)) != IRD_OK) {
        goto done;
    }
    *power = reader.power;
    reader.power = (ird_power){0};
done:
    ird_instance_match_free(&reader.match);
    ird_power_free(&reader.power);
    ird_input_close(&input);
    return status;
}
