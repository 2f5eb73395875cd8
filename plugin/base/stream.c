/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/alloc.h"

static const char *const doing = "reading a file";

ird_status ird_file_open(const char *path, int *fd, int64_t *size, ird_error *err) {
    int opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (opened < 0) {
        const char *what = path[0] != '\0' ? "cannot open file" : "a file needs a name";
        return ird_fail_system(err, IRD_FILE_OPEN, path, errno, "%s", what);
    }
    struct stat info;
    ird_status status = IRD_OK;
    if (fstat(opened, &info) != 0) {
        status = ird_fail_system(err, IRD_FILE_READ, path, errno, "cannot read file");
    } else if (!S_ISREG(info.st_mode)) {
        status = ird_fail_at(err, IRD_FILE_NOT_REGULAR, path, 0,
                             "is %s, not a file; give the path of a file",
                             S_ISDIR(info.st_mode) ? "a directory" : "a device or pipe");
    }
    if (status != IRD_OK) {
        close(opened);
        return status;
    }
    *fd = opened;
    *size = (int64_t)info.st_size;
    return IRD_OK;
}

/* --- bytes of the file ---------------------------------------------------------------
 */

/* *got is 0 at the end only. */
static ird_status read_file(ird_stream *s, char *to, size_t room, size_t *got,
                            ird_error *err) {
    ssize_t count;
    do {
        count = read(s->fd, to, room);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return ird_fail_system(err, IRD_FILE_READ, s->path, errno, "cannot read file");
    }
    s->fed += (int64_t)count;
    *got = (size_t)count;
    return IRD_OK;
}

static ird_status fail_gzip(const ird_stream *s, ird_error *err) {
    return ird_fail_at(err, IRD_FILE_GZIP, s->path, 0,
                       "the gzip data is damaged or ends early; fetch the file again");
}

/* Inflate into [to, to + room): all of it unless the last member of the file ends. */
static ird_status inflate_some(ird_stream *s, char *to, size_t room, size_t *got,
                               ird_error *err) {
    z_stream *z = s->packed;
    z->next_out = (Bytef *)to;
    z->avail_out = (uInt)room;
    while (z->avail_out > 0) {
        if (z->avail_in == 0) {
            size_t fed = 0;
            ird_status status = read_file(s, s->packed_block, s->block, &fed, err);
            if (status != IRD_OK) {
                return status;
            }
            if (fed == 0 && s->member_ended) {
                break;
            }
            if (fed == 0) {
                return fail_gzip(s, err);
            }
            z->next_in = (Bytef *)s->packed_block;
            z->avail_in = (uInt)fed;
        }
        s->member_ended = false;
        int code = inflate(z, Z_NO_FLUSH);
        if (code == Z_STREAM_END) {
            s->member_ended = true;
            code = inflateReset(z);
        }
        if (code != Z_OK && code != Z_BUF_ERROR) {
            return code == Z_MEM_ERROR ? ird_fail_memory(err, doing) : fail_gzip(s, err);
        }
    }
    *got = room - z->avail_out;
    return IRD_OK;
}

static voidpf zlib_alloc(voidpf unused, uInt count, uInt size) {
    (void)unused;
    return ird_alloc(count, size);
}

static void zlib_free(voidpf unused, voidpf block) {
    (void)unused;
    ird_free(block);
}

/* The file begins with the gzip magic. */
static ird_status start_inflating(ird_stream *s, ird_error *err) {
    enum { GZIP_WINDOW = 15 + 16 };
    z_stream *z = ird_alloc_zero(1, sizeof *z);
    s->packed_block = ird_alloc(s->block, 1);
    if (z == NULL || s->packed_block == NULL) {
        ird_free(z);
        return ird_fail_memory(err, doing);
    }
    z->zalloc = zlib_alloc;
    z->zfree = zlib_free;
    if (inflateInit2(z, GZIP_WINDOW) != Z_OK) {
        ird_free(z);
        return ird_fail_memory(err, doing);
    }
    s->packed = z;
    return IRD_OK;
}

/* --- the stream ----------------------------------------------------------------------
 */

static ird_status prepare(ird_stream *s, ird_error *err) {
    unsigned char magic[2];
    s->buffer = ird_alloc(2 * s->block + 1, 1);
    if (s->buffer == NULL) {
        return ird_fail_memory(err, doing);
    }
    s->buffer[0] = '\0';
    s->at = s->buffer;
    s->end = s->buffer;
    if (pread(s->fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
        magic[0] == 0x1f && magic[1] == 0x8b) {
        return start_inflating(s, err);
    }
    return IRD_OK;
}

ird_status ird_stream_open(ird_stream *stream, const char *path, size_t block,
                           ird_error *err) {
    ird_stream opened = {.path = path, .block = block > 0 ? block : IRD_STREAM_BLOCK};
    ird_status status = ird_file_open(path, &opened.fd, &opened.size, err);
    if (status != IRD_OK) {
        return status;
    }
    status = prepare(&opened, err);
    if (status != IRD_OK) {
        ird_stream_close(&opened);
        return status;
    }
    *stream = opened;
    return IRD_OK;
}

void ird_stream_close(ird_stream *stream) {
    if (stream->path == NULL) {
        return;
    }
    if (stream->packed != NULL) {
        inflateEnd(stream->packed);
    }
    ird_free(stream->packed);
    ird_free(stream->packed_block);
    ird_free(stream->buffer);
    close(stream->fd);
    memset(stream, 0, sizeof *stream);
}

static long count_newlines(const char *text, size_t size) {
    long count = 0;
    for (size_t i = 0; i < size; i++) {
        count += text[i] == '\n';
    }
    return count;
}

long ird_stream_line(const ird_stream *stream, const char *place) {
    return 1 + stream->lines +
           count_newlines(stream->buffer, (size_t)(place - stream->buffer));
}

ird_status ird_stream_more(ird_stream *stream, ird_error *err) {
    size_t left = (size_t)(stream->end - stream->at);
    size_t got = 0;
    if (left > stream->block) {
        return ird_fail_at(err, IRD_FILE_WORD, stream->path,
                           ird_stream_line(stream, stream->at),
                           "a word of more than %zu bytes begins here; this is no text "
                           "file of this kind",
                           stream->block);
    }
    stream->lines +=
        count_newlines(stream->buffer, (size_t)(stream->at - stream->buffer));
    memmove(stream->buffer, stream->at, left);
    stream->at = stream->buffer;
    stream->end = stream->buffer + left;
    ird_status status =
        stream->packed != NULL
            ? inflate_some(stream, stream->buffer + left, stream->block, &got, err)
            : read_file(stream, stream->buffer + left, stream->block, &got, err);
    if (status == IRD_OK) {
        stream->buffer[left + got] = '\0';
        stream->end += got;
        stream->is_last = got == 0;
    }
    return status;
}

ird_status ird_stream_word(ird_stream *stream, ird_slice *word, ird_error *err) {
    for (;;) {
        const char *at = stream->at;
        while (at < stream->end && (unsigned char)*at <= ' ') {
            at++;
        }
        stream->at = at;
        while (at < stream->end && (unsigned char)*at > ' ') {
            at++;
        }
        if (at < stream->end || stream->is_last) {
            *word = (ird_slice){stream->at, (size_t)(at - stream->at)};
            stream->at = at;
            return IRD_OK;
        }
        IRD_TRY(ird_stream_more(stream, err));
    }
}

ird_status ird_stream_tick(const ird_stream *stream, const ird_monitor *monitor,
                           const char *stage, ird_error *err) {
    double part = stream->size > 0 ? (double)stream->fed / (double)stream->size : 1;
    return ird_monitor_tick(monitor, stage, part < 1 ? part : 1, err);
}
