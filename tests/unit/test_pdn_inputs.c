/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Inputs that follow from the change of the coarse solution: by hand, their law of scale,
 * and against numpy.
 */
#include "check.h"
#include "python.h"

#include <stdint.h>

#include "model/pdn/inputs.h"

enum { MOST = 64 * 64 };

typedef struct maps {
    double change[MOST], gain[MOST], relative[MOST], spread[MOST];
} maps;

static maps m; /* too large for a stack */

/* One pixel of 5 in a corner: 9 pixels around it, so that the root of the mean square is
 * 5 / 3 there; 25 pixels, and 1, two away in both directions; nothing three away. */
static void test_by_hand(void) {
    memset(&m, 0, sizeof m);
    m.change[0] = -5;
    ird_pdn_inputs(m.change, 8, 8, m.gain, m.relative, m.spread);
    CHECK_NEAR(m.gain[0], 5.0 / 3, 1e-15);
    CHECK_NEAR(m.gain[2 * 8 + 2], 1, 1e-15);
    CHECK_NEAR(m.gain[2], 5 / sqrt(15), 1e-15);
    CHECK_NEAR(m.gain[3], 0, 0);
    CHECK_NEAR(m.relative[0], -3, 1e-15);
    CHECK_NEAR(m.relative[1], 0, 0);
    CHECK_NEAR(m.relative[3], 0, 0); /* 0 / 0 is 0 */
    CHECK_NEAR(m.spread[2 * 8 + 2], 1, 1e-15);
    CHECK_NEAR(m.spread[3], 0, 0);
    CHECK_NEAR(m.change[0], -5, 0);
    for (size_t i = 0; i < 64; i++) {
        m.change[i] = 1e-3;
    }
    ird_pdn_inputs(m.change, 8, 8, m.gain, m.relative, m.spread);
    for (size_t i = 0; i < 64; i++) {
        CHECK_NEAR(m.gain[i], 1e-3, 1e-18);
        CHECK_NEAR(m.relative[i], 1, 1e-15);
        CHECK_NEAR(m.spread[i], (log10(1.001e-3) + 6) / 6, 1e-15);
    }
}

/* In the middle of 5 x 5 zeros a lone pixel is exactly 5 of its gain; no cut is needed,
 * and none of more than 5 can be. A single pixel of a map is 1 of it. */
static void test_largest(void) {
    memset(&m, 0, sizeof m);
    m.change[4 * 9 + 4] = 7;
    ird_pdn_inputs(m.change, 9, 9, m.gain, m.relative, m.spread);
    CHECK_NEAR(m.relative[4 * 9 + 4], 5, 1e-15);
    m.change[0] = -7;
    ird_pdn_inputs(m.change, 1, 1, m.gain, m.relative, m.spread);
    CHECK_NEAR(m.relative[0], -1, 0);
    CHECK_NEAR(m.gain[0], 7, 0);
}

static void fill(size_t count) {
    uint64_t state = 5;
    for (size_t i = 0; i < count; i++) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        double u = (double)(state >> 11) / 9007199254740992.0;
        m.change[i] = (u - 0.5) * pow(10, -6 * (double)(i % 97) / 97);
    }
}

static void test_against_numpy(void) {
    const char *python =
        python_with("numpy", "the inputs of pdn have no second computation");
    if (python == NULL) {
        return;
    }
    static const size_t sizes[][2] = {{64, 64}, {3, 40}, {1, 7}, {17, 2}};
    FILE *f = fopen("pdn_inputs.txt", "w");
    for (size_t k = 0; k < 4; k++) {
        size_t rows = sizes[k][0], columns = sizes[k][1];
        fill(rows * columns);
        ird_pdn_inputs(m.change, rows, columns, m.gain, m.relative, m.spread);
        fprintf(f, "%zu %zu 0 0\n", rows, columns);
        for (size_t i = 0; i < rows * columns; i++) {
            fprintf(f, "%.17g %.17g %.17g %.17g\n", m.change[i], m.gain[i], m.relative[i],
                    m.spread[i]);
        }
    }
    fclose(f);
    CHECK(python_runs(python,
                      "import numpy as n\n"
                      "t = n.loadtxt('pdn_inputs.txt'); at = 0; maps = 0\n"
                      "while at < len(t):\n"
                      "    r, c = int(t[at, 0]), int(t[at, 1]); k = r * c\n"
                      "    x, g, q, s = t[at + 1:at + 1 + k].T.reshape(4, r, c)\n"
                      "    p = n.pad(x ** 2, 2); o = n.pad(n.ones((r, c)), 2)\n"
                      "    near = [(i, j) for i in range(5) for j in range(5)]\n"
                      "    total = sum(p[i:i + r, j:j + c] for i, j in near)\n"
                      "    count = sum(o[i:i + r, j:j + c] for i, j in near)\n"
                      "    gain = n.sqrt(total / count)\n"
                      "    spread = n.clip((n.log10(gain + 1e-6) + 6) / 6, 0, 1)\n"
                      "    assert abs(gain - g).max() < 1e-14\n"
                      "    assert abs(n.clip(x / gain, -5, 5) - q).max() < 1e-12\n"
                      "    assert abs(spread - s).max() < 1e-12 and spread.max() > 0.5\n"
                      "    at += 1 + k; maps += 1\n"
                      "assert maps == 4\n"));
}

int main(void) {
    RUN(test_by_hand);
    RUN(test_largest);
    RUN(test_against_numpy);
    return check_summary("pdn_inputs");
}
