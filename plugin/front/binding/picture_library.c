/* SPDX-License-Identifier: BSD-3-Clause */
#include "binding/picture_library.h"

#include <dlfcn.h>
#include <string.h>

/* Where this module lies, with the / at the end; "" where that is not known. */
static ird_status add_folder(ird_text *path, ird_error *err) {
    static const char here = 0;
    Dl_info info;
    if (dladdr(&here, &info) == 0 || info.dli_fname == NULL) {
        return IRD_OK;
    }
    const char *slash = strrchr(info.dli_fname, '/');
    return slash != NULL ? ird_text_add(path, info.dli_fname,
                                        (size_t)(slash - info.dli_fname) + 1, err)
                         : IRD_OK;
}

static ird_status open_library(const char *path, ird_picture_drawer **draw,
                               ird_error *err) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *function = library != NULL ? dlsym(library, IRD_PICTURE_FUNCTION) : NULL;
    if (function == NULL) {
        const char *why = dlerror();
        return ird_fail(err, IRD_PICTURE_LIBRARY,
                        "pictures need %s beside the module, and libcairo2: %s; or write "
                        ".npy, .csv, or a .png with -plain",
                        IRD_PICTURE_FILE, why != NULL ? why : "it is another one");
    }
    memcpy(draw, &function, sizeof function); /* as POSIX has it for functions */
    return IRD_OK;
}

ird_status ird_tcl_picture_library(ird_picture_drawer **draw, ird_error *err) {
    ird_text path = {0};
    ird_status status = add_folder(&path, err);
    if (status == IRD_OK) {
        status = ird_text_add(&path, IRD_PICTURE_FILE, strlen(IRD_PICTURE_FILE), err);
    }
    if (status == IRD_OK) {
        status = open_library(ird_text_get(&path), draw, err);
    }
    ird_text_free(&path);
    return status;
}
