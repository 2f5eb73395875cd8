/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How the sources of nets are to be placed, as a user said, by the names of the nets, so
 * that it outlives a design.
 */
#ifndef IRD_EXTRACT_SOURCE_SETTINGS_H
#define IRD_EXTRACT_SOURCE_SETTINGS_H

#include "extract/sources.h"

typedef struct ird_source_setting {
    char *net;
    ird_source_options options; /* for FILE its file is places below */
    ird_source_file places;
    char *path; /* of the file, or NULL */
} ird_source_setting;

typedef struct ird_source_settings {
    IRD_VEC(ird_source_setting) items;
} ird_source_settings; /* all zero is an empty one */

void ird_source_settings_free(ird_source_settings *settings); /* leaves an empty one */

/* From now on the sources of the net are placed so. options->file is not looked at; path
 * (NULL: none) is read for type FILE. Raises SOURCE_OPTION and those of vsrc.h; settings
 * are as they were then. */
ird_status ird_source_settings_set(ird_source_settings *settings, const char *net,
                                   const ird_source_options *options, const char *path,
                                   ird_error *err);

/* What was set for the net of that name, or NULL. */
const ird_source_setting *ird_source_settings_find(const ird_source_settings *settings,
                                                   const char *net);

#endif
