// SPDX-License-Identifier: BSD-3-Clause
//
// What is tried on a copy of a design: the list of changes, the prediction that follows each
// of them, and the exact answer that comes when the reader pauses.
import { batch, signal, type Signal } from "@preact/signals";
import type { Answer, PageData } from "../data";
import { difference, rasterOf, type Raster } from "../logic/raster";
import { checked } from "../logic/unpack";
import { createStore, emptyLayer, type Store } from "../state";
import { api, type Change, type Grid, type Tried } from "./api";
import { Latest } from "./latest";
import { pageOf, plainAnswer } from "./predicted";
import { messageOf } from "./problem";

const pause = 500; // ms without a change before the exact answer is asked for

export interface Trial {
  session: string;
  net: string;
  grid: Grid;
  store: Store;
  changes: Signal<Change[]>;
  tried: Signal<Tried>;
  exact: Signal<Tried | null>;
  isSolving: Signal<boolean>;
  tookMs: Signal<number | null>; // from the wish to the answer in hand
  problem: Signal<string>;
  set(changes: Change[]): void;
  undo(all: boolean): Promise<void>;
}

/** Changes that a newer one of the same takes the place of. */
export function keyOf(change: Change): string {
  switch (change.kind) {
    case "stripes":
    case "vias":
      return `${change.kind} ${change.layer}`;
    case "activity":
      return `activity ${change.region.join(" ")}`;
    case "move_source":
      return `move_source ${change.from.join(" ")}`;
    default:
      return `${change.kind} ${change.layer} ${change.at}`;
  }
}

/** The list with this change in the place of the one with its key, or at the end. */
export function withChange(changes: readonly Change[], change: Change): Change[] {
  const key = keyOf(change);
  const at = changes.findIndex((one) => keyOf(one) === key);
  return at < 0 ? [...changes, change] : changes.with(at, { ...changes[at], ...change } as Change);
}

function dataFor(page: PageData | null, net: string, grid: Grid, tried: Tried): PageData {
  const known = page?.answers.find((answer) => answer.net === net && answer.quantity === "drop");
  const answer: Answer = {
    ...(known ?? plainAnswer),
    net,
    unit: tried.map.unit,
    way: "predict",
    way_phrase: "predicted",
    supply_v: tried.worst.supply_v,
    worst: tried.worst.drop_v,
    worst_at: tried.worst.at,
    threshold: known?.threshold ?? (tried.worst.supply_v ?? 0) * 0.05,
    maps: [{ ...tried.map, id: "tried", title: "Drop, as tried" }],
    cell_drop: undefined,
    sources: grid.sources.map(({ at }) => at),
  };
  return pageOf({
    design: page?.design ?? "",
    answers: [answer],
    die: page?.die ?? grid.die,
    rows: page?.rows ?? [],
    cells: page?.cells ?? null,
    metal: page?.metal.filter((metal) => metal.net === net) ?? [],
  });
}

/** A store whose maps follow what is tried. */
function liveStore(data: PageData, live: Signal<Raster>, before: Raster): Store {
  const store = createStore(data);
  const [first] = store.layers;
  first.raster = () => live.value;
  let change: { of: Raster; raster: Raster } | null = null;
  const more = { ...emptyLayer(), group: first.group, short: first.short, unit: first.unit, answer: 0 };
  store.layers.push(
    { ...more, key: "opened", title: "Drop, as opened", isDrop: true, raster: () => before },
    {
      ...more,
      key: "change",
      title: "Change, as tried less as opened",
      isDiverging: true,
      raster: () => {
        const of = live.value;
        if (change?.of !== of) {
          change = { of, raster: difference(of, before) };
        }
        return change.raster;
      },
    },
  );
  store.panes.value = [first.key, "opened"];
  return store;
}

export async function openTrial(session: string, net: string): Promise<Trial> {
  const grid = await api.grid(session, net);
  const first = await api.try(session, net, []);
  const page = await api.page(session).then(checked, () => null);
  const before = rasterOf(first.map);
  const live = signal(before);
  const trial: Trial = {
    session,
    net,
    grid,
    store: liveStore(dataFor(page, net, grid, first), live, before),
    changes: signal([]),
    tried: signal(first),
    exact: signal(null),
    isSolving: signal(false),
    tookMs: signal(null),
    problem: signal(""),
    set(changes) {
      trial.changes.value = changes;
      trial.exact.value = null;
      clearTimeout(timer);
      queue.want({ changes, since: performance.now() });
    },
    async undo(all) {
      clearTimeout(timer);
      try {
        const tried = await api.undo(session, net, all);
        trial.changes.value = tried.changes;
        take(tried);
        solveLater();
      } catch (error) {
        trial.problem.value = messageOf(error);
      }
    },
  };
  let timer: ReturnType<typeof setTimeout>;
  const take = (tried: Tried) =>
    batch(() => {
      live.value = rasterOf(tried.map);
      trial.tried.value = tried;
      trial.exact.value = null;
      trial.problem.value = "";
    });
  const solveLater = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void solve(), pause);
  };
  const solve = async () => {
    const asked = trial.changes.value;
    trial.isSolving.value = true;
    try {
      const exact = await api.exact(session, net);
      if (trial.changes.value === asked) {
        batch(() => {
          live.value = rasterOf(exact.map);
          trial.exact.value = exact;
        });
      }
    } catch (error) {
      trial.problem.value = messageOf(error);
    }
    trial.isSolving.value = false;
  };
  const queue = new Latest<{ changes: Change[]; since: number }, Tried>(
    ({ changes }) => api.try(session, net, changes),
    (tried, { since }, isNewest) => {
      take(tried);
      trial.tookMs.value = performance.now() - since;
      if (isNewest) {
        solveLater();
      }
    },
    (error) => (trial.problem.value = messageOf(error)),
  );
  return trial;
}
