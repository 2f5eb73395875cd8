/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
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

ird_status ird_temporary_add(int file, const void *bytes, size_t size, const char *what,
                             ird_error *err) {
    const char *at = bytes;
    while (size > 0) {
        ssize_t written = write(file, at, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return ird_fail_system(err, IRD_FILE_WRITE, NULL,
                                   written < 0 ? errno : ENOSPC, "cannot keep %s", what);
        }
        at += written;
        size -= (size_t)written;
    }
    return IRD_OK;
}

ird_status ird_temporary_get(int file, uint64_t from, void *bytes, size_t size,
                             const char *what, ird_error *err) {
    char *to = bytes;
    off_t at = (off_t)from;
    while (size > 0) {
        ssize_t got = pread(file, to, size, at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return ird_fail_system(err, IRD_FILE_READ, NULL, got < 0 ? errno : EIO,
                                   "cannot read %s again", what);
        }
        to += got;
        at += got;
        size -= (size_t)got;
    }
    return IRD_OK;
}

uint64_t ird_temporary_free_bytes(int file) {
    struct statvfs found;
    return fstatvfs(file, &found) == 0
               ? (uint64_t)found.f_bavail * (uint64_t)found.f_frsize
               : 0;
}
