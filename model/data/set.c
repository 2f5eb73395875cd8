/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/data/set.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/npy.h"

#define LABELS "labels_ir_drop"
#define INPUTS "input_"

/* DIR/PREFIXNAME or DIR/PREFIXNAME/N.npy as a fresh text; NULL when memory runs out. */
static char *make_path(const char *directory, const char *prefix, const char *name,
                       const size_t *number) {
    size_t size = strlen(directory) + strlen(prefix) + strlen(name) + 48;
    char *path = ird_alloc(size, 1);
    if (path != NULL && number != NULL) {
        snprintf(path, size, "%s/%s%s/%zu.npy", directory, prefix, name, *number);
    } else if (path != NULL) {
        snprintf(path, size, "%s/%s%s", directory, prefix, name);
    }
    return path;
}

/* N of "N.npy"; false for other names. */
static bool number_of(const char *name, size_t *number) {
    size_t digits = strspn(name, "0123456789");
    if (digits == 0 || digits > 15 || strcmp(name + digits, ".npy") != 0) {
        return false;
    }
    *number = (size_t)strtoull(name, NULL, 10);
    return true;
}

static int compare(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static ird_status list_numbers(ird_data_set *set, DIR *folder, ird_error *err) {
    IRD_VEC(size_t) numbers = {0};
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        size_t number;
        if (!number_of(entry->d_name, &number)) {
            continue;
        }
        if (ird_vec_reserve(&numbers, 1, "listing samples", err) != IRD_OK) {
            ird_free(numbers.items);
            return IRD_NO_MEMORY;
        }
        numbers.items[numbers.count++] = number;
    }
    if (numbers.count > 0) {
        qsort(numbers.items, numbers.count, sizeof *numbers.items, compare);
    }
    set->numbers = numbers.items;
    set->count = numbers.count;
    return IRD_OK;
}

ird_status ird_data_set_open(ird_data_set *set, const char *directory, ird_error *err) {
    ird_data_set found = {.directory = directory};
    char *path = make_path(directory, LABELS, "", NULL);
    if (path == NULL) {
        return ird_fail_memory(err, "listing samples");
    }
    DIR *folder = opendir(path);
    ird_status status = IRD_OK;
    if (folder == NULL) {
        status = ird_fail_system(err, IRD_FILE_OPEN, path, errno, "cannot open folder");
    } else {
        status = list_numbers(&found, folder, err);
        closedir(folder);
    }
    if (status == IRD_OK && found.count == 0) {
        status =
            ird_fail_at(err, IRD_MODEL_DATA, path, 0,
                        "holds no N.npy; name the folder that has " LABELS "/ in it");
    }
    if (status == IRD_OK) {
        *set = found;
    } else {
        ird_data_set_free(&found);
    }
    ird_free(path);
    return status;
}

void ird_data_set_free(ird_data_set *set) {
    ird_free(set->numbers);
    memset(set, 0, sizeof *set);
}

void ird_data_sample_free(ird_data_sample *sample) {
    ird_free(sample->channels);
    ird_free(sample->label);
    memset(sample, 0, sizeof *sample);
}

/* One map of the sample as floats into *to, which is allocated for `planes` maps when the
 * first one tells the size. */
static ird_status read_map(ird_data_sample *sample, float **to, size_t planes,
                           size_t plane, const char *path, ird_error *err) {
    size_t rows, columns;
    double *values = NULL;
    ird_status status = ird_npy_read(path, &rows, &columns, &values, err);
    if (status != IRD_OK) {
        return status;
    }
    if (sample->rows == 0) {
        sample->rows = rows;
        sample->columns = columns;
    }
    if (rows != sample->rows || columns != sample->columns) {
        ird_free(values);
        return ird_fail_at(err, IRD_MODEL_DATA, path, 0,
                           "is %zu x %zu, the other maps of the sample are %zu x %zu",
                           rows, columns, sample->rows, sample->columns);
    }
    size_t count = rows * columns;
    if (*to == NULL) {
        *to = ird_alloc(planes, count * sizeof **to);
    }
    if (*to == NULL) {
        status = ird_fail_memory(err, "reading a sample");
    }
    for (size_t i = 0; status == IRD_OK && i < count; i++) {
        (*to)[plane * count + i] = (float)values[i];
    }
    ird_free(values);
    return status;
}

ird_status ird_data_set_read(const ird_data_set *set, const char *const *names,
                             size_t count, size_t at, ird_data_sample *sample,
                             ird_error *err) {
    ird_data_sample read = {0};
    ird_status status = IRD_OK;
    for (size_t i = 0; status == IRD_OK && i <= count; i++) {
        bool label = i == count;
        char *path = label
                         ? make_path(set->directory, LABELS, "", &set->numbers[at])
                         : make_path(set->directory, INPUTS, names[i], &set->numbers[at]);
        if (path == NULL) {
            status = ird_fail_memory(err, "reading a sample");
        } else {
            status = read_map(&read, label ? &read.label : &read.channels,
                              label ? 1 : count, label ? 0 : i, path, err);
        }
        ird_free(path);
    }
    if (status == IRD_OK) {
        *sample = read;
    } else {
        ird_data_sample_free(&read);
    }
    return status;
}

static ird_status make_folder(const char *path, ird_error *err) {
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        return ird_fail_system(err, IRD_FILE_WRITE, path, errno, "cannot make folder");
    }
    return IRD_OK;
}

static ird_status write_map(const char *directory, const char *prefix, const char *name,
                            size_t number, size_t rows, size_t columns,
                            const double *values, ird_error *err) {
    char *folder = make_path(directory, prefix, name, NULL);
    char *path = make_path(directory, prefix, name, &number);
    ird_status status = folder != NULL && path != NULL
                            ? make_folder(folder, err)
                            : ird_fail_memory(err, "writing a sample");
    if (status == IRD_OK) {
        status = ird_npy_write(path, rows, columns, values, NULL, err);
    }
    ird_free(folder);
    ird_free(path);
    return status;
}

ird_status ird_data_set_write(const char *directory, const char *const *names,
                              size_t count, size_t number, size_t rows, size_t columns,
                              const double *channels, const double *label,
                              ird_error *err) {
    ird_status status = make_folder(directory, err);
    for (size_t i = 0; status == IRD_OK && i < count; i++) {
        status = write_map(directory, INPUTS, names[i], number, rows, columns,
                           channels + i * rows * columns, err);
    }
    if (status == IRD_OK) {
        status = write_map(directory, LABELS, "", number, rows, columns, label, err);
    }
    return status;
}
