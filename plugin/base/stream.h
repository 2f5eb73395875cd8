/* SPDX-License-Identifier: BSD-3-Clause
 *
 * An input file read from front to back in blocks, for files that are larger than
 * memory; inflated on the way when it starts with the gzip magic.
 *
 * The bytes [at, end) have been read and not been taken yet; a reader takes some by
 * moving `at` and asks for more behind `end`. They move in memory when it does. At `end`
 * stands a NUL.
 */
#ifndef IRD_BASE_STREAM_H
#define IRD_BASE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/lines.h"
#include "base/monitor.h"

enum { IRD_STREAM_BLOCK = 1 << 18 };

struct z_stream_s;

typedef struct ird_stream {
    const char *at, *end;
    bool is_last; /* nothing follows behind end */
    const char *path;
    long lines;   /* newlines before the buffer */
    char *buffer; /* of two blocks and the NUL */
    size_t block;
    int fd;
    int64_t size, fed;         /* bytes of the file, and those read of it */
    struct z_stream_s *packed; /* NULL for a plain file */
    char *packed_block;
    bool member_ended; /* of the gzip data read so far */
} ird_stream;          /* all zero is a closed one */

/* Open path (native encoding, which must outlive the stream), with nothing read yet.
 * block is the longest word that a reader may meet, 0 for IRD_STREAM_BLOCK. Raises
 * FILE_OPEN, FILE_NOT_REGULAR and FILE_READ. */
ird_status ird_stream_open(ird_stream *stream, const char *path, size_t block,
                           ird_error *err);
void ird_stream_close(ird_stream *stream); /* a closed one is fine */

/* Read up to a block behind end. What was not taken stays; more than a block of it
 * raises FILE_WORD. Raises FILE_READ and FILE_GZIP too. */
ird_status ird_stream_more(ird_stream *stream, ird_error *err);

/* Take the next word between blanks (space and control characters), whole; of size 0 at
 * the end of the file. It is good until the next call. */
ird_status ird_stream_word(ird_stream *stream, ird_slice *word, ird_error *err);

/* Line of a place in [buffer, end], from 1. */
long ird_stream_line(const ird_stream *stream, const char *place);

/* Ask the monitor, telling the part of the file that has been read. */
ird_status ird_stream_tick(const ird_stream *stream, const ird_monitor *monitor,
                           const char *stage, ird_error *err);

/* Open a regular file: no directory, device or FIFO. Raises FILE_OPEN, FILE_NOT_REGULAR
 * and FILE_READ. */
ird_status ird_file_open(const char *path, int *fd, int64_t *size, ird_error *err);

#endif
