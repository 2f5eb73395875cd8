/* SPDX-License-Identifier: BSD-3-Clause */
#include "channels/path_tree.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

static const char *const doing = "rating the power grid";

ird_status ird_path_tree_create(ird_path_tree *tree, const ird_lattice *lattice,
                                ird_error *err) {
    size_t nodes = lattice->planes * lattice->rows * lattice->columns;
    double *numbers = ird_alloc_zero(3 * nodes, sizeof *numbers);
    size_t *places = ird_alloc(2 * nodes, sizeof *places);
    if (numbers == NULL || places == NULL) {
        ird_free(numbers);
        ird_free(places);
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < nodes; i++) {
        numbers[i] = (double)INFINITY;
    }
    *tree = (ird_path_tree){.ohm = numbers,
                            .load_a = numbers + nodes,
                            .drop_v = numbers + 2 * nodes,
                            .parent = places,
                            .order = places + nodes};
    return IRD_OK;
}

void ird_path_tree_free(ird_path_tree *tree) {
    if (tree != NULL) {
        ird_free(tree->ohm);
        ird_free(tree->parent);
        memset(tree, 0, sizeof *tree);
    }
}

void ird_path_tree_add_source(ird_path_tree *tree, size_t node) {
    tree->ohm[node] = 0;
    tree->parent[node] = node;
}

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
    ird_status status = ird_vec_reserve(&h->entries, 1, doing, err);
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

static ird_status relax(ird_path_tree *tree, const ird_lattice *lattice, heap *h,
                        entry from, ird_error *err) {
    ird_lattice_links links = ird_lattice_links_of(lattice, from.node);
    for (size_t i = 0; i < sizeof links.node / sizeof *links.node; i++) {
        if (!(links.siemens[i] > 0)) {
            continue;
        }
        entry to = {from.ohm + 1 / links.siemens[i], links.node[i]};
        if (to.ohm < tree->ohm[to.node]) {
            tree->ohm[to.node] = to.ohm;
            tree->parent[to.node] = from.node;
            ird_status status = push(h, to, err);
            if (status != IRD_OK) {
                return status;
            }
        }
    }
    return IRD_OK;
}

ird_status ird_path_tree_grow(ird_path_tree *tree, const ird_lattice *lattice,
                              ird_error *err) {
    heap h = {0};
    ird_status status = IRD_OK;
    size_t nodes = lattice->planes * lattice->rows * lattice->columns;
    for (size_t node = 0; node < nodes && status == IRD_OK; node++) {
        if (tree->ohm[node] == 0) {
            status = push(&h, (entry){0, node}, err);
        }
    }
    while (status == IRD_OK && h.entries.count > 0) {
        entry e = pop(&h);
        if (e.ohm <= tree->ohm[e.node]) { /* else a better path was found since */
            tree->order[tree->reached++] = e.node;
            status = relax(tree, lattice, &h, e, err);
        }
    }
    ird_free(h.entries.items);
    return status;
}

void ird_path_tree_drop(ird_path_tree *tree) {
    for (size_t i = tree->reached; i-- > 0;) {
        size_t node = tree->order[i];
        if (tree->parent[node] != node) {
            tree->load_a[tree->parent[node]] += tree->load_a[node];
        }
    }
    for (size_t i = 0; i < tree->reached; i++) {
        size_t node = tree->order[i];
        size_t parent = tree->parent[node];
        double edge_ohm = tree->ohm[node] - tree->ohm[parent];
        tree->drop_v[node] =
            parent != node ? tree->drop_v[parent] + edge_ohm * tree->load_a[node] : 0;
    }
}
