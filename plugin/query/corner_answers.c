/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Answers of solved nets in corners: what was solved, scaled, with a map of its own.
 */
#include "query/gathering.h"
#include "session/net_solution.h"

struct ird_corner_answer {
    ird_corner_net net;
    ird_raster raster; /* that of the net, with the supply of the corner */
};

void ird_corner_answer_free(ird_corner_answer *corner) {
    if (corner != NULL) {
        ird_corner_net_free(&corner->net);
        ird_free(corner);
    }
}

static ird_status make_corner_net(ird_corner_net *net, const ird_solved *solved,
                                  const ird_corner *corner, ird_error *err) {
    ird_solution sources = {0};
    IRD_TRY(ird_corner_sources(&sources, solved, err));
    ird_status status = ird_corner_net_make(net, solved, &sources, corner, err);
    ird_solution_free(&sources);
    return status;
}

/* What is known of the drops, with the nets that close the loop in the same corner. */
static ird_status fill_corner(const ird_gathering *g, ird_answer *answer,
                              ird_session_net *part, const ird_net_grid *grid,
                              const ird_corner *corner, ird_error *err) {
    ird_solved *partners = NULL;
    size_t count = 0, made = 0;
    ird_corner_net *nets = NULL;
    ird_status status = ird_gathering_partners(g, grid, &partners, &count, err);
    if (status == IRD_OK) {
        nets = ird_alloc_zero(count, sizeof *nets);
        status = nets != NULL ? IRD_OK : ird_fail_memory(err, "judging");
    }
    for (; made < count && status == IRD_OK; made++) {
        status = make_corner_net(&nets[made], &partners[made], corner, err);
        partners[made] = nets[made].solved;
    }
    if (status == IRD_OK) {
        status = ird_answer_fill_solved(answer, &part->parts, &part->corner->net.solved,
                                        partners, count, err);
    }
    for (size_t i = 0; i < made; i++) {
        ird_corner_net_free(&nets[i]);
    }
    ird_free(nets);
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
    corner->raster.options.supply_v *= corner->net.factors.supply;
    drawn.raster = &corner->raster;
    drawn.power = corner->net.solved.power;
    ird_answer_put_under(answer, &drawn);
    return IRD_OK;
}

/* The map is of the scaled drops, under a key of its own. */
static ird_status draw_corner(const ird_gathering *g, const ird_net_grid *grid,
                              const ird_request *request, ird_session_net *part,
                              ird_error *err) {
    const ird_corner *factors = &part->corner->net.factors;
    ird_net_grid scaled = *grid;
    ird_key_real(&scaled.answer, factors->power);
    ird_key_real(&scaled.answer, factors->resistance);
    ird_key_real(&scaled.answer, factors->supply);
    scaled.solution = part->corner->net.solution;
    scaled.supply_v = part->corner->net.solved.supply_v;
    return ird_gathering_draw(g, &scaled, request, &part->result, err);
}

static ird_status fill_and_draw(const ird_gathering *g, const ird_net_grid *grid,
                                const ird_request *request, const ird_corner *corner,
                                ird_answer *answer, ird_session_net *part,
                                ird_error *err) {
    const ird_solved solved = ird_session_solved(g->session, grid, g->power);
    part->corner = ird_alloc_zero(1, sizeof *part->corner);
    if (part->corner == NULL) {
        return ird_fail_memory(err, "judging");
    }
    IRD_TRY(make_corner_net(&part->corner->net, &solved, corner, err));
    IRD_TRY(draw_corner(g, grid, request, part, err));
    const ird_map_entry entry = {.kind = IRD_MAP_SOLVE, .result = part->result};
    *answer = ird_answer_of_map(ird_map_kind_quantity(entry.kind), IRD_WAY_SOLVED, "",
                                ird_result_map(part->result, entry.kind),
                                part->corner->net.solved.supply_v);
    answer->corner = corner->name;
    IRD_TRY(fill_corner(g, answer, part, grid, corner, err));
    IRD_TRY(put_under(g, answer, part, &entry, err));
    return ird_answer_find_hotspots(answer, &part->parts, err);
}

ird_status ird_gathering_add_corners(ird_gathering *g, const ird_net_grid *solved,
                                     const ird_request *request, ird_error *err) {
    for (size_t i = 0; g->corners != NULL && i < g->corners->count; i++) {
        ird_session_net part = {0};
        ird_answer answer;
        ird_status status =
            fill_and_draw(g, solved, request, &g->corners->items[i], &answer, &part, err);
        IRD_TRY(ird_gathering_keep(&g->made, &answer, &part, status, err));
    }
    return IRD_OK;
}
