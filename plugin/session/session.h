/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef IRD_SESSION_SESSION_H
#define IRD_SESSION_SESSION_H
#include "base/alloc.h"
typedef struct ird_session {
    int unused;
} ird_session;
static inline void ird_session_free(ird_session *session) {
    session->unused = 0;
}
#endif
