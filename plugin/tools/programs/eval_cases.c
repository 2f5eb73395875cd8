/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A model in volts on real power grids: a table with a row for each way to tell the
 * drops, and averages. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/measure.h"
#include "programs/eval.h"

typedef struct measured {
    const ird_case *c;
    ird_case_figures figures;
} measured;

typedef struct results {
    measured *items;
    size_t count, failed;
} results;

/* ---- a case ---- */

static double worst_percent(const ird_case_figures *f, ird_method method) {
    double most_v = f->exact_worst_v;
    return most_v > 0 ? 100 * (f->methods[method].worst_v / most_v - 1) : 0;
}

static double mae_percent(const ird_case_figures *f, ird_method method) {
    double most_v = f->exact_worst_v;
    return most_v > 0 ? 100 * f->methods[method].comparison.mae / most_v : 0;
}

static const char *const titles[IRD_METHODS] = {
    "the seed's formula, one fitted scale",
    "a sheet of one conductance, no network",
    "pdn3: sheets fitted to the grid",
    "coarse network alone, 64 x 64 cells",
    "coarse solution (base)",
    "base and its own change",
    "the model",
    "exact",
};

static void print_row(const ird_case_figures *f, ird_method method, const char *title) {
    const ird_method_figures *m = &f->methods[method];
    if (!m->is_there) {
        printf("  %-38s wants channels of a placed design\n", title);
        return;
    }
    printf("  %-38s %9.4f %9.3f %9.2f %9.5f %7.3f %9.2f %9.3f\n", title,
           1e3 * m->comparison.mae, mae_percent(f, method), worst_percent(f, method),
           m->comparison.cc, m->comparison.f1_90, 1e3 * m->grid_s, 1e3 * m->update_s);
}

static void print_fine(const char *title, const ird_fine_figures *f) {
    printf("  %-38s %9.4f %9s %9s %9.5f %7.3f %7.3f s in all\n", title,
           1e3 * f->comparison.mae, "", "", f->comparison.cc, f->comparison.f1_90,
           f->seconds);
}

static void print_case(const measured *m, const char *model) {
    const ird_case_figures *f = &m->figures;
    printf("%s: %zu nodes, %zu resistors, %zu sources, %zu loads; %.4g V, worst drop "
           "%.4g mV\n",
           m->c->name, f->nodes, f->resistors, f->sources, f->loads, f->supply_v,
           1e3 * f->exact_worst_v);
    printf("  %-38s %9s %9s %9s %9s %7s %9s %9s\n", "64 x 64, worst load of a pixel",
           "MAE mV", "% of max", "worst %", "cc", "F1", "grid ms", "update ms");
    for (int k = 0; k < IRD_METHODS; k++) {
        print_row(f, (ird_method)k, k == IRD_METHOD_MODEL ? model : titles[k]);
    }
    if (f->has_fine) {
        printf("  map of 1 um, against the contest's\n");
        print_fine(model, &f->fine_model);
        print_fine("exact", &f->fine_exact);
    }
    if (f->methods[IRD_METHOD_MODEL].is_there) {
        printf("  an update: %.3f ms back-substitution, %.3f drawing, %.3f forward pass; "
               "beside it %.3f rasterizing\n",
               1e3 * f->solve_s, 1e3 * f->draw_s, 1e3 * f->network_s, 1e3 * f->raster_s);
    }
    if (!isnan(f->within_bound)) {
        printf("  %.1f %% of the pixels are within the bound that %s gives\n",
               100 * f->within_bound, model);
    }
    printf("\n");
    fflush(stdout);
}

static void write_rows(FILE *table, const measured *m) {
    const ird_case_figures *f = &m->figures;
    for (int k = 0; k < IRD_METHODS; k++) {
        const ird_method_figures *method = &f->methods[k];
        if (method->is_there) {
            fprintf(table, "%s,%s,%.6f,%.5f,%.4f,%.7f,%.5f,%.4f,%.4f\n", m->c->name,
                    ird_method_name((ird_method)k), 1e3 * method->comparison.mae,
                    mae_percent(f, (ird_method)k), worst_percent(f, (ird_method)k),
                    method->comparison.cc, method->comparison.f1_90, 1e3 * method->grid_s,
                    1e3 * method->update_s);
        }
    }
}

/* ---- averages ---- */

typedef enum which { ALL, SPICE, DESIGN } which;

static bool is_in(const measured *m, which w) {
    return w == ALL || (m->c->network != NULL) == (w == SPICE);
}

typedef struct summary {
    size_t cases;
    double mae_mv, mae_percent, worst, worst_max, cc, cc_min, f1;
} summary;

static summary summarise(const results *r, which w, ird_method method) {
    summary s = {.cc_min = 1};
    for (size_t i = 0; i < r->count; i++) {
        const ird_case_figures *f = &r->items[i].figures;
        const ird_method_figures *m = &f->methods[method];
        if (is_in(&r->items[i], w) && m->is_there) {
            double off = fabs(worst_percent(f, method));
            s.cases++;
            s.mae_mv += 1e3 * m->comparison.mae;
            s.mae_percent += mae_percent(f, method);
            s.worst += off;
            s.worst_max = fmax(s.worst_max, off);
            s.cc += m->comparison.cc;
            s.cc_min = fmin(s.cc_min, m->comparison.cc);
            s.f1 += m->comparison.f1_90;
        }
    }
    return s;
}

static void print_summary(const results *r, which w, const char *prefix,
                          ird_method method) {
    const summary s = summarise(r, w, method);
    char suffix[24] = "";
    if (method != IRD_METHOD_MODEL) {
        snprintf(suffix, sizeof suffix, "_%s", ird_method_name(method));
    } else {
        printf("%scases %zu\n", prefix, s.cases);
    }
    if (s.cases == 0) {
        return;
    }
    double n = (double)s.cases;
    printf("%smae_mv%s %.5f\n", prefix, suffix, s.mae_mv / n);
    printf("%smae_percent%s %.4f\n", prefix, suffix, s.mae_percent / n);
    printf("%sworst_percent_off%s %.3f\n", prefix, suffix, s.worst / n);
    printf("%sworst_percent_off_max%s %.3f\n", prefix, suffix, s.worst_max);
    printf("%scc%s %.6f\n", prefix, suffix, s.cc / n);
    printf("%scc_min%s %.6f\n", prefix, suffix, s.cc_min);
    printf("%sf1_mean%s %.4f\n", prefix, suffix, s.f1 / n);
}

/* Figures that only the model has. */
static void print_model(const results *r, which w, const char *prefix) {
    double within = 0, least_within = 1, grid = 0, raster = 0, solve = 0, draw = 0;
    double network = 0, update = 0;
    size_t cases = 0, better = 0;
    for (size_t i = 0; i < r->count; i++) {
        const ird_case_figures *f = &r->items[i].figures;
        const ird_method_figures *m = &f->methods[IRD_METHOD_MODEL];
        if (!is_in(&r->items[i], w) || !m->is_there) {
            continue;
        }
        const ird_method_figures *coarse = &f->methods[IRD_METHOD_COARSE];
        cases++;
        better += m->comparison.mae < coarse->comparison.mae &&
                  fabs(worst_percent(f, IRD_METHOD_MODEL)) <
                      fabs(worst_percent(f, IRD_METHOD_COARSE));
        within += f->within_bound;
        least_within = fmin(least_within, f->within_bound);
        grid += m->grid_s;
        update += m->update_s;
        raster += f->raster_s;
        solve += f->solve_s;
        draw += f->draw_s;
        network += f->network_s;
    }
    double n = cases > 0 ? (double)cases : 1;
    printf("%sbetter_than_coarse %zu\n", prefix, better);
    printf("%swithin_bound %.4f\n", prefix, within / n);
    printf("%swithin_bound_min %.4f\n", prefix, least_within);
    printf("%sms_grid %.3f\n", prefix, 1e3 * grid / n);
    printf("%sms_update %.3f\n", prefix, 1e3 * update / n);
    printf("%sms_solve %.3f\n", prefix, 1e3 * solve / n);
    printf("%sms_draw %.3f\n", prefix, 1e3 * draw / n);
    printf("%sms_network %.3f\n", prefix, 1e3 * network / n);
    printf("%sms_raster %.3f\n", prefix, 1e3 * raster / n);
}

static void print_fine_summary(const results *r) {
    double model[3] = {0}, exact[3] = {0}, n = 0;
    for (size_t i = 0; i < r->count; i++) {
        const ird_case_figures *f = &r->items[i].figures;
        if (f->has_fine) {
            n++;
            model[0] += 1e3 * f->fine_model.comparison.mae;
            model[1] += f->fine_model.comparison.f1_90;
            model[2] += f->fine_model.seconds;
            exact[0] += 1e3 * f->fine_exact.comparison.mae;
            exact[1] += f->fine_exact.comparison.f1_90;
            exact[2] += f->fine_exact.seconds;
        }
    }
    printf("cases_1um %.0f\n", n);
    if (n > 0) {
        printf("mae_mv_1um %.5f\nf1_1um %.4f\nseconds_1um %.3f\n", model[0] / n,
               model[1] / n, model[2] / n);
        printf("mae_mv_1um_exact %.5f\nf1_1um_exact %.4f\nseconds_1um_exact %.3f\n",
               exact[0] / n, exact[1] / n, exact[2] / n);
    }
}

static void print_averages(const results *r, const ird_surrogate_info *info) {
    static const char *const prefixes[] = {"", "spice_", "design_"};
    size_t counts[3] = {0};
    for (size_t i = 0; i < r->count; i++) {
        for (int w = ALL; w <= DESIGN; w++) {
            counts[w] += is_in(&r->items[i], (which)w);
        }
    }
    for (int w = ALL; w <= DESIGN; w++) {
        if (counts[w] == 0) {
            continue;
        }
        print_summary(r, (which)w, prefixes[w], IRD_METHOD_MODEL);
        print_model(r, (which)w, prefixes[w]);
        for (int k = 0; k < IRD_METHODS; k++) {
            if (k != IRD_METHOD_MODEL && k != IRD_METHOD_EXACT) {
                print_summary(r, (which)w, prefixes[w], (ird_method)k);
            }
        }
    }
    print_fine_summary(r);
    printf("failed %zu\n", r->failed);
    printf("params %zu\n", info->parameters);
    printf("macs %llu\n", (unsigned long long)info->multiply_adds);
}

static ird_status find(const ird_eval_request *r, ird_cases *cases, ird_error *err) {
    if (r->data != NULL) {
        IRD_TRY(ird_cases_find(cases, r->data, err));
    }
    for (size_t i = 0; i < r->cases.count; i++) {
        IRD_TRY(ird_cases_add(cases, r->cases.items[i], r->lefs.items, r->lefs.count,
                              r->power, r->voltage_v, err));
    }
    return IRD_OK;
}

/* A case that fails is told and left out; the first error is what remains. */
static ird_status measure_all(const ird_eval_request *request, const ird_cases *cases,
                              const char *name, results *r, FILE *table, ird_error *err) {
    ird_status first = IRD_OK;
    for (size_t i = 0; i < cases->items.count; i++) {
        measured *m = &r->items[r->count];
        ird_error why = {0};
        m->c = &cases->items.items[i];
        ird_status status =
            ird_evaluate_case(&m->figures, m->c, request->model, request->seed, &why);
        if (status != IRD_OK) {
            printf("%s: failed: %s (IRD-%04d)\n\n", m->c->name, why.text, (int)status);
            r->failed++;
            *err = first == IRD_OK ? why : *err;
            first = first == IRD_OK ? status : first;
            continue;
        }
        r->count++;
        print_case(m, name);
        if (table != NULL) {
            write_rows(table, m);
        }
    }
    return first;
}

ird_status ird_eval_cases(const ird_eval_request *request, ird_surrogate *surrogate,
                          ird_error *err) {
    const ird_surrogate_info info = ird_surrogate_get_info(surrogate);
    ird_cases cases = {0};
    results r = {0};
    FILE *table = NULL;
    ird_status status = find(request, &cases, err);
    if (status == IRD_OK) {
        r.items = ird_alloc_zero(cases.items.count, sizeof *r.items);
        status = r.items != NULL ? ird_eval_open_table(request, &table, err)
                                 : ird_fail_memory(err, "evaluating");
    }
    if (table != NULL) {
        fprintf(table, "case,method,mae_mv,mae_percent,worst_percent_off,cc,f1_0.9max,"
                       "ms_grid,ms_update\n");
    }
    if (status == IRD_OK) {
        status = measure_all(request, &cases, info.name, &r, table, err);
        status = ird_eval_close_table(request, table, status, err);
        print_averages(&r, &info);
    }
    ird_free(r.items);
    ird_cases_free(&cases);
    return status;
}
