# SPDX-License-Identifier: BSD-3-Clause
"""torch_peer.py FOLDER SIZE CHANNELS: PyTorch's side of benchmarks/inference.

Reads the weight file as a stranger would, builds the network that its architecture
describes, and obeys "run HOW THREADS BATCH COUNT" as onnxruntime.js does.
"""
import json
import struct
import sys
import time

import numpy
import torch
from torch.nn import functional


def read_weights(path):
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = numpy.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return json.loads(header["__metadata__"]["architecture"]), tensors


class Network:
    def __init__(self, path):
        self.spec, self.weights = read_weights(path)

    def conv(self, x, name, activate=True):
        kernel = self.weights[name + ".weight"]
        x = functional.conv2d(x, kernel, self.weights[name + ".bias"],
                              padding=kernel.shape[2] // 2)
        return functional.leaky_relu(x, self.spec["slope"]) if activate else x

    def block(self, x, name):
        for i in range(self.spec["convs"]):
            x = self.conv(x, f"{name}.conv{i}")
        return x

    def stem(self, x):
        spec = self.spec
        if spec["derived"] != "none":
            ratio = x[:, 1:2] * x[:, 2:3] / (x[:, 0:1] + 0.1)
            if spec["derived"] == "ratio_scaled":
                largest = ratio.amax((1, 2, 3), keepdim=True)
                ratio = ratio / torch.where(largest > 0, largest, torch.ones_like(largest))
            x = torch.cat([x, ratio], 1)
        border = spec["border"]
        for axis in (2, 3) if border > 0 else ():
            before = x.narrow(axis, 0, border).flip(axis)
            after = x.narrow(axis, x.shape[axis] - border, border).flip(axis)
            x = torch.cat([before, x, after], axis)
        return functional.pixel_unshuffle(x, spec["stem"])

    def pool(self, x):
        if self.spec["pool"] == "max":
            return functional.max_pool2d(x, 2)
        return functional.avg_pool2d(x, 2)

    def run(self, x):
        spec = self.spec
        levels = len(spec["widths"])
        x = stem = self.stem(x)
        skips = []
        for level in range(levels):
            x = self.pool(x) if level > 0 else x
            x = self.block(x, f"enc{level}" if level + 1 < levels else "mid")
            if level == 0 and spec["gate"]:
                x = x * self.conv(stem, "gate", activate=False)
            skips.append(x)
        for level in reversed(range(levels - 1)):
            x = functional.interpolate(x, scale_factor=2, mode="nearest")
            x = torch.cat([skips[level], x], 1) if spec["skip"] else x
            x = self.block(x, f"dec{level}")
        x = functional.pixel_shuffle(self.conv(x, "head", activate=False), spec["stem"])
        border = spec["border"]
        x = x[:, :, border:x.shape[2] - border, border:x.shape[3] - border]
        if spec["output"] == "sigmoid":
            return torch.sigmoid(x)
        if spec["output"] == "minmax":
            low = x.amin((1, 2, 3), keepdim=True)
            high = x.amax((1, 2, 3), keepdim=True)
            return (x - low) / (high - low)
        return x


def times(network, inputs, threads, batch, count):
    torch.set_num_threads(threads)
    x = inputs[:batch]
    for _ in range(5):
        network.run(x)  # warms up
    result = []
    for _ in range(count):
        begun = time.perf_counter()
        network.run(x)
        result.append(time.perf_counter() - begun)
    return result


def main():
    folder, size, channels = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    network = Network(folder + "/network.safetensors")
    inputs = numpy.fromfile(folder + "/inputs", "<f4").reshape(-1, channels, size, size)
    inputs = torch.from_numpy(inputs)
    wanted = numpy.fromfile(folder + "/outputs", "<f4").reshape(-1, 1, size, size)
    with torch.inference_mode():
        difference = numpy.abs(network.run(inputs).numpy() - wanted).max()
        print(torch.__version__, f"{difference:.1e}", flush=True)
        for line in sys.stdin:
            threads, batch, count = map(int, line.split()[2:])
            print(*times(network, inputs, threads, batch, count), flush=True)


main()
