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
    """What a browser makes of the page: its texts by element, and every attribute."""

    VOID = {"meta", "image", "rect"}

    def __init__(self):
        super().__init__()
        self.open, self.texts, self.attributes = [], {}, []

    def handle_startendtag(self, tag, attrs):
        assert tag in self.VOID, "<%s/> does not end in HTML" % tag
        self.attributes += [(tag, key, value) for key, value in attrs]

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.texts.setdefault(tag, []).append("")
        self.attributes += [(tag, key, value) for key, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open:
            self.texts[self.open[-1]][-1] += data


with open(path("r.html"), encoding="utf-8") as stream:
    text = stream.read()
ElementTree.fromstring(text)
page = Page()
page.feed(text)
page.close()
assert page.open == [] and "<!DOCTYPE html>" in text
bare = re.sub(r"base64,[^\"]*", "", text)
assert "script" not in page.texts
assert not re.search(r"//|url\(|@import|\son\w+=", bare)
links = [(tag, key) for tag, key, value in page.attributes if key in ("href", "src")]
assert set(links) == {("image", "href")}, links
pictures = [value for _, key, value in page.attributes if key == "href"]
assert len(pictures) == 4, len(pictures)
for picture in pictures:
    head, data = picture.split(",")
    assert head == "data:image/png;base64", head
    png = base64.b64decode(data, validate=False)
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and png[-8:-4] == b"IEND"
    assert struct.unpack(">II", png[16:24]) == (4, 4)
boxes = [(key, value) for tag, key, value in page.attributes if tag == "rect"]
assert boxes[:4] == [("x", "2"), ("y", "4"), ("width", "2"), ("height", "2")], boxes
cells = page.texts["td"]
assert "60.00 mV, 6.000 %" in cells and "2.00 2.00 4.00 4.00" in cells, cells
assert any(name in cell for cell in cells)
assert "violated" in page.texts["span"] and "expired" in cells and "r" in cells
assert any("supply 1.000 V" in text for text in page.texts["pre"]), page.texts["pre"]
