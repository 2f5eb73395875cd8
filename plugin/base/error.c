/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/error.h"

#include <stdio.h>
#include <string.h>

static const ird_message all_messages[] = {
#define IRD_MSG(symbol, number, area, kind, meaning) {IRD_##symbol, area, kind, meaning},
#include "base/messages.def"
#undef IRD_MSG
    {IRD_OK, NULL, NULL, NULL},
};

const ird_message *ird_messages(void) {
    return all_messages;
}

const ird_message *ird_message_of(ird_status status) {
    for (const ird_message *m = all_messages; m->status != IRD_OK; m++) {
        if (m->status == status) {
            return m;
        }
    }
    return NULL;
}

__attribute__((format(printf, 6, 0))) static void fill(ird_error *err, ird_status status,
                                                       const char *file, long line,
                                                       int system_error,
                                                       const char *format, va_list args) {
    if (err == NULL) {
        return;
    }
    err->status = status;
    err->line = line;
    err->system_error = system_error;
    err->detail[0] = '\0';
    snprintf(err->file, sizeof err->file, "%s", file != NULL ? file : "");
    vsnprintf(err->text, sizeof err->text, format, args);
}

ird_status ird_fail(ird_error *err, ird_status status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fill(err, status, NULL, 0, 0, format, args);
    va_end(args);
    return status;
}

ird_status ird_fail_at(ird_error *err, ird_status status, const char *file, long line,
                       const char *format, ...) {
    va_list args;
    va_start(args, format);
    fill(err, status, file, line, 0, format, args);
    va_end(args);
    return status;
}

ird_status ird_fail_system(ird_error *err, ird_status status, const char *file,
                           int system_error, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fill(err, status, file, 0, system_error, format, args);
    va_end(args);
    if (err != NULL) {
        size_t used = strlen(err->text);
        snprintf(err->text + used, sizeof err->text - used, ": %s",
                 strerror(system_error));
    }
    return status;
}

ird_status ird_fail_memory(ird_error *err, const char *doing) {
    return ird_fail(err, IRD_NO_MEMORY, "out of memory while %s; nothing was changed",
                    doing);
}

void ird_error_detail(ird_error *err, const char *value, size_t size) {
    if (err == NULL) {
        return;
    }
    size_t n = size < sizeof err->detail - 1 ? size : sizeof err->detail - 1;
    memcpy(err->detail, value, n);
    err->detail[n] = '\0';
}
