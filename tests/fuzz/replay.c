/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Gives each file of the folders and files named to a fuzz target, without libFuzzer.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz_reader.h"

#include "base/input.h"

static int replay_file(const char *path) {
    ird_input input = {0};
    ird_error err = {0};
    if (ird_input_open(&input, path, &err) != IRD_OK) {
        fprintf(stderr, "%s: %s\n", path, err.text);
        return 1;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)input.data, input.size);
    ird_input_close(&input);
    return 0;
}

static int replay_folder(const char *path, size_t *count) {
    int failed = 0;
    DIR *folder = opendir(path);
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        char name[4096];
        if (entry->d_name[0] != '.' && entry->d_type != DT_DIR) {
            snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
            failed |= replay_file(name);
            ++*count;
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return failed;
}

int main(int argc, char **argv) {
    int failed = 0;
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        failed |= replay_folder(argv[i], &count);
    }
    printf("%zu inputs replayed\n", count);
    return failed != 0 || count == 0;
}
