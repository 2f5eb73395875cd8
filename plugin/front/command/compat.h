/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One source for Tcl 8.6 and 9: sizes are int in the one and ptrdiff_t in the other. The
 * two names are guarded apart because some 8.6 releases know one of them.
 */
#ifndef IRD_COMMAND_COMPAT_H
#define IRD_COMMAND_COMPAT_H

#include <limits.h>
#include <tcl.h>

#if TCL_MAJOR_VERSION < 9
#ifndef Tcl_Size
typedef int Tcl_Size;
#endif
#ifndef TCL_SIZE_MAX
#define TCL_SIZE_MAX INT_MAX
#endif
/* What a Tcl_FreeProc is given. */
typedef char ird_tcl_block;
#else
typedef void ird_tcl_block;
#endif

#endif
