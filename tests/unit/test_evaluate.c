/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Finding cases in folders, and measuring on grids small enough to solve by hand. */
#include "grid_text.h"
#include "python.h"

#include <sys/stat.h>

#include "evaluate/measure.h"

/* Two rails of four segments of 1 ohm each, fed at x = 0 through 1 ohm; 1 mA at each far
 * end. The drop is 1 mV at x = 0 and 1 mV more every 10 um, on both rails. */
static const char RAILS[] =
    "V0 n1_m4_0_0 0 1.1\nV1 n1_m4_0_40000 0 1.1\n"
    "R1 n1_m4_0_0 n1_m1_0_0 1\nR2 n1_m4_0_40000 n1_m1_0_40000 1\n"
    "R3 n1_m1_0_0 n1_m1_20000_0 1\nR4 n1_m1_20000_0 n1_m1_40000_0 1\n"
    "R5 n1_m1_40000_0 n1_m1_60000_0 1\nR6 n1_m1_60000_0 n1_m1_80000_0 1\n"
    "R7 n1_m1_0_40000 n1_m1_20000_40000 1\nR8 n1_m1_20000_40000 n1_m1_40000_40000 1\n"
    "R9 n1_m1_40000_40000 n1_m1_60000_40000 1\n"
    "R10 n1_m1_60000_40000 n1_m1_80000_40000 1\n"
    "I0 n1_m1_80000_0 0 1e-3\nI1 n1_m1_80000_40000 0 1e-3\n.end\n";

/* One cell on a rail under a strap whose top the source file names: 89 squares of m2
 * below the place, two cuts in parallel, 30 um of a rail of 0.2 um, less a
 * sixth of the 0.5 um along which the cuts stand. */
#define CHIP_BEGIN                                                                       \
    "VERSION 5.8 ;\nDESIGN d ;\nUNITS DISTANCE MICRONS 1000 ;\n"                         \
    "DIEAREA ( 0 0 ) ( 100000 100000 ) ;\nCOMPONENTS 1 ;\n"                              \
    "- u1 CELL + PLACED ( 19000 6000 ) N ;\nEND COMPONENTS\n"
#define CHIP_END                                                                         \
    "SPECIALNETS 1 ;\n- VDD ( * VDD ) + USE POWER\n"                                     \
    "+ ROUTED m1 200 + SHAPE FOLLOWPIN ( 0 10000 ) ( 100000 * )\n"                       \
    "NEW m2 1000 + SHAPE STRIPE ( 50000 0 ) ( * 100000 )\n"                              \
    "NEW m1 0 + SHAPE STRIPE ( 50000 10000 ) VV ;\nEND SPECIALNETS\nEND DESIGN\n"
static const char CHIP[] = CHIP_BEGIN "PINS 0 ;\nEND PINS\n" CHIP_END;

/* The same with a pin at the top. */
static const char PINNED[] =
    CHIP_BEGIN "PINS 1 ;\n- VDD + NET VDD + SPECIAL + DIRECTION INOUT + USE POWER\n"
               "+ PORT + LAYER m2 ( -500 -500 ) ( 500 500 ) + FIXED ( 50000 99500 ) N ;\n"
               "END PINS\n" CHIP_END;

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    if (!CHECK(file != NULL)) {
        exit(1);
    }
    fputs(text, file);
    fclose(file);
}

/* What the contest would give, but 0.5 mV more everywhere: rows are x, 41 x 21 of 1 um.
 */
static void write_golden(const char *path) {
    FILE *file = fopen(path, "w");
    for (int x = 0; x <= 40; x++) {
        for (int y = 0; y <= 20; y++) {
            fprintf(file, "%.6e%c", 1.5e-3 + 1e-4 * x, y < 20 ? ',' : '\n');
        }
    }
    fclose(file);
}

static void write_cases(void) {
    CHECK(system("rm -rf cases pinned && mkdir -p cases/iccad23/testcase10 "
                 "cases/iccad23/testcase2 cases/chip/golden cases/empty "
                 "cases/a/b/c/too_deep pinned") == 0);
    write_file("cases/iccad23/testcase10/netlist.sp", RAILS);
    write_file("cases/iccad23/testcase2/netlist.sp", RAILS);
    write_golden("cases/iccad23/testcase2/ir_drop_map.csv");
    write_file("cases/a/b/c/too_deep/netlist.sp", RAILS);
    write_file("cases/a/no_netlist.sp", RAILS);
    write_file("cases/flat.sp", RAILS);
    write_file("cases/chip/cells.lef", GRID_LEF);
    write_file("cases/chip/chip_v1.def", CHIP);
    write_file("cases/chip/no_power.def", CHIP);
    write_file("cases/chip/golden/chip_power.csv", "instance,power_w\nu1,1e-3\n");
    write_file("cases/chip/Vsrc_chip_vdd.loc", "50,99.5,1,1.25\n");
    write_file("pinned/chip.def", PINNED);
    write_file("pinned/cells.lef", GRID_LEF);
    write_file("pinned/chip_power.csv", "instance,power_w\nu1,1e-3\n");
    write_file("pinned/Vsrc_chip_vdd.loc", "50,50,1,1.25\n");
}

static void test_finding(void) {
    ird_cases cases = {0};
    ird_error err = {0};
    CHECK(ird_cases_find(&cases, "cases/", &err) == IRD_OK);
    if (CHECK(cases.items.count == 4)) {
        const ird_case *c = cases.items.items;
        CHECK_TEXT(c[0].name, "chip");
        CHECK_TEXT(c[0].def, "cases/chip/chip_v1.def");
        CHECK_TEXT(c[0].power, "cases/chip/golden/chip_power.csv");
        CHECK(c[0].network == NULL && c[0].lefs.items.count == 1);
        CHECK_TEXT(c[1].name, "flat");
        CHECK_TEXT(c[2].name, "testcase2");
        CHECK_TEXT(c[2].network, "cases/iccad23/testcase2/netlist.sp");
        CHECK_TEXT(c[2].golden, "cases/iccad23/testcase2/ir_drop_map.csv");
        CHECK_TEXT(c[3].name, "testcase10");
        CHECK(c[3].golden == NULL && c[3].def == NULL);
    }
    ird_cases_free(&cases);
    /* The folder of one case, or of the contest's cases, is a folder of cases too. */
    CHECK(ird_cases_find(&cases, "cases/iccad23/testcase2", &err) == IRD_OK);
    CHECK(ird_cases_find(&cases, "cases/iccad23", &err) == IRD_OK);
    if (CHECK(cases.items.count == 3)) {
        CHECK_TEXT(cases.items.items[0].name, "testcase2");
        CHECK(cases.items.items[0].golden != NULL);
    }
    ird_cases_free(&cases);
    CHECK(ird_cases_find(&cases, "cases/empty", &err) == IRD_EVALUATE_NO_CASE);
    CHECK(ird_cases_find(&cases, "cases/none", &err) == IRD_FILE_OPEN);
    const char *lef = "cases/chip/cells.lef";
    const char *def = "cases/chip/no_power.def";
    CHECK(ird_cases_add(&cases, def, &lef, 1, NULL, 0.5, &err) == IRD_OK);
    CHECK(ird_cases_add(&cases, def, NULL, 0, NULL, 0, &err) == IRD_EVALUATE_NO_CASE);
    CHECK(ird_cases_add(&cases, lef, &lef, 1, NULL, 0, &err) == IRD_EVALUATE_NO_CASE);
    CHECK(cases.items.count == 1);
    ird_cases_free(&cases);
}

static ird_case_figures measure(const char *directory, const char *model) {
    ird_case_figures figures = {0};
    ird_cases cases = {0};
    ird_error err = {0};
    if (!CHECK(ird_cases_find(&cases, directory, &err) == IRD_OK) ||
        !CHECK(ird_evaluate_case(&figures, &cases.items.items[0], model, 1, &err) ==
               IRD_OK)) {
        fprintf(stderr, "    %s: %s\n", err.file, err.text);
    }
    ird_cases_free(&cases);
    return figures;
}

static void test_network(void) {
    ird_case_figures f = measure("cases/iccad23/testcase2", "pdn");
    CHECK(f.nodes == 12 && f.resistors == 10 && f.sources == 2 && f.loads == 2);
    CHECK_NEAR(f.supply_v, 1.1, 1e-12);
    CHECK_NEAR(f.exact_worst_v, 5e-3, 1e-9);
    for (int m = 0; m < IRD_METHODS; m++) {
        CHECK(f.methods[m].is_there && isfinite(f.methods[m].comparison.mae));
    }
    CHECK(f.methods[IRD_METHOD_EXACT].comparison.mae == 0);
    /* Chains are eliminated exactly, so that nothing is left to a coarse network. */
    CHECK_NEAR(f.methods[IRD_METHOD_COARSE].worst_v, 5e-3, 1e-9);
    CHECK_NEAR(f.methods[IRD_METHOD_BASE].comparison.mae, 0, 1e-9);
    CHECK_NEAR(f.methods[IRD_METHOD_CHANGE].comparison.mae, 0, 1e-9);
    CHECK(f.within_bound >= 0 && f.within_bound <= 1);
    /* The contest's map is 0.5 mV off on purpose. Above 0.9 x 5.5 mV it has the 6 rows
     * from x = 35 um on, the exact map the last one. */
    CHECK(f.has_fine);
    CHECK_NEAR(f.fine_exact.comparison.mae, 5e-4, 1e-9);
    CHECK_NEAR(f.fine_exact.comparison.f1_90, 2.0 / 7, 1e-12);
    CHECK(f.fine_model.comparison.mae > 0 && f.fine_model.seconds > 0);
}

/* The formula draws where the current is, at the far ends. Of all factors the fitted one
 * leaves the least mean square: less than factor 0, which leaves the whole drop, 1 to 5
 * mV along x with a root mean square of sqrt(9 + 4/3) mV = 3.2146 mV. */
static void test_formula(void) {
    ird_case_figures f = measure("cases/iccad23/testcase10", "pdn");
    const ird_method_figures *formula = &f.methods[IRD_METHOD_FORMULA];
    CHECK(!f.has_fine);
    CHECK(formula->comparison.mae > 1e-3 && formula->comparison.cc > 0.1);
    CHECK(formula->comparison.rmse < 3.2e-3);
}

static void test_design(void) {
    ird_case_figures f = measure("cases/chip", "pdn");
    CHECK_NEAR(f.supply_v, 1.25, 1e-12);
    CHECK_NEAR(f.exact_worst_v, 0.8e-3 * 20.408, 0.8e-3 * 0.03);
    CHECK(f.methods[IRD_METHOD_MODEL].is_there && !f.has_fine);
    /* A pin of the DEF comes before the places of the file, which says the supply. */
    f = measure("pinned", "pdn");
    CHECK_NEAR(f.supply_v, 1.25, 1e-12);
    CHECK_NEAR(f.exact_worst_v, 0.8e-3 * 20.408, 0.8e-3 * 0.03);
}

/* A model that wants the channel "local" is measured on a placed design only; one without
 * volts not at all. */
static void test_models(const char *programs) {
    char line[2048];
    ird_error err = {0};
    ird_cases cases = {0};
    ird_case_figures figures;
    snprintf(
        line, sizeof line,
        "rm -rf local.safetensors plans && '%s/irdrop-synth' -kind pdn -output plans "
        "-count 20 -seed 5 && '%s/irdrop-train' -kind pdn3 -data plans -steps 1 "
        "-validation 1 -threads 1 -output local.safetensors -network "
        "'{\"channels\": [\"local\", \"cell_density\", \"switching\", \"distance\"],"
        " \"widths\": [4]}' 2>train.log",
        programs, programs);
    if (!CHECK(system(line) == 0)) {
        return;
    }
    ird_case_figures network = measure("cases/iccad23/testcase2", "./local.safetensors");
    CHECK(!network.methods[IRD_METHOD_MODEL].is_there && !network.has_fine);
    CHECK(network.methods[IRD_METHOD_PDN3].is_there);
    ird_case_figures design = measure("cases/chip", "./local.safetensors");
    CHECK(design.methods[IRD_METHOD_MODEL].is_there);
    CHECK(ird_cases_find(&cases, "cases/chip", &err) == IRD_OK);
    CHECK(ird_evaluate_case(&figures, &cases.items.items[0], "paper", 1, &err) ==
          IRD_PREDICT_RELATIVE);
    ird_cases_free(&cases);
}

static void test_idle(void) {
    ird_error err = {0};
    ird_cases cases = {0};
    ird_case_figures figures;
    write_file("cases/idle.sp", "R1 n1_m1_0_0 n1_m1_2000_0 1\n"
                                "V1 n1_m1_0_0 0 1\n");
    CHECK(ird_cases_add(&cases, "cases/idle.sp", NULL, 0, NULL, 0, &err) == IRD_OK);
    CHECK(ird_evaluate_case(&figures, &cases.items.items[0], "pdn", 1, &err) ==
          IRD_EVALUATE_NO_CASE);
    CHECK(remove("cases/idle.sp") == 0);
    ird_cases_free(&cases);
}

/* ---- the program ---- */

static const char *const program =
    "import json, struct, numpy as n, subprocess, sys, glob, csv\n"
    "b = sys.argv[1] + '/irdrop-eval'\n"
    "def run(*words):\n"
    "    out = subprocess.run([b, *words], check=True, stdout=subprocess.PIPE,\n"
    "        text=True).stdout.splitlines()\n"
    "    pairs = [l.split() for l in out]\n"
    "    return {p[0]: float(p[1]) for p in pairs if len(p) == 2 and p[1][0].isdigit()}\n"
    "got = run('-model', 'pdn', '-data', 'cases', '-table', 'cases.csv')\n"
    "assert got['cases'] == 4 and got['spice_cases'] == 3, got\n"
    "assert got['design_cases'] == 1 and got['cases_1um'] == 1, got\n"
    "assert abs(got['mae_mv_1um_exact'] - 0.5) < 1e-5, got\n"
    "rows = list(csv.DictReader(open('cases.csv')))\n"
    "assert len(rows) == 4 * 8, len(rows)\n"
    "mine = [r for r in rows if r['method'] == 'formula']\n"
    "def mean(k): return n.mean([abs(float(r[k])) for r in mine])\n"
    "assert abs(got['mae_mv_formula'] - mean('mae_mv')) < 1e-4, got\n"
    "assert abs(got['worst_percent_off_formula'] - mean('worst_percent_off')) < 1e-2\n"
    "assert abs(got['cc_min_formula'] - min(float(r['cc']) for r in mine)) < 1e-5\n"
    "got = run('-model', 'pdn', '-case', 'cases/flat.sp', '-case',\n"
    "    'cases/chip/no_power.def', '-lef', 'cases/chip/cells.lef', '-power',\n"
    "    'cases/chip/golden/chip_power.csv', '-voltage', '1.25')\n"
    "assert got['cases'] == 2, got\n"
    "maps = []\n"
    "for f in sorted(glob.glob('plans/*.safetensors')):\n"
    "    d = open(f, 'rb').read(); size = struct.unpack('<Q', d[:8])[0]\n"
    "    o = json.loads(d[8:8 + size])['maps']\n"
    "    at = 8 + size + o['data_offsets'][0]\n"
    "    maps.append(n.frombuffer(d, '<f4', n.prod(o['shape']), "
    "at).reshape(o['shape']))\n"
    "m = n.concatenate(maps).astype(float).reshape(-1, 9, 4096)\n"
    "m = m[m[:, 7].max(1) > 0]\n"
    "got = run('-model', 'pdn', '-data', 'plans')\n"
    "assert got['samples'] == len(m), got\n"
    "w = m[:, 7]; top = w.max(1)\n"
    "for name, x in (('_base', m[:, 3]), ('_change', n.maximum(m[:, 3] + m[:, 4], 0))):\n"
    "    mae = 100 * (abs(x - w).mean(1) / top).mean()\n"
    "    off = 100 * abs(x.max(1) / top - 1).mean()\n"
    "    cc = n.mean([n.corrcoef(p, q)[0, 1] for p, q in zip(x, w)])\n"
    "    t = 0.9 * top[:, None]\n"
    "    both = ((x > t) & (w > t)).sum(1); one = ((x > t) != (w > t)).sum(1)\n"
    "    f1 = (2 * both / (2 * both + one)).mean()\n"
    "    assert abs(got['mae_percent' + name] - mae) < 1e-3, (name, got, mae)\n"
    "    assert abs(got['worst_percent_off' + name] - off) < 1e-2, (name, got, off)\n"
    "    assert abs(got['cc' + name] - cc) < 1e-4, (name, got, cc)\n"
    "    assert abs(got['f1_mean' + name] - f1) < 1e-3, (name, got, f1)\n"
    "assert got['mae_percent'] < 10 and got['cc'] > 0.9, got\n";

static void test_program(const char *programs) {
    const char *python = python_with("numpy", "irdrop-eval has no second computation");
    if (python == NULL) {
        return;
    }
    write_file("evaluate.py", program);
    char line[2048];
    snprintf(line, sizeof line, "%s evaluate.py '%s'", python, programs);
    CHECK(system(line) == 0);
    snprintf(line, sizeof line, "'%s/irdrop-eval' -model pdn -data cases/empty 2>refused",
             programs);
    CHECK(system(line) != 0);
    CHECK(system("grep -q 'IRD-0521' refused") == 0);
    /* A case that cannot be solved leaves the figures of the others, and a status. */
    write_file("pinned/a.sp", "R1 n1_m1_0_0 n1_m1_10_0 1\nI1 n1_m1_10_0 0 1\n");
    snprintf(line, sizeof line, "'%s/irdrop-eval' -model pdn -data pinned >failed",
             programs);
    CHECK(system(line) != 0);
    CHECK(system("grep -q '^a: failed: ' failed && grep -qx 'failed 1' failed && "
                 "grep -qx 'cases 1' failed") == 0);
}

int main(int argc, char **argv) {
    const char *programs = argc > 1 ? argv[1] : "bin";
    write_cases();
    RUN(test_finding);
    RUN(test_network);
    RUN(test_formula);
    RUN(test_design);
    RUN(test_idle);
    test_models(programs);
    test_program(programs);
    return check_summary("evaluate");
}
