/* SPDX-License-Identifier: BSD-3-Clause */
#include "charge/subcircuit.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/disjoint.h"
#include "base/input.h"
#include "base/lines.h"
#include "base/names.h"
#include "network/spice.h"

static const char DOING[] = "reading the subcircuit of a package";

enum { GROUND = -1 };

void ird_subcircuit_free(ird_subcircuit *circuit) {
    if (circuit != NULL) {
        ird_free(circuit->parts.items);
        *circuit = (ird_subcircuit){0};
    }
}

ird_status ird_subcircuit_copy(ird_subcircuit *copy, const ird_subcircuit *circuit,
                               ird_error *err) {
    ird_subcircuit made = {.die_ports = circuit->die_ports, .nodes = circuit->nodes};
    IRD_TRY(ird_vec_reserve(&made.parts, circuit->parts.count, DOING, err));
    for (size_t i = 0; i < circuit->parts.count; i++) {
        made.parts.items[made.parts.count++] = circuit->parts.items[i];
    }
    *copy = made;
    return IRD_OK;
}

/* --- cards ---------------------------------------------------------------------------
 */

typedef struct reader {
    const char *path, *name;
    ird_subcircuit made;
    ird_names nodes;
    IRD_VEC(char) card; /* with its continuations */
    long number;        /* of its first line */
    size_t found;       /* subcircuits of that name */
    bool is_inside;     /* of one that is taken ... */
    bool is_passed;     /* ... or of one that is not */
} reader;

static ird_status fail(const reader *r, const char *what, ird_slice at, ird_error *err) {
    ird_fail_at(err, IRD_PACKAGE_FILE, r->path, r->number,
                "\"%.*s\" %s; a package is R, L and C between the ports of a subcircuit, "
                "those at the die before the board",
                ird_slice_quoted(at), at.data, what);
    ird_error_detail(err, at.data, at.size);
    return IRD_PACKAGE_FILE;
}

static bool is_word(ird_slice word, const char *text) {
    return word.size == strlen(text) && strncasecmp(word.data, text, word.size) == 0;
}

/* The number of a node by its name, in lower case: SPICE knows no other. */
static ird_status find_node(reader *r, ird_slice word, int32_t *node, ird_error *err) {
    char name[256];
    if (is_word(word, "0") || is_word(word, "gnd")) {
        *node = GROUND;
        return IRD_OK;
    }
    if (word.size == 0 || word.size >= sizeof name) {
        return fail(r, "is no name of a node", word, err);
    }
    for (size_t i = 0; i < word.size; i++) {
        char c = word.data[i];
        name[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return ird_names_add(&r->nodes, name, word.size, node, NULL, err);
}

/* Ports as they stand, the board last: it has number 0 in the end. */
static ird_status take_ports(reader *r, ird_slice rest, ird_error *err) {
    ird_slice card = rest;
    for (ird_slice port = ird_slice_word(&rest); port.size > 0;
         port = ird_slice_word(&rest)) {
        int32_t node;
        size_t before = ird_names_count(&r->nodes);
        IRD_TRY(find_node(r, port, &node, err));
        if (node < 0 || (size_t)node < before) {
            return fail(r, "is no port of its own", port, err);
        }
    }
    if (ird_names_count(&r->nodes) < 2) {
        return fail(r, "has less than two ports", card, err);
    }
    r->made.die_ports = (int32_t)ird_names_count(&r->nodes) - 1;
    return IRD_OK;
}

static ird_status take_part(reader *r, ird_slice card, ird_subcircuit_kind kind,
                            ird_error *err) {
    ird_slice rest = card;
    ird_subcircuit_part part = {.kind = kind};
    ird_slice_word(&rest); /* its name */
    IRD_TRY(find_node(r, ird_slice_word(&rest), &part.a, err));
    IRD_TRY(find_node(r, ird_slice_word(&rest), &part.b, err));
    ird_slice value = ird_slice_word(&rest);
    if (!ird_spice_number(value.data, value.size, &part.value) || rest.size > 0 ||
        !(part.value >= 0) || !isfinite(part.value)) {
        return fail(r, "is no element with two nodes and a value of 0 or more", card,
                    err);
    }
    if (kind != IRD_SUBCIRCUIT_FARAD && (part.a == GROUND || part.b == GROUND)) {
        return fail(r, "leads current to the ideal ground", card, err);
    }
    IRD_TRY(ird_vec_reserve(&r->made.parts, 1, DOING, err));
    if (part.a != part.b) {
        r->made.parts.items[r->made.parts.count++] = part;
    }
    return IRD_OK;
}

static ird_status begin(reader *r, ird_slice rest, ird_error *err) {
    ird_slice name = ird_slice_word(&rest);
    if (r->is_inside || r->is_passed) {
        return fail(r, "begins within another subcircuit", name, err);
    }
    if (r->name != NULL && !is_word(name, r->name)) {
        r->is_passed = true;
        return IRD_OK;
    }
    if (r->found++ > 0) {
        return fail(r,
                    r->name != NULL ? "is there twice"
                                    : "is one of several subcircuits: give -subckt",
                    name, err);
    }
    r->is_inside = true;
    return take_ports(r, rest, err);
}

static ird_status take_card(reader *r, ird_error *err) {
    ird_slice card = ird_slice_trimmed((ird_slice){r->card.items, r->card.count});
    ird_slice rest = card;
    ird_slice word = ird_slice_word(&rest);
    if (word.size == 0) {
        return IRD_OK;
    }
    if (is_word(word, ".subckt")) {
        return begin(r, rest, err);
    }
    if (is_word(word, ".ends")) {
        bool is_one = r->is_inside || r->is_passed;
        r->is_inside = r->is_passed = false;
        return is_one ? IRD_OK : fail(r, "ends nothing", card, err);
    }
    if (!r->is_inside) {
        return IRD_OK;
    }
    switch (*word.data) {
    case 'R':
    case 'r':
        return take_part(r, card, IRD_SUBCIRCUIT_OHM, err);
    case 'L':
    case 'l':
        return take_part(r, card, IRD_SUBCIRCUIT_HENRY, err);
    case 'C':
    case 'c':
        return take_part(r, card, IRD_SUBCIRCUIT_FARAD, err);
    default:
        return fail(r, "is no R, L or C", card, err);
    }
}

/* Lines as cards: comments go, + goes on. */
static ird_status take_lines(reader *r, ird_slice text, ird_error *err) {
    ird_lines lines = {.rest = text};
    ird_slice line;
    while (ird_lines_next(&lines, &line)) {
        line = ird_slice_cut(&line, ';');
        line = ird_slice_trimmed(ird_slice_cut(&line, '$'));
        if (line.size > 0 && *line.data == '*') {
            continue;
        }
        bool goes_on = line.size > 0 && *line.data == '+';
        if (!goes_on) {
            IRD_TRY(take_card(r, err));
            r->card.count = 0;
            r->number = lines.number;
        }
        IRD_TRY(ird_vec_reserve(&r->card, line.size + 1, DOING, err));
        for (size_t i = goes_on ? 1 : 0; i < line.size; i++) {
            r->card.items[r->card.count++] = line.data[i];
        }
        r->card.items[r->card.count++] = ' ';
    }
    return take_card(r, err);
}

/* --- the whole -----------------------------------------------------------------------
 */

/* The board, which was the last of the ports, comes before those at the die. */
static int32_t renumber(const reader *r, int32_t node) {
    return node == r->made.die_ports               ? 0
           : node >= 0 && node < r->made.die_ports ? node + 1
                                                   : node;
}

static ird_status check_ports(const reader *r, ird_error *err) {
    size_t nodes = (size_t)r->made.nodes;
    uint32_t *parent = ird_alloc(nodes, sizeof *parent);
    if (parent == NULL) {
        return ird_fail_memory(err, DOING);
    }
    ird_disjoint_reset(parent, nodes);
    for (size_t i = 0; i < r->made.parts.count; i++) {
        const ird_subcircuit_part *part = &r->made.parts.items[i];
        if (part->kind != IRD_SUBCIRCUIT_FARAD) {
            ird_disjoint_join(parent, (uint32_t)part->a, (uint32_t)part->b);
        }
    }
    ird_status status = IRD_OK;
    for (int32_t k = 1; k <= r->made.die_ports && status == IRD_OK; k++) {
        if (ird_disjoint_find(parent, (uint32_t)k) != ird_disjoint_find(parent, 0)) {
            const char *name = ird_names_get(&r->nodes, k - 1);
            status = fail(r, "has no R and L to the board",
                          (ird_slice){name, strlen(name)}, err);
        }
    }
    ird_free(parent);
    return status;
}

static ird_status finish(reader *r, ird_error *err) {
    if (r->is_inside || r->found == 0) {
        const char *name = r->name != NULL ? r->name : ".subckt";
        r->number = 0;
        return fail(r, r->found == 0 ? "is not in the file" : "has no .ends",
                    (ird_slice){name, strlen(name)}, err);
    }
    r->made.nodes = (int32_t)ird_names_count(&r->nodes);
    for (size_t i = 0; i < r->made.parts.count; i++) {
        ird_subcircuit_part *part = &r->made.parts.items[i];
        part->a = renumber(r, part->a);
        part->b = renumber(r, part->b);
    }
    return check_ports(r, err);
}

ird_status ird_subcircuit_read(ird_subcircuit *circuit, const char *path,
                               const char *name, ird_error *err) {
    reader r = {.path = path, .name = name};
    ird_input input = {0};
    IRD_TRY(ird_input_open(&input, path, err));
    ird_status status = take_lines(&r, (ird_slice){input.data, input.size}, err);
    if (status == IRD_OK) {
        status = finish(&r, err);
    }
    ird_input_close(&input);
    ird_names_free(&r.nodes);
    ird_free(r.card.items);
    if (status != IRD_OK) {
        ird_subcircuit_free(&r.made);
        return status;
    }
    ird_subcircuit_free(circuit);
    *circuit = r.made;
    return IRD_OK;
}
