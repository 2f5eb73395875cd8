/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/moments.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/temporary.h"
#include "dynamic/course.h"
#include "dynamic/moments_kept.h"

static const char *const doing = "keeping all steps in time";
static const char what[] = "the steps of a solution in time";

typedef struct moment {
    double at_s;
    double *row;   /* NULL: it is in the file, ... */
    uint64_t from; /* ... from that byte on */
    int8_t part, kind;
} moment;

/* The numbers of a walk. */
typedef struct numbers {
    size_t slots, groups;
    double step_s;
    int32_t *slot_of;      /* one a node */
    float *sign;           /* one a slot: drop = sign u */
    int32_t *group_of;     /* one a source */
    size_t *group_sources; /* one a group */
} numbers;

struct ird_moments {
    uint64_t memory_bytes, held_bytes; /* in memory: at most, and now */
    uint64_t file_bytes, bytes;        /* in the file */
    int file;
    bool has_file, is_lost, is_whole;
    size_t nodes, sources, net_count;
    size_t *first_node;  /* of each net, and one more */
    bool *is_ground;     /* of each net */
    float *source_turns; /* one a source: -1 of a ground net */
    numbers parts[2];
    IRD_VEC(moment) items;
    IRD_VEC(ird_window) windows; /* their times alone */
};

static void free_numbers(numbers *n) {
    ird_free(n->slot_of);
    ird_free(n->sign);
    ird_free(n->group_of);
    ird_free(n->group_sources);
}

static void free_rows(ird_moments *m) {
    for (size_t i = 0; i < m->items.count; i++) {
        ird_free(m->items.items[i].row);
        m->items.items[i].row = NULL;
    }
    if (m->has_file) {
        (void)close(m->file);
        m->has_file = false;
    }
}

void ird_moments_free(ird_moments *moments) {
    if (moments == NULL) {
        return;
    }
    free_rows(moments);
    free_numbers(&moments->parts[0]);
    free_numbers(&moments->parts[1]);
    ird_free(moments->first_node);
    ird_free(moments->is_ground);
    ird_free(moments->source_turns);
    ird_free(moments->items.items);
    ird_free(moments->windows.items);
    ird_free(moments);
}

ird_status ird_moments_create(ird_moments **moments, uint64_t memory_bytes,
                              uint64_t file_bytes, ird_error *err) {
    ird_moments *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return ird_fail_memory(err, doing);
    }
    made->memory_bytes = memory_bytes;
    made->file_bytes = file_bytes;
    *moments = made;
    return IRD_OK;
}

bool ird_moments_are_whole(const ird_moments *moments) {
    return moments != NULL && moments->is_whole;
}

size_t ird_moments_bytes(const ird_moments *moments) {
    size_t bytes = moments->items.capacity * sizeof *moments->items.items +
                   (size_t)moments->held_bytes;
    for (int k = 0; k < 2; k++) {
        const numbers *n = &moments->parts[k];
        bytes += n->slot_of == NULL
                     ? 0
                     : moments->nodes * sizeof *n->slot_of + n->slots * sizeof *n->sign +
                           moments->sources * sizeof *n->group_of;
    }
    return bytes;
}

/* ---- keeping ------------------------------------------------------------------------
 */

bool ird_moments_keep(const ird_moments *moments) {
    return moments != NULL && !moments->is_lost;
}

static uint64_t row_bytes(const numbers *n) {
    return (n->slots + n->groups) * sizeof(double);
}

static ird_status take_nets(ird_moments *m, const ird_circuit *c, ird_error *err) {
    m->nodes = c->whole.nodes.count;
    m->sources = c->whole.sources.count;
    m->net_count = c->net_count;
    m->first_node = ird_alloc(c->net_count + 1, sizeof *m->first_node);
    m->is_ground = ird_alloc(c->net_count, sizeof *m->is_ground);
    m->source_turns = ird_alloc(m->sources, sizeof *m->source_turns);
    if (m->first_node == NULL || m->is_ground == NULL || m->source_turns == NULL) {
        return ird_fail_memory(err, doing);
    }
    memcpy(m->first_node, c->first_node, (c->net_count + 1) * sizeof *m->first_node);
    memcpy(m->is_ground, c->is_ground, c->net_count * sizeof *m->is_ground);
    for (size_t i = 0; i < m->sources; i++) {
        size_t net = ird_circuit_net(c, (size_t)c->whole.sources.items[i].node);
        m->source_turns[i] = c->is_ground[net] ? -1 : 1;
    }
    return IRD_OK;
}

ird_status ird_moments_begin(ird_moments *moments, int part, ird_record *record,
                             ird_error *err) {
    ird_moments *m = moments;
    if (!ird_moments_keep(m)) {
        return IRD_OK;
    }
    const ird_stepper *s = record->stepper;
    const ird_topology *t = &s->factor->topology;
    numbers *n = &m->parts[part];
    if (part == 0) {
        IRD_TRY(take_nets(m, record->circuit, err));
    }
    n->slots = s->slots;
    n->groups = t->group_count;
    n->step_s = s->step_s;
    n->slot_of = ird_alloc(m->nodes, sizeof *n->slot_of);
    n->sign = ird_alloc(s->slots, sizeof *n->sign);
    n->group_of = ird_alloc(m->sources, sizeof *n->group_of);
    n->group_sources = ird_alloc(n->groups, sizeof *n->group_sources);
    if (n->slot_of == NULL || n->sign == NULL || n->group_of == NULL ||
        n->group_sources == NULL) {
        return ird_fail_memory(err, doing);
    }
    memcpy(n->slot_of, s->slot_of, m->nodes * sizeof *n->slot_of);
    memcpy(n->sign, record->sign, s->slots * sizeof *n->sign);
    memcpy(n->group_of, t->group_of, m->sources * sizeof *n->group_of);
    memcpy(n->group_sources, t->group_sources, n->groups * sizeof *n->group_sources);
    record->moments = m;
    record->moment_part = part;
    return IRD_OK;
}

/* Behind what the file has; it is made for the first one. */
static ird_status add_to_file(ird_moments *m, const numbers *n, const double *u_v,
                              const double *fed_a, ird_error *err) {
    if (!m->has_file) {
        IRD_TRY(ird_temporary_file(&m->file, "irdrop-moments-", what, err));
        m->has_file = true;
        uint64_t half = ird_temporary_free_bytes(m->file) / 2;
        m->file_bytes = m->file_bytes < half ? m->file_bytes : half;
    }
    if (m->bytes + row_bytes(n) > m->file_bytes) {
        return IRD_FILE_WRITE;
    }
    IRD_TRY(ird_temporary_add(m->file, u_v, n->slots * sizeof *u_v, what, err));
    IRD_TRY(ird_temporary_add(m->file, fed_a, n->groups * sizeof *fed_a, what, err));
    m->bytes += row_bytes(n);
    return IRD_OK;
}

static ird_status add_to_memory(ird_moments *m, const numbers *n, const double *u_v,
                                const double *fed_a, double **row, ird_error *err) {
    *row = ird_alloc(n->slots + n->groups, sizeof **row);
    if (*row == NULL) {
        return ird_fail_memory(err, doing);
    }
    memcpy(*row, u_v, n->slots * sizeof *u_v);
    memcpy(*row + n->slots, fed_a, n->groups * sizeof *fed_a);
    m->held_bytes += row_bytes(n);
    return IRD_OK;
}

ird_status ird_moments_add(ird_moments *moments, int part, ird_moment_kind kind,
                           double at_s, const double *u_v, const double *fed_a,
                           ird_error *err) {
    ird_moments *m = moments;
    const numbers *n = &m->parts[part];
    moment made = {at_s, NULL, m->bytes, (int8_t)part, (int8_t)kind};
    IRD_TRY(ird_vec_reserve(&m->items, 1, doing, err));
    ird_status status = m->held_bytes + row_bytes(n) <= m->memory_bytes
                            ? add_to_memory(m, n, u_v, fed_a, &made.row, err)
                            : add_to_file(m, n, u_v, fed_a, err);
    if (status == IRD_FILE_WRITE) { /* others need its room */
        m->is_lost = true;
        free_rows(m);
        return IRD_OK;
    }
    IRD_TRY(status);
    m->items.items[m->items.count++] = made;
    return IRD_OK;
}

ird_status ird_moments_end(ird_moments *moments, int part, ird_error *err) {
    if (!ird_moments_keep(moments)) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&moments->items, 1, doing, err));
    moments->items.items[moments->items.count++] =
        (moment){.part = (int8_t)part, .kind = IRD_MOMENT_END};
    return IRD_OK;
}

ird_status ird_moments_finish(ird_moments *moments, const ird_window *windows,
                              size_t count, ird_error *err) {
    ird_moments *m = moments;
    if (!ird_moments_keep(m)) {
        return IRD_OK;
    }
    IRD_TRY(ird_vec_reserve(&m->windows, count, doing, err));
    for (size_t i = 0; i < count; i++) {
        m->windows.items[m->windows.count++] = (ird_window){
            .state = {.at_s = windows[i].state.at_s}, .end_s = windows[i].end_s};
    }
    m->is_whole = true;
    return IRD_OK;
}

/* ---- courses ------------------------------------------------------------------------
 */

/* So many values of a row are read one by one, more of them with all of it. */
enum { FEW = 24 };

typedef struct asking {
    const ird_moments *moments;
    const ird_dynamic_wish *wish;
    double *u_v; /* room for a row */
    ird_samples samples[2];
} asking;

/* Values of a row, where they lie in memory, or in room for as many. */
static ird_status find_values(const ird_moments *m, const moment *at, size_t first,
                              size_t count, double *room, const double **values,
                              ird_error *err) {
    *values = at->row != NULL ? at->row + first : room;
    return at->row != NULL ? IRD_OK
                           : ird_temporary_get(m->file, at->from + first * sizeof *room,
                                               room, count * sizeof *room, what, err);
}

static ird_status take_probes(asking *a, const moment *at, double *row, ird_error *err) {
    const ird_moments *m = a->moments;
    const numbers *n = &m->parts[at->part];
    bool are_few = a->wish->probe_count <= FEW;
    const double *u_v = NULL;
    if (!are_few) {
        IRD_TRY(find_values(m, at, 0, n->slots, a->u_v, &u_v, err));
    }
    for (size_t i = 0; i < a->wish->probe_count; i++) {
        int32_t slot = n->slot_of[a->wish->probes[i]];
        const double *value = a->u_v;
        if (slot < 0) {
            row[i] = (double)NAN;
            continue;
        }
        if (are_few) {
            IRD_TRY(find_values(m, at, (size_t)slot, 1, a->u_v, &value, err));
        } else {
            value = u_v + slot;
        }
        row[i] = (double)n->sign[slot] * *value + 0.0; /* no -0 */
    }
    return IRD_OK;
}

/* The row before it is not right where it was amended. */
static ird_status take_sample(asking *a, const moment *at, ird_error *err) {
    const ird_moments *m = a->moments;
    const numbers *n = &m->parts[at->part];
    ird_samples *to = &a->samples[at->part];
    bool is_again = at->kind == IRD_MOMENT_AMENDED && to->at_s.count > 0;
    to->at_s.count -= is_again ? 1 : 0;
    to->rows.count -= is_again ? to->width : 0;
    IRD_TRY(ird_vec_reserve(&to->at_s, 1, doing, err));
    IRD_TRY(ird_vec_reserve(&to->rows, to->width, doing, err));
    double *row = to->rows.items + to->rows.count;
    IRD_TRY(take_probes(a, at, row, err));
    if (a->wish->wants_sources) {
        const double *fed_a = NULL;
        IRD_TRY(find_values(m, at, n->slots, n->groups, a->u_v, &fed_a, err));
        for (size_t i = 0; i < m->sources; i++) {
            int32_t group = n->group_of[i];
            row[a->wish->probe_count + i] = (double)m->source_turns[i] * fed_a[group] /
                                            (double)n->group_sources[group];
        }
    }
    to->at_s.items[to->at_s.count++] = at->at_s;
    to->rows.count += to->width;
    return IRD_OK;
}

/* Where a window begins the walk through all of the time has its sample. */
static ird_status take_course(asking *a, ird_dynamic_course *course, ird_error *err) {
    const ird_moments *m = a->moments;
    size_t sources = a->wish->wants_sources ? m->sources : 0;
    a->samples[0].width = a->samples[1].width = a->wish->probe_count + sources;
    for (size_t i = 0; i < m->items.count && a->samples[0].width > 0; i++) {
        const moment *at = &m->items.items[i];
        bool is_there = at->part == 1 && at->kind == IRD_MOMENT_SET;
        if (at->kind != IRD_MOMENT_END && !is_there) {
            IRD_TRY(take_sample(a, at, err));
        }
    }
    const ird_course_parts parts = {&a->samples[0], &a->samples[1], m->windows.items,
                                    m->windows.count};
    return ird_course_join(course, a->wish, &parts, err);
}

/* ---- frames -------------------------------------------------------------------------
 */

/* The three steps that a frame is between, and what amends them, are no further away. */
enum { NEAR = 6 };

/* The first and the last moment of the same stretch that are NEAR at most. */
static bool is_near(const asking *a, size_t index) {
    const moment *items = a->moments->items.items;
    size_t low = index, high = index;
    while (low > 0 && index - low < NEAR && items[low].kind != IRD_MOMENT_SET) {
        low--;
    }
    while (high - index < NEAR && items[high + 1].kind != IRD_MOMENT_END) {
        high++;
    }
    double step_s = a->moments->parts[items[index].part].step_s;
    double from_s = items[low].at_s - step_s, to_s = items[high].at_s + step_s;
    size_t k = 0, count = a->wish->frame_count;
    const double *frames_s = a->wish->frames_s;
    for (size_t left = count; left > 0;) { /* the first that is not before from_s */
        size_t half = left / 2;
        bool is_before = frames_s[k + half] < from_s;
        k += is_before ? half + 1 : 0;
        left = is_before ? left - half - 1 : half;
    }
    return k < count && frames_s[k] <= to_s;
}

static ird_status show_frames(asking *a, ird_frames frames[2], ird_error *err) {
    const ird_moments *m = a->moments;
    for (size_t i = 0; i < m->items.count; i++) {
        const moment *at = &m->items.items[i];
        ird_frames *f = &frames[at->part];
        const double *u_v = NULL;
        if (at->kind == IRD_MOMENT_END) {
            IRD_TRY(ird_frames_end(f, err));
            continue;
        }
        if (is_near(a, i)) {
            size_t slots = m->parts[at->part].slots;
            IRD_TRY(find_values(m, at, 0, slots, a->u_v, &u_v, err));
        }
        if (at->kind == IRD_MOMENT_AMENDED) {
            ird_frames_amend(f, u_v);
        } else {
            IRD_TRY(ird_frames_step(f, u_v, at->at_s, at->kind == IRD_MOMENT_SET, err));
        }
    }
    return IRD_OK;
}

static ird_status take_frames(asking *a, ird_error *err) {
    const ird_moments *m = a->moments;
    ird_frames frames[2] = {{0}, {0}};
    ird_status status = IRD_OK;
    for (int k = 0; k < 2 && status == IRD_OK; k++) {
        const numbers *n = &m->parts[k];
        const ird_frame_places places = {m->nodes,      n->slots,     n->slot_of,
                                         m->first_node, m->is_ground, n->step_s};
        status = ird_frames_make(&frames[k], a->wish, &places, err);
    }
    if (status == IRD_OK) {
        status = show_frames(a, frames, err);
    }
    ird_frames_free(&frames[0]);
    ird_frames_free(&frames[1]);
    return status;
}

/* ---- asking -------------------------------------------------------------------------
 */

ird_status ird_moments_ask(const ird_moments *moments, const ird_dynamic_wish *wish,
                           ird_dynamic_course *course, ird_error *err) {
    asking a = {.moments = moments, .wish = wish};
    ird_dynamic_course made = {0};
    size_t slots = moments->parts[0].slots;
    slots = moments->parts[1].slots > slots ? moments->parts[1].slots : slots;
    IRD_TRY(ird_course_check(wish, moments->nodes, err));
    a.u_v = ird_alloc(slots, sizeof *a.u_v);
    ird_status status = a.u_v != NULL ? IRD_OK : ird_fail_memory(err, doing);
    if (status == IRD_OK) {
        status = take_course(&a, &made, err);
    }
    if (status == IRD_OK && wish->frame_count > 0) {
        status = take_frames(&a, err);
    }
    for (int k = 0; k < 2; k++) {
        ird_free(a.samples[k].at_s.items);
        ird_free(a.samples[k].rows.items);
    }
    ird_free(a.u_v);
    if (status != IRD_OK) {
        ird_dynamic_course_free(&made);
        return status;
    }
    *course = made;
    return IRD_OK;
}
