/* SPDX-License-Identifier: BSD-3-Clause */
#include "design/netlist.h"

#include <string.h>

void ird_netlist_free(ird_netlist *netlist) {
    if (netlist != NULL) {
        ird_names_free(&netlist->names);
        ird_free(netlist->drivers.items);
        ird_free(netlist->sinks.items);
        memset(netlist, 0, sizeof *netlist);
    }
}

ird_status ird_netlist_add(ird_netlist *netlist, const char *name, size_t size,
                           int32_t driver, ird_error *err) {
    int32_t id;
    bool added;
    IRD_TRY(ird_vec_reserve(&netlist->drivers, 1, "reading nets", err));
    IRD_TRY(ird_names_add(&netlist->names, name, size, &id, &added, err));
    if (added) {
        netlist->drivers.items[netlist->drivers.count++] = driver;
        netlist->driven += driver != IRD_NO_DRIVER;
        return IRD_OK;
    }
    netlist->ambiguous++;
    netlist->driven -= netlist->drivers.items[id] != IRD_NO_DRIVER;
    netlist->drivers.items[id] = IRD_NO_DRIVER;
    return IRD_OK;
}

ird_status ird_netlist_add_sink(ird_netlist *netlist, ird_netlist_sink sink,
                                ird_error *err) {
    IRD_TRY(ird_vec_reserve(&netlist->sinks, 1, "reading nets", err));
    netlist->sinks.items[netlist->sinks.count++] = sink;
    return IRD_OK;
}

size_t ird_netlist_canonical(char *to, const char *name, size_t size, char divider,
                             char bus_open, char bus_close) {
    size_t made = 0;
    for (size_t i = 0; i < size; i++) {
        char c = name[i];
        if (c == '\\') {
            if (++i < size) {
                to[made++] = name[i];
            }
        } else if (c == divider) {
            to[made++] = '/';
        } else if (c == bus_open) {
            to[made++] = '[';
        } else {
            to[made++] = c == bus_close ? ']' : c;
        }
    }
    return made;
}
