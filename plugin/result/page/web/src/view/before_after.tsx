// SPDX-License-Identifier: BSD-3-Clause
//
// What changed since an earlier run: from where to where the worst drop of each net moved.
import { movesOf, type Move, type Side } from "../logic/moved";
import { percent, place, withUnit } from "../logic/units";
import type { Store } from "../state";
import { DataTable } from "./table";

const ways: Record<string, string> = { solve: "solved exactly", predict: "predicted", read: "read" };

function Worst({ side }: { side: Side | null }) {
  return side ? (
    <>
      {withUnit(side.worst, side.unit)}
      {side.share !== null && <span class="quiet"> {percent(side.share)}</span>}
    </>
  ) : (
    <>not looked at</>
  );
}

function Where({ side, store }: { side: Side | null; store: Store }) {
  if (!side?.at) {
    return <>–</>;
  }
  return (
    <>
      <button
        type="button"
        class="link"
        onClick={() => store.goTo({ label: "Worst drop", box: null, at: side.at, cell: -1 })}
      >
        {place(side.at)}
      </button>{" "}
      <span class="quiet">{side.instance}</span>
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
  const pairs = store.layers.filter((layer) => layer.key.startsWith("before/"));
  const pair = pairs.find((layer) => layer.answer === store.answerIndex.value) ?? pairs[0];
  const now = pair && store.layers.find((layer) => layer.answer === pair.answer && layer.isDrop);
  return (
    <section class="box moved" aria-label="Before and after" data-testid="moved">
      <h2>
        Before and after <span class="quiet">before: {store.page.against.name}</span>
      </h2>
      <DataTable
        stack
        rows={moves}
        columns={[
          {
            title: "Net",
            kind: "head",
            cell: ({ net, corner, way }) =>
              `${net}${corner === "default" ? "" : `, corner ${corner}`}, ${ways[way] ?? way}`,
          },
          { title: "Worst before", kind: "num", cell: ({ before }) => <Worst side={before} /> },
          { title: "Before at", cell: ({ before }) => <Where side={before} store={store} /> },
          { title: "Worst after", kind: "num", cell: ({ after }) => <Worst side={after} /> },
          { title: "After at", cell: ({ after }) => <Where side={after} store={store} /> },
          { title: "Change", kind: "num", cell: changeOf },
          {
            title: "Hotspots",
            kind: "num",
            cell: ({ before, after }) => `${before?.hotspots ?? "–"} → ${after?.hotspots ?? "–"}`,
          },
        ]}
      />
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
