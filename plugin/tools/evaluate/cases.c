/* SPDX-License-Identifier: BSD-3-Clause */
#include "evaluate/cases.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

static const char *const doing = "looking for cases";

enum { DEEPEST = 3 };

static void paths_free(ird_paths *paths) {
    for (size_t i = 0; i < paths->items.count; i++) {
        ird_free(paths->items.items[i]);
    }
    ird_free(paths->items.items);
    *paths = (ird_paths){0};
}

static void case_free(ird_case *c) {
    char *const owned[] = {c->name, c->network, c->golden, c->def, c->power, c->sources};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        ird_free(owned[i]);
    }
    paths_free(&c->lefs);
    *c = (ird_case){0};
}

void ird_cases_free(ird_cases *cases) {
    if (cases != NULL) {
        for (size_t i = 0; i < cases->items.count; i++) {
            case_free(&cases->items.items[i]);
        }
        ird_free(cases->items.items);
        *cases = (ird_cases){0};
    }
}

/* ---- names ---- */

static bool ends_with(const char *text, const char *end) {
    size_t size = strlen(text), tail = strlen(end);
    return size > tail && strcmp(text + size - tail, end) == 0;
}

static const char *file_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The part of a file's name before one of these endings, also with .gz; 0: none. */
static size_t stem_of(const char *name, const char *const *endings, size_t count) {
    size_t size = strlen(name);
    size -= ends_with(name, ".gz") ? 3 : 0;
    for (size_t i = 0; i < count; i++) {
        size_t tail = strlen(endings[i]);
        if (size > tail && strncmp(name + size - tail, endings[i], tail) == 0) {
            return size - tail;
        }
    }
    return 0;
}

static size_t spice_stem(const char *name) {
    static const char *const endings[] = {".sp", ".spice"};
    return stem_of(name, endings, 2);
}

static size_t def_stem(const char *name) {
    static const char *const endings[] = {".def"};
    return stem_of(name, endings, 1);
}

static bool is_lef(const char *name) {
    static const char *const endings[] = {".lef", ".tlef"};
    return stem_of(name, endings, 2) > 0;
}

/* A tech LEF comes before the LEFs of cells. */
static bool is_technology(const char *path) {
    const char *name = file_of(path);
    return strstr(name, "tlef") != NULL || strstr(name, "tech") != NULL;
}

/* By characters, with whole numbers by their value: testcase2 before testcase10. */
static int compare_names(const char *a, const char *b) {
    while (*a != '\0' && *b != '\0') {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            char *after_a, *after_b;
            unsigned long x = strtoul(a, &after_a, 10), y = strtoul(b, &after_b, 10);
            if (x != y) {
                return x < y ? -1 : 1;
            }
            a = after_a;
            b = after_b;
        } else if (*a != *b) {
            break;
        } else {
            a++;
            b++;
        }
    }
    return (int)(unsigned char)*a - (int)(unsigned char)*b;
}

static int compare_paths(const void *a, const void *b) {
    return compare_names(*(char *const *)a, *(char *const *)b);
}

static int compare_lefs(const void *a, const void *b) {
    bool first = is_technology(*(char *const *)a);
    bool second = is_technology(*(char *const *)b);
    return first != second ? (int)second - (int)first : compare_paths(a, b);
}

static ird_status set(char **to, const char *text, size_t size, ird_error *err) {
    *to = ird_copy_string(text, size);
    return *to != NULL ? IRD_OK : ird_fail_memory(err, doing);
}

static ird_status add_path(ird_paths *paths, const char *path, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&paths->items, 1, doing, err));
    IRD_TRY(set(&paths->items.items[paths->items.count], path, strlen(path), err));
    paths->items.count++;
    return IRD_OK;
}

/* ---- a case ---- */

static ird_status new_case(ird_cases *cases, const char *name, size_t size,
                           ird_case **made, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&cases->items, 1, doing, err));
    ird_case *c = &cases->items.items[cases->items.count];
    *c = (ird_case){0};
    IRD_TRY(set(&c->name, name, size, err));
    cases->items.count++;
    *made = c;
    return IRD_OK;
}

/* *path becomes text if that is a file. */
static ird_status take_if_there(char **path, const ird_text *text, ird_error *err) {
    bool is_there = *path == NULL && access(ird_text_get(text), R_OK) == 0;
    return is_there ? set(path, ird_text_get(text), text->bytes.count, err) : IRD_OK;
}

/* A file called netlist.sp is named like its folder, and may have the contest's map. */
static ird_status add_network(ird_cases *cases, const char *path, ird_error *err) {
    const char *name = file_of(path);
    size_t size = spice_stem(name), folder = (size_t)(name - path);
    bool is_netlist = size == 7 && strncmp(name, "netlist", 7) == 0 && folder > 1;
    ird_case *c = NULL;
    ird_text golden = {0};
    if (is_netlist) {
        size_t begin = folder - 1;
        while (begin > 0 && path[begin - 1] != '/') {
            begin--;
        }
        name = path + begin;
        size = folder - 1 - begin;
    }
    IRD_TRY(new_case(cases, name, size, &c, err));
    IRD_TRY(set(&c->network, path, strlen(path), err));
    ird_status status = is_netlist ? ird_text_printf(&golden, err, "%.*sir_drop_map.csv",
                                                     (int)folder, path)
                                   : IRD_OK;
    if (status == IRD_OK && is_netlist) {
        status = take_if_there(&c->golden, &golden, err);
    }
    ird_text_free(&golden);
    return status;
}

/* The power report of a design of that name, size bytes of it. */
static ird_status find_power(char **power, const char *folder, size_t folder_size,
                             const char *name, size_t size, ird_error *err) {
    static const char *const places[] = {"", "golden/"};
    static const char *const endings[] = {"csv", "rpt", "json"};
    for (size_t i = 0; i < 6 && *power == NULL; i++) {
        ird_text path = {0};
        ird_status status =
            ird_text_printf(&path, err, "%.*s%s%.*s_power.%s", (int)folder_size, folder,
                            places[i / 3], (int)size, name, endings[i % 3]);
        if (status == IRD_OK) {
            status = take_if_there(power, &path, err);
        }
        ird_text_free(&path);
        IRD_TRY(status);
    }
    return IRD_OK;
}

/* A DEF file with its power report; none without. */
static ird_status add_design(ird_cases *cases, const char *path, const ird_paths *lefs,
                             ird_error *err) {
    const char *name = file_of(path);
    size_t folder = (size_t)(name - path), size = def_stem(name);
    char *power = NULL;
    ird_case *c = NULL;
    IRD_TRY(find_power(&power, path, folder, name, size, err));
    const char *underscore = memchr(name, '_', size);
    if (power == NULL && underscore != NULL && underscore > name) {
        size = (size_t)(underscore - name);
        IRD_TRY(find_power(&power, path, folder, name, size, err));
    }
    if (power == NULL) {
        return IRD_OK;
    }
    ird_status status = new_case(cases, name, size, &c, err);
    if (status != IRD_OK) {
        ird_free(power);
        return status;
    }
    c->power = power;
    IRD_TRY(set(&c->def, path, strlen(path), err));
    for (size_t i = 0; i < lefs->items.count; i++) {
        IRD_TRY(add_path(&c->lefs, lefs->items.items[i], err));
    }
    ird_text sources = {0};
    status = ird_text_printf(&sources, err, "%.*sVsrc_%.*s_", (int)folder, path,
                             (int)size, name);
    if (status == IRD_OK) {
        status = set(&c->sources, ird_text_get(&sources), sources.bytes.count, err);
    }
    ird_text_free(&sources);
    return status;
}

/* ---- folders ---- */

typedef struct listing {
    ird_paths entries, lefs;
} listing;

static ird_status list_entry(listing *l, const char *directory, const char *name,
                             ird_error *err) {
    ird_text path = {0};
    ird_status status = ird_text_printf(&path, err, "%s/%s", directory, name);
    if (status == IRD_OK) {
        ird_paths *paths = is_lef(name) ? &l->lefs : &l->entries;
        status = add_path(paths, ird_text_get(&path), err);
    }
    ird_text_free(&path);
    return status;
}

/* All but hidden ones, sorted. */
static ird_status list(listing *l, DIR *folder, const char *directory, ird_error *err) {
    ird_status status = IRD_OK;
    for (struct dirent *e; status == IRD_OK && (e = readdir(folder)) != NULL;) {
        if (e->d_name[0] != '.') {
            status = list_entry(l, directory, e->d_name, err);
        }
    }
    if (l->entries.items.count > 1) {
        qsort(l->entries.items.items, l->entries.items.count,
              sizeof *l->entries.items.items, compare_paths);
    }
    if (l->lefs.items.count > 1) {
        qsort(l->lefs.items.items, l->lefs.items.count, sizeof *l->lefs.items.items,
              compare_lefs);
    }
    return status;
}

static ird_status walk(ird_cases *cases, const char *directory, int depth,
                       ird_error *err) {
    listing l = {0};
    DIR *folder = depth <= DEEPEST ? opendir(directory) : NULL;
    if (folder == NULL) {
        return IRD_OK; /* a file, or a folder that nobody may read */
    }
    ird_status status = list(&l, folder, directory, err);
    closedir(folder);
    for (size_t i = 0; i < l.entries.items.count && status == IRD_OK; i++) {
        const char *path = l.entries.items.items[i], *name = file_of(path);
        bool is_netlist = strncmp(name, "netlist.sp", 10) == 0;
        if (spice_stem(name) > 0 && (depth == 0 || is_netlist)) {
            status = add_network(cases, path, err);
        } else if (def_stem(name) > 0 && l.lefs.items.count > 0) {
            status = add_design(cases, path, &l.lefs, err);
        } else {
            status = walk(cases, path, depth + 1, err);
        }
    }
    paths_free(&l.entries);
    paths_free(&l.lefs);
    return status;
}

ird_status ird_cases_find(ird_cases *cases, const char *directory, ird_error *err) {
    size_t before = cases->items.count;
    DIR *folder = opendir(directory);
    if (folder == NULL) {
        return ird_fail_system(err, IRD_FILE_OPEN, directory, errno,
                               "is no folder of cases");
    }
    closedir(folder);
    size_t size = strlen(directory);
    while (size > 1 && directory[size - 1] == '/') {
        size--;
    }
    char *root = NULL;
    IRD_TRY(set(&root, directory, size, err));
    ird_status status = walk(cases, root, 0, err);
    ird_free(root);
    if (status != IRD_OK) {
        return status;
    }
    return cases->items.count > before
               ? IRD_OK
               : ird_fail_at(err, IRD_EVALUATE_NO_CASE, directory, 0,
                             "has neither a netlist.sp nor a DEF with LEF and a power "
                             "report in it or in its folders");
}

ird_status ird_cases_add(ird_cases *cases, const char *path, const char *const *lefs,
                         size_t lef_count, const char *power, double supply_v,
                         ird_error *err) {
    const char *name = file_of(path);
    ird_case *c = NULL;
    if (spice_stem(name) > 0) {
        return add_network(cases, path, err);
    }
    if (def_stem(name) == 0 || lef_count == 0) {
        return ird_fail_at(err, IRD_EVALUATE_NO_CASE, path, 0,
                           "is no case: name a SPICE file, or a DEF with its LEF files "
                           "by -lef");
    }
    IRD_TRY(new_case(cases, name, def_stem(name), &c, err));
    c->supply_v = supply_v;
    IRD_TRY(set(&c->def, path, strlen(path), err));
    for (size_t i = 0; i < lef_count; i++) {
        IRD_TRY(add_path(&c->lefs, lefs[i], err));
    }
    return power != NULL ? set(&c->power, power, strlen(power), err) : IRD_OK;
}
