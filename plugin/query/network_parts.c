/* SPDX-License-Identifier: BSD-3-Clause */
#include "query/network_parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ranks/ranks.h"
#include "session/net_solution.h"

/* A new folder beside the one that is wanted. */
static ird_status make_beside(ird_text *beside, const char *folder, const char *what,
                              ird_error *err) {
    size_t size = strlen(folder);
    while (size > 1 && folder[size - 1] == '/') {
        size--;
    }
    IRD_TRY(ird_text_add(beside, folder, size, err));
    IRD_TRY(ird_text_printf(beside, err, ".%s.%ld", what, (long)getpid()));
    return IRD_OK;
}

static ird_status fail_folder(const char *folder, int why, ird_error *err) {
    return ird_fail_system(err, IRD_FILE_WRITE, folder, why,
                           "cannot write the parts of a network");
}

/* Whether nothing but parts is in it; a folder that is not there is fine, too. */
static ird_status check_folder(const char *folder, ird_error *err) {
    DIR *files = opendir(folder);
    const struct dirent *file;
    ird_status status = IRD_OK;
    if (files == NULL) {
        return errno == ENOENT ? IRD_OK : fail_folder(folder, errno, err);
    }
    while (status == IRD_OK && (file = readdir(files)) != NULL) {
        if (file->d_name[0] != '.' && strncmp(file->d_name, "part-", 5) != 0) {
            status = ird_fail_at(err, IRD_FILE_WRITE, folder, 0,
                                 "the folder holds \"%.100s\", which is no part of a "
                                 "network; name another one",
                                 file->d_name);
        }
    }
    (void)closedir(files);
    return status;
}

/* The finished folder to its place; what was there, out of the way and gone. */
static ird_status move_in(const char *made, const char *folder, ird_error *err) {
    ird_text old = {0};
    ird_status status = make_beside(&old, folder, "old", err);
    bool has_old = status == IRD_OK && rename(folder, ird_text_get(&old)) == 0;
    if (status == IRD_OK && rename(made, folder) != 0) {
        status = fail_folder(folder, errno, err);
        if (has_old) {
            (void)rename(ird_text_get(&old), folder);
        }
    } else if (has_old) {
        ird_scratch_remove(ird_text_get(&old));
    }
    ird_text_free(&old);
    return status;
}

static ird_status write_into(const ird_network *network, size_t parts, const char *folder,
                             const ird_monitor *monitor, ird_network_parts *written,
                             ird_error *err) {
    const ird_ranks ranks = {.count = parts, .folder = folder};
    ird_solve_options options = ird_solve_defaults;
    ird_factor *factor = NULL;
    options.engine.method = IRD_SOLVE_RANKS;
    options.engine.ranks = &ranks;
    ird_status status = ird_factor_create(&factor, network, &options, monitor, err);
    if (status == IRD_OK) {
        status = ird_factor_write_currents(factor, NULL, 0, err);
    }
    if (status == IRD_OK) {
        const ird_factor_info info = ird_factor_get_info(factor);
        written->parts = info.ranks;
        written->nodes = info.nodes;
        written->core = info.core;
        written->total_current_a = ird_network_total_current_a(network);
    }
    ird_factor_free(factor);
    return status;
}

ird_status ird_session_write_parts(ird_session *session, int32_t net, size_t parts,
                                   const char *folder, const ird_monitor *monitor,
                                   ird_network_parts *written, ird_error *err) {
    ird_cell *loaded = NULL;
    ird_text made = {0};
    ird_network_parts info = {0};
    IRD_TRY(check_folder(folder, err));
    IRD_TRY(ird_session_need_loaded(session, net, ird_session_grid_wish(session), monitor,
                                    &loaded, err));
    IRD_TRY(make_beside(&made, folder, "new", err));
    const char *path = ird_text_get(&made);
    ird_status status = IRD_OK;
    if (mkdir(path, 0777) != 0) {
        status = fail_folder(folder, errno, err);
        ird_text_free(&made);
        return status;
    }
    status = write_into(&((const ird_net_grid *)loaded->value)->grid.network, parts, path,
                        monitor, &info, err);
    if (status == IRD_OK) {
        status = move_in(path, folder, err);
    }
    if (status == IRD_OK) {
        *written = info;
    } else {
        ird_scratch_remove(path);
    }
    ird_text_free(&made);
    return status;
}
