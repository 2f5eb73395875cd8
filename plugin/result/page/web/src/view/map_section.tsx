// SPDX-License-Identifier: BSD-3-Clause
//
// The map or two of them, with all that moves them.
import { useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { MapPane } from "../map/pane";
import { Readout } from "../map/readout";
import type { Store } from "../state";
import { comparable } from "../logic/layers";
import { Overlays, Search, Threshold } from "./controls";
import { Selected, TimeSlider } from "./selected";

/** The layer to put beside the first: another way or corner of the net, else another net. */
function beside(store: Store): string {
  const first = store.layerOf(0);
  const other = store.layers.find(
    (layer) => layer.key !== first.key && layer.isDrop && layer.short === first.short,
  );
  return (other ?? store.layers.find((layer) => layer.key !== first.key) ?? first).key;
}

function Toolbar({ store }: { store: Store }) {
  const isSplit = store.panes.value.length > 1;
  const zoomTo = (k: number) => {
    document.querySelector<HTMLCanvasElement>(".pane canvas")?.dispatchEvent(
      new KeyboardEvent("keydown", { key: k > 1 ? "+" : k < 1 ? "-" : "0" }),
    );
  };
  return (
    <div class="toolbar" role="group" aria-label="Map tools">
      <span class="group">
        <button type="button" class="button" onClick={() => zoomTo(2)} aria-label="Zoom in">
          +
        </button>
        <button type="button" class="button" onClick={() => zoomTo(0.5)} aria-label="Zoom out">
          −
        </button>
        <button type="button" class="button" onClick={() => zoomTo(1)}>
          Whole die
        </button>
      </span>
      {store.layers.length > 1 && (
        <button
          type="button"
          class="button"
          data-testid="split"
          aria-pressed={isSplit}
          onClick={() => {
            const [first] = store.panes.value;
            store.panes.value = isSplit ? [first] : [first, beside(store)];
          }}
        >
          Side by side
        </button>
      )}
      {isSplit && (
        <label class="tick">
          <input
            type="checkbox"
            checked={store.oneScale.value}
            disabled={!comparable(store.layerOf(0), store.layerOf(1))}
            onChange={() => (store.oneScale.value = !store.oneScale.value)}
          />
          <span>one scale for both</span>
        </label>
      )}
      <span class="quiet keys" id="map-keys">
        Wheel or pinch zooms, drag moves, click selects. Keys: + − zoom, arrows move the
        crosshair (Shift: faster), Enter selects, 0 shows all.
      </span>
    </div>
  );
}

export function MapSection({ store, side }: { store: Store; side?: ComponentChildren }) {
  const section = useRef<HTMLElement>(null);
  useSignalEffect(() => {
    if (store.goal.value && section.current) {
      const maps = section.current.querySelector(".panes");
      const box = maps?.getBoundingClientRect();
      if (box && (box.top < 0 || box.top > window.innerHeight * 0.7)) {
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        section.current.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
      }
    }
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const set = store.panes.peek().map((_, pane) => store.layerOf(pane).frames).find((one) => one !== null);
      if (store.playing.peek() && set) {
        store.time.value = (store.time.peek() + 1) % set.times.length;
      } else if (store.playing.peek()) {
        store.playing.value = false;
      }
    }, 120);
    return () => clearInterval(timer);
  }, []);
  const isSplit = store.panes.value.length > 1;
  return (
    <section class="map-section" aria-label="Map" ref={section}>
      <div class="map-main">
        <Toolbar store={store} />
        <TimeSlider store={store} />
        <div class={isSplit ? "panes split" : "panes"}>
          {store.panes.value.map((_, pane) => (
            <MapPane key={pane} store={store} pane={pane} />
          ))}
        </div>
        <Readout store={store} />
        <p class="hidden" role="status" aria-live="polite">
          {store.spoken.value}
        </p>
      </div>
      <div class="map-side">
        {side}
        <Selected store={store} />
        <Threshold store={store} />
        <Search store={store} />
        <Overlays store={store} />
      </div>
    </section>
  );
}
