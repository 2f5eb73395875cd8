/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/names.h"

#include <string.h>

static const char *const doing = "storing names";

/* FNV-1a, 64 bits (Fowler, Noll, Vo), folded: the low bits choose the slot. */
static uint32_t hash_of(const char *name, size_t size) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)name[i]) * UINT64_C(1099511628211);
    }
    return (uint32_t)(hash ^ hash >> 32);
}

static size_t length_of(const ird_names *names, size_t id) {
    size_t end =
        id + 1 < names->starts.count ? names->starts.items[id + 1] : names->text.count;
    return end - names->starts.items[id] - 1;
}

static bool is_name(const ird_names *names, size_t id, const char *name, size_t size) {
    return length_of(names, id) == size &&
           memcmp(names->text.items + names->starts.items[id], name, size) == 0;
}

/* The slot that holds the name, or the empty one where it would go. */
static size_t slot_of(const ird_names *names, uint32_t hash, const char *name,
                      size_t size) {
    size_t mask = names->slot_count - 1;
    size_t slot = hash & mask;
    for (;; slot = (slot + 1) & mask) {
        const ird_name_slot *here = &names->slots[slot];
        if (here->id_plus_1 == 0 ||
            (here->hash == hash && is_name(names, here->id_plus_1 - 1, name, size))) {
            return slot;
        }
    }
}

/* Put a name that is not in the table where it belongs. */
static void insert(ird_name_slot *slots, size_t slot_count, ird_name_slot name) {
    size_t slot = name.hash & (slot_count - 1);
    while (slots[slot].id_plus_1 != 0) {
        slot = (slot + 1) & (slot_count - 1);
    }
    slots[slot] = name;
}

static ird_status grow_slots(ird_names *names, ird_error *err) {
    size_t count = names->slot_count > 0 ? names->slot_count * 2 : 64;
    ird_name_slot *slots = ird_alloc_zero(count, sizeof *slots);
    if (slots == NULL) {
        return ird_fail_memory(err, doing);
    }
    for (size_t i = 0; i < names->slot_count; i++) {
        if (names->slots[i].id_plus_1 != 0) {
            insert(slots, count, names->slots[i]);
        }
    }
    ird_free(names->slots);
    names->slots = slots;
    names->slot_count = count;
    return IRD_OK;
}

void ird_names_free(ird_names *names) {
    if (names == NULL) {
        return;
    }
    ird_free(names->text.items);
    ird_free(names->starts.items);
    ird_free(names->slots);
    memset(names, 0, sizeof *names);
}

void ird_names_fetch(const ird_names *names, uint32_t hash) {
    if (names->slot_count > 0) {
        __builtin_prefetch(&names->slots[hash & (names->slot_count - 1)]);
    }
}

uint32_t ird_names_expect(const ird_names *names, const char *name, size_t size) {
    uint32_t hash = hash_of(name, size);
    ird_names_fetch(names, hash);
    return hash;
}

ird_status ird_names_add(ird_names *names, const char *name, size_t size, int32_t *id,
                         bool *added, ird_error *err) {
    return ird_names_add_expected(names, hash_of(name, size), name, size, id, added, err);
}

ird_status ird_names_add_expected(ird_names *names, uint32_t hash, const char *name,
                                  size_t size, int32_t *id, bool *added, ird_error *err) {
    ird_status status = IRD_OK;
    if (names->starts.count >= names->slot_count / 2 &&
        (status = grow_slots(names, err)) != IRD_OK) {
        return status;
    }
    size_t slot = slot_of(names, hash, name, size);
    bool is_new = names->slots[slot].id_plus_1 == 0;
    if (is_new) {
        if (names->starts.count >= INT32_MAX || size == SIZE_MAX ||
            (status = ird_vec_reserve(&names->text, size + 1, doing, err)) != IRD_OK ||
            (status = ird_vec_reserve(&names->starts, 1, doing, err)) != IRD_OK) {
            return status != IRD_OK ? status : ird_fail_memory(err, doing);
        }
        names->starts.items[names->starts.count++] = names->text.count;
        memcpy(names->text.items + names->text.count, name, size);
        names->text.items[names->text.count + size] = '\0';
        names->text.count += size + 1;
        names->slots[slot] = (ird_name_slot){hash, (uint32_t)names->starts.count};
    }
    *id = (int32_t)names->slots[slot].id_plus_1 - 1;
    if (added != NULL) {
        *added = is_new;
    }
    return IRD_OK;
}

int32_t ird_names_find(const ird_names *names, const char *name, size_t size) {
    if (names->slot_count == 0) {
        return -1;
    }
    size_t slot = slot_of(names, hash_of(name, size), name, size);
    return (int32_t)names->slots[slot].id_plus_1 - 1;
}

const char *ird_names_get(const ird_names *names, int32_t id) {
    return names->text.items + names->starts.items[id];
}

bool ird_names_equal(const ird_names *a, const ird_names *b) {
    return a->starts.count == b->starts.count && a->text.count == b->text.count &&
           (a->text.count == 0 ||
            memcmp(a->text.items, b->text.items, a->text.count) == 0);
}

size_t ird_names_count(const ird_names *names) {
    return names->starts.count;
}

/* Open addressing knows no taking out: the table is filled again from the names. */
static void rebuild_slots(ird_names *names) {
    memset(names->slots, 0, names->slot_count * sizeof *names->slots);
    for (size_t id = 0; id < names->starts.count; id++) {
        uint32_t hash =
            hash_of(names->text.items + names->starts.items[id], length_of(names, id));
        insert(names->slots, names->slot_count, (ird_name_slot){hash, (uint32_t)id + 1});
    }
}

void ird_names_truncate(ird_names *names, size_t count) {
    if (count >= names->starts.count) {
        return;
    }
    names->text.count = names->starts.items[count];
    names->starts.count = count;
    rebuild_slots(names);
}

void ird_names_fit(ird_names *names) {
    ird_vec_fit(&names->text);
    ird_vec_fit(&names->starts);
}
