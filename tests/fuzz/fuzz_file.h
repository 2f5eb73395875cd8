/* SPDX-License-Identifier: BSD-3-Clause
 *
 * An input as a file in memory, for readers that take a path.
 */
#ifndef IRD_TESTS_FUZZ_FILE_H
#define IRD_TESTS_FUZZ_FILE_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz_reader.h"

typedef struct fuzz_file {
    int fd;
    char path[32];
} fuzz_file;

static inline fuzz_file fuzz_file_make(const uint8_t *data, size_t size) {
    fuzz_file file = {.fd = memfd_create("fuzz", 0)};
    FUZZ_REQUIRE(file.fd >= 0 && write(file.fd, data, size) == (ssize_t)size);
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.fd);
    return file;
}

static inline void fuzz_file_close(fuzz_file *file) {
    close(file->fd);
}

#endif
