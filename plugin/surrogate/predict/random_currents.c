/* SPDX-License-Identifier: BSD-3-Clause */
#include "predict/random_currents.h"

#include <math.h>
#include <stdbool.h>

#include "model/synth/random.h"

enum { BLOBS = 6, BOXES = 4, HOT = 12 };

/* Around a middle, or a rectangle of that size: how much more is drawn there. */
typedef struct region {
    double x, y, width, height, gain;
} region;

typedef struct pattern {
    double sigma; /* of the logarithm of each place's factor */
    size_t blob_count, box_count, hot_count;
    region blobs[BLOBS], boxes[BOXES];
    double hot;           /* times the mean */
    double glow, glowing; /* times as much, and the part of the places that draw it */
} pattern;

/* As likely between 1 and 2 as between 10 and 20. */
static double draw_log(ird_random *random, double low, double high) {
    return exp(ird_random_uniform(random, log(low), log(high)));
}

static bool draw_chance(ird_random *random, double probability) {
    return ird_random_uniform(random, 0, 1) < probability;
}

static region draw_region(ird_random *random, double least, double most) {
    region r = {.x = ird_random_uniform(random, 0, 1)};
    r.y = ird_random_uniform(random, 0, 1);
    r.width = draw_log(random, least, most);
    r.height = draw_log(random, least, most);
    return r;
}

static pattern draw_pattern(ird_random *random, bool is_speckled) {
    pattern p = {.sigma = ird_random_uniform(random, 0.2, 1.4)};
    p.blob_count = ird_random_below(random, BLOBS + 1);
    for (size_t i = 0; i < p.blob_count; i++) {
        p.blobs[i] = draw_region(random, 0.015, 0.3);
        p.blobs[i].gain = draw_log(random, 0.3, 12);
    }
    p.box_count = draw_chance(random, 0.5) ? ird_random_below(random, BOXES + 1) : 0;
    for (size_t i = 0; i < p.box_count; i++) {
        p.boxes[i] = draw_region(random, 0.05, 0.4);
        p.boxes[i].gain = draw_chance(random, 0.3) ? 0 : draw_log(random, 0.2, 8);
    }
    p.hot_count = draw_chance(random, 0.35) ? 1 + ird_random_below(random, HOT) : 0;
    p.hot = draw_log(random, 4, 30);
    if (is_speckled) {
        p.sigma = ird_random_uniform(random, 1, 1.4);
        p.glowing = draw_log(random, 0.01, 0.05);
        p.glow = draw_log(random, 10, 30);
    }
    return p;
}

static double field_at(const pattern *p, double x, double y) {
    double field = 1;
    for (size_t i = 0; i < p->blob_count; i++) {
        const region *b = &p->blobs[i];
        double u = (x - b->x) / b->width, v = (y - b->y) / b->height;
        field += b->gain * exp(-(u * u + v * v) / 2);
    }
    for (size_t i = 0; i < p->box_count; i++) {
        const region *b = &p->boxes[i];
        bool is_inside = fabs(x - b->x) < b->width / 2 && fabs(y - b->y) < b->height / 2;
        field *= is_inside ? b->gain : 1;
    }
    return field;
}

static double sum_of(const double *values, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum;
}

static void add_hot(double *currents, const ird_drawing_place *places, size_t count,
                    const pattern *p, ird_random *random) {
    double mean = sum_of(currents, count) / (double)(count > 0 ? count : 1);
    for (size_t i = 0; i < p->hot_count && count > 0; i++) {
        size_t at = ird_random_below(random, count);
        double gain = p->hot * draw_log(random, 1, 3);
        currents[at] += places[at].size > 0 ? gain * mean : 0;
    }
}

void ird_random_currents(double *currents, const ird_drawing_place *places, size_t count,
                         uint64_t seed, uint64_t index, bool is_speckled) {
    ird_random random = ird_random_stream(seed, index);
    const pattern p = draw_pattern(&random, is_speckled);
    bool is_alike = is_speckled && index % 2 == 1;
    for (size_t i = 0; i < count; i++) {
        double normal = fmax(-3, fmin(3, ird_random_normal(&random)));
        double size = is_alike && places[i].size > 0 ? 1 : places[i].size;
        currents[i] = size * exp(p.sigma * normal) *
                      field_at(&p, places[i].x, places[i].y) *
                      (is_speckled && draw_chance(&random, p.glowing) ? p.glow : 1);
    }
    add_hot(currents, places, count, &p, &random);
    if (!(sum_of(currents, count) > 0)) { /* all of it lay in idle regions */
        for (size_t i = 0; i < count; i++) {
            currents[i] = places[i].size;
        }
    }
    double sum = sum_of(currents, count);
    for (size_t i = 0; i < count && sum > 0; i++) {
        currents[i] /= sum;
    }
}
