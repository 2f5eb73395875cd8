// SPDX-License-Identifier: BSD-3-Clause
//
// What changed since an earlier run: from where to where the worst drop of each net moved.
import { movesOf, type Move, type Side } from "../logic/moved";
import { percent, place, withUnit } from "../logic/units";
import type { Store } from "../state";

function SideCells({ side, store }: { side: Side | null; store: Store }) {
  if (!side) {
    return <td colSpan={2}>not looked at</td>;
  }
  return (
    <>
      <td class="num">
        {withUnit(side.worst, side.unit)}
        {side.share !== null && <span class="quiet"> {percent(side.share)}</span>}
      </td>
      <td>
        {side.at ? (
          <button
            type="button"
            class="link"
            onClick={() => store.goTo({ label: "Worst drop", box: null, at: side.at, cell: -1 })}
          >
            {place(side.at)}
          </button>
        ) : (
          "–"
        )}{" "}
        <span class="quiet">{side.instance}</span>
      </td>
    </>
  );
}

function changeOf({ before, after }: Move): string {
  if (before?.worst == null || after?.worst == null || before.unit !== after.unit) {
    return "–";
  }
  const change = after.worst - before.worst;
  const share = before.worst > 0 ? ` (${change > 0 ? "+" : ""}${percent(change / before.worst)})` : "";
  return `${change > 0 ? "+" : ""}${withUnit(change, after.unit)}${share}`;
}

export function BeforeAfter({ store }: { store: Store }) {
  const moves = movesOf(store.page);
  if (!store.page.against) {
    return null;
  }
  const pair = store.layers.find((layer) => layer.key.startsWith("before/"));
  const now = pair && store.layers.find((layer) => layer.answer === pair.answer && layer.isDrop);
  return (
    <section class="box moved" aria-label="Before and after" data-testid="moved">
      <h2>
        Before and after <span class="quiet">before: {store.page.against.name}</span>
      </h2>
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Net</th>
              <th scope="col" class="num">Worst before</th>
              <th scope="col">At</th>
              <th scope="col" class="num">Worst after</th>
              <th scope="col">At</th>
              <th scope="col" class="num">Change</th>
              <th scope="col" class="num">Hotspots</th>
            </tr>
          </thead>
          <tbody>
            {moves.map((move) => (
              <tr key={`${move.net} ${move.corner} ${move.way}`}>
                <th scope="row">
                  {move.net}
                  {move.corner !== "default" && `, corner ${move.corner}`}, {move.way}
                </th>
                <SideCells side={move.before} store={store} />
                <SideCells side={move.after} store={store} />
                <td class="num">{changeOf(move)}</td>
                <td class="num">
                  {move.before?.hotspots ?? "–"} → {move.after?.hotspots ?? "–"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pair && now && pair.key !== now.key && (
        <button
          type="button"
          class="button"
          data-testid="show-before-after"
          onClick={() => {
            store.oneScale.value = true;
            store.panes.value = [now.key, pair.key];
          }}
        >
          Show both maps side by side
        </button>
      )}
    </section>
  );
}
