/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is asked of a session for maps and predictions. What a request leaves open is what
 * was asked the last time, and what it comes to is kept for the next one.
 */
#ifndef IRD_QUERY_REQUESTS_H
#define IRD_QUERY_REQUESTS_H

#include "session/session.h"

enum { IRD_SIZE_DEFAULT = 64 };

typedef enum ird_region {
    IRD_REGION_NOT_GIVEN,
    IRD_REGION_DIE,
    IRD_REGION_CORE,
    IRD_REGION_BOX
} ird_region;

/* What maps are asked for. What is not given comes from the last raster of the design,
 * unless `fresh` is set or there is none: then size IRD_SIZE_DEFAULT, the die, and the
 * power net that feeds most cells. */
typedef struct ird_request {
    bool fresh;
    bool has_size;
    size_t size;
    ird_region region;
    ird_rect_um box;      /* for BOX */
    const char *net_name; /* NULL: not given */
    size_t net_name_size;
    bool has_window;
    size_t window; /* of the activity; fresh and not given: that of the largest current */
    bool takes_moved; /* cells moved on a network that is there will do */
} ird_request;

/* The maps that were asked for; what was asked is kept for the next time. Good until
 * ird_session_end_command, as are all results below. Raises ACTIVITY_WINDOW where the
 * activity has no such window. */
ird_status ird_session_rasterize(ird_session *session, const ird_request *request,
                                 const ird_monitor *monitor, ird_result **raster,
                                 ird_error *err);

/* The prediction over such maps. Raises SESSION_CHANNEL where the model wants an input
 * that rasterize does not make. */
ird_status ird_session_predict(ird_session *session, const ird_request *request,
                               const ird_monitor *monitor, ird_result **prediction,
                               ird_error *err);

/* The same without keeping what was asked: a look around. */
ird_status ird_session_look(ird_session *session, const ird_request *request,
                            const ird_monitor *monitor, ird_result **prediction,
                            ird_error *err);

/* A map by its handle, or the last one of a kind by its name, made now if need be. The
 * result lives as long as the session keeps it. Raises SESSION_MAP_UNKNOWN. */
ird_status ird_session_get_map(ird_session *session, const char *name,
                               const ird_monitor *monitor, ird_map_entry *entry,
                               ird_error *err);

/* The core of the design: the rows. */
ird_rect_um ird_session_core_um(const ird_session *session);

/* The rasterize result that tells what lies under a map: that which a prediction was made
 * from, and of a square map of a solution one of the same window. NULL for a map from a
 * file and where the inputs have changed since. */
ird_status ird_session_need_base(ird_session *session, const ird_map_entry *entry,
                                 const ird_monitor *monitor, const ird_result **base,
                                 ird_error *err);

/* Whether the inputs are those that the result follows from. */
bool ird_session_is_current(const ird_session *session, const ird_result *result);

/* What counts as hot in a map without more said; see ird_quantity_threshold. */
double ird_session_threshold(const ird_map_entry *entry, const ird_result *base);

/* The network that a raster rests on, as a word or (for people) a phrase; NULL where its
 * grid could not be solved. */
const char *ird_session_network_of(const ird_session *session, const ird_result *raster,
                                   bool for_people);

/* The same of any map; of one from a file what that says. NULL also for a file
 * that says nothing and for a map of cells. */
const char *ird_session_network_of_map(const ird_session *session,
                                       const ird_map_entry *entry, bool for_people);

#endif
