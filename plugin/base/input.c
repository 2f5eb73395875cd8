/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/input.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/stream.h"

static ird_status map_file(ird_input *input, int fd, int64_t size, ird_error *err) {
    input->data = "";
    input->size = (size_t)size;
    if (input->size == 0) {
        return IRD_OK;
    }
    void *map = mmap(NULL, input->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED) {
        return ird_fail_system(err, IRD_FILE_READ, input->path, errno, "cannot map file");
    }
    posix_madvise(map, input->size, POSIX_MADV_SEQUENTIAL);
    input->map = map;
    input->map_size = input->size;
    input->data = map;
    return IRD_OK;
}

/* Put the inflated text in the place of the mapping. */
static ird_status inflate_input(ird_input *input, ird_error *err) {
    IRD_VEC(char) text = {0};
    ird_stream stream = {0};
    ird_status status = ird_stream_open(&stream, input->path, 0, err);
    while (status == IRD_OK && (status = ird_stream_more(&stream, err)) == IRD_OK &&
           !stream.is_last) {
        size_t size = (size_t)(stream.end - stream.at);
        status = ird_vec_reserve(&text, size, "reading a .gz file", err);
        if (status == IRD_OK) {
            memcpy(text.items + text.count, stream.at, size);
            text.count += size;
            stream.at = stream.end;
        }
    }
    ird_stream_close(&stream);
    if (status != IRD_OK) {
        ird_free(text.items);
        return status;
    }
    munmap(input->map, input->map_size);
    input->map = NULL;
    input->buffer = text.items;
    input->data = text.count > 0 ? text.items : "";
    input->size = text.count;
    return IRD_OK;
}

ird_status ird_input_open(ird_input *input, const char *path, ird_error *err) {
    int fd;
    int64_t size;
    memset(input, 0, sizeof *input);
    input->path = path;
    ird_status status = ird_file_open(path, &fd, &size, err);
    if (status != IRD_OK) {
        return status;
    }
    status = map_file(input, fd, size, err);
    close(fd);
    if (status == IRD_OK && input->size >= 2 && memcmp(input->data, "\x1f\x8b", 2) == 0) {
        status = inflate_input(input, err);
    }
    if (status != IRD_OK) {
        ird_input_close(input);
    }
    return status;
}

void ird_input_pass(const ird_input *input, const char *from, const char *to) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (input->map != NULL && to > from) {
        size_t first = (size_t)(from - input->data) / page * page;
        size_t end = (size_t)(to - input->data) / page * page;
        madvise((char *)input->map + first, end - first, MADV_DONTNEED);
    }
}

void ird_input_close(ird_input *input) {
    if (input->map != NULL) {
        munmap(input->map, input->map_size);
    }
    ird_free(input->buffer);
    memset(input, 0, sizeof *input);
}
