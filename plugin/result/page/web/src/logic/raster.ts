// SPDX-License-Identifier: BSD-3-Clause
//
// Values over a window as rows and columns, and what is computed of them.
import type { Box, MapLayer, Point } from "../data";
import { unpack, type Numbers } from "./unpack";

export interface Raster {
  rows: number;
  columns: number;
  window: Box;
  hasPlace: boolean;
  values: Float32Array; // NaN: nothing there
  placesX?: Numbers;
  placesY?: Numbers;
}

export function rasterOf(map: MapLayer): Raster {
  const values = unpack(map.values);
  if (values.length !== map.rows * map.columns) {
    throw new Error(
      `map ${map.id} has ${values.length} values for ${map.rows} x ${map.columns} pixels`,
    );
  }
  return {
    rows: map.rows,
    columns: map.columns,
    window: map.window,
    hasPlace: map.has_place,
    values: values instanceof Float32Array ? values : Float32Array.from(values),
    placesX: map.places_x && unpack(map.places_x),
    placesY: map.places_y && unpack(map.places_y),
  };
}

export const pitchX = (r: Raster) => (r.window[2] - r.window[0]) / r.columns;
export const pitchY = (r: Raster) => (r.window[3] - r.window[1]) / r.rows;

/** The pixel that holds a place, or -1. The upper and right edges belong to the last one. */
export function pixelAt(r: Raster, x: number, y: number): number {
  const [x0, y0, x1, y1] = r.window;
  if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1)) {
    return -1;
  }
  const column = Math.min(r.columns - 1, Math.floor((x - x0) / pitchX(r)));
  const row = Math.min(r.rows - 1, Math.floor((y - y0) / pitchY(r)));
  return row * r.columns + column;
}

export function valueAt(r: Raster, x: number, y: number): number {
  const pixel = pixelAt(r, x, y);
  return pixel < 0 ? NaN : r.values[pixel];
}

export function middleOf(r: Raster, pixel: number): Point {
  const row = Math.floor(pixel / r.columns);
  const column = pixel % r.columns;
  return [r.window[0] + (column + 0.5) * pitchX(r), r.window[1] + (row + 0.5) * pitchY(r)];
}

function placed(places: Numbers | undefined, pixel: number, pitch: number): number {
  if (!places) {
    return pitch / 2;
  }
  const value = places[pixel];
  if (places instanceof Uint16Array) {
    return value === 65535 ? pitch / 2 : (value / 65534) * pitch;
  }
  return Number.isNaN(value) ? pitch / 2 : value;
}

/** Where in a pixel its value is; the middle where that is not known. */
export function placeOf(r: Raster, pixel: number): Point {
  const row = Math.floor(pixel / r.columns);
  const column = pixel % r.columns;
  const x = placed(r.placesX, pixel, pitchX(r));
  const y = placed(r.placesY, pixel, pitchY(r));
  return [r.window[0] + column * pitchX(r) + x, r.window[1] + row * pitchY(r) + y];
}

export function pixelBox(r: Raster, pixel: number): Box {
  const [x, y] = middleOf(r, pixel);
  const [w, h] = [pitchX(r) / 2, pitchY(r) / 2];
  return [x - w, y - h, x + w, y + h];
}

export function sameShape(a: Raster, b: Raster): boolean {
  return (
    a.rows === b.rows &&
    a.columns === b.columns &&
    a.window.every((value, i) => Math.abs(value - b.window[i]) < 1e-6)
  );
}

/** a - b in the pixels of a; what b has at the middle of each counts where shapes differ. */
export function difference(a: Raster, b: Raster): Raster {
  const values = new Float32Array(a.values.length);
  const same = sameShape(a, b);
  for (let i = 0; i < values.length; i++) {
    values[i] = a.values[i] - (same ? b.values[i] : valueAt(b, ...middleOf(a, i)));
  }
  return { ...a, values, placesX: undefined, placesY: undefined };
}

export interface Extent {
  min: number;
  max: number;
  atMin: number; // the pixel, -1 where all is NaN
  atMax: number;
  mean: number;
  count: number;
}

export function extentOf(values: ArrayLike<number>): Extent {
  let [min, max, atMin, atMax, sum, count] = [Infinity, -Infinity, -1, -1, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) {
      continue;
    }
    sum += value;
    count++;
    if (value < min) {
      [min, atMin] = [value, i];
    }
    if (value > max) {
      [max, atMax] = [value, i];
    }
  }
  return count > 0
    ? { min, max, atMin, atMax, mean: sum / count, count }
    : { min: NaN, max: NaN, atMin, atMax, mean: NaN, count };
}
