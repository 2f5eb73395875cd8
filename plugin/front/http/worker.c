/* SPDX-License-Identifier: BSD-3-Clause */
#include "http/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Standard files and its channel are all that the copy keeps: an open socket of the
 * server in it would keep connections up that the server has closed. The number of the
 * channel stays, for it is one that no channel of the shell has. */
static void keep_files(int end) {
    int null = open("/dev/null", O_RDWR);
    for (int i = 0; i <= STDERR_FILENO && null >= 0; i++) {
        dup2(null, i);
    }
    if (end > STDERR_FILENO + 1) {
        close_range(STDERR_FILENO + 1, (unsigned)end - 1, 0);
    }
    closefrom(end + 1);
}

static Tcl_Obj *make_channel(Tcl_Interp *interp, int fd, int mask) {
    Tcl_Channel channel = Tcl_MakeFileChannel((ClientData)(intptr_t)fd, mask);
    Tcl_RegisterChannel(interp, channel);
    Tcl_SetChannelOption(NULL, channel, "-translation", "binary");
    Tcl_SetChannelOption(NULL, channel, "-buffersize", "65536");
    return Tcl_NewStringObj(Tcl_GetChannelName(channel), -1);
}

/* Two channels: one that is read and written drops what it has read ahead when it is
 * written to. */
static _Noreturn void work(Tcl_Interp *interp, Tcl_Obj *prefix, const int ends[2],
                           pid_t parent) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(1); /* it has ended in between */
    }
    keep_files(ends[1]);
    dup2(ends[1], ends[0]); /* a number that is free in the shell, too */
    Tcl_Obj *script = Tcl_DuplicateObj(prefix);
    Tcl_IncrRefCount(script);
    Tcl_ListObjAppendElement(NULL, script, make_channel(interp, ends[1], TCL_READABLE));
    Tcl_ListObjAppendElement(NULL, script, make_channel(interp, ends[0], TCL_WRITABLE));
    int code = Tcl_EvalObjEx(interp, script, TCL_EVAL_GLOBAL);
    _exit(code == TCL_OK ? 0 : 1);
}

static int fail(Tcl_Interp *interp, const char *doing) {
    Tcl_SetObjResult(interp,
                     Tcl_ObjPrintf("cannot %s: %s", doing, Tcl_PosixError(interp)));
    return TCL_ERROR;
}

int ird_worker_fork(Tcl_Interp *interp, Tcl_Obj *prefix) {
    int ends[2];
    pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return fail(interp, "make a channel to a worker");
    }
    pid_t pid = fork();
    if (pid == 0) {
        work(interp, prefix, ends, parent);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return fail(interp, "start a worker");
    }
    Tcl_Channel channel =
        Tcl_MakeFileChannel((ClientData)(intptr_t)ends[0], TCL_READABLE | TCL_WRITABLE);
    Tcl_RegisterChannel(interp, channel);
    Tcl_SetChannelOption(NULL, channel, "-translation", "binary");
    Tcl_SetChannelOption(NULL, channel, "-blocking", "0");
    Tcl_SetChannelOption(NULL, channel, "-buffersize", "65536");
    Tcl_Obj *both[] = {Tcl_NewStringObj(Tcl_GetChannelName(channel), -1),
                       Tcl_NewWideIntObj((Tcl_WideInt)pid)};
    Tcl_SetObjResult(interp, Tcl_NewListObj(2, both));
    return TCL_OK;
}

/* A child that has not been waited for keeps its number, so that the number cannot be
 * that of another process. */
int ird_worker_kill(Tcl_Interp *interp, int pid) {
    siginfo_t info;
    if (pid <= 1 || waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0) {
        Tcl_SetObjResult(interp, Tcl_ObjPrintf("%d is no worker", pid));
        return TCL_ERROR;
    }
    kill((pid_t)pid, SIGKILL);
    while (waitpid((pid_t)pid, NULL, 0) < 0 && errno == EINTR) {
    }
    return TCL_OK;
}
