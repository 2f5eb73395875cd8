/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The options by which check and write_report say what is held against what.
 */
#ifndef IRD_BINDING_GATE_REQUEST_H
#define IRD_BINDING_GATE_REQUEST_H

#include "command/corner_option.h"
#include "command/request.h"
#include "gate/gate.h"
#include "query/answers.h"

/* A member of the options struct of such a command, called gate; it has a member raster
 * besides. */
typedef struct ird_gate_options {
    Tcl_Obj *rules, *today, *of, *corners;
    Tcl_Obj *max_drop, *max_relative_drop, *max_hotspots, *max_hot_area;
    Tcl_Obj *min_effective_supply, *max_unconnected;
    bool no_default_sources;
    bool prefers_solution; /* also where nothing is judged; no option */
    Tcl_Obj *allow[IRD_ALLOWANCES];
} ird_gate_options;

/* One row of the table; type is the options struct. */
#define IRD_GATE_ROW(type, name, member, value, help)                                    \
    { name, IRD_OPTION_TEXT, offsetof(type, gate.member), false, value, help, NULL }

#define IRD_GATE_ROWS(type)                                                              \
    IRD_GATE_ROW(type, "-rules", rules, "FILE",                                          \
                 "Limits and waivers as XML, schema irdrop_rules.rng."),                 \
        IRD_GATE_ROW(type, "-max_drop", max_drop, "DROP",                                \
                     "Largest drop, in % of the supply, mV or V: 5%, 50mV."),            \
        IRD_GATE_ROW(type, "-max_relative_drop", max_relative_drop, "SHARE",             \
                     "Largest drop as a share of the worst of the map: 0.8."),           \
        IRD_GATE_ROW(type, "-max_hotspots", max_hotspots, "N", "Most hotspots."),        \
        IRD_GATE_ROW(type, "-max_hot_area", max_hot_area, "SHARE",                       \
                     "Most of the area inside hotspots: 2%."),                           \
        IRD_GATE_ROW(type, "-min_effective_supply", min_effective_supply, "LEVEL",       \
                     "Least voltage left at a cell, in % of the supply, mV or V."),      \
        IRD_GATE_ROW(type, "-max_unconnected", max_unconnected, "N",                     \
                     "Most instances that the net does not reach."),                     \
        {"-no_default_sources",                                                          \
         IRD_OPTION_FLAG,                                                                \
         offsetof(type, gate.no_default_sources),                                        \
         false,                                                                          \
         NULL,                                                                           \
         "Sources must not be assumed.",                                                 \
         NULL},                                                                          \
        IRD_GATE_ROW(                                                                    \
            type, "-allow_assumed_power", allow[IRD_ALLOW_ASSUMED_POWER], "FLAG",        \
            "Judge (true) where the power is only assumed. Without this and the "        \
            "next six, what rests on such things is not judged; they go for "            \
            "the limits of -rules, too."),                                               \
        IRD_GATE_ROW(type, "-allow_assumed_supply", allow[IRD_ALLOW_ASSUMED_SUPPLY],     \
                     "FLAG", "The same for a supply voltage that is assumed."),          \
        IRD_GATE_ROW(type, "-allow_assumed_resistance",                                  \
                     allow[IRD_ALLOW_ASSUMED_RESISTANCE], "FLAG",                        \
                     "The same for resistances of the net that are assumed."),           \
        IRD_GATE_ROW(type, "-allow_assumed_connections",                                 \
                     allow[IRD_ALLOW_ASSUMED_CONNECTIONS], "FLAG",                       \
                     "The same for a net of which the DEF names no pin, so that it "     \
                     "is taken to feed every cell."),                                    \
        IRD_GATE_ROW(type, "-allow_left_out", allow[IRD_ALLOW_LEFT_OUT], "SHARE",        \
                     "Judge where up to this part of the current and of the cells is "   \
                     "left out (unplaced, unconnected, on islands, without power); 1% "  \
                     "when not given."),                                                 \
        IRD_GATE_ROW(type, "-allow_unmatched", allow[IRD_ALLOW_UNMATCHED], "SHARE",      \
                     "Judge where up to this part of the names of a power or activity "  \
                     "file is unknown; 5% when not given."),                             \
        IRD_GATE_ROW(type, "-allow_implausible", allow[IRD_ALLOW_IMPLAUSIBLE], "FLAG",   \
                     "Judge (true) also what cannot be, such as a drop above the "       \
                     "supply (ids IRD-0940 to IRD-0950)."),                              \
        IRD_GATE_ROW(type, "-today", today, "DATE",                                      \
                     "The day that waivers expire by, YYYY-MM-DD; today's (UTC) when "   \
                     "not given."),                                                      \
        IRD_GATE_ROW(                                                                    \
            type, "-of", of, "MAP",                                                      \
            "What to look at: solve, the exact solutions of all solved nets and of "     \
            "those that the rules name (or of the net of -net); predict, the "           \
            "predictions of those nets; dynamic, the last drops in time of all of "      \
            "their "                                                                     \
            "nets; or a map by its handle. Not given: where "                            \
            "there are limits, solve as far as the grid can be solved, else predict; "   \
            "without limits, predict (for a page solve, too). A prediction in volts is " \
            "judged by the drop plus "                                                   \
            "how far it may be off."),                                                   \
        IRD_CORNERS_ROW(type, gate.corners,                                              \
                        "Each solved net is looked at in each of them, too, as the "     \
                        "answer of a corner of that name, which limits of rules may "    \
                        "name; goes with exact solutions alone.")

/* What was judged and by what. */
typedef struct ird_tcl_gate {
    ird_rules rules;
    ird_tcl_corners corners;
    ird_session_answers answers;
    ird_gate_result result; /* empty where there are no limits and none are needed */
    bool judged;
} ird_tcl_gate; /* all zero is an empty one */

/* Read the rules, make the answers and judge them; without any limit GATE_NO_LIMITS where
 * needed is set, else nothing is judged. Free made whatever the result. Raises
 * OPTIONS_CLASH and what these steps raise. */
int ird_tcl_gate_make(ird_context *context, const ird_gate_options *options,
                      const ird_request_options *raster, bool needed, ird_tcl_gate *made);
/* What the exact solutions would take that it would look at, or those that its
 * predictions rest on; nothing where -of names drops in time or a map, which are there.
 */
int ird_tcl_gate_estimate(ird_context *context, const ird_gate_options *options,
                          const ird_request_options *raster,
                          struct ird_estimate *estimate);
void ird_tcl_gate_free(ird_tcl_gate *made);

#endif
