/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/data/sample_folder.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const doing = "listing samples";

enum { VALIDATION_EVERY = 20 };

void ird_sample_folder_free(ird_sample_folder *folder) {
    for (size_t i = 0; i < folder->files.count; i++) {
        ird_input_close(&folder->files.items[i].input);
        ird_free(folder->files.items[i].path);
    }
    ird_free(folder->files.items);
    *folder = (ird_sample_folder){0};
}

static int compare_paths(const void *a, const void *b) {
    return strcmp(((const ird_sample_file *)a)->path, ((const ird_sample_file *)b)->path);
}

/* PREFIX_N.safetensors. */
static bool is_sample(const char *name, const char *prefix) {
    size_t size = strlen(prefix);
    uint64_t number;
    int end = 0;
    return strncmp(name, prefix, size) == 0 &&
           sscanf(name + size, "_%" SCNu64 ".safetensors%n", &number, &end) == 1 &&
           end > 0 && name[size + (size_t)end] == '\0';
}

static ird_status add_file(ird_sample_folder *folder, const char *directory,
                           const char *name, ird_error *err) {
    size_t size = strlen(directory) + strlen(name) + 2;
    IRD_TRY(ird_vec_reserve(&folder->files, 1, doing, err));
    char *path = ird_alloc(size, 1);
    if (path == NULL) {
        return ird_fail_memory(err, doing);
    }
    snprintf(path, size, "%s/%s", directory, name);
    folder->files.items[folder->files.count++] = (ird_sample_file){.path = path};
    return IRD_OK;
}

ird_status ird_sample_folder_list(ird_sample_folder *folder, const char *directory,
                                  const char *prefix, const char *made_by,
                                  ird_error *err) {
    DIR *opened = opendir(directory);
    if (opened == NULL) {
        return ird_fail_at(err, IRD_FILE_OPEN, directory, 0, "is no folder of samples");
    }
    ird_status status = IRD_OK;
    for (struct dirent *e; status == IRD_OK && (e = readdir(opened)) != NULL;) {
        if (is_sample(e->d_name, prefix)) {
            status = add_file(folder, directory, e->d_name, err);
        }
    }
    closedir(opened);
    if (status == IRD_OK && folder->files.count < VALIDATION_EVERY) {
        status = ird_fail_at(err, IRD_MODEL_DATA, directory, 0,
                             "has fewer than %d floorplans; make some by irdrop-synth "
                             "-kind %s",
                             VALIDATION_EVERY, made_by);
    }
    if (status == IRD_OK) {
        qsort(folder->files.items, folder->files.count, sizeof *folder->files.items,
              compare_paths);
    }
    return status;
}

static size_t validation_files(const ird_sample_folder *folder) {
    return folder->files.count / VALIDATION_EVERY;
}

size_t ird_sample_folder_count(const ird_sample_folder *folder, ird_sample_set set) {
    size_t validation = validation_files(folder);
    return set == IRD_SET_VALIDATION ? validation : folder->files.count - validation;
}

/* Every VALIDATION_EVERY-th, from the last of each, or one of the others. */
const ird_sample_file *ird_sample_folder_file(const ird_sample_folder *folder,
                                              ird_sample_set set, size_t at) {
    size_t others = VALIDATION_EVERY - 1;
    size_t file = set == IRD_SET_VALIDATION ? at * VALIDATION_EVERY + others
                  : at < validation_files(folder) * others
                      ? at / others * VALIDATION_EVERY + at % others
                      : at + validation_files(folder);
    return &folder->files.items[file];
}
