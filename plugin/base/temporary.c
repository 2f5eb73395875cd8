/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/temporary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

ird_status ird_temporary_folder(ird_text *path, const char *name, const char *what,
                                ird_error *err) {
    const char *parent = getenv("TMPDIR");
    parent = parent != NULL && parent[0] == '/' ? parent : P_tmpdir;
    ird_text_truncate(path, 0);
    IRD_TRY(ird_text_printf(path, err, "%s/%sXXXXXX", parent, name));
    if (mkdtemp(path->bytes.items) == NULL) {
        return ird_fail_system(err, IRD_FILE_WRITE, parent, errno,
                               "cannot make a folder for %s", what);
    }
    return IRD_OK;
}
