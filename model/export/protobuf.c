/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/export/protobuf.h"

#include <string.h>

enum { WIRE_VARINT = 0, WIRE_BYTES = 2, WIRE_32 = 5 };

void ird_pb_free(ird_pb *pb) {
    ird_free(pb->bytes.items);
    memset(pb, 0, sizeof *pb);
}

/* Room for count more bytes. */
static bool reserve(ird_pb *pb, size_t count) {
    if (!pb->failed &&
        ird_vec_reserve(&pb->bytes, count, "writing ONNX", NULL) != IRD_OK) {
        pb->failed = true;
    }
    return !pb->failed;
}

static void put_raw_varint(ird_pb *pb, uint64_t value) {
    if (!reserve(pb, 10)) {
        return;
    }
    for (; value >= 0x80; value >>= 7) {
        pb->bytes.items[pb->bytes.count++] = (unsigned char)(value | 0x80);
    }
    pb->bytes.items[pb->bytes.count++] = (unsigned char)value;
}

static void put_key(ird_pb *pb, unsigned field, unsigned wire) {
    put_raw_varint(pb, (uint64_t)field << 3 | wire);
}

static void put_bytes(ird_pb *pb, const void *bytes, size_t count) {
    if (count > 0 && reserve(pb, count)) {
        memcpy(pb->bytes.items + pb->bytes.count, bytes, count);
        pb->bytes.count += count;
    }
}

static void put_little_endian(ird_pb *pb, uint64_t value, size_t size) {
    unsigned char bytes[8];
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (unsigned char)(value >> (8 * i));
    }
    put_bytes(pb, bytes, size);
}

static uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

void ird_pb_varint(ird_pb *pb, unsigned field, uint64_t value) {
    put_key(pb, field, WIRE_VARINT);
    put_raw_varint(pb, value);
}

void ird_pb_float(ird_pb *pb, unsigned field, float value) {
    put_key(pb, field, WIRE_32);
    put_little_endian(pb, bits_of(value), 4);
}

void ird_pb_text(ird_pb *pb, unsigned field, const char *text) {
    put_key(pb, field, WIRE_BYTES);
    put_raw_varint(pb, strlen(text));
    put_bytes(pb, text, strlen(text));
}

void ird_pb_floats(ird_pb *pb, unsigned field, const float *values, size_t count) {
    put_key(pb, field, WIRE_BYTES);
    put_raw_varint(pb, count * 4);
    for (size_t i = 0; i < count; i++) {
        put_little_endian(pb, bits_of(values[i]), 4);
    }
}

void ird_pb_int64s(ird_pb *pb, unsigned field, const int64_t *values, size_t count) {
    put_key(pb, field, WIRE_BYTES);
    put_raw_varint(pb, count * 8);
    for (size_t i = 0; i < count; i++) {
        put_little_endian(pb, (uint64_t)values[i], 8);
    }
}

void ird_pb_message(ird_pb *pb, unsigned field, ird_pb *inner) {
    pb->failed = pb->failed || inner->failed;
    put_key(pb, field, WIRE_BYTES);
    put_raw_varint(pb, inner->bytes.count);
    put_bytes(pb, inner->bytes.items, inner->bytes.count);
    ird_pb_free(inner);
}
