/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/temporary.h"
#include "ranks/ranks.h"

static const char made[] = "irdrop-ranks-";

ird_status ird_scratch_make(ird_text *folder, ird_error *err) {
    return ird_temporary_folder(folder, made, "the parts of a network", err);
}

static int remove_entry(const char *path, const struct stat *info, int kind,
                        struct FTW *place) {
    (void)info;
    (void)kind;
    (void)place;
    (void)remove(path);
    return 0;
}

void ird_scratch_remove(const char *folder) {
    const char *slash = strrchr(folder, '/');
    if (strncmp(slash != NULL ? slash + 1 : folder, made, strlen(made)) == 0) {
        (void)nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
        return;
    }
    DIR *files = opendir(folder);
    if (files == NULL) {
        return;
    }
    const struct dirent *file;
    while ((file = readdir(files)) != NULL) {
        if (strcmp(file->d_name, ".") != 0 && strcmp(file->d_name, "..") != 0) {
            (void)unlinkat(dirfd(files), file->d_name, 0);
        }
    }
    (void)closedir(files);
    (void)rmdir(folder);
}
