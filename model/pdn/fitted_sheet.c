/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/pdn/fitted_sheet.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/layers/band.h"
#include "model/layers/layers.h"
#include "model/layers/sheet_constants.h"
#include "model/pdn/share_fit.h"

static const char DOING[] = "fitting a sheet";

/* u of at most 99, as layers/sheet_typed.inc has it. */
static const double LEAST_STRENGTH = 0.01;

/* What is summed. The parts of the conductance that a uniform current heats as much as
 * the grid are a row of sheets that random floorplans were told best by; near by, that of
 * 0.02 is as good as 0.2 and takes 0.2 ms less. */
typedef struct kind {
    double joint;    /* 0: the current itself */
    size_t coarsens; /* what spreads far is as good on squares of so many pixels a side */
    enum { NO_RAILS, STIFFER, OTHER } rails; /* along which direction */
} kind;

enum { KIND_COUNT = IRD_SHARE_KINDS };

/* Without a measured far part, and with one: it is the first kind, and in all others. */
enum { FAR = 0 };
static const kind ALL_KINDS[] = {{20, 2, NO_RAILS},  {0.2, 1, NO_RAILS}, {0, 1, NO_RAILS},
                                 {0.01, 1, STIFFER}, {1, 1, STIFFER},    {1, 2, NO_RAILS},
                                 {0.1, 1, OTHER}};
static const kind NEAR_KINDS[] = {
    {0, 1, NO_RAILS}, {0.02, 2, NO_RAILS}, {0, 1, NO_RAILS}, {0.01, 1, STIFFER},
    {1, 1, STIFFER},  {1, 2, NO_RAILS},    {0.1, 1, OTHER}};

/* Rails: pixel after pixel, as a matrix of three diagonals. */
typedef struct rails {
    bool is_across;          /* along columns */
    double *inverse, *joint; /* of the pivots; to the next pixel, over the pivot */
} rails;

struct ird_fitted_sheet {
    const kind *kinds;
    ird_tensor shape;
    size_t side, plane;
    double *response;           /* u; one block with what follows */
    double *answer[KIND_COUNT]; /* w of the current that was asked for last */
    rails rails[KIND_COUNT];
    double *shares;            /* [KIND_COUNT][plane] */
    double *room;              /* a map */
    float *sheets[KIND_COUNT]; /* as ird_sheet_f32 makes them; NULL: no sheet */
    ird_far_part *far;         /* NULL: none */
    double lift;
    ird_sheet_bound bound;
};

enum { PLANES = 1 + KIND_COUNT + 2 * KIND_COUNT + KIND_COUNT + 1 };

void ird_fitted_sheet_free(ird_fitted_sheet *sheet) {
    if (sheet != NULL) {
        for (size_t k = 0; k < KIND_COUNT; k++) {
            ird_free_aligned(sheet->sheets[k]);
        }
        ird_far_free(sheet->far);
        ird_free(sheet->response);
        ird_free(sheet);
    }
}

static size_t sheet_floats(size_t side) {
    return (IRD_SHEET_FIELDS + 2 * (side + 1)) * side * side;
}

size_t ird_fitted_sheet_bytes(const ird_fitted_sheet *sheet) {
    size_t bytes = PLANES * sheet->plane * sizeof *sheet->response +
                   (sheet->far != NULL ? ird_far_bytes(sheet->far) : 0);
    for (size_t k = 0; k < KIND_COUNT; k++) {
        size_t side = sheet->side / sheet->kinds[k].coarsens;
        bytes += sheet->sheets[k] != NULL ? sheet_floats(side) * sizeof(float) : 0;
    }
    return bytes;
}

size_t ird_fitted_sheet_side(const ird_fitted_sheet *sheet) {
    return sheet->side;
}

ird_sheet_bound ird_fitted_sheet_bound(const ird_fitted_sheet *sheet) {
    return sheet->bound;
}

static size_t first_kind(const ird_fitted_sheet *s) {
    return s->far != NULL ? FAR + 1 : FAR;
}

/* ---- the grid ---- */

/* Pixel number i of a rail. */
static size_t at_rail(const rails *r, size_t side, size_t rail, size_t i) {
    return r->is_across ? i * side + rail : rail * side + i;
}

static void factor_rails(ird_fitted_sheet *s, rails *r, const float *joints,
                         double scale) {
    for (size_t line = 0; line < s->side; line++) {
        double before = 0, gone = 0;
        for (size_t i = 0; i < s->side; i++) {
            size_t at = at_rail(r, s->side, line, i);
            double joint = scale * (double)joints[at];
            double pivot = s->response[at] + IRD_SHEET_LEAST_RESPONSE + before + joint;
            r->inverse[at] = 1 / (pivot - gone);
            r->joint[at] = joint * r->inverse[at];
            gone = joint * r->joint[at];
            before = joint;
        }
    }
}

static void solve_rails(const ird_fitted_sheet *s, const rails *r, double *x) {
    for (size_t line = 0; line < s->side; line++) {
        for (size_t i = 1; i < s->side; i++) {
            size_t before = at_rail(r, s->side, line, i - 1);
            x[at_rail(r, s->side, line, i)] += r->joint[before] * x[before];
        }
        for (size_t i = s->side; i-- > 0;) {
            size_t at = at_rail(r, s->side, line, i);
            x[at] *= r->inverse[at];
            if (i + 1 < s->side) {
                x[at] += r->joint[at] * x[at_rail(r, s->side, line, i + 1)];
            }
        }
    }
}

/* Pixel i of a map of squares: where its first pixel is in a map of pixels. */
static size_t first_pixel(const ird_fitted_sheet *s, size_t squares, size_t i) {
    size_t side = s->side / squares;
    return i / side * squares * s->side + i % side * squares;
}

/* The mean of a square's pixels. */
static double square_mean(const ird_fitted_sheet *s, size_t squares, size_t i,
                          const double *map) {
    const double *first = map + first_pixel(s, squares, i);
    double sum = 0;
    for (size_t k = 0; k < squares * squares; k++) {
        sum += first[k / squares * s->side + k % squares];
    }
    return sum / (double)(squares * squares);
}

/* What joins a square to the next one: pixels side by side, a square's length in a row.
 */
static double square_joint(const ird_fitted_sheet *s, size_t squares, size_t i,
                           const float *joints, bool is_across) {
    const float *last =
        joints + first_pixel(s, squares, i) + (squares - 1) * (is_across ? s->side : 1);
    double sum = 0;
    for (size_t k = 0; k < squares; k++) {
        sum += (double)last[k * (is_across ? 1 : s->side)];
    }
    return sum / (double)(squares * squares * squares);
}

/* A sheet of one conductance: `whole` has the part IRD_SHEET_JOINT of it. */
static ird_status make_sheet(ird_fitted_sheet *s, size_t k, const float *whole,
                             double scale, ird_error *err) {
    size_t squares = s->kinds[k].coarsens, side = s->side / squares, count = side * side;
    const ird_tensor shape = {3, side, side, 0};
    float *sheet = ird_alloc_aligned(sheet_floats(side) + count, sizeof *sheet);
    if (sheet == NULL) {
        return ird_fail_memory(err, DOING);
    }
    float *strength = sheet + sheet_floats(side);
    for (size_t i = 0; i < count; i++) {
        strength[i] = (float)(1 / (1 + square_mean(s, squares, i, s->response)));
        sheet[i] = (float)(scale * square_joint(s, squares, i, whole, false));
        sheet[count + i] =
            (float)(scale * square_joint(s, squares, i, whole + s->plane, true));
    }
    ird_sheet_factor_f32(sheet, strength, &shape);
    s->sheets[k] = sheet;
    return IRD_OK;
}

/* x, u times the current, becomes w; `room` is a map of squares. */
static void solve_sheet(const ird_fitted_sheet *s, size_t k, double *x, double *room) {
    size_t squares = s->kinds[k].coarsens, side = s->side / squares, count = side * side;
    const ird_tensor shape = {3, side, side, 0};
    for (size_t i = 0; i < count; i++) {
        room[i] = square_mean(s, squares, i, x);
    }
    ird_band_solve(ird_sheet_matrix_f32(s->sheets[k], &shape), room, count, side);
    for (size_t i = 0; i < s->plane; i++) {
        x[i] = room[i / s->side / squares * side + i % s->side / squares];
    }
}

/* u falls least along the rails: conductances there are the larger ones. */
static bool has_columns_of_rails(const float *whole, size_t plane) {
    double along = 0, across = 0;
    for (size_t i = 0; i < plane; i++) {
        along += (double)whole[i];
        across += (double)whole[plane + i];
    }
    return across > along;
}

/* whole and strength: room for a sheet and a map of its fields behind a map. */
static ird_status make_kinds(ird_fitted_sheet *s, float *whole, float *strength,
                             ird_error *err) {
    float *fields = strength + s->plane;
    memset(fields, 0, IRD_SHEET_FIELDS * s->plane * sizeof *fields);
    ird_sheet_f32(whole, fields, strength, &s->shape);
    bool is_across = has_columns_of_rails(whole, s->plane);
    for (size_t k = first_kind(s); k < KIND_COUNT; k++) {
        double scale = s->kinds[k].joint / exp(IRD_SHEET_JOINT);
        if (s->kinds[k].rails != NO_RAILS) {
            s->rails[k].is_across = is_across == (s->kinds[k].rails == STIFFER);
            factor_rails(s, &s->rails[k], whole + (s->rails[k].is_across ? s->plane : 0),
                         scale);
        } else if (s->kinds[k].joint > 0) {
            IRD_TRY(make_sheet(s, k, whole, scale, err));
        }
    }
    return IRD_OK;
}

static ird_status make_grid(ird_fitted_sheet *s, const double *power_grid,
                            ird_error *err) {
    size_t floats = sheet_floats(s->side) + (1 + IRD_SHEET_FIELDS) * s->plane;
    float *whole = ird_alloc_aligned(floats, sizeof *whole);
    if (whole == NULL) {
        return ird_fail_memory(err, DOING);
    }
    float *strength = whole + sheet_floats(s->side);
    for (size_t i = 0; i < s->plane; i++) {
        double p = fmax(power_grid[i], LEAST_STRENGTH);
        strength[i] = (float)power_grid[i];
        s->response[i] = (1 - p) / p;
    }
    ird_status status = make_kinds(s, whole, strength, err);
    ird_free_aligned(whole);
    return status;
}

static ird_fitted_sheet *make_room(size_t side) {
    ird_fitted_sheet *s = ird_alloc_zero(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    s->side = side;
    s->plane = side * side;
    s->shape = (ird_tensor){3, side, side, 0};
    s->response = ird_alloc_zero(PLANES * s->plane, sizeof *s->response);
    double *next = s->response + s->plane;
    for (size_t k = 0; k < KIND_COUNT && s->response != NULL; k++) {
        s->answer[k] = next;
        s->rails[k] = (rails){false, next + s->plane, next + 2 * s->plane};
        next += 3 * s->plane;
    }
    s->shares = next;
    s->room = next + KIND_COUNT * s->plane;
    return s;
}

/* ---- answers ---- */

/* answer[k] := u w of a current that stands there. */
static void solve_kinds(ird_fitted_sheet *s) {
    for (size_t k = first_kind(s); k < KIND_COUNT; k++) {
        double *w = s->answer[k];
        for (size_t i = 0; i < s->plane; i++) {
            w[i] *= s->response[i];
        }
        if (s->kinds[k].joint == 0) {
            continue;
        }
        if (s->kinds[k].rails != NO_RAILS) {
            solve_rails(s, &s->rails[k], w);
        } else {
            solve_sheet(s, k, w, s->room);
        }
        for (size_t i = 0; i < s->plane; i++) {
            w[i] *= s->response[i];
        }
    }
}

/* answer[k] := what kind k says of a current, the far part in the place of its own but
 * not in those behind. */
static void tell_kinds(ird_fitted_sheet *s, const double *currents) {
    double *left = s->answer[KIND_COUNT - 1];
    memcpy(left, currents, s->plane * sizeof *left);
    if (s->far != NULL) {
        ird_far_run(s->far, s->answer[FAR], left);
    }
    for (size_t k = first_kind(s); k < KIND_COUNT - 1; k++) {
        memcpy(s->answer[k], left, s->plane * sizeof *left);
    }
    solve_kinds(s);
}

/* The share of a kind, and of all where it is in all. */
static double share_at(const ird_fitted_sheet *s, size_t k, size_t pixel) {
    return k < first_kind(s) ? 1 : s->shares[k * s->plane + pixel];
}

/* Before they are lifted. */
static void answer(ird_fitted_sheet *s, double *drops, const double *currents) {
    tell_kinds(s, currents);
    for (size_t i = 0; i < s->plane; i++) {
        double sum = 0;
        for (size_t k = 0; k < KIND_COUNT; k++) {
            sum += share_at(s, k, i) * s->answer[k][i];
        }
        drops[i] = fmax(0, sum);
    }
}

void ird_fitted_sheet_run(ird_fitted_sheet *s, double *drops, const double *currents) {
    answer(s, drops, currents);
    ird_share_lift(drops, s->plane, s->lift);
}

/* w_k = M_k^-1 u i with M_k symmetric: what i at q does at p is u_p u_q M_k^-1(q, p). */
void ird_fitted_sheet_adjoint(ird_fitted_sheet *s, double *gradient,
                              const double *currents, size_t pixel) {
    answer(s, gradient, currents);
    double before = gradient[pixel];
    ird_share_lift(gradient, s->plane, s->lift);
    double lifted = before > 0 ? gradient[pixel] / before : 0;
    memset(gradient, 0, s->plane * sizeof *gradient);
    for (size_t k = first_kind(s); k < KIND_COUNT; k++) {
        memset(s->answer[k], 0, s->plane * sizeof *s->answer[k]);
        s->answer[k][pixel] = lifted * s->shares[k * s->plane + pixel];
    }
    solve_kinds(s); /* with u_p before, u_q behind */
    for (size_t k = first_kind(s); k < KIND_COUNT; k++) {
        for (size_t i = 0; i < s->plane; i++) {
            gradient[i] += s->answer[k][i];
        }
    }
    if (s->far != NULL) {
        ird_far_adjoint(s->far, gradient, pixel, lifted);
    }
}

/* ---- fitting ---- */

/* What each kind says of the examples, times u, and what they drop, over their largest
 * drop. */
static void tell_examples(ird_fitted_sheet *s, const ird_share_fit *fit,
                          const ird_sheet_examples *examples) {
    const double *currents = examples->currents, *drops = examples->drops;
    size_t plane = s->plane;
    for (size_t e = 0; e < fit->count + fit->apart; e++) {
        double most = 0;
        for (size_t i = 0; i < plane; i++) {
            most = fmax(most, drops[e * plane + i]);
        }
        double over = most > 0 ? 1 / most : 0;
        tell_kinds(s, currents + e * plane);
        for (size_t i = 0; i < plane; i++) {
            double far = s->far != NULL ? s->answer[FAR][i] : 0;
            for (size_t k = 0; k < KIND_COUNT; k++) {
                double all = k < first_kind(s) ? far : far + s->answer[k][i];
                *ird_share_told(fit, e, k, i) = over * all;
            }
            *ird_share_wanted(fit, e, i) = over * drops[e * plane + i];
        }
    }
}

static ird_status fit_shares(ird_fitted_sheet *s, const ird_sheet_examples *examples,
                             ird_error *err) {
    ird_share_fit fit = {0};
    ird_status status =
        ird_share_fit_open(&fit, s->side, examples->count, examples->apart, err);
    if (status == IRD_OK) {
        tell_examples(s, &fit, examples);
        ird_share_fit_run(&fit, s->shares, &s->lift, &s->bound);
    }
    ird_share_fit_close(&fit);
    return status;
}

ird_status ird_fitted_sheet_create(ird_fitted_sheet **sheet, const double *power_grid,
                                   size_t side, const ird_sheet_examples *examples,
                                   ird_error *err) {
    ird_fitted_sheet *made = make_room(side);
    ird_status status =
        made != NULL && made->response != NULL ? IRD_OK : ird_fail_memory(err, DOING);
    if (status == IRD_OK && examples->far != NULL) {
        status = ird_far_create(&made->far, examples->far, side, err);
    }
    if (status == IRD_OK) {
        made->kinds = made->far != NULL ? NEAR_KINDS : ALL_KINDS;
        status = make_grid(made, power_grid, err);
    }
    if (status == IRD_OK) {
        status = fit_shares(made, examples, err);
    }
    if (status != IRD_OK) {
        ird_fitted_sheet_free(made);
        return status;
    }
    *sheet = made;
    return IRD_OK;
}
