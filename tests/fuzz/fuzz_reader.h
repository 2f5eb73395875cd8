/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a fuzz target of a reader is made of.
 */
#ifndef IRD_TESTS_FUZZ_READER_H
#define IRD_TESTS_FUZZ_READER_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's entry point: one input. The result is always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Blocks beyond this are refused, so that a short input cannot take all the memory. */
enum { IRD_FUZZ_LARGEST_BLOCK = 16 << 20 };

/* Which allocation fails in the second reading of an input: one of the first hundred. */
static inline size_t failing_call(const uint8_t *data, size_t size) {
    size_t sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum += data[i];
    }
    return 1 + sum % 100;
}

/* Ends the program, which is how libFuzzer learns of a broken promise. */
#define FUZZ_REQUIRE(condition)                                                          \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            __builtin_trap();                                                            \
        }                                                                                \
    } while (0)

#endif
