# SPDX-License-Identifier: BSD-3-Clause
"""The coarse solution of plugin/drop/coarse/coarse.h computed a second time, with dense
matrices: coarse_model.py NETWORK PLAIN CALIBRATED, the latter two being drops and changes
a node as the program has them. The exit status tells whether they agree.

    P     bilinear over the cells of a layer that hold a core node
    z     = P (P' S P)^-1 P' j, times u / (P x_u) where calibrated
    then sweeps of Gauss-Seidel, forwards and backwards; all other nodes exactly.
"""
import sys

import numpy as np

FLOOR = 1e-9  # of the diagonal: galerkin.c


def read(path):
    net = {"node": [], "resistor": [], "load": [], "source": []}
    for line in open(path):
        word, *rest = line.split()
        if word in ("cells", "sweeps"):
            net[word] = int(rest[0])
        else:
            net[word].append([float(x) for x in rest])
    return net


def core_of(count, edges, fixed):
    """What is left when nodes with at most two neighbours go, one after another."""
    near = [set() for _ in range(count)]
    for a, b in edges:
        if a not in fixed and b not in fixed:
            near[a].add(b)
            near[b].add(a)
    alive = set(range(count)) - fixed
    found = True
    while found:
        found = False
        for v in sorted(alive):
            if len(near[v]) <= 2:
                alive.remove(v)
                for a in near[v]:
                    near[a].remove(v)
                    near[a] |= near[v] - {a, v}
                found = True
    return sorted(alive)


def interpolation(nodes, core, size):
    low, high = nodes[:, 1:].min(0), nodes[:, 1:].max(0)
    at = (nodes[core, 1:] - low) * size / (high - low) - 0.5
    own = np.clip(np.floor(at + 0.5), 0, size - 1).astype(int)
    layer = nodes[core, 0].astype(int)
    cells = {}
    for l, (x, y) in zip(layer, own):
        cells.setdefault((l, x, y), len(cells))
    p = np.zeros((len(core), len(cells)))
    for i, (l, (x, y)) in enumerate(zip(layer, at)):
        for (cl, cx, cy), c in cells.items():
            if cl == l:
                p[i, c] = max(0, 1 - abs(x - cx)) * max(0, 1 - abs(y - cy))
    return p / p.sum(1, keepdims=True)


class Coarse:
    def __init__(self, net):
        nodes = np.array(net["node"])
        n = len(nodes)
        supply = max(v for _, v in net["source"])
        fixed = {int(i): supply - v for i, v in net["source"]}
        edges = [(int(a), int(b)) for a, b, _ in net["resistor"]]
        g = np.zeros((n, n))
        length = np.zeros(n)
        feeds = int(nodes[int(net["load"][0][0]), 0])  # all loads are on one layer
        for (a, b), (_, _, ohm) in zip(edges, net["resistor"]):
            g[a, a] += 1 / ohm
            g[b, b] += 1 / ohm
            g[a, b] -= 1 / ohm
            g[b, a] -= 1 / ohm
            if nodes[a, 0] == feeds and nodes[b, 0] == feeds:
                length[[a, b]] += abs(nodes[a, 1:] - nodes[b, 1:]).sum() / 2
        self.core = core_of(n, edges, set(fixed))
        self.fixed = np.zeros(n)
        for i, v in fixed.items():
            self.fixed[i] = v
        free = [i for i in range(n) if i not in fixed]
        self.chain = [i for i in free if i not in set(self.core)]
        self.g, self.free, self.n, self.sweeps = g, free, n, net["sweeps"]
        self.sources = list(fixed)
        c, e = self.core, self.chain
        self.fill = np.linalg.inv(g[np.ix_(e, e)])
        self.s = g[np.ix_(c, c)] - g[np.ix_(c, e)] @ self.fill @ g[np.ix_(e, c)]
        self.p = interpolation(nodes, c, net["cells"])
        a = self.p.T @ self.s @ self.p
        self.a = a + FLOOR * np.diag(np.diag(a))
        self.loads = np.zeros(n)
        for i, ampere in net["load"]:
            self.loads[int(i)] += ampere
        self.uniform = length / length.sum()
        self.ratio = np.ones(len(c))

    def right_side(self, loads, fixed):
        full = loads - self.g[:, self.sources] @ fixed[self.sources]
        c, e = self.core, self.chain
        return full, full[c] - self.g[np.ix_(c, e)] @ self.fill @ full[e]

    def galerkin(self, j):
        return self.p @ np.linalg.solve(self.a, self.p.T @ j)

    def sweep(self, j, z):
        order = list(range(len(j)))
        for i in order + order[::-1]:
            z[i] += (j[i] - self.s[i] @ z) / self.s[i, i]

    def spread(self, full, z, fixed):
        x = fixed.copy()
        c, e = self.core, self.chain
        x[c] = z
        x[e] = self.fill @ (full[e] - self.g[np.ix_(e, c)] @ z)
        return x

    def calibrate(self):
        zero = np.zeros(self.n)
        _, j = self.right_side(self.uniform, zero)
        exact = np.zeros(self.n)
        f = self.free
        exact[f] = np.linalg.solve(self.g[np.ix_(f, f)], self.uniform[f])
        self.ratio = np.clip(exact[self.core] / self.galerkin(j), 0.05, 20)

    def solve(self):
        full, j = self.right_side(self.loads, self.fixed)
        z = self.galerkin(j) * self.ratio
        for _ in range(self.sweeps):
            self.sweep(j, z)
        drop = self.spread(full, z, self.fixed)
        r = j - self.s @ z
        more = self.galerkin(r) * self.ratio
        self.sweep(r, more)
        # As far as takes (z + t more - exact)' S (...) lowest: that parabola's vertex.
        energy = more @ (self.s @ more)
        more = more * ((more @ r) / energy if energy > 0 else 0)
        zero = np.zeros(self.n)
        return drop, self.spread(zero, more, zero)


def main():
    coarse = Coarse(read(sys.argv[1]))
    failed = False
    for path in sys.argv[2:]:
        if path is sys.argv[3]:
            coarse.calibrate()
        got = np.loadtxt(path)
        drop, change = coarse.solve()
        scale = abs(drop).max()
        off = abs(got[:, 0] - drop).max() / scale, abs(got[:, 1] - change).max() / scale
        print("%s: %d of the core, change up to %.2g, differences %.1e %.1e"
              % (path, len(coarse.core), abs(change).max() / scale, *off))
        failed |= not (max(off) < 1e-9 and abs(change).max() > 1e-4 * scale)
    return failed


sys.exit(main())
