/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The embedded models on real power grids: four of the contest ICCAD 2023 and two designs
 * in Nangate45, none of which they were trained on. Limits are those they are accepted
 * by. */
#include "check.h"

#include "evaluate/measure.h"

typedef struct totals {
    size_t contest, designs;
    double mae_mv, fine_mae_mv, fine_f1;
} totals;

static double worst_off(const ird_case_figures *f, ird_method method) {
    return fabs(f->methods[method].worst_v / f->exact_worst_v - 1);
}

/* From the three maps, with sheets that know the grid and not these currents. */
static void check_maps(const ird_case_figures *f) {
    const ird_method_figures *m = &f->methods[IRD_METHOD_PDN3];
    CHECK(m->comparison.mae <= 0.025 * f->exact_worst_v);
    CHECK(worst_off(f, IRD_METHOD_PDN3) <= 0.12);
    CHECK(m->comparison.cc >= 0.97);
}

static void check_contest(const ird_case_figures *f, totals *t) {
    const ird_method_figures *model = &f->methods[IRD_METHOD_MODEL];
    const ird_method_figures *coarse = &f->methods[IRD_METHOD_COARSE];
    const ird_method_figures *formula = &f->methods[IRD_METHOD_FORMULA];
    CHECK(worst_off(f, IRD_METHOD_MODEL) <= 0.07);
    CHECK(model->comparison.cc >= 0.993);
    CHECK(model->comparison.f1_90 >= 0.6);
    CHECK(model->comparison.mae < coarse->comparison.mae);
    CHECK(worst_off(f, IRD_METHOD_MODEL) < worst_off(f, IRD_METHOD_COARSE));
    /* The seed's formula, as others have measured it: 13 % of the largest drop on
     * average, correlation 0.66 to 0.82, far behind the coarse network. */
    CHECK(formula->comparison.cc > 0.5 && formula->comparison.cc < 0.9);
    CHECK(formula->comparison.mae > 0.05 * f->exact_worst_v);
    CHECK(formula->comparison.mae < 0.2 * f->exact_worst_v);
    if (CHECK(f->has_fine)) {
        CHECK(f->fine_exact.comparison.mae <= 0.022e-3); /* known from others */
        t->fine_mae_mv += 1e3 * f->fine_model.comparison.mae;
        t->fine_f1 += f->fine_model.comparison.f1_90;
    }
    t->contest++;
    t->mae_mv += 1e3 * model->comparison.mae;
}

static void check_design(const ird_case_figures *f, totals *t) {
    CHECK(worst_off(f, IRD_METHOD_MODEL) <= 0.10);
    CHECK(f->methods[IRD_METHOD_MODEL].comparison.cc >= 0.97);
    t->designs++;
}

int main(void) {
    char path[1024];
    ird_cases cases = {0};
    ird_error err = {0};
    totals t = {0};
    shared_path(path, sizeof path, "");
    CHECK(ird_cases_find(&cases, path, &err) == IRD_OK);
    for (size_t i = 0; i < cases.items.count; i++) {
        const ird_case *c = &cases.items.items[i];
        ird_case_figures f;
        if (!CHECK(ird_evaluate_case(&f, c, "pdn", 1, &err) == IRD_OK)) {
            fprintf(stderr, "    %s: %s\n", c->name, err.text);
            continue;
        }
        int before = check_failures;
        check_maps(&f);
        CHECK(f.within_bound >= 0.9);
        if (c->network != NULL) {
            check_contest(&f, &t);
        } else {
            check_design(&f, &t);
        }
        if (check_failures > before) {
            fprintf(stderr, "    in %s\n", c->name);
        }
    }
    CHECK(t.contest == 4 && t.designs == 2);
    double n = t.contest > 0 ? (double)t.contest : 1;
    CHECK(t.mae_mv / n <= 0.05);
    CHECK(t.fine_mae_mv / n <= 0.05);
    CHECK(t.fine_f1 / n >= 0.72);
    ird_cases_free(&cases);
    return check_summary("evaluate_golden");
}
