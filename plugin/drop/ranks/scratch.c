/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ranks/ranks.h"

ird_status ird_scratch_make(ird_text *folder, ird_error *err) {
    const char *root = getenv("TMPDIR");
    root = root != NULL && root[0] != '\0' ? root : "/tmp";
    IRD_TRY(ird_text_printf(folder, err, "%s/irdrop-ranks-XXXXXX", root));
    if (mkdtemp(folder->bytes.items) == NULL) {
        return ird_fail_system(err, IRD_FILE_WRITE, root, errno,
                               "cannot make a folder for the parts of a network");
    }
    return IRD_OK;
}

void ird_scratch_remove(const char *folder) {
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
