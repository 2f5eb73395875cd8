/* SPDX-License-Identifier: BSD-3-Clause */
#include "activity/toggle_store.h"

#include <string.h>
#include <unistd.h>

#include "base/temporary.h"

static const char DOING[] = "keeping the toggles of a run";

/* A word is a component, or the time of those that follow: the bits of a float below 2 in
 * size, whose second highest bit is free for its sign. */
#define IS_TIME UINT32_C(0x80000000)
#define IS_NEGATIVE UINT32_C(0x40000000)

enum { FILE_WORDS = 1 << 16 /* that are written at once, once there is a file */ };

void ird_toggle_store_free(ird_toggle_store *store) {
    ird_free(store->words.items);
    ird_free(store->from.items);
    if (store->has_file) {
        (void)close(store->file);
    }
    *store = (ird_toggle_store){0};
}

/* --- words ---------------------------------------------------------------------------
 */

static uint32_t word_of_time(float at_s) {
    uint32_t bits = 0;
    memcpy(&bits, &at_s, sizeof bits);
    bool is_negative = (bits & IS_TIME) != 0;
    return (bits & ~(IS_TIME | IS_NEGATIVE)) | IS_TIME | (is_negative ? IS_NEGATIVE : 0);
}

static float time_of_word(uint32_t word) {
    uint32_t bits =
        (word & ~(IS_TIME | IS_NEGATIVE)) | ((word & IS_NEGATIVE) != 0 ? IS_TIME : 0);
    float at_s = 0;
    memcpy(&at_s, &bits, sizeof at_s);
    return at_s;
}

/* --- the file ------------------------------------------------------------------------
 */

static ird_status write_words(ird_toggle_store *store, ird_error *err) {
    if (!store->has_file) {
        IRD_TRY(ird_temporary_file(&store->file, "irdrop-toggles-",
                                   "the toggles of a run", err));
        store->has_file = true;
    }
    IRD_TRY(ird_temporary_add(store->file, store->words.items,
                              store->words.count * sizeof *store->words.items,
                              "the toggles of a run", err));
    store->in_file += store->words.count;
    store->words.count = 0;
    return IRD_OK;
}

static ird_status read_words(const ird_toggle_store *store, uint64_t first, size_t count,
                             uint32_t *words, ird_error *err) {
    return ird_temporary_get(store->file, first * sizeof *words, words,
                             count * sizeof *words, "the kept toggles of a run", err);
}

/* --- cycles --------------------------------------------------------------------------
 */

ird_status ird_toggle_store_add(ird_toggle_store *store, const ird_toggle *toggles,
                                size_t count, ird_error *err) {
    uint32_t now = 0; /* not a time */
    IRD_TRY(ird_vec_reserve(&store->from, 2, DOING, err));
    IRD_TRY(ird_vec_reserve(&store->words, 2 * count, DOING, err));
    if (store->from.count == 0) {
        store->from.items[store->from.count++] = (ird_toggle_place){0};
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t time = word_of_time((float)toggles[i].at_s);
        if (time != now) {
            store->words.items[store->words.count++] = time;
            now = time;
        }
        store->words.items[store->words.count++] = (uint32_t)toggles[i].component;
    }
    ird_toggle_place next = {store->in_file + store->words.count,
                             store->from.items[store->from.count - 1].before + count};
    store->from.items[store->from.count++] = next;
    if (store->words.count <= (store->has_file ? FILE_WORDS : store->most_words)) {
        return IRD_OK;
    }
    bool is_first = !store->has_file;
    IRD_TRY(write_words(store, err));
    if (is_first) { /* from now on a little is enough */
        ird_free(store->words.items);
        memset(&store->words, 0, sizeof store->words);
    }
    return IRD_OK;
}

/* The words of a cycle lie all in the file or all in memory: what is written ends with
 * one. */
ird_status ird_toggle_store_take(const ird_toggle_store *store, size_t cycle,
                                 ird_toggles *toggles, ird_error *err) {
    const ird_toggle_place *from = &store->from.items[cycle];
    size_t count = (size_t)(from[1].before - from[0].before);
    size_t words = (size_t)(from[1].word - from[0].word);
    uint32_t *read = NULL;
    const uint32_t *at = NULL;
    toggles->items.count = 0;
    IRD_TRY(ird_vec_reserve(&toggles->items, count, DOING, err));
    if (from->word >= store->in_file) {
        at = store->words.items + (from->word - store->in_file);
    } else {
        read = ird_alloc(words, sizeof *read);
        if (read == NULL) {
            return ird_fail_memory(err, DOING);
        }
        ird_status status = read_words(store, from->word, words, read, err);
        if (status != IRD_OK) {
            ird_free(read);
            return status;
        }
        at = read;
    }
    double now_s = 0;
    for (size_t i = 0; i < words; i++) {
        if ((at[i] & IS_TIME) != 0) {
            now_s = (double)time_of_word(at[i]);
        } else {
            toggles->items.items[toggles->items.count++] =
                (ird_toggle){now_s, (int32_t)at[i]};
        }
    }
    ird_free(read);
    return IRD_OK;
}
