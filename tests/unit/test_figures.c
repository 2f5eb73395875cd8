/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Evaluation figures by hand, and irdrop-eval as a whole against NumPy. */
#include "check.h"
#include "python.h"

#include "model/eval/figures.h"

/* Errors 0.1, 0, -0.2, 0 and thresholds that each pixel answers differently. */
static void test_by_hand(void) {
    const float predicted[] = {0.8F, 1.0F, 0.6F, 0.0F},
                label[] = {0.7F, 1.0F, 0.8F, 0.0F};
    ird_figures f = ird_figures_of(predicted, label, 4);
    CHECK_NEAR(f.mse, 0.05 / 4, 1e-8);
    CHECK_NEAR(f.psnr, 19.0309, 1e-4);
    CHECK_NEAR(f.mae, 0.3 / 4, 1e-7);
    CHECK_NEAR(f.max_error, 0.2, 1e-7);
    /* Means 0.6 and 0.625; sums 0.54 / sqrt(0.56 * 0.5675). */
    CHECK_NEAR(f.correlation, 0.54 / sqrt(0.56 * 0.5675), 1e-6);
    CHECK(f.above_07.hits == 1 && f.above_07.false_alarms == 1 && f.above_07.misses == 1);
    CHECK(f.above_09max.hits == 1 && f.above_09max.false_alarms == 0);
    CHECK_NEAR(ird_f1(&f.above_07), 0.5, 1e-12);
    CHECK_NEAR(ird_precision(&f.above_07), 0.5, 1e-12);
    ird_figures more = f;
    more.psnr_worst = 12;
    ird_figures sum = {0};
    ird_figures_add(&sum, &f);
    ird_figures_add(&sum, &more);
    CHECK(sum.samples == 2 && sum.psnr_worst == 12 && sum.above_07.hits == 2);
    CHECK_NEAR(sum.mse, 0.1 / 4, 1e-8);
    const ird_detection nothing = {0};
    CHECK(ird_f1(&nothing) == 1 && ird_precision(&nothing) == 1);
    CHECK(ird_psnr(0) == 200);
}

/* The tiny network of constants makes it easy to predict again in NumPy: the output is
 * the min-max scaled cell density. */
static const char *const program =
    "import json, struct, numpy as n, subprocess, sys\n"
    "a = json.dumps(dict(channels=['power_grid', 'cell_density', 'switching'], stem=1,\n"
    "    widths=[1], convs=1, border=0, skip=True, gate=False, derived='none',\n"
    "    pool='max', slope=0.0, output='minmax'))\n"
    "w = n.zeros((1, 3, 3, 3), '<f4'); w[0, 1, 1, 1] = 1\n"
    "ts = [('mid.conv0.weight', w), ('mid.conv0.bias', n.zeros(1, '<f4')),\n"
    "      ('head.weight', n.ones((1, 1, 1, 1), '<f4')), ('head.bias', n.zeros(1, "
    "'<f4'))]\n"
    "h = {'__metadata__': {'format': 'irdrop 1', 'name': 'x', 'architecture': a}}\n"
    "at = 0\n"
    "for k, t in ts:\n"
    "    h[k] = dict(dtype='F32', shape=list(t.shape), data_offsets=[at, at + "
    "t.nbytes])\n"
    "    at += t.nbytes\n"
    "h = json.dumps(h).encode()\n"
    "with open('density.safetensors', 'wb') as f:\n"
    "    f.write(struct.pack('<Q', len(h)) + h + b''.join(t.tobytes() for k, t in ts))\n"
    "b = sys.argv[1]\n"
    "subprocess.run([b + '/irdrop-synth', '-output', 'figures', '-count', '7'], "
    "check=True)\n"
    "out = subprocess.run([b + '/irdrop-eval', '-model', './density.safetensors', "
    "'-data',\n"
    "    'figures', '-sweep', '-table', 'figures/table.csv'], check=True,\n"
    "    stdout=subprocess.PIPE, text=True).stdout.split('threshold')\n"
    "got = {l.split()[0]: float(l.split()[1]) for l in out[0].splitlines()}\n"
    "x = n.array([n.load('figures/input_cell_density/%d.npy' % i) for i in range(7)])\n"
    "y = n.array([n.load('figures/labels_ir_drop/%d.npy' % i) for i in range(7)])\n"
    "x = x.reshape(7, -1); y = y.reshape(7, -1)\n"
    "x = (x - x.min(1, keepdims=True)) / n.ptp(x, 1, keepdims=True)\n"
    "mse = ((x - y) ** 2).mean(1); psnr = -10 * n.log10(mse)\n"
    "def det(p, t): return (p & t).sum(), (p & ~t).sum(), (~p & t).sum()\n"
    "def f1(h, f, m): return 2 * h / (2 * h + f + m)\n"
    "d7 = det(x > 0.7, y > 0.7); top = 0.9 * y.max(1, keepdims=True)\n"
    "want = dict(samples=7, mse=mse.mean(), psnr_mean=psnr.mean(), "
    "psnr_worst=psnr.min(),\n"
    "    psnr_of_mean=-10 * n.log10(mse.mean()), mae=abs(x - y).mean(),\n"
    "    max_error=abs(x - y).max(), cc=n.mean([n.corrcoef(p, q)[0, 1] for p, q in\n"
    "    zip(x, y)]), precision_07=d7[0] / (d7[0] + d7[1]),\n"
    "    recall_07=d7[0] / (d7[0] + d7[2]), f1_07=f1(*d7), params=30, macs=28 * 4096)\n"
    "want['f1_0.9max'] = f1(*det(x > top, y > top))\n"
    "for k, v in want.items():\n"
    "    k = k.replace('_07', '_0.7')\n"
    "    assert abs(got[k] - v) <= 6e-4 * abs(v), (k, got[k], v)\n"
    "rows = [l.split() for l in out[1].splitlines()[1:]]\n"
    "assert len(rows) == 10\n"
    "for r in rows:\n"
    "    t = float(r[0]); want = f1(*det(x > t, y > t))\n"
    "    assert abs(float(r[3]) - want) < 1e-3, (r, want)\n"
    "table = n.genfromtxt('figures/table.csv', delimiter=',', names=True)\n"
    "assert abs(table['psnr'] - psnr).max() < 1e-2\n";

static void test_program_against_numpy(const char *programs) {
    const char *python = python_with("numpy", "irdrop-eval has no second computation");
    if (python == NULL) {
        return;
    }
    FILE *file = fopen("figures.py", "w");
    fputs(program, file);
    fclose(file);
    char line[2048];
    snprintf(line, sizeof line, "%s figures.py '%s'", python, programs);
    CHECK(system(line) == 0);
}

int main(int argc, char **argv) {
    RUN(test_by_hand);
    test_program_against_numpy(argc > 1 ? argv[1] : "bin");
    return check_summary("figures");
}
