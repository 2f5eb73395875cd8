/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/alloc.h"

static const char *write_all(int fd, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return strerror(written < 0 ? errno : EIO);
        }
        bytes += written;
        size -= (size_t)written;
    }
    return fsync(fd) == 0 ? NULL : strerror(errno);
}

/* The folder of path to the disk: its names are what a rename changes. File systems that
 * cannot do that say EINVAL and do it by themselves. */
static const char *sync_folder(char *path) {
    char *slash = strrchr(path, '/');
    if (slash != NULL) {
        slash[slash == path ? 1 : 0] = '\0';
    }
    int fd = open(slash != NULL ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return strerror(errno);
    }
    const char *why = fsync(fd) == 0 || errno == EINVAL ? NULL : strerror(errno);
    close(fd);
    return why;
}

static const char *put(const char *path, char *part, const char *bytes, size_t size) {
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        return strerror(errno);
    }
    const char *why = write_all(fd, bytes, size);
    if (close(fd) != 0 && why == NULL) {
        why = strerror(errno);
    }
    if (why == NULL && rename(part, path) != 0) {
        why = strerror(errno);
    }
    if (why != NULL) {
        unlink(part);
        return why;
    }
    return sync_folder(part);
}

const char *ird_durable_put(const char *path, const char *bytes, size_t size) {
    size_t length = strlen(path) + sizeof ".part";
    char *part = ird_alloc(length, 1);
    if (part == NULL) {
        return strerror(ENOMEM);
    }
    snprintf(part, length, "%s.part", path);
    const char *why = put(path, part, bytes, size);
    ird_free(part);
    return why;
}

/* How flock ends that signals do not interrupt. */
static int lock(int fd, int how) {
    int result;
    do {
        result = flock(fd, how);
    } while (result != 0 && errno == EINTR);
    return result;
}

const char *ird_durable_lock(const char *path, bool *is_ours) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        return strerror(errno);
    }
    *is_ours = lock(fd, LOCK_EX | LOCK_NB) == 0;
    if (*is_ours) {
        return NULL; /* the descriptor stays open as long as the process */
    }
    const char *why = errno == EWOULDBLOCK ? NULL : strerror(errno);
    close(fd);
    return why;
}

const char *ird_durable_hold(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT, 0666);
    if (fd < 0) {
        return strerror(errno);
    }
    if (lock(fd, LOCK_EX) != 0 || ftruncate(fd, 0) != 0) {
        const char *why = strerror(errno);
        close(fd);
        return why;
    }
    return NULL; /* neither closed nor closed by an exec */
}
