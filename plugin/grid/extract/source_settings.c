/* SPDX-License-Identifier: BSD-3-Clause */
#include "extract/source_settings.h"

#include <string.h>

static const char DOING[] = "setting sources";

static void free_setting(ird_source_setting *setting) {
    ird_free(setting->net);
    ird_free(setting->path);
    ird_source_file_free(&setting->places);
    *setting = (ird_source_setting){0};
}

void ird_source_settings_free(ird_source_settings *settings) {
    for (size_t i = 0; i < settings->items.count; i++) {
        free_setting(&settings->items.items[i]);
    }
    ird_free(settings->items.items);
    *settings = (ird_source_settings){0};
}

const ird_source_setting *ird_source_settings_find(const ird_source_settings *settings,
                                                   const char *net) {
    for (size_t i = 0; i < settings->items.count; i++) {
        if (strcmp(settings->items.items[i].net, net) == 0) {
            return &settings->items.items[i];
        }
    }
    return NULL;
}

/* A setting that owns copies of its names and the places of its file. */
static ird_status make(ird_source_setting *made, const char *net,
                       const ird_source_options *options, const char *path,
                       ird_error *err) {
    made->options = *options;
    made->options.file = NULL;
    made->net = ird_copy_string(net, strlen(net));
    if (path != NULL) {
        made->path = ird_copy_string(path, strlen(path));
    }
    if (made->net == NULL || (path != NULL && made->path == NULL)) {
        return ird_fail_memory(err, DOING);
    }
    ird_status status =
        path != NULL ? ird_source_file_read(&made->places, path, err) : IRD_OK;
    if (status == IRD_OK) {
        made->options.file = &made->places;
        status = ird_source_options_check(&made->options, err);
        made->options.file = NULL; /* set where the options are used */
    }
    return status;
}

ird_status ird_source_settings_set(ird_source_settings *settings, const char *net,
                                   const ird_source_options *options, const char *path,
                                   ird_error *err) {
    ird_source_setting made = {0};
    IRD_TRY(ird_vec_reserve(&settings->items, 1, DOING, err));
    ird_status status = make(&made, net, options, path, err);
    if (status != IRD_OK) {
        free_setting(&made);
        return status;
    }
    const ird_source_setting *there = ird_source_settings_find(settings, net);
    size_t at =
        there != NULL ? (size_t)(there - settings->items.items) : settings->items.count++;
    if (there != NULL) {
        free_setting(&settings->items.items[at]);
    }
    settings->items.items[at] = made;
    return IRD_OK;
}
