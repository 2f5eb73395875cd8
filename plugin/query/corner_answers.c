/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Answers of solved nets in corners: what was solved, scaled, with a map of its own.
 */
#include "query/corner_loop.h"
#include "query/gathering.h"
#include "session/net_solution.h"

struct ird_corner_answer {
    ird_corner_loop loop; /* the net first, then what closes the loop with it */
    ird_raster raster;    /* that of the net, with the supply of the corner */
};

void ird_corner_answer_free(ird_corner_answer *corner) {
    if (corner != NULL) {
        ird_corner_loop_free(&corner->loop);
        ird_free(corner);
    }
}

/* A solved net, or one that closes the loop with it, and what its sources make without
 * loads: the same for all corners. */
typedef struct solved_net {
    ird_solved solved;
    ird_solution sources;
} solved_net;

/* The net first, then the others. */
typedef struct loop {
    const ird_net_grid *grid;
    solved_net *nets;
    ird_cornered *cornered; /* what corners are made from */
    size_t count;
} loop;

static void free_loop(loop *l) {
    for (size_t i = 0; i < l->count; i++) {
        ird_solution_free(&l->nets[i].sources);
    }
    ird_free(l->nets);
    ird_free(l->cornered);
}

/* Free it with free_loop whatever the result. */
static ird_status make_loop(const ird_gathering *g, loop *l, ird_error *err) {
    ird_solved *partners = NULL;
    size_t count = 0;
    ird_status status = ird_gathering_partners(g, l->grid, &partners, &count, err);
    if (status == IRD_OK) {
        l->nets = ird_alloc_zero(count + 1, sizeof *l->nets);
        l->cornered = ird_alloc(count + 1, sizeof *l->cornered);
        status = l->nets != NULL && l->cornered != NULL ? IRD_OK
                                                        : ird_fail_memory(err, "judging");
    }
    for (; l->count <= count && status == IRD_OK; l->count++) {
        solved_net *net = &l->nets[l->count];
        net->solved = l->count == 0 ? ird_session_solved(g->session, l->grid, g->power)
                                    : partners[l->count - 1];
        l->cornered[l->count] = (ird_cornered){&net->solved, &net->sources};
        status = ird_corner_sources(&net->sources, &net->solved, err);
    }
    ird_free(partners);
    return status;
}

/* The maps of the design, for hotspots, with the power and the supply of the corner. */
static ird_status put_under(const ird_gathering *g, ird_answer *answer,
                            ird_session_net *part, const ird_map_entry *entry,
                            ird_error *err) {
    const ird_result *base = NULL;
    IRD_TRY(ird_session_need_base(g->session, entry, g->monitor, &base, err));
    if (base == NULL || g->session->is_spice) {
        return IRD_OK;
    }
    ird_corner_answer *corner = part->corner;
    part->base = ird_result_use((ird_result *)base);
    ird_drawn drawn = ird_gathering_drawn(g, base);
    corner->raster = base->raster;
    corner->raster.options.supply_v *= corner->loop.nets[0].factors.supply;
    drawn.raster = &corner->raster;
    drawn.power = corner->loop.nets[0].solved.power;
    ird_answer_put_under(answer, &drawn);
    return IRD_OK;
}

/* The map is of the scaled drops, under a key of its own. */
static ird_status draw_corner(const ird_gathering *g, const ird_net_grid *grid,
                              const ird_request *request, ird_session_net *part,
                              ird_error *err) {
    const ird_corner_net *net = &part->corner->loop.nets[0];
    const ird_corner *factors = &net->factors;
    ird_net_grid scaled = *grid;
    ird_key_real(&scaled.answer, factors->power);
    ird_key_real(&scaled.answer, factors->resistance);
    ird_key_real(&scaled.answer, factors->supply);
    scaled.solution = net->solution;
    scaled.supply_v = net->solved.supply_v;
    return ird_gathering_draw(g, &scaled, request, &part->result, err);
}

static ird_status fill_and_draw(const ird_gathering *g, const loop *l,
                                const ird_request *request, const ird_corner *corner,
                                ird_answer *answer, ird_session_net *part,
                                ird_error *err) {
    part->corner = ird_alloc_zero(1, sizeof *part->corner);
    if (part->corner == NULL) {
        return ird_fail_memory(err, "judging");
    }
    ird_corner_loop *made = &part->corner->loop;
    IRD_TRY(ird_corner_loop_make(made, l->cornered, l->count, corner, err));
    IRD_TRY(draw_corner(g, l->grid, request, part, err));
    const ird_map_entry entry = {.kind = IRD_MAP_SOLVE, .result = part->result};
    *answer = ird_answer_of_map(ird_map_kind_quantity(entry.kind), IRD_WAY_SOLVED, "",
                                ird_result_map(part->result, entry.kind),
                                made->solved[0].supply_v);
    answer->corner = corner->name;
    IRD_TRY(ird_answer_fill_solved(answer, &part->parts, &made->solved[0],
                                   made->solved + 1, made->count - 1, err));
    IRD_TRY(put_under(g, answer, part, &entry, err));
    return ird_answer_find_hotspots(answer, &part->parts, err);
}

static ird_status add_corner(ird_gathering *g, const loop *l, const ird_request *request,
                             const ird_corner *corner, ird_error *err) {
    ird_session_net part = {0};
    ird_answer answer;
    ird_status status = fill_and_draw(g, l, request, corner, &answer, &part, err);
    return ird_gathering_keep(&g->made, &answer, &part, status, err);
}

ird_status ird_gathering_add_corners(ird_gathering *g, const ird_net_grid *solved,
                                     const ird_request *request, ird_error *err) {
    loop l = {.grid = solved};
    if (g->corners == NULL || g->corners->count == 0) {
        return IRD_OK;
    }
    ird_status status = make_loop(g, &l, err);
    for (size_t i = 0; i < g->corners->count && status == IRD_OK; i++) {
        status = add_corner(g, &l, request, &g->corners->items[i], err);
    }
    free_loop(&l);
    return status;
}
