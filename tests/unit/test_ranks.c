/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network in parts: the cut by hand, files that are damaged byte by byte, and the
 * engine with ranks made up here, which read the parts and solve them by dense
 * elimination.
 */
#include "check.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "failing_alloc.h"
#include "mesh.h"
#include "ranks/die_cut.h"
#include "ranks/part_file.h"
#include "ranks/ranks.h"

/* ---- the cut ----------------------------------------------------------------------- */

/* Six nodes in a row, of which two stand above each other, in four parts: first 3 and 3,
 * across the longer side, then 1 and 2 each. */
static void test_cut_by_hand(void) {
    float x[] = {50, 0, 10, 40, 20, 20}, y[] = {0, 0, 0, 0, 3, 1};
    bool known[6] = {true, true, true, true, true, true};
    const ird_places places = {.n = 6, .x = x, .y = y, .is_known = known, .known = 6};
    int32_t order[6];
    size_t first[7];
    ird_error err;
    CHECK(ird_die_cut(&places, 4, order, first, &err) == IRD_OK);
    const int32_t want[] = {1, 2, 4, 5, 0, 3};
    const size_t want_first[] = {0, 1, 3, 4, 6};
    CHECK(memcmp(first, want_first, sizeof want_first) == 0);
    CHECK(memcmp(order, want, sizeof want) == 0);
    CHECK(ird_die_cut(&places, 1, order, first, &err) == IRD_OK);
    CHECK(first[0] == 0 && first[1] == 6 && order[0] == 0 && order[5] == 5);
    CHECK(ird_die_cut(&places, 6, order, first, &err) == IRD_OK);
    for (size_t p = 0; p < 6; p++) {
        CHECK(first[p + 1] == p + 1);
    }
}

/* A square of 64 x 64 in four: its quarters, whatever the order of its nodes; all at one
 * place: by their numbers. */
static void test_cut_square(void) {
    enum { SIDE = 64, ALL = SIDE * SIDE };
    static float x[ALL], y[ALL];
    static int32_t order[ALL];
    const ird_places places = {.n = ALL, .x = x, .y = y, .known = ALL};
    size_t first[5];
    ird_error err;
    for (size_t i = 0; i < ALL; i++) {
        size_t at = i * 2741 % ALL; /* odd: each once */
        x[i] = (float)(at % SIDE);
        y[i] = (float)(at / SIDE);
    }
    CHECK(ird_die_cut(&places, 4, order, first, &err) == IRD_OK);
    for (size_t p = 0; p < 4; p++) {
        CHECK(first[p + 1] - first[p] == ALL / 4);
        for (size_t i = first[p]; i < first[p + 1]; i++) {
            int32_t node = order[i];
            CHECK((x[node] >= SIDE / 2) == (p >= 2) && (y[node] >= SIDE / 2) == (p % 2));
            CHECK(i == first[p] || order[i - 1] < node);
        }
    }
    memset(x, 0, sizeof x);
    memset(y, 0, sizeof y);
    CHECK(ird_die_cut(&places, 4, order, first, &err) == IRD_OK);
    for (int32_t i = 0; i < ALL; i++) {
        CHECK(order[i] == i);
    }
}

/* ---- files ------------------------------------------------------------------------- */

static char folder[64];

static void write_bytes(const char *path, const char *bytes, size_t size) {
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

/* Two nodes of five: 3-4 within the part, 3-2 beyond it. */
static void write_part(void) {
    const double siemens[] = {2, 3, 2}, leak[] = {0.5, 0};
    const uint32_t degree[] = {2, 1}, neighbour[] = {4, 2, 3};
    const float x[] = {1, 2}, y[] = {3, 4};
    const ird_part_head head = {.kind = IRD_PART_NETWORK,
                                .part = 1,
                                .parts = 2,
                                .nodes = 5,
                                .first = 3,
                                .count = 2,
                                .ends = 3,
                                .network = 77};
    const ird_part_piece pieces[] = {
        {siemens, sizeof siemens},     {leak, sizeof leak}, {degree, sizeof degree},
        {neighbour, sizeof neighbour}, {x, sizeof x},       {y, sizeof y}};
    ird_error err = {0};
    CHECK(ird_part_write(folder, "network", &head, pieces, 6, &err) == IRD_OK);
}

static ird_status open_part(ird_part_file *part, ird_error *err) {
    return ird_part_open(part, folder, 1, "network", IRD_PART_NETWORK, err);
}

static void test_file(void) {
    ird_part_file part = {0};
    ird_error err = {0};
    write_part();
    CHECK(open_part(&part, &err) == IRD_OK);
    CHECK(part.head.first == 3 && part.head.count == 2 && part.head.ends == 3);
    CHECK(part.siemens[1] == 3 && part.leak[0] == 0.5 && part.degree[0] == 2);
    CHECK(part.neighbour[1] == 2 && part.x[1] == 2 && part.y[0] == 3);
    ird_part_close(&part);
    CHECK(ird_part_open(&part, folder, 0, "network", IRD_PART_NETWORK, &err) ==
          IRD_FILE_OPEN);
}

/* Each byte turned round, each length cut off, one byte more: one message, with the file.
 */
static void test_damage(void) {
    char path[128], bytes[512] = {0};
    snprintf(path, sizeof path, "%s/part-1.network", folder);
    FILE *file = fopen(path, "rb");
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    CHECK(size == 88 + 3 * 8 + 2 * 8 + 2 * 4 + 3 * 4 + 4 * 4);
    ird_part_file part = {0};
    for (size_t i = 0; i < size; i++) {
        ird_error err = {0};
        bytes[i] = (char)~bytes[i];
        write_bytes(path, bytes, size);
        bytes[i] = (char)~bytes[i];
        if (!CHECK(open_part(&part, &err) == IRD_PART_FILE)) {
            fprintf(stderr, "    byte %zu\n", i);
        }
        CHECK_TEXT(err.file, path);
        CHECK(strstr(err.text, "written again") != NULL);
    }
    for (size_t i = 1; i <= size; i++) {
        ird_error err = {0};
        write_bytes(path, bytes, i == size ? size + 1 : i);
        CHECK(open_part(&part, &err) == IRD_PART_FILE);
    }
    CHECK(part.input.data == NULL);
    write_bytes(path, bytes, size);
}

/* Sums that are right do not make numbers sound. */
static void test_unsound(void) {
    const struct {
        double siemens, leak;
        uint32_t degree, neighbour;
        float x;
        const char *what;
    } cases[] = {
        {1, 0, 1, 1, 0, NULL},
        {-1, 0, 1, 1, 0, "negative"},
        {0, 0, 1, 1, 0, "no conductance"},
        {(double)NAN, 0, 1, 1, 0, "no number"},
        {1, -1, 1, 1, 0, "negative leak"},
        {1, (double)INFINITY, 1, 1, 0, "endless leak"},
        {1, 0, 0, 1, 0, "ends left over"},
        {1, 0, 2, 1, 0, "ends missing"},
        {1, 0, 1, 0, 0, "to itself"},
        {1, 0, 1, 2, 0, "to no node"},
        {1, 0, 1, 1, (float)NAN, "nowhere"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const ird_part_head head = {.kind = IRD_PART_NETWORK,
                                    .part = 1,
                                    .parts = 3,
                                    .nodes = 2,
                                    .count = 1,
                                    .ends = 1};
        const float y = 0;
        const ird_part_piece pieces[] = {{&cases[i].siemens, 8}, {&cases[i].leak, 8},
                                         {&cases[i].degree, 4},  {&cases[i].neighbour, 4},
                                         {&cases[i].x, 4},       {&y, 4}};
        ird_part_file part = {0};
        ird_error err = {0};
        CHECK(ird_part_write(folder, "network", &head, pieces, 6, &err) == IRD_OK);
        ird_status status = open_part(&part, &err);
        if (!CHECK((status == IRD_OK) == (cases[i].what == NULL))) {
            fprintf(stderr, "    %s\n", cases[i].what);
        }
        ird_part_close(&part);
    }
}

/* Vectors: of this network and these nodes, numbers all. */
static void test_vector(void) {
    double value[] = {1, 2};
    ird_part_head head = {.kind = IRD_PART_DROPS,
                          .part = 1,
                          .parts = 2,
                          .nodes = 5,
                          .first = 3,
                          .count = 2,
                          .network = 77};
    const ird_part_piece piece = {value, sizeof value};
    ird_part_file part = {0}, drops = {0};
    ird_error err = {0};
    write_part();
    CHECK(open_part(&part, &err) == IRD_OK);
    CHECK(ird_part_write(folder, "drops", &head, &piece, 1, &err) == IRD_OK);
    CHECK(ird_part_open(&drops, folder, 1, "drops", IRD_PART_CURRENTS, &err) ==
          IRD_PART_FILE);
    CHECK(ird_part_open(&drops, folder, 1, "drops", IRD_PART_DROPS, &err) == IRD_OK);
    CHECK(drops.value[1] == 2 && ird_part_match(&part, &drops, &err) == IRD_OK);
    drops.head.network++;
    CHECK(ird_part_match(&part, &drops, &err) == IRD_PART_FILE);
    ird_part_close(&drops);
    value[1] = (double)NAN;
    CHECK(ird_part_write(folder, "drops", &head, &piece, 1, &err) == IRD_OK);
    CHECK(ird_part_open(&drops, folder, 1, "drops", IRD_PART_DROPS, &err) ==
          IRD_PART_FILE);
    ird_part_close(&part);
}

/* ---- the engine, with ranks of our own ----------------------------------------------
 */

enum { MOST = 400 };
typedef struct pretender {
    char folder[128];
    size_t parts, starts, loads, solves, live;
    ird_ranks_answer answer;
    double g[MOST][MOST + 1]; /* the matrix and, behind it, the right-hand side */
    double x[MOST];
    size_t n;
    ird_status next; /* what solve returns, once */
    double skew;     /* what it adds to a drop */
} pretender;

static pretender world;

static ird_status begin(void **state, const ird_ranks *ranks, size_t parts,
                        const char *where, ird_error *err) {
    (void)ranks;
    (void)err;
    snprintf(world.folder, sizeof world.folder, "%s", where);
    world.parts = parts;
    world.starts++;
    world.live++;
    *state = &world;
    return IRD_OK;
}

static double other_side(const ird_part_file *parts, uint32_t row, uint32_t column) {
    for (size_t p = 0; p < world.parts; p++) {
        size_t end = 0;
        for (size_t i = 0; i < parts[p].head.count; i++) {
            for (size_t k = 0; k < parts[p].degree[i]; k++, end++) {
                if (parts[p].head.first + i == row && parts[p].neighbour[end] == column) {
                    return parts[p].siemens[end];
                }
            }
        }
    }
    return 0;
}

/* Every node once, every edge on both sides. */
static ird_status load(void *state, ird_ranks_answer *answer, ird_error *err) {
    ird_part_file parts[8] = {0};
    size_t next = 0;
    (void)state;
    (void)answer;
    memset(world.g, 0, sizeof world.g);
    for (size_t p = 0; p < world.parts; p++) {
        CHECK(ird_part_open(&parts[p], world.folder, p, "network", IRD_PART_NETWORK,
                            err) == IRD_OK);
        CHECK(parts[p].head.first == next && parts[p].head.parts == world.parts);
        CHECK(parts[p].head.network == parts[0].head.network);
        next += parts[p].head.count;
    }
    world.n = parts[0].head.nodes;
    CHECK(next == world.n && world.n <= MOST);
    for (size_t p = 0; p < world.parts; p++) {
        size_t end = 0;
        for (size_t i = 0; i < parts[p].head.count; i++) {
            uint32_t row = (uint32_t)(parts[p].head.first + i);
            world.g[row][row] += parts[p].leak[i];
            for (size_t k = 0; k < parts[p].degree[i]; k++, end++) {
                uint32_t column = parts[p].neighbour[end];
                world.g[row][row] += parts[p].siemens[end];
                world.g[row][column] -= parts[p].siemens[end];
                CHECK(other_side(parts, column, row) == parts[p].siemens[end]);
            }
        }
    }
    for (size_t p = 0; p < world.parts; p++) {
        ird_part_close(&parts[p]);
    }
    world.loads++;
    return IRD_OK;
}

static void eliminate(void) {
    static double a[MOST][MOST + 1];
    size_t n = world.n;
    memcpy(a, world.g, sizeof a);
    for (size_t k = 0; k < n; k++) {
        for (size_t i = k + 1; i < n; i++) {
            double f = a[i][k] / a[k][k];
            for (size_t j = k; j < n; j++) {
                a[i][j] -= f * a[k][j];
            }
            a[i][MOST] -= f * a[k][MOST];
        }
    }
    for (size_t k = n; k-- > 0;) {
        double sum = a[k][MOST];
        for (size_t j = k + 1; j < n; j++) {
            sum -= a[k][j] * world.x[j];
        }
        world.x[k] = sum / a[k][k];
    }
}

static ird_status solve(void *state, ird_ranks_answer *answer, ird_error *err) {
    ird_part_head heads[8];
    (void)state;
    *answer = (ird_ranks_answer){3, 1e6, 2e6, 0.5};
    world.solves++;
    ird_status status = world.next;
    world.next = IRD_OK;
    if (status != IRD_OK) {
        return ird_fail(err, status, "as the test wants it");
    }
    for (size_t p = 0; p < world.parts; p++) {
        ird_part_file currents = {0};
        CHECK(ird_part_open(&currents, world.folder, p, "currents", IRD_PART_CURRENTS,
                            err) == IRD_OK);
        heads[p] = currents.head;
        for (size_t i = 0; i < currents.head.count; i++) {
            world.g[currents.head.first + i][MOST] = currents.value[i];
        }
        ird_part_close(&currents);
    }
    eliminate();
    world.x[0] += world.skew;
    for (size_t p = 0; p < world.parts; p++) {
        const ird_part_piece piece = {world.x + heads[p].first, heads[p].count * 8};
        heads[p].kind = IRD_PART_DROPS;
        CHECK(ird_part_write(world.folder, "drops", &heads[p], &piece, 1, err) == IRD_OK);
    }
    return IRD_OK;
}

static void end(void *state) {
    (void)state;
    world.live--;
}

static const ird_ranks_solver pretenders = {begin, load, solve, end};

static ird_status solve_by(const ird_network *n, const ird_ranks *ranks,
                           ird_solution *solution, ird_factor **kept, ird_error *err) {
    ird_solve_options options = ird_solve_defaults;
    ird_factor *factor = NULL;
    options.engine.method = ranks != NULL ? IRD_SOLVE_RANKS : IRD_SOLVE_DIRECT;
    options.engine.ranks = ranks;
    ird_status status = ird_factor_create(&factor, n, &options, NULL, err);
    if (status == IRD_OK) {
        status = ird_solve(solution, factor, NULL, 0, err);
    }
    if (kept != NULL) {
        *kept = factor;
    } else {
        ird_factor_free(factor);
    }
    return status;
}

/* The drops of our own factor, whatever the number of parts. */
static void test_engine(void) {
    ird_network n;
    mesh_make(&n, 15, 3, 5);
    ird_solution exact = {0};
    ird_error err = {0};
    CHECK(solve_by(&n, NULL, &exact, NULL, &err) == IRD_OK);
    for (size_t count = 1; count <= 7; count += 2) {
        const ird_ranks ranks = {.count = count, .solver = &pretenders};
        ird_solution shared = {0};
        ird_factor *factor = NULL;
        memset(&world, 0, sizeof world);
        CHECK(solve_by(&n, &ranks, &shared, &factor, &err) == IRD_OK);
        for (size_t i = 0; i < exact.node_count; i++) {
            CHECK_NEAR(shared.drop_v[i], exact.drop_v[i], 1e-11);
        }
        const ird_factor_info info = ird_factor_get_info(factor);
        CHECK(info.ranks == count && info.method == IRD_SOLVE_RANKS);
        CHECK_TEXT(info.engine, "petsc");
        CHECK_TEXT(info.preconditioner, "boomeramg");
        CHECK_NEAR(info.rank_bytes, 1e6, 0);
        CHECK(shared.residual < 1e-12 && shared.iterations >= 3 && world.live == 1);
        CHECK(access(world.folder, F_OK) == 0);
        ird_factor_free(factor);
        CHECK(world.live == 0 && access(world.folder, F_OK) != 0);
        ird_solution_free(&shared);
    }
    ird_solution_free(&exact);
    ird_network_free(&n);
}

/* More ranks than nodes are as many as nodes: the corners of 3 x 3 are eliminated, and
 * what has two neighbours then; of 4 x 4 some are left. */
static void test_few_nodes(void) {
    ird_network n;
    mesh_make(&n, 4, 1, 5);
    const ird_ranks ranks = {.count = 8, .solver = &pretenders};
    ird_solution exact = {0}, shared = {0};
    ird_error err = {0};
    memset(&world, 0, sizeof world);
    CHECK(solve_by(&n, NULL, &exact, NULL, &err) == IRD_OK);
    CHECK(solve_by(&n, &ranks, &shared, NULL, &err) == IRD_OK);
    CHECK(world.parts >= 1 && world.parts <= 8 && world.parts == world.n);
    for (size_t i = 0; i < exact.node_count; i++) {
        CHECK_NEAR(shared.drop_v[i], exact.drop_v[i], 1e-12);
    }
    ird_solution_free(&exact);
    ird_solution_free(&shared);
    ird_network_free(&n);
}

/* A rank that answers wrongly is not believed; one that fails is told, and the next solve
 * has new ones, in a new folder with the same parts. */
static void test_failures(void) {
    ird_network n;
    mesh_make(&n, 12, 2, 5);
    const ird_ranks ranks = {.count = 3, .solver = &pretenders};
    ird_solution solution = {0}, again = {0};
    ird_factor *factor = NULL;
    ird_error err = {0};
    char before[128];
    memset(&world, 0, sizeof world);
    world.skew = 1e-3;
    CHECK(solve_by(&n, &ranks, &solution, &factor, &err) == IRD_SOLVE_INACCURATE);
    CHECK(strstr(err.text, "misses its accuracy") != NULL && world.solves > 1);
    world.skew = 0;
    world.next = IRD_RANKS_ENDED;
    strcpy(before, world.folder);
    CHECK(ird_solve(&solution, factor, NULL, 0, &err) == IRD_RANKS_ENDED);
    CHECK(world.live == 0 && world.starts == 1);
    CHECK(ird_solve(&solution, factor, NULL, 0, &err) == IRD_OK);
    CHECK(world.live == 1 && world.starts == 2 && world.loads == 2);
    CHECK(strcmp(before, world.folder) != 0 && access(before, F_OK) != 0);
    pid_t fork_id = fork();
    if (fork_id == 0) { /* has ranks of its own */
        int code =
            ird_solve(&again, factor, NULL, 0, &err) == IRD_OK && world.starts == 3;
        ird_factor_free(factor);
        _exit(code && access(world.folder, F_OK) != 0 ? 0 : 1);
    }
    int how = 1;
    CHECK(waitpid(fork_id, &how, 0) == fork_id && how == 0);
    CHECK(access(world.folder, F_OK) == 0);
    CHECK(ird_solve(&again, factor, NULL, 0, &err) == IRD_OK && world.starts == 2);
    CHECK(memcmp(again.drop_v, solution.drop_v, again.node_count * 8) == 0);
    ird_factor_free(factor);
    ird_solution_free(&solution);
    ird_solution_free(&again);
    ird_network_free(&n);
}

/* Parts that stay: currents beside them, with the sum of the loads; nobody solves them.
 */
static void test_kept_parts(void) {
    ird_network n;
    mesh_make(&n, 12, 2, 5);
    const ird_ranks ranks = {.count = 2, .folder = folder};
    ird_solve_options options = ird_solve_defaults;
    ird_factor *factor = NULL;
    ird_solution none = {0};
    ird_error err = {0};
    ird_part_file currents = {0};
    double want_a = 0;
    for (size_t i = 0; i < n.loads.count; i++) {
        want_a += n.loads.items[i].ampere;
    }
    options.engine.method = IRD_SOLVE_RANKS;
    options.engine.ranks = &ranks;
    CHECK(ird_factor_create(&factor, &n, &options, NULL, &err) == IRD_OK);
    CHECK(ird_factor_write_currents(factor, NULL, 0, &err) == IRD_OK);
    CHECK(ird_solve(&none, factor, NULL, 0, &err) == IRD_RANKS_PROGRAM);
    CHECK(ird_part_open(&currents, folder, 1, "currents", IRD_PART_CURRENTS, &err) ==
          IRD_OK);
    CHECK_NEAR(currents.head.total_a, want_a, 1e-12 * want_a);
    ird_part_close(&currents);
    ird_factor_free(factor);
    ird_network_free(&n);
}

/* ---- out of memory ------------------------------------------------------------------
 */

static ird_status pass(void *state, ird_ranks_answer *answer, ird_error *err) {
    (void)state;
    (void)answer;
    (void)err;
    return IRD_OK;
}

/* The currents as drops: wrong, but whole. */
static ird_status echo(void *state, ird_ranks_answer *answer, ird_error *err) {
    ird_status status = pass(state, answer, err);
    for (size_t p = 0; p < world.parts && status == IRD_OK; p++) {
        ird_part_file currents = {0};
        status =
            ird_part_open(&currents, world.folder, p, "currents", IRD_PART_CURRENTS, err);
        if (status == IRD_OK) {
            ird_part_head head = currents.head;
            const ird_part_piece piece = {currents.value, (size_t)head.count * 8};
            head.kind = IRD_PART_DROPS;
            status = ird_part_write(world.folder, "drops", &head, &piece, 1, err);
        }
        ird_part_close(&currents);
    }
    return status;
}

/* Each allocation in turn: nothing is leaked, in memory or in the folder of folders. */
static void test_allocations(void) {
    static const ird_ranks_solver echoes = {begin, pass, echo, end};
    ird_network n;
    mesh_make(&n, 8, 2, 5);
    const ird_ranks ranks = {.count = 3, .solver = &echoes};
    memset(&world, 0, sizeof world);
    long live = failing_alloc_live();
    size_t at = 1;
    for (bool fired = true; fired && at < 1000; at += fired ? 1 : 0) {
        ird_solution solution = {0};
        ird_error err = {0};
        failing_alloc_arm(at);
        ird_status status = solve_by(&n, &ranks, &solution, NULL, &err);
        fired = failing_alloc_fired();
        failing_alloc_arm(0);
        CHECK(fired ? status == IRD_NO_MEMORY || status == IRD_FILE_WRITE
                    : status == IRD_SOLVE_INACCURATE);
        CHECK(failing_alloc_live() == live && world.live == 0);
        CHECK(world.folder[0] == '\0' || access(world.folder, F_OK) != 0);
    }
    CHECK(at > 60 && at < 1000);
    ird_network_free(&n);
}

int main(void) {
    snprintf(folder, sizeof folder, "test_ranks_XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    RUN(test_cut_by_hand);
    RUN(test_cut_square);
    RUN(test_file);
    RUN(test_damage);
    RUN(test_unsound);
    RUN(test_vector);
    RUN(test_engine);
    RUN(test_few_nodes);
    RUN(test_failures);
    RUN(test_kept_parts);
    RUN(test_allocations);
    ird_scratch_remove(folder);
    return check_summary("ranks");
}
