// SPDX-License-Identifier: BSD-3-Clause
//
// Regions of pixels above a threshold that touch by a side or a corner, worst first: the
// same as plugin/result/hotspots finds.
import type { Box, Point } from "../data";
import { pitchX, pitchY, placeOf, type Raster } from "./raster";

export interface Region {
  rank: number; // 1: the highest peak
  box: Box;
  peak: number;
  peakPixel: number;
  peakAt: Point;
  mean: number;
  pixels: number;
}

export interface Regions {
  items: Region[];
  /** For each pixel of the map the index into items, or -1. */
  ofPixel: Int32Array;
}

interface Found {
  label: number;
  pixels: number;
  row0: number;
  row1: number;
  column0: number;
  column1: number;
  peak: number;
  sum: number;
  peakPixel: number;
}

const cold = -1;
const notSeen = -2;

function grow(map: Raster, ofPixel: Int32Array, seed: number, label: number): Found {
  const { rows, columns, values } = map;
  const found: Found = {
    label,
    pixels: 0,
    row0: Infinity,
    row1: -1,
    column0: Infinity,
    column1: -1,
    peak: -Infinity,
    sum: 0,
    peakPixel: seed,
  };
  const todo = [seed];
  ofPixel[seed] = label;
  for (let pixel = todo.pop(); pixel !== undefined; pixel = todo.pop()) {
    const row = Math.floor(pixel / columns);
    const column = pixel % columns;
    const value = values[pixel];
    found.pixels++;
    found.sum += value;
    found.row0 = Math.min(found.row0, row);
    found.row1 = Math.max(found.row1, row);
    found.column0 = Math.min(found.column0, column);
    found.column1 = Math.max(found.column1, column);
    if (value > found.peak || (value === found.peak && pixel < found.peakPixel)) {
      found.peak = value;
      found.peakPixel = pixel;
    }
    for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
        const next = r * columns + c;
        if (ofPixel[next] === notSeen) {
          ofPixel[next] = label;
          todo.push(next);
        }
      }
    }
  }
  return found;
}

/** Highest peak first; then the larger, then the lower left. */
const worse = (a: Found, b: Found) =>
  b.peak - a.peak || b.pixels - a.pixels || a.peakPixel - b.peakPixel;

/** The values are in single precision: what is at the threshold in double must not be above
 * it here. */
export function findRegions(map: Raster, limit: number): Regions {
  const threshold = Math.fround(limit);
  const { values, columns } = map;
  const ofPixel = Int32Array.from(values, (v) => (v > threshold ? notSeen : cold));
  const found: Found[] = [];
  for (let i = 0; i < ofPixel.length; i++) {
    if (ofPixel[i] === notSeen) {
      found.push(grow(map, ofPixel, i, found.length));
    }
  }
  found.sort(worse);
  const rankOf = new Int32Array(found.length);
  found.forEach((region, index) => (rankOf[region.label] = index));
  for (let i = 0; i < ofPixel.length; i++) {
    if (ofPixel[i] >= 0) {
      ofPixel[i] = rankOf[ofPixel[i]];
    }
  }
  const [x0, y0] = map.window;
  const [w, h] = [pitchX(map), pitchY(map)];
  const items = found.map((region, index) => ({
    rank: index + 1,
    box: [
      x0 + region.column0 * w,
      y0 + region.row0 * h,
      x0 + (region.column1 + 1) * w,
      y0 + (region.row1 + 1) * h,
    ] as Box,
    peak: region.peak,
    peakPixel: region.peakPixel,
    peakAt: placeOf(map, region.peakPixel),
    mean: region.sum / region.pixels,
    pixels: region.pixels,
  }));
  return { items, ofPixel: columns > 0 ? ofPixel : new Int32Array(0) };
}
