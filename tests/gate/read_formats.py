# SPDX-License-Identifier: BSD-3-Clause
"""Reads what irdrop wrote as strangers would: strict JSON, csv, an XML parser.

    read_formats.py FOLDER NAME    NAME: the awkward instance that the scene holds
"""
import base64
import csv
import html.parser
import json
import os
import re
import struct
import sys
import zlib
import xml.etree.ElementTree as ElementTree

folder, name = sys.argv[1:]


def path(file):
    return os.path.join(folder, file)


def refuse(constant):
    raise ValueError("not JSON: " + constant)


def no_repeats(pairs):
    assert len(dict(pairs)) == len(pairs), "a key comes twice"
    return dict(pairs)


def read_json(file):
    with open(path(file), encoding="utf-8") as stream:
        return json.load(stream, parse_constant=refuse, object_pairs_hook=no_repeats)


whole = read_json("r.json")
net = whole["nets"][0]
assert net["worst_drop_v"] == 0.06 and net["unit"] == "V" and net["layer"] is None
assert net["worst_drop_bound_v"] == 0.0005 and net["outside_training"] == "base <1>"
assert [spot["box_um"] for spot in net["hotspots"]] == [[2, 2, 4, 4], [6, 6, 8, 8]]
assert [spot["waived"] for spot in net["hotspots"]] == [False, True]
assert net["hotspots"][0]["top"][0]["instance"] == name
assert whole["gate"]["verdict"] == "violated"
assert [place["waived"] for place in whole["gate"]["places"]] == [False, True]
assert whole["gate"]["places"][0]["instances"] == [name]
assert whole["gate"]["waivers"][1]["expired"] is True

markers = read_json("r.markers")["IRDROP"]["category"]
assert sorted(markers) == ["VDD hotspot", "VDD limit drop"]
for category in markers.values():
    hot, cold = category["violations"]
    assert (hot["waived"], cold["waived"]) == ("false", "true")
    points = hot["shape"][0]["points"]
    assert points == [{"x": "2", "y": "2"}, {"x": "4", "y": "4"}], points
    assert {"type": "inst", "name": name} in hot["sources"]
    assert {"type": "net", "name": "VDD"} in hot["sources"]
    assert "layer" not in hot

metrics = read_json("r.metrics")
key = "design_powergrid__%s__net:VDD__corner:default"
assert metrics[key % "drop__worst"] == 0.06
assert abs(metrics[key % "drop__average"] - (14 * 0.01 + 0.115) / 16) < 1e-15
assert metrics[key % "voltage__worst"] == 0.94
assert metrics[key % "drop_bound__worst"] == 0.0005
assert metrics["design_powergrid__hotspot__count"] == 2
assert metrics["design_powergrid__drop_percent__worst"] == 6
assert metrics["design_powergrid__unconnected_instance__count"] == 2

with open(path("r.csv"), newline="", encoding="utf-8") as stream:
    rows = list(csv.DictReader(stream))
assert len(rows) == 4 and all(None not in row for row in rows)
assert rows[0]["instance"] == name, rows[0]
assert [float(rows[0][k]) for k in ("x0", "y0", "x1", "y1", "value")] == [2, 2, 4, 4, 0.06]
assert [row["waived"] for row in rows] == ["0", "1", "0", "1"]

with open(path("r.heatmap"), newline="") as stream:
    rows = list(csv.reader(stream))
assert rows[0] == ["x0", "y0", "x1", "y1", "value (V)"] and len(rows) == 17
assert [float(v) for v in rows[1 + 5]] == [2, 2, 4, 4, 0.06]
assert [float(v) for v in rows[1 + 15]] == [6, 6, 8, 8, 0.055]

with open(path("r.voltages"), newline="", encoding="utf-8") as stream:
    rows = list(csv.DictReader(stream))
assert rows[0] == {"Instance": name, "Terminal": "VDD", "Layer": "m1",
                   "X location": "3.0000", "Y location": "3.0000",
                   "Voltage": "0.940000000"}, rows

items = ElementTree.parse(path("r.lyrdb")).getroot().findall("items/item")
assert [item.findtext("tags") for item in items] == ["", "waived", "", "waived"]
values = [value.text for value in items[0].findall("values/value")]
assert values[:2] == ["box: (2,2;4,4)", "text: '60.00 mV'"], values
quoted = "text: '" + re.sub(r"(['\\])", r"\\\1", name) + "'"
assert quoted in values, (quoted, values)
assert items[0].findtext("category") == "'VDD hotspot'"

suite = ElementTree.parse(path("r.junit")).getroot().find("testsuite")
assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
cases = suite.findall("testcase")
assert name in cases[0].findtext("failure")
assert "ram0" in suite.findtext("system-out")
assert suite.get("timestamp") == "2026-11-22T00:00:00"
assert {p.get("name"): p.get("value") for p in suite.iter("property")}["version"]
assert cases[1].find("failure") is None and cases[1].find("error") is None
assert cases[2].find("error") is not None

with open(path("r.drc"), encoding="utf-8") as stream:
    drc = stream.read()
found = re.findall(r"violation type: (.*)\n\tsrcs:(.*)\n\tcomment: .*\n"
                   r"\tbbox = \((.*), (.*)\) - \((.*), (.*)\) on Layer (.*)\n", drc)
assert len(found) == 4 and drc.count("\n") == 16, drc
assert found[0] == ("VDD hotspot", " net:VDD inst:" + name, "2", "2", "4", "4", "-")
assert found[1][0] == "VDD hotspot (waived)"


class Page(html.parser.HTMLParser):
    """What a browser finds in the page: its data, and what it would fetch."""

    def __init__(self):
        super().__init__()
        self.data, self.fetched, self.inside = "", [], False

    def handle_starttag(self, tag, attrs):
        self.inside = dict(attrs).get("id") == "irdrop-data"
        self.fetched += [value for key, value in attrs if key in ("href", "src")
                         and not value.startswith(("data:", "#"))]

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        self.data += data if self.inside else ""


with open(path("r.html"), encoding="utf-8") as stream:
    text = stream.read()
page = Page()
page.feed(text)
page.close()
assert text.lower().startswith("<!doctype html>") and page.fetched == [], page.fetched
data = json.loads(zlib.decompress(base64.b64decode(page.data, validate=True)),
                  parse_constant=refuse, object_pairs_hook=no_repeats)
assert data == read_json("r.page")
assert data["page"] == 1 and data["report"] == read_json("r.json")
answer = data["answers"][0]
drop = answer["maps"][0]
values = struct.unpack("<16f", base64.b64decode(drop["values"]["base64"], validate=True))
assert (drop["id"], drop["unit"], drop["rows"], drop["columns"]) == ("drop", "V", 4, 4)
peak = data["report"]["nets"][0]["hotspots"][0]
assert abs(max(values) - peak["peak"]) < 1e-8, max(values)
assert answer["worst"] == data["report"]["nets"][0]["worst_drop_v"]
assert answer["worst_at"] == peak["peak_at_um"], answer["worst_at"]
assert ["Net", "VDD, supply 1.000 V from the DEF"] in answer["header"] or any(
    name == "Net" and "1.000 V" in said for name, said in answer["header"])
