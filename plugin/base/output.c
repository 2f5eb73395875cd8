/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

static ird_status fail_write(ird_error *err, const char *path, int system_error) {
    const char *what = path[0] != '\0' ? "cannot write file" : "a file needs a name";
    return ird_fail_system(err, IRD_FILE_WRITE, path, system_error, "%s", what);
}

/* Follow a symbolic link, so that the rename replaces what it points to. */
static char *resolved_copy(const char *path) {
    char *real = realpath(path, NULL);
    const char *target = real != NULL ? real : path;
    char *copy = ird_copy_string(target, strlen(target));
    free(real);
    return copy;
}

static bool is_device(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

/* Create path.PID.N for the first N that is free; -1 with errno on failure. */
static int create_beside(ird_output *output) {
    size_t size = strlen(output->path) + 48;
    output->temporary = ird_alloc(size, 1);
    if (output->temporary == NULL) {
        errno = ENOMEM;
        return -1;
    }
    int fd = -1;
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(output->temporary, size, "%s.%ld.%u", output->path, (long)getpid(), i);
        fd = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST) {
            break;
        }
    }
    return fd;
}

ird_status ird_output_open(ird_output *output, const char *path, ird_error *err) {
    memset(output, 0, sizeof *output);
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        return fail_write(err, path, EISDIR);
    }
    output->path = resolved_copy(path);
    if (output->path == NULL) {
        return ird_fail_memory(err, "opening an output file");
    }
    int fd = is_device(path) ? open(path, O_WRONLY | O_CLOEXEC) : create_beside(output);
    if (fd < 0) {
        int system_error = errno;
        ird_free(output->temporary);
        output->temporary = NULL;
        ird_output_discard(output);
        return fail_write(err, path, system_error);
    }
    output->stream = fdopen(fd, "wb");
    if (output->stream == NULL) {
        close(fd);
        ird_output_discard(output);
        return ird_fail_memory(err, "opening an output file");
    }
    return IRD_OK;
}

/* 0, or why something written so far did not reach the file. The reason of an earlier
 * failure is gone by now: one more byte, of a file that is lost anyway, asks for it. */
static int flush(FILE *stream) {
    errno = 0;
    if (fflush(stream) == 0 && ferror(stream) == 0) {
        return 0;
    }
    if (errno == 0) {
        fputc('\n', stream);
        fflush(stream);
    }
    return errno != 0 ? errno : EIO;
}

ird_status ird_output_commit(ird_output *output, ird_error *err) {
    int system_error = flush(output->stream);
    bool failed = system_error != 0;
    if (fclose(output->stream) != 0 && !failed) {
        failed = true;
        system_error = errno;
    }
    output->stream = NULL;
    if (!failed && output->temporary != NULL &&
        rename(output->temporary, output->path) != 0) {
        failed = true;
        system_error = errno;
    }
    ird_status status = IRD_OK;
    if (failed) {
        status = fail_write(err, output->path, system_error);
    } else {
        ird_free(output->temporary);
        output->temporary = NULL;
    }
    ird_output_discard(output);
    return status;
}

void ird_output_discard(ird_output *output) {
    if (output->stream != NULL) {
        fclose(output->stream);
    }
    if (output->temporary != NULL) {
        unlink(output->temporary);
    }
    ird_free(output->temporary);
    ird_free(output->path);
    memset(output, 0, sizeof *output);
}

ird_status ird_output_write(const char *path, const char *bytes, size_t size,
                            ird_error *err) {
    ird_output output = {0};
    IRD_TRY(ird_output_open(&output, path, err));
    fwrite(bytes, 1, size, output.stream);
    return ird_output_commit(&output, err);
}
