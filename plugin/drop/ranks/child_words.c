/* SPDX-License-Identifier: BSD-3-Clause */
#include "ranks/child_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *const root_may[] = {"OMPI_ALLOW_RUN_AS_ROOT=1",
                                       "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"};
/* A rank that waits lets others have its core; but MUMPS asks for messages in its
 * innermost loop, and came to a stand beside other work. */
static const char yields[] = "OMPI_MCA_mpi_yield_when_idle=1";
/* Not bound to cores: beside other work, two ranks took ten times as long bound to two
 * cores of which one was busy. */
static const char *const always[] = {"OMPI_MCA_rmaps_base_oversubscribe=1",
                                     "OMPI_MCA_hwloc_base_binding_policy=none",
                                     "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1"};
enum { ROOT_MAY = 2, ALWAYS = 4 };
/* What Open MPI does not bring to other machines by itself, where a BLAS would take all
 * cores for each rank. */
static const char carries[] =
    "OMPI_MCA_mca_base_env_list=OMP_NUM_THREADS;OPENBLAS_NUM_THREADS";

/* On this machine alone: a folder that machines share may be too slow for it. */
static ird_status make_environment(ird_child_words *words, const ird_ranks *ranks,
                                   const char *folder, ird_error *err) {
    size_t count = 0, out = 0;
    while (environ[count] != NULL) {
        count++;
    }
    words->environment =
        ird_alloc(count + ROOT_MAY + ALWAYS + 4, sizeof *words->environment);
    if (words->environment == NULL) {
        return ird_fail_memory(err, "starting processes");
    }
    /* The first of two of one name counts: what the user set. */
    for (size_t i = 0; i < count; i++) {
        words->environment[out++] = environ[i];
    }
    for (size_t i = 0; i < ALWAYS; i++) {
        words->environment[out++] = (char *)always[i];
    }
    for (size_t i = 0; i < ROOT_MAY && geteuid() == 0; i++) {
        words->environment[out++] = (char *)root_may[i];
    }
    if (ranks->preconditioner != IRD_BY_MUMPS) {
        words->environment[out++] = (char *)yields;
    }
    if (ranks->hosts == NULL) {
        IRD_TRY(ird_text_printf(&words->text[3], err, "OMPI_MCA_orte_tmpdir_base=%s",
                                folder));
        words->environment[out++] = words->text[3].bytes.items;
    } else {
        words->environment[out++] = (char *)carries;
    }
    words->environment[out] = NULL;
    return IRD_OK;
}

ird_status ird_child_words_make(ird_child_words *words, const ird_ranks *ranks,
                                size_t parts, const char *folder, ird_error *err) {
    const char *mpirun = getenv("IRDROP_MPIRUN");
    size_t out = 0;
    IRD_TRY(make_environment(words, ranks, folder, err));
    IRD_TRY(ird_text_printf(&words->text[0], err, "%s",
                            mpirun != NULL && mpirun[0] != '\0' ? mpirun : "mpirun"));
    IRD_TRY(ird_text_printf(&words->text[1], err, "%zu", parts));
    IRD_TRY(ird_text_printf(&words->text[2], err, "%s", folder));
    words->words[out++] = words->text[0].bytes.items;
    words->words[out++] = (char *)"-n";
    words->words[out++] = words->text[1].bytes.items;
    if (ranks->hosts != NULL) {
        words->words[out++] = (char *)"-hostfile";
        words->words[out++] = (char *)ranks->hosts;
    }
    words->words[out++] = (char *)ranks->program;
    words->words[out++] = words->text[2].bytes.items;
    words->words[out++] = (char *)"-serve";
    words->words[out++] = (char *)"-preconditioner";
    words->words[out++] = (char *)ird_preconditioner_name(ranks->preconditioner);
    words->words[out] = NULL;
    return IRD_OK;
}

void ird_child_words_free(ird_child_words *words) {
    for (size_t i = 0; i < sizeof words->text / sizeof *words->text; i++) {
        ird_text_free(&words->text[i]);
    }
    ird_free(words->environment);
}

bool ird_child_answer(const char *line, ird_ranks_answer *answer) {
    ird_ranks_answer read;
    char rest;
    if (sscanf(line, "done %zu %lf %lf %lf%c", &read.iterations, &read.rank_bytes,
               &read.all_bytes, &read.rank_cpu_s, &rest) != 4) {
        return false;
    }
    *answer = read;
    return true;
}

void ird_child_progress(const char *line, char *stage, size_t size, double *fraction) {
    double read;
    int at = 0;
    if (sscanf(line, "at %lf %n", &read, &at) == 1 && at > 0) {
        *fraction = read < 0 ? 0 : read > 1 ? 1 : read;
        snprintf(stage, size, "%s", line + at);
    }
}

/* The first line that contains a phrase, from there on. */
static bool find_line(FILE *log, const char *phrase, char *found, size_t size) {
    char line[1024];
    rewind(log);
    while (fgets(line, sizeof line, log) != NULL) {
        const char *at = strstr(line, phrase);
        if (at != NULL) {
            snprintf(found, size, "%.*s", (int)strcspn(at, "\r\n"), at);
            return true;
        }
    }
    return false;
}

/* The first line with words in it that is no rule. */
static bool first_line(FILE *log, char *found, size_t size) {
    char line[1024];
    rewind(log);
    while (fgets(line, sizeof line, log) != NULL) {
        if (line[0] != '-' && strspn(line, " \t\n") < strlen(line)) {
            snprintf(found, size, "%.*s", (int)strcspn(line, "\r\n"), line);
            return true;
        }
    }
    return false;
}

static void describe_end(char *why, size_t size, int how) {
    if (WIFSIGNALED(how)) {
        snprintf(why, size, "mpirun was ended by signal %d", WTERMSIG(how));
    } else {
        snprintf(why, size, "mpirun ended with status %d and said nothing",
                 WIFEXITED(how) ? WEXITSTATUS(how) : 0);
    }
}

void ird_child_reason(char *why, size_t size, const char *log, int how) {
    static const char ours[] = "irdrop-psolve: ";
    char line[512];
    FILE *file = fopen(log, "re");
    if (file != NULL && find_line(file, ours, line, sizeof line)) {
        snprintf(why, size, "%s", line + strlen(ours));
    } else if (file != NULL && find_line(file, "process rank ", line, sizeof line)) {
        snprintf(why, size, "%s", line);
    } else if (file != NULL && find_line(file, "There are not enough slots", line, 64)) {
        snprintf(why, size, "the hosts have too few slots for so many processes");
    } else if (file != NULL && first_line(file, line, sizeof line)) {
        snprintf(why, size, "mpirun: %s", line);
    } else {
        describe_end(why, size, how);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}
