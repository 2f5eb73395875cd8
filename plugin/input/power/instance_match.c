/* SPDX-License-Identifier: BSD-3-Clause */
#include "power/instance_match.h"

#include <string.h>

static const char *const doing = "matching instance names";

/* The name without its backslashes, in match->scratch. */
static ird_status strip(ird_instance_match *match, ird_slice name, ird_slice *bare,
                        ird_error *err) {
    match->scratch.count = 0;
    ird_status status = ird_vec_reserve(&match->scratch, name.size + 1, doing, err);
    if (status != IRD_OK) {
        return status;
    }
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] != '\\') {
            match->scratch.items[match->scratch.count++] = name.data[i];
        }
    }
    *bare = (ird_slice){match->scratch.items, match->scratch.count};
    return IRD_OK;
}

static ird_status add_bare(ird_instance_match *match, int32_t component, ird_slice name,
                           ird_error *err) {
    ird_slice bare;
    int32_t id;
    bool added;
    ird_status status;
    if ((status = strip(match, name, &bare, err)) != IRD_OK ||
        (status = ird_vec_reserve(&match->components, 1, doing, err)) != IRD_OK ||
        (status = ird_names_add(&match->bare, bare.data, bare.size, &id, &added, err)) !=
            IRD_OK) {
        return status;
    }
    if (added) {
        match->components.items[match->components.count++] = component;
    } else {
        match->components.items[id] = -1;
    }
    return IRD_OK;
}

ird_status ird_instance_match_create(ird_instance_match *match, const ird_design *design,
                                     ird_error *err) {
    ird_instance_match made = {.design = design};
    ird_status status = IRD_OK;
    for (size_t i = 0; i < design->components.count && status == IRD_OK; i++) {
        const char *name = ird_names_get(&design->component_names, (int32_t)i);
        if (strchr(name, '\\') != NULL) {
            status = add_bare(&made, (int32_t)i, (ird_slice){name, strlen(name)}, err);
        }
    }
    if (status != IRD_OK) {
        ird_instance_match_free(&made);
        return status;
    }
    *match = made;
    return IRD_OK;
}

void ird_instance_match_free(ird_instance_match *match) {
    if (match != NULL) {
        ird_names_free(&match->bare);
        ird_free(match->components.items);
        ird_free(match->scratch.items);
        memset(match, 0, sizeof *match);
    }
}

ird_status ird_instance_match_find(ird_instance_match *match, ird_slice name,
                                   int32_t *component, ird_error *err) {
    const ird_names *names = &match->design->component_names;
    ird_slice bare = name;
    int32_t found = ird_names_find(names, name.data, name.size);
    if (found < 0 && name.size > 0 && memchr(name.data, '\\', name.size) != NULL) {
        ird_status status = strip(match, name, &bare, err);
        if (status != IRD_OK) {
            return status;
        }
        found = ird_names_find(names, bare.data, bare.size);
    }
    if (found < 0) {
        int32_t id = ird_names_find(&match->bare, bare.data, bare.size);
        found = id >= 0 ? match->components.items[id] : -1;
    }
    *component = found;
    return IRD_OK;
}
