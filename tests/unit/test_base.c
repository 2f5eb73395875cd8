/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <zlib.h>

#include "base/alloc.h"
#include "base/input.h"
#include "base/names.h"
#include "base/output.h"
#include "base/workers.h"

static void test_size_overflow_is_refused(void) {
    CHECK(ird_alloc(SIZE_MAX / 2, 4) == NULL);
    CHECK(ird_alloc_aligned(SIZE_MAX - 8, 1) == NULL);
    void *block = ird_alloc_aligned(3, 5);
    CHECK(block != NULL && (uintptr_t)block % 64 == 0);
    ird_free_aligned(block);
}

static void test_vec_grows_and_keeps_items(void) {
    ird_error err = {0};
    IRD_VEC(int) v = {0};
    for (int i = 0; i < 1000; i++) {
        CHECK(ird_vec_reserve(&v, 1, "testing", &err) == IRD_OK);
        v.items[v.count++] = i;
    }
    CHECK(v.items[0] == 0 && v.items[999] == 999);
    CHECK(ird_vec_reserve(&v, SIZE_MAX, "testing", &err) == IRD_NO_MEMORY);
    CHECK(v.count == 1000 && v.items[500] == 500);
    ird_free(v.items);
}

static void test_names_are_dense_and_rewind(void) {
    ird_names names = {0};
    ird_error err = {0};
    char text[32];
    int32_t id = -1;
    bool added = false;
    CHECK(ird_names_find(&names, "a", 1) == -1);
    for (int i = 0; i < 500; i++) {
        int n = snprintf(text, sizeof text, "u%d", i);
        CHECK(ird_names_add(&names, text, (size_t)n, &id, &added, &err) == IRD_OK);
        CHECK(id == i && added);
    }
    CHECK(ird_names_add(&names, "u7", 2, &id, &added, &err) == IRD_OK);
    CHECK(id == 7 && !added);
    CHECK(ird_names_add(&names, "", 0, &id, &added, &err) == IRD_OK && id == 500);
    CHECK_TEXT(ird_names_get(&names, 499), "u499");
    ird_names_truncate(&names, 100);
    CHECK(ird_names_count(&names) == 100);
    CHECK(ird_names_find(&names, "u99", 3) == 99);
    CHECK(ird_names_find(&names, "u100", 4) == -1);
    CHECK(ird_names_add(&names, "new", 3, &id, &added, &err) == IRD_OK && id == 100);
    ird_names_free(&names);
}

static void write_text(const char *path, const char *text) {
    FILE *f = fopen(path, "wb");
    fputs(text, f);
    fclose(f);
}

static void test_input_plain_and_gzip(void) {
    ird_error err = {0};
    ird_input in = {0};
    write_text("base_in.txt", "hello");
    CHECK(ird_input_open(&in, "base_in.txt", &err) == IRD_OK);
    CHECK(in.size == 5 && memcmp(in.data, "hello", 5) == 0);
    ird_input_close(&in);

    /* Two gzip members, as `cat a.gz b.gz` makes them. */
    for (int part = 0; part < 2; part++) {
        gzFile z = gzopen("base_in.gz", part == 0 ? "wb" : "ab");
        gzputs(z, part == 0 ? "one " : "two");
        gzclose(z);
    }
    CHECK(ird_input_open(&in, "base_in.gz", &err) == IRD_OK);
    CHECK(in.size == 7 && memcmp(in.data, "one two", 7) == 0);
    ird_input_close(&in);

    struct stat info;
    stat("base_in.gz", &info);
    CHECK(truncate("base_in.gz", info.st_size - 6) == 0);
    CHECK(ird_input_open(&in, "base_in.gz", &err) == IRD_FILE_GZIP);
    CHECK_TEXT(err.file, "base_in.gz");

    write_text("base_empty.txt", "");
    CHECK(ird_input_open(&in, "base_empty.txt", &err) == IRD_OK && in.size == 0);
    ird_input_close(&in);
    CHECK(ird_input_open(&in, ".", &err) == IRD_FILE_NOT_REGULAR);
    CHECK(ird_input_open(&in, "no/such", &err) == IRD_FILE_OPEN);
    CHECK(strstr(err.text, "No such file") != NULL);
}

static void test_output_is_whole_or_absent(void) {
    ird_error err = {0};
    ird_output out = {0};
    write_text("base_out.txt", "old");
    CHECK(ird_output_open(&out, "base_out.txt", &err) == IRD_OK);
    fputs("new", out.stream);
    ird_input in = {0};
    CHECK(ird_input_open(&in, "base_out.txt", &err) == IRD_OK);
    CHECK(in.size == 3 && memcmp(in.data, "old", 3) == 0);
    ird_input_close(&in);
    ird_output_discard(&out);
    CHECK(ird_output_open(&out, "base_out.txt", &err) == IRD_OK);
    fputs("fresh", out.stream);
    CHECK(ird_output_commit(&out, &err) == IRD_OK);
    CHECK(ird_input_open(&in, "base_out.txt", &err) == IRD_OK);
    CHECK(in.size == 5 && memcmp(in.data, "fresh", 5) == 0);
    ird_input_close(&in);
    CHECK(ird_output_open(&out, ".", &err) == IRD_FILE_WRITE);
    CHECK(ird_output_open(&out, "no/such/dir", &err) == IRD_FILE_WRITE);
    if (access("/dev/full", W_OK) == 0) {
        CHECK(ird_output_open(&out, "/dev/full", &err) == IRD_OK);
        fputs("x", out.stream);
        CHECK(ird_output_commit(&out, &err) == IRD_FILE_WRITE);
        CHECK(strstr(err.text, "No space left") != NULL);
        static const char much[1 << 20];
        CHECK(ird_output_open(&out, "/dev/full", &err) == IRD_OK);
        CHECK(fwrite(much, 1, sizeof much, out.stream) < sizeof much);
        CHECK(ird_output_commit(&out, &err) == IRD_FILE_WRITE);
        CHECK(strstr(err.text, "No space left") != NULL);
    }
}

static void test_messages_are_in_order(void) {
    int last = 0;
    for (const ird_message *m = ird_messages(); m->status != IRD_OK; m++) {
        CHECK((int)m->status > last);
        CHECK(m->area[0] != '\0' && m->kind[0] != '\0' && m->meaning[0] != '\0');
        last = (int)m->status;
    }
    CHECK(last > 0);
}

enum { WORKERS = 3 };

static void count_call(void *context, size_t worker) {
    ((int *)context)[worker]++;
}

static bool all_work(ird_workers *workers, int rounds) {
    int calls[WORKERS] = {0};
    for (int i = 0; i < rounds; i++) {
        ird_workers_run(workers, count_call, calls);
    }
    return calls[0] == rounds && calls[1] == rounds && calls[2] == rounds;
}

/* A fork has the threads of its parent only in name. */
static void test_workers_go_on_in_a_fork(void) {
    ird_workers *workers = NULL;
    ird_error err = {0};
    int status = -1;
    CHECK(ird_workers_create(&workers, WORKERS, &err) == IRD_OK);
    CHECK(all_work(workers, 20));
    pid_t child = fork();
    if (child == 0) {
        alarm(20); /* without threads it would wait for ever */
        bool worked = all_work(workers, 20);
        ird_workers_free(workers);
        _exit(worked ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    child = fork();
    if (child == 0) {
        alarm(20);
        ird_workers_free(workers); /* never used there */
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(all_work(workers, 20));
    ird_workers_free(workers);
}

int main(void) {
    RUN(test_size_overflow_is_refused);
    RUN(test_vec_grows_and_keeps_items);
    RUN(test_names_are_dense_and_rewind);
    RUN(test_input_plain_and_gzip);
    RUN(test_output_is_whole_or_absent);
    RUN(test_messages_are_in_order);
    RUN(test_workers_go_on_in_a_fork);
    return check_summary("base");
}
