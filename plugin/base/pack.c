/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/pack.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

static const char letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static const char doing[] = "packing";

/* Room behind what is there, with one for the NUL. */
static ird_status reserve(ird_text *out, size_t size, ird_error *err) {
    return size < SIZE_MAX - 1 ? ird_vec_reserve(&out->bytes, size + 1, doing, err)
                               : ird_fail_memory(err, doing);
}

static void end_at(ird_text *out, size_t count) {
    out->bytes.count = count;
    out->bytes.items[count] = '\0';
}

/* --- base64 --------------------------------------------------------------------------
 */

/* Four letters of 1 to 3 bytes. */
static void encode_group(char *to, const unsigned char *from, size_t size) {
    unsigned long bits = (unsigned long)from[0] << 16;
    bits |= size > 1 ? (unsigned long)from[1] << 8 : 0;
    bits |= size > 2 ? (unsigned long)from[2] : 0;
    to[0] = letters[bits >> 18];
    to[1] = letters[bits >> 12 & 63];
    to[2] = '=';
    to[3] = '=';
    if (size > 1) {
        to[2] = letters[bits >> 6 & 63];
    }
    if (size > 2) {
        to[3] = letters[bits & 63];
    }
}

ird_status ird_base64_encode(ird_text *out, const void *bytes, size_t size,
                             ird_error *err) {
    const unsigned char *from = bytes;
    size_t groups = size / 3 + (size % 3 > 0 ? 1 : 0);
    if (groups > SIZE_MAX / 4) {
        return ird_fail_memory(err, doing);
    }
    IRD_TRY(reserve(out, 4 * groups, err));
    for (size_t i = 0; i < groups; i++) {
        size_t left = size - 3 * i;
        encode_group(out->bytes.items + out->bytes.count + 4 * i, from + 3 * i,
                     left < 3 ? left : 3);
    }
    end_at(out, out->bytes.count + 4 * groups);
    return IRD_OK;
}

static ird_status fail_broken(ird_error *err) {
    return ird_fail(err, IRD_PACK_BROKEN,
                    "what is packed in the page is damaged; write it again");
}

static bool is_blank(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

/* Letters into bits; *ends counts the padding, behind which nothing else may stand. */
static bool take_letter(char letter, unsigned long *bits, size_t *ends) {
    const char *at = letter != '\0' ? strchr(letters, letter) : NULL;
    if (letter == '=') {
        *bits <<= 6;
        return ++*ends <= 2;
    }
    if (at == NULL || *ends > 0) {
        return false;
    }
    *bits = *bits << 6 | (unsigned long)(at - letters);
    return true;
}

ird_status ird_base64_decode(ird_text *out, const char *text, size_t size,
                             ird_error *err) {
    size_t count = out->bytes.count, taken = 0, ends = 0;
    unsigned long bits = 0;
    IRD_TRY(reserve(out, size / 4 * 3 + 3, err));
    for (size_t i = 0; i < size; i++) {
        if (is_blank(text[i])) {
            continue;
        }
        if (!take_letter(text[i], &bits, &ends)) {
            return fail_broken(err);
        }
        if (++taken % 4 == 0) {
            for (size_t k = 0; k < 3 - ends; k++) {
                out->bytes.items[count++] = (char)(bits >> (16 - 8 * k) & 0xff);
            }
            bits = 0;
        }
    }
    if (taken % 4 != 0) {
        out->bytes.items[out->bytes.count] = '\0';
        return fail_broken(err);
    }
    end_at(out, count);
    return IRD_OK;
}

/* --- zlib ----------------------------------------------------------------------------
 */

ird_status ird_deflate(ird_text *out, const void *bytes, size_t size, ird_error *err) {
    uLong bound = compressBound(size);
    IRD_TRY(reserve(out, bound, err));
    int code = compress2((Bytef *)out->bytes.items + out->bytes.count, &bound, bytes,
                         size, Z_BEST_COMPRESSION);
    if (code != Z_OK) { /* there was room enough */
        return ird_fail_memory(err, doing);
    }
    end_at(out, out->bytes.count + bound);
    return IRD_OK;
}

/* Unpack what z has, in pieces; *count is where the next one goes. */
static ird_status inflate_all(z_stream *z, ird_text *out, size_t *count, size_t most,
                              ird_error *err) {
    enum { PIECE = 1 << 16 };
    size_t begin = *count;
    int code = Z_OK;
    while (code == Z_OK) {
        out->bytes.count = *count; /* so that this much is kept where it moves */
        IRD_TRY(reserve(out, PIECE, err));
        z->next_out = (Bytef *)out->bytes.items + *count;
        z->avail_out = PIECE;
        code = inflate(z, Z_NO_FLUSH);
        *count += PIECE - z->avail_out;
        if (*count - begin > most) {
            return fail_broken(err);
        }
    }
    return code == Z_STREAM_END  ? IRD_OK
           : code == Z_MEM_ERROR ? ird_fail_memory(err, doing)
                                 : fail_broken(err);
}

ird_status ird_inflate(ird_text *out, const void *bytes, size_t size, size_t most,
                       ird_error *err) {
    z_stream z = {.next_in = (Bytef *)bytes, .avail_in = (uInt)size};
    size_t before = out->bytes.count, count = before;
    if (size > UINT_MAX) {
        return fail_broken(err);
    }
    if (inflateInit(&z) != Z_OK) {
        return ird_fail_memory(err, doing);
    }
    ird_status status = inflate_all(&z, out, &count, most, err);
    inflateEnd(&z);
    if (out->bytes.items != NULL) {
        end_at(out, status == IRD_OK ? count : before);
    }
    return status;
}
