/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What one user has read and set, and the results that follow from it. Every function
 * makes the new state beside the old one and swaps it in when nothing can fail any more,
 * so that an error leaves the session as it was. What depends on changed inputs is
 * dropped and made again when somebody asks for it.
 */
#ifndef IRD_SESSION_SESSION_H
#define IRD_SESSION_SESSION_H

#include "activity/activity.h"
#include "base/monitor.h"
#include "design/design.h"
#include "hotspots/hotspots.h"
#include "channels/rasterize.h"
#include "model/surrogate.h"
#include "plan/layout.h"
#include "power/power.h"
#include "session/net_grid.h"
#include "session/result.h"

/* Assumed, and said in reports, where neither user nor DEF gives a voltage. */
#define IRD_SUPPLY_ASSUMED_V 1.0

/* A voltage that the user set. It is kept by name, so that it outlives the next DEF. */
typedef struct ird_supply_setting {
    char *net;
    double voltage_v;
} ird_supply_setting;

/* What the user said about power. */
typedef struct ird_power_setting {
    ird_power_origin origin;
    double total_w; /* for TOTAL */
    char *path;     /* for REPORT; NULL: the report is gone, its design was live */
} ird_power_setting;

/* Where the switching activity comes from. Paths and scope are owned. */
typedef struct ird_activity_setting {
    char *path;     /* NULL: none */
    char *scope;    /* NULL: to be found */
    char *def_path; /* whose NETS; NULL: the DEF of the design */
    ird_activity_format format;
    double window_s; /* 0: the whole run */
} ird_activity_setting;

typedef struct ird_session {
    ird_technology tech;
    ird_design design;
    bool has_design;
    ird_plan plan;          /* outlives the design */
    ird_plan_layout layout; /* of the plan, on the design; empty for SPICE */
    char *def_path;         /* of the design; NULL: it was live */
    IRD_VEC(ird_supply_setting) supplies;
    ird_power_setting power_setting;
    ird_power power; /* of the design, by the setting */
    bool has_power;
    ird_activity_setting activity_setting;
    ird_netlist netlist;   /* of the design, where has_activity is set */
    ird_activity activity; /* of the design, by the setting and the power */
    bool has_activity;
    ird_rc_settings rc_settings;
    IRD_VEC(ird_source_setting) source_settings;
    IRD_VEC(ird_net_grid *) grids;  /* of the design; all nets of a SPICE file in order */
    IRD_VEC(ird_net_grid *) former; /* with factors, of the design before the last DEF */
    bool keeps_every_node;          /* of grids to extract */
    bool is_spice;                  /* the design is a SPICE network */
    int32_t last_solved;     /* net of the last solution, only while it is there; or -1 */
    ird_surrogate *model;    /* NULL until one is needed */
    ird_result *raster;      /* the last, NULL when there is none or it is out of date */
    ird_result *prediction;  /* made from raster, or NULL */
    ird_raster_options last; /* of the last raster of this design, for making it again */
    bool has_last;
    size_t generation; /* counts what makes results out of date */
    ird_map_table maps;
} ird_session; /* all zero is an empty one */

void ird_session_free(ird_session *session); /* leaves an empty one */

/* Add the files to the technology; all of them or none. */
ird_status ird_session_read_lef(ird_session *session, const char *const *paths,
                                size_t count, const ird_monitor *monitor, ird_error *err);

/* Put a design in the place of the present one. Settings are kept: a power report is
 * read again for the new instances, an activity when it is needed. Raises
 * SESSION_NO_LEF. */
ird_status ird_session_read_def(ird_session *session, const char *path,
                                const ird_monitor *monitor, ird_error *err);

/* The model that predicts from now on: a file, or an embedded one by name. */
ird_status ird_session_load_model(ird_session *session, const char *path, ird_error *err);
ird_status ird_session_use_model(ird_session *session, const char *name, ird_error *err);

/* Make sure that there is a model, the embedded pdn model if none was loaded. */
ird_status ird_session_need_model(ird_session *session, ird_error *err);

/* IRD_OK when a design has been read, else SESSION_NO_DESIGN. `doing` is what needs it.
 */
ird_status ird_session_need_design(const ird_session *session, const char *doing,
                                   ird_error *err);

/* Results no longer follow from the inputs: drop them. Map handles keep theirs. */
void ird_session_outdate(ird_session *session);

#endif
