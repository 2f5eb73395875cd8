/* SPDX-License-Identifier: BSD-3-Clause */
#include "explain/stripe_lines.h"

#include <stdlib.h>

/* A stripe has ended early where the next ones on both sides go on for more than this
 * part of the core. */
#define EARLY 0.1
/* A piece is narrow below this part of the usual width of its layer. */
#define NARROW 0.75

/* A wire by its line. */
typedef struct piece {
    int32_t layer;
    bool is_upright, is_rail;
    int64_t low_dbu, high_dbu, from_dbu, to_dbu;
} piece;

typedef struct pieces {
    IRD_VEC(piece) items;
} pieces;

static int64_t middle_of(const piece *p) {
    return p->low_dbu + p->high_dbu; /* twice that */
}

static int compare(const void *left, const void *right) {
    const piece *a = left, *b = right;
    const int64_t x[] = {a->layer,   a->is_rail,  a->is_upright, middle_of(a),
                         a->low_dbu, a->from_dbu, a->to_dbu};
    const int64_t y[] = {b->layer,   b->is_rail,  b->is_upright, middle_of(b),
                         b->low_dbu, b->from_dbu, b->to_dbu};
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

static bool same_direction(const piece *a, const piece *b) {
    return a->layer == b->layer && a->is_upright == b->is_upright &&
           a->is_rail == b->is_rail;
}

static bool same_line(const piece *a, const piece *b) {
    return same_direction(a, b) && middle_of(a) == middle_of(b);
}

static ird_status gather(pieces *out, const ird_solved *solved, ird_error *err) {
    const ird_grid *grid = solved->grid;
    for (size_t i = 0; i < grid->wires.count; i++) {
        const ird_wire *wire = &solved->design->wires.items[grid->wires.items[i].wire];
        ird_rect box = wire->box;
        bool is_upright = box.y1_dbu - box.y0_dbu > box.x1_dbu - box.x0_dbu;
        if (!ird_wire_is_grid(wire) || wire->shape == IRD_SHAPE_RING) {
            continue;
        }
        IRD_TRY(ird_vec_reserve(&out->items, 1, ird_explain_doing, err));
        out->items.items[out->items.count++] =
            (piece){wire->layer,
                    is_upright,
                    wire->shape == IRD_SHAPE_FOLLOWPIN,
                    is_upright ? box.x0_dbu : box.y0_dbu,
                    is_upright ? box.x1_dbu : box.y1_dbu,
                    is_upright ? box.y0_dbu : box.x0_dbu,
                    is_upright ? box.y1_dbu : box.x1_dbu};
    }
    if (out->items.count > 0) {
        qsort(out->items.items, out->items.count, sizeof *out->items.items, compare);
    }
    return IRD_OK;
}

/* Metal over a block is its own affair: what is cut or ends there is meant to. */
typedef struct blocks {
    IRD_VEC(ird_rect) items;
} blocks;

static ird_status find_blocks(blocks *out, const ird_solved *solved, ird_error *err) {
    const ird_design *design = solved->design;
    for (size_t i = 0; i < design->components.count; i++) {
        const ird_component *component = &design->components.items[i];
        if (component->placement != IRD_UNPLACED &&
            solved->tech->macros.items[component->macro].class_ == IRD_MACRO_BLOCK) {
            IRD_TRY(ird_vec_reserve(&out->items, 1, ird_explain_doing, err));
            out->items.items[out->items.count++] =
                ird_component_box(design, solved->tech, i);
        }
    }
    return IRD_OK;
}

static bool is_over_block(const blocks *over, const ird_line_lack *lack) {
    for (size_t i = 0; i < over->items.count; i++) {
        ird_rect box = over->items.items[i];
        ird_rect metal =
            lack->is_upright
                ? (ird_rect){lack->low_dbu, lack->from_dbu, lack->high_dbu, lack->to_dbu}
                : (ird_rect){lack->from_dbu, lack->low_dbu, lack->to_dbu, lack->high_dbu};
        if (ird_rect_cut(&metal, &box)) {
            return true;
        }
    }
    return false;
}

static void drop_over_blocks(ird_line_lacks *lacks, const blocks *over) {
    size_t kept = 0;
    for (size_t i = 0; i < lacks->items.count; i++) {
        const ird_line_lack *lack = &lacks->items.items[i];
        if (lack->kind == IRD_LACK_NARROW || !is_over_block(over, lack)) {
            lacks->items.items[kept++] = *lack;
        }
    }
    lacks->items.count = kept;
}

static ird_status add(ird_line_lacks *lacks, ird_lack_kind kind, const piece *of,
                      int64_t from_dbu, int64_t to_dbu, int64_t usual_dbu,
                      ird_error *err) {
    IRD_TRY(ird_vec_reserve(&lacks->items, 1, ird_explain_doing, err));
    lacks->items.items[lacks->items.count++] =
        (ird_line_lack){kind,         of->layer, of->is_upright, of->low_dbu,
                        of->high_dbu, from_dbu,  to_dbu,         usual_dbu};
    return IRD_OK;
}

/* Gaps between the pieces of one line, which are in order; a line as one piece into
 * `whole`. */
static ird_status walk_line(ird_line_lacks *lacks, const piece *line, size_t count,
                            piece *whole, ird_error *err) {
    *whole = line[0];
    for (size_t i = 1; i < count; i++) {
        if (line[i].from_dbu > whole->to_dbu) {
            IRD_TRY(
                add(lacks, IRD_LACK_GAP, whole, whole->to_dbu, line[i].from_dbu, 0, err));
        }
        whole->to_dbu = line[i].to_dbu > whole->to_dbu ? line[i].to_dbu : whole->to_dbu;
    }
    return IRD_OK;
}

/* Where the neighbours on both sides (on one, at the edge) go on, at the end with that
 * sign. */
static ird_status judge_end(ird_line_lacks *lacks, const piece *line, size_t at,
                            size_t count, bool is_upper, int64_t core_dbu,
                            ird_error *err) {
    bool has_all = count > 1;
    int64_t least_dbu = INT64_MAX;
    for (int side = -1; side <= 1; side += 2) {
        if ((side < 0 && at == 0) || (side > 0 && at + 1 == count)) {
            continue;
        }
        const piece *other = &line[side < 0 ? at - 1 : at + 1];
        int64_t more_dbu = is_upper ? other->to_dbu - line[at].to_dbu
                                    : line[at].from_dbu - other->from_dbu;
        has_all = has_all && more_dbu > (int64_t)(EARLY * (double)core_dbu);
        least_dbu = more_dbu < least_dbu ? more_dbu : least_dbu;
    }
    if (!has_all) {
        return IRD_OK;
    }
    return is_upper ? add(lacks, IRD_LACK_END, &line[at], line[at].to_dbu,
                          line[at].to_dbu + least_dbu, 0, err)
                    : add(lacks, IRD_LACK_END, &line[at], line[at].from_dbu - least_dbu,
                          line[at].from_dbu, 0, err);
}

static int64_t extent_of(const ird_rect *box, bool is_upright) {
    return is_upright ? box->y1_dbu - box->y0_dbu : box->x1_dbu - box->x0_dbu;
}

static ird_status judge_ends(ird_line_lacks *lacks, const pieces *lines,
                             const ird_rect *core, ird_error *err) {
    const piece *all = lines->items.items;
    for (size_t i = 0, end; i < lines->items.count; i = end) {
        for (end = i + 1; end < lines->items.count && same_direction(&all[i], &all[end]);
             end++) {
        }
        int64_t core_dbu = extent_of(core, all[i].is_upright);
        for (size_t k = i; k < end; k++) {
            IRD_TRY(judge_end(lacks, all + i, k - i, end - i, false, core_dbu, err));
            IRD_TRY(judge_end(lacks, all + i, k - i, end - i, true, core_dbu, err));
        }
    }
    return IRD_OK;
}

static int compare_numbers(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* Narrow ones of the stripes of a layer and direction, against their median. */
static ird_status judge_widths(ird_line_lacks *lacks, const piece *all, size_t count,
                               ird_error *err) {
    int64_t *widths = ird_alloc(count, sizeof *widths);
    if (widths == NULL) {
        return ird_fail_memory(err, ird_explain_doing);
    }
    for (size_t i = 0; i < count; i++) {
        widths[i] = all[i].high_dbu - all[i].low_dbu;
    }
    qsort(widths, count, sizeof *widths, compare_numbers);
    int64_t usual_dbu = widths[count / 2];
    ird_free(widths);
    for (size_t i = 0; i < count; i++) {
        double width_dbu = (double)(all[i].high_dbu - all[i].low_dbu);
        if (!all[i].is_rail && width_dbu < NARROW * (double)usual_dbu) {
            IRD_TRY(add(lacks, IRD_LACK_NARROW, &all[i], all[i].from_dbu, all[i].to_dbu,
                        usual_dbu, err));
        }
    }
    return IRD_OK;
}

ird_status ird_line_lacks_find(ird_line_lacks *lacks, const ird_solved *solved,
                               ird_error *err) {
    pieces found = {0}, lines = {0};
    blocks over = {0};
    ird_status status = gather(&found, solved, err);
    if (status == IRD_OK) {
        status = find_blocks(&over, solved, err);
    }
    const piece *all = found.items.items;
    for (size_t i = 0, end; i < found.items.count && status == IRD_OK; i = end) {
        piece whole;
        for (end = i + 1; end < found.items.count && same_line(&all[i], &all[end]);
             end++) {
        }
        status = walk_line(lacks, all + i, end - i, &whole, err);
        if (status == IRD_OK && !whole.is_rail) {
            status = ird_vec_reserve(&lines.items, 1, ird_explain_doing, err);
        }
        if (status == IRD_OK && !whole.is_rail) {
            lines.items.items[lines.items.count++] = whole;
        }
    }
    if (status == IRD_OK) {
        status = judge_ends(lacks, &lines, &solved->design->core, err);
    }
    for (size_t i = 0, end; i < found.items.count && status == IRD_OK; i = end) {
        for (end = i + 1; end < found.items.count && same_direction(&all[i], &all[end]);
             end++) {
        }
        status = judge_widths(lacks, all + i, end - i, err);
    }
    drop_over_blocks(lacks, &over);
    ird_free(over.items.items);
    ird_free(found.items.items);
    ird_free(lines.items.items);
    return status;
}
