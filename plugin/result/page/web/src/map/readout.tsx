// SPDX-License-Identifier: BSD-3-Clause
//
// What is under the pointer: place, value of each map, the cell there.
import type { Point } from "../data";
import { pixelAt, pixelBox, valueAt } from "../logic/raster";
import { amps, millivolts, percent, um, withUnit } from "../logic/units";
import type { Store } from "../state";

interface Reading {
  name: string;
  value: string;
}

/** The value of a map at a place, with its share of the supply. */
function valueText(store: Store, pane: number, at: Point): string {
  const layer = store.layerOf(pane);
  const value = valueAt(layer.raster(store.time.value), at[0], at[1]);
  if (Number.isNaN(value)) {
    return "nothing here";
  }
  const supply = store.page.answers[layer.answer]?.supply_v;
  const share = layer.unit === "V" && supply ? ` (${percent(value / supply)})` : "";
  return withUnit(value, layer.unit) + share;
}

function cellReadings(store: Store, at: Point): Reading[] {
  const cell = store.cells?.at(at[0], at[1]) ?? -1;
  if (!store.cells || cell < 0) {
    return [{ name: "Cell", value: "none" }];
  }
  const { drop, current } = store.cellValues(store.answerIndex.value);
  const readings = [{ name: "Cell", value: `${store.cells.names[cell]} (${store.cells.masterOf(cell)})` }];
  if (current) {
    readings.push({ name: "draws", value: amps(current[cell]) });
  }
  if (drop && !Number.isNaN(drop[cell])) {
    readings.push({ name: "its drop", value: millivolts(drop[cell]) });
  }
  return readings;
}

export function readingsOf(store: Store): Reading[] {
  const at = store.hover.value;
  if (!at) {
    return [];
  }
  const unit = store.layerOf(0).raster(0).hasPlace ? "um" : "pixels";
  const readings: Reading[] = [{ name: "x y", value: `${um(at[0])} ${um(at[1])} ${unit}` }];
  store.panes.value.forEach((_, pane) => {
    const { short, title } = store.layerOf(pane);
    readings.push({ name: `${short}: ${title}`, value: valueText(store, pane, at) });
  });
  return store.cells ? [...readings, ...cellReadings(store, at)] : readings;
}

export function readoutText(store: Store, _pane: number): string {
  return readingsOf(store)
    .map(({ name, value }) => `${name} ${value}`)
    .join(", ");
}

export function selectAt(store: Store, at: Point): void {
  const cell = store.cells?.at(at[0], at[1]) ?? -1;
  if (store.cells && cell >= 0) {
    store.selection.value = {
      label: store.cells.names[cell],
      box: store.cells.boxOf(cell),
      at: null,
      cell,
    };
    return;
  }
  const raster = store.layerOf(0).raster(0);
  const pixel = pixelAt(raster, at[0], at[1]);
  store.selection.value =
    pixel < 0
      ? null
      : { label: `Pixel at (${um(at[0])} ${um(at[1])}) ${raster.hasPlace ? "um" : "pixels"}`, box: pixelBox(raster, pixel), at: null, cell: -1 };
}

export function Readout({ store }: { store: Store }) {
  const readings = readingsOf(store);
  return (
    <div class="readout" data-testid="readout">
      {readings.length === 0 ? (
        <span class="quiet">Point at the map, or move the crosshair with the arrow keys, to read values.</span>
      ) : (
        readings.map(({ name, value }) => (
          <span class="reading" key={name}>
            <span class="quiet">{name}</span> <b>{value}</b>
          </span>
        ))
      )}
    </div>
  );
}
