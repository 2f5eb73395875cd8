// SPDX-License-Identifier: BSD-3-Clause
//
// Drawing on the canvas of a map, in um: pixels of a raster, boxes, marks, labels.
import { scaleLinear, type ScaleLinear } from "d3-scale";
import type { Box, Point } from "../data";
import { colourOf, type Scale } from "../logic/colours";
import type { Raster } from "../logic/raster";
import type { View } from "../state";

export interface Frame {
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
  width: number;
  height: number;
}

/** Scales from um to pixels of the plot, for the world as it fits and then the view. */
export function frameOf(world: Box, view: View, width: number, height: number): Frame {
  const [x0, y0, x1, y1] = world;
  const perUm = Math.min(width / (x1 - x0 || 1), height / (y1 - y0 || 1)) * 0.97;
  const left = (width - (x1 - x0) * perUm) / 2;
  const bottom = (height + (y1 - y0) * perUm) / 2;
  const xAt = (px: number) => x0 + ((px - view.x) / view.k - left) / perUm;
  const yAt = (px: number) => y0 + (bottom - (px - view.y) / view.k) / perUm;
  return {
    x: scaleLinear([xAt(0), xAt(width)], [0, width]),
    y: scaleLinear([yAt(0), yAt(height)], [0, height]),
    width,
    height,
  };
}

/** The view in which a box of um fills the plot. */
export function viewOf(world: Box, box: Box, width: number, height: number, most: number): View {
  const whole = frameOf(world, { k: 1, x: 0, y: 0 }, width, height);
  const [x0, x1] = [whole.x(box[0]), whole.x(box[2])];
  const [y0, y1] = [whole.y(box[3]), whole.y(box[1])];
  const fits = Math.min(width / (x1 - x0 || 1), height / (y1 - y0 || 1));
  const k = Math.max(1, Math.min(most, fits));
  return { k, x: width / 2 - (k * (x0 + x1)) / 2, y: height / 2 - (k * (y0 + y1)) / 2 };
}

const pictures = new WeakMap<Raster, { key: string; canvas: HTMLCanvasElement }>();

/** The raster as a picture of one pixel each, the highest row first. */
export function pictureOf(raster: Raster, scale: Scale, nothing: readonly number[]): HTMLCanvasElement {
  const key = `${scale.low} ${scale.high} ${scale.isDiverging} ${nothing.join()}`;
  const known = pictures.get(raster);
  if (known?.key === key) {
    return known.canvas;
  }
  const canvas = known?.canvas ?? document.createElement("canvas");
  canvas.width = raster.columns;
  canvas.height = raster.rows;
  const context = canvas.getContext("2d");
  if (context) {
    const image = context.createImageData(raster.columns, raster.rows);
    for (let row = 0; row < raster.rows; row++) {
      for (let column = 0; column < raster.columns; column++) {
        const value = raster.values[row * raster.columns + column];
        const at = ((raster.rows - 1 - row) * raster.columns + column) * 4;
        image.data.set(Number.isNaN(value) ? nothing : colourOf(scale, value), at);
        image.data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  }
  pictures.set(raster, { key, canvas });
  return canvas;
}

export interface Look {
  ink: string;
  paper: string;
  nothing: readonly number[];
}

export class Plot {
  private readonly context: CanvasRenderingContext2D;
  private readonly frame: Frame;
  private readonly look: Look;

  constructor(context: CanvasRenderingContext2D, frame: Frame, look: Look) {
    this.context = context;
    this.frame = frame;
    this.look = look;
  }

  clear(): void {
    this.context.clearRect(0, 0, this.frame.width, this.frame.height);
  }

  visible(): Box {
    const { x, y, width, height } = this.frame;
    return [x.invert(0), y.invert(height), x.invert(width), y.invert(0)];
  }

  pixelsPerUm(): number {
    return this.frame.x(1) - this.frame.x(0);
  }

  private colour(name: string): string {
    return name === "ink" ? this.look.ink : name;
  }

  private pixels(box: ArrayLike<number>, at = 0): [number, number, number, number] {
    const { x, y } = this.frame;
    const [left, top] = [x(box[at]), y(box[at + 3])];
    return [left, top, x(box[at + 2]) - left, y(box[at + 1]) - top];
  }

  raster(raster: Raster, scale: Scale): void {
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(
      pictureOf(raster, scale, this.look.nothing),
      ...this.pixels(raster.window),
    );
  }

  box(box: Box, colour: string, options: { dash?: number[]; width?: number } = {}): void {
    const c = this.context;
    const [left, top, width, height] = this.pixels(box);
    const line = options.width ?? 1.25;
    c.setLineDash(options.dash ?? []);
    if (line >= 1) {
      c.strokeStyle = "rgba(0,0,0,0.55)";
      c.lineWidth = line + 1.5;
      c.strokeRect(left, top, width, height);
    }
    c.strokeStyle = this.colour(colour);
    c.lineWidth = line;
    c.strokeRect(left, top, width, height);
    c.setLineDash([]);
  }

  /** Four numbers each, thin ones at least a pixel wide. */
  fillBoxes(boxes: Float32Array, colour: string): void {
    const c = this.context;
    const view = this.visible();
    c.fillStyle = colour;
    c.globalAlpha = 0.72;
    for (let i = 0; i < boxes.length; i += 4) {
      if (boxes[i] > view[2] || boxes[i + 2] < view[0] || boxes[i + 1] > view[3] || boxes[i + 3] < view[1]) {
        continue;
      }
      const [left, top, width, height] = this.pixels(boxes, i);
      c.fillRect(left, top, Math.max(1, width), Math.max(1, height));
    }
    c.globalAlpha = 1;
  }

  /** Two numbers each. */
  dots(places: Float32Array, colour: string): void {
    const c = this.context;
    const size = Math.min(7, Math.max(2, this.pixelsPerUm() * 0.25));
    c.fillStyle = colour;
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = [this.frame.x(places[i]), this.frame.y(places[i + 1])];
      if (x > -size && y > -size && x < this.frame.width + size && y < this.frame.height + size) {
        c.fillRect(x - size / 2, y - size / 2, size, size);
      }
    }
  }

  line(from: Point, to: Point, colour: string, width: number): void {
    const c = this.context;
    for (const [stroke, wide] of [["rgba(0,0,0,0.6)", width + 2], [this.colour(colour), width]] as const) {
      c.strokeStyle = stroke;
      c.lineWidth = wide;
      c.beginPath();
      c.moveTo(this.frame.x(from[0]), this.frame.y(from[1]));
      c.lineTo(this.frame.x(to[0]), this.frame.y(to[1]));
      c.stroke();
    }
  }

  mark(at: Point, colour: string, size = 4.5): void {
    const c = this.context;
    const [x, y] = [this.frame.x(at[0]), this.frame.y(at[1])];
    c.beginPath();
    c.moveTo(x, y - size);
    c.lineTo(x + size, y);
    c.lineTo(x, y + size);
    c.lineTo(x - size, y);
    c.closePath();
    c.fillStyle = this.colour(colour);
    c.strokeStyle = "#000000";
    c.lineWidth = 1;
    c.fill();
    c.stroke();
  }

  cross(at: Point): void {
    const c = this.context;
    const [x, y] = [Math.round(this.frame.x(at[0])) + 0.5, Math.round(this.frame.y(at[1])) + 0.5];
    for (const [colour, width] of [["rgba(0,0,0,0.7)", 3], ["#ffffff", 1]] as const) {
      c.strokeStyle = colour;
      c.lineWidth = width;
      c.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        c.moveTo(x + dx * 4, y + dy * 4);
        c.lineTo(x + dx * 13, y + dy * 13);
      }
      c.stroke();
    }
  }

  private text(text: string, x: number, y: number, colour: string, font: string): void {
    const c = this.context;
    c.font = font;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.lineJoin = "round";
    c.strokeStyle = "rgba(0,0,0,0.8)";
    c.lineWidth = 3;
    c.strokeText(text, x, y);
    c.fillStyle = this.colour(colour);
    c.fillText(text, x, y);
  }

  label(text: string, at: Point, colour: string): void {
    this.text(text, this.frame.x(at[0]), this.frame.y(at[1]), colour, "12px system-ui, sans-serif");
  }

  /** A name inside a box, where it fits. */
  nameIn(box: Box, name: string): void {
    const [left, top, width, height] = this.pixels(box);
    if (height >= 13 && width >= name.length * 6) {
      this.text(name, left + width / 2, top + height / 2, "#ffffff", "11px system-ui, sans-serif");
    }
  }

  /** The number of a hotspot, as a flag at the upper left of its box. */
  flag(text: string, box: Box, isStrong: boolean): void {
    const c = this.context;
    const [left, top] = this.pixels(box);
    c.font = "600 12px system-ui, sans-serif";
    const width = c.measureText(text).width + 9;
    const x = Math.max(0, Math.min(this.frame.width - width, left));
    const y = Math.max(0, top - 17);
    c.fillStyle = isStrong ? "#c81e1e" : "#ffffff";
    c.strokeStyle = "#000000";
    c.lineWidth = 1;
    c.beginPath();
    c.roundRect(x + 0.5, y + 0.5, width, 16, 3);
    c.fill();
    c.stroke();
    c.fillStyle = isStrong ? "#ffffff" : "#000000";
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.fillText(text, x + width / 2 + 0.5, y + 9);
  }
}
