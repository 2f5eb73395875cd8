/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A YAML document as Tcl values, each with its line, so that whoever reads it can say
 * where something is wrong. A value is a list of three: its kind, its line, counted from
 * 1, and
 *
 *   text  the text          list  its values, a list
 *   null  an empty text     map   keys and values in turn, a list: a key that is there
 *                                 twice is there twice
 *
 * Texts are as written: 0.10 stays 0.10, and yes stays yes. Anchors, aliases and all
 * other YAML 1.1 is libyaml's.
 */
#ifndef IRD_SWEEP_YAML_VALUE_H
#define IRD_SWEEP_YAML_VALUE_H

#include "command/compat.h"

/* The value of one document of size bytes in UTF-8. NULL where it is none, or where it is
 * deeper or, by its aliases, larger than any that somebody writes: then *why is a
 * sentence and *line where, to be freed by whoever called (Tcl_DecrRefCount). */
Tcl_Obj *ird_yaml_value(const char *text, Tcl_Size size, Tcl_Obj **why, size_t *line);

#endif
