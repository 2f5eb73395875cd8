// SPDX-License-Identifier: BSD-3-Clause
//
// The cells of the page: names, boxes, and which one is at a place.
import type { Box, Cells } from "../data";
import { unpack } from "./unpack";

export interface CellList {
  count: number;
  names: string[];
  masterOf(cell: number): string;
  boxOf(cell: number): Box;
  macros: number[];
  /** The smallest cell that holds the place, or -1. */
  at(x: number, y: number): number;
  /** Cells whose box meets this one. */
  within(box: Box, limit: number): number[];
  find(name: string): number;
  /** The height in um that half of the cells reach. */
  typicalHeight(): number;
}

/** Which cells meet each square of a regular raster over all of them. */
interface Bins {
  box: Box;
  columns: number;
  rows: number;
  cells: number[][];
}

function binsOf(boxes: Float32Array[], count: number): Bins {
  const [x0, y0, x1, y1] = boxes;
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    box[0] = Math.min(box[0], x0[i]);
    box[1] = Math.min(box[1], y0[i]);
    box[2] = Math.max(box[2], x1[i]);
    box[3] = Math.max(box[3], y1[i]);
  }
  const side = Math.max(1, Math.min(128, Math.ceil(Math.sqrt(count / 4))));
  const bins: Bins = { box, columns: side, rows: side, cells: [] };
  bins.cells = Array.from({ length: side * side }, () => []);
  for (let i = 0; i < count; i++) {
    eachBin(bins, [x0[i], y0[i], x1[i], y1[i]], (list) => list.push(i));
  }
  return bins;
}

function eachBin(bins: Bins, box: Box, visit: (cells: number[]) => void): void {
  const [x0, y0, x1, y1] = bins.box;
  const column = (x: number) => Math.floor(((x - x0) / (x1 - x0 || 1)) * bins.columns);
  const row = (y: number) => Math.floor(((y - y0) / (y1 - y0 || 1)) * bins.rows);
  const clamp = (at: number, count: number) => Math.max(0, Math.min(count - 1, at));
  for (let r = clamp(row(box[1]), bins.rows); r <= clamp(row(box[3]), bins.rows); r++) {
    const end = clamp(column(box[2]), bins.columns);
    for (let c = clamp(column(box[0]), bins.columns); c <= end; c++) {
      visit(bins.cells[r * bins.columns + c]);
    }
  }
}

export function cellList(cells: Cells): CellList {
  const [x0, y0, width, height] = [cells.x0, cells.y0, cells.width, cells.height].map(
    unpack,
  ) as Float32Array[];
  const x1 = x0.map((x, i) => x + width[i]);
  const y1 = y0.map((y, i) => y + height[i]);
  const boxes = [x0, y0, x1, y1];
  const master = unpack(cells.master);
  const count = x0.length;
  const names = count > 0 ? cells.names.split("\n").slice(0, count) : [];
  const bins = binsOf(boxes, count);
  let byName: Map<string, number> | null = null;
  return {
    count,
    names,
    macros: cells.macros,
    masterOf: (cell) => cells.masters[master[cell]] ?? "",
    boxOf: (cell) => [x0[cell], y0[cell], x1[cell], y1[cell]],
    at(x, y) {
      let [best, area] = [-1, Infinity];
      eachBin(bins, [x, y, x, y], (list) => {
        for (const i of list) {
          const size = (x1[i] - x0[i]) * (y1[i] - y0[i]);
          if (x >= x0[i] && x <= x1[i] && y >= y0[i] && y <= y1[i] && size < area) {
            [best, area] = [i, size];
          }
        }
      });
      return best;
    },
    within(box, limit) {
      const found = new Set<number>();
      eachBin(bins, box, (list) => {
        for (const i of list) {
          if (found.size >= limit) {
            return;
          }
          if (x0[i] < box[2] && x1[i] > box[0] && y0[i] < box[3] && y1[i] > box[1]) {
            found.add(i);
          }
        }
      });
      return [...found];
    },
    typicalHeight() {
      const heights = Float32Array.from(y0, (low, i) => y1[i] - low).sort();
      return heights.length > 0 ? heights[heights.length >> 1] : 0;
    },
    find(name) {
      byName ??= new Map(names.map((text, i) => [text, i]));
      return byName.get(name) ?? -1;
    },
  };
}

/** Cells whose name holds the text, those that begin with it first. */
export function search(names: string[], text: string, limit: number): number[] {
  const wanted = text.trim().toLowerCase();
  const first: number[] = [];
  const others: number[] = [];
  if (wanted === "") {
    return [];
  }
  for (let i = 0; i < names.length && first.length < limit; i++) {
    const at = names[i].toLowerCase().indexOf(wanted);
    if (at === 0) {
      first.push(i);
    } else if (at > 0 && others.length < limit) {
      others.push(i);
    }
  }
  return [...first, ...others].slice(0, limit);
}
