/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/writer.h"

#include <stdarg.h>

void ird_write(ird_writer *w, const char *format, ...) {
    if (w->status == IRD_OK) {
        va_list args;
        va_start(args, format);
        w->status = ird_text_vprintf(w->out, w->err, format, args);
        va_end(args);
    }
}
