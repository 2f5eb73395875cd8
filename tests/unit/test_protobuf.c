/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The wire format, byte by byte. The first three examples are those of the description of
 * the encoding (protobuf.dev, "Encoding"); the others follow from it by hand.
 */
#include "check.h"

#include "model/export/protobuf.h"

static void check_bytes(ird_pb *pb, const char *bytes, size_t count) {
    CHECK(!pb->failed);
    if (CHECK(pb->bytes.count == count)) {
        CHECK(memcmp(pb->bytes.items, bytes, count) == 0);
    }
    ird_pb_free(pb);
}

static void test_varint(void) {
    ird_pb pb = {0};
    ird_pb_varint(&pb, 1, 150);
    check_bytes(&pb, "\x08\x96\x01", 3);
    ird_pb_varint(&pb, 16, 0); /* a key of two bytes */
    check_bytes(&pb, "\x80\x01\x00", 3);
    ird_pb_varint(&pb, 1, (uint64_t)-2); /* negative int64: ten bytes */
    check_bytes(&pb, "\x08\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11);
}

static void test_text(void) {
    ird_pb pb = {0};
    ird_pb_text(&pb, 2, "testing");
    check_bytes(&pb, "\x12\x07testing", 9);
}

static void test_inner_message(void) {
    ird_pb pb = {0}, inner = {0};
    ird_pb_varint(&inner, 1, 150);
    ird_pb_message(&pb, 3, &inner);
    CHECK(inner.bytes.items == NULL);
    check_bytes(&pb, "\x1a\x03\x08\x96\x01", 5);
}

static void test_numbers(void) {
    const float ones[2] = {1.0F, -2.0F};
    const int64_t list[1] = {-1};
    ird_pb pb = {0};
    ird_pb_float(&pb, 2, 1.0F);
    check_bytes(&pb, "\x15\x00\x00\x80\x3f", 5);
    ird_pb_floats(&pb, 9, ones, 2);
    check_bytes(&pb, "\x4a\x08\x00\x00\x80\x3f\x00\x00\x00\xc0", 10);
    ird_pb_int64s(&pb, 9, list, 1);
    check_bytes(&pb, "\x4a\x08\xff\xff\xff\xff\xff\xff\xff\xff", 10);
}

int main(void) {
    RUN(test_varint);
    RUN(test_text);
    RUN(test_inner_message);
    RUN(test_numbers);
    return check_summary("protobuf");
}
