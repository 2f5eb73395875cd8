/* SPDX-License-Identifier: BSD-3-Clause
 *
 * All drops at some times, handed on while going through time. Internal to dynamic/.
 */
#ifndef IRD_DYNAMIC_FRAMES_H
#define IRD_DYNAMIC_FRAMES_H

#include "dynamic/stepper.h"

/* Where nodes are found among the values of a step. */
typedef struct ird_frame_places {
    size_t nodes, slots;
    const int32_t *slot_of;   /* one a node; -1 at an island */
    const size_t *first_node; /* of each net, and one more */
    const bool *is_ground;    /* of each net */
    double step_s;
} ird_frame_places;

typedef struct ird_frames {
    const ird_dynamic_wish *wish;
    ird_frame_places places;
    double *u_v[3]; /* the last three steps, oldest first; one a slot */
    double at_s[3];
    size_t held;    /* of them */
    size_t next;    /* frame */
    double *drop_v; /* one a node: scratch */
} ird_frames;       /* all zero is an empty one */

void ird_frames_free(ird_frames *frames);

/* Nothing is held where no frames are wished. */
ird_status ird_frames_make(ird_frames *frames, const ird_dynamic_wish *wish,
                           const ird_frame_places *places, ird_error *err);

/* A step has come to a time, with a value a slot (NULL: no frame is so near that it
 * matters); is_new: it was put there. */
ird_status ird_frames_step(ird_frames *frames, const double *u_v, double at_s,
                           bool is_new, ird_error *err);

/* The state at the last step has become another one. */
void ird_frames_amend(ird_frames *frames, const double *u_v);

/* No step comes behind the last one. */
ird_status ird_frames_end(ird_frames *frames, ird_error *err);

#endif
