/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/formats.h"

#include <string.h>

#include "base/output.h"
#include "report/writers.h"

static const struct {
    ird_report_writer *write;
    const char *extensions[3]; /* ended by NULL */
} formats[] = {
    [IRD_REPORT_TEXT] = {ird_write_text, {".txt", ".rpt"}},
    [IRD_REPORT_JSON] = {ird_write_json, {".json"}},
    [IRD_REPORT_CSV] = {ird_write_csv, {".csv"}},
    [IRD_REPORT_LYRDB] = {ird_write_lyrdb, {".lyrdb"}},
    [IRD_REPORT_MARKERS] = {ird_write_markers, {NULL}},
    [IRD_REPORT_DRC] = {ird_write_drc, {".drc"}},
    [IRD_REPORT_JUNIT] = {ird_write_junit, {".xml"}},
    [IRD_REPORT_HEATMAP] = {ird_write_heatmap, {NULL}},
    [IRD_REPORT_METRICS] = {ird_write_metrics, {NULL}},
    [IRD_REPORT_VOLTAGES] = {ird_write_voltages, {NULL}},
    [IRD_REPORT_EM] = {ird_write_em, {NULL}},
    [IRD_REPORT_HTML] = {ird_write_html, {".html", ".htm"}},
};

const char *const ird_report_format_names[] = {
    [IRD_REPORT_TEXT] = "text",
    [IRD_REPORT_JSON] = "json",
    [IRD_REPORT_CSV] = "csv",
    [IRD_REPORT_LYRDB] = "lyrdb",
    [IRD_REPORT_MARKERS] = "markers",
    [IRD_REPORT_DRC] = "drc",
    [IRD_REPORT_JUNIT] = "junit",
    [IRD_REPORT_HEATMAP] = "heatmap",
    [IRD_REPORT_METRICS] = "metrics",
    [IRD_REPORT_VOLTAGES] = "voltages",
    [IRD_REPORT_EM] = "em",
    [IRD_REPORT_HTML] = "html",
    NULL,
};

ird_status ird_report_format_of(const char *path, ird_report_format *format,
                                ird_error *err) {
    const char *base = strrchr(path, '/');
    base = base != NULL ? base + 1 : path;
    const char *dot = strrchr(base, '.');
    for (size_t i = 0; dot != NULL && i < sizeof formats / sizeof *formats; i++) {
        for (const char *const *e = formats[i].extensions; *e != NULL; e++) {
            if (strcmp(dot, *e) == 0) {
                *format = (ird_report_format)i;
                return IRD_OK;
            }
        }
    }
    ird_status status = ird_fail(
        err, IRD_REPORT_FORMAT,
        "the name %.200s does not tell the format; end it with .txt, .rpt, .json, .csv, "
        ".lyrdb, .drc, .xml (JUnit) or .html, or give -format",
        path);
    ird_error_detail(err, dot != NULL ? dot : base, strlen(dot != NULL ? dot : base));
    return status;
}

ird_status ird_report_print(FILE *stream, ird_report_format format,
                            const ird_report_input *input, ird_error *err) {
    return formats[format].write(stream, input, err);
}

ird_status ird_report_write(const char *path, ird_report_format format,
                            const ird_report_input *input, ird_error *err) {
    ird_output output;
    ird_status status = ird_output_open(&output, path, err);
    if (status != IRD_OK) {
        return status;
    }
    status = ird_report_print(output.stream, format, input, err);
    if (status != IRD_OK) {
        ird_output_discard(&output);
        return status;
    }
    return ird_output_commit(&output, err);
}
