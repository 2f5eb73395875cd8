/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Weight files: read by us and by a stranger, damaged in every way, and the surrogate
 * that is made of them. */
#include "check.h"
#include "python.h"

#include <stdint.h>

#include "base/alloc.h"
#include "base/input.h"
#include "model/net/weights.h"
#include "model/surrogate.h"

#define TINY                                                                             \
    "{\"stem\": 1, \"widths\": [2], \"convs\": 1, \"border\": 0, \"derived\": \"none\"}"
#define TINY_SIZE (2 * 27 + 2 + 2 + 1)

/* A weight file whose k-th number is k / 8. */
static void write_tiny(const char *path, float *arena) {
    static ird_plan plan;
    ird_error err = {0};
    ird_net_spec spec = ird_net_spec_paper();
    CHECK(ird_net_spec_parse(&spec, TINY, strlen(TINY), false, &err) == IRD_OK);
    CHECK(ird_plan_make(&plan, &spec, 8, 8, &err) == IRD_OK);
    CHECK(plan.arena_size == TINY_SIZE);
    const ird_metadata_pair pairs[] = {{"name", "tiny"}, {"note", "a \"quoted\" / text"}};
    CHECK(ird_weights_write(path, &plan, arena, pairs, 2, &err) == IRD_OK);
}

static void fill(float *arena) {
    for (size_t i = 0; i < TINY_SIZE; i++) {
        arena[i] = (float)i / 8;
    }
}

static void test_written_file_is_read_back(void) {
    float arena[TINY_SIZE];
    fill(arena);
    write_tiny("tiny.safetensors", arena);
    ird_weights weights = {0};
    ird_error err = {0};
    CHECK(ird_weights_load(&weights, "tiny.safetensors", &err) == IRD_OK);
    CHECK(weights.arena_size == TINY_SIZE);
    CHECK(memcmp(weights.arena, arena, sizeof arena) == 0);
    CHECK_TEXT(ird_weights_metadata(&weights, "note"), "a \"quoted\" / text");
    CHECK_TEXT(ird_weights_metadata(&weights, "format"), "irdrop 1");
    CHECK(ird_weights_metadata(&weights, "nothing") == NULL);
    ird_weights_free(&weights);
}

/* NumPy and the format's description alone: eight bytes, JSON, numbers. */
static void test_a_stranger_reads_the_file(void) {
    const char *python = python_with("numpy", "nobody else reads our weight files");
    if (python == NULL) {
        return;
    }
    CHECK(python_runs(python,
                      "import json, numpy as n\n"
                      "b = open('tiny.safetensors', 'rb').read()\n"
                      "size = int.from_bytes(b[:8], 'little')\n"
                      "assert size % 8 == 0\n"
                      "h = json.loads(b[8:8 + size])\n"
                      "assert h.pop('__metadata__')['name'] == 'tiny'\n"
                      "t = h['mid.conv0.weight']\n"
                      "assert t['dtype'] == 'F32' and t['shape'] == [2, 3, 3, 3]\n"
                      "v = b[8 + size:]\n"
                      "a = {k: n.frombuffer(v[slice(*d['data_offsets'])], '<f4')\n"
                      "     .reshape(d['shape']) for k, d in h.items()}\n"
                      "assert a['mid.conv0.weight'][1, 2, 0, 1] == (27 + 18 + 1) / 8\n"
                      "assert list(a) == ['mid.conv0.weight', 'mid.conv0.bias', "
                      "'head.weight', 'head.bias']\n"
                      "assert sum(x.size for x in a.values()) * 4 == len(v)\n"));
}

/* Each cut is one clear error, and nothing is read behind the end of a block of exactly
 * that size (the sanitizers watch). */
static void test_truncated_at_any_byte(void) {
    ird_input input = {0};
    ird_error err = {0};
    CHECK(ird_input_open(&input, "tiny.safetensors", &err) == IRD_OK);
    for (size_t cut = 0; cut < input.size; cut++) {
        ird_weights weights = {0};
        char *copy = ird_alloc(cut, 1);
        memcpy(copy, input.data, cut);
        err = (ird_error){0};
        ird_status status = ird_weights_parse(&weights, "cut", copy, cut, &err);
        CHECK(status == IRD_MODEL_FORMAT && err.text[0] != '\0');
        CHECK(weights.arena == NULL);
        ird_free(copy);
    }
    ird_input_close(&input);
}

/* The file with the first occurrence of one text replaced by another of that length. */
static ird_status status_with(const char *from, const char *to) {
    ird_input input = {0};
    ird_error err = {0};
    ird_weights weights = {0};
    CHECK(ird_input_open(&input, "tiny.safetensors", &err) == IRD_OK);
    char *copy = ird_alloc(input.size, 1);
    memcpy(copy, input.data, input.size);
    char *at = memmem(copy, input.size, from, strlen(from));
    CHECK(at != NULL && strlen(from) == strlen(to));
    memcpy(at, to, strlen(to));
    ird_status status = ird_weights_parse(&weights, "changed", copy, input.size, &err);
    CHECK(status == IRD_OK || err.text[0] != '\0');
    CHECK(status != IRD_MODEL_SHAPE || strstr(err.text, err.detail) != NULL);
    ird_weights_free(&weights);
    ird_free(copy);
    ird_input_close(&input);
    return status;
}

static void test_damaged_headers(void) {
    CHECK(status_with("irdrop 1", "irdrop 2") == IRD_MODEL_FORMAT);
    CHECK(status_with("\"shape\":[2,3,3,3]", "\"shape\":[3,2,3,3]") == IRD_MODEL_SHAPE);
    CHECK(status_with("\"shape\":[2,3,3,3]", "\"shape\":[2,3,3,4]") == IRD_MODEL_FORMAT);
    CHECK(status_with("head.bias", "head.bits") == IRD_MODEL_SHAPE);
    CHECK(status_with("\"F32\"", "\"F16\"") == IRD_MODEL_FORMAT);
    CHECK(status_with("\"dtype\"", "\"dtipe\"") == IRD_MODEL_FORMAT);
    CHECK(status_with("[0,216]", "[8,224]") == IRD_OK); /* overlap is no damage */
    CHECK(status_with("[0,216]", "[0,999]") == IRD_MODEL_FORMAT);
    CHECK(status_with("\\\"stem\\\":1", "\\\"stem\\\":2") == IRD_MODEL_SHAPE);
    CHECK(status_with("\\\"stem\\\":1", "\\\"stem\\\":7") == IRD_MODEL_FORMAT);
    CHECK(status_with("{\"__meta", "[\"__meta") == IRD_MODEL_FORMAT);
}

static void test_numbers_that_are_none(void) {
    const float bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        float arena[TINY_SIZE];
        ird_weights weights = {0};
        ird_error err = {0};
        fill(arena);
        arena[TINY_SIZE - 2] = bad[i];
        write_tiny("bad.safetensors", arena);
        CHECK(ird_weights_load(&weights, "bad.safetensors", &err) == IRD_MODEL_VALUE);
        CHECK_TEXT(err.detail, "head.weight");
        CHECK_TEXT(err.file, "bad.safetensors");
    }
}

static void test_no_file(void) {
    ird_surrogate *surrogate = NULL;
    ird_error err = {0};
    CHECK(ird_surrogate_load(&surrogate, ".", &err) == IRD_FILE_NOT_REGULAR);
    CHECK(ird_surrogate_load(&surrogate, "no/such", &err) == IRD_FILE_OPEN);
    CHECK(ird_surrogate_embedded(&surrogate, "other", &err) == IRD_MODEL_UNKNOWN);
    CHECK_TEXT(err.detail, "other");
    CHECK(surrogate == NULL);
}

/* The tiny network by hand: all weights zero but the centre tap of channel 1, so that
 * the output is that channel, min-max scaled. */
static void test_surrogate_runs_a_file(void) {
    float arena[TINY_SIZE] = {0};
    arena[9 + 4] = 2;         /* out 0, in 1, centre */
    arena[TINY_SIZE - 3] = 1; /* head */
    write_tiny("centre.safetensors", arena);
    ird_surrogate *surrogate = NULL;
    ird_error err = {0};
    CHECK(ird_surrogate_load(&surrogate, "centre.safetensors", &err) == IRD_OK);
    float channels[3 * 6] = {9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7};
    float output[6];
    CHECK(ird_surrogate_run(surrogate, channels, 2, 3, output, &err) == IRD_OK);
    for (size_t i = 0; i < 6; i++) {
        CHECK_NEAR((double)output[i], (double)i / 5, 1e-6);
    }
    /* Another size, then the first one again. */
    CHECK(ird_surrogate_run(surrogate, channels, 3, 2, output, &err) == IRD_OK);
    CHECK_NEAR((double)output[5], 1, 1e-6);
    channels[7] = NAN;
    CHECK(ird_surrogate_run(surrogate, channels, 2, 3, output, &err) == IRD_MODEL_INPUT);
    CHECK(strstr(err.text, "cell_density") != NULL);
    CHECK(ird_surrogate_run(surrogate, channels, 0, 3, output, &err) == IRD_MODEL_INPUT);
    ird_surrogate_free(surrogate);
}

static void test_embedded_model(void) {
    ird_surrogate *surrogate = NULL;
    ird_error err = {0};
    if (!CHECK(ird_surrogate_embedded(&surrogate, "paper", &err) == IRD_OK)) {
        return;
    }
    ird_surrogate_info info = ird_surrogate_get_info(surrogate);
    CHECK_TEXT(info.name, "paper");
    CHECK_TEXT(info.origin, "embedded");
    CHECK(info.channel_count == 3);
    CHECK_TEXT(info.channel_names[0], "power_grid");
    CHECK_TEXT(info.channel_names[1], "cell_density");
    CHECK_TEXT(info.channel_names[2], "switching");
    CHECK(info.multiply_adds > 1000000 && info.multiply_adds <= 40000000);
    bool command = false;
    for (size_t i = 0; i < info.metadata_count; i++) {
        command = command || strcmp(info.metadata_names[i], "command") == 0;
    }
    CHECK(command);
    ird_surrogate_free(surrogate);
}

int main(void) {
    RUN(test_written_file_is_read_back);
    RUN(test_a_stranger_reads_the_file);
    RUN(test_truncated_at_any_byte);
    RUN(test_damaged_headers);
    RUN(test_numbers_that_are_none);
    RUN(test_no_file);
    RUN(test_surrogate_runs_a_file);
    RUN(test_embedded_model);
    return check_summary("weights");
}
