// SPDX-License-Identifier: BSD-3-Clause
//
// Which explanation of the page is that of what was selected.
import type { Box, Explained, Point } from "../data";

/** A place that was selected lies at an explained one, if not farther off. */
const near = 5;

interface Selected {
  label: string;
  box: Box | null;
  at: Point | null;
}

const holds = (box: Box, at: Point) =>
  at[0] >= box[0] && at[0] <= box[2] && at[1] >= box[1] && at[1] <= box[3];

/** The one whose place lies in the box, at the point, or whose instance has the name. */
export function explainedAt(all: readonly Explained[], net: string, selected: Selected): Explained | null {
  const ofNet = all.filter((one) => one.net === net);
  const named = ofNet.find((one) => one.instance !== null && one.instance === selected.label);
  if (named) {
    return named;
  }
  return (
    ofNet.find(({ at }) => {
      if (at === null) {
        return false;
      }
      if (selected.at) {
        return Math.hypot(at[0] - selected.at[0], at[1] - selected.at[1]) <= near;
      }
      return selected.box !== null && holds(selected.box, at);
    }) ??
    ofNet.find(({ at }) => at !== null && selected.box !== null && holds(selected.box, at)) ??
    null
  );
}

/** "metal4", "metal4 – metal1" */
export function layersOf({ from_layer: from, to_layer: to }: { from_layer: string | null; to_layer: string | null }): string {
  return from === to || to === null ? (from ?? "–") : `${from ?? "–"} – ${to}`;
}
