/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A data set on disk, as the paper's: a folder for each channel and one for the label,
 * DIR/input_CHANNEL/N.npy and DIR/labels_ir_drop/N.npy, square maps.
 */
#ifndef IRD_MODEL_DATA_SET_H
#define IRD_MODEL_DATA_SET_H

#include <stddef.h>

#include "base/error.h"

typedef struct ird_data_set {
    const char *directory; /* must outlive the set */
    size_t *numbers;       /* of the samples, rising */
    size_t count;
} ird_data_set; /* all zero is an empty one */

typedef struct ird_data_sample {
    size_t rows, columns;
    float *channels; /* [channels][rows][columns] */
    float *label;    /* [rows][columns] */
} ird_data_sample;   /* all zero is an empty one */

/* Find the samples: every N for which there is a label. Raises MODEL_DATA where there is
 * none, FILE_OPEN where there is no such folder. */
ird_status ird_data_set_open(ird_data_set *set, const char *directory, ird_error *err);
void ird_data_set_free(ird_data_set *set);

/* Read sample number `at` of the set, with the `count` channels of these names. Raises
 * MODEL_DATA for maps of different sizes and the errors of ird_npy_read. */
ird_status ird_data_set_read(const ird_data_set *set, const char *const *names,
                             size_t count, size_t at, ird_data_sample *sample,
                             ird_error *err);
void ird_data_sample_free(ird_data_sample *sample);

/* Write one sample's maps; the folders are made where they are missing. Raises
 * FILE_WRITE. */
ird_status ird_data_set_write(const char *directory, const char *const *names,
                              size_t count, size_t number, size_t rows, size_t columns,
                              const double *channels, const double *label,
                              ird_error *err);

#endif
