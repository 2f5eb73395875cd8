// SPDX-License-Identifier: BSD-3-Clause
//
// Why it drops at the place that is selected: cause, path, what metal and cells add, what is
// missing. Nothing where the page does not know.
import type { Explained } from "../data";
import { explainedAt, layersOf } from "../logic/explained";
import { amps, millivolts, number, percent, um } from "../logic/units";
import type { Selection, Store } from "../state";
import { DataTable } from "./table";

const ohms = (value: number | null) => (value === null ? "–" : `${number(value)} ohm`);

function Cause({ why }: { why: Explained }) {
  if (why.grid_percent === null || why.current_percent === null) {
    return null;
  }
  return (
    <p data-testid="why-cause">
      {Math.round(why.grid_percent)} % grid, {100 - Math.round(why.grid_percent)} % current, against the median of
      the pixels that draw current
    </p>
  );
}

function Path({ why }: { why: Explained }) {
  return (
    <DataTable
      caption="Path of its current, from the source"
      rows={why.path}
      columns={[
        {
          title: "Metal",
          kind: "head",
          cell: (piece) => (
            <>
              {layersOf(piece)}
              <br />
              <span class="quiet">
                {piece.to && `to ${piece.to.map(um).join(" ")}, `}
                {amps(piece.current_a)} × {ohms(piece.ohm ?? null)}
              </span>
            </>
          ),
        },
        { title: "Drop", kind: "num", cell: (piece) => millivolts(piece.drop_v) },
      ]}
    />
  );
}

function Adds({ why }: { why: Explained }) {
  const share = (part: number | null) => (part === null ? "–" : percent(part / why.drop_v));
  return (
    <>
      <DataTable
        caption="What layers add"
        rows={why.layers}
        columns={[
          { title: "Layer", cell: ({ from, to }) => layersOf({ from_layer: from, to_layer: to }) },
          { title: "Adds", kind: "num", cell: (row) => millivolts(row.adds_v) },
          { title: "Part", kind: "num", cell: (row) => share(row.adds_v) },
        ]}
      />
      <DataTable
        caption="Cells that cause most"
        rows={why.cells.slice(0, 6)}
        columns={[
          { title: "Instance", kind: "head", cell: (row) => row.instance },
          { title: "Adds", kind: "num", cell: (row) => millivolts(row.adds_v) },
          { title: "Part", kind: "num", cell: (row) => share(row.adds_v) },
        ]}
      />
    </>
  );
}

function Missing({ store, why }: { store: Store; why: Explained }) {
  if (why.missing.length === 0) {
    return why.missing_known === false ? null : (
      <p class="quiet">Nothing is missing near by that would matter.</p>
    );
  }
  return (
    <>
      <h4>Missing</h4>
      <ul class="plain" data-testid="why-missing">
        {why.missing.map((one) => (
          <li key={one.text}>
            {one.at ? (
              <button
                type="button"
                class="link"
                onClick={() => (store.goal.value = [one.at![0] - 8, one.at![1] - 8, one.at![0] + 8, one.at![1] + 8])}
              >
                {one.text}
              </button>
            ) : (
              one.text
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

export function Why({ store, selection }: { store: Store; selection: Selection }) {
  const why = explainedAt(store.page.explained ?? [], store.answer.value.net, selection);
  if (!why) {
    return null;
  }
  return (
    <div class="why" data-testid="why">
      <h4>Why it drops by {millivolts(why.drop_v)} there</h4>
      <Cause why={why} />
      <p class="quiet">{ohms(why.ohm)} to all sources, solved exactly</p>
      <Path why={why} />
      <Adds why={why} />
      <Missing store={store} why={why} />
    </div>
  );
}
