/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/alloc.h"

static ird_status map_file(ird_input *input, int fd, ird_error *err) {
    struct stat info;
    if (fstat(fd, &info) != 0) {
        return ird_fail_system(err, IRD_FILE_READ, input->path, errno,
                               "cannot read file");
    }
    if (!S_ISREG(info.st_mode)) {
        return ird_fail_at(err, IRD_FILE_NOT_REGULAR, input->path, 0,
                           "is %s, not a file; give the path of a file",
                           S_ISDIR(info.st_mode) ? "a directory" : "a device or pipe");
    }
    input->data = "";
    input->size = (size_t)info.st_size;
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

static ird_status fail_gzip(const ird_input *input, ird_error *err) {
    return ird_fail_at(err, IRD_FILE_GZIP, input->path, 0,
                       "the gzip data is damaged or ends early; fetch the file again");
}

/* Next block of compressed bytes: zlib counts in unsigned int. */
static void feed(z_stream *stream, const ird_input *input, size_t *fed) {
    size_t left = input->map_size - *fed;
    size_t chunk = left < UINT_MAX ? left : UINT_MAX;
    stream->next_in = (Bytef *)(uintptr_t)((const char *)input->map + *fed);
    stream->avail_in = (uInt)chunk;
    *fed += chunk;
}

/* Inflate all members of the mapped file into *text. */
static ird_status inflate_members(z_stream *stream, const ird_input *input, char **text,
                                  size_t *size, ird_error *err) {
    static const char *const doing = "reading a .gz file";
    IRD_VEC(char) out = {0};
    size_t fed = 0;
    ird_status status = IRD_OK;
    for (;;) {
        if (stream->avail_in == 0) {
            if (fed == input->map_size) {
                status = fail_gzip(input, err);
                goto done;
            }
            feed(stream, input, &fed);
        }
        size_t want = input->map_size < 1 << 16 ? 1 << 16 : input->map_size;
        if ((status = ird_vec_reserve(&out, want, doing, err)) != IRD_OK) {
            goto done;
        }
        size_t room = out.capacity - out.count;
        stream->avail_out = (uInt)(room < UINT_MAX ? room : UINT_MAX);
        stream->next_out = (Bytef *)out.items + out.count;
        uInt offered = stream->avail_out;
        int code = inflate(stream, Z_NO_FLUSH);
        out.count += offered - stream->avail_out;
        if (code == Z_STREAM_END) {
            if (stream->avail_in == 0 && fed == input->map_size) {
                break;
            }
            code = inflateReset(stream);
        }
        if (code != Z_OK && code != Z_BUF_ERROR) {
            status =
                code == Z_MEM_ERROR ? ird_fail_memory(err, doing) : fail_gzip(input, err);
            goto done;
        }
    }
    *text = out.items;
    *size = out.count;
    out.items = NULL;
done:
    ird_free(out.items);
    return status;
}

static voidpf zlib_alloc(voidpf unused, uInt count, uInt size) {
    (void)unused;
    return ird_alloc(count, size);
}

static void zlib_free(voidpf unused, voidpf block) {
    (void)unused;
    ird_free(block);
}

static ird_status inflate_input(ird_input *input, ird_error *err) {
    enum { GZIP_WINDOW = 15 + 16 };
    z_stream stream = {.zalloc = zlib_alloc, .zfree = zlib_free};
    if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK) {
        return ird_fail_memory(err, "reading a .gz file");
    }
    char *text = NULL;
    size_t size = 0;
    ird_status status = inflate_members(&stream, input, &text, &size, err);
    inflateEnd(&stream);
    if (status == IRD_OK) {
        munmap(input->map, input->map_size);
        input->map = NULL;
        input->buffer = text;
        input->data = text;
        input->size = size;
    }
    return status;
}

ird_status ird_input_open(ird_input *input, const char *path, ird_error *err) {
    memset(input, 0, sizeof *input);
    input->path = path;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return ird_fail_system(err, IRD_FILE_OPEN, path, errno, "cannot open file");
    }
    ird_status status = map_file(input, fd, err);
    close(fd);
    if (status == IRD_OK && input->size >= 2 && memcmp(input->data, "\x1f\x8b", 2) == 0) {
        status = inflate_input(input, err);
    }
    if (status != IRD_OK) {
        ird_input_close(input);
    }
    return status;
}

void ird_input_close(ird_input *input) {
    if (input->map != NULL) {
        munmap(input->map, input->map_size);
    }
    ird_free(input->buffer);
    memset(input, 0, sizeof *input);
}
