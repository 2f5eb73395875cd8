// SPDX-License-Identifier: BSD-3-Clause
//
// What can be laid over the map. Each has an id, a name for people, how many things it
// holds, and draws itself.
import type { Box, PageData, Point } from "../data";
import type { CellList } from "../logic/cells";
import { unpack } from "../logic/unpack";
import type { Plot } from "./plot";

export interface Overlay {
  id: string;
  group: "Design" | "Results" | "Metal" | "Vias";
  title: string;
  count: number;
  leftOut: number;
  isDefault: boolean;
  colour: string; // of its swatch; "" for that of the text
  net: string | null; // shown with answers of this net alone
  draw(plot: Plot): void;
}

/** Overlays of nets differ in id, but are one box to tick. */
export const overlayKey = (id: string, net: string | null) =>
  net === null ? id : id.replace(`/${net}`, "");

/** Okabe and Ito's colours, which the colour-blind tell apart, without those of viridis. */
const layerColours = ["#e69f00", "#56b4e9", "#d55e00", "#cc79a7", "#f0e442", "#0072b2", "#009e73"];

function boxOverlay(
  base: Omit<Overlay, "draw" | "count" | "leftOut">,
  boxes: Box[],
  options: { labels?: string[]; dash?: number[]; width?: number },
): Overlay {
  return {
    ...base,
    count: boxes.length,
    leftOut: 0,
    draw(plot) {
      boxes.forEach((box, i) => {
        plot.box(box, base.colour, options);
        const label = options.labels?.[i];
        if (label) {
          plot.label(label, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], base.colour);
        }
      });
    },
  };
}

function markOverlay(
  base: Omit<Overlay, "draw" | "count" | "leftOut">,
  places: Point[],
): Overlay {
  return {
    ...base,
    count: places.length,
    leftOut: 0,
    draw: (plot) => places.forEach((at) => plot.mark(at, base.colour)),
  };
}

function metalOverlays(page: PageData): Overlay[] {
  const names = [...new Set(page.metal.map((metal) => metal.layer))];
  return page.metal.map((metal) => {
    let numbers: Float32Array | null = null;
    const isWire = metal.kind === "wire";
    const colour = layerColours[names.indexOf(metal.layer) % layerColours.length];
    const bytes = (metal.um.base64.length * 3) / 4 - (metal.um.base64.match(/=+$/)?.[0].length ?? 0);
    return {
      id: `${metal.kind}/${metal.net}/${metal.layer}`,
      group: isWire ? "Metal" : "Vias",
      title: metal.layer,
      count: Math.round(bytes / 4 / (isWire ? 4 : 2)),
      leftOut: metal.left_out,
      isDefault: false,
      colour,
      net: metal.net,
      draw(plot) {
        numbers ??= unpack(metal.um) as Float32Array;
        if (isWire) {
          plot.fillBoxes(numbers, colour);
        } else {
          plot.dots(numbers, colour);
        }
      },
    };
  });
}

function cellOverlay(cells: CellList): Overlay {
  const macros = new Set(cells.macros);
  const typical = cells.typicalHeight();
  return {
    id: "cells",
    group: "Design",
    title: "Cells, when zoomed in",
    count: cells.count,
    leftOut: 0,
    isDefault: true,
    colour: "rgba(255,255,255,0.75)",
    net: null,
    draw(plot) {
      const limit = 4000;
      const found = cells.within(plot.visible(), limit);
      if (found.length === limit || plot.pixelsPerUm() * typical < 14) {
        return;
      }
      for (const cell of found.filter((one) => !macros.has(one))) {
        plot.box(cells.boxOf(cell), this.colour, { width: 0.8 });
        plot.nameIn(cells.boxOf(cell), cells.names[cell]);
      }
    },
  };
}

export function overlaysOf(page: PageData, cells: CellList | null): Overlay[] {
  const overlays: Overlay[] = [];
  const base = { group: "Design" as const, isDefault: false, net: null };
  if (page.die) {
    overlays.push(
      boxOverlay({ ...base, id: "die", title: "Die", isDefault: true, colour: "ink" }, [page.die], {}),
    );
  }
  if (page.rows.length > 0) {
    overlays.push(
      boxOverlay({ ...base, id: "rows", title: "Rows", colour: "#bbbbbb" }, page.rows, {
        width: 0.5,
      }),
    );
  }
  if (cells) {
    const boxes = cells.macros.map((cell) => cells.boxOf(cell));
    if (boxes.length > 0) {
      overlays.push(
        boxOverlay(
          { ...base, id: "macros", title: "Macros and pads", isDefault: true, colour: "#ffffff" },
          boxes,
          { labels: cells.macros.map((cell) => cells.names[cell]) },
        ),
      );
    }
    overlays.push(cellOverlay(cells));
  }
  const nets = [...new Set(page.answers.map((answer) => answer.net))];
  for (const net of nets) {
    const sources = page.answers.find((answer) => answer.net === net)?.sources ?? [];
    if (sources.length > 0) {
      overlays.push(
        markOverlay(
          { ...base, id: `sources/${net}`, title: "Sources", colour: "#ff4b4b", net, isDefault: sources.length < 200 },
          sources,
        ),
      );
    }
  }
  overlays.push(...resultOverlays(page), ...pathOverlays(page), ...metalOverlays(page));
  return overlays;
}

/** The paths by which current comes to explained places, and what is missing there. */
function pathOverlays(page: PageData): Overlay[] {
  const all = page.explained ?? [];
  return [...new Set(all.map((one) => one.net))].map((net) => {
    const ofNet = all.filter((one) => one.net === net);
    return {
      id: `paths/${net}`,
      group: "Results" as const,
      title: "Paths of the current",
      count: ofNet.length,
      leftOut: 0,
      isDefault: true,
      colour: "#ff4b4b",
      net,
      draw(plot: Plot) {
        for (const { path, missing } of ofNet) {
          for (const { from, to } of path) {
            if (from && to) {
              plot.line(from, to, this.colour, 2);
            }
          }
          for (const { at, gain_v: gain } of missing) {
            if (at && gain !== null && gain > 0) {
              plot.mark(at, "#ff8c1a", 3.5);
            }
          }
        }
      },
    };
  });
}

function resultOverlays(page: PageData): Overlay[] {
  const overlays: Overlay[] = [];
  const waived = page.waivers;
  if (waived.length > 0) {
    overlays.push(
      boxOverlay(
        { id: "waivers", group: "Results", title: "Waivers", isDefault: true, colour: "#56b4e9", net: null },
        waived.map((waiver) => waiver.box),
        { dash: [6, 4], width: 1.5 },
      ),
    );
  }
  for (const net of new Set(page.findings.map((finding) => finding.net))) {
    const boxes = page.findings
      .filter((finding) => finding.net === net && finding.box)
      .map((finding) => finding.box as Box);
    if (boxes.length > 0) {
      overlays.push({
        id: `findings/${net}`,
        group: "Results",
        title: "Grid findings",
        count: boxes.length,
        leftOut: 0,
        isDefault: false,
        colour: "#ff8c1a",
        net,
        draw(plot) {
          for (const box of boxes) {
            plot.box(box, this.colour, { width: 1.5 });
            plot.mark([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], this.colour, 3);
          }
        },
      });
    }
  }
  return overlays;
}
