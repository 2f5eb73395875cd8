/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Commands as data. One row of a table says what a command is called, what it takes and
 * what it does; parsing, usage, help, the man page and the wrong-argument tests all come
 * from these rows. To add a command: one row in the table of its noun and one function.
 */
#ifndef IRD_COMMAND_COMMAND_H
#define IRD_COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "command/context.h"

/* What the value of an option is, and the type of the member that it is put into. */
typedef enum ird_option_type {
    IRD_OPTION_FLAG,    /* bool; takes no value */
    IRD_OPTION_TEXT,    /* Tcl_Obj *, NULL when not given */
    IRD_OPTION_COUNT,   /* ird_count_option: a whole number, not negative */
    IRD_OPTION_NUMBER,  /* ird_number_option: finite; in ns where the value is called NS,
                           as  500ps, too; likewise PS, FF, PF, PH, OHM and UM */
    IRD_OPTION_POWER,   /* ird_number_option in W: 0.025, 25mW */
    IRD_OPTION_VOLTAGE, /* ird_number_option in V: 1.1, 1100mV */
    IRD_OPTION_LEVEL,   /* ird_level_option: 8mV, 5%, 0.05 */
    IRD_OPTION_CHOICE   /* ird_count_option: index into choices */
} ird_option_type;

typedef struct ird_number_option {
    bool given;
    double value;
} ird_number_option;

/* A value of a map. */
typedef struct ird_level_option {
    bool given;
    bool is_volt, is_percent; /* as written; neither: a bare number */
    double value;             /* in V, %, or as it is */
} ird_level_option;

typedef struct ird_count_option {
    bool given;
    size_t value;
} ird_count_option;

/* The name comes first: Tcl_GetIndexFromObjStruct reads it. */
typedef struct ird_option {
    const char *name; /* "-net"; NULL ends a table */
    ird_option_type type;
    size_t offset; /* of its member in the options struct of the command */
    bool required;
    const char *value; /* what the usage text calls its value; NULL for a flag */
    const char *help;
    const char *const *choices; /* ended by NULL, for CHOICE */
} ird_option;

/* One call, parsed. */
typedef struct ird_call {
    const void *options; /* the options struct; members not given are zero */
    Tcl_Obj *const *arguments;
    size_t argument_count; /* between the limits of the row */
} ird_call;

typedef int ird_command_run(ird_context *context, const ird_call *call);

enum { IRD_ANY_COUNT = 1000000000 };

/* The table of a command whose words behind the first are those of another command. */
extern const ird_option ird_options_of_another[];

typedef struct ird_command {
    const char *name; /* "predict", or "map get" for a command of the ensemble map */
    ird_command_run *run;
    const char *arguments; /* positional ones as usage shows them, or "" */
    size_t min_arguments, max_arguments;
    const ird_option *options; /* may be NULL */
    size_t options_size;       /* sizeof the options struct */
    const char *help;          /* sentences; the first one is the summary */
    const char *result;        /* what the command returns; "" for nothing */
} ird_command;                 /* a row with name NULL ends a table */

/* The tables of the nouns, ended by NULL. */
extern const ird_command *const ird_command_tables[];

typedef struct ird_bound_command {
    ird_context *context;
    const ird_command *command;
} ird_bound_command;

/* Make all commands and the ensembles over them in namespace ::irdrop. */
int ird_commands_create(ird_context *context);

/* "-net NET ?-size N? FILE" into usage. */
void ird_command_usage(const ird_command *command, Tcl_DString *usage);

/* Parse objv[1..] into options (zeroed, of options_size) and arguments (room for objc).
 */
int ird_command_parse(ird_context *context, const ird_command *command, int objc,
                      Tcl_Obj *const objv[], void *options, Tcl_Obj **arguments,
                      size_t *argument_count);

#endif
