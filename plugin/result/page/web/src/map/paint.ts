// SPDX-License-Identifier: BSD-3-Clause
//
// What one map shows, from the lowest to the uppermost.
import { findRegions, type Regions } from "../logic/hotspots";
import { pitchX, pitchY, type Raster } from "../logic/raster";
import type { Store } from "../state";
import { overlayKey } from "./overlays";
import { Plot, type Frame, type Look } from "./plot";

function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const nothing = style.getPropertyValue("--nothing").trim() || "#dcdcdc";
  return {
    ink: style.getPropertyValue("--ink").trim() || "#000000",
    paper: style.getPropertyValue("--paper").trim() || "#ffffff",
    nothing: [1, 3, 5].map((at) => parseInt(nothing.slice(at, at + 2), 16)),
  };
}

const known = new WeakMap<Raster, { threshold: number; regions: Regions }>();

export function regionsOf(raster: Raster, threshold: number): Regions {
  const last = known.get(raster);
  if (last?.threshold === threshold) {
    return last.regions;
  }
  const regions = findRegions(raster, threshold);
  known.set(raster, { threshold, regions });
  return regions;
}

/** The raster whose hotspots a map shows: its own if that is a drop, else that of its answer. */
export function hotRaster(store: Store, pane: number): Raster | null {
  const layer = store.layerOf(pane);
  if (layer.isDrop) {
    return layer.raster(store.time.value);
  }
  const drop = store.layers.find((one) => one.answer === layer.answer && one.isDrop);
  return drop?.raster(0) ?? null;
}

/** The borders between hot pixels and others, as lines from place to place in um. */
export function* bordersOf(raster: Raster, regions: Regions): Generator<[number, number, number, number]> {
  const { rows, columns } = raster;
  const [w, h] = [pitchX(raster), pitchY(raster)];
  const hot = (row: number, column: number) =>
    row >= 0 && row < rows && column >= 0 && column < columns && regions.ofPixel[row * columns + column] >= 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!hot(row, column)) {
        continue;
      }
      const x = raster.window[0] + column * w;
      const y = raster.window[1] + row * h;
      if (!hot(row - 1, column)) yield [x, y, x + w, y];
      if (!hot(row + 1, column)) yield [x, y + h, x + w, y + h];
      if (!hot(row, column - 1)) yield [x, y, x, y + h];
      if (!hot(row, column + 1)) yield [x + w, y, x + w, y + h];
    }
  }
}

function paintHotspots(store: Store, plot: Plot, raster: Raster, context: CanvasRenderingContext2D, frame: Frame): void {
  const regions = regionsOf(raster, store.threshold.value);
  context.beginPath();
  for (const [x0, y0, x1, y1] of bordersOf(raster, regions)) {
    context.moveTo(frame.x(x0), frame.y(y0));
    context.lineTo(frame.x(x1), frame.y(y1));
  }
  for (const [colour, width] of [["rgba(0,0,0,0.75)", 3.5], ["#ffffff", 1.5]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
  const most = 40;
  for (const region of regions.items.slice(0, most).reverse()) {
    plot.flag(String(region.rank), region.box, region.rank === 1);
  }
}

/** Overlays that are shown on a map, of its net. */
export function overlaysFor(store: Store, pane: number) {
  const net = store.page.answers[store.layerOf(pane).answer]?.net ?? store.answer.value.net;
  return store.overlays.filter((overlay) => overlay.net === null || overlay.net === net);
}

export function paint(store: Store, pane: number, canvas: HTMLCanvasElement, frame: Frame): void {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(frame.width * ratio), Math.round(frame.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d");
  if (!context) {
    return;
  }
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const plot = new Plot(context, frame, lookOf(canvas));
  const layer = store.layerOf(pane);
  plot.clear();
  plot.raster(layer.raster(store.time.value), store.scaleOf(pane));
  const shown = store.shown.value;
  for (const overlay of overlaysFor(store, pane)) {
    if (shown.has(overlayKey(overlay.id, overlay.net))) {
      overlay.draw(plot);
    }
  }
  const raster = hotRaster(store, pane);
  if (raster && shown.has("hotspots")) {
    paintHotspots(store, plot, raster, context, frame);
  }
  if (store.region.value) {
    plot.box(store.region.value, "#ffffff", { width: 2, dash: [8, 4] });
  }
  const selection = store.selection.value;
  if (selection?.box) {
    plot.box(selection.box, "#ffffff", { width: 2 });
  }
  if (selection?.at) {
    plot.mark(selection.at, "#ffffff", 5);
  }
  if (store.hover.value) {
    plot.cross(store.hover.value);
  }
  context.restore();
}
