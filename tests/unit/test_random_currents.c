/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Random currents: their sum, who draws, that a number stands for one pattern, and how
 * much hotter speckled ones are.
 */
#include "check.h"

#include "predict/random_currents.h"

enum { PLACES = 4000, PATTERNS = 40 };

static ird_drawing_place places[PLACES];
static double currents[PLACES], again[PLACES];

/* Every fourth has no size. */
static void put_places(void) {
    for (size_t i = 0; i < PLACES; i++) {
        places[i] = (ird_drawing_place){(double)(i % 80) / 80, (double)(i / 80) / 50,
                                        i % 4 == 3 ? 0 : 1 + (double)(i % 3)};
    }
}

/* The largest current over the mean one. */
static double peak(void) {
    double most = 0;
    for (size_t i = 0; i < PLACES; i++) {
        most = fmax(most, currents[i]);
    }
    return most * PLACES;
}

static void test_patterns(void) {
    double calm = 0, hot = 0;
    size_t differing = 0;
    put_places();
    for (uint64_t k = 0; k < PATTERNS; k++) {
        double sum = 0;
        ird_random_currents(currents, places, PLACES, 7, k, true);
        hot += peak() / PATTERNS;
        ird_random_currents(currents, places, PLACES, 8, k, false);
        ird_random_currents(again, places, PLACES, 7, k, false);
        differing += memcmp(currents, again, sizeof currents) != 0;
        ird_random_currents(currents, places, PLACES, 7, k, false);
        CHECK(memcmp(currents, again, sizeof currents) == 0);
        calm += peak() / PATTERNS;
        for (size_t i = 0; i < PLACES; i++) {
            sum += currents[i];
            if (!(currents[i] >= 0) || (places[i].size == 0 && currents[i] > 0)) {
                CHECK(false);
            }
        }
        CHECK_NEAR(sum, 1, 1e-12);
    }
    CHECK(differing == PATTERNS);
    CHECK(hot > 2 * calm);
}

/* Nowhere to draw: nothing is, and no number is not one. */
static void test_nobody(void) {
    put_places();
    for (size_t i = 0; i < PLACES; i++) {
        places[i].size = 0;
        currents[i] = 1;
    }
    ird_random_currents(currents, places, PLACES, 1, 0, true);
    for (size_t i = 0; i < PLACES; i++) {
        if (currents[i] != 0) {
            CHECK(false);
        }
    }
    ird_random_currents(currents, places, 0, 1, 0, false);
    CHECK(currents[0] == 0);
}

int main(void) {
    RUN(test_patterns);
    RUN(test_nobody);
    return check_summary("random_currents");
}
