// SPDX-License-Identifier: BSD-3-Clause
//
// What the map can show: each map of each answer, and what follows from them: differences,
// and drops in time.
import type { Answer, Frames, PageData } from "../data";
import { difference, rasterOf, type Raster } from "./raster";
import { unpack } from "./unpack";

export interface Layer {
  key: string;
  group: string; // "VDD, solved exactly"
  short: string; // "VDD", with the corner where there are several
  title: string; // "Drop, solved exactly"
  unit: string;
  answer: number; // index into the answers, -1: of none
  isDiverging: boolean;
  isDrop: boolean; // a threshold makes sense
  frames: FrameSet | null;
  raster(time: number): Raster;
}

export interface FrameSet {
  net: string;
  times: number[];
  worst: number[];
  full: number;
  at(index: number): Raster;
  /** The drop of a pixel in time. */
  wave(pixel: number): Float32Array;
  waves: Frames["waves"];
}

export function answerName(answer: Answer, many: boolean): string {
  const corner = many ? `, corner ${answer.corner}` : "";
  const time = answer.quantity === "drop" ? "" : `, ${answer.label.toLowerCase()}`;
  return `${answer.net}${corner}, ${answer.way_phrase}${time}`;
}

const shortName = ({ net, corner }: Answer, many: boolean) => (many ? `${net} ${corner}` : net);

export function hasCorners(answers: readonly { corner: string }[]): boolean {
  return new Set(answers.map((answer) => answer.corner)).size > 1;
}

export function frameSet(frames: Frames): FrameSet {
  const values = unpack(frames.values);
  const size = frames.rows * frames.columns;
  const volts = (code: number) =>
    code === 65535 ? NaN : (code / 65534) * frames.full_v;
  let last: { index: number; raster: Raster } | null = null;
  return {
    net: frames.net,
    times: frames.times_s,
    worst: frames.worst_v,
    full: frames.full_v,
    waves: frames.waves,
    at(index) {
      if (last?.index !== index) {
        const part = values.subarray(index * size, (index + 1) * size);
        last = {
          index,
          raster: {
            rows: frames.rows,
            columns: frames.columns,
            window: frames.window,
            hasPlace: true,
            values: Float32Array.from(part, volts),
          },
        };
      }
      return last.raster;
    },
    wave: (pixel) =>
      Float32Array.from(frames.times_s, (_, t) => volts(values[t * size + pixel])),
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** The rasters of the maps of some answers, each unpacked when it is first asked for. */
function rastersOf(answers: readonly Answer[]): (() => Raster)[][] {
  return answers.map((answer) => answer.maps.map((map) => lazy(() => rasterOf(map))));
}

function alike(a: Answer, b: Answer): boolean {
  return a.net === b.net && a.corner === b.corner && a.quantity === b.quantity;
}

export function layersOf(page: PageData, frames: FrameSet[]): Layer[] {
  const many = hasCorners(page.answers);
  const rasters = rastersOf(page.answers);
  const layers: Layer[] = [];
  const add = (layer: Omit<Layer, "frames" | "raster">, raster: () => Raster) =>
    layers.push({ ...layer, frames: null, raster });

  page.answers.forEach((answer, index) => {
    const group = answerName(answer, many);
    const short = shortName(answer, many);
    answer.maps.forEach((map, at) =>
      add(
        {
          key: `${index}/${map.id}`,
          group,
          short,
          title: map.title,
          unit: map.unit,
          answer: index,
          isDiverging: map.id === "difference",
          isDrop: at === 0 || map.id === "label",
        },
        rasters[index][at],
      ),
    );
  });
  addDifferences(page, rasters, many, add);
  addAgainst(page, rasters, many, add);
  frames.forEach((set, index) =>
    layers.push({
      key: `frames/${index}`,
      group: `${set.net}, in time`,
      short: set.net,
      title: "Drop at each time, by the slider",
      unit: "V",
      answer: page.answers.findIndex(
        (answer) => answer.net === set.net && answer.quantity === "dynamic",
      ),
      isDiverging: false,
      isDrop: true,
      frames: set,
      raster: (time) => set.at(time),
    }),
  );
  return layers;
}

type Add = (layer: Omit<Layer, "frames" | "raster">, raster: () => Raster) => void;

function addDifferences(
  page: PageData,
  rasters: (() => Raster)[][],
  many: boolean,
  add: Add,
): void {
  page.answers.forEach((predicted, p) => {
    const s = page.answers.findIndex(
      (answer) => answer.way === "solve" && alike(answer, predicted),
    );
    const [a, b] = [predicted.maps[0], page.answers[s]?.maps[0]];
    if (predicted.way !== "predict" || !a || !b || a.unit !== b.unit) {
      return;
    }
    add(
      {
        key: `${p}-${s}`,
        group: `${shortName(predicted, many)}, compared`,
        short: shortName(predicted, many),
        title: "Difference, predicted less solved",
        unit: a.unit,
        answer: p,
        isDiverging: true,
        isDrop: false,
      },
      lazy(() => difference(rasters[p][0](), rasters[s][0]())),
    );
  });
}

function addAgainst(
  page: PageData,
  rasters: (() => Raster)[][],
  many: boolean,
  add: Add,
): void {
  const before = page.against?.answers ?? [];
  const beforeRasters = rastersOf(before);
  before.forEach((old, o) => {
    const now = page.answers.findIndex(
      (answer) => alike(answer, old) && answer.way === old.way,
    );
    if (!old.maps[0]) {
      return;
    }
    const short = shortName(old, many);
    const group = `${short}, before and after`;
    const common = { group, short, unit: old.maps[0].unit, answer: now };
    add(
      {
        ...common,
        key: `before/${o}`,
        title: `${old.maps[0].title}, before`,
        isDiverging: false,
        isDrop: true,
      },
      beforeRasters[o][0],
    );
    if (now >= 0 && page.answers[now].maps[0]?.unit === old.maps[0].unit) {
      add(
        {
          ...common,
          key: `change/${o}`,
          title: `Change of the drop, ${old.way_phrase}, after less before`,
          isDiverging: true,
          isDrop: false,
        },
        lazy(() => difference(rasters[now][0](), beforeRasters[o][0]())),
      );
    }
  });
}

export function comparable(a: Layer, b: Layer): boolean {
  return (
    a.unit === b.unit &&
    a.isDiverging === b.isDiverging &&
    (a.unit !== "" || (a.isDrop && b.isDrop) || a.title.split(",")[0] === b.title.split(",")[0])
  );
}

