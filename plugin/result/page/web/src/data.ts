// SPDX-License-Identifier: BSD-3-Clause
//
// What the page shows: one JSON object, which ../../page_data.c writes. A report has it
// inside, compressed; the local application asks for it at api/page. Lengths are in um,
// drops and voltages in V, currents in A, times in s. A key whose value is not known is
// null or missing.

/** Little-endian numbers in base64: f32 may hold NaN, which stands for "nothing there". */
export interface Packed {
  type: "f32" | "i32" | "u16";
  base64: string;
}

export type Box = [x0: number, y0: number, x1: number, y1: number];
export type Point = [x: number, y: number];

/** Values over a window, row-major; row 0 at the lowest y, column 0 at the lowest x. */
export interface MapLayer {
  /** "drop", "bound", "power_grid", "cell_density", "switching", "current" */
  id: string;
  title: string; // for people: "Drop, solved exactly"
  unit: string; // "V", "A" or "" for a share
  rows: number;
  columns: number;
  window: Box; // in um; in pixels where has_place is false
  has_place: boolean;
  values: Packed; // f32, rows * columns
  /** Where in each pixel its value is: u16, from 0 at its low side to 65534 at its high one,
   * 65535 at no single place; or f32, um from its low side, NaN at no single place. Left
   * out where that is not known. */
  places_x?: Packed;
  places_y?: Packed;
}

/** What is known of one net in one corner, found in one way. answers[i] of the page and
 * report.nets[i] are of the same one; those behind them are other views of these nets. */
export interface Answer {
  net: string;
  corner: string;
  quantity: string; // "drop", "dynamic"
  label: string; // "Drop", "Drop in time"
  title: string; // of a report: "IR drop"
  /** Values of the unit of the quantity are shown in this one, of which per_unit make one. */
  people_unit: string; // "mV"
  per_unit: number; // 1000
  least_is_worst: boolean; // then hotspots are below the threshold
  way: "predict" | "solve" | "read";
  way_phrase: string; // "solved exactly", "predicted"
  network: string | null; // "metal as drawn"
  is_ground: boolean;
  supply_v: number | null;
  supply_origin: string | null; // "from the DEF", "as set", "assumed"
  worst: number | null; // V, or relative (unit "") where the model knows no volts
  average: number | null;
  unit: string; // of worst, average, threshold and hotspots
  worst_at: Point | null;
  worst_layer: string | null;
  worst_instance: string | null;
  /** By how much a prediction may be off at its worst; 0: it is no prediction. */
  bound: number;
  outside_training: string | null;
  when_s: number | null; // the time of the worst, of drops in time
  threshold: number; // what counts as hot by default
  maps: MapLayer[]; // the drop first
  /** What each layer or via stack adds to the worst drop: they sum up to it. */
  shares: { name: string; drop_v: number }[];
  /** Of each cell of page.cells; NaN: not on the net. */
  cell_drop?: Packed; // f32
  /** Left out where an answer before it of the same net and corner has it. */
  cell_current?: Packed; // f32
  /** The least supply left first, at most 100. */
  supply_left: { instance: string; left_v: number }[];
  sources: Point[];
  header: [name: string, value: string][]; // the facts, as the text report has them
}

export interface Cells {
  masters: string[];
  /** One string, names between newlines, in the order of the arrays below. */
  names: string;
  master: Packed; // u16, index into masters
  x0: Packed; // f32, um
  y0: Packed;
  width: Packed;
  height: Packed;
  /** Indices of the blocks, pads and the like among them. */
  macros: number[];
}

/** Metal or cuts of one net on one layer. */
export interface Metal {
  net: string;
  layer: string;
  kind: "wire" | "via";
  /** Of wires boxes (four numbers each), of vias places (two numbers each). */
  um: Packed; // f32
  left_out: number; // shapes beyond what the page takes
}

export interface Finding {
  net: string;
  kind: string; // "missing_via", ...
  text: string;
  box: Box | null;
}

/** A piece of metal: a straight wire, a stack of vias, or a link without a layer. */
export interface Piece {
  kind: "wire" | "via" | "link";
  from_layer: string | null; // on the side of the source
  to_layer: string | null;
  from: Point | null;
  to: Point | null;
  current_a: number;
  adds_v: number; // to the drop of the place
  ohm?: number | null; // of pieces of a path
  drop_v?: number | null;
  passes?: number | null; // what part of the current of the place comes this way
}

/** Why it drops at a place of a net, by its exact solution. */
export interface Explained {
  net: string;
  rank: number; // of the hotspot; 0: the worst place of a net without
  at: Point | null;
  layer: string | null;
  instance: string | null;
  drop_v: number;
  rest_v: number; // what sources below the supply make of it
  ohm: number;
  grid_percent: number | null;
  current_percent: number | null;
  layers: { from: string | null; to: string | null; adds_v: number }[]; // with rest_v the drop
  path: Piece[]; // from the source
  metal: Piece[]; // that adds most
  cells: { instance: string; master: string; at: Point | null; power_w: number | null; adds_v: number }[];
  clusters: Record<
    "distance" | "module" | "master",
    { name: string; instances: number; power_w: number | null; adds_v: number }[]
  >;
  sources: { at: Point | null; distance_um: number | null; part: number }[];
  missing_known?: boolean; // whether wires and vias were looked at
  missing: { kind: string; text: string; at: Point | null; gain_v: number | null }[];
}

/** A drop in time, as pictures. */
export interface Frames {
  net: string;
  rows: number;
  columns: number;
  window: Box;
  times_s: number[];
  worst_v: number[];
  /** u16, one picture after the other: 65535 is nothing there, else value / full_v * 65534. */
  values: Packed;
  full_v: number;
  /** Waveforms of single instances, in V of drop; the worst first. */
  waves: { instance: string; net: string; times_s: number[]; drop_v: number[] }[];
}

/** What write_report FILE.json writes; see the manual. */
export interface Report {
  generator: string;
  version: string;
  design: string;
  nets: ReportNet[];
  gate: Gate | null;
}

export interface ReportNet {
  net: string;
  corner: string;
  way: string;
  network: string | null;
  layer: string | null;
  model: string | null;
  supply_v: number | null;
  unit: string;
  threshold: number;
  worst_drop_v?: number | null;
  average_drop_v?: number | null;
  worst_drop_bound_v?: number;
  worst_relative?: number;
  rests_on?: {
    cells: number;
    set_a: number;
    drawn_a: number;
    left_out_a: number;
    left_out: Record<string, number>;
    power_assumed: boolean;
    layers_assumed: number;
    unknown_names: number;
  };
  implausible: { id: string; message: string }[];
  hotspots: Hotspot[];
}

export interface Hotspot {
  rank: number;
  box_um: Box;
  peak_at_um: Point;
  peak: number;
  mean: number;
  pixels: number;
  waived: boolean;
  instances?: number;
  current_a?: number;
  cause?: string; // "weak_grid" or "high_current", the larger part
  cause_grid_percent?: number | null; // together 100; null: not known
  cause_current_percent?: number | null;
  top?: { instance: string; current_a: number }[];
}

export interface Gate {
  verdict: "pass" | "violated" | "unjudged";
  today: string;
  rules: string | null;
  checks: {
    limit: string;
    allowed: string;
    net: string;
    corner: string;
    verdict: string;
    value: number | null;
    bound: number | null;
    message: string;
  }[];
  places: { check: number; waived: boolean; box_um: Box | null; message: string }[];
  waivers: {
    line: number;
    reason: string;
    owner: string;
    expires: string;
    used: number;
    expired: boolean;
  }[];
}

export interface PageData {
  page: 1;
  design: string;
  report: Report;
  answers: Answer[];
  die: Box | null;
  rows: Box[];
  cells: Cells | null; // null without a design
  cells_left_out: number;
  metal: Metal[];
  findings: Finding[];
  findings_left_out: number; // beyond those that the page takes
  explained?: Explained[];
  waivers: { box: Box; reason: string }[];
  frames: Frames[];
  /** The report of an earlier run, and its page data where that was given. */
  against: { name: string; report: Report; answers?: Answer[] } | null;
}
