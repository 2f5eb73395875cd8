/* SPDX-License-Identifier: BSD-3-Clause */
#include "dynamic/waveform.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/output.h"

enum { DIGITS = 9 };

typedef struct writer {
    FILE *stream;
    const double *at_s;
    size_t count;
    const ird_waveform *waves;
    size_t wave_count;
    const char *basis;
} writer;

static void write_number(const writer *w, int digits, double value) {
    char number[40];
    ird_number_write(number, sizeof number, digits, value);
    fputs(number, w->stream);
}

/* Each line of what they rest on, behind a few words. */
static void write_basis(const writer *w, const char *before) {
    for (const char *line = w->basis; line != NULL && *line != '\0';) {
        size_t size = strcspn(line, "\n");
        fprintf(w->stream, "%sin time: %.*s\n", before, (int)size, line);
        line += size + (line[size] == '\n' ? 1 : 0);
    }
}

/* A name with a comma, a quote or a line's end is quoted, quotes in it twice. */
static void write_csv_name(const writer *w, const char *name) {
    if (strpbrk(name, ",\"\n\r") == NULL) {
        fputs(name, w->stream);
        return;
    }
    fputc('"', w->stream);
    for (; *name != '\0'; name++) {
        fputs(*name == '"' ? "\"" : "", w->stream);
        fputc(*name, w->stream);
    }
    fputc('"', w->stream);
}

static void write_csv(const writer *w) {
    write_basis(w, "# ");
    fputs("time_s", w->stream);
    for (size_t i = 0; i < w->wave_count; i++) {
        fputc(',', w->stream);
        write_csv_name(w, w->waves[i].name);
    }
    fputc('\n', w->stream);
    for (size_t k = 0; k < w->count; k++) {
        write_number(w, DIGITS, w->at_s[k]);
        for (size_t i = 0; i < w->wave_count; i++) {
            fputc(',', w->stream);
            if (!isnan(w->waves[i].values[k])) {
                write_number(w, DIGITS, w->waves[i].values[k]);
            }
        }
        fputc('\n', w->stream);
    }
}

/* In the bytes of this machine, as ngspice has them. */
static void write_raw(const writer *w) {
    write_basis(w, "Title: ");
    fprintf(w->stream,
            "Title: drops in time\nPlotname: Transient Analysis\nFlags: real\n"
            "No. Variables: %zu\nNo. Points: %zu\nVariables:\n\t0\ttime\ttime\n",
            w->wave_count + 1, w->count);
    for (size_t i = 0; i < w->wave_count; i++) {
        const ird_waveform *wave = &w->waves[i];
        fprintf(w->stream, "\t%zu\t%c(", i + 1, wave->is_current ? 'i' : 'v');
        for (const char *c = wave->name; *c != '\0'; c++) {
            fputc((unsigned char)*c <= ' ' ? '_' : *c, w->stream);
        }
        fprintf(w->stream, ")\t%s\n", wave->is_current ? "current" : "voltage");
    }
    fputs("Binary:\n", w->stream);
    for (size_t k = 0; k < w->count; k++) {
        fwrite(&w->at_s[k], sizeof *w->at_s, 1, w->stream);
        for (size_t i = 0; i < w->wave_count; i++) {
            fwrite(&w->waves[i].values[k], sizeof(double), 1, w->stream);
        }
    }
}

/* The identifier of a variable: printable characters, as many as its number takes. */
static void write_vcd_code(const writer *w, size_t number) {
    enum { FIRST = '!', CODES = '~' - '!' + 1 };
    do {
        fputc(FIRST + (int)(number % CODES), w->stream);
        number /= CODES;
    } while (number > 0);
}

static void write_vcd(const writer *w) {
    if (w->basis != NULL && *w->basis != '\0') {
        fputs("$comment\n", w->stream);
        write_basis(w, "    ");
        fputs("$end\n", w->stream);
    }
    fputs("$timescale 1 fs $end\n$scope module irdrop $end\n", w->stream);
    for (size_t i = 0; i < w->wave_count; i++) {
        fputs("$var real 64 ", w->stream);
        write_vcd_code(w, i);
        fputc(' ', w->stream);
        for (const char *c = w->waves[i].name; *c != '\0'; c++) {
            fputc((unsigned char)*c <= ' ' ? '_' : *c, w->stream);
        }
        fputs(" $end\n", w->stream);
    }
    fputs("$upscope $end\n$enddefinitions $end\n", w->stream);
    size_t shown = SIZE_MAX; /* the last row that is in the file */
    for (size_t k = 0; k < w->count; k++) {
        int64_t at_fs = llround(w->at_s[k] * 1e15);
        if (k + 1 < w->count && llround(w->at_s[k + 1] * 1e15) == at_fs) {
            continue;
        }
        fprintf(w->stream, "#%" PRId64 "\n", at_fs);
        for (size_t i = 0; i < w->wave_count; i++) {
            double value = w->waves[i].values[k];
            if (isnan(value) ||
                (shown != SIZE_MAX && value == w->waves[i].values[shown])) {
                continue;
            }
            fputc('r', w->stream);
            write_number(w, DIGITS, value);
            fputc(' ', w->stream);
            write_vcd_code(w, i);
            fputc('\n', w->stream);
        }
        shown = k;
    }
}

ird_status ird_waveform_write(const char *path, ird_waveform_format format,
                              const ird_waveform_set *set, ird_error *err) {
    static void (*const writers[])(const writer *w) = {[IRD_WAVEFORM_CSV] = write_csv,
                                                       [IRD_WAVEFORM_RAW] = write_raw,
                                                       [IRD_WAVEFORM_VCD] = write_vcd};
    ird_output output = {0};
    IRD_TRY(ird_output_open(&output, path, err));
    const writer w = {output.stream, set->at_s,       set->count,
                      set->waves,    set->wave_count, set->basis};
    writers[format](&w);
    return ird_output_commit(&output, err);
}
