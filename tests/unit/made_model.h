/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Models whose answers are known beforehand: the network gives one of its channels as it
 * is, or a number, whatever its metadata say.
 */
#ifndef IRD_TESTS_MADE_MODEL_H
#define IRD_TESTS_MADE_MODEL_H

#include "check.h"

#include "base/alloc.h"
#include "model/net/weights.h"
#include "model/surrogate.h"

typedef struct made_model {
    const char *channels;               /* as in JSON: ["base", "change"] */
    size_t shown;                       /* number of the channel that is the answer */
    double number;                      /* that is added to it */
    bool hides;                         /* the channel: the number alone */
    const char *output;                 /* layer; NULL: none */
    const char *target, *bound, *range; /* metadata; NULL: left out */
} made_model;

/* Written to a file of this path and read again; NULL, with a message, on failure. */
static inline ird_surrogate *made_model_load(const made_model *m, const char *path) {
    char json[400];
    ird_error err = {0};
    ird_net_spec spec = ird_net_spec_paper();
    ird_plan *plan = calloc(1, sizeof *plan);
    ird_surrogate *surrogate = NULL;
    snprintf(json, sizeof json,
             "{\"channels\": %s, \"stem\": 1, \"widths\": [1], \"convs\": 1, "
             "\"border\": 0, \"derived\": \"none\", \"slope\": 1, \"skip\": true, "
             "\"gate\": false, \"output\": \"%s\"}",
             m->channels, m->output != NULL ? m->output : "none");
    ird_status status = ird_net_spec_parse(&spec, json, strlen(json), false, &err);
    if (status == IRD_OK) {
        status = ird_plan_make(plan, &spec, 64, 64, &err);
    }
    float *arena = ird_alloc_zero(plan->arena_size + 1, sizeof *arena);
    for (size_t i = 0; i < plan->parameter_count; i++) {
        const ird_parameter *p = &plan->parameters[i];
        float *values = arena + p->offset;
        if (strcmp(p->name, "mid.conv0.weight") == 0) {
            values[9 * m->shown + 4] = m->hides ? 0 : 1; /* the middle of 3 x 3 */
        } else if (strcmp(p->name, "head.weight") == 0) {
            values[0] = 1;
        } else if (strcmp(p->name, "head.bias") == 0) {
            values[0] = (float)m->number;
        }
    }
    ird_metadata_pair pairs[4] = {{"name", "made up"}};
    size_t count = 1;
    const ird_metadata_pair others[] = {
        {"target", m->target}, {"bound", m->bound}, {"range", m->range}};
    for (size_t i = 0; i < 3; i++) {
        if (others[i].value != NULL) {
            pairs[count++] = others[i];
        }
    }
    if (status == IRD_OK) {
        status = ird_weights_write(path, plan, arena, pairs, count, &err);
    }
    if (status == IRD_OK) {
        status = ird_surrogate_load(&surrogate, path, &err);
    }
    if (!CHECK(status == IRD_OK)) {
        fprintf(stderr, "    %s\n", err.text);
    }
    ird_free(arena);
    free(plan);
    return surrogate;
}

#endif
