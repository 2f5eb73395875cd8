/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A part of a network, and a vector of one, as irdrop-psolve reads them: the file as it
 * is, and with its sums made right, so that what lies behind them is reached.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fuzz_file.h"

#include "failing_alloc.h"
#include "ranks/part_file.h"
#include "ranks/ranks.h"

enum { NUMBER = 1 };

/* A folder whose parts are one file in memory. */
static ird_text folder;
static fuzz_file file;

static void stop(void) {
    ird_scratch_remove(ird_text_get(&folder));
    ird_text_free(&folder);
}

static void start(void) {
    static const char *const names[] = {"network", "currents"};
    ird_error err;
    if (folder.bytes.count > 0) {
        return;
    }
    FUZZ_REQUIRE(ird_scratch_make(&folder, &err) == IRD_OK);
    file = fuzz_file_make(NULL, 0);
    for (size_t i = 0; i < 2; i++) {
        ird_text path = {0};
        FUZZ_REQUIRE(ird_part_path(&path, ird_text_get(&folder), NUMBER, names[i],
                                   &err) == IRD_OK);
        FUZZ_REQUIRE(symlink(file.path, ird_text_get(&path)) == 0);
        ird_text_free(&path);
    }
    atexit(stop);
}

static void fill(const uint8_t *data, size_t size) {
    FUZZ_REQUIRE(ftruncate(file.fd, 0) == 0);
    FUZZ_REQUIRE(pwrite(file.fd, data, size, 0) == (ssize_t)size);
}

/* What the ranks do with it: rows one behind the other, and each value. */
static double use(const ird_part_file *part) {
    double sum = 0;
    size_t end = 0;
    for (size_t i = 0; i < part->head.count; i++) {
        if (part->value != NULL) {
            sum += part->value[i];
            continue;
        }
        sum += part->leak[i] + (double)part->x[i] + (double)part->y[i];
        for (size_t k = 0; k < part->degree[i]; k++, end++) {
            FUZZ_REQUIRE(part->neighbour[end] < part->head.nodes);
            FUZZ_REQUIRE(part->siemens[end] > 0);
            sum += part->siemens[end];
        }
    }
    FUZZ_REQUIRE(part->value != NULL || end == part->head.ends);
    FUZZ_REQUIRE(part->head.first + part->head.count <= part->head.nodes);
    return sum;
}

static void read_once(const char *name, ird_part_kind kind, size_t fail_at) {
    ird_part_file part = {0};
    ird_error err = {0};
    long live = failing_alloc_live();
    failing_alloc_arm(fail_at);
    ird_status status =
        ird_part_open(&part, ird_text_get(&folder), NUMBER, name, kind, &err);
    failing_alloc_arm(0);
    FUZZ_REQUIRE(status == err.status);
    if (status == IRD_OK) {
        volatile double sum = use(&part);
        (void)sum;
        FUZZ_REQUIRE(ird_part_match(&part, &part, &err) == IRD_OK);
    }
    ird_part_close(&part);
    FUZZ_REQUIRE(failing_alloc_live() == live);
}

static void read_both(size_t fail_at) {
    read_once("network", IRD_PART_NETWORK, fail_at);
    read_once("currents", IRD_PART_CURRENTS, fail_at);
}

/* The sums of what is there. */
static void mend(uint8_t *data, size_t size) {
    ird_part_head head;
    memcpy(&head, data, sizeof head);
    head.payload_crc =
        (uint32_t)crc32(0, data + sizeof head, (unsigned)(size - sizeof head));
    head.head_crc =
        (uint32_t)crc32(0, (const void *)&head, offsetof(ird_part_head, head_crc));
    memcpy(data, &head, sizeof head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    start();
    failing_alloc_limit(IRD_FUZZ_LARGEST_BLOCK);
    fill(data, size);
    read_both(0);
    read_both(failing_call(data, size) % 10);
    if (size >= sizeof(ird_part_head)) {
        uint8_t *mended = malloc(size);
        FUZZ_REQUIRE(mended != NULL);
        memcpy(mended, data, size);
        mend(mended, size);
        fill(mended, size);
        read_both(0);
        free(mended);
    }
    return 0;
}
