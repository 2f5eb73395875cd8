/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A monitor that looks once how many bytes may be taken, for work of many small parts:
 * looking reads files of the system, and takes as long as a factor of a thousand nodes.
 */
#ifndef IRD_BASE_ROOM_ONCE_H
#define IRD_BASE_ROOM_ONCE_H

#include "base/monitor.h"

typedef struct ird_room_once {
    ird_monitor monitor; /* for those parts; else it does as the other one */
    const ird_monitor *of;
    size_t room_bytes;
} ird_room_once;

/* Look now. It must stay where it is, and the other one, which may be NULL, be there. */
void ird_room_once_begin(ird_room_once *once, const ird_monitor *of);

#endif
