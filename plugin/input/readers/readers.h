/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The LEF and DEF readers: versions 5.6 to 5.8 and what older files still contain, plain
 * or gzipped, one pass over the mapped file.
 *
 * What a reader does not need it skips by the structure of the file:
 *   LEF  header statements, PROPERTYDEFINITIONS, SPACING, IRDROP, NOISETABLE,
 *        CORRECTIONTABLE, ARRAY, BEGINEXT .. ENDEXT; of NONDEFAULTRULE all but its VIAs;
 *        DENSITY and TIMING of a MACRO; design rules of layers other than widths,
 * spacings and numbers of cuts, also LEF58 ones; statements in the lists `skipped` beside
 * each structure's reader DEF  header statements, HISTORY, TRACKS, GCELLGRID, BEGINEXT ..
 * ENDEXT, STYLES, NONDEFAULTRULES, REGIONS, PINPROPERTIES, SLOTS, FILLS, SCANCHAINS,
 * GROUPS and the sections of versions before 5.6; NETS are counted; attributes in the
 * lists `skipped` beside each section's reader Any other word is an error at its line, or
 * counted and told in the notes of technology and design. In SPECIALNETS it is always an
 * error, for metal may stand behind it.
 */
#ifndef IRD_READERS_READERS_H
#define IRD_READERS_READERS_H

#include "base/input.h"
#include "base/monitor.h"
#include "design/design.h"
#include "design/netlist.h"
#include "design/routing.h"
#include "design/technology.h"

/* Add what a LEF file says to tech. A name that is there already keeps its first
 * definition. After any failure tech is as it was. Raises the LEF_* messages, those of
 * ird_input_open, NO_MEMORY and INTERRUPTED. */
ird_status ird_lef_read(ird_technology *tech, const char *path,
                        const ird_monitor *monitor, ird_error *err);
ird_status ird_lef_read_input(ird_technology *tech, const ird_input *input,
                              const ird_monitor *monitor, ird_error *err);

/* Replace design by what a DEF file says; the layers, vias, sites and macros that it
 * names must be in tech. After any failure design is as it was. Nets of NETS are counted
 * and skipped; where a section holds more or fewer things than it declares, what is there
 * counts and the difference is told. Raises the DEF_* messages and those above that are
 * not LEF's. */
ird_status ird_def_read(ird_design *design, const ird_technology *tech, const char *path,
                        const ird_monitor *monitor, ird_error *err);
ird_status ird_def_read_input(ird_design *design, const ird_technology *tech,
                              const ird_input *input, const ird_monitor *monitor,
                              ird_error *err);

/* Replace netlist by what the NETS of a DEF file say about a design read from it: who
 * drives each net. All else is skipped. Raises ACTIVITY_NETS where it names instances
 * that the design has not, and what ird_def_read raises for the syntax of the file. */
ird_status ird_def_read_nets(ird_netlist *netlist, const ird_design *design,
                             const ird_technology *tech, const char *path,
                             const ird_monitor *monitor, ird_error *err);

/* The same with the sinks of each net. */
ird_status ird_def_read_connections(ird_netlist *netlist, const ird_design *design,
                                    const ird_technology *tech, const char *path,
                                    const ird_monitor *monitor, ird_error *err);

/* Replace routing by the metal that the NETS of a DEF file have, of a design read from
 * it: wires as wide as their layer says, or twice as wide by a rule of their own, and
 * vias. What a special net has in NETS, too, is left out. All else is skipped; wires on
 * layers and vias that nobody defines are passed over. Raises what ird_def_read raises
 * for the syntax of the file. */
ird_status ird_def_read_routing(ird_routing *routing, const ird_design *design,
                                const ird_technology *tech, const char *path,
                                const ird_monitor *monitor, ird_error *err);
ird_status ird_def_read_routing_input(ird_routing *routing, const ird_design *design,
                                      const ird_technology *tech, const ird_input *input,
                                      const ird_monitor *monitor, ird_error *err);

#endif
