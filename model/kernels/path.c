/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/kernels/path.h"

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
