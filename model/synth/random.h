/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Random numbers that are a pure function of (seed, index, count): sample 7 is the same
 * whoever draws it, on whichever thread. The n-th number of a stream is the finaliser of
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014)
 * of key + n * golden ratio.
 */
#ifndef IRD_MODEL_SYNTH_RANDOM_H
#define IRD_MODEL_SYNTH_RANDOM_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ird_random {
    uint64_t key, count;
} ird_random;

static inline uint64_t ird_random_mix(uint64_t x) {
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static inline ird_random ird_random_stream(uint64_t seed, uint64_t index) {
    uint64_t key = ird_random_mix(seed + UINT64_C(0x9e3779b97f4a7c15));
    return (ird_random){ird_random_mix(key ^ ird_random_mix(index)), 0};
}

static inline uint64_t ird_random_bits(ird_random *random) {
    return ird_random_mix(random->key + ++random->count * UINT64_C(0x9e3779b97f4a7c15));
}

/* Uniform in [low, high). */
static inline double ird_random_uniform(ird_random *random, double low, double high) {
    return low + (high - low) * (double)(ird_random_bits(random) >> 11) * 0x1p-53;
}

/* Uniform in 0 .. count - 1; the bias of the modulus is below 2^-50 here. */
static inline size_t ird_random_below(ird_random *random, size_t count) {
    return (size_t)(ird_random_bits(random) % count);
}

/* Normal, mean 0, deviation 1 (Box and Muller, one of the pair). */
static inline double ird_random_normal(ird_random *random) {
    double radius = 1 - ird_random_uniform(random, 0, 1);
    double angle = ird_random_uniform(random, 0, 6.283185307179586);
    return sqrt(-2 * log(radius)) * cos(angle);
}

#endif
