/* SPDX-License-Identifier: BSD-3-Clause
 *
 * mpirun and irdrop-psolve as child processes. One socket is their standard input and
 * output: this process writes a line, "load" or "solve", they answer by lines
 *     at FRACTION STAGE        once all of them have met, and now and then
 *     done ITERATIONS BYTES_OF_THE_LARGEST_RANK BYTES_OF_ALL CPU_SECONDS_OF_ONE
 * What goes wrong there ends them all: the end of the socket says so, and why stands in
 * what they wrote to standard error, a file of the folder. They end, and remove the
 * folder, when the socket does, so that nothing is left where this process is killed.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "ranks/child_words.h"
#include "ranks/ranks.h"

enum { LINE = 1024, BEAT_MS = 100 };
static const double patience_s = 5; /* for who was asked to end */
/* For them to meet, where IRDROP_RANKS_START_S does not say: what starts but cannot reach
 * one another would never end. */
static const double start_s = 120;

typedef struct children {
    const ird_ranks *ranks;
    ird_text log; /* what they say to standard error */
    pid_t mpirun; /* and leader of its group; 0: not there */
    pid_t owner;
    int socket;
    char line[LINE]; /* received so far */
    size_t size;
    double begun_s;
    bool has_met; /* they have said something */
} children;

/* ---- starting ---------------------------------------------------------------------- */

static ird_status fail_start(const char *program, int why, ird_error *err) {
    return ird_fail(err, IRD_RANKS_PROGRAM,
                    "cannot start %.200s: %s; install an MPI (Debian: openmpi-bin), or "
                    "solve without -engine petsc",
                    program, strerror(why));
}

/* mpirun with its group, signals as by default, and the socket and log as its files. */
static int spawn(children *c, char *const *words, char *const *environment, int theirs) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int why = posix_spawn_file_actions_init(&files);
    if (why != 0) {
        return why;
    }
    why = posix_spawnattr_init(&how);
    if (why == 0) {
        posix_spawn_file_actions_adddup2(&files, theirs, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files, theirs, STDOUT_FILENO);
        why =
            posix_spawn_file_actions_addopen(&files, STDERR_FILENO, ird_text_get(&c->log),
                                             O_WRONLY | O_CREAT | O_APPEND, 0600);
        posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                           POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&how, 0);
        posix_spawnattr_setsigmask(&how, &none);
        posix_spawnattr_setsigdefault(&how, &all);
        why = why == 0
                  ? posix_spawnp(&c->mpirun, words[0], &files, &how, words, environment)
                  : why;
        posix_spawnattr_destroy(&how);
    }
    posix_spawn_file_actions_destroy(&files);
    return why;
}

static ird_status launch(children *c, size_t parts, const char *folder, ird_error *err) {
    ird_child_words words = {0};
    int ends[2] = {-1, -1};
    ird_status status = ird_child_words_make(&words, c->ranks, parts, folder, err);
    if (status == IRD_OK &&
        (c->ranks->program == NULL || access(c->ranks->program, X_OK) != 0)) {
        status =
            ird_fail(err, IRD_RANKS_PROGRAM,
                     "there is no irdrop-psolve, for irdrop was built without PETSc; "
                     "install it (Debian: libpetsc-real-dev, libopenmpi-dev, "
                     "openmpi-bin), build again with -DIRDROP_PETSC=ON, or solve "
                     "without -engine petsc");
    }
    if (status == IRD_OK && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
        status = fail_start(words.words[0], errno, err);
    }
    if (status == IRD_OK) {
        int why = spawn(c, words.words, words.environment, ends[1]);
        close(ends[1]);
        c->socket = ends[0];
        if (why != 0) {
            c->mpirun = 0;
            status = fail_start(words.words[0], why, err);
        }
    }
    ird_child_words_free(&words);
    return status;
}

/* ---- ending ------------------------------------------------------------------------ */

/* Whether mpirun ended within some seconds. */
static bool ends_within(children *c, double seconds, int *how) {
    double until_s = ird_clock_s() + seconds;
    do {
        pid_t ended = waitpid(c->mpirun, how, WNOHANG);
        if (ended == c->mpirun || (ended < 0 && errno != EINTR)) {
            c->mpirun = 0;
            return true;
        }
        (void)poll(NULL, 0, 10);
    } while (ird_clock_s() < until_s);
    return false;
}

/* Wait for the end of all; how is what waitpid says of mpirun. */
static void finish(children *c, bool is_hurried, int *how) {
    if (c->socket >= 0) {
        (void)shutdown(c->socket, SHUT_RDWR);
    }
    if (c->mpirun == 0 || (!is_hurried && ends_within(c, patience_s, how))) {
        return;
    }
    (void)kill(c->mpirun,
               SIGTERM); /* it ends its ranks, which have groups of their own */
    if (!ends_within(c, patience_s, how)) {
        (void)kill(-c->mpirun, SIGKILL); /* they end by themselves when it is gone */
        (void)ends_within(c, patience_s, how);
    }
}

static void stop(void *state) {
    children *c = state;
    int how = 0;
    if (c == NULL) {
        return;
    }
    if (c->owner == getpid()) {
        finish(c, false, &how);
    }
    if (c->socket >= 0) {
        close(c->socket);
    }
    ird_text_free(&c->log);
    ird_free(c);
}

static ird_status fail_ended(children *c, ird_error *err) {
    int how = 0;
    char why[512];
    finish(c, false, &how);
    ird_child_reason(why, sizeof why, ird_text_get(&c->log), how);
    return ird_fail(err, IRD_RANKS_ENDED, "solving by %zu processes failed: %s",
                    c->ranks->count, why);
}

static ird_status start(void **state, const ird_ranks *ranks, size_t parts,
                        const char *folder, ird_error *err) {
    children *c = ird_alloc_zero(1, sizeof *c);
    if (c == NULL) {
        return ird_fail_memory(err, "starting processes");
    }
    c->ranks = ranks;
    c->owner = getpid();
    c->socket = -1;
    c->begun_s = ird_clock_s();
    ird_status status = ird_text_printf(&c->log, err, "%s/log", folder);
    if (status == IRD_OK) {
        status = launch(c, parts, folder, err);
    }
    if (status != IRD_OK) {
        stop(c);
        return status;
    }
    *state = c;
    return IRD_OK;
}

/* ---- asking ------------------------------------------------------------------------ */

/* One line of theirs into line, without its end; *came is false where none came within a
 * beat. */
static ird_status next_line(children *c, char *line, bool *came, ird_error *err) {
    char *end = memchr(c->line, '\n', c->size);
    struct pollfd wanted = {.fd = c->socket, .events = POLLIN};
    if (end == NULL && poll(&wanted, 1, BEAT_MS) > 0) {
        ssize_t got = recv(c->socket, c->line + c->size, LINE - c->size, 0);
        if (got == 0 || (got < 0 && errno != EINTR) || c->size + (size_t)got >= LINE) {
            return fail_ended(c, err);
        }
        c->size += got > 0 ? (size_t)got : 0;
        end = memchr(c->line, '\n', c->size);
    }
    *came = end != NULL;
    c->has_met = c->has_met || *came;
    if (end != NULL) {
        size_t length = (size_t)(end - c->line);
        memcpy(line, c->line, length);
        line[length] = '\0';
        c->size -= length + 1;
        memmove(c->line, end + 1, c->size);
    }
    return IRD_OK;
}

/* Whether they still have time to meet. */
static ird_status check_start(children *c, ird_error *err) {
    const char *said = getenv("IRDROP_RANKS_START_S");
    char *end = NULL;
    double most_s = said != NULL ? strtod(said, &end) : start_s;
    most_s = said != NULL && (end == said || !(most_s > 0)) ? start_s : most_s;
    if (ird_clock_s() - c->begun_s <= most_s) {
        return IRD_OK;
    }
    int how;
    finish(c, true, &how);
    return ird_fail(err, IRD_RANKS_ENDED,
                    "solving by %zu processes failed: they did not meet within %g s of "
                    "being started; see whether they run and reach one another (mpirun "
                    "with a small program), or set IRDROP_RANKS_START_S to more seconds",
                    c->ranks->count, most_s);
}

static ird_status ask(children *c, const char *request, ird_ranks_answer *answer,
                      ird_error *err) {
    char line[LINE];
    char stage[64] = "waiting for the processes that solve";
    double fraction = 0;
    size_t size = strlen(request);
    if (send(c->socket, request, size, MSG_NOSIGNAL) != (ssize_t)size) {
        return fail_ended(c, err);
    }
    for (;;) {
        bool came = false;
        ird_status status = ird_monitor_tick(c->ranks->monitor, stage, fraction, err);
        if (status != IRD_OK) {
            int how;
            finish(c, true, &how);
            return status;
        }
        IRD_TRY(next_line(c, line, &came, err));
        if (!c->has_met) {
            IRD_TRY(check_start(c, err));
        }
        if (came && ird_child_answer(line, answer)) {
            return IRD_OK;
        }
        if (came) {
            ird_child_progress(line, stage, sizeof stage, &fraction);
        }
    }
}

static ird_status load(void *state, ird_ranks_answer *answer, ird_error *err) {
    return ask(state, "load\n", answer, err);
}

static ird_status solve(void *state, ird_ranks_answer *answer, ird_error *err) {
    return ask(state, "solve\n", answer, err);
}

const ird_ranks_solver ird_ranks_children = {start, load, solve, stop};
