/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One page for people, complete in itself, and the data that it shows alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "page/page.h"
#include "report/writers.h"

/* What the page takes as text; all of it owned. */
typedef struct texts {
    char *report;
    size_t report_size;
    ird_text *headers; /* of the answers, and behind them of those of the extras */
    const char **lines;
    size_t count;
} texts;

static void free_texts(texts *t) {
    for (size_t i = 0; t->headers != NULL && i < t->count; i++) {
        ird_text_free(&t->headers[i]);
    }
    ird_free(t->headers);
    ird_free(t->lines);
    free(t->report);
}

/* A writer of another format, into memory. */
static ird_status print_json(texts *t, const ird_report_input *input, ird_error *err) {
    FILE *memory = open_memstream(&t->report, &t->report_size);
    if (memory == NULL) {
        return ird_fail_memory(err, "writing a report");
    }
    ird_status status = ird_write_json(memory, input, err);
    bool is_whole = fflush(memory) == 0 && ferror(memory) == 0;
    fclose(memory);
    return status != IRD_OK ? status
           : is_whole       ? IRD_OK
                            : ird_fail_memory(err, "writing a report");
}

static ird_status add_header(texts *t, const ird_answer *answer, ird_error *err) {
    ird_text *header = &t->headers[t->count++];
    IRD_TRY(ird_report_header(header, answer, err));
    t->lines[t->count - 1] = ird_text_get(header);
    return IRD_OK;
}

static ird_status make_texts(texts *t, const ird_report_input *input, ird_error *err) {
    size_t own = input->answers->count;
    size_t more = input->page != NULL ? input->page->answer_count : 0;
    t->headers = ird_alloc_zero(own + more, sizeof *t->headers);
    t->lines = ird_alloc_zero(own + more, sizeof *t->lines);
    if (t->headers == NULL || t->lines == NULL) {
        return ird_fail_memory(err, "writing a report");
    }
    for (size_t i = 0; i < own; i++) {
        IRD_TRY(add_header(t, &input->answers->items[i], err));
    }
    for (size_t i = 0; i < more; i++) {
        IRD_TRY(add_header(t, &input->page->answers[i], err));
    }
    return print_json(t, input, err);
}

static ird_page_input page_of(const texts *t, const ird_report_input *input) {
    return (ird_page_input){
        .report = t->report,
        .answers = input->answers,
        .headers = t->lines,
        .extra_headers = t->lines + input->answers->count,
        .rules = input->gate != NULL ? input->gate->rules : NULL,
        .extras = input->page,
        .explained = input->explained,
    };
}

ird_status ird_write_html(FILE *stream, const ird_report_input *input, ird_error *err) {
    texts t = {0};
    ird_status status = make_texts(&t, input, err);
    if (status == IRD_OK) {
        const ird_page_input page = page_of(&t, input);
        status = ird_page_write(stream, &page, err);
    }
    free_texts(&t);
    return status;
}

ird_status ird_write_page(FILE *stream, const ird_report_input *input, ird_error *err) {
    ird_text json = {0};
    texts t = {0};
    ird_status status = make_texts(&t, input, err);
    if (status == IRD_OK) {
        const ird_page_input page = page_of(&t, input);
        status = ird_page_data(&json, &page, err);
    }
    if (status == IRD_OK) {
        fwrite(ird_text_get(&json), 1, json.bytes.count, stream);
        fputc('\n', stream);
    }
    ird_text_free(&json);
    free_texts(&t);
    return status;
}
