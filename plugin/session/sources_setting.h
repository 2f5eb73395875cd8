/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How the sources of nets are placed, as the user said.
 */
#ifndef IRD_SESSION_SOURCES_SETTING_H
#define IRD_SESSION_SOURCES_SETTING_H

#include "extract/sources.h"

typedef struct ird_session ird_session;

/* Kept by the name of the net, so that it outlives the next DEF. */
typedef struct ird_source_setting {
    char *net;
    ird_source_options options; /* for FILE its file is places below */
    ird_source_file places;
    char *path; /* of the file, or NULL */
} ird_source_setting;

void ird_source_setting_free(ird_source_setting *setting); /* leaves an empty one */

/* From now on the sources of the net are placed so. options->file is not looked at; path
 * (NULL: none) is read for type FILE. Raises SESSION_NET_UNKNOWN where a design has been
 * read, SOURCE_OPTION and those of vsrc.h. */
ird_status ird_session_set_sources(ird_session *session, const char *net,
                                   const ird_source_options *options, const char *path,
                                   ird_error *err);

/* What was set for the net of that name, or NULL. */
const ird_source_setting *ird_session_find_sources(const ird_session *session,
                                                   const char *net);

#endif
