/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The options by which solve asks for drops in time.
 */
#ifndef IRD_BINDING_TIME_OPTIONS_H
#define IRD_BINDING_TIME_OPTIONS_H

#include "command/command.h"
#include "dynamic/waveform.h"
#include "session/wish.h"

/* A member of the options struct of such a command, called in_time. */
typedef struct ird_time_options {
    bool dynamic, fast, worst, vectorless;
    ird_number_option step_ps, stop_ps, from_ns;
    ird_count_option refined, cycles, scenarios, chosen, seed;
} ird_time_options;

#define IRD_TIME_ROW(type, name, kind, member, value, help)                              \
    { name, kind, offsetof(type, in_time.member), false, value, help, NULL }

#define IRD_TIME_ROWS(type)                                                              \
    IRD_TIME_ROW(                                                                        \
        type, "-dynamic", IRD_OPTION_FLAG, dynamic, NULL,                                \
        "Drops in time, from the static solution at time 0: each instance "              \
        "draws its charge when it switches; of a SPICE network, all nets "               \
        "together with the currents of the file. The next options go with it."),         \
        IRD_TIME_ROW(                                                                    \
            type, "-step", IRD_OPTION_NUMBER, step_ps, "PS",                             \
            "The time step in ps, or with a unit; when not given that of a netlist's "   \
            ".tran, "                                                                    \
            "else a tenth of a narrow pulse, from 2.5 to 10 ps; less where a package "   \
            "rings within 20 such steps. A step in which a drop bends by more than 8 % " \
            "of the worst is made as four, but for -fast and -refine 0."),               \
        IRD_TIME_ROW(type, "-fast", IRD_OPTION_FLAG, fast, NULL, "Steps of 20 ps."),     \
        IRD_TIME_ROW(type, "-refine", IRD_OPTION_COUNT, refined, "N",                    \
                     "So many of the worst cycles (of a SPICE network stretches of 64 "  \
                     "steps) again, with an eighth of the step, or less where narrow "   \
                     "pulses need it; when not given 0, or 1 where such a pulse has "    \
                     "less than 8 steps, but for -fast."),                               \
        IRD_TIME_ROW(type, "-cycles", IRD_OPTION_COUNT, cycles, "N",                     \
                     "Cycles of the clock; when not given 8, or 1 of each of several "   \
                     "-scenarios."),                                                     \
        IRD_TIME_ROW(                                                                    \
            type, "-scenarios", IRD_OPTION_COUNT, scenarios, "N",                        \
            "So many draws of what switches, or of a VCD so many windows of "            \
            "-cycles one behind the other, all side by side on the cores; each "         \
            "place keeps the worst of them. 1 when not given."),                         \
        IRD_TIME_ROW(                                                                    \
            type, "-chosen", IRD_OPTION_COUNT, chosen, "N",                              \
            "Of random scenarios score all and solve only so many, the worst and those " \
            "about q90; quantiles are of all. At least 8; when not given all are "       \
            "solved."),                                                                  \
        IRD_TIME_ROW(type, "-seed", IRD_OPTION_COUNT, seed, "N",                         \
                     "Of the draw of what switches in a cycle; the same seed gives the " \
                     "same answer. 0 when not given."),                                  \
        IRD_TIME_ROW(type, "-worst", IRD_OPTION_FLAG, worst, NULL,                       \
                     "All that may switch together does: an upper bound."),              \
        IRD_TIME_ROW(type, "-vectorless", IRD_OPTION_FLAG, vectorless, NULL,             \
                     "Draw what switches though there is a VCD; its rates are kept."),   \
        IRD_TIME_ROW(                                                                    \
            type, "-from", IRD_OPTION_NUMBER, from_ns, "NS",                             \
            "Where in the VCD the cycles begin, in ns; when not given with the "         \
            "time window that is looked at, else with the run. The first one begins "    \
            "at rest, so begin a few before the one that is looked at."),                \
        IRD_TIME_ROW(type, "-stop", IRD_OPTION_NUMBER, stop_ps, "PS",                    \
                     "Of a SPICE network: the end in ps; when not given that of its "    \
                     ".tran.")

/* Cycles of each scenario: of several one, where -cycles does not say. */
size_t ird_tcl_time_cycles(const ird_time_options *options);

/* Whether any of them but -dynamic was given. */
bool ird_tcl_time_is_said(const ird_time_options *options);

/* Solve the nets in time, or (count 0) all of a SPICE network; the dict is the result. */
int ird_tcl_solve_dynamic(ird_context *context, const ird_time_options *options,
                          const int32_t *nets, size_t count,
                          const ird_solve_options *solve);

#endif
