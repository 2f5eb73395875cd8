/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/formats.h"

#include <stdio.h>
#include <string.h>

#include "base/lines.h"
#include "base/output.h"
#include "report/writers.h"

/* What a format needs of its input, besides facts. */
typedef enum needs {
    IRD_NEEDS_NOTHING,
    IRD_NEEDS_GATE,
    IRD_NEEDS_PLACE,     /* a first net whose map has a place */
    IRD_NEEDS_INSTANCES, /* of the first net, with their voltages */
    IRD_NEEDS_SEGMENTS
} needs;

static const struct {
    const char *extensions; /* " .txt .rpt" */
    needs needs;
    const char *lacks;
    ird_report_writer *write;
} formats[] = {
#define IRD_FORMAT(id, name, extensions, about, needs, lacks)                            \
    [IRD_REPORT_##id] = {extensions, IRD_NEEDS_##needs, lacks, ird_write_##name},
#include "report/formats.def"
#undef IRD_FORMAT
};

const char *const ird_report_format_names[] = {
#define IRD_FORMAT(id, name, extensions, about, needs, lacks) #name,
#include "report/formats.def"
#undef IRD_FORMAT
    NULL,
};

const char *ird_report_title(const ird_report_input *input) {
    return input->answers->count > 0 ? input->answers->items[0].quantity->title
                                     : ird_quantities[0].title;
}

/* The extension that begins at *rest, which moves past it; empty at the end. */
static ird_slice next_extension(const char **rest) {
    const char *begin = *rest + strspn(*rest, " ");
    size_t size = strcspn(begin, " ");
    *rest = begin + size;
    return (ird_slice){begin, size};
}

static bool has_extension(const char *extensions, const char *dot) {
    ird_slice one = next_extension(&extensions);
    while (one.size > 0 && !ird_slice_is(one, dot)) {
        one = next_extension(&extensions);
    }
    return one.size > 0;
}

/* ".txt, .rpt, ... or .htm"; what does not fit is left out. */
static void list_extensions(char *buffer, size_t size) {
    ird_slice last = {0};
    size_t used = 0;
    buffer[0] = '\0';
    for (size_t i = 0; i < IRD_REPORT_FORMATS; i++) {
        const char *rest = formats[i].extensions;
        ird_slice one = next_extension(&rest);
        for (; one.size > 0 && used < size; one = next_extension(&rest)) {
            if (last.size > 0) {
                used += (size_t)snprintf(buffer + used, size - used, "%s%.*s",
                                         used > 0 ? ", " : "", (int)last.size, last.data);
            }
            last = one;
        }
    }
    if (used < size) {
        snprintf(buffer + used, size - used, " or %.*s", (int)last.size, last.data);
    }
}

ird_status ird_report_format_of(const char *path, ird_report_format *format,
                                ird_error *err) {
    const char *base = strrchr(path, '/');
    base = base != NULL ? base + 1 : path;
    const char *dot = strrchr(base, '.');
    for (size_t i = 0; dot != NULL && i < IRD_REPORT_FORMATS; i++) {
        if (has_extension(formats[i].extensions, dot)) {
            *format = (ird_report_format)i;
            return IRD_OK;
        }
    }
    char extensions[256];
    list_extensions(extensions, sizeof extensions);
    ird_status status = ird_fail(err, IRD_REPORT_FORMAT,
                                 "the name %.200s does not tell the format; end it with "
                                 "%s, or give -format",
                                 path, extensions);
    ird_error_detail(err, dot != NULL ? dot : base, strlen(dot != NULL ? dot : base));
    return status;
}

static bool has_needed(needs what, const ird_report_input *input) {
    const ird_answer *net = input->answers->count > 0 ? input->answers->items : NULL;
    switch (what) {
    case IRD_NEEDS_NOTHING:
        return true;
    case IRD_NEEDS_GATE:
        return input->gate != NULL;
    case IRD_NEEDS_PLACE:
        return net != NULL && net->map != NULL &&
               net->map->window.x0_um < net->map->window.x1_um &&
               net->map->window.y0_um < net->map->window.y1_um;
    case IRD_NEEDS_INSTANCES:
        return net != NULL && net->pins != NULL;
    case IRD_NEEDS_SEGMENTS:
        return input->segments != NULL;
    }
    return false;
}

bool ird_report_is_of_solution(ird_report_format format) {
    needs what = formats[format].needs;
    return what == IRD_NEEDS_INSTANCES || what == IRD_NEEDS_SEGMENTS;
}

bool ird_report_is_explained(ird_report_format format) {
    return format == IRD_REPORT_LYRDB || ird_report_is_page(format);
}

bool ird_report_is_page(ird_report_format format) {
    return format == IRD_REPORT_HTML || format == IRD_REPORT_PAGE;
}

ird_status ird_report_print(FILE *stream, ird_report_format format,
                            const ird_report_input *input, ird_error *err) {
    if (!has_needed(formats[format].needs, input)) {
        return ird_fail(err, IRD_REPORT_NEEDS, "%s", formats[format].lacks);
    }
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
