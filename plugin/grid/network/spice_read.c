/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/input.h"
#include "network/spice_reader.h"

/* Lines between two calls of the monitor. */
enum { TICK_LINES = 100000 };

typedef ird_spice_reader reader;

ird_status ird_spice_fail_syntax(const reader *r, ird_slice at, const char *wanted,
                                 ird_error *err) {
    if (at.size == 0) {
        return ird_fail_at(err, IRD_SPICE_SYNTAX, r->path, r->line,
                           "the line ends where %s should stand", wanted);
    }
    ird_status status = ird_fail_at(err, IRD_SPICE_SYNTAX, r->path, r->line,
                                    "%s should stand where \"%.*s\" is", wanted,
                                    ird_slice_quoted(at), at.data);
    ird_error_detail(err, at.data, at.size);
    return status;
}

/* ---- tokens ---------------------------------------------------------------------- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == ',' || c == '(' || c == ')';
}

static void skip_blanks(reader *r) {
    while (r->at < r->end && is_blank(*r->at)) {
        r->at++;
    }
}

static const char *line_end(const reader *r) {
    const char *end = memchr(r->at, '\n', (size_t)(r->end - r->at));
    return end != NULL ? end : r->end;
}

/* At the end of a line: step behind the + where the next line goes on with this one.
 * Comments and empty lines may stand between. */
static bool step_to_continuation(reader *r) {
    const char *at = r->at;
    long line = r->line;
    while (at < r->end && *at == '\n') {
        at++;
        line++;
        while (at < r->end && is_blank(*at)) {
            at++;
        }
        if (at < r->end && *at == '+') {
            r->at = at + 1;
            r->line = line;
            return true;
        }
        if (at < r->end && *at == '*') {
            const char *end = memchr(at, '\n', (size_t)(r->end - at));
            at = end != NULL ? end : r->end;
        }
    }
    return false;
}

ird_slice ird_spice_next(reader *r) {
    ird_slice token = {r->at, 0};
    for (;;) {
        skip_blanks(r);
        if (r->at < r->end && (*r->at == '$' || *r->at == ';')) {
            r->at = line_end(r);
        }
        if (r->at < r->end && *r->at != '\n') {
            break;
        }
        if (!step_to_continuation(r)) {
            return token;
        }
    }
    token.data = r->at;
    if (*r->at == '=') {
        r->at++;
    } else {
        while (r->at < r->end && !is_blank(*r->at) && *r->at != '\n' && *r->at != '=' &&
               *r->at != ';') {
            r->at++;
        }
    }
    token.size = (size_t)(r->at - token.data);
    return token;
}

bool ird_spice_is_word(ird_slice token, const char *word) {
    return token.size == strlen(word) && strncasecmp(token.data, word, token.size) == 0;
}

/* ---- elements -------------------------------------------------------------------- */

enum { GROUND = -1 };

static ird_status read_node(reader *r, int32_t *node, ird_error *err) {
    ird_slice token = ird_spice_next(r);
    if (token.size == 0 || ird_spice_is_word(token, "=") ||
        memchr(token.data, '\0', token.size) != NULL) {
        return ird_spice_fail_syntax(r, token, "a node", err);
    }
    if (ird_spice_is_word(token, "0") || ird_spice_is_word(token, "gnd")) {
        *node = GROUND;
        return IRD_OK;
    }
    ird_status status = ird_spice_nodes_get(&r->nodes, r->network, token, node, err);
    return status;
}

ird_status ird_spice_fail_number(const reader *r, ird_slice token, ird_error *err) {
    ird_status status =
        ird_fail_at(err, IRD_SPICE_NUMBER, r->path, r->line,
                    "\"%.*s\" is no number; write one like 1.5, 2e-3 or 3k",
                    ird_slice_quoted(token), token.data);
    ird_error_detail(err, token.data, token.size);
    return status;
}

/* A source in time, with the function's name in token, that is taken at its DC value: the
 * one before it (has_value), else the one at the start, which is its first number, for
 * pwl(t1 v1 ...) the second. Reads to the end of the statement. */
static ird_status pass_transient(reader *r, ird_slice token, bool has_value,
                                 double *value, ird_error *err) {
    ird_slice function = token;
    ird_status status = ird_notes_add(
        &r->network->notes, IRD_SPICE_TRANSIENT, r->path, r->line, err,
        "a source in time, %.*s, is taken at its DC value%s, for the solution is static",
        ird_slice_quoted(function), function.data,
        has_value ? "" : ", that at its start");
    for (int i = ird_spice_is_word(function, "pwl") ? 2 : 1; i > 0 && !has_value; i--) {
        token = ird_spice_next(r);
        if (status == IRD_OK && !ird_spice_number(token.data, token.size, value)) {
            return token.size > 0 ? ird_spice_fail_number(r, token, err)
                                  : ird_spice_fail_syntax(r, token, "a value", err);
        }
    }
    while (ird_spice_next(r).size > 0) {
    }
    return status;
}

static bool is_transient(ird_slice token) {
    static const char *const functions[] = {"pulse", "pwl", "sin", "exp", "sffm", "am"};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (ird_spice_is_word(token, functions[i])) {
            return true;
        }
    }
    return false;
}

/* What an element's value may be and is, besides a number. */
typedef struct element {
    char letter;
    double value;
    ird_spice_course course; /* of a current source */
} element;

static ird_status read_transient(reader *r, ird_slice token, bool has_value, element *e,
                                 ird_error *err) {
    bool is_read = ird_spice_is_word(token, "pulse") || ird_spice_is_word(token, "pwl");
    if (!is_read || r->transient == NULL || e->letter != 'i') {
        return pass_transient(r, token, has_value, &e->value, err);
    }
    double value;
    IRD_TRY(ird_notes_add(&r->network->notes, IRD_SPICE_TRANSIENT, r->path, r->line, err,
                          "a source in time, %.*s, is taken at its DC value%s, but by a "
                          "dynamic solution",
                          ird_slice_quoted(token), token.data,
                          has_value ? "" : ", that at its start"));
    IRD_TRY(ird_spice_read_course(r, token, &e->course, &value, err));
    e->value = has_value ? e->value : value;
    return IRD_OK;
}

/* A value, with R=, L=, C= or DC before it, and the end of the statement behind it. Only
 * what sets further parameters (tc=0.001, ac 1) and, for a source, its course in time may
 * follow. */
static ird_status read_value(reader *r, element *e, ird_error *err) {
    bool is_source = e->letter == 'i' || e->letter == 'v';
    ird_slice token = ird_spice_next(r);
    if (ird_spice_is_word(token, "dc") || ird_spice_is_word(token, "r") ||
        ird_spice_is_word(token, "l") || ird_spice_is_word(token, "c")) {
        token = ird_spice_next(r);
    }
    if (ird_spice_is_word(token, "=")) {
        token = ird_spice_next(r);
    }
    if (token.size == 0) {
        return ird_spice_fail_syntax(r, token, "a value", err);
    }
    if (is_source && is_transient(token)) {
        return read_transient(r, token, false, e, err);
    }
    if (!ird_spice_number(token.data, token.size, &e->value)) {
        return ird_spice_fail_number(r, token, err);
    }
    for (token = ird_spice_next(r); token.size > 0; token = ird_spice_next(r)) {
        if (is_source && is_transient(token)) {
            return read_transient(r, token, true, e, err);
        }
        bool is_ac = ird_spice_is_word(token, "ac");
        ird_slice follows = is_ac ? token : ird_spice_next(r);
        if (!is_ac && !ird_spice_is_word(follows, "=")) {
            return ird_spice_fail_syntax(r, token, "the end of the line", err);
        }
        ird_spice_next(r);
    }
    return IRD_OK;
}

static ird_status add_short(reader *r, int32_t a, int32_t b, ird_error *err) {
    r->info.shorts++;
    return ird_network_add_resistor(r->network, a, b, 0, err);
}

static ird_status fail_ground(const reader *r, const char *what, ird_error *err) {
    return ird_fail_at(err, IRD_SPICE_SYNTAX, r->path, r->line,
                       "a %s to node 0 has no meaning in the grid of one net; name two "
                       "nodes of the grid",
                       what);
}

static ird_status add_resistor(reader *r, int32_t a, int32_t b, double ohm,
                               ird_error *err) {
    if (a == GROUND || b == GROUND) {
        return fail_ground(r, "resistor", err);
    }
    if (ohm < 0) {
        return ird_fail_at(err, IRD_SPICE_NUMBER, r->path, r->line,
                           "a resistance of %g ohm cannot be; write 0 or more", ohm);
    }
    return ird_network_add_resistor(r->network, a, b, ohm, err);
}

/* Instance and terminal of the sink comment before; it serves one current source. */
static ird_status take_sink(reader *r, int32_t *instance, int32_t *terminal,
                            ird_error *err) {
    *instance = -1;
    *terminal = -1;
    if (r->sink.data == NULL) {
        return IRD_OK;
    }
    ird_slice name = r->sink;
    r->sink.data = NULL;
    const char *slash = memrchr(name.data, '/', name.size);
    size_t size = slash != NULL ? (size_t)(slash - name.data) : name.size;
    ird_network *network = r->network;
    ird_status status =
        ird_names_add(&network->instance_names, name.data, size, instance, NULL, err);
    if (status == IRD_OK && slash != NULL) {
        status = ird_names_add(&network->terminal_names, slash + 1, name.size - size - 1,
                               terminal, NULL, err);
    }
    return status;
}

static ird_status add_current(reader *r, int32_t a, int32_t b, const element *e,
                              ird_error *err) {
    double ampere = e->value;
    int32_t instance, terminal;
    ird_status status = take_sink(r, &instance, &terminal, err);
    if (status == IRD_OK && a != GROUND) {
        status = ird_network_add_load(r->network, a, ampere, instance, terminal, err);
    }
    if (status == IRD_OK && b != GROUND) {
        status = ird_network_add_load(r->network, b, -ampere, instance, terminal, err);
    }
    if (status == IRD_OK && r->transient != NULL && (a != GROUND || b != GROUND)) {
        status = ird_spice_add_drain(r, a, b, ampere, &e->course, err);
    }
    return status;
}

/* An inductor is a short that is known to be one: any other solution than the static one
 * sees its inductance. */
static ird_status add_inductor(reader *r, int32_t a, int32_t b, double henry,
                               ird_error *err) {
    if (a == GROUND || b == GROUND) {
        return fail_ground(r, "inductor", err);
    }
    if (henry < 0) {
        return ird_fail_at(err, IRD_SPICE_NUMBER, r->path, r->line,
                           "an inductance of %g H cannot be; write 0 or more", henry);
    }
    IRD_TRY(add_short(r, a, b, err));
    const ird_inductor made = {(int32_t)r->network->resistors.count - 1, henry};
    return r->transient != NULL && henry > 0
               ? ird_transient_add_inductor(r->transient, &made, err)
               : IRD_OK;
}

static ird_status add_capacitor(reader *r, int32_t a, int32_t b, double farad,
                                ird_error *err) {
    if (farad < 0) {
        return ird_fail_at(err, IRD_SPICE_NUMBER, r->path, r->line,
                           "a capacitance of %g F cannot be; write 0 or more", farad);
    }
    const ird_capacitor made = {a != GROUND ? a : b, a != GROUND ? b : a, farad, 0,
                                IRD_CAPACITANCE_UNKNOWN};
    return made.a != GROUND ? ird_transient_add_capacitor(r->transient, &made, err)
                            : IRD_OK;
}

static ird_status add_voltage(reader *r, int32_t a, int32_t b, double volt,
                              ird_error *err) {
    if (a != GROUND && b != GROUND) {
        if (volt != 0) {
            return ird_fail_at(err, IRD_SPICE_ELEMENT, r->path, r->line,
                               "a voltage source of %g V between two nodes of the grid "
                               "cannot be read; let it stand between a node and 0",
                               volt);
        }
        return add_short(r, a, b, err);
    }
    if (a == b) {
        return fail_ground(r, "voltage source from node 0", err);
    }
    return ird_network_add_source(r->network, a != GROUND ? a : b,
                                  a != GROUND ? volt : -volt, err);
}

static ird_status read_element(reader *r, ird_error *err) {
    ird_slice name = ird_spice_next(r);
    char letter = (char)(*name.data | 0x20);
    if (letter == '\0' || strchr("rivcl", letter) == NULL) {
        ird_status status =
            ird_fail_at(err, IRD_SPICE_ELEMENT, r->path, r->line,
                        "element \"%.*s\" cannot be read; a power grid has R, I, V, C "
                        "and L elements",
                        ird_slice_quoted(name), name.data);
        ird_error_detail(err, name.data, name.size);
        return status;
    }
    if (letter == 'c') {
        r->info.capacitors++;
    }
    if (letter == 'c' && r->transient == NULL) {
        while (ird_spice_next(r).size > 0) {
        }
        return IRD_OK;
    }
    int32_t a, b;
    element e = {.letter = letter};
    ird_status status = read_node(r, &a, err);
    if (status == IRD_OK) {
        status = read_node(r, &b, err);
    }
    if (status == IRD_OK) {
        status = read_value(r, &e, err);
    }
    if (status != IRD_OK) {
        return status;
    }
    switch (letter) {
    case 'r':
        return add_resistor(r, a, b, e.value, err);
    case 'i':
        return add_current(r, a, b, &e, err);
    case 'v':
        return add_voltage(r, a, b, e.value, err);
    case 'c':
        return add_capacitor(r, a, b, e.value, err);
    default:
        return add_inductor(r, a, b, e.value, err);
    }
}

/* ---- lines ----------------------------------------------------------------------- */

/* `* Sink for INSTANCE/TERMINAL` and `* Netlist for NET on CORNER` carry names. */
static ird_status read_comment(reader *r, ird_error *err) {
    static const char sink[] = "* Sink for ";
    static const char netlist[] = "* Netlist for ";
    const char *end = line_end(r);
    size_t size = (size_t)(end - r->at);
    ird_slice rest = {NULL, 0};
    bool is_sink = size > sizeof sink && memcmp(r->at, sink, sizeof sink - 1) == 0;
    bool is_net =
        size > sizeof netlist && memcmp(r->at, netlist, sizeof netlist - 1) == 0;
    if (is_sink || is_net) {
        rest.data = r->at + (is_sink ? sizeof sink : sizeof netlist) - 1;
        while (rest.data + rest.size < end && rest.data[rest.size] != ' ' &&
               rest.data[rest.size] != '\r') {
            rest.size++;
        }
    }
    r->at = end;
    if (is_sink) {
        r->sink = rest;
    }
    return is_net && rest.size > 0
               ? ird_network_set_net(r->network, rest.data, rest.size, err)
               : IRD_OK;
}

/* Cards that say nothing of the network; what others say is lost, which is told. */
static ird_status pass_card(reader *r, ird_slice card, ird_error *err) {
    static const char *const known[] = {
        ".ac",    ".dc",      ".end",  ".four", ".ic",     ".meas",    ".measure",
        ".noise", ".nodeset", ".op",   ".opt",  ".option", ".options", ".plot",
        ".print", ".probe",   ".save", ".temp", ".title",  ".tran",    ".width"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (ird_spice_is_word(card, known[i])) {
            return IRD_OK;
        }
    }
    return ird_notes_add(&r->network->notes, IRD_SPICE_CARD, r->path, r->line, err,
                         "card \"%.*s\" is none that is known; it is passed over",
                         ird_slice_quoted(card), card.data);
}

/* A card; *is_end for .end. Those that would bring in other text are refused. */
static ird_status read_card(reader *r, bool *is_end, ird_error *err) {
    static const char *const refused[] = {".include", ".inc",   ".lib",
                                          ".subckt",  ".param", ".global"};
    ird_slice card = ird_spice_next(r);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (ird_spice_is_word(card, refused[i])) {
            ird_status status = ird_fail_at(
                err, IRD_SPICE_ELEMENT, r->path, r->line,
                "%s is not understood here; give a flat netlist of one file", refused[i]);
            ird_error_detail(err, card.data, card.size);
            return status;
        }
    }
    *is_end = ird_spice_is_word(card, ".end");
    r->info.cards++;
    if (r->transient != NULL && ird_spice_is_word(card, ".tran")) {
        return ird_spice_read_tran(r, err);
    }
    ird_status status = pass_card(r, card, err);
    while (ird_spice_next(r).size > 0) {
    }
    return status;
}

/* SPICE takes the first line as a title; the dialects of power grids begin with an
 * element at once. So it is a title only if it cannot be an element. */
static bool is_title(const reader *r) {
    return r->line == 1 && strchr("rivclRIVCL.*+", *r->at) == NULL;
}

static ird_status read_statement(reader *r, bool *is_end, ird_error *err) {
    if (*r->at == '*') {
        return read_comment(r, err);
    }
    if (is_title(r)) {
        r->at = line_end(r);
        return IRD_OK;
    }
    if (*r->at == '.') {
        return read_card(r, is_end, err);
    }
    if (*r->at == '+') {
        ird_slice plus = {r->at, 1};
        return ird_spice_fail_syntax(r, plus, "an element to continue", err);
    }
    if (*r->at == '$' || *r->at == ';') {
        r->at = line_end(r);
        return IRD_OK;
    }
    return read_element(r, err);
}

static ird_status note_rest(reader *r, ird_error *err) {
    while (r->at < r->end && (is_blank(*r->at) || *r->at == '\n')) {
        r->line += *r->at == '\n';
        r->at++;
    }
    return r->at == r->end
               ? IRD_OK
               : ird_notes_add(&r->network->notes, IRD_SPICE_AFTER_END, r->path, r->line,
                               err, "nothing is read from here, behind .end, on");
}

static ird_status read_all(reader *r, const ird_monitor *monitor, ird_error *err) {
    bool is_end = false;
    long ticked = 0;
    while (!is_end) {
        skip_blanks(r);
        if (r->at == r->end) {
            break;
        }
        ird_status status = IRD_OK;
        if (*r->at == '\n') {
            r->at++;
            r->line++;
        } else {
            status = read_statement(r, &is_end, err);
        }
        if (status == IRD_OK && r->line >= ticked + TICK_LINES) {
            ticked = r->line;
            double done = (double)(r->at - r->text) / (double)(r->end - r->text);
            status = ird_monitor_tick(monitor, "reading SPICE", done, err);
        }
        if (status != IRD_OK) {
            return status;
        }
    }
    return is_end ? note_rest(r, err) : IRD_OK;
}

/* ---- the whole ------------------------------------------------------------------- */

ird_status ird_spice_parse(ird_network *network, ird_transient *transient,
                           ird_spice_info *info, const char *text, size_t size,
                           const char *path, int64_t units, const ird_monitor *monitor,
                           ird_error *err) {
    ird_network made = {.units = units > 0 ? units : IRD_SPICE_UNITS};
    ird_transient timed = {0};
    reader r = {.at = text, .end = text + size, .text = text, .path = path, .line = 1};
    r.network = &made;
    r.transient = transient != NULL ? &timed : NULL;
    r.info.units_assumed = units <= 0;
    ird_status status = read_all(&r, monitor, err);
    if (status == IRD_OK && made.resistors.count == 0) {
        status =
            ird_fail_at(err, IRD_SPICE_EMPTY, path, 0,
                        "the file has no resistor; give the netlist of a power grid");
    }
    ird_spice_nodes_free(&r.nodes);
    if (status != IRD_OK) {
        ird_transient_free(&timed);
        ird_network_free(&made);
        return status;
    }
    r.info.loads_reversed = ird_network_settle_ground(&made);
    if (r.info.loads_reversed) {
        ird_transient_reverse(&timed, 0, made.nodes.count);
    }
    ird_network_free(network);
    *network = made;
    if (transient != NULL) {
        ird_spice_settle_waves(&timed);
        ird_transient_free(transient);
        *transient = timed;
    }
    if (info != NULL) {
        *info = r.info;
    }
    return IRD_OK;
}

ird_status ird_spice_read(ird_network *network, ird_transient *transient,
                          ird_spice_info *info, const char *path, int64_t units,
                          const ird_monitor *monitor, ird_error *err) {
    ird_input input = {0};
    ird_status status = ird_input_open(&input, path, err);
    if (status == IRD_OK) {
        status = ird_spice_parse(network, transient, info, input.data, input.size, path,
                                 units, monitor, err);
    }
    ird_input_close(&input);
    return status;
}
