/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Writing protocol buffers: the wire format alone, which is all that an ONNX file needs.
 * A message is a run of fields; a field is its number and type, then a varint, a 32-bit
 * number or a counted run of bytes (a text, packed numbers or an inner message).
 * Format: https://protobuf.dev/programming-guides/encoding/
 */
#ifndef IRD_EXPORT_PROTOBUF_H
#define IRD_EXPORT_PROTOBUF_H

#include <stdint.h>

#include "base/alloc.h"

/* A message being written; all zero is an empty one. When memory runs out it remembers
 * that and takes nothing more, so that one test at the end is enough. */
typedef struct ird_pb {
    IRD_VEC(unsigned char) bytes;
    bool failed;
} ird_pb;

void ird_pb_free(ird_pb *pb); /* leaves an empty message */

void ird_pb_varint(ird_pb *pb, unsigned field, uint64_t value);
void ird_pb_float(ird_pb *pb, unsigned field, float value);
void ird_pb_text(ird_pb *pb, unsigned field, const char *text);

/* count numbers, each little-endian, as one run of bytes. */
void ird_pb_floats(ird_pb *pb, unsigned field, const float *values, size_t count);
void ird_pb_int64s(ird_pb *pb, unsigned field, const int64_t *values, size_t count);

/* The inner message as a field of pb; frees it. */
void ird_pb_message(ird_pb *pb, unsigned field, ird_pb *inner);

#endif
