/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Rules of the gate: limits and waivers, from an XML file (schema flow/irdrop_rules.rng)
 * or from options of a command.
 */
#ifndef IRD_GATE_RULES_H
#define IRD_GATE_RULES_H

#include <stdbool.h>

#include "base/alloc.h"
#include "base/geometry.h"

/* In the order of their names below. */
typedef enum ird_limit_kind {
    IRD_LIMIT_DROP,
    IRD_LIMIT_RELATIVE_DROP,
    IRD_LIMIT_HOTSPOTS,
    IRD_LIMIT_HOT_AREA,
    IRD_LIMIT_EFFECTIVE_SUPPLY,
    IRD_LIMIT_UNCONNECTED,
    IRD_LIMIT_DEFAULT_SOURCES
} ird_limit_kind;

enum { IRD_LIMIT_KINDS = IRD_LIMIT_DEFAULT_SOURCES + 1 };

/* "drop", "relative-drop", "hotspots", "hot-area", "effective-supply",
 * "unconnected-instances", "default-sources": elements of the file, words of reports;
 * "unknown" for a number that is no kind. */
const char *ird_limit_kind_name(ird_limit_kind kind);

/* False for a kind that belongs to the net as a whole, which no region can have. */
bool ird_limit_kind_has_place(ird_limit_kind kind);

/* How high a value of a map is. */
typedef enum ird_level_unit {
    IRD_LEVEL_RELATIVE, /* share of the worst */
    IRD_LEVEL_PERCENT,  /* of the supply */
    IRD_LEVEL_VOLT
} ird_level_unit;

typedef struct ird_level {
    bool given;
    ird_level_unit unit;
    double value;
} ird_level;

/* What an answer may rest on and still be judged. */
typedef enum ird_allowance {
    IRD_ALLOW_ASSUMED_POWER,
    IRD_ALLOW_ASSUMED_SUPPLY,
    IRD_ALLOW_ASSUMED_RESISTANCE,
    IRD_ALLOW_ASSUMED_CONNECTIONS, /* the DEF names no pin of the net */
    IRD_ALLOW_LEFT_OUT,            /* share of the current and of the cells */
    IRD_ALLOW_UNMATCHED,           /* share of the names of a power or activity file */
    IRD_ALLOW_IMPLAUSIBLE
} ird_allowance;

enum { IRD_ALLOWANCES = IRD_ALLOW_IMPLAUSIBLE + 1 };

/* "allow_assumed_power", ...: attributes of the file, and options of check with a dash
 * before. */
const char *ird_allowance_name(ird_allowance allowance);

/* What is allowed where nobody says so: nothing assumed or implausible, 1 % left out, 5 %
 * unmatched. */
double ird_allowance_default(ird_allowance allowance);

typedef struct ird_limit {
    ird_limit_kind kind;
    char *net, *corner; /* patterns */
    bool has_region;
    ird_rect_um region;
    char *region_name; /* "" where it has none */
    ird_level level;   /* DROP, RELATIVE_DROP: the most; EFFECTIVE_SUPPLY: the least */
    ird_level above;   /* HOTSPOTS, HOT_AREA */
    size_t count;      /* HOTSPOTS, UNCONNECTED: the most */
    double share;      /* HOT_AREA: the most, 0 to 1 */
    bool allowed;      /* DEFAULT_SOURCES */
    double allow[IRD_ALLOWANCES]; /* 0 or 1, or a share */
    char *text;                   /* the limit as it was written */
    long line;                    /* in the file; 0 for an option */
} ird_limit;

typedef struct ird_waiver {
    char *reason, *owner, *expires; /* expires: YYYY-MM-DD, valid on that day */
    char *net, *layer, *instance;   /* patterns, or NULL where not given */
    bool has_kind;
    ird_limit_kind kind;
    ird_level up_to;  /* the worst drop that it covers, in V or % of the supply */
    char *up_to_text; /* as it was written; NULL where not given */
    IRD_VEC(ird_rect_um) boxes;
    long line;
} ird_waiver;

typedef struct ird_rules {
    char *path; /* of the file, or NULL */
    IRD_VEC(ird_limit) limits;
    IRD_VEC(ird_waiver) waivers;
} ird_rules; /* all zero is an empty one */

void ird_rules_free(ird_rules *rules); /* leaves an empty one */

/* Add what the file says to rules; all of it or nothing. The file is well-formed XML,
 * follows the schema, and has no DOCTYPE, hence no entities: nothing but the file itself
 * is ever read. Raises those of ird_input_open, RULES_SIZE, RULES_XML, RULES_DOCTYPE,
 * RULES_ELEMENT, RULES_ATTRIBUTE, RULES_MISSING, RULES_VALUE, RULES_SCHEMA. */
ird_status ird_rules_read(ird_rules *rules, const char *path, ird_error *err);

/* Add a limit on all nets and corners, written as in the file: kind HOTSPOTS with "3".
 * Raises RULES_VALUE. */
ird_status ird_rules_add(ird_rules *rules, ird_limit_kind kind, const char *text,
                         ird_error *err);

/* Allow so much to all limits that are there: "true" or "false", or a share as in "2%".
 * Raises RULES_VALUE. */
ird_status ird_rules_allow(ird_rules *rules, ird_allowance allowance, const char *text,
                           ird_error *err);

#endif
