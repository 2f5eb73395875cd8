// SPDX-License-Identifier: BSD-3-Clause
//
// Below the map: how drops are spread, what makes them, the top instances, supply left.
import { largest, rangesOf } from "../logic/ranges";
import { amps, millivolts, number, percent, withUnit } from "../logic/units";
import type { Store } from "../state";
import { Histogram } from "./charts";

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
    <section class="box" aria-label="Ranges of drop" data-testid="ranges">
      <h2>Ranges of drop</h2>
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col" class="num">
                From to, {unit === "V" ? "mV" : "share"}
              </th>
              {ofSupply && (
                <th scope="col" class="num">
                  % of supply
                </th>
              )}
              <th scope="col" class="num">
                {found.name === "instances" ? "Instances" : "Pixels"}
              </th>
              <th scope="col" class="num">
                Share
              </th>
              <th scope="col" class="bar-column">
                <span class="hidden">Share as a bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {ranges.map((range) => (
              <tr key={range.from}>
                <td class="num">
                  {inUnit(range.from)} – {inUnit(range.to)}
                </td>
                {ofSupply && (
                  <td class="num">
                    {number((range.from / ofSupply) * 100)} – {number((range.to / ofSupply) * 100)}
                  </td>
                )}
                <td class="num">{range.count.toLocaleString("en")}</td>
                <td class="num">{percent(range.share)}</td>
                <td class="bar-column">
                  <span class="meter" style={{ width: `${range.share * 100}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Layer</th>
              <th scope="col" class="num">
                Drop
              </th>
              <th scope="col" class="num">
                Share
              </th>
              <th scope="col" class="bar-column">
                <span class="hidden">Share as a bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {[...shares]
              .sort((a, b) => b.drop_v - a.drop_v)
              .map((share) => (
                <tr key={share.name}>
                  <th scope="row">{share.name}</th>
                  <td class="num">{millivolts(share.drop_v)}</td>
                  <td class="num">{percent(share.drop_v / total)}</td>
                  <td class="bar-column">
                    <span class="meter" style={{ width: `${Math.max(0, share.drop_v / most) * 100}%` }} />
                  </td>
                </tr>
              ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Together</th>
              <td class="num">{millivolts(total)}</td>
              <td class="num">100 %</td>
              <td class="bar-column" />
            </tr>
          </tfoot>
        </table>
      </div>
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
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Instance</th>
              <th scope="col">Cell</th>
              <th scope="col" class="num">
                Drop
              </th>
              <th scope="col" class="num">
                Draws
              </th>
            </tr>
          </thead>
          <tbody>
            {top.map((cell) => (
              <tr key={cell}>
                <th scope="row">
                  <InstanceLink store={store} cell={cell} />
                </th>
                <td>{cells.masterOf(cell)}</td>
                <td class="num">{withUnit(values.drop?.[cell], "V")}</td>
                <td class="num">{amps(values.current?.[cell])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Instance</th>
              <th scope="col" class="num">
                Left
              </th>
              <th scope="col" class="num">
                Of the supply
              </th>
            </tr>
          </thead>
          <tbody>
            {left.slice(0, 10).map((one) => {
              const cell = cells?.find(one.instance) ?? -1;
              return (
                <tr key={one.instance}>
                  <th scope="row">{cell >= 0 ? <InstanceLink store={store} cell={cell} /> : one.instance}</th>
                  <td class="num">{millivolts(one.left_v)}</td>
                  <td class="num">{answer.supply_v ? percent(one.left_v / answer.supply_v) : "–"}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
