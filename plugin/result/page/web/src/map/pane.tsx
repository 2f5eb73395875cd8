// SPDX-License-Identifier: BSD-3-Clause
//
// One map: its layer to choose, colour bar, canvas with axes, zoomed and moved by mouse,
// touch and keyboard.
import { useSignal, useSignalEffect } from "@preact/signals";
import { axisBottom, axisLeft } from "d3-axis";
import { select } from "d3-selection";
import { zoom, zoomIdentity, ZoomTransform, type ZoomBehavior } from "d3-zoom";
import { useEffect, useRef } from "preact/hooks";
import type { Box, Point } from "../data";
import { pitchX, pitchY } from "../logic/raster";
import { theme, type Store, type View } from "../state";
import { ColourBar } from "./colour_bar";
import { paint } from "./paint";
import { frameOf, viewOf, type Frame } from "./plot";
import { readoutText, selectAt } from "./readout";

const margin = { left: 46, bottom: 36, top: 18, right: 10 };

interface Size {
  width: number;
  height: number;
}

function mostZoom(store: Store): number {
  return Math.max(20, (store.world[2] - store.world[0]) / 3);
}

function sizeFor(store: Store, outer: number, isSplit: boolean): Size {
  const width = Math.max(160, outer - margin.left - margin.right);
  const [x0, y0, x1, y1] = store.world;
  const tall = width * ((y1 - y0) / (x1 - x0 || 1));
  const most = Math.max(260, Math.min(isSplit ? 560 : 680, window.innerHeight * 0.78));
  return { width, height: Math.round(Math.max(220, Math.min(most, tall))) };
}

/** Move the crosshair by pixels of the map; the view follows where it would leave. */
function moveCross(store: Store, frame: Frame, step: Point): View | null {
  const [x0, y0, x1, y1] = store.world;
  const from = store.hover.value ?? [frame.x.invert(frame.width / 2), frame.y.invert(frame.height / 2)];
  const at: Point = [
    Math.min(x1, Math.max(x0, from[0] + step[0])),
    Math.min(y1, Math.max(y0, from[1] + step[1])),
  ];
  store.hover.value = at;
  const view = store.view.value;
  const [px, py] = [frame.x(at[0]), frame.y(at[1])];
  const over = (value: number, size: number) =>
    value < size * 0.1 ? size * 0.1 - value : value > size * 0.9 ? size * 0.9 - value : 0;
  const [dx, dy] = [over(px, frame.width), over(py, frame.height)];
  return view.k > 1 && (dx || dy) ? { k: view.k, x: view.x + dx, y: view.y + dy } : null;
}

function boxBetween(a: Point, b: Point): Box | null {
  const box: Box = [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  return box[0] < box[2] && box[1] < box[3] ? box : null;
}

/** Whether a click only ended the drawing of a region: it lies at a corner of it. */
function justDrawn(store: Store, [x, y]: Point): boolean {
  const box = store.region.value;
  return box !== null && (x === box[0] || x === box[2]) && (y === box[1] || y === box[3]);
}

const arrows: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function onKey(store: Store, pane: number, frame: Frame, event: KeyboardEvent, zoomBy: (k: number) => void, setView: (view: View) => void): void {
  const direction = arrows[event.key];
  if (direction) {
    const raster = store.layerOf(pane).raster(0);
    const reach = event.shiftKey ? 10 : 1;
    const view = moveCross(store, frame, [
      direction[0] * pitchX(raster) * reach,
      direction[1] * pitchY(raster) * reach,
    ]);
    if (view) {
      setView(view);
    }
  } else if (event.key === "+" || event.key === "=") {
    zoomBy(1.5);
  } else if (event.key === "-" || event.key === "_") {
    zoomBy(1 / 1.5);
  } else if (event.key === "0") {
    setView({ k: 1, x: 0, y: 0 });
  } else if (event.key === "Enter" && store.hover.value) {
    selectAt(store, store.hover.value);
  } else if (event.key === "Escape") {
    store.selection.value = null;
  } else {
    return;
  }
  event.preventDefault();
  store.spoken.value = readoutText(store, pane);
}

export function MapPane({ store, pane }: { store: Store; pane: number }) {
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const axes = useRef<SVGSVGElement>(null);
  const behaviour = useRef<ZoomBehavior<HTMLCanvasElement, unknown> | null>(null);
  const corner = useRef<Point | null>(null); // of a region that is being drawn
  const size = useSignal<Size>({ width: 300, height: 300 });
  const repaint = useSignal(0);
  const isSplit = store.panes.value.length > 1;
  const layer = store.layerOf(pane);

  const frameNow = () => frameOf(store.world, store.view.value, size.value.width, size.value.height);
  const setView = (view: View) => {
    const element = canvas.current;
    if (element && behaviour.current) {
      const to = zoomIdentity.translate(view.x, view.y).scale(view.k);
      select(element).call(behaviour.current.transform, to);
    }
  };
  const zoomBy = (k: number) => {
    const element = canvas.current;
    if (element && behaviour.current) {
      const at = store.hover.value;
      const frame = frameNow();
      const centre: Point | undefined = at ? [frame.x(at[0]), frame.y(at[1])] : undefined;
      select(element).call(behaviour.current.scaleBy, k, centre);
    }
  };

  useEffect(() => {
    const element = holder.current;
    if (!element) {
      return undefined;
    }
    const fit = () => {
      const next = sizeFor(store, element.clientWidth, isSplit);
      const old = size.peek();
      if (next.width === old.width && next.height === old.height) {
        return;
      }
      const view = store.view.peek();
      if (pane === 0 && view.k > 1) {
        const { x, y, width, height } = frameOf(store.world, view, old.width, old.height);
        const seen = [x.invert(0), y.invert(height), x.invert(width), y.invert(0)] as const;
        store.goal.value = [...seen];
      } else if (pane === 0) {
        store.view.value = { k: 1, x: 0, y: 0 };
      }
      size.value = next;
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    fit();
    return () => observer.disconnect();
  }, [isSplit]);

  useEffect(() => {
    const again = () => repaint.value++;
    const queries = ["(prefers-color-scheme: dark)", "print"].map((q) => matchMedia(q));
    queries.forEach((query) => query.addEventListener("change", again));
    addEventListener("beforeprint", again);
    addEventListener("afterprint", again);
    return () => {
      queries.forEach((query) => query.removeEventListener("change", again));
      removeEventListener("beforeprint", again);
      removeEventListener("afterprint", again);
    };
  }, []);

  useSignalEffect(() => {
    const element = canvas.current;
    const { width, height } = size.value;
    if (!element) {
      return;
    }
    behaviour.current ??= zoom<HTMLCanvasElement, unknown>()
      .filter(
        (event: MouseEvent) =>
          (event.type === "wheel" || store.tool.peek()?.kind !== "region") &&
          (!event.ctrlKey || event.type === "wheel") &&
          !event.button,
      )
      .on("zoom", (event) => {
        const { k, x, y } = event.transform as ZoomTransform;
        store.view.value = { k, x, y };
      });
    behaviour.current
      .scaleExtent([1, mostZoom(store)])
      .extent([[0, 0], [width, height]])
      .translateExtent([[0, 0], [width, height]]);
    select(element).call(behaviour.current);
  });

  useSignalEffect(() => {
    const goal = store.goal.value;
    if (goal && pane === 0) {
      const { width, height } = size.value;
      store.goal.value = null;
      setView(viewOf(store.world, goal, width, height, mostZoom(store)));
    }
  });

  useSignalEffect(() => {
    const { k, x, y } = store.view.value;
    const element = canvas.current as (HTMLCanvasElement & { __zoom?: ZoomTransform }) | null;
    if (element) {
      element.__zoom = new ZoomTransform(k, x, y);
    }
  });

  useSignalEffect(() => {
    repaint.value;
    theme.value;
    const svg = axes.current;
    const { width, height } = size.value;
    const frame = frameNow();
    if (canvas.current) {
      paint(store, pane, canvas.current, frame);
    }
    if (svg) {
      select(svg)
        .select<SVGGElement>(".x-axis")
        .attr("transform", `translate(${margin.left},${margin.top + height})`)
        .call(axisBottom(frame.x).ticks(Math.max(3, width / 90)).tickSizeOuter(0));
      select(svg)
        .select<SVGGElement>(".y-axis")
        .attr("transform", `translate(${margin.left},${margin.top})`)
        .call(axisLeft(frame.y).ticks(Math.max(3, height / 70)).tickSizeOuter(0));
    }
  });

  const at = (event: PointerEvent | MouseEvent): Point => {
    const box = canvas.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const frame = frameNow();
    return [frame.x.invert(event.clientX - box.left), frame.y.invert(event.clientY - box.top)];
  };
  const { width, height } = size.value;
  const outer = { width: width + margin.left + margin.right, height: height + margin.top + margin.bottom };
  const unit = layer.raster(0).hasPlace ? "um" : "pixels";
  return (
    <div class="pane">
      <LayerChoice store={store} pane={pane} />
      <div class="plot-holder" ref={holder}>
        <ColourBar store={store} pane={pane} width={width} left={margin.left} />
        <div class="plot" style={{ width: `${outer.width}px`, height: `${outer.height}px` }}>
          <canvas
            ref={canvas}
            tabIndex={0}
            role="application"
            aria-roledescription="map"
            aria-label={`Map of ${layer.group}: ${layer.title}`}
            aria-describedby="map-keys"
            style={{ left: `${margin.left}px`, top: `${margin.top}px`, width: `${width}px`, height: `${height}px` }}
            onPointerDown={(event) => {
              if (store.tool.value?.kind === "region") {
                corner.current = at(event);
                event.currentTarget.setPointerCapture(event.pointerId);
              }
            }}
            onPointerUp={() => {
              if (corner.current) {
                corner.current = null;
                store.tool.value = null;
              }
            }}
            onPointerMove={(event) => {
              store.hover.value = at(event);
              if (corner.current) {
                store.region.value = boxBetween(corner.current, at(event));
              }
            }}
            onPointerLeave={(event) => {
              if (event.pointerType === "mouse") {
                store.hover.value = null;
              }
            }}
            onClick={(event) => {
              store.hover.value = at(event);
              const tool = store.tool.value;
              if (tool?.kind === "point") {
                store.tool.value = null;
                tool.done(at(event));
              } else if (!justDrawn(store, at(event))) {
                selectAt(store, at(event));
              }
            }}
            onKeyDown={(event) => onKey(store, pane, frameNow(), event, zoomBy, setView)}
          />
          <svg ref={axes} class="axes" width={outer.width} height={outer.height} aria-hidden="true">
            <g class="x-axis" />
            <g class="y-axis" />
            <text x={margin.left + width} y={outer.height - 3} text-anchor="end">
              x, {unit}
            </text>
            <text x={2} y={10}>
              y, {unit}
            </text>
          </svg>
        </div>
      </div>
    </div>
  );
}

function LayerChoice({ store, pane }: { store: Store; pane: number }) {
  // What is of the net that is looked at comes first.
  const { short } = store.layerOf(0);
  const groups = [...new Set(store.layers.map((layer) => layer.group))];
  const rank = (group: string) => {
    const name = store.layers.find((layer) => layer.group === group)?.short ?? "";
    return name === short ? 0 : name.split(" ")[0] === short.split(" ")[0] ? 1 : 2;
  };
  groups.sort((a, b) => rank(a) - rank(b));
  const name = store.panes.value.length > 1 ? (pane === 0 ? "Left map" : "Right map") : "Layer";
  return (
    <label class="layer-choice">
      <span>{name}</span>
      <select
        data-testid={`layer-${pane}`}
        value={store.layerOf(pane).key}
        onChange={(event) => {
          const panes = [...store.panes.value];
          panes[pane] = event.currentTarget.value;
          store.panes.value = panes;
        }}
      >
        {groups.map((group) => (
          <optgroup label={group} key={group}>
            {store.layers
              .filter((layer) => layer.group === group)
              .map((layer) => (
                <option value={layer.key} key={layer.key}>
                  {layer.short}: {layer.title}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
