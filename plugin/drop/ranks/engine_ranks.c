/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The engine of processes that share the network. Factoring cuts the die, writes the
 * parts and has them prepared; solving writes the currents and reads the drops. Nodes are
 * in the order of the parts, so that those of a part follow one another in every vector.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "engine/kind.h"
#include "ranks/die_cut.h"
#include "ranks/part_file.h"
#include "ranks/ranks.h"

static const char *const doing = "cutting a power grid into parts";

typedef struct state {
    const ird_ranks *ranks;
    ird_text folder;
    size_t parts;
    size_t *first; /* parts + 1 */
    uint64_t network;
    void *solver;    /* the solver's own */
    pid_t owner;     /* the process whose ranks they are: a fork has none */
    bool is_scratch; /* the folder is ours to remove */
    ird_ranks_answer answer;
} state;

const char *ird_preconditioner_name(ird_preconditioner preconditioner) {
    static const char *const names[] = {"boomeramg", "gamg", "schwarz", "icc", "mumps"};
    _Static_assert(sizeof names / sizeof *names == IRD_PRECONDITIONERS, "a name each");
    return names[preconditioner];
}

static void stop(state *s) {
    if (s->solver != NULL) {
        s->ranks->solver->stop(s->solver);
        s->solver = NULL;
    }
}

static void let_go(state *s) {
    stop(s);
    if (s->is_scratch && s->owner == getpid() && s->folder.bytes.count > 0) {
        ird_scratch_remove(ird_text_get(&s->folder));
    }
    ird_text_free(&s->folder);
}

static void free_state(void *context) {
    state *s = context;
    if (s != NULL) {
        let_go(s);
        ird_free(s->first);
        ird_free(s);
    }
}

static ird_status analyse(void **made, ird_system *system, ird_error *err) {
    const ird_ranks *ranks = system->options->ranks;
    size_t n = system->graph.n;
    state *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->ranks = ranks;
    s->parts = ranks->count < n ? ranks->count : n;
    s->owner = getpid();
    s->first = ird_alloc(s->parts + 1, sizeof *s->first);
    if (s->first == NULL) {
        free_state(s);
        return ird_fail_memory(err, doing);
    }
    *made = s;
    return IRD_OK;
}

static size_t bytes(const void *context) {
    (void)context;
    return 0; /* of this process; nobody weighs it, for RANKS is asked for by name */
}

static ird_status cost(const void *context, const ird_system *system,
                       ird_engine_cost *cost, ird_error *err) {
    const state *s = context;
    (void)err;
    ird_ranks_cost(cost, s->ranks, (double)system->graph.n,
                   (double)system->graph.start[system->graph.n], system->threads);
    return IRD_OK;
}

/* A folder for the parts and somebody who waits for them. Those come first, so that the
 * folder does not outlive this process whatever becomes of it. */
static ird_status begin(state *s, ird_error *err) {
    s->is_scratch = s->ranks->folder == NULL;
    if (!s->is_scratch) {
        return ird_text_printf(&s->folder, err, "%s", s->ranks->folder);
    }
    IRD_TRY(ird_scratch_make(&s->folder, err));
    return s->ranks->solver->start(&s->solver, s->ranks, s->parts,
                                   ird_text_get(&s->folder), err);
}

/* ---- writing the parts ------------------------------------------------------------- */

/* Every number of the equations and of the cut, mixed as in FNV-1a but 64 bits at once.
 */
static uint64_t mix(uint64_t sum, uint64_t word) {
    sum = (sum ^ word) * UINT64_C(0x100000001b3);
    return sum ^ (sum >> 32);
}

static uint64_t mix_values(uint64_t sum, const double *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint64_t word;
        memcpy(&word, &values[i], sizeof word);
        sum = mix(sum, word);
    }
    return sum;
}

static uint64_t number_of(const ird_graph *graph, const state *s) {
    size_t ends = graph->start[graph->n];
    uint64_t sum = mix(UINT64_C(0xcbf29ce484222325), s->parts);
    sum = mix_values(sum, graph->leak, graph->n);
    sum = mix_values(sum, graph->siemens, ends);
    for (size_t e = 0; e < ends; e++) {
        sum = mix(sum, (uint64_t)graph->neighbour[e]);
    }
    return sum;
}

/* The rows of a part, in one piece of memory each. */
typedef struct rows {
    size_t count, ends;
    double *siemens, *leak;
    uint32_t *degree, *neighbour;
    float *x, *y;
} rows;

static void free_rows(rows *r) {
    ird_free(r->siemens);
    ird_free(r->leak);
    ird_free(r->degree);
    ird_free(r->neighbour);
    ird_free(r->x);
    ird_free(r->y);
}

static ird_status make_rows(rows *r, const ird_graph *graph, const int32_t *nodes,
                            ird_error *err) {
    for (size_t i = 0; i < r->count; i++) {
        r->ends += graph->start[nodes[i] + 1] - graph->start[nodes[i]];
    }
    r->siemens = ird_alloc(r->ends, sizeof *r->siemens);
    r->neighbour = ird_alloc(r->ends, sizeof *r->neighbour);
    r->leak = ird_alloc(r->count, sizeof *r->leak);
    r->degree = ird_alloc(r->count, sizeof *r->degree);
    r->x = ird_alloc(r->count, sizeof *r->x);
    r->y = ird_alloc(r->count, sizeof *r->y);
    bool is_made = r->siemens != NULL && r->neighbour != NULL && r->leak != NULL &&
                   r->degree != NULL && r->x != NULL && r->y != NULL;
    return is_made ? IRD_OK : ird_fail_memory(err, doing);
}

static void fill_rows(rows *r, const ird_graph *graph, const ird_places *places,
                      const int32_t *nodes, const int32_t *number) {
    size_t out = 0;
    for (size_t i = 0; i < r->count; i++) {
        int32_t node = nodes[i];
        r->leak[i] = graph->leak[node];
        r->degree[i] = (uint32_t)(graph->start[node + 1] - graph->start[node]);
        r->x[i] = places->x[node];
        r->y[i] = places->y[node];
        for (size_t e = graph->start[node]; e < graph->start[node + 1]; e++, out++) {
            r->siemens[out] = graph->siemens[e];
            r->neighbour[out] = (uint32_t)number[graph->neighbour[e]];
        }
    }
}

static ird_part_head head_of(const state *s, size_t part, ird_part_kind kind) {
    return (ird_part_head){
        .kind = (uint32_t)kind,
        .part = (uint32_t)part,
        .parts = (uint32_t)s->parts,
        .network = s->network,
        .nodes = s->first[s->parts],
        .first = s->first[part],
        .count = s->first[part + 1] - s->first[part],
    };
}

static ird_status write_part(const state *s, const ird_system *system, size_t part,
                             const int32_t *order, const int32_t *number,
                             ird_error *err) {
    const int32_t *nodes = order + s->first[part];
    ird_part_head head = head_of(s, part, IRD_PART_NETWORK);
    rows r = {.count = (size_t)head.count};
    ird_status status = make_rows(&r, &system->graph, nodes, err);
    if (status == IRD_OK) {
        fill_rows(&r, &system->graph, system->places, nodes, number);
        head.ends = r.ends;
        const ird_part_piece pieces[] = {{r.siemens, r.ends * sizeof *r.siemens},
                                         {r.leak, r.count * sizeof *r.leak},
                                         {r.degree, r.count * sizeof *r.degree},
                                         {r.neighbour, r.ends * sizeof *r.neighbour},
                                         {r.x, r.count * sizeof *r.x},
                                         {r.y, r.count * sizeof *r.y}};
        status = ird_part_write(ird_text_get(&s->folder), "network", &head, pieces,
                                sizeof pieces / sizeof *pieces, err);
    }
    free_rows(&r);
    return status;
}

static ird_status write_parts(state *s, const ird_system *system, const int32_t *order,
                              ird_error *err) {
    size_t n = system->graph.n;
    int32_t *number = ird_alloc(n, sizeof *number);
    if (number == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < n; i++) {
        number[order[i]] = (int32_t)i;
    }
    s->network = number_of(&system->graph, s);
    ird_status status = IRD_OK;
    for (size_t p = 0; p < s->parts && status == IRD_OK; p++) {
        status = ird_monitor_tick(system->monitor, "writing the parts of a power grid",
                                  (double)p / (double)s->parts, err);
        if (status == IRD_OK) {
            status = write_part(s, system, p, order, number, err);
        }
    }
    ird_free(number);
    return status;
}

static ird_status factor(void *context, ird_system *system, int32_t *order,
                         ird_error *err) {
    state *s = context;
    IRD_TRY(begin(s, err));
    IRD_TRY(ird_places_complete(system->places, &system->graph, err));
    IRD_TRY(ird_die_cut(system->places, s->parts, order, s->first, err));
    IRD_TRY(write_parts(s, system, order, err));
    ird_graph_free(&system->graph); /* the ranks have it; they need the memory */
    return s->solver != NULL ? s->ranks->solver->load(s->solver, &s->answer, err)
                             : IRD_OK;
}

/* ---- solving ----------------------------------------------------------------------- */

/* New ranks, where the old ones ended or this is a fork of the process that had them: in
 * a folder with the same parts, by links to those of before. */
static ird_status take_over(state *s, ird_error *err) {
    ird_text from = s->folder;
    bool was_ours = s->owner == getpid();
    stop(s); /* which does nothing to those of another process */
    s->owner = getpid();
    s->folder = (ird_text){0};
    ird_status status = begin(s, err);
    for (size_t p = 0; p < s->parts && status == IRD_OK; p++) {
        ird_text old = {0}, new = {0};
        status = ird_part_path(&old, ird_text_get(&from), p, "network", err);
        if (status == IRD_OK) {
            status = ird_part_path(&new, ird_text_get(&s->folder), p, "network", err);
        }
        if (status == IRD_OK && link(ird_text_get(&old), ird_text_get(&new)) != 0) {
            status = ird_fail_system(err, IRD_FILE_WRITE, ird_text_get(&new), errno,
                                     "cannot take over the parts of a network");
        }
        ird_text_free(&old);
        ird_text_free(&new);
    }
    if (was_ours) {
        ird_scratch_remove(ird_text_get(&from));
    }
    ird_text_free(&from);
    return status == IRD_OK ? s->ranks->solver->load(s->solver, &s->answer, err) : status;
}

/* The values of each part; total_a is told in the head. */
static ird_status write_currents(const state *s, const double *rhs, double total_a,
                                 ird_error *err) {
    for (size_t p = 0; p < s->parts; p++) {
        ird_part_head head = head_of(s, p, IRD_PART_CURRENTS);
        head.total_a = total_a;
        const ird_part_piece piece = {rhs + s->first[p],
                                      (size_t)head.count * sizeof *rhs};
        IRD_TRY(
            ird_part_write(ird_text_get(&s->folder), "currents", &head, &piece, 1, err));
    }
    return IRD_OK;
}

ird_status ird_ranks_write_currents(const ird_engine *engine, const double *rhs,
                                    double total_a, ird_error *err) {
    return engine->kind == &ird_engine_ranks
               ? write_currents(engine->state, rhs, total_a, err)
               : IRD_OK;
}

static ird_status read_drops(const state *s, double *x, ird_error *err) {
    for (size_t p = 0; p < s->parts; p++) {
        ird_part_file drops = {0};
        const ird_part_file own = {.head = head_of(s, p, IRD_PART_DROPS)};
        ird_status status = ird_part_open(&drops, ird_text_get(&s->folder), p, "drops",
                                          IRD_PART_DROPS, err);
        if (status == IRD_OK) {
            status = ird_part_match(&own, &drops, err);
        }
        if (status == IRD_OK) {
            memcpy(x + s->first[p], drops.value, (size_t)drops.head.count * sizeof *x);
        }
        ird_part_close(&drops);
        IRD_TRY(status);
    }
    return IRD_OK;
}

/* Nothing of an earlier solution must be taken for this one's. */
static ird_status forget_drops(const state *s, ird_error *err) {
    for (size_t p = 0; p < s->parts; p++) {
        ird_text path = {0};
        IRD_TRY(ird_part_path(&path, ird_text_get(&s->folder), p, "drops", err));
        (void)unlink(ird_text_get(&path));
        ird_text_free(&path);
    }
    return IRD_OK;
}

static ird_status solve(void *context, const double *rhs, double *x, size_t *iterations,
                        ird_error *err) {
    state *s = context;
    if (s->ranks->solver == NULL) {
        return ird_fail(err, IRD_RANKS_PROGRAM,
                        "the parts of this network are written for others to solve");
    }
    if (s->solver == NULL || s->owner != getpid()) {
        IRD_TRY(take_over(s, err));
    }
    IRD_TRY(forget_drops(s, err));
    IRD_TRY(write_currents(s, rhs, 0, err));
    ird_status status = s->ranks->solver->solve(s->solver, &s->answer, err);
    if (status != IRD_OK) {
        stop(s); /* the next solve has new ones */
        return status;
    }
    *iterations += s->answer.iterations;
    return read_drops(s, x, err);
}

static void tell(const void *context, ird_engine_info *info) {
    const state *s = context;
    info->method = IRD_SOLVE_RANKS;
    info->memory_bytes = (size_t)s->answer.all_bytes;
    info->ranks = s->parts;
    info->preconditioner = ird_preconditioner_name(s->ranks->preconditioner);
    info->rank_bytes = s->answer.rank_bytes;
    info->rank_cpu_s = s->answer.rank_cpu_s;
}

const ird_engine_kind ird_engine_ranks = {
    .name = "petsc",
    .methods = IRD_SERVES(IRD_SOLVE_RANKS),
    .analyse = analyse,
    .bytes = bytes,
    .cost = cost,
    .factor = factor,
    .solve = solve,
    .tell = tell,
    .free = free_state,
};
