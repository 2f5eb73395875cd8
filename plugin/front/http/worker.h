/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Forked copies of the shell, which work on requests while the shell goes on: each has
 * the session as it was when it was forked, and whatever it does to that stays in it.
 */
#ifndef IRD_HTTP_WORKER_H
#define IRD_HTTP_WORKER_H

#include "command/compat.h"

/* Fork, and have the copy call `prefix` with the names of two channels, blocking and
 * binary, one from and one to this process; it ends when that returns, when this process
 * ends, or by ird_worker_kill. It has no other file open, /dev/null for standard input,
 * output and error, and a process group of its own, so that Ctrl-C in the shell does not
 * reach it. It must not wait for events: the event loop of the shell is not its own. The
 * result is a list of the channel here and the number of the process. TCL_ERROR with
 * errorCode POSIX where the system refuses. */
int ird_worker_fork(Tcl_Interp *interp, Tcl_Obj *prefix);

/* End a worker of this process at once. TCL_ERROR for a number that is none. */
int ird_worker_kill(Tcl_Interp *interp, int pid);

#endif
