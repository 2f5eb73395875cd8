/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "static/solve.h"

const ird_solve_options ird_solve_defaults = {.merging = {.ohm = 1e-6}};

enum { WORDS = 8 };

/* Every field as a number of its own. The assertions fail where a field is added that
 * stands not here: there is no padding in which it could hide. */
static void list_words(const ird_solve_options *options, uint64_t words[WORDS]) {
    const ird_merging *merging = &options->merging;
    const ird_engine_options *engine = &options->engine;
    _Static_assert(sizeof *merging == sizeof merging->ohm + sizeof merging->pin_link_ohm,
                   "a field of ird_merging is not in the key");
    _Static_assert(sizeof *engine ==
                       sizeof engine->method + sizeof engine->ordering +
                           sizeof engine->memory_limit_bytes + sizeof engine->threads +
                           sizeof engine->prefers_single + sizeof engine->ranks,
                   "a field of ird_engine_options is not in the key");
    _Static_assert(sizeof *options == sizeof *merging + sizeof *engine,
                   "a part of ird_solve_options is not in the key");
    const double ohms[] = {merging->ohm + 0.0, merging->pin_link_ohm + 0.0}; /* no -0 */
    memcpy(words, ohms, sizeof ohms);
    words[2] = (uint64_t)engine->method;
    words[3] = (uint64_t)engine->ordering;
    words[4] = engine->memory_limit_bytes;
    words[5] = engine->threads;
    words[6] = engine->prefers_single;
    words[7] = (uintptr_t)engine->ranks;
}

bool ird_solve_options_equal(const ird_solve_options *a, const ird_solve_options *b) {
    uint64_t left[WORDS], right[WORDS];
    list_words(a, left);
    list_words(b, right);
    return memcmp(left, right, sizeof left) == 0;
}

/* Each word is mixed in by the finalizer of SplitMix64 (Steele et al., OOPSLA 2014), so
 * that one bit of one field changes half of the key. */
uint64_t ird_solve_options_key(const ird_solve_options *options) {
    uint64_t words[WORDS], key = 0;
    list_words(options, words);
    for (size_t i = 0; i < WORDS; i++) {
        key += words[i] + UINT64_C(0x9e3779b97f4a7c15);
        key = (key ^ (key >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        key = (key ^ (key >> 27)) * UINT64_C(0x94d049bb133111eb);
        key ^= key >> 31;
    }
    return key;
}
