// SPDX-License-Identifier: BSD-3-Clause
//
// Beside the map: threshold and hotspots, overlays, search.
import { useSignal } from "@preact/signals";
import { search } from "../logic/cells";
import { percent, plural, um, withUnit } from "../logic/units";
import { overlaysFor } from "../map/paint";
import { overlayKey } from "../map/overlays";
import type { Hotspot } from "../data";
import type { Store } from "../state";
import { DataTable } from "./table";

export function Threshold({ store }: { store: Store }) {
  const answer = store.answer.value;
  const raster = store.dropRaster.value;
  const threshold = store.threshold.value;
  if (!raster) {
    return null;
  }
  const most = Math.max(answer.worst ?? 0, answer.threshold) * 1.02 || 1;
  const set = (value: number | null) => {
    const rest = { ...store.thresholds.value };
    delete rest[store.answerIndex.value];
    store.thresholds.value =
      value === null ? rest : { ...rest, [store.answerIndex.value]: value };
  };
  const share =
    answer.unit === "V" && answer.supply_v ? ` = ${percent(threshold / answer.supply_v)} of the supply` : "";
  const text = withUnit(threshold, answer.unit) + share;
  return (
    <section class="box" aria-label="Hotspots">
      <h3>Hotspots</h3>
      <label class="slider">
        <span>
          Above <b data-testid="threshold">{text}</b>
        </span>
        <input
          type="range"
          min={0}
          max={1000}
          step={1}
          value={Math.round((threshold / most) * 1000)}
          aria-label="Threshold of hotspots"
          aria-valuetext={text}
          onInput={(event) => set((Number(event.currentTarget.value) / 1000) * most)}
        />
      </label>
      <p class="hot-count" role="status">
        <b data-testid="hot-count">{plural(store.regions.value.items.length, "hotspot")}</b>
        {threshold !== answer.threshold && (
          <button type="button" class="link" onClick={() => set(null)}>
            back to {withUnit(answer.threshold, answer.unit)}
          </button>
        )}
      </p>
      <HotspotTable store={store} />
    </section>
  );
}

const causes: Record<string, string> = {
  weak_grid: "weak grid",
  high_current: "high current",
};

/** In numbers where they are known. */
function causeOf(known: Hotspot | undefined): string {
  const grid = known?.cause_grid_percent;
  return grid === undefined || grid === null
    ? (causes[known?.cause ?? ""] ?? "–")
    : `${Math.round(grid)} % grid, ${100 - Math.round(grid)} % current`;
}

function HotspotTable({ store }: { store: Store }) {
  const { items } = store.regions.value;
  const answer = store.answer.value;
  const isDefault = store.threshold.value === answer.threshold;
  const told = isDefault ? store.reportNet.value?.hotspots : undefined;
  const most = 60;
  if (items.length === 0) {
    return null;
  }
  return (
    <div class="scroll tall" tabIndex={0} role="region" aria-label="List of hotspots">
      <DataTable
        rows={items.slice(0, most)}
        columns={[
          { title: "#", cell: (region) => region.rank },
          {
            title: "Peak",
            cell: (region) => (
              <button
                type="button"
                class="link"
                data-testid={`hotspot-${region.rank}`}
                aria-label={`${withUnit(region.peak, answer.unit)}, show hotspot ${region.rank} on the map`}
                onClick={() =>
                  store.goTo({
                    label: `Hotspot ${region.rank}`,
                    box: region.box,
                    at: region.peakAt,
                    cell: -1,
                  })
                }
              >
                {withUnit(region.peak, answer.unit)}
              </button>
            ),
          },
          {
            title: `x y, ${store.dropRaster.value?.hasPlace === false ? "pixels" : "um"}`,
            cell: (region) => (told?.[region.rank - 1]?.peak_at_um ?? region.peakAt).map(um).join(" "),
          },
          told
            ? {
                title: "Cause",
                kind: "prose",
                cell: (region) => {
                  const known = told[region.rank - 1];
                  return (
                    <>
                      {causeOf(known)}
                      {known?.waived && <span class="tag">waived</span>}
                    </>
                  );
                },
              }
            : { title: "Pixels", kind: "num", cell: (region) => region.pixels },
        ]}
      />
      {items.length > most && <p class="quiet">{items.length - most} more, smaller ones</p>}
    </div>
  );
}

export function Overlays({ store }: { store: Store }) {
  const found = new Map<string, ReturnType<typeof overlaysFor>[number]>();
  store.panes.value.forEach((_, pane) => {
    for (const overlay of overlaysFor(store, pane)) {
      const key = overlayKey(overlay.id, overlay.net);
      if (!found.has(key)) {
        found.set(key, overlay);
      }
    }
  });
  const groups = ["Results", "Design", "Metal", "Vias"] as const;
  const toggle = (key: string) => {
    const shown = new Set(store.shown.value);
    if (!shown.delete(key)) {
      shown.add(key);
    }
    store.shown.value = shown;
  };
  const box = (key: string, title: string, colour: string, count: string, leftOut = 0) => (
    <label class="tick" key={key}>
      <input
        type="checkbox"
        data-testid={`overlay-${key}`}
        checked={store.shown.value.has(key)}
        onChange={() => toggle(key)}
      />
      <span class="swatch" style={{ background: colour === "ink" ? "var(--ink)" : colour }} />
      <span>{title}</span>
      <span class="quiet count">
        {count}
        {leftOut > 0 && ` (${leftOut.toLocaleString("en")} left out)`}
      </span>
    </label>
  );
  return (
    <section class="box" aria-label="Overlays">
      <h3>Laid over</h3>
      {groups.map((group) => {
        const members = [...found].filter(([, overlay]) => overlay.group === group);
        if (members.length === 0 && group !== "Results") {
          return null;
        }
        return (
          <fieldset key={group}>
            <legend>{group}</legend>
            {group === "Results" &&
              box("hotspots", "Hotspots", "#ffffff", String(store.regions.value.items.length))}
            <div class={group === "Metal" || group === "Vias" ? "ticks" : ""}>
              {members.map(([key, overlay]) =>
              box(key, overlay.title, overlay.colour, overlay.count.toLocaleString("en"), overlay.leftOut),
              )}
            </div>
          </fieldset>
        );
      })}
    </section>
  );
}

export function Search({ store }: { store: Store }) {
  const text = useSignal("");
  const { cells } = store;
  if (!cells) {
    return null;
  }
  const found = search(cells.names, text.value, 12);
  const show = (cell: number) =>
    store.goTo({ label: cells.names[cell], box: cells.boxOf(cell), at: null, cell }, 6);
  return (
    <section class="box" aria-label="Search">
      <h3>Find an instance</h3>
      <input
        type="search"
        class="wide"
        data-testid="search"
        aria-label="Name of an instance, or a part of it"
        placeholder="name or part of it"
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && found.length > 0) {
            show(found[0]);
          }
        }}
      />
      {found.length > 0 && (
        <ul class="found">
          {found.map((cell) => (
            <li key={cell}>
              <button type="button" class="link" onClick={() => show(cell)}>
                {cells.names[cell]}
              </button>{" "}
              <span class="quiet">{cells.masterOf(cell)}</span>
            </li>
          ))}
        </ul>
      )}
      {text.value.trim() !== "" && found.length === 0 && <p class="quiet">No instance has that in its name.</p>}
    </section>
  );
}

