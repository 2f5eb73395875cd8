/* SPDX-License-Identifier: BSD-3-Clause */
#include "readers/def_ahead.h"

#include <stdatomic.h>
#include <string.h>

#include "base/workers.h"

/* Threads are worth it where so much of a file is left; they read so many pieces of it
 * each while the reader takes over what they have read before. */
enum { LEAST_LEFT = 4 << 20, PIECE = 256 << 10, PIECES = 4, MOST_PIECES = 64 };

typedef struct wave {
    ird_ahead_piece pieces[MOST_PIECES];
    size_t count;
    atomic_size_t next;
} wave;

typedef struct crowd {
    ird_def_reader *r;
    const ird_ahead *ahead;
    ird_def_reader own; /* what each thread begins with */
    ird_design view;    /* the design, as far as it does not grow */
    wave waves[2], *being_read, *being_taken;
    const char *cut_at; /* up to here the text is cut */
    bool is_over;       /* the reader has met the end of the section */
    ird_status status;
} crowd;

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *skip_space(const char *at, const char *end) {
    while (at < end && is_space(*at)) {
        at++;
    }
    return at;
}

/* ---- cutting ----------------------------------------------------------------------- */

/* The first `-` from there on that begins a line behind one that ends with `;`; the end
 * of the text without one. */
static const char *find_entry(const char *at, const char *end) {
    const char *from = at;
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        const char *before = at, *next = skip_space(at, end);
        while (before > from && is_space(before[-1])) {
            before--;
        }
        if (next < end && *next == '-' && before > from && before[-1] == ';') {
            return next;
        }
        at = next;
    }
    return end;
}

static void cut_wave(crowd *c, wave *w, size_t most) {
    const char *end = c->r->p.lexer.end;
    w->count = 0;
    atomic_store(&w->next, 0);
    while (w->count < most && c->cut_at < end) {
        ird_ahead_piece *piece = &w->pieces[w->count++];
        bool is_last = end - c->cut_at <= PIECE;
        piece->begin = c->cut_at;
        piece->end = is_last ? end : find_entry(c->cut_at + PIECE, end);
        c->cut_at = piece->end;
    }
}

/* ---- looking ----------------------------------------------------------------------- */

static void look_at(const crowd *c, ird_def_reader *own, ird_ahead_piece *piece) {
    const char *stop = piece->end;
    ird_parser *p = &own->p;
    p->lexer.next = piece->begin;
    piece->end = piece->begin;
    piece->count = piece->entries.count = 0;
    p->has_told = false;
    bool is_taken = true;
    while (is_taken && piece->end < stop) {
        ird_parse_next_or_end(p);
        is_taken = ird_token_is_char(&p->token, '-') &&
                   c->ahead->look(own, piece, &is_taken) == IRD_OK && is_taken &&
                   !p->has_told;
        if (is_taken) {
            piece->end = skip_space(p->lexer.next, p->lexer.end);
            piece->count++;
        }
    }
}

static void look_on(crowd *c) {
    ird_error none;
    ird_def_reader own = c->own;
    own.p.err = &none;
    for (;;) {
        size_t i = atomic_fetch_add(&c->being_read->next, 1);
        if (i >= c->being_read->count) {
            break;
        }
        look_at(c, &own, &c->being_read->pieces[i]);
    }
}

/* ---- taking ------------------------------------------------------------------------ */

static const char *place_of(const ird_def_reader *r) {
    return skip_space(r->p.lexer.next, r->p.lexer.end);
}

static ird_status read_one(crowd *c) {
    bool more;
    IRD_TRY(ird_def_next_entry(c->r, c->ahead->section, &more));
    c->is_over = !more;
    return more ? c->ahead->read(c->r) : IRD_OK;
}

static ird_status take_wave(crowd *c) {
    ird_def_reader *r = c->r;
    for (size_t i = 0; i < c->being_taken->count; i++) {
        const ird_ahead_piece *piece = &c->being_taken->pieces[i];
        while (!c->is_over && place_of(r) < piece->begin) {
            IRD_TRY(read_one(c));
        }
        if (!c->is_over && place_of(r) == piece->begin && piece->count > 0) {
            IRD_TRY(c->ahead->take(r, piece));
            r->entries += (int64_t)piece->count;
            r->p.lexer.next = piece->end;
            IRD_TRY(ird_parse_tick(&r->p));
        }
    }
    return IRD_OK;
}

static void work(void *context, size_t number) {
    crowd *c = context;
    if (number == 0) {
        c->status = take_wave(c);
    }
    look_on(c);
}

/* ---- together ---------------------------------------------------------------------- */

static ird_status read_together(crowd *c, ird_workers *workers) {
    size_t pieces = PIECES * ird_workers_count(workers);
    pieces = pieces < MOST_PIECES ? pieces : MOST_PIECES;
    c->own = *c->r;
    c->view = *c->r->design;
    memset(&c->view.component_names, 0, sizeof c->view.component_names);
    c->own.design = &c->view;
    c->own.p.is_ahead = true;
    c->cut_at = place_of(c->r);
    c->being_taken = &c->waves[0];
    c->being_read = &c->waves[1];
    do {
        cut_wave(c, c->being_read, pieces);
        ird_workers_run(workers, work, c);
        wave *taken = c->being_taken;
        c->being_taken = c->being_read;
        c->being_read = taken;
    } while (c->status == IRD_OK && !c->is_over && c->being_taken->count > 0);
    return c->status;
}

static ird_status read_ahead(crowd *c, ird_workers *workers) {
    ird_status status = read_together(c, workers);
    for (size_t i = 0; i < MOST_PIECES; i++) {
        ird_free(c->waves[0].pieces[i].entries.items);
        ird_free(c->waves[1].pieces[i].entries.items);
    }
    return status;
}

ird_status ird_def_read_entries(ird_def_reader *r, const ird_ahead *ahead) {
    ird_workers *workers = NULL;
    ird_error none;
    crowd *c = ird_alloc_zero(1, sizeof *c);
    if (c == NULL) {
        return ird_fail_memory(r->p.err, r->p.format->doing);
    }
    c->r = r;
    c->ahead = ahead;
    size_t threads = ird_workers_wanted(0);
    ird_status status = IRD_OK;
    if (threads > 1 && r->p.lexer.end - r->p.lexer.next >= LEAST_LEFT &&
        ird_workers_create(&workers, threads, &none) == IRD_OK) {
        status = read_ahead(c, workers);
    }
    ird_workers_free(workers);
    while (status == IRD_OK && !c->is_over) {
        status = read_one(c);
    }
    ird_free(c);
    return status;
}
