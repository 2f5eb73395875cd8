/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The words and statements of Liberty. Internal to liberty/.
 *
 *   name : value ;          an attribute; the ; may be missing at the end of the line
 *   name ( value , ... ) ;  one with several values
 *   name ( value , ... ) {  a group, up to its }
 */
#ifndef IRD_LIBERTY_LIB_LEXER_H
#define IRD_LIBERTY_LIB_LEXER_H

#include "base/lines.h"
#include "base/monitor.h"
#include "base/error.h"

typedef enum ird_lib_kind {
    IRD_LIB_ATTRIBUTE, /* values[0]: all behind the colon */
    IRD_LIB_LIST,
    IRD_LIB_GROUP, /* entered: statements inside follow */
    IRD_LIB_CLOSE, /* the } of a group */
    IRD_LIB_END    /* of the file */
} ird_lib_kind;

enum { IRD_LIB_VALUES = 16 };

/* Values without their quotes; of more than IRD_LIB_VALUES the first ones. */
typedef struct ird_lib_statement {
    ird_lib_kind kind;
    ird_slice name;
    ird_slice values[IRD_LIB_VALUES];
    size_t count;
    long line;
} ird_lib_statement;

typedef struct ird_lib_lexer {
    const char *path;
    ird_slice text, rest;
    long line;
    const ird_monitor *monitor;
    size_t statements;
} ird_lib_lexer;

void ird_lib_begin(ird_lib_lexer *lexer, const char *path, ird_slice text,
                   const ird_monitor *monitor);

ird_status ird_lib_next(ird_lib_lexer *lexer, ird_lib_statement *statement,
                        ird_error *err);

/* Into the library of the file, which begins with it; and its next statement, *more false
 * behind its }. Raise LIBERTY_SYNTAX and LIBERTY_TRUNCATED. */
ird_status ird_lib_enter_library(ird_lib_lexer *lexer, ird_error *err);
ird_status ird_lib_next_of_library(ird_lib_lexer *lexer, ird_lib_statement *statement,
                                   bool *more, ird_error *err);

/* Behind the } of the group that was entered last: strings and remarks are heeded. */
ird_status ird_lib_skip_group(ird_lib_lexer *lexer, ird_error *err);

/* A value as a number, in a unit. Raises LIBERTY_VALUE. */
ird_status ird_lib_number(const ird_lib_lexer *lexer, const ird_lib_statement *statement,
                          size_t at, double unit, double *value, ird_error *err);

#endif
