/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How drops in time are asked for.
 */
#ifndef IRD_SESSION_TIME_WISH_H
#define IRD_SESSION_TIME_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "extract/extract.h"
#include "static/solve.h"

/* Nets that are solved together: all of a SPICE network, of a design a power net and its
 * ground net. */
enum { IRD_TRANSIENT_MOST = 16, IRD_TRANSIENT_PAIR = 2, IRD_CYCLES_DEFAULT = 8 };

/* When instances switch. */
typedef struct ird_switching_wish {
    size_t cycles; /* >= 1; 0: what any cycle is made from (net_switching.h) */
    uint64_t seed;
    bool is_worst;
    bool is_vectorless; /* not the toggles of a VCD, though there is one */
    double from_s;      /* where they begin in the run; NAN: with the time window of the
                           activity, or the run */
    size_t window;      /* so many times its cycles behind that */
} ird_switching_wish;

typedef struct ird_time_wish {
    int32_t
        nets[IRD_TRANSIENT_MOST]; /* special nets, a power net before its ground net */
    size_t net_count;
    ird_switching_wish switching;
    ird_solve_options solve;
    double step_s;    /* 0: chosen by the pulses, or what a netlist says */
    double stop_s;    /* of a SPICE network; 0: what it says */
    bool is_fast;     /* a coarser one is chosen */
    size_t refined;   /* so many of the worst cycles again with an eighth of the step */
    bool has_refined; /* else it may be 1 where steps are coarse for the pulses */
    size_t scenarios; /* draws of what switches, or windows of a VCD one behind the other,
                         of which each node keeps the worst; 0 or 1: one */
    size_t chosen;    /* of those, drawn ones alone: only so many are solved, that matter
                         most by a score, and the others are known by it; 0: all */
} ird_time_wish;

/* How cycles are ranked. */
typedef struct ird_ranking_wish {
    ird_time_wish in_time; /* nets, what switches, steps; its cycles are not read */
    size_t cycles;         /* 0: all of a VCD, or as many as are drawn unasked */
    size_t top;            /* the best ones, solved exactly, ... */
    size_t samples;        /* ... and so many of the others, drawn at random ... */
    uint64_t sample_seed;  /* ... by this */
} ird_ranking_wish;

#endif
