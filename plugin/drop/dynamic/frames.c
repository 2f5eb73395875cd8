/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/frames.h"

#include <math.h>
#include <string.h>

static const char *const doing = "looking at drops in time";

void ird_frames_free(ird_frames *frames) {
    for (int k = 0; k < 3; k++) {
        ird_free(frames->u_v[k]);
    }
    ird_free(frames->drop_v);
    memset(frames, 0, sizeof *frames);
}

ird_status ird_frames_make(ird_frames *frames, const ird_dynamic_wish *wish,
                           const ird_frame_places *places, ird_error *err) {
    ird_frames made = {.wish = wish, .places = *places};
    bool is_short = false;
    if (wish->frame_count > 0) {
        for (int k = 0; k < 3; k++) {
            made.u_v[k] = ird_alloc(places->slots, sizeof(double));
            is_short = is_short || made.u_v[k] == NULL;
        }
        made.drop_v = ird_alloc(places->nodes, sizeof(double));
        is_short = is_short || made.drop_v == NULL;
    }
    if (is_short) {
        ird_frames_free(&made);
        return ird_fail_memory(err, doing);
    }
    *frames = made;
    return IRD_OK;
}

/* Weights of the steps that are held, by Lagrange; of one alone it is that one. */
static void weigh(const ird_frames *f, double at_s, double weights[3]) {
    for (size_t k = 0; k < f->held; k++) {
        weights[k] = 1;
        for (size_t j = 0; j < f->held; j++) {
            if (j != k) {
                weights[k] *= (at_s - f->at_s[j]) / (f->at_s[k] - f->at_s[j]);
            }
        }
    }
}

static ird_status hand_on(ird_frames *f, size_t index, ird_error *err) {
    double weights[3], at_s = f->wish->frames_s[index];
    const ird_frame_places *places = &f->places;
    size_t net = 0;
    weigh(f, at_s, weights);
    for (size_t i = 0; i < places->nodes; i++) {
        int32_t slot = places->slot_of[i];
        double u_v = slot < 0 ? (double)NAN : 0;
        for (size_t k = 0; k < f->held && slot >= 0; k++) {
            u_v += weights[k] * f->u_v[k][slot];
        }
        while (i >= places->first_node[net + 1]) {
            net++;
        }
        bool is_ground = places->is_ground[net];
        f->drop_v[i] = (is_ground ? -u_v : u_v) + 0.0; /* no -0 */
    }
    return f->wish->frame(f->wish->frame_context, index, at_s, f->drop_v, err);
}

/* Frames before a time, which the steps that are held lie about. */
static ird_status hand_on_until(ird_frames *f, double end_s, ird_error *err) {
    while (f->next < f->wish->frame_count && f->wish->frames_s[f->next] <= end_s) {
        IRD_TRY(hand_on(f, f->next++, err));
    }
    return IRD_OK;
}

/* A time half a step behind the middle one of three belongs to the next three. */
ird_status ird_frames_step(ird_frames *frames, const double *u_v, double at_s,
                           bool is_new, ird_error *err) {
    ird_frames *f = frames;
    if (f->wish->frame_count == 0) {
        return IRD_OK;
    }
    if (is_new) {
        f->held = 0;
        for (f->next = 0;
             f->next < f->wish->frame_count && f->wish->frames_s[f->next] < at_s;) {
            f->next++;
        }
    }
    if (f->held == 3) {
        double *oldest = f->u_v[0];
        memmove(f->u_v, f->u_v + 1, 2 * sizeof *f->u_v);
        memmove(f->at_s, f->at_s + 1, 2 * sizeof *f->at_s);
        f->u_v[2] = oldest;
        f->held = 2;
    }
    if (u_v != NULL) {
        memcpy(f->u_v[f->held], u_v, f->places.slots * sizeof *u_v);
    }
    f->at_s[f->held++] = at_s;
    return f->held == 3 ? hand_on_until(f, 0.5 * (f->at_s[1] + f->at_s[2]), err) : IRD_OK;
}

void ird_frames_amend(ird_frames *frames, const double *u_v) {
    if (frames->held > 0 && u_v != NULL) {
        memcpy(frames->u_v[frames->held - 1], u_v, frames->places.slots * sizeof *u_v);
    }
}

ird_status ird_frames_end(ird_frames *frames, ird_error *err) {
    ird_frames *f = frames;
    if (f->wish->frame_count == 0 || f->held == 0) {
        return IRD_OK;
    }
    double last_s = f->at_s[f->held - 1];
    return hand_on_until(f, last_s + 1e-6 * f->places.step_s, err);
}
