# SPDX-License-Identifier: BSD-3-Clause
# read_parts.py FOLDER NETLIST: a network in parts as a stranger reads it, from what
# plugin/drop/ranks/part_file.h says of the format, held against the netlist, which is read
# and solved here. Prints what was found right, or ends with what was not.
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import spsolve

HEAD = "<8s6I5QdII"


def read(path, kind):
    data = path.read_bytes()
    head = struct.unpack(HEAD, data[:88])
    magic, order, version, its_kind, part, parts, payload_crc = head[:7]
    network, nodes, first, count, ends, total_a, zero, head_crc = head[7:]
    assert magic == b"irdpart\n" and order == 0x01020304 and version == 1
    assert its_kind == kind and zero == 0
    assert zlib.crc32(data[:84]) == head_crc and zlib.crc32(data[88:]) == payload_crc
    known = dict(part=part, parts=parts, network=network, nodes=nodes, first=first,
                 count=count, ends=ends, total_a=total_a)
    return known, data[88:]


def arrays(data, *wanted):
    at = 0
    for kind, count in wanted:
        found = np.frombuffer(data, kind, count, at)
        at += found.nbytes
        yield found
    assert at == len(data)


def read_parts(folder):
    parts = []
    edges = {}
    for path in sorted(folder.glob("part-*.network"),
                       key=lambda p: int(p.name[5:].split(".")[0])):
        head, data = read(path, 1)
        n, e = head["count"], head["ends"]
        siemens, leak, degree, neighbour, x, y = arrays(
            data, ("<f8", e), ("<f8", n), ("<u4", n), ("<u4", e), ("<f4", n), ("<f4", n))
        currents, values = read(folder / f"part-{head['part']}.currents", 2)
        (current,) = arrays(values, ("<f8", n))
        assert {k: currents[k] for k in ("network", "nodes", "first", "count", "parts")} == \
            {k: head[k] for k in ("network", "nodes", "first", "count", "parts")}
        rows = np.repeat(np.arange(head["first"], head["first"] + n), degree)
        for a, b, g in zip(rows, neighbour, siemens):
            assert (a, b) not in edges
            edges[a, b] = g
        parts.append((head, leak, x, y, current, currents["total_a"]))
    return parts, edges


def read_netlist(path):
    resistors, loads, sources = [], {}, {}
    for line in path.read_text().splitlines():
        words = line.split()
        if not words or words[0][0] in "*.":
            continue
        if words[0][0] == "R":
            resistors.append((words[1], words[2], 1 / float(words[3])))
        elif words[0][0] == "I":
            loads[words[1]] = loads.get(words[1], 0) + float(words[3])
        elif words[0][0] == "V":
            sources[words[1]] = float(words[3])
    return resistors, loads, sources


def solve_netlist(resistors, loads, sources):
    names = sorted({n for a, b, _ in resistors for n in (a, b)} - set(sources))
    number = {name: i for i, name in enumerate(names)}
    supply = max(sources.values())
    g = {}
    rhs = np.array([loads.get(name, 0) for name in names], float)
    for a, b, s in resistors:
        for one, two in ((a, b), (b, a)):
            if one in number:
                i = number[one]
                g[i, i] = g.get((i, i), 0) + s
                if two in number:
                    g[i, number[two]] = g.get((i, number[two]), 0) - s
                else:
                    rhs[i] += s * (supply - sources[two])
    return dict(zip(names, solve(g, rhs)))


def solve(g, rhs):
    keys = np.array(list(g))
    matrix = csr_matrix((list(g.values()), (keys[:, 0], keys[:, 1])), (len(rhs),) * 2)
    return spsolve(matrix.tocsc(), rhs)


parts, edges = read_parts(Path(sys.argv[1]))
resistors, loads, sources = read_netlist(Path(sys.argv[2]))
heads = [p[0] for p in parts]
nodes = heads[0]["nodes"]
assert [h["part"] for h in heads] == list(range(heads[0]["parts"]))
starts = np.cumsum([0] + [h["count"] for h in heads])
assert [h["first"] for h in heads] == list(starts[:-1]) and starts[-1] == nodes
assert max(h["count"] for h in heads) - min(h["count"] for h in heads) <= 2
cut = 0
for (a, b), g in edges.items():
    assert edges[b, a] == g
    cut += np.searchsorted(starts, a, "right") != np.searchsorted(starts, b, "right")
total_a = sum(loads.values())
assert all(abs(p[5] - total_a) < 1e-12 * total_a for p in parts)
# What the equations give, at each node by its place, is what the netlist gives there.
g = {}
for (a, b), s in edges.items():
    g[a, b] = -s
    g[a, a] = g.get((a, a), 0) + s
leak = np.concatenate([p[1] for p in parts])
for i in range(nodes):
    g[i, i] = g.get((i, i), 0) + leak[i]
drops = solve(g, np.concatenate([p[4] for p in parts]))
exact = solve_netlist(resistors, loads, sources)
by_place = {tuple(float(w) for w in name.split("_")[-2:]): d for name, d in exact.items()}
places = zip(np.concatenate([p[2] for p in parts]), np.concatenate([p[3] for p in parts]))
worst = max(abs(by_place[float(x), float(y)] - d) for (x, y), d in zip(places, drops))
assert worst < 1e-12, worst
# What flows into the sources from these nodes is what they draw.
drawn_a = sum(p[4].sum() for p in parts)
assert abs(leak @ drops - drawn_a) < 1e-12 * drawn_a
print(len(parts), nodes, len({n for a, b, _ in resistors for n in (a, b)}), cut // 2)
