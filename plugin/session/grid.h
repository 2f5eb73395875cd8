/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Power grids of the session: layer resistances, sources, extraction, SPICE networks.
 */
#ifndef IRD_SESSION_GRID_H
#define IRD_SESSION_GRID_H

#include "extract/check_grid.h"
#include "network/spice.h"
#include "session/session.h"

/* One of set_layer_rc's lines: is_via tells a cut layer from a routing layer. Raises
 * SESSION_NO_LEF and those of layer_rc.h. */
ird_status ird_session_set_layer_rc(ird_session *session, const char *layer, bool is_via,
                                    double resistance, double unit_ohm, ird_error *err);

/* Resistances that a script has set are undone by these two around it. */
ird_status ird_session_save_rc(const ird_session *session, ird_rc_settings *saved,
                               ird_error *err);
void ird_session_restore_rc(ird_session *session, ird_rc_settings *saved); /* takes it */

/* The values in use, one a layer of the technology. Raises SESSION_NO_LEF. */
ird_status ird_session_layer_rc(const ird_session *session, ird_layer_rc *rc,
                                ird_error *err);

/* From now on the sources of the net are placed so. options->file is not looked at; path
 * (NULL: none) is read for type FILE. Raises SESSION_NET_UNKNOWN where a design has been
 * read, SOURCE_OPTION and those of vsrc.h. */
ird_status ird_session_set_sources(ird_session *session, const char *net,
                                   const ird_source_options *options, const char *path,
                                   ird_error *err);

/* What was set for the net of that name, or NULL. */
const ird_source_setting *ird_session_find_sources(const ird_session *session,
                                                   const char *net);

/* The grid of the net with the currents of the present power, extracted now where it is
 * not there. It lives until an input other than power changes. */
ird_status ird_session_need_grid(ird_session *session, int32_t net,
                                 const ird_monitor *monitor, ird_net_grid **grid,
                                 ird_error *err);

/* The same, or a grid that was extracted for another placement. may_move takes one of the
 * design before and moves the cells on it, where all but them is as it was. */
ird_status ird_session_need_moved(ird_session *session, int32_t net, bool may_move,
                                  const ird_monitor *monitor, ird_net_grid **grid,
                                  ird_error *err);

/* Whether grids keep every node from now on (extract.h); that of the net goes where it
 * does not. */
void ird_session_set_every_node(ird_session *session, int32_t net, bool keeps);

/* Drop the grid of one net. Not one of a SPICE file, whose factor goes. */
void ird_session_forget_grid(ird_session *session, int32_t net);

/* The net of that name, or the default one for NULL. Raises SESSION_NO_DESIGN besides
 * what the functions of supply.h raise. */
ird_status ird_session_choose_net(const ird_session *session, const char *name,
                                  const char *doing, int32_t *net, ird_error *err);

const char *ird_session_net_name(const ird_session *session, int32_t net);

/* Grids no longer follow from the inputs: drop them. Not those of a SPICE file. */
void ird_session_drop_grids(ird_session *session);

/* Another design is about to come: keep the grids that have factors, for it may have the
 * same grid. Room for them in session->former is reserved. */
void ird_session_retire_grids(ird_session *session);

/* Currents have changed: solutions go, grids and factors stay. Part of outdating. */
void ird_session_drop_solutions(ird_session *session);

/* Put a SPICE network in the place of the design: a design without cells whose die is the
 * extent of the nodes, with one special net. Its currents, sources and voltages are those
 * of the file. units: database units per um, 0 for what the file says. */
ird_status ird_session_read_spice(ird_session *session, const char *path, int64_t units,
                                  ird_spice_info *info, const ird_monitor *monitor,
                                  ird_error *err);

/* Write the network of a net with the currents of the present power. */
ird_status ird_session_write_spice(ird_session *session, int32_t net, const char *path,
                                   const ird_monitor *monitor, ird_error *err);

/* SESSION_SPICE where the design is a SPICE network, for what needs LEF and DEF. */
ird_status ird_session_need_layout(const ird_session *session, const char *doing,
                                   ird_error *err);

#endif
