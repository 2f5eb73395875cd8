/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Speed and memory of reading a VCD file: writes one of a random run and reads it, three
 * times whole and once in time windows.
 *
 *     bench-activity FOLDER ?MEGABYTES? ?NETS?
 *
 * The run is that of a netlist: a clock, and in each cycle a fifth of the nets, one of 16
 * of them a bus of 32 bits. The file is removed at the end.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "activity/activity.h"
#include "clock.h"

enum { BUS_EVERY = 16, BUS_BITS = 32, PER_CYCLE = 5, LONGEST_CODE = 8, RUNS = 3 };

static uint64_t random_state = 1;

/* xorshift64 of Marsaglia. */
static uint64_t random_bits(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static const char *code_of(size_t number, char *code) {
    size_t size = 0;
    do {
        code[size++] = (char)('!' + number % 94);
        number /= 94;
    } while (number > 0 && size < LONGEST_CODE);
    code[size] = '\0';
    return code;
}

static void write_header(FILE *file, size_t nets) {
    char code[LONGEST_CODE + 1];
    fputs("$timescale 1ps $end\n$scope module tb $end\n$scope module dut $end\n", file);
    for (size_t i = 0; i < nets; i++) {
        if (i % BUS_EVERY == 0) {
            fprintf(file, "$var wire %d %s bus_%zu [31:0] $end\n", (int)BUS_BITS,
                    code_of(i, code), i);
        } else {
            fprintf(file, "$var wire 1 %s net_%zu $end\n", code_of(i, code), i);
        }
    }
    fputs("$upscope $end\n$upscope $end\n$enddefinitions $end\n", file);
}

static void write_change(FILE *file, size_t net) {
    char code[LONGEST_CODE + 1];
    uint64_t bits = random_bits();
    if (net % BUS_EVERY != 0) {
        fprintf(file, "%c%s\n", bits % 2 == 0 ? '0' : '1', code_of(net, code));
        return;
    }
    fputc('b', file);
    for (int i = 0; i < BUS_BITS; i++) {
        fputc(bits >> i & 1 ? '1' : '0', file);
    }
    fprintf(file, " %s\n", code_of(net, code));
}

static int write_run(const char *path, size_t bytes, size_t nets) {
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        return 1;
    }
    write_header(file, nets);
    for (size_t cycle = 0; (size_t)ftell(file) < bytes; cycle++) {
        fprintf(file, "#%zu\n", cycle * 1000);
        for (size_t i = 0; i < nets / PER_CYCLE; i++) {
            write_change(file, random_bits() % nets);
        }
    }
    fprintf(file, "#%zu\n", (size_t)1 << 40);
    return fclose(file);
}

/* Each net is driven by an instance of its own. */
static ird_status build_netlist(ird_netlist *netlist, size_t nets, size_t *components,
                                ird_error *err) {
    char name[64];
    for (size_t i = 0; i < nets; i++) {
        bool is_bus = i % BUS_EVERY == 0;
        for (int bit = 0; bit < (is_bus ? BUS_BITS : 1); bit++) {
            int size = is_bus ? snprintf(name, sizeof name, "bus_%zu[%d]", i, bit)
                              : snprintf(name, sizeof name, "net_%zu", i);
            IRD_TRY(
                ird_netlist_add(netlist, name, (size_t)size, (int32_t)*components, err));
            ++*components;
        }
    }
    return IRD_OK;
}

static double megabytes(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 ? (double)info.st_size / 1e6 : (double)NAN;
}

/* Of this process: what counts where other work shares the cores. */
static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static ird_status measure(const char *path, const ird_netlist *netlist,
                          const double *power_w, size_t components, double window_s,
                          ird_error *err) {
    ird_activity activity = {0};
    ird_activity_options options = {.window_s = window_s};
    double start_s = clock_seconds();
    double cpu_start_s = cpu_seconds();
    IRD_TRY(ird_activity_read(&activity, netlist, power_w, components, path, &options,
                              NULL, err));
    double seconds = clock_seconds() - start_s;
    double cpu_s = cpu_seconds() - cpu_start_s;
    double size_mb = megabytes(path);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%-8s %6.0f MB %6.2f s %5.0f MB/s; %6.2f s of CPU %5.0f MB/s; peak %.0f MB, "
           "%.0f %% matched\n",
           window_s > 0 ? "windows" : "whole", size_mb, seconds, size_mb / seconds, cpu_s,
           size_mb / cpu_s, (double)usage.ru_maxrss / 1e3,
           100 * ird_activity_matched_share(&activity));
    ird_activity_free(&activity);
    return IRD_OK;
}

static ird_status measure_all(const char *path, size_t nets, ird_error *err) {
    ird_netlist netlist = {0};
    size_t components = 0;
    IRD_TRY(build_netlist(&netlist, nets, &components, err));
    double *power_w = ird_alloc(components, sizeof *power_w);
    ird_status status = power_w != NULL ? IRD_OK : ird_fail_memory(err, "measuring");
    for (size_t i = 0; i < components && status == IRD_OK; i++) {
        power_w[i] = 1e-6;
    }
    printf("%zu variables, %zu nets; peak includes the netlist\n", nets, components);
    for (int run = 0; run < RUNS && status == IRD_OK; run++) {
        status = measure(path, &netlist, power_w, components, 0, err);
    }
    if (status == IRD_OK) {
        status = measure(path, &netlist, power_w, components, 1e-3, err);
    }
    ird_free(power_w);
    ird_netlist_free(&netlist);
    return status;
}

int main(int argc, char **argv) {
    char path[4096];
    ird_error err;
    if (argc < 2) {
        fprintf(stderr, "usage: bench-activity FOLDER ?MEGABYTES? ?NETS?\n");
        return 2;
    }
    size_t bytes = (argc > 2 ? strtoull(argv[2], NULL, 10) : 50) * 1000000;
    size_t nets = argc > 3 ? strtoull(argv[3], NULL, 10) : 100000;
    snprintf(path, sizeof path, "%s/bench-activity.vcd", argv[1]);
    if (nets == 0 || write_run(path, bytes, nets) != 0) {
        fprintf(stderr, "cannot write %s\n", path);
        return 1;
    }
    ird_status status = measure_all(path, nets, &err);
    if (status != IRD_OK) {
        fprintf(stderr, "%s\n", err.text);
    }
    remove(path);
    return status != IRD_OK;
}
