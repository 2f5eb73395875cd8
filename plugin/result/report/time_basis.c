/* SPDX-License-Identifier: BSD-3-Clause */
#include "report/time_basis.h"

#include <string.h>

#include "base/alloc.h"

ird_slice ird_time_basis_next(const char **lines) {
    if (*lines == NULL) {
        return (ird_slice){"", 0};
    }
    ird_slice line = {*lines, strcspn(*lines, "\n")};
    *lines += line.size + (line.data[line.size] == '\n' ? 1 : 0);
    return line;
}

ird_status ird_time_basis_join(ird_text *out, const char *lines, ird_error *err) {
    const char *between = "";
    for (ird_slice line = ird_time_basis_next(&lines); line.size > 0;
         line = ird_time_basis_next(&lines)) {
        IRD_TRY(ird_text_printf(out, err, "%s%.*s", between, (int)line.size, line.data));
        between = "; ";
    }
    return IRD_OK;
}

json_object *ird_time_basis_list(ird_json_out *out, const char *lines) {
    json_object *list = ird_json_array(out);
    for (ird_slice line = ird_time_basis_next(&lines); line.size > 0;
         line = ird_time_basis_next(&lines)) {
        char *text = ird_copy_string(line.data, line.size);
        if (text == NULL && out->status == IRD_OK) {
            out->status = ird_fail_memory(out->err, "writing a report");
        }
        ird_json_append(out, list, ird_json_text(out, text != NULL ? text : ""));
        ird_free(text);
    }
    return list;
}

void ird_put_time_lines(FILE *stream, const ird_answer *net) {
    const char *lines = net->time_basis;
    for (ird_slice line = ird_time_basis_next(&lines); line.size > 0;
         line = ird_time_basis_next(&lines)) {
        fprintf(stream, "# in time: %.*s\n", (int)line.size, line.data);
    }
}

const char *ird_time_basis_of(const ird_answers *answers) {
    const char *lines = NULL;
    for (size_t i = 0; i < answers->count && lines == NULL; i++) {
        lines = answers->items[i].time_basis;
    }
    return lines;
}
