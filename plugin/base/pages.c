/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/pages.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* In front of each block, at the beginning of a page. That it names itself tells it from
 * anything that may stand before a block of malloc at such a place. */
typedef struct header {
    uint64_t mark;
    struct header *self;
    size_t mapped; /* bytes, with the header */
} header;

enum { PAGE = 4096, HEADER = 64, KEPT = 256 };

static const uint64_t MARK = UINT64_C(0x9d39247e33776d41);

/* Pages that nobody uses: all the state there is. */
static struct {
    pthread_mutex_t lock;
    size_t count, bytes;
    size_t used; /* bytes of all blocks that are in use */
    size_t most; /* the highest that was since the last trim */
    struct {
        char *at;
        size_t size;
    } blocks[KEPT];
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void lock(void) {
    pthread_mutex_lock(&kept.lock);
}

static void unlock(void) {
    pthread_mutex_unlock(&kept.lock);
}

/* A fork must not have the lock of a thread that it has not. */
__attribute__((constructor)) static void mind_forks(void) {
    pthread_atfork(lock, unlock, unlock);
}

static bool round_up(size_t size, size_t *mapped) {
    *mapped = (size + HEADER + PAGE - 1) & ~(size_t)(PAGE - 1);
    return *mapped > size;
}

static void drop_kept(size_t i) {
    kept.bytes -= kept.blocks[i].size;
    kept.blocks[i] = kept.blocks[--kept.count];
}

/* What is kept, with what is used, is never more than was used at once: keeping does not
 * raise the peak. The blocks that were kept last go first. */
static void keep_below_most(void) {
    kept.most = kept.used > kept.most ? kept.used : kept.most;
    while (kept.used + kept.bytes > kept.most) {
        size_t last = kept.count - 1, over = kept.used + kept.bytes - kept.most;
        size_t held = kept.blocks[last].size, part = held < over ? held : over;
        munmap(kept.blocks[last].at + held - part, part);
        kept.blocks[last].size -= part;
        kept.bytes -= part;
        if (part == held) {
            drop_kept(last);
        }
    }
}

static void *put_header(char *at, size_t mapped, size_t before) {
    header *h = (void *)at;
    lock();
    kept.used += mapped - before; /* of the block that it was */
    keep_below_most();
    unlock();
    *h = (header){MARK, h, mapped};
    return at + HEADER;
}

static header *header_of(const void *block) {
    return (void *)((uintptr_t)block - HEADER);
}

/* Join with what is kept before and behind it. False where that are too many blocks. */
static bool keep(char *at, size_t size) {
    if (kept.count == KEPT) {
        return false;
    }
    for (size_t i = 0; i < kept.count;) {
        char *other = kept.blocks[i].at;
        size_t other_size = kept.blocks[i].size;
        if (other + other_size == at || at + size == other) {
            at = other < at ? other : at;
            size += other_size;
            drop_kept(i);
        } else {
            i++;
        }
    }
    kept.bytes += size;
    kept.blocks[kept.count].at = at;
    kept.blocks[kept.count++].size = size;
    return true;
}

static void give_up(char *at, size_t size) {
    lock();
    kept.used -= size;
    bool is_kept = keep(at, size);
    unlock();
    if (!is_kept) {
        munmap(at, size);
    }
}

/* Pages for size bytes, of the smallest block that is large enough; NULL without any. */
static char *take(size_t size) {
    char *at = NULL;
    lock();
    size_t best = kept.count;
    for (size_t i = 0; i < kept.count; i++) {
        if (kept.blocks[i].size >= size &&
            (best == kept.count || kept.blocks[i].size < kept.blocks[best].size)) {
            best = i;
        }
    }
    if (best < kept.count) {
        at = kept.blocks[best].at;
        kept.blocks[best].at += size;
        kept.blocks[best].size -= size;
        kept.bytes -= size;
        if (kept.blocks[best].size == 0) {
            drop_kept(best);
        }
    }
    unlock();
    return at;
}

void *ird_pages_alloc(size_t size) {
    size_t mapped;
    if (!round_up(size, &mapped)) {
        return NULL;
    }
    char *at = take(mapped);
    if (at != NULL) {
        return put_header(at, mapped, 0);
    }
    void *fresh =
        mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return fresh == MAP_FAILED ? NULL : put_header(fresh, mapped, 0);
}

bool ird_pages_own(const void *block) {
    if ((uintptr_t)block % PAGE != HEADER) {
        return false;
    }
    const header *h = header_of(block); /* of the same page */
    return h->mark == MARK && h->self == h;
}

size_t ird_pages_size(const void *block) {
    return header_of(block)->mapped - HEADER;
}

void *ird_pages_realloc(void *block, size_t size) {
    header *h = header_of(block);
    size_t mapped, before = h->mapped;
    if (!round_up(size, &mapped)) {
        return NULL;
    }
    if (mapped < before) {
        give_up((char *)h + mapped, before - mapped);
        h->mapped = mapped;
    } else if (mapped > before) {
        char *at = take(mapped); /* to copy takes less time than to get pages anew */
        if (at != NULL) {
            void *copy = put_header(at, mapped, 0);
            memcpy(copy, block, before - HEADER);
            ird_pages_free(block);
            return copy;
        }
        void *grown = mremap(h, before, mapped, MREMAP_MAYMOVE);
        if (grown != MAP_FAILED) {
            return put_header(grown, mapped, before);
        }
        /* Pages that came from several places do not grow in one. */
        void *copy = ird_pages_alloc(size);
        if (copy != NULL) {
            memcpy(copy, block, before - HEADER);
            ird_pages_free(block);
        }
        return copy;
    }
    return block;
}

void ird_pages_free(void *block) {
    header *h = header_of(block);
    size_t mapped = h->mapped;
    h->mark = 0;
    give_up((char *)h, mapped);
}

void ird_pages_trim(void) {
    lock();
    for (size_t i = 0; i < kept.count; i++) {
        munmap(kept.blocks[i].at, kept.blocks[i].size);
    }
    kept.count = kept.bytes = 0;
    kept.most = kept.used;
    unlock();
}
