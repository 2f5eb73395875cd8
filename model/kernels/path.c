/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/kernels/path.h"

#include <stdlib.h>
#include <string.h>

bool ird_path_supported(ird_path path) {
    switch (path) {
    case IRD_PATH_PORTABLE:
        return true;
#if defined(__x86_64__)
    case IRD_PATH_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case IRD_PATH_AVX512:
        return __builtin_cpu_supports("avx512f");
#endif
    default:
        return false;
    }
}

ird_path ird_path_best(void) {
    ird_path best = IRD_PATH_PORTABLE;
    for (int path = IRD_PATH_PORTABLE; path < IRD_PATH_COUNT; path++) {
        if (ird_path_supported((ird_path)path)) {
            best = (ird_path)path;
        }
    }
    return best;
}

const char *ird_path_name(ird_path path) {
    static const char *const names[IRD_PATH_COUNT] = {"portable", "avx2", "avx512"};
    return (unsigned)path < IRD_PATH_COUNT ? names[path] : "unknown";
}

ird_status ird_path_choose(ird_path *path, ird_error *err) {
    const char *wanted = getenv("IRDROP_KERNELS");
    if (wanted == NULL || wanted[0] == '\0') {
        *path = ird_path_best();
        return IRD_OK;
    }
    int named = IRD_PATH_PORTABLE;
    while (named < IRD_PATH_COUNT &&
           strcmp(wanted, ird_path_name((ird_path)named)) != 0) {
        named++;
    }
    ird_status status = IRD_OK;
    if (named == IRD_PATH_COUNT) {
        status = ird_fail(err, IRD_MODEL_KERNELS,
                          "the environment variable IRDROP_KERNELS is \"%s\"; set it to "
                          "portable, avx2 or avx512, or unset it for the best",
                          wanted);
    } else if (!ird_path_supported((ird_path)named)) {
        status = ird_fail(err, IRD_MODEL_KERNELS,
                          "the environment variable IRDROP_KERNELS is \"%s\", which this "
                          "processor or build lacks; its best is \"%s\"",
                          wanted, ird_path_name(ird_path_best()));
    }
    if (status != IRD_OK) {
        ird_error_detail(err, wanted, strlen(wanted));
        return status;
    }
    *path = (ird_path)named;
    return IRD_OK;
}
