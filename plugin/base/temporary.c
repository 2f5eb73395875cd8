/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *find_parent(void) {
    const char *parent = getenv("TMPDIR");
    return parent != NULL && parent[0] == '/' ? parent : P_tmpdir;
}

static ird_status make_template(ird_text *path, const char *name, ird_error *err) {
    ird_text_truncate(path, 0);
    return ird_text_printf(path, err, "%s/%sXXXXXX", find_parent(), name);
}

ird_status ird_temporary_folder(ird_text *path, const char *name, const char *what,
                                ird_error *err) {
    IRD_TRY(make_template(path, name, err));
    if (mkdtemp(path->bytes.items) == NULL) {
        return ird_fail_system(err, IRD_FILE_WRITE, find_parent(), errno,
                               "cannot make a folder for %s", what);
    }
    return IRD_OK;
}

ird_status ird_temporary_file(int *file, const char *name, const char *what,
                              ird_error *err) {
    ird_text path = {0};
    ird_status status = make_template(&path, name, err);
    int made = status == IRD_OK ? mkostemp(path.bytes.items, O_CLOEXEC) : -1;
    if (status == IRD_OK && made < 0) {
        status = ird_fail_system(err, IRD_FILE_WRITE, find_parent(), errno,
                                 "cannot make a file for %s", what);
    }
    if (status == IRD_OK) {
        (void)unlink(path.bytes.items);
        *file = made;
    }
    ird_text_free(&path);
    return status;
}
