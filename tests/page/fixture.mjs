// SPDX-License-Identifier: BSD-3-Clause
//
// Data of a page that can be counted by hand: a die of 100 x 80 um, maps of 20 x 16 pixels
// of 5 x 5 um. Net VDD drops 10 mV everywhere but for
//   A: rows 2 and 3, columns 2 to 4, 60 mV, at row 3, column 3 70 mV;
//   B: row 4, column 5, 58 mV: it touches A by a corner, and is one region with it;
//   C: rows 10 and 11, columns 15 and 16, 52 mV;
// and row 0 has nothing. So above 55 mV there is 1 hotspot of 7 pixels, above 50 mV there are
// 2, above 65 mV 1 of one pixel.
import { deflateSync } from "node:zlib";

export const rows = 16;
export const columns = 20;
export const threshold = 0.055;
const kinds = { f32: Float32Array, i32: Int32Array, u16: Uint16Array };

export function pack(type, numbers) {
  const values = kinds[type].from(numbers);
  return { type, base64: Buffer.from(values.buffer).toString("base64") };
}

export function dropAt(row, column) {
  if (row === 0) return NaN;
  if (row === 3 && column === 3) return 0.07;
  if ((row === 2 || row === 3) && column >= 2 && column <= 4) return 0.06;
  if (row === 4 && column === 5) return 0.058;
  if ((row === 10 || row === 11) && (column === 15 || column === 16)) return 0.052;
  return 0.01;
}

export const pixels = (value) =>
  Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns));

const layer = (id, title, value, unit = "V") => ({
  id,
  title,
  unit,
  rows,
  columns,
  window: [0, 0, 100, 80],
  has_place: true,
  values: pack("f32", pixels(value)),
});

/** 160 cells of 5 x 5 um in every second column, from row 1 on; the first one is a block. */
const cellBoxes = Array.from({ length: 150 }, (_, i) => {
  const [row, column] = [1 + Math.floor(i / 10), (i % 10) * 2];
  return [column * 5, row * 5, column * 5 + 5, row * 5 + 5];
});
cellBoxes.push([60, 5, 90, 25]);
const names = cellBoxes.map((_, i) => (i === 150 ? "mem/ram0" : `core/_${i}_`));
const drops = cellBoxes.map(([x, y]) => dropAt(y / 5, x / 5));
const side = (at) => pack("f32", cellBoxes.map((box) => box[at]));
const size = (at) => pack("f32", cellBoxes.map((box) => box[at + 2] - box[at]));

const header = [
  ["Design", "small"],
  ["Net", "VDD, power net, supply 1.100 V as set"],
  ["Power", "10.00 mW, from the report power.rpt"],
  ["Sources", "2 pin shapes of the net in the DEF"],
];

const answer = (changes) => ({
  net: "VDD",
  corner: "default",
  quantity: "drop",
  label: "Drop",
  way: "solve",
  way_phrase: "solved exactly",
  network: "metal as drawn",
  is_ground: false,
  supply_v: 1.1,
  supply_origin: "as set",
  worst: 0.07,
  average: 0.0123,
  worst_at: [17.5, 17.5],
  worst_layer: "M1",
  worst_instance: "core/_21_",
  unit: "V",
  bound: 0,
  outside_training: null,
  when_s: null,
  threshold,
  maps: [layer("drop", "Drop, solved exactly", dropAt)],
  shares: [],
  supply_left: [],
  sources: [[20, 80], [80, 80]],
  header,
  cell_drop: pack("f32", drops),
  cell_current: pack("f32", drops.map((_, i) => (i + 1) * 1e-6)),
  ...changes,
});

const net = (name, way, hotspots, changes = {}) => ({
  net: name,
  corner: "default",
  way,
  network: "drawn",
  layer: null,
  model: way === "predict" ? "pdn" : null,
  supply_v: 1.1,
  unit: "V",
  threshold,
  worst_drop_v: 0.07,
  average_drop_v: 0.0123,
  rests_on: {
    cells: 150,
    set_a: 0.01,
    drawn_a: 0.0095,
    left_out_a: 0.0005,
    left_out: { unplaced: 3, unconnected: 0 },
    power_assumed: false,
    layers_assumed: 1,
    unknown_names: 2,
  },
  implausible: [{ id: "IRD-0941", message: "Net VDD: nothing near the pad of the right side." }],
  hotspots,
  ...changes,
});

const hotspot = {
  rank: 1,
  box_um: [10, 10, 30, 25],
  peak_at_um: [17.5, 17.5],
  peak: 0.07,
  mean: 0.0611,
  pixels: 7,
  waived: true,
  instances: 5,
  current_a: 1e-4,
  cause: "weak_grid",
  cause_grid_percent: 62.7,
  cause_current_percent: 37.3,
  top: [{ instance: "core/_21_", current_a: 2e-5 }],
};

const gate = {
  verdict: "violated",
  today: "2026-11-27",
  rules: "rules.xml",
  checks: [
    { limit: "drop", allowed: "5%", net: "VDD", corner: "default", verdict: "violated", value: 0.07, bound: 0.055, message: "Net VDD, corner default, solved exactly: worst drop 70.00 mV (6.364 %), at most 5%." },
    { limit: "max_hotspots", allowed: "3", net: "VDD", corner: "default", verdict: "pass", value: 1, bound: 3, message: "Net VDD: 1 hotspot, at most 3." },
  ],
  places: [{ check: 0, waived: true, box_um: [10, 10, 30, 25], message: "Drop 70.00 mV at (17.50 17.50) um; limit drop 5%." }],
  waivers: [{ line: 7, reason: "Moves in the next floorplan", owner: "kim", expires: "2027-01-31", used: 1, expired: false }],
};

const frameValue = (time) => (row, column) => dropAt(row, column) * [0.2, 0.5, 1, 0.7, 0.3][time];
const full = 0.07;
const codes = [0, 1, 2, 3, 4].flatMap((time) =>
  pixels(frameValue(time)).map((value) => (Number.isNaN(value) ? 65535 : Math.round((value / full) * 65534))),
);
const times = [0, 1e-10, 2e-10, 3e-10, 4e-10];

/* 40 + 30 mV along the path, 0.07 V of the hotspot. */
const piece = (kind, from_layer, to_layer, from, to, drop_v) => ({
  kind, from_layer, to_layer, from, to, current_a: 0.01, ohm: drop_v / 0.01, drop_v, adds_v: drop_v, passes: 1,
});
const why = {
  net: "VDD",
  rank: 1,
  at: [17.5, 17.5],
  layer: "M1",
  instance: "core/_21_",
  drop_v: 0.07,
  rest_v: 0,
  ohm: 7,
  grid_percent: 62.7,
  current_percent: 37.3,
  layers: [
    { from: "M1", to: "M1", adds_v: 0.04 },
    { from: "M1", to: "M2", adds_v: 0.03 },
  ],
  path: [
    piece("via", "M2", "M1", [77.5, 17.5], [77.5, 17.5], 0.03),
    piece("wire", "M1", "M1", [77.5, 17.5], [17.5, 17.5], 0.04),
  ],
  metal: [],
  cells: [{ instance: "core/_21_", master: "INV_X1", at: [17.5, 17.5], power_w: 1e-3, adds_v: 0.035 }],
  clusters: { distance: [], module: [], master: [] },
  sources: [{ at: [77.5, 17.5], distance_um: 60, part: 1 }],
  missing: [
    { kind: "missing_via", text: "M1 and M2 cross without a via at (20, 15) um: a via there would take 20.00 mV (28.6 %)", at: [20, 15], gain_v: 0.02 },
  ],
};

export function report(scale = 1) {
  return {
    generator: "irdrop",
    version: "0.2.0",
    design: "small",
    nets: [
      net("VDD", "solve", [hotspot], { worst_drop_v: 0.07 * scale }),
      net("VDD", "predict", [{ ...hotspot, waived: false }], { worst_drop_v: 0.069 * scale }),
      net("VSS", "solve", [], { worst_drop_v: 0.02 * scale, implausible: [] }),
    ],
    gate,
  };
}

export function page(changes = {}) {
  const predicted = (row, column) => dropAt(row, column) - 0.001;
  return {
    page: 1,
    design: "small",
    report: report(),
    answers: [
      answer({
        shares: [
          { name: "M1", drop_v: 0.05 },
          { name: "M1-M2", drop_v: 0.015 },
          { name: "M2", drop_v: 0.005 },
        ],
        supply_left: [{ instance: "core/_21_", left_v: 1.01 }],
      }),
      answer({
        way: "predict",
        way_phrase: "predicted",
        worst: 0.069,
        bound: 0.002,
        worst_layer: null,
        worst_instance: null,
        maps: [
          layer("drop", "Drop, predicted", predicted),
          layer("bound", "Bound of the prediction", () => 0.002),
          layer("power_grid", "Strength of the grid", (row, column) => 1 - column / 40, ""),
        ],
      }),
      answer({
        net: "VSS",
        is_ground: true,
        worst: 0.02,
        worst_at: [52.5, 42.5],
        maps: [layer("drop", "Drop, solved exactly", (row, column) => (row === 8 && column === 10 ? 0.02 : 0.005))],
      }),
      answer({ quantity: "dynamic", label: "Worst drop in time", when_s: 2e-10, maps: [layer("drop", "Worst drop in time", dropAt)] }),
    ],
    die: [0, 0, 100, 80],
    rows: Array.from({ length: 15 }, (_, i) => [0, 5 + i * 5, 100, 10 + i * 5]),
    cells: {
      masters: ["INV_X1", "RAM"],
      names: names.join("\n"),
      master: pack("u16", names.map((_, i) => (i === 150 ? 1 : 0))),
      x0: side(0),
      y0: side(1),
      width: size(0),
      height: size(1),
      macros: [150],
    },
    cells_left_out: 4,
    metal: [
      { net: "VDD", layer: "M1", kind: "wire", um: pack("f32", [0, 9, 100, 11, 0, 29, 100, 31]), left_out: 0 },
      { net: "VDD", layer: "M2", kind: "wire", um: pack("f32", [19, 0, 21, 80]), left_out: 1 },
      { net: "VDD", layer: "V1", kind: "via", um: pack("f32", [20, 10, 20, 30]), left_out: 0 },
      { net: "VSS", layer: "M1", kind: "wire", um: pack("f32", [0, 19, 100, 21]), left_out: 0 },
    ],
    findings: [
      { net: "VDD", kind: "missing_via", text: "net VDD: M1 and M2 cross without a via at (19.00 9.00) um", box: [19, 14, 21, 16] },
      { net: "VDD", kind: "island", text: "net VDD: metal that no source reaches", box: [80, 70, 90, 72] },
    ],
    findings_left_out: 3,
    explained: [why],
    waivers: [{ box: [8, 8, 32, 27], reason: "Moves in the next floorplan" }],
    frames: [
      {
        net: "VDD",
        rows,
        columns,
        window: [0, 0, 100, 80],
        times_s: times,
        worst_v: [0.014, 0.035, 0.07, 0.049, 0.021],
        values: pack("u16", codes),
        full_v: full,
        waves: [{ instance: "core/_21_", net: "VDD", times_s: times, drop_v: [0.012, 0.03, 0.06, 0.04, 0.02] }],
      },
    ],
    against: null,
    ...changes,
  };
}

/** With an earlier run: VDD was half as bad again, and worst elsewhere. */
export function pageAgainst() {
  const before = (row, column) => (row === 12 && column === 4 ? 0.105 : dropAt(row, column));
  return page({
    against: {
      name: "before.json",
      report: report(1.5),
      answers: [
        answer({ worst: 0.105, worst_at: [22.5, 62.5], worst_instance: "core/_112_", maps: [layer("drop", "Drop, solved exactly", before)] }),
      ],
    },
  });
}

/** What irdrop writes: the built page with the data in the place of its marker. */
export function html(built, data) {
  const packed = deflateSync(JSON.stringify(data), { level: 9 }).toString("base64");
  const element = `<script id="irdrop-data" type="application/octet-stream">${packed}</script>`;
  return built.replace("<!--irdrop-data-->", () => element);
}
