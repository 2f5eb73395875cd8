/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Errors of the core. A function that can fail returns ird_status, IRD_OK (0) on success,
 * and takes an ird_error to fill in, last. Outputs are set on success only.
 */
#ifndef IRD_BASE_ERROR_H
#define IRD_BASE_ERROR_H

#include <stdarg.h>
#include <stddef.h>

/* What went wrong: the number is the message id, IRD_LEF_TRUNCATED = 101 is IRD-0101. */
typedef enum ird_status {
    IRD_OK = 0,
#define IRD_MSG(symbol, number, area, kind, meaning) IRD_##symbol = number,
#include "base/messages.def"
#undef IRD_MSG
} ird_status;

/* One error, filled in by the function that met it. It owns no memory, so that it works
 * when memory ran out; longer text is cut. */
typedef struct ird_error {
    ird_status status;
    long line;        /* line in file, from 1; 0 where there is none */
    int system_error; /* errno of a failed system call, else 0 */
    char file[1024];  /* input that the error is about; "" where there is none */
    char text[1024];  /* one line, without file, line and id: what, and what to do */
    char detail[256]; /* the name or value at fault, for errorCode; may be "" */
} ird_error;

/* One row of messages.def. */
typedef struct ird_message {
    ird_status status;
    const char *area;
    const char *kind;
    const char *meaning;
} ird_message;

/* The message of a status; NULL for IRD_OK and unknown numbers. */
const ird_message *ird_message_of(ird_status status);

/* All messages in the order of their numbers, ended by a row with status IRD_OK. */
const ird_message *ird_messages(void);

/* Fill in err (which may be NULL) and return status, so that a caller can write
 * `return ird_fail(err, ...)`. The text says what is wrong and what to do. */
ird_status ird_fail(ird_error *err, ird_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a place in an input file. */
ird_status ird_fail_at(ird_error *err, ird_status status, const char *file, long line,
                       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same for a failed system call on file; appends the text of system_error. */
ird_status ird_fail_system(ird_error *err, ird_status status, const char *file,
                           int system_error, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Memory ran out while doing what `doing` says ("reading LEF"). */
ird_status ird_fail_memory(ird_error *err, const char *doing);

/* Leave the function with the status of a call that failed; for functions that have
 * nothing to free on the way out. */
#define IRD_TRY(call)                                                                    \
    do {                                                                                 \
        ird_status ird_try_status = (call);                                              \
        if (ird_try_status != IRD_OK) {                                                  \
            return ird_try_status;                                                       \
        }                                                                                \
    } while (0)

/* Record the name or value at fault, at most size bytes of it. */
void ird_error_detail(ird_error *err, const char *value, size_t size);

#endif
