/* SPDX-License-Identifier: BSD-3-Clause */
#include "readers/def_masters.h"

#include <string.h>

#include "base/input.h"
#include "base/output.h"
#include "readers/lexer.h"

static const char *const doing = "writing DEF";

typedef struct copying {
    const ird_design *design;
    const ird_technology *tech;
    const int32_t *becomes; /* of each component: a macro, or -1 */
    const char *path;       /* of the DEF that is read */
    ird_lexer lexer;
    const char *copied; /* up to here */
    FILE *out;
    size_t swapped;
    ird_error *err;
} copying;

static ird_status fail_changed(const copying *c) {
    return ird_fail_at(c->err, IRD_DEF_CHANGED, c->path, 0,
                       "the DEF of the design is not the one that was read any more; run "
                       "read_def again");
}

static void copy_up_to(copying *c, const char *end) {
    fwrite(c->copied, 1, (size_t)(end - c->copied), c->out);
    c->copied = end;
}

/* An entry from its name on. */
static ird_status copy_component(copying *c) {
    ird_token name = ird_lexer_read(&c->lexer), macro = ird_lexer_read(&c->lexer), last;
    int32_t component = ird_names_find(&c->design->component_names, name.text, name.size);
    if (component < 0) {
        return fail_changed(c);
    }
    int32_t was = c->design->components.items[component].macro;
    int32_t found = ird_names_find(&c->tech->macro_names, macro.text, macro.size);
    if (found != was) {
        return fail_changed(c);
    }
    if (c->becomes[component] >= 0) {
        copy_up_to(c, macro.text);
        fputs(ird_names_get(&c->tech->macro_names, c->becomes[component]), c->out);
        c->copied = macro.text + macro.size;
        c->swapped++;
    }
    return ird_lexer_skip_statement(&c->lexer, &last) ? IRD_OK : fail_changed(c);
}

/* COMPONENTS behind that word, up to its END. */
static ird_status copy_components(copying *c) {
    ird_token last;
    if (!ird_lexer_skip_statement(&c->lexer, &last)) {
        return fail_changed(c);
    }
    for (;;) {
        ird_token token = ird_lexer_read(&c->lexer);
        if (ird_token_is(&token, "END")) { /* COMPONENTS */
            ird_lexer_read(&c->lexer);
            return IRD_OK;
        }
        if (!ird_token_is_char(&token, '-')) {
            return fail_changed(c);
        }
        IRD_TRY(copy_component(c));
    }
}

static bool skip_extension(ird_lexer *lexer) {
    ird_token token;
    do {
        token = ird_lexer_read(lexer);
    } while (token.kind != IRD_TOKEN_END && !ird_token_is(&token, "ENDEXT"));
    return token.kind != IRD_TOKEN_END;
}

/* Go behind a statement of no interest. */
static bool skip(ird_lexer *lexer, const ird_token *first) {
    ird_token last;
    if (ird_token_is(first, "END")) { /* and the name of a section */
        last = ird_lexer_read(lexer);
        return last.kind != IRD_TOKEN_END;
    }
    if (ird_token_is_char(first, ';')) {
        return true;
    }
    return ird_token_is(first, "BEGINEXT")  ? skip_extension(lexer)
           : ird_token_is(first, "HISTORY") ? ird_lexer_skip_text(lexer)
                                            : ird_lexer_skip_statement(lexer, &last);
}

static ird_status copy_all(copying *c, const ird_input *input, size_t count) {
    ird_lexer_init(&c->lexer, input->data, input->size);
    c->copied = input->data;
    for (;;) {
        ird_token token = ird_lexer_read(&c->lexer);
        if (token.kind == IRD_TOKEN_END) {
            break;
        }
        if (ird_token_is(&token, "COMPONENTS")) {
            IRD_TRY(copy_components(c));
            continue;
        }
        if (!skip(&c->lexer, &token)) {
            break;
        }
    }
    copy_up_to(c, input->data + input->size);
    return c->swapped == count ? IRD_OK : fail_changed(c);
}

static ird_status copy_file(copying *c, const char *to, size_t count, ird_error *err) {
    ird_input input = {0};
    ird_output output = {0};
    ird_status status = ird_input_open(&input, c->path, err);
    if (status == IRD_OK) {
        status = ird_output_open(&output, to, err);
    }
    if (status == IRD_OK) {
        c->out = output.stream;
        status = copy_all(c, &input, count);
    }
    if (status == IRD_OK) {
        status = ird_output_commit(&output, err);
    }
    ird_output_discard(&output);
    ird_input_close(&input);
    return status;
}

ird_status ird_def_swap_masters(const char *from, const char *to,
                                const ird_design *design, const ird_technology *tech,
                                const ird_master_swap *swaps, size_t count,
                                const ird_monitor *monitor, ird_error *err) {
    size_t components = design->components.count;
    IRD_TRY(ird_monitor_tick(monitor, doing, 0, err));
    int32_t *becomes = ird_alloc(components, sizeof *becomes);
    if (becomes == NULL) {
        return ird_fail_memory(err, doing);
    }
    memset(becomes, -1, components * sizeof *becomes); /* all bits: -1 */
    for (size_t i = 0; i < count; i++) {
        becomes[swaps[i].component] = swaps[i].macro;
    }
    copying c = {design, tech, becomes, from, .err = err};
    ird_status status = copy_file(&c, to, count, err);
    ird_free(becomes);
    return status;
}
