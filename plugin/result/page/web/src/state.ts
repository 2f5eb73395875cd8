// SPDX-License-Identifier: BSD-3-Clause
//
// What the reader looks at: the page's data unpacked, and signals for all that can be
// changed. Views read signals and never each other.
import { emptyAnswer } from "./logic/empty";
import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Answer, Box, PageData, Point, ReportNet } from "./data";
import { cellList, type CellList } from "./logic/cells";
import { scaleFor, type Scale } from "./logic/colours";
import { findRegions, type Regions } from "./logic/hotspots";
import { comparable, frameSet, layersOf, type FrameSet, type Layer } from "./logic/layers";
import { extentOf, type Extent, type Raster } from "./logic/raster";
import { unpack } from "./logic/unpack";
import { overlayKey, overlaysOf, type Overlay } from "./map/overlays";

/** Light or dark, for the page as a whole. */
export const theme = signal<"system" | "light" | "dark">("system");
effect(() => {
  if (theme.value === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme.value;
  }
});

export interface Selection {
  label: string;
  box: Box | null;
  at: Point | null;
  cell: number; // -1: none
}

/** What to show: the whole window moved and enlarged, in pixels of the plot. */
export interface View {
  k: number;
  x: number;
  y: number;
}

/** What the next drag or click on a map is for, if not to move it. */
export type Tool = { kind: "region" } | { kind: "point"; done: (at: Point) => void };

export interface CellValues {
  drop: Float32Array | null;
  current: Float32Array | null;
}

let stores = 0;

export interface Store {
  id: number; // another one each time
  page: PageData;
  layers: Layer[];
  frames: FrameSet[];
  cells: CellList | null;
  overlays: Overlay[];
  world: Box;

  panes: Signal<string[]>; // keys of layers, one or two
  oneScale: Signal<boolean>;
  shown: Signal<ReadonlySet<string>>; // ids of overlays
  thresholds: Signal<Record<number, number>>; // by answer, where not the default
  hover: Signal<Point | null>;
  selection: Signal<Selection | null>;
  goal: Signal<Box | null>; // where the map shall go
  view: Signal<View>;
  time: Signal<number>;
  playing: Signal<boolean>;
  spoken: Signal<string>; // for screen readers
  tool: Signal<Tool | null>;
  region: Signal<Box | null>; // that the reader drew

  layerOf(pane: number): Layer;
  answerIndex: ReadonlySignal<number>;
  answer: ReadonlySignal<Answer>;
  reportNet: ReadonlySignal<ReportNet | undefined>;
  threshold: ReadonlySignal<number>;
  regions: ReadonlySignal<Regions>;
  dropRaster: ReadonlySignal<Raster | null>;
  cellValues(answer: number): CellValues;
  scaleOf(pane: number): Scale;
  goTo(selection: Selection, margin?: number): void;
  showAnswer(index: number): void;
}

const extents = new WeakMap<Raster, Extent>();

function extent(raster: Raster): Extent {
  let known = extents.get(raster);
  if (!known) {
    known = extentOf(raster.values);
    extents.set(raster, known);
  }
  return known;
}

/** The answer that a reader should see first: the worst against what counts as hot, one
 * that was solved before one that was predicted. */
export function firstAnswer(answers: readonly Answer[]): number {
  const badness = ({ worst, threshold, maps, way, quantity }: Answer) =>
    maps.length === 0 || worst === null
      ? -1
      : worst / (threshold || 1) + (way === "solve" ? 1e6 : 0) + (quantity === "drop" ? 1e9 : 0);
  let best = 0;
  answers.forEach((answer, i) => {
    best = badness(answer) > badness(answers[best]) ? i : best;
  });
  return best;
}

function worldOf(page: PageData, layers: Layer[]): Box {
  const boxes = [page.die, ...layers.slice(0, 1).map((layer) => layer.raster(0).window)];
  const known = boxes.filter((box): box is Box => box !== null);
  return known.length > 0
    ? [
        Math.min(...known.map((box) => box[0])),
        Math.min(...known.map((box) => box[1])),
        Math.max(...known.map((box) => box[2])),
        Math.max(...known.map((box) => box[3])),
      ]
    : [0, 0, 1, 1];
}

/** The currents of the cells, which several answers of a net share. */
function currentOf(page: PageData, index: number): Float32Array | null {
  const answer = page.answers[index];
  const of = page.answers.find(
    (one) =>
      one.cell_current !== undefined &&
      one.net === answer?.net &&
      one.corner === answer?.corner,
  );
  return of?.cell_current ? (unpack(of.cell_current) as Float32Array) : null;
}

export function emptyLayer(): Layer {
  const raster: Raster = {
    rows: 1,
    columns: 1,
    window: [0, 0, 1, 1],
    hasPlace: false,
    values: Float32Array.of(NaN),
  };
  return {
    key: "",
    group: "",
    short: "",
    title: "Nothing to show",
    unit: "",
    answer: -1,
    isDiverging: false,
    isDrop: false,
    frames: null,
    raster: () => raster,
  };
}

export function createStore(page: PageData): Store {
  const frames = page.frames.map(frameSet);
  const layers = layersOf(page, frames);
  const cells = page.cells && cellList(page.cells);
  const overlays = overlaysOf(page, cells);
  const values = new Map<number, CellValues>();
  const first = layers.find((layer) => layer.answer === firstAnswer(page.answers));
  const chosen = signal(Math.max(0, firstAnswer(page.answers)));

  const store: Store = {
    id: ++stores,
    page,
    layers,
    frames,
    cells,
    overlays,
    world: worldOf(page, layers),
    panes: signal([(first ?? layers[0])?.key ?? ""]),
    oneScale: signal(true),
    shown: signal(
      new Set([
        "hotspots",
        ...overlays.filter((one) => one.isDefault).map((one) => overlayKey(one.id, one.net)),
      ]),
    ),
    thresholds: signal({}),
    hover: signal(null),
    selection: signal(null),
    goal: signal(null),
    view: signal({ k: 1, x: 0, y: 0 }),
    time: signal(0),
    playing: signal(false),
    spoken: signal(""),
    tool: signal(null),
    region: signal(null),

    layerOf: (pane) =>
      layers.find((layer) => layer.key === store.panes.value[pane]) ?? layers[0] ?? emptyLayer(),
    answerIndex: computed(() => {
      const { answer } = store.layerOf(0);
      return answer >= 0 ? answer : chosen.value;
    }),
    answer: computed(() => page.answers[store.answerIndex.value] ?? emptyAnswer),
    reportNet: computed(() => page.report.nets[store.answerIndex.value]),
    threshold: computed(
      () => store.thresholds.value[store.answerIndex.value] ?? store.answer.value.threshold,
    ),
    dropRaster: computed(() => {
      const index = store.answerIndex.value;
      return layers.find((layer) => layer.answer === index && layer.isDrop)?.raster(0) ?? null;
    }),
    regions: computed(() => {
      const raster = store.dropRaster.value;
      return raster
        ? findRegions(raster, store.threshold.value)
        : { items: [], ofPixel: new Int32Array(0) };
    }),
    cellValues(index) {
      let known = values.get(index);
      if (!known) {
        const answer = page.answers[index];
        known = {
          drop: answer?.cell_drop ? (unpack(answer.cell_drop) as Float32Array) : null,
          current: currentOf(page, index),
        };
        values.set(index, known);
      }
      return known;
    },
    scaleOf(pane) {
      const layer = store.layerOf(pane);
      const of = (one: Layer) =>
        one.frames ? { min: 0, max: Math.max(...one.frames.worst) } : extent(one.raster(0));
      const all = [of(layer)];
      const other = store.panes.value.length > 1 ? store.layerOf(1 - pane) : null;
      if (other && store.oneScale.value && comparable(layer, other)) {
        all.push(of(other));
      }
      return scaleFor(all, layer.isDiverging);
    },
    goTo(selection, margin = 8) {
      store.selection.value = selection;
      const [x0, y0, x1, y1] = selection.box ?? [
        ...(selection.at ?? [0, 0]),
        ...(selection.at ?? [0, 0]),
      ];
      const pad = Math.max(margin, (x1 - x0) * 0.6, (y1 - y0) * 0.6);
      store.goal.value = [x0 - pad, y0 - pad, x1 + pad, y1 + pad];
    },
    showAnswer(index) {
      chosen.value = index;
      const layer = layers.find((one) => one.answer === index && one.isDrop);
      if (layer) {
        store.panes.value = [layer.key, ...store.panes.value.slice(1)];
      }
    },
  };
  return store;
}
