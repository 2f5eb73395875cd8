// SPDX-License-Identifier: BSD-3-Clause
//
// Predictions from maps, and what is tried on a design, as data of a page, so that the map
// of a report shows them, too.
import type { Answer, MapLayer, PageData, Report } from "../data";
import type { PredictedSet, Prediction } from "./api";

export const plainAnswer: Answer = {
  net: "",
  corner: "default",
  quantity: "drop",
  label: "Drop",
  title: "IR drop",
  people_unit: "mV",
  per_unit: 1000,
  least_is_worst: false,
  way: "predict",
  way_phrase: "predicted",
  network: null,
  is_ground: false,
  supply_v: null,
  supply_origin: null,
  worst: null,
  average: null,
  unit: "",
  worst_at: null,
  worst_layer: null,
  worst_instance: null,
  bound: 0,
  outside_training: null,
  when_s: null,
  threshold: 0,
  maps: [],
  shares: [],
  supply_left: [],
  sources: [],
  header: [],
};

const emptyReport: Report = { generator: "irdrop", version: "", design: "", nets: [], gate: null };

export function pageOf(changes: Partial<PageData>): PageData {
  return {
    page: 1,
    design: "",
    report: emptyReport,
    answers: [],
    die: null,
    rows: [],
    cells: null,
    cells_left_out: 0,
    metal: [],
    findings: [],
    findings_left_out: 0,
    waivers: [],
    frames: [],
    against: null,
    ...changes,
  };
}

/** What is predicted comes first: it is the drop whose hotspots count. */
function inOrder(maps: MapLayer[]): MapLayer[] {
  const order = ["predict", "label", "difference"];
  const place = ({ id }: MapLayer) => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...maps].sort((a, b) => place(a) - place(b));
}

function answerOf(set: PredictedSet): Answer {
  const [row, column] = set.summary.largest_at;
  return {
    ...plainAnswer,
    net: set.name,
    worst: set.summary.largest,
    average: set.summary.mean,
    worst_at: [column + 0.5, row + 0.5],
    threshold: set.summary.threshold,
    maps: inOrder(set.maps),
  };
}

export function pageOfPrediction(prediction: Prediction): PageData {
  return pageOf({ design: "Prediction from maps", answers: prediction.sets.map(answerOf) });
}
