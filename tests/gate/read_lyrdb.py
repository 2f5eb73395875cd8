# SPDX-License-Identifier: BSD-3-Clause
"""KLayout's own reader on r.lyrdb of the scene in tests/unit/test_formats.c:

    klayout -zz -r read_lyrdb.py
"""
import pya

database = pya.ReportDatabase("r")
database.load("r.lyrdb")
categories = {c.path(): c.num_items() for c in database.each_category()}
assert categories == {"'VDD hotspot'": 2, "'VDD limit drop'": 2}, categories
waived = database.tag_id("waived")
found = []
for item in database.each_item():
    values = list(item.each_value())
    assert values[0].is_box() and all(value.is_string() for value in values[1:])
    box = values[0].box()
    found.append((box.left, box.bottom, box.right, box.top, item.has_tag(waived)))
boxes = [(2, 2, 4, 4, False), (6, 6, 8, 8, True)]
assert found == boxes + boxes, found
print("KLayout has read it")
