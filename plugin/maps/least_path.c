/* SPDX-License-Identifier: BSD-3-Clause */
#include "maps/least_path.h"

#include "base/alloc.h"

typedef struct entry {
    double ohm;
    size_t node;
} entry;

/* A binary heap, least resistance first. An entry is not moved when its node gets a
 * better path: the node is put in again and the old entry skipped when it comes up. */
typedef struct heap {
    IRD_VEC(entry) entries;
} heap;

static ird_status push(heap *h, entry e, ird_error *err) {
    ird_status status = ird_vec_reserve(&h->entries, 1, "rating the power grid", err);
    if (status != IRD_OK) {
        return status;
    }
    entry *items = h->entries.items;
    size_t i = h->entries.count++;
    while (i > 0 && items[(i - 1) / 2].ohm > e.ohm) {
        items[i] = items[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    items[i] = e;
    return IRD_OK;
}

static entry pop(heap *h) {
    entry *items = h->entries.items;
    entry top = items[0];
    entry last = items[--h->entries.count];
    size_t count = h->entries.count;
    size_t i = 0;
    for (size_t child = 1; child < count; child = 2 * i + 1) {
        if (child + 1 < count && items[child + 1].ohm < items[child].ohm) {
            child++;
        }
        if (items[child].ohm >= last.ohm) {
            break;
        }
        items[i] = items[child];
        i = child;
    }
    if (count > 0) {
        items[i] = last;
    }
    return top;
}

static ird_status relax(const ird_lattice *lattice, heap *h, double *path_ohm, entry from,
                        ird_error *err) {
    ird_lattice_links links = ird_lattice_links_of(lattice, from.node);
    for (size_t i = 0; i < sizeof links.node / sizeof *links.node; i++) {
        if (!(links.siemens[i] > 0)) {
            continue;
        }
        entry to = {from.ohm + 1 / links.siemens[i], links.node[i]};
        if (to.ohm < path_ohm[to.node]) {
            path_ohm[to.node] = to.ohm;
            ird_status status = push(h, to, err);
            if (status != IRD_OK) {
                return status;
            }
        }
    }
    return IRD_OK;
}

ird_status ird_least_path(const ird_lattice *lattice, double *path_ohm, ird_error *err) {
    heap h = {0};
    ird_status status = IRD_OK;
    size_t nodes = lattice->planes * lattice->rows * lattice->columns;
    for (size_t node = 0; node < nodes && status == IRD_OK; node++) {
        if (path_ohm[node] == 0) {
            status = push(&h, (entry){0, node}, err);
        }
    }
    while (status == IRD_OK && h.entries.count > 0) {
        entry e = pop(&h);
        if (e.ohm <= path_ohm[e.node]) {
            status = relax(lattice, &h, path_ohm, e, err);
        }
    }
    ird_free(h.entries.items);
    return status;
}
