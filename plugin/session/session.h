/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What one user has read and set. Every setter makes the new state beside the old one and
 * swaps it in when nothing can fail any more, so that an error leaves the session as it
 * was; then it gives the input a new stamp and is done. What follows from the inputs is
 * in the store (store.h), under keys made of those stamps, and made when somebody asks:
 *
 *   power      power_setting.h     of the instances, scaled by the activity
 *   grid       net_grid.h          the network of a net, and the same with the currents
 *   solution   net_solution.h      its factor and exact drops
 * and, by rooms of their own, maps (mapped/) and drops in time (timed/).
 *
 * Pointers to results are good until ird_session_end_command.
 */
#ifndef IRD_SESSION_SESSION_H
#define IRD_SESSION_SESSION_H

#include "activity/active.h"
#include "base/monitor.h"
#include "base/store.h"
#include "capacitance/capacitance.h"
#include "channels/rasterize.h"
#include "charge/package.h"
#include "design/design.h"
#include "design/netlist.h"
#include "extract/layer_rc.h"
#include "extract/switch_settings.h"
#include "extract/temperature.h"
#include "hotspots/hotspots.h"
#include "liberty/liberty.h"
#include "maps/result.h"
#include "model/surrogate.h"
#include "network/transient.h"
#include "plan/layout.h"
#include "power/power.h"
#include "power/scaled_regions.h"
#include "power/supply_settings.h"
#include "session/time_wish.h"
#include "session/wish.h"
#include "switching/clock.h"

/* Assumed, and said in reports, where neither user nor DEF gives a voltage. */
#define IRD_SUPPLY_ASSUMED_V 1.0

/* What the live session of the host says beside its design. */
typedef struct ird_live_setting {
    double supply_v; /* of power nets, by its Liberty; 0: not known */
    char *corner;    /* its corner that the power is of; NULL: one without a name */
} ird_live_setting;

/* What the user said about power. */
typedef struct ird_power_setting {
    ird_power_origin origin;
    double total_w; /* for TOTAL */
    char *path;     /* for REPORT; NULL: the report is gone, its design was live */
} ird_power_setting;

/* What is read and set: each has a stamp. */
typedef enum ird_stamp {
    IRD_STAMP_TECHNOLOGY,
    IRD_STAMP_DESIGN, /* with the layout of the plan; or the networks of a SPICE file */
    IRD_STAMP_PLAN,
    IRD_STAMP_SUPPLY,
    IRD_STAMP_POWER,
    IRD_STAMP_ACTIVITY,
    IRD_STAMP_RC,
    IRD_STAMP_SOURCES,
    IRD_STAMP_NETWORK,
    IRD_STAMP_TEMPERATURE,
    IRD_STAMP_MODEL, /* static drops follow from those before it alone */
    IRD_STAMP_CLOCK,
    IRD_STAMP_TIMING,
    IRD_STAMP_LIBERTY,
    IRD_STAMP_CAPACITANCE,
    IRD_STAMP_PACKAGE,
    IRD_STAMP_COUNT
} ird_stamp;

/* An exact solution by which predictions of a net are calibrated, as long as its network
 * is the same. */
typedef struct ird_calibration {
    char *net;
    ird_key network;
    ird_cell *solution;
} ird_calibration;

/* What was looked at last, for what is not given the next time. */
typedef struct ird_choices {
    ird_raster_options last; /* of a raster of this design ... */
    bool has_last;           /* ... if there was one */
    bool takes_moved;        /* predictions of cells moved on a grid that is there */
    ird_window_choice window;
    IRD_VEC(ird_solved_net) solved; /* nets and how, the last one last ... */
    uint64_t solved_generation;     /* ... from these inputs */
    ird_time_wish in_time;          /* drops in time, without nets where there are none,
                                       ... */
    uint64_t in_time_generation;    /* ... from these inputs */
    ird_ranking_wish ranked;        /* cycles, without nets where none were, ... */
    uint64_t ranked_generation;     /* ... from these inputs */
} ird_choices;

typedef struct ird_session {
    ird_technology tech;
    ird_design design;
    bool has_design;
    ird_plan plan;          /* outlives the design */
    ird_plan_layout layout; /* of the plan, on the design; empty for SPICE */
    char *def_path;         /* of the design; NULL: it was live */
    ird_live_setting live;  /* of the design, where it was live */
    char *corner;           /* as the user calls what is set; NULL: by no name */
    ird_supply_settings supplies;
    ird_power_setting power_setting;
    ird_power_regions power_regions; /* on top of that; stamped with it */
    ird_cell
        *report; /* an ird_power: read for the design, or of the SPICE file; or NULL */
    ird_activity_setting activity_setting;
    ird_rc_settings rc_settings;
    ird_source_settings source_settings;
    ird_macro_switches switch_settings;
    ird_temperature temperature;
    ird_clock clock;
    char *timing_path; /* NULL: none was read */
    ird_liberty liberty;
    ird_decaps decaps;
    ird_packages packages;
    ird_network_kind network_kind;        /* that grids are extracted as, ... */
    const ird_network_kind *command_kind; /* ... unless the running command says: borrowed
                                             until it ends; or NULL */
    bool is_spice;                        /* the design is a SPICE network ... */
    IRD_VEC(ird_cell *) spice;            /* ... whose nets' grids are these, in order */
    ird_transient transient;              /* what these nets have in time */
    ird_surrogate *model;                 /* NULL until one is needed ... */
    bool is_model_default;                /* ... and this is the one then taken */
    IRD_VEC(ird_calibration) calibrations;
    uint64_t stamps[IRD_STAMP_COUNT];
    uint64_t stamp; /* the last one given */
    ird_store store;
    ird_map_table maps;
    ird_choices chosen;
    ird_choices before; /* the command that is running, to be put back if it fails ... */
    bool is_running;
    uint64_t before_generation; /* ... unless these inputs have changed */
} ird_session;                  /* all zero is an empty one */

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

/* The kind of network that grids are extracted as: from now on, and in the running
 * command alone (kind is borrowed until it ends). */
void ird_session_set_network(ird_session *session, ird_network_kind kind);
void ird_session_set_command_network(ird_session *session, const ird_network_kind *kind);

/* Make sure that there is a model, the embedded pdn model if none was loaded. */
ird_status ird_session_need_model(ird_session *session, ird_error *err);

/* IRD_OK when a design has been read, else SESSION_NO_DESIGN. `doing` is what needs it.
 */
ird_status ird_session_need_design(const ird_session *session, const char *doing,
                                   ird_error *err);

/* SESSION_SPICE where the design is a SPICE network, for what needs LEF and DEF. */
ird_status ird_session_need_layout(const ird_session *session, const char *doing,
                                   ird_error *err);

/* An input has changed. */
void ird_session_touch(ird_session *session, ird_stamp which);

/* In place of a net: of cells in the store that go when any input changes. */
#define IRD_SESSION_PASSING "\npassing"

/* Add the stamp of an input to a key. */
void ird_session_key_input(const ird_session *session, ird_key *key, ird_stamp which);

/* The last stamp of all that results other than predictions follow from. */
uint64_t ird_session_generation(const ird_session *session);

/* Another design comes: nothing of it has been looked at. */
void ird_session_forget_choices(ird_session *session);

#endif
