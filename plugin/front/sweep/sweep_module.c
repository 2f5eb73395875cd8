/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The commands of the module, in ::irdrop::sweep: each converts its words and calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sweep/durable.h"
#include "sweep/yaml_value.h"

/* No worker has opened more when it begins. */
enum { MOST_FILES = 1024 };

DLLEXPORT int Irdrop_sweep_Init(Tcl_Interp *interp);

/* The path of a word in the encoding of the system; Tcl_DStringFree it. */
static int native_path(Tcl_Interp *interp, Tcl_Obj *word, Tcl_DString *path) {
    Tcl_DString name;
    const char *translated = Tcl_TranslateFileName(interp, Tcl_GetString(word), &name);
    if (translated == NULL) {
        return TCL_ERROR;
    }
    Tcl_UtfToExternalDString(NULL, translated, -1, path);
    Tcl_DStringFree(&name);
    return TCL_OK;
}

static int check(Tcl_Interp *interp, Tcl_Obj *path, const char *why) {
    if (why == NULL) {
        return TCL_OK;
    }
    Tcl_SetObjResult(interp, Tcl_ObjPrintf("%s: %s", Tcl_GetString(path), why));
    return TCL_ERROR;
}

/* yaml BYTES: its value; the error is a list of line and sentence. */
static int yaml(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    (void)data;
    Tcl_Size size;
    Tcl_Obj *why = NULL;
    size_t line = 0;
    if (objc != 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "bytes");
        return TCL_ERROR;
    }
    const char *bytes = (const char *)Tcl_GetByteArrayFromObj(objv[1], &size);
    Tcl_Obj *value = ird_yaml_value(bytes, size, &why, &line);
    if (value == NULL) {
        Tcl_Obj *words[] = {Tcl_NewWideIntObj((Tcl_WideInt)line), why};
        Tcl_SetObjResult(interp, Tcl_NewListObj(2, words));
        Tcl_DecrRefCount(why);
        return TCL_ERROR;
    }
    Tcl_SetObjResult(interp, value);
    return TCL_OK;
}

/* put PATH BYTES */
static int put(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    (void)data;
    Tcl_DString path;
    Tcl_Size size;
    if (objc != 3) {
        Tcl_WrongNumArgs(interp, 1, objv, "path bytes");
        return TCL_ERROR;
    }
    if (native_path(interp, objv[1], &path) != TCL_OK) {
        return TCL_ERROR;
    }
    const char *bytes = (const char *)Tcl_GetByteArrayFromObj(objv[2], &size);
    const char *why = ird_durable_put(Tcl_DStringValue(&path), bytes, (size_t)size);
    Tcl_DStringFree(&path);
    return check(interp, objv[1], why);
}

/* lock PATH: whether it is ours now. */
static int lock(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    (void)data;
    Tcl_DString path;
    bool is_ours = false;
    if (objc != 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "path");
        return TCL_ERROR;
    }
    if (native_path(interp, objv[1], &path) != TCL_OK) {
        return TCL_ERROR;
    }
    const char *why = ird_durable_lock(Tcl_DStringValue(&path), &is_ours);
    Tcl_DStringFree(&path);
    if (check(interp, objv[1], why) != TCL_OK) {
        return TCL_ERROR;
    }
    Tcl_SetObjResult(interp, Tcl_NewBooleanObj(is_ours));
    return TCL_OK;
}

/* hold PATH */
static int hold(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    (void)data;
    Tcl_DString path;
    if (objc != 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "path");
        return TCL_ERROR;
    }
    if (native_path(interp, objv[1], &path) != TCL_OK) {
        return TCL_ERROR;
    }
    const char *why = ird_durable_hold(Tcl_DStringValue(&path));
    Tcl_DStringFree(&path);
    return check(interp, objv[1], why);
}

/* In a child of the worker: wait until the worker is gone, whose end of the pipe closes
 * then, and end what is left of its group, ourselves included. */
static void guard_group(int wait_fd) {
    char byte;
    for (int fd = 0; fd < MOST_FILES; fd++) {
        if (fd != wait_fd) {
            close(fd); /* the parent of the worker reads until all have closed it */
        }
    }
    while (read(wait_fd, &byte, 1) < 0 && errno == EINTR) {
    }
    kill(0, SIGKILL);
    _exit(0);
}

/* follow PID: this process leads a group of its own, is killed when its parent, PID,
 * ends, and takes what it has started with it, however it ends. */
static int follow(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    (void)data;
    int parent;
    int ends[2];
    if (objc != 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "pid");
        return TCL_ERROR;
    }
    if (Tcl_GetIntFromObj(interp, objv[1], &parent) != TCL_OK) {
        return TCL_ERROR;
    }
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != (pid_t)parent) {
        raise(SIGKILL); /* it has ended already */
    }
    if (pipe2(ends, O_CLOEXEC) != 0) {
        Tcl_SetObjResult(interp, Tcl_ObjPrintf("no pipe: %s", Tcl_PosixError(interp)));
        return TCL_ERROR;
    }
    pid_t pid = fork();
    if (pid == 0) {
        guard_group(ends[0]);
    }
    close(ends[0]);
    if (pid < 0) {
        Tcl_SetObjResult(interp, Tcl_ObjPrintf("no process: %s", Tcl_PosixError(interp)));
        close(ends[1]);
        return TCL_ERROR;
    }
    return TCL_OK; /* the other end closes with this process */
}

/* kill PID: it, and the group that it leads. */
static int kill_group(ClientData data, Tcl_Interp *interp, int objc,
                      Tcl_Obj *const objv[]) {
    (void)data;
    int pid;
    if (objc != 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "pid");
        return TCL_ERROR;
    }
    if (Tcl_GetIntFromObj(interp, objv[1], &pid) != TCL_OK) {
        return TCL_ERROR;
    }
    if (pid > 1) {
        kill(-(pid_t)pid, SIGKILL);
        kill((pid_t)pid, SIGKILL);
    }
    return TCL_OK;
}

/* stamp PATH: size and time of change in ns, of what a link points to; "" where there is
 * no file. */
static int stamp(ClientData data, Tcl_Interp *interp, int objc, Tcl_Obj *const objv[]) {
    (void)data;
    Tcl_DString path;
    struct stat status;
    if (objc != 2) {
        Tcl_WrongNumArgs(interp, 1, objv, "path");
        return TCL_ERROR;
    }
    if (native_path(interp, objv[1], &path) != TCL_OK) {
        return TCL_ERROR;
    }
    int result = stat(Tcl_DStringValue(&path), &status);
    Tcl_DStringFree(&path);
    if (result != 0) {
        return TCL_OK;
    }
    Tcl_WideInt ns = (Tcl_WideInt)status.st_mtim.tv_sec * 1000000000 +
                     (Tcl_WideInt)status.st_mtim.tv_nsec;
    Tcl_Obj *words[] = {Tcl_NewWideIntObj((Tcl_WideInt)status.st_size),
                        Tcl_NewWideIntObj(ns)};
    Tcl_SetObjResult(interp, Tcl_NewListObj(2, words));
    return TCL_OK;
}

int Irdrop_sweep_Init(Tcl_Interp *interp) {
    static const struct {
        const char *name;
        Tcl_ObjCmdProc *command;
    } commands[] = {
        {"yaml", yaml},     {"put", put},         {"lock", lock},   {"hold", hold},
        {"follow", follow}, {"kill", kill_group}, {"stamp", stamp},
    };
    if (Tcl_InitStubs(interp, "8.6-10", 0) == NULL) {
        return TCL_ERROR;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char name[64] = "::irdrop::sweep::";
        strncat(name, commands[i].name, sizeof name - strlen(name) - 1);
        Tcl_CreateObjCommand(interp, name, commands[i].command, NULL, NULL);
    }
    return Tcl_PkgProvideEx(interp, "irdrop_sweep", IRD_VERSION, NULL);
}
