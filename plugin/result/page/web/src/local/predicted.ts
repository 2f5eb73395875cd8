// SPDX-License-Identifier: BSD-3-Clause
//
// Predictions from maps, and what is tried on a design, as data of a page, so that the map
// of a report shows them, too.
import { emptyAnswer } from "../logic/empty";
import type { Answer, MapLayer, PageData, Report } from "../data";
import type { PredictedSet, Prediction } from "./api";

export const plainAnswer: Answer = {
  ...emptyAnswer,
  corner: "default",
  way: "predict",
  way_phrase: "predicted",
  unit: "",
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
