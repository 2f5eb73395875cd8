/* SPDX-License-Identifier: BSD-3-Clause */
#include "command/ranks_options.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/input.h"

const char *const ird_engine_words[] = {"own", "petsc", NULL};
enum { ENGINE_OWN, ENGINE_PETSC };

const char *const ird_preconditioner_words[] = {"boomeramg", "gamg",  "schwarz",
                                                "icc",       "mumps", NULL};
_Static_assert(sizeof ird_preconditioner_words / sizeof *ird_preconditioner_words ==
                   IRD_PRECONDITIONERS + 1,
               "a word each, in the order of ird_preconditioner");

enum { RANKS_DEFAULT = 2, RANKS_MOST = 65536 };

/* Those asked for so far: factors of the session point to them. */
struct ird_tcl_ranks_kept {
    ird_ranks ranks;
    char *hosts, *program;
    struct ird_tcl_ranks_kept *next;
};
typedef struct ird_tcl_ranks_kept kept;

static void free_kept(kept *k) {
    ird_free(k->hosts);
    ird_free(k->program);
    ird_free(k);
}

void ird_tcl_ranks_free(ird_context *context) {
    while (context->ranks != NULL) {
        kept *next = context->ranks->next;
        free_kept(context->ranks);
        context->ranks = next;
    }
}

/* irdrop-psolve: that of IRDROP_PSOLVE, or in the folder bin beside that of this module,
 * as in a build, or of an installation, lib/ARCHITECTURE/tcltk or less deep; "" where it
 * is in none. */
static ird_status find_program(ird_text *path, ird_error *err) {
    static const char here = 0;
    static const char *const ways[] = {"../bin", "../../bin", "../../../bin",
                                       "../../../../bin"};
    const char *said = getenv("IRDROP_PSOLVE");
    Dl_info info;
    if (said != NULL && said[0] != '\0') {
        return ird_text_printf(path, err, "%s", said);
    }
    if (dladdr(&here, &info) == 0 || info.dli_fname == NULL) {
        return IRD_OK;
    }
    const char *slash = strrchr(info.dli_fname, '/');
    int length = slash != NULL ? (int)(slash - info.dli_fname) : 1;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        ird_text_truncate(path, 0);
        IRD_TRY(ird_text_printf(path, err, "%.*s/%s/irdrop-psolve", length,
                                slash != NULL ? info.dli_fname : ".", ways[i]));
        if (access(ird_text_get(path), X_OK) == 0) {
            return IRD_OK;
        }
    }
    ird_text_truncate(path, 0);
    return IRD_OK;
}

bool ird_tcl_has_ranks_program(void) {
    ird_text path = {0};
    ird_error err;
    bool is_there = find_program(&path, &err) == IRD_OK && path.bytes.count > 0 &&
                    access(ird_text_get(&path), X_OK) == 0;
    ird_text_free(&path);
    return is_there;
}

static bool same_text(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The one that is like wanted, or a new one. */
static const ird_ranks *keep(ird_context *context, const ird_ranks *wanted) {
    for (kept *k = context->ranks; k != NULL; k = k->next) {
        if (k->ranks.count == wanted->count &&
            k->ranks.preconditioner == wanted->preconditioner &&
            same_text(k->hosts, wanted->hosts) &&
            same_text(k->program, wanted->program)) {
            return &k->ranks;
        }
    }
    kept *made = ird_alloc_zero(1, sizeof *made);
    if (made == NULL) {
        return NULL;
    }
    made->ranks = *wanted;
    made->hosts = wanted->hosts != NULL
                      ? ird_copy_string(wanted->hosts, strlen(wanted->hosts))
                      : NULL;
    made->program = wanted->program != NULL
                        ? ird_copy_string(wanted->program, strlen(wanted->program))
                        : NULL;
    if (!same_text(made->hosts, wanted->hosts) ||
        !same_text(made->program, wanted->program)) {
        free_kept(made);
        return NULL;
    }
    made->ranks.hosts = made->hosts;
    made->ranks.program = made->program;
    made->next = context->ranks;
    context->ranks = made;
    return &made->ranks;
}

/* That mpirun will find it: one message, here, in place of its own. */
static ird_status check_hosts(const char *hosts, ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, hosts, err);
    ird_input_close(&input);
    return status;
}

static int find_ranks(ird_context *context, const ird_ranks_options *options,
                      const char *hosts, const ird_ranks **ranks) {
    ird_error err;
    ird_text program = {0};
    const size_t count = options->ranks.given ? options->ranks.value : RANKS_DEFAULT;
    ird_status status = hosts != NULL ? check_hosts(hosts, &err) : IRD_OK;
    if (status == IRD_OK) {
        status = find_program(&program, &err);
    }
    if (status == IRD_OK) {
        const ird_ranks wanted = {
            .count = count,
            .preconditioner = (ird_preconditioner)options->preconditioner.value,
            .hosts = hosts,
            .program = program.bytes.count > 0 ? ird_text_get(&program) : NULL,
            .solver = &ird_ranks_children,
            .monitor = &context->progress.monitor,
        };
        *ranks = keep(context, &wanted);
        status = *ranks != NULL ? IRD_OK : ird_fail_memory(&err, "solving");
    }
    ird_text_free(&program);
    return status == IRD_OK ? TCL_OK : ird_tcl_fail(context, &err);
}

int ird_tcl_ranks(ird_context *context, const ird_ranks_options *options,
                  const ird_ranks **ranks) {
    *ranks = NULL;
    if (options->engine.value == ENGINE_OWN) {
        return options->ranks.given || options->hosts != NULL ||
                       options->preconditioner.given
                   ? ird_tcl_fail_clash(context, "-ranks, -hosts and -preconditioner go "
                                                 "with -engine petsc")
                   : TCL_OK;
    }
    if (options->ranks.given &&
        (options->ranks.value < 1 || options->ranks.value > RANKS_MOST)) {
        return ird_tcl_fail_clash(context, "-ranks is 1 to 65536 processes");
    }
    Tcl_DString hosts;
    Tcl_DStringInit(&hosts);
    int code =
        options->hosts != NULL ? ird_tcl_path(context, options->hosts, &hosts) : TCL_OK;
    if (code == TCL_OK) {
        code =
            find_ranks(context, options,
                       options->hosts != NULL ? Tcl_DStringValue(&hosts) : NULL, ranks);
    }
    Tcl_DStringFree(&hosts);
    return code;
}
