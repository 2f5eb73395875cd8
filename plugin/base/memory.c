/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/pages.h"

enum { PATH_SIZE = 1024, LINE_SIZE = 1024 };

const char *ird_memory_bound_phrase(ird_memory_bound bound) {
    static const char *const phrases[] = {
        "of the machine's memory", "of its control group's memory",
        "of its address space (ulimit -v)", "of what set_memory allows"};
    return phrases[bound];
}

static FILE *open_in(const char *root, const char *path) {
    char whole[PATH_SIZE];
    int size = snprintf(whole, sizeof whole, "%s%s", root, path);
    return size > 0 && (size_t)size < sizeof whole ? fopen(whole, "r") : NULL;
}

/* The number behind key, at the beginning of a line, or of the whole file where key is
 * empty; false where there is none, as with "max". */
static bool read_number(const char *root, const char *path, const char *key,
                        size_t *value) {
    char line[LINE_SIZE];
    bool is_found = false;
    FILE *file = open_in(root, path);
    if (file == NULL) {
        return false;
    }
    while (!is_found && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, key, strlen(key)) == 0) {
            char *end;
            const char *from = line + strlen(key);
            unsigned long long number = strtoull(from, &end, 10);
            is_found = end != from;
            *value = number < SIZE_MAX ? (size_t)number : SIZE_MAX;
            if (!is_found) {
                break;
            }
        }
    }
    fclose(file);
    return is_found;
}

static size_t less(size_t limit, size_t held) {
    return limit > held ? limit - held : 0;
}

static void bound_by(ird_memory *memory, size_t there, ird_memory_bound bound) {
    if (there < memory->there_bytes) {
        memory->there_bytes = there;
        memory->bound = bound;
    }
}

static void read_machine(const char *root, ird_memory *memory) {
    size_t kilobytes;
    if (read_number(root, "/proc/meminfo", "MemAvailable:", &kilobytes)) {
        bound_by(memory, kilobytes * 1024, IRD_MEMORY_MACHINE);
    }
}

/* What a group has left; files that it only keeps for later (inactive) can go. */
static void read_group(const char *root, const char *folder, bool is_second,
                       ird_memory *memory) {
    char path[PATH_SIZE];
    size_t most, used, files = 0;
    snprintf(path, sizeof path, "%.900s/%s", folder,
             is_second ? "memory.max" : "memory.limit_in_bytes");
    if (!read_number(root, path, "", &most)) {
        return;
    }
    snprintf(path, sizeof path, "%.900s/%s", folder,
             is_second ? "memory.current" : "memory.usage_in_bytes");
    if (!read_number(root, path, "", &used)) {
        return;
    }
    snprintf(path, sizeof path, "%.900s/memory.stat", folder);
    if (!read_number(root, path, is_second ? "inactive_file " : "total_inactive_file ",
                     &files)) {
        files = 0;
    }
    bound_by(memory, less(most, less(used, files)), IRD_MEMORY_GROUP);
}

/* The group and all above it, each of which may have a limit. */
static void read_groups_of(const char *root, const char *top, char *group, bool is_second,
                           ird_memory *memory) {
    char folder[PATH_SIZE];
    for (;;) {
        snprintf(folder, sizeof folder, "%s%.800s", top, group);
        read_group(root, folder, is_second, memory);
        char *slash = strrchr(group, '/');
        if (slash == NULL) {
            return;
        }
        *slash = '\0';
    }
}

/* Lines of /proc/self/cgroup: "0::/path" of version 2, "7:memory:/path" of version 1. */
static void read_groups(const char *root, ird_memory *memory) {
    char line[LINE_SIZE];
    FILE *file = open_in(root, "/proc/self/cgroup");
    if (file == NULL) {
        return;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *kind = strchr(line, ':');
        char *group = kind != NULL ? strchr(kind + 1, ':') : NULL;
        if (group == NULL) {
            continue;
        }
        *group++ = '\0';
        if (kind[1] == '\0') {
            read_groups_of(root, "/sys/fs/cgroup", group, true, memory);
        } else if (strcmp(kind + 1, "memory") == 0) {
            read_groups_of(root, "/sys/fs/cgroup/memory", group, false, memory);
        }
    }
    fclose(file);
}

/* Pages of the process: all addresses, and those that are in memory. */
static bool read_pages(const char *root, size_t *addresses, size_t *resident) {
    long page = sysconf(_SC_PAGE_SIZE);
    unsigned long long all, in_memory;
    FILE *file = open_in(root, "/proc/self/statm");
    if (file == NULL) {
        return false;
    }
    char line[LINE_SIZE];
    bool is_read = fgets(line, sizeof line, file) != NULL && page > 0;
    fclose(file);
    char *end = line;
    all = is_read ? strtoull(line, &end, 10) : 0;
    is_read = is_read && end != line;
    in_memory = is_read ? strtoull(end, NULL, 10) : 0;
    *addresses = (size_t)all * (size_t)page;
    *resident = (size_t)in_memory * (size_t)page;
    return is_read;
}

ird_memory ird_memory_read(const char *root, size_t set_bytes) {
    ird_memory memory = {.there_bytes = SIZE_MAX, .bound = IRD_MEMORY_MACHINE};
    struct rlimit limit;
    size_t addresses = 0;
    ird_pages_trim(); /* what is kept to be used again is not held */
    bool has_pages = read_pages(root, &addresses, &memory.held_bytes);
    read_machine(root, &memory);
    read_groups(root, &memory);
    if (has_pages && getrlimit(RLIMIT_AS, &limit) == 0 &&
        limit.rlim_cur != RLIM_INFINITY) {
        bound_by(&memory, less((size_t)limit.rlim_cur, addresses), IRD_MEMORY_ADDRESSES);
    }
    if (set_bytes > 0) {
        bound_by(&memory, less(set_bytes, memory.held_bytes), IRD_MEMORY_SET);
    }
    return memory;
}
