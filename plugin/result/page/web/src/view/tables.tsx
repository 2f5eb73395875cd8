// SPDX-License-Identifier: BSD-3-Clause
//
// Below the map: how drops are spread, what makes them, the top instances, supply left.
import { largest, rangesOf, type Range } from "../logic/ranges";
import { amps, millivolts, number, percent, withUnit } from "../logic/units";
import type { Store } from "../state";
import { Histogram } from "./charts";
import { DataTable, Meter } from "./table";

/** Drops of the instances, or of the pixels where no instances are known. */
function spread(store: Store): { values: ArrayLike<number>; name: string } | null {
  const { drop } = store.cellValues(store.answerIndex.value);
  if (drop && drop.some((value) => !Number.isNaN(value))) {
    return { values: drop, name: "instances" };
  }
  const raster = store.dropRaster.value;
  return raster && { values: raster.values, name: "pixels" };
}

export function Ranges({ store }: { store: Store }) {
  const found = spread(store);
  const { unit, supply_v: supply } = store.answer.value;
  if (!found) {
    return null;
  }
  const ranges = rangesOf(found.values);
  const inUnit = (value: number) => (unit === "V" ? number(value * 1e3) : number(value));
  const ofSupply = unit === "V" && supply;
  return (
    <section class="box ranges" aria-label="Ranges of drop" data-testid="ranges">
      <h2>Ranges of drop</h2>
      <DataTable
        rows={ranges}
        columns={[
          {
            title: `From to, ${unit === "V" ? "mV" : "share"}`,
            kind: "num",
            cell: ({ from, to }) => `${inUnit(from)} – ${inUnit(to)}`,
          },
          ...(ofSupply
            ? [
                {
                  title: "% of supply",
                  kind: "num" as const,
                  cell: ({ from, to }: Range) =>
                    `${number((from / ofSupply) * 100)} – ${number((to / ofSupply) * 100)}`,
                },
              ]
            : []),
          {
            title: found.name === "instances" ? "Instances" : "Pixels",
            kind: "num",
            cell: ({ count }) => count.toLocaleString("en"),
          },
          { title: "Share", kind: "num", cell: ({ share }) => percent(share) },
          {
            title: "Share as a bar",
            kind: "bar",
            isQuietTitle: true,
            cell: ({ share }) => <Meter share={share} />,
          },
        ]}
      />
      <Histogram {...found} unit={unit} threshold={store.threshold.value} />
    </section>
  );
}

export function Shares({ store }: { store: Store }) {
  const { shares } = store.answer.value;
  if (shares.length === 0) {
    return null;
  }
  const total = shares.reduce((sum, share) => sum + share.drop_v, 0);
  const most = Math.max(...shares.map((share) => share.drop_v));
  return (
    <section class="box" aria-label="Shares of layers">
      <h2>What each layer adds to the worst drop</h2>
      <DataTable
        rows={[...shares].sort((a, b) => b.drop_v - a.drop_v)}
        columns={[
          { title: "Layer", kind: "head", cell: (share) => share.name },
          { title: "Drop", kind: "num", cell: (share) => millivolts(share.drop_v) },
          { title: "Share", kind: "num", cell: (share) => percent(share.drop_v / total) },
          {
            title: "Share as a bar",
            kind: "bar",
            isQuietTitle: true,
            cell: (share) => <Meter share={share.drop_v / most} />,
          },
        ]}
        foot={["Together", millivolts(total), "100 %", ""]}
      />
    </section>
  );
}

function InstanceLink({ store, cell }: { store: Store; cell: number }) {
  const { cells } = store;
  return cells && cell >= 0 ? (
    <button
      type="button"
      class="link"
      onClick={() => store.goTo({ label: cells.names[cell], box: cells.boxOf(cell), at: null, cell }, 6)}
    >
      {cells.names[cell]}
    </button>
  ) : null;
}

function Top({ store, title, by }: { store: Store; title: string; by: "drop" | "current" }) {
  const values = store.cellValues(store.answerIndex.value);
  const key = values[by];
  const { cells } = store;
  if (!key || !cells) {
    return null;
  }
  const top = largest(key, 10).filter((cell) => key[cell] > 0);
  if (top.length === 0) {
    return null;
  }
  return (
    <section class="box" aria-label={title}>
      <h2>{title}</h2>
      <DataTable
        rows={top}
        columns={[
          { title: "Instance", kind: "head", cell: (cell) => <InstanceLink store={store} cell={cell} /> },
          { title: "Cell", isForWide: true, cell: (cell) => cells.masterOf(cell) },
          { title: "Drop", kind: "num", cell: (cell) => withUnit(values.drop?.[cell], "V") },
          { title: "Draws", kind: "num", cell: (cell) => amps(values.current?.[cell]) },
        ]}
      />
    </section>
  );
}

export function TopInstances({ store }: { store: Store }) {
  return (
    <>
      <Top store={store} title="Instances with the largest drop" by="drop" />
      <Top store={store} title="Instances that draw most" by="current" />
    </>
  );
}

export function SupplyLeft({ store }: { store: Store }) {
  const answer = store.answer.value;
  const left =
    answer.supply_left.length > 0
      ? answer.supply_left
      : (store.page.answers.find((one) => one.corner === answer.corner && one.quantity === answer.quantity && one.supply_left.length > 0)
          ?.supply_left ?? []);
  const { cells } = store;
  if (left.length === 0) {
    return null;
  }
  return (
    <section class="box" aria-label="Effective supply">
      <h2>Least supply left between power and ground</h2>
      <DataTable
        rows={left.slice(0, 10)}
        columns={[
          {
            title: "Instance",
            kind: "head",
            cell: ({ instance }) => {
              const cell = cells?.find(instance) ?? -1;
              return cell >= 0 ? <InstanceLink store={store} cell={cell} /> : instance;
            },
          },
          { title: "Left", kind: "num", cell: (one) => millivolts(one.left_v) },
          {
            title: "Of the supply",
            kind: "num",
            cell: (one) => (answer.supply_v ? percent(one.left_v / answer.supply_v) : "–"),
          },
        ]}
      />
    </section>
  );
}
