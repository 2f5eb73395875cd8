/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Internal to trial/: what a trial is made of.
 */
#ifndef IRD_TRIAL_TRIAL_PARTS_H
#define IRD_TRIAL_TRIAL_PARTS_H

#include "patch/patch.h"
#include "trial/trial.h"

/* A session in which the steps are done. It shares all with the session of the user but
 * what steps change, which is its own; it has the store of the user's session while the
 * trial works with it, and none else. */
typedef struct ird_trial_scratch {
    bool is_made;
    ird_session session;
    bool owns_components; /* places of instances are its own */
    uint64_t base[IRD_STAMP_COUNT];
} ird_trial_scratch;

/* A net of a SPICE network with the steps done. */
typedef struct ird_trial_net {
    ird_change change; /* of the network; of none where nothing changes */
    IRD_VEC(ird_load) more;
    IRD_VEC(ird_load) loads; /* all of them, where there are more */
    ird_changed *changed;    /* prepared for the factor of ... */
    ird_cell *before;        /* ... this solution, which it holds */
    ird_net_grid after;      /* shows the network of before, but for its loads */
    bool is_solved;
} ird_trial_net;

/* A net with the steps done, by the factor that the session has of it. */
typedef struct ird_trial_patch {
    ird_cell *before; /* the solution that it starts from; held */
    ird_patch_book *book;
    ird_layer_rc rc; /* that the book reads */
    ird_change change;
    ird_changed *changed;
    ird_net_grid after; /* shows the network of before */
    bool has_after;
    IRD_VEC(int32_t) merged; /* nodes that are one with others after */
    const char *why;         /* what keeps it from being found so; NULL: nothing */
    size_t windows;
} ird_trial_patch;

/* Inputs of the session with so many entries done. */
typedef struct ird_trial_stamps {
    uint64_t stamps[IRD_STAMP_COUNT];
} ird_trial_stamps;

struct ird_trial {
    ird_session *session;
    IRD_VEC(ird_trial_step) steps;
    IRD_VEC(size_t) entries;          /* where each begins in steps */
    IRD_VEC(ird_trial_stamps) stamps; /* by how many entries are done, as far as known */
    ird_trial_scratch scratch;
    IRD_VEC(ird_trial_net) nets; /* of a SPICE network */
    ird_trial_patch patch;       /* of the net looked at last, from LEF and DEF */
    int32_t looked_at;           /* net of the last look at what is done, -1 none ... */
    double looked_s;             /* ... which took so long */
    double laid_s;               /* and doing the last entry */
};

/* Do the steps in a session of their own (trial_scratch.c); undone by close. Needs room
 * for one more in trial->stamps. */
ird_status ird_trial_scratch_make(ird_trial *trial, const ird_monitor *monitor,
                                  ird_error *err);
/* The same for the last entry alone, where the others are done. */
ird_status ird_trial_scratch_add(ird_trial *trial, const ird_monitor *monitor,
                                 ird_error *err);
void ird_trial_scratch_close(ird_trial *trial);

/* The store goes to the scratch session and comes back. */
void ird_trial_enter(ird_trial *trial);
void ird_trial_leave(ird_trial *trial);

/* The net after the steps by a patch of its network (trial_patch.c): view->why says what
 * keeps it from being found so, and view->after_grid is NULL then. The store is the
 * session's. close: the steps change; drop: the session does. */
ird_status ird_trial_patch_look(ird_trial *trial, int32_t net, ird_cell *before,
                                const ird_monitor *monitor, ird_trial_view *view,
                                ird_error *err);
void ird_trial_patch_close(ird_trial *trial);
void ird_trial_patch_drop(ird_trial *trial);

/* SPICE networks (trial_spice.c): what the steps change, after the scratch was made. */
ird_status ird_trial_spice_make(ird_trial *trial, ird_error *err);
void ird_trial_spice_close(ird_trial *trial);
ird_status ird_trial_spice_look(ird_trial *trial, int32_t net, ird_cell *before,
                                ird_trial_view *view, ird_error *err);
ird_status ird_trial_spice_keep(ird_trial *trial, ird_error *err);

#endif
