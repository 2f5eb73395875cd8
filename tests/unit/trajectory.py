# SPDX-License-Identifier: BSD-3-Clause
"""Losses of a tiny training, computed a second way: the numbers of test_training.c.

    build/bin/irdrop-synth -output DIR -count 8 -side 8 -seed 3
    python3 tests/unit/trajectory.py DIR

One 3x3 convolution of 3 to 2 channels with slope 0.1, one 1x1 to 1, min-max output; two
samples a step. Derivatives are central differences in double, so nothing of the backward
pass, of Adam or of the schedule is taken from the C code.
"""
import math
import sys
import numpy as np

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
SEED, BATCH, STEPS, WARMUP, RATE, LAST = 3, 2, 6, 2, 0.02, 0.1


def mix(x):
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
    return x ^ (x >> 31)


class Stream:
    def __init__(self, seed, index):
        self.key = mix(mix((seed + GOLDEN) & MASK) ^ mix(index))
        self.count = 0

    def bits(self):
        self.count += 1
        return mix((self.key + self.count * GOLDEN) & MASK)

    def uniform(self):
        return (self.bits() >> 11) * 2.0 ** -53

    def normal(self):
        radius = 1 - self.uniform()
        return math.sqrt(-2 * math.log(radius)) * math.cos(2 * math.pi * self.uniform())


def initial():
    stream = Stream(SEED, 0x696E6974)
    deviation = math.sqrt(2 / 1.01 / 27)
    first = [deviation * stream.normal() for _ in range(54)]
    deviation = math.sqrt(2 / 1.01 / 2)
    second = [deviation * stream.normal() for _ in range(2)]
    return np.array(first + [0, 0] + second + [0])


def turned(a, turn):
    if turn & 4:
        a = a.T
    if turn & 2:
        a = a[::-1]
    if turn & 1:
        a = a[:, ::-1]
    return a


def predict(p, x):
    weight = p[:54].reshape(2, 3, 3, 3)
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    hidden = np.zeros((2, 8, 8)) + p[54:56, None, None]
    for ky in range(3):
        for kx in range(3):
            window = padded[:, ky:ky + 8, kx:kx + 8]
            hidden += np.einsum("oi,iyx->oyx", weight[:, :, ky, kx], window)
    hidden = np.where(hidden > 0, hidden, 0.1 * hidden)
    y = np.einsum("i,iyx->yx", p[56:58], hidden) + p[58]
    return (y - y.min()) / (y.max() - y.min())


def load(directory, drawn):
    turn = Stream(SEED ^ 0x666C6970, drawn).bits() & 7
    names = ["input_power_grid", "input_cell_density", "input_switching"]
    maps = [np.load(f"{directory}/{n}/{drawn % 8}.npy") for n in names]
    label = np.load(f"{directory}/labels_ir_drop/{drawn % 8}.npy")
    return np.array([turned(m, turn) for m in maps]), turned(label, turn)


def loss(p, batch):
    return np.mean([np.mean((predict(p, x) - t) ** 2) for x, t in batch])


def main(directory):
    p, m, v = initial(), 0, 0
    for step in range(STEPS):
        batch = [load(directory, step * BATCH + i) for i in range(BATCH)]
        print(f"{loss(p, batch):.9e}")
        g = np.array([(loss(p + d, batch) - loss(p - d, batch)) / 2e-6
                      for d in 1e-6 * np.eye(p.size)])
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        rate = RATE * (step + 1) / WARMUP
        if step >= WARMUP:
            done = (step - WARMUP) / (STEPS - WARMUP)
            rate = RATE * (LAST + (1 - LAST) * 0.5 * (1 + math.cos(math.pi * done)))
        p = p - rate * m / (1 - 0.9 ** (step + 1)) / (
            np.sqrt(v / (1 - 0.999 ** (step + 1))) + 1e-10)


main(sys.argv[1])
