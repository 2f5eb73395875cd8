/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/map/apng.h"

#include <string.h>
#include <zlib.h>

enum { SIGNATURE = 8, HEAD = 8, TAIL = 4, IHDR_SIZE = 13, FCTL_SIZE = 26 };

static const char signature[] = "\x89PNG\r\n\x1a\n";

/* --- numbers and chunks --------------------------------------------------------------
 */

static unsigned long get32(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (unsigned long)b[0] << 24 | (unsigned long)b[1] << 16 |
           (unsigned long)b[2] << 8 | b[3];
}

static void put32(char *bytes, unsigned long value) {
    for (int i = 0; i < 4; i++) {
        bytes[i] = (char)(value >> (24 - 8 * i) & 0xff);
    }
}

static void put16(char *bytes, unsigned value) {
    bytes[0] = (char)(value >> 8 & 0xff);
    bytes[1] = (char)(value & 0xff);
}

typedef struct join {
    ird_text *out;
    unsigned long number; /* of the next fcTL or fdAT */
    ird_status status;
    ird_error *err;
} join;

static void add(join *j, const char *bytes, size_t size) {
    if (j->status == IRD_OK) {
        j->status = ird_text_add(j->out, bytes, size, j->err);
    }
}

/* A chunk of two parts, either of which may be empty. */
static void add_chunk(join *j, const char *type, const char *first, size_t first_size,
                      const char *second, size_t second_size) {
    char number[4];
    uLong crc = crc32(0, (const Bytef *)type, 4);
    put32(number, (unsigned long)(first_size + second_size));
    add(j, number, 4);
    add(j, type, 4);
    if (first_size > 0) {
        add(j, first, first_size);
        crc = crc32(crc, (const Bytef *)first, (uInt)first_size);
    }
    if (second_size > 0) {
        add(j, second, second_size);
        crc = crc32(crc, (const Bytef *)second, (uInt)second_size);
    }
    put32(number, crc);
    add(j, number, 4);
}

/* --- pictures ------------------------------------------------------------------------
 */

/* A chunk of a picture; false at its end or where it is broken. */
typedef struct chunk {
    const char *type, *data;
    size_t size;
} chunk;

static bool next_chunk(const ird_text *png, size_t *at, chunk *c) {
    size_t left = png->bytes.count - *at;
    if (left < HEAD + TAIL) {
        return false;
    }
    const char *bytes = png->bytes.items + *at;
    c->size = get32(bytes);
    c->type = bytes + 4;
    c->data = bytes + HEAD;
    if (c->size > left - HEAD - TAIL) {
        return false;
    }
    *at += HEAD + c->size + TAIL;
    return true;
}

static bool is_type(const chunk *c, const char *type) {
    return memcmp(c->type, type, 4) == 0;
}

/* The bytes of the header of a picture; NULL where it is none. */
static const char *header_of(const ird_text *png) {
    size_t at = SIGNATURE;
    chunk c;
    bool is_png = png->bytes.count > SIGNATURE &&
                  memcmp(png->bytes.items, signature, SIGNATURE) == 0 &&
                  next_chunk(png, &at, &c) && is_type(&c, "IHDR") && c.size == IHDR_SIZE;
    return is_png ? c.data : NULL;
}

static void add_control(join *j, const char *header, unsigned delay_ms) {
    enum { MILLI = 1000 };
    char control[FCTL_SIZE] = {0};
    put32(control, j->number++);
    memcpy(control + 4, header, 8); /* width and height; offsets are 0 */
    put16(control + 20, delay_ms);
    put16(control + 22, MILLI);
    add_chunk(j, "fcTL", control, sizeof control, NULL, 0);
}

/* The pixels of a picture: those of the first as any PNG has them. */
static void add_pixels(join *j, const ird_text *png, bool is_first) {
    size_t at = SIGNATURE;
    chunk c;
    while (next_chunk(png, &at, &c) && !is_type(&c, "IEND")) {
        char number[4];
        if (!is_type(&c, "IDAT")) {
            continue;
        }
        if (is_first) {
            add_chunk(j, "IDAT", c.data, c.size, NULL, 0);
        } else {
            put32(number, j->number++);
            add_chunk(j, "fdAT", number, sizeof number, c.data, c.size);
        }
    }
}

static ird_status check_alike(const ird_text *pictures, size_t count, ird_error *err) {
    const char *first = count > 0 ? header_of(&pictures[0]) : NULL;
    for (size_t i = 0; i < count; i++) {
        const char *header = header_of(&pictures[i]);
        if (first == NULL || header == NULL || memcmp(first, header, IHDR_SIZE) != 0) {
            return ird_fail(err, IRD_MAP_PICTURE,
                            "picture %zu of the animation has another size than the "
                            "first, or is no PNG",
                            i + 1);
        }
    }
    return count > 0
               ? IRD_OK
               : ird_fail(err, IRD_MAP_PICTURE, "an animation needs a picture at least");
}

ird_status ird_apng_join(ird_text *out, const ird_text *pictures, size_t count,
                         unsigned delay_ms, ird_error *err) {
    size_t before = out->bytes.count;
    join j = {.out = out, .status = IRD_OK, .err = err};
    char counts[8] = {0}; /* how many, and 0: without end */
    IRD_TRY(check_alike(pictures, count, err));
    const char *header = header_of(&pictures[0]);
    add(&j, signature, SIGNATURE);
    add_chunk(&j, "IHDR", header, IHDR_SIZE, NULL, 0);
    put32(counts, (unsigned long)count);
    add_chunk(&j, "acTL", counts, sizeof counts, NULL, 0);
    for (size_t i = 0; i < count; i++) {
        add_control(&j, header, delay_ms);
        add_pixels(&j, &pictures[i], i == 0);
    }
    add_chunk(&j, "IEND", NULL, 0, NULL, 0);
    if (j.status != IRD_OK && out->bytes.items != NULL) {
        ird_text_truncate(out, before);
    }
    return j.status;
}
