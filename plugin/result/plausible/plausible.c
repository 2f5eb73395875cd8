/* SPDX-License-Identifier: BSD-3-Clause */
#include "plausible/plausible.h"

#include <math.h>
#include <stdio.h>

#include "base/map/compare.h"
#include "base/quantity.h"
#include "raster/drop_layout.h"

static const double LEAST_SUPPLY_V = 0.2, MOST_SUPPLY_V = 6;
static const double MOST_W_PER_MM2 = 10, LEAST_DIE_MM2 = 2e-3;
static const double MOST_A_PER_SOURCE = 1;

static bool doubt_drop(const ird_answer *answer, char *text, size_t size) {
    double worst = ird_answer_worst(answer);
    char number[2][IRD_QUANTITY_SIZE];
    if (!answer->quantity->is_of_supply || !(worst > answer->supply_v) ||
        !(answer->supply_v > 0)) {
        return false;
    }
    snprintf(text, size,
             "a drop of %s is more than the supply of %s; look at units and values of "
             "power and resistances",
             ird_quantity_write(number[0], worst, "V"),
             ird_quantity_write(number[1], answer->supply_v, "V"));
    return true;
}

static bool doubt_supply(const ird_answer *answer, char *text, size_t size) {
    double supply_v = answer->supply_v;
    char number[IRD_QUANTITY_SIZE];
    if (!(supply_v > 0) || (supply_v >= LEAST_SUPPLY_V && supply_v <= MOST_SUPPLY_V)) {
        return false;
    }
    snprintf(text, size, "a supply of %s is outside 0.2 to 6 V; is it given in V?",
             ird_quantity_write(number, supply_v, "V"));
    return true;
}

static bool doubt_average(const ird_answer *answer, char *text, size_t size) {
    double worst = ird_answer_worst(answer), average = ird_answer_average(answer);
    double slack = 1e-9 * fabs(worst);
    bool is_odd = answer->quantity->least_is_worst ? average < worst - slack
                                                   : average > worst + slack;
    if (is_odd) {
        snprintf(text, size, "the average %s is worse than the worst",
                 answer->quantity->text);
    }
    return is_odd;
}

static bool doubt_density(const ird_answer *answer, char *text, size_t size) {
    char number[IRD_QUANTITY_SIZE];
    if (answer->design == NULL || answer->design->units <= 0) {
        return false;
    }
    const ird_rect *die = &answer->design->die;
    double per_mm = 1e3 * (double)answer->design->units;
    double area_mm2 = (double)(die->x1_dbu - die->x0_dbu) / per_mm *
                      ((double)(die->y1_dbu - die->y0_dbu) / per_mm);
    double all_w = fmax(answer->power != NULL ? answer->power->total_w : 0,
                        answer->basis.set_a * answer->supply_v);
    double density = all_w / area_mm2;
    if (!(area_mm2 >= LEAST_DIE_MM2) || !(density > MOST_W_PER_MM2)) {
        return false;
    }
    snprintf(text, size,
             "%s W for each mm2 of the die is more than 10; is the power in W?",
             ird_quantity_digits(number, density));
    return true;
}

static bool doubt_sources(const ird_answer *answer, char *text, size_t size) {
    char number[IRD_QUANTITY_SIZE];
    size_t places = answer->basis.source_places;
    double each_a = answer->basis.drawn_a / (double)places;
    if (places == 0 || !(each_a > MOST_A_PER_SOURCE)) {
        return false;
    }
    snprintf(
        text, size,
        "%s through each of %zu source%s is more than a bump or a bond wire carries; "
        "is the power in W, and are the sources all there?",
        ird_quantity_write(number, each_a, "A"), places, ird_plural(places));
    return true;
}

/* "layer via1: 500.0 ohm a cut" */
static void say_layer(char *text, size_t size, const ird_answer *answer,
                      const ird_odd_layer *odd) {
    char number[IRD_QUANTITY_SIZE];
    snprintf(text, size, "layer %.80s has %s ohm a %s",
             answer->tech != NULL ? ird_names_get(&answer->tech->layer_names, odd->layer)
                                  : "of the net",
             ird_quantity_digits(number, odd->ohm), odd->is_cut ? "cut" : "square");
}

static bool doubt_set_rc(const ird_answer *answer, char *text, size_t size) {
    const ird_odd_layer *odd = &answer->basis.odd_layers.contradicting;
    char layer[180], number[IRD_QUANTITY_SIZE];
    if (!(odd->ohm > 0)) {
        return false;
    }
    say_layer(layer, sizeof layer, answer, odd);
    snprintf(text, size, "%s by set_layer_rc and %s in LEF; is its unit right?", layer,
             ird_quantity_digits(number, odd->other_ohm));
    return true;
}

static bool doubt_resistance(const ird_answer *answer, char *text, size_t size) {
    const ird_odd_layer *odd = &answer->basis.odd_layers.beyond;
    char layer[180], number[IRD_QUANTITY_SIZE];
    if (!(odd->ohm > 0)) {
        return false;
    }
    say_layer(layer, sizeof layer, answer, odd);
    snprintf(text, size, "%s, and no process has %s than %s; is its unit right?", layer,
             odd->ohm < odd->other_ohm ? "less" : "more",
             ird_quantity_digits(number, odd->other_ohm));
    return true;
}

static bool doubt_outside(const ird_answer *answer, char *text, size_t size) {
    size_t outside = answer->basis.sources_outside;
    if (outside > 0) {
        snprintf(text, size,
                 "%zu of %zu source place%s %s outside of the die; is their file of this "
                 "design, and in um?",
                 outside, answer->basis.source_places,
                 ird_plural(answer->basis.source_places),
                 ird_form(outside, "lies", "lie"));
    }
    return outside > 0;
}

size_t ird_doubts_find(ird_doubt doubts[IRD_DOUBTS], const ird_answer *answer) {
    static const struct {
        ird_status id;
        bool (*find)(const ird_answer *answer, char *text, size_t size);
    } kinds[] = {
        {IRD_DOUBT_DROP, doubt_drop},       {IRD_DOUBT_SUPPLY, doubt_supply},
        {IRD_DOUBT_AVERAGE, doubt_average}, {IRD_DOUBT_DENSITY, doubt_density},
        {IRD_DOUBT_SOURCES, doubt_sources}, {IRD_DOUBT_SET_RC, doubt_set_rc},
        {IRD_DOUBT_RC, doubt_resistance},   {IRD_DOUBT_OUTSIDE, doubt_outside},
    };
    _Static_assert(sizeof kinds / sizeof *kinds == IRD_DOUBTS, "room for one of each");
    size_t count = 0;
    for (size_t i = 0; i < IRD_DOUBTS; i++) {
        ird_doubt *doubt = &doubts[count];
        if (kinds[i].find(answer, doubt->text, sizeof doubt->text)) {
            doubt->id = kinds[i].id;
            count++;
        }
    }
    return count;
}

ird_status ird_doubts_of_solved(ird_doubt doubts[IRD_DOUBTS], size_t *count,
                                const ird_solved *solved, ird_error *err) {
    ird_answer answer = {
        .quantity = ird_quantities,
        .supply_v = solved->supply_v,
        .worst = solved->solution->worst_drop_v,
        .average = solved->solution->average_drop_v,
        .design = solved->design,
        .tech = solved->tech,
        .power = solved->power,
    };
    IRD_TRY(ird_basis_of_solved(&answer.basis, solved, err));
    *count = ird_doubts_find(doubts, &answer);
    return IRD_OK;
}

bool ird_doubt_turned(ird_doubt *doubt, const ird_map *a, const ird_map *b) {
    static const double LIKE = 0.8, JUMP = 0.2;
    ird_map turned = {0};
    ird_comparison plain, other;
    char number[2][IRD_QUANTITY_SIZE];
    if (a->rows != b->columns || a->columns != b->rows || a->rows != a->columns ||
        ird_map_compare(&plain, a, b, NULL) != IRD_OK) {
        return false;
    }
    bool is_turned = ird_map_copy(&turned, b, NULL) == IRD_OK &&
                     ird_map_transpose(&turned, NULL) == IRD_OK &&
                     ird_map_compare(&other, a, &turned, NULL) == IRD_OK &&
                     other.cc > LIKE && other.cc > plain.cc + JUMP;
    ird_map_free(&turned);
    if (!is_turned) {
        return false;
    }
    doubt->id = IRD_DOUBT_TURNED;
    snprintf(doubt->text, sizeof doubt->text,
             "the maps correlate by %s, and by %s where one of them is turned, rows for "
             "columns; are both written in one convention?",
             ird_quantity_digits(number[0], plain.cc),
             ird_quantity_digits(number[1], other.cc));
    return true;
}

bool ird_doubt_corner(ird_doubt *doubt, const char *corner, double worst_v,
                      double plain_worst_v) {
    if (!(fabs(worst_v - plain_worst_v) <= 1e-9 * fabs(plain_worst_v)) ||
        !(worst_v > 0)) {
        return false;
    }
    doubt->id = IRD_DOUBT_CORNER;
    snprintf(doubt->text, sizeof doubt->text,
             "corner %.100s changes nothing: its worst drop is that without it", corner);
    return true;
}
