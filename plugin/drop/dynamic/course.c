/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/course.h"

#include <math.h>
#include <stdlib.h>

static const char *const doing = "keeping waveforms";

ird_status ird_course_check(const ird_dynamic_wish *wish, size_t nodes, ird_error *err) {
    for (size_t i = 0; i < wish->probe_count; i++) {
        if (wish->probes[i] < 0 || (size_t)wish->probes[i] >= nodes) {
            return ird_fail(err, IRD_TRANSIENT_NODE,
                            "the course of node %d is asked for; there are %zu of them",
                            wish->probes[i], nodes);
        }
    }
    return IRD_OK;
}

bool ird_windows_hold(double at_s, const ird_window *windows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (at_s > windows[i].state.at_s && at_s <= windows[i].end_s) {
            return true;
        }
    }
    return false;
}

typedef struct row {
    double at_s;
    const double *values;
} row;

static int compare_rows(const void *a, const void *b) {
    const row *x = a, *y = b;
    return (x->at_s > y->at_s) - (x->at_s < y->at_s);
}

static size_t list_samples(const ird_course_parts *parts, row *rows) {
    const ird_samples *lists[] = {parts->coarse, parts->fine};
    size_t out = 0;
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < lists[k]->at_s.count; i++) {
            double at_s = lists[k]->at_s.items[i];
            const double *values = lists[k]->rows.items + i * lists[k]->width;
            if (k == 1 || !ird_windows_hold(at_s, parts->windows, parts->window_count)) {
                rows[out++] = (row){at_s, values};
            }
        }
    }
    qsort(rows, out, sizeof *rows, compare_rows);
    return out;
}

/* The sample nearest to a time that has one on either side, equally far; count where
 * there is none. */
static size_t find_middle(const row *rows, size_t count, double at_s) {
    size_t low = 0, high = count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (rows[middle].at_s <= at_s) {
            low = middle;
        } else {
            high = middle;
        }
    }
    if (low + 1 < count && rows[low + 1].at_s - at_s < at_s - rows[low].at_s) {
        low++;
    }
    if (low == 0 || low + 1 >= count) {
        return count;
    }
    double before_s = rows[low].at_s - rows[low - 1].at_s;
    double behind_s = rows[low + 1].at_s - rows[low].at_s;
    return fabs(before_s - behind_s) < 1e-6 * before_s && at_s != rows[low].at_s ? low
                                                                                 : count;
}

/* The rows with those of the wish's instants among them; returns how many they are. */
static size_t add_instants(const ird_dynamic_wish *wish, size_t width, row *rows,
                           size_t count, double *room) {
    size_t out = count;
    for (size_t i = 0; i < wish->instant_count; i++) {
        double at_s = wish->instants_s[i], *values = room + i * width;
        size_t k = find_middle(rows, count, at_s);
        if (k == count) {
            continue;
        }
        double part = (at_s - rows[k].at_s) / (rows[k + 1].at_s - rows[k].at_s);
        for (size_t c = 0; c < width; c++) {
            double low = rows[k - 1].values[c], mid = rows[k].values[c];
            double high = rows[k + 1].values[c];
            values[c] = mid + 0.5 * part * (high - low) +
                        0.5 * part * part * (low + high - 2 * mid);
        }
        rows[out++] = (row){at_s, values};
    }
    qsort(rows, out, sizeof *rows, compare_rows);
    return out;
}

static void put_row(ird_dynamic_course *course, size_t at, size_t probes, const row *from,
                    size_t width) {
    course->at_s[at] = from->at_s;
    for (size_t i = 0; i < width; i++) {
        double *to = i < probes ? course->drop_v + i * course->count
                                : course->source_a + (i - probes) * course->count;
        to[at] = from->values[i];
    }
}

static ird_status fill(ird_dynamic_course *course, const ird_dynamic_wish *wish,
                       size_t width, const row *rows, size_t count, ird_error *err) {
    course->count = count;
    course->at_s = ird_alloc(count, sizeof(double));
    course->drop_v = ird_alloc(count, wish->probe_count * sizeof(double));
    if (wish->wants_sources) {
        course->source_a = ird_alloc(count, (width - wish->probe_count) * sizeof(double));
    }
    if (course->at_s == NULL || course->drop_v == NULL ||
        (wish->wants_sources && course->source_a == NULL)) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < count; i++) {
        put_row(course, i, wish->probe_count, &rows[i], width);
    }
    return IRD_OK;
}

ird_status ird_course_join(ird_dynamic_course *course, const ird_dynamic_wish *wish,
                           const ird_course_parts *parts, ird_error *err) {
    size_t width = parts->coarse->width;
    size_t most = parts->coarse->at_s.count + parts->fine->at_s.count;
    if (width == 0) {
        return IRD_OK;
    }
    row *rows = ird_alloc(most + wish->instant_count, sizeof *rows);
    double *room = ird_alloc(wish->instant_count, width * sizeof *room);
    ird_status status = IRD_OK;
    if (rows == NULL || room == NULL) {
        status = ird_fail_memory(err, doing);
    } else {
        size_t count = list_samples(parts, rows);
        count = add_instants(wish, width, rows, count, room);
        status = fill(course, wish, width, rows, count, err);
    }
    ird_free(rows);
    ird_free(room);
    return status;
}
