/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/npy.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/input.h"
#include "base/output.h"

static const char magic[6] = {'\x93', 'N', 'U', 'M', 'P', 'Y'};

/* The header dict's text while it is being read. */
typedef struct cursor {
    const char *at, *end;
} cursor;

typedef struct header {
    size_t item_size; /* 4 or 8 */
    bool fortran_order;
    size_t rows, columns;
} header;

static ird_status fail_format(ird_error *err, const char *path, const char *what) {
    return ird_fail_at(err, IRD_MAP_NPY_FORMAT, path, 0,
                       "%s; write the array with numpy.save", what);
}

static void skip_blanks(cursor *c) {
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\n' || *c->at == '\t')) {
        c->at++;
    }
}

static bool take(cursor *c, const char *word) {
    skip_blanks(c);
    size_t size = strlen(word);
    if ((size_t)(c->end - c->at) < size || memcmp(c->at, word, size) != 0) {
        return false;
    }
    c->at += size;
    return true;
}

/* A quoted word of the dict into buffer; false where there is none that fits. */
static bool take_quoted(cursor *c, char *buffer, size_t size) {
    skip_blanks(c);
    if (c->at == c->end || (*c->at != '\'' && *c->at != '"')) {
        return false;
    }
    char quote = *c->at++;
    size_t length = 0;
    while (c->at < c->end && *c->at != quote) {
        if (length + 1 >= size) {
            return false;
        }
        buffer[length++] = *c->at++;
    }
    if (c->at == c->end) {
        return false;
    }
    c->at++;
    buffer[length] = '\0';
    return true;
}

/* A decimal count; false where there is none or it does not fit. */
static bool take_count(cursor *c, size_t *count) {
    skip_blanks(c);
    const char *start = c->at;
    size_t value = 0;
    while (c->at < c->end && *c->at >= '0' && *c->at <= '9') {
        size_t digit = (size_t)(*c->at - '0');
        if (value > (SIZE_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
        c->at++;
    }
    *count = value;
    return c->at > start;
}

static ird_status take_type(cursor *c, header *h, const char *path, ird_error *err) {
    char type[32];
    if (!take_quoted(c, type, sizeof type)) {
        return ird_fail_at(err, IRD_MAP_NPY_TYPE, path, 0,
                           "holds records; save a plain array of float64");
    }
    if (strcmp(type, "<f8") == 0) {
        h->item_size = 8;
    } else if (strcmp(type, "<f4") == 0) {
        h->item_size = 4;
    } else {
        ird_fail_at(err, IRD_MAP_NPY_TYPE, path, 0,
                    "holds numbers of type %s; only <f4 and <f8 are read", type);
        ird_error_detail(err, type, strlen(type));
        return IRD_MAP_NPY_TYPE;
    }
    return IRD_OK;
}

static ird_status take_shape(cursor *c, header *h, const char *path, ird_error *err) {
    size_t sizes[2] = {0, 0};
    size_t count = 0;
    if (!take(c, "(")) {
        return fail_format(err, path, "has a damaged .npy header");
    }
    while (!take(c, ")")) {
        size_t size;
        if (!take_count(c, &size)) {
            return fail_format(err, path, "has a damaged .npy header");
        }
        if (count < 2) {
            sizes[count] = size;
        }
        count++;
        if (!take(c, ",") && (c->at == c->end || *c->at != ')')) {
            return fail_format(err, path, "has a damaged .npy header");
        }
    }
    if (count != 2 || sizes[0] == 0 || sizes[1] == 0) {
        return ird_fail_at(err, IRD_MAP_NPY_SHAPE, path, 0,
                           "has %zu dimensions%s; a map has two, both above zero", count,
                           count == 2 ? ", one of them empty" : "");
    }
    h->rows = sizes[0];
    h->columns = sizes[1];
    return IRD_OK;
}

/* The dict {'descr': '<f8', 'fortran_order': False, 'shape': (64, 64), } in any order. */
static ird_status read_dict(cursor *c, header *h, const char *path, ird_error *err) {
    bool seen_order = false;
    if (!take(c, "{")) {
        return fail_format(err, path, "has a damaged .npy header");
    }
    while (!take(c, "}")) {
        char key[32];
        ird_status status = IRD_OK;
        if (!take_quoted(c, key, sizeof key) || !take(c, ":")) {
            return fail_format(err, path, "has a damaged .npy header");
        }
        if (strcmp(key, "descr") == 0) {
            status = take_type(c, h, path, err);
        } else if (strcmp(key, "shape") == 0) {
            status = take_shape(c, h, path, err);
        } else if (strcmp(key, "fortran_order") == 0) {
            h->fortran_order = take(c, "True");
            seen_order = h->fortran_order || take(c, "False");
        } else {
            status = fail_format(err, path, "has an unknown key in its .npy header");
        }
        if (status != IRD_OK) {
            return status;
        }
        take(c, ",");
    }
    if (h->item_size == 0 || h->rows == 0 || !seen_order) {
        return fail_format(err, path, "has an incomplete .npy header");
    }
    return IRD_OK;
}

/* Magic, version, length and dict; *body is where the numbers begin. */
static ird_status read_header(const char *path, const char *data, size_t size, header *h,
                              size_t *body, ird_error *err) {
    const unsigned char *bytes = (const unsigned char *)data;
    if (size < 10 || memcmp(data, magic, sizeof magic) != 0) {
        return fail_format(err, path, "is not a .npy file");
    }
    if (bytes[6] < 1 || bytes[6] > 3) {
        return ird_fail_at(err, IRD_MAP_NPY_FORMAT, path, 0,
                           "is a .npy file of version %d.%d; 1.0 to 3.0 are read",
                           bytes[6], bytes[7]);
    }
    size_t start = bytes[6] == 1 ? 10 : 12;
    size_t length = (size_t)bytes[8] | (size_t)bytes[9] << 8;
    if (start == 12 && size >= 12) {
        length |= (size_t)bytes[10] << 16 | (size_t)bytes[11] << 24;
    }
    if (size < start || size - start < length) {
        return ird_fail_at(err, IRD_MAP_NPY_TRUNCATED, path, 0,
                           "ends inside its .npy header; write it again");
    }
    cursor c = {data + start, data + start + length};
    *body = start + length;
    return read_dict(&c, h, path, err);
}

/* Little-endian IEEE numbers, whatever the machine. */
static double item_at(const unsigned char *bytes, size_t item_size) {
    uint64_t bits = 0;
    for (size_t i = 0; i < item_size; i++) {
        bits |= (uint64_t)bytes[i] << (8 * i);
    }
    if (item_size == 4) {
        uint32_t narrow = (uint32_t)bits;
        float value;
        memcpy(&value, &narrow, sizeof value);
        return (double)value;
    }
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

ird_status ird_npy_parse(const char *path, const char *data, size_t size, size_t *rows,
                         size_t *columns, double **values, ird_error *err) {
    header h = {0};
    size_t body = 0, count, bytes;
    ird_status status = read_header(path, data, size, &h, &body, err);
    if (status != IRD_OK) {
        return status;
    }
    if (!ird_size_product(h.rows, h.columns, &count) ||
        !ird_size_product(count, h.item_size, &bytes) || bytes != size - body) {
        return ird_fail_at(err, IRD_MAP_NPY_TRUNCATED, path, 0,
                           "says %zu x %zu numbers of %zu bytes but holds %zu bytes of "
                           "them; write it again",
                           h.rows, h.columns, h.item_size, size - body);
    }
    double *numbers = ird_alloc(count, sizeof *numbers);
    if (numbers == NULL) {
        return ird_fail_memory(err, "reading a .npy file");
    }
    const unsigned char *at = (const unsigned char *)data + body;
    for (size_t i = 0; i < count; i++) {
        size_t to = h.fortran_order ? i % h.rows * h.columns + i / h.rows : i;
        numbers[to] = item_at(at + i * h.item_size, h.item_size);
    }
    *rows = h.rows;
    *columns = h.columns;
    *values = numbers;
    return IRD_OK;
}

ird_slice ird_npy_comment(const char *data, size_t size) {
    header h = {0};
    size_t body = 0;
    ird_slice none = {data, 0};
    if (read_header("", data, size, &h, &body, NULL) != IRD_OK) {
        return none;
    }
    ird_slice text = {data, body};
    ird_slice_cut(&text, '}');
    text = ird_slice_trimmed(text);
    return text.size > 1 && text.data[0] == '#'
               ? ird_slice_trimmed((ird_slice){text.data + 1, text.size - 1})
               : none;
}

ird_status ird_npy_read(const char *path, size_t *rows, size_t *columns, double **values,
                        ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status != IRD_OK) {
        return status;
    }
    status = ird_npy_parse(path, input.data, input.size, rows, columns, values, err);
    ird_input_close(&input);
    return status;
}

/* The header of version 1.0, padded with blanks so that the numbers start at a multiple
 * of 64 bytes, as the format asks. */
static void write_header(FILE *stream, size_t rows, size_t columns, const char *comment) {
    char dict[1536];
    int length = snprintf(
        dict, sizeof dict,
        "{'descr': '<f8', 'fortran_order': False, 'shape': (%zu, %zu), }%s%.1200s", rows,
        columns, comment != NULL ? "  # " : "", comment != NULL ? comment : "");
    unsigned total = ((unsigned)length + 11 + 63) / 64 * 64;
    unsigned padded = total - 10;
    fwrite(magic, 1, sizeof magic, stream);
    unsigned char rest[4] = {1, 0, (unsigned char)(padded & 255),
                             (unsigned char)(padded >> 8)};
    fwrite(rest, 1, sizeof rest, stream);
    fprintf(stream, "%-*s\n", (int)padded - 1, dict);
}

ird_status ird_npy_write(const char *path, size_t rows, size_t columns,
                         const double *values, const char *comment, ird_error *err) {
    ird_output output = {0};
    ird_status status = ird_output_open(&output, path, err);
    if (status != IRD_OK) {
        return status;
    }
    write_header(output.stream, rows, columns, comment);
    for (size_t i = 0; i < rows * columns; i++) {
        uint64_t bits;
        unsigned char bytes[8];
        memcpy(&bits, &values[i], sizeof bits);
        for (int k = 0; k < 8; k++) {
            bytes[k] = (unsigned char)(bits >> (8 * k) & 255);
        }
        fwrite(bytes, 1, sizeof bytes, output.stream);
    }
    return ird_output_commit(&output, err);
}
