// SPDX-License-Identifier: BSD-3-Clause
//
// The state of the local application: which design is looked at, and its report as it is
// now.
import { signal, type Signal } from "@preact/signals";
import { checked } from "../logic/unpack";
import { createStore, type Store } from "../state";
import { api, ApiError, type Hello, type Opened } from "./api";

export type Screen = "report" | "try" | "predict" | "open";

export interface Local {
  hello: Hello;
  screen: Signal<Screen>;
  session: Signal<string>; // "shell", or that of a design that was opened here
  opened: Signal<Opened | null>;
  report: Signal<Store | null>;
  problem: Signal<string>; // why there is no report
  news: Signal<string>; // for people, and said to screen readers
  refresh(): Promise<void>;
}

/** What the reader looked at stays so in the new report, as far as it has the same. */
function keepLook(from: Store | null, to: Store): Store {
  if (from) {
    const known = new Set(to.layers.map((layer) => layer.key));
    const panes = from.panes.value.filter((key) => known.has(key));
    to.panes.value = panes.length > 0 ? panes : to.panes.value;
    to.view.value = from.view.value;
    to.shown.value = from.shown.value;
    to.oneScale.value = from.oneScale.value;
  }
  return to;
}

export function createLocal(hello: Hello): Local {
  const local: Local = {
    hello,
    screen: signal<Screen>("report"),
    session: signal("shell"),
    opened: signal(null),
    report: signal(null),
    problem: signal(""),
    news: signal(""),
    async refresh() {
      const session = local.session.value;
      try {
        const page = checked(await api.page(session));
        if (session === local.session.value) {
          local.report.value = keepLook(local.report.value, createStore(page));
          local.problem.value = "";
          document.title = `${page.design || "irdrop"}: supply drop`;
        }
      } catch (error) {
        local.report.value = null;
        local.problem.value = error instanceof Error ? error.message : String(error);
      }
    },
  };
  watch(local);
  return local;
}

/** Ask for the stamp each second while the page is seen; read anew when it is another one. */
function watch(local: Local): void {
  let last: { session: string; stamp: number } | null = null;
  let isAsking = false;
  const look = async () => {
    if (isAsking || document.hidden) {
      return;
    }
    isAsking = true;
    const session = local.session.value;
    try {
      const { stamp } = await api.stamp(session);
      if (last?.session === session && last.stamp !== stamp) {
        await local.refresh();
        local.news.value = `Read anew at ${new Date().toLocaleTimeString()}: a new analysis was made`;
      }
      if (local.news.value.startsWith("irdrop does not")) {
        local.news.value = "";
      }
      last = { session, stamp };
    } catch (error) {
      if (error instanceof ApiError && error.status === 410) {
        local.session.value = "shell";
        local.opened.value = null;
        local.news.value = "The design that was opened here is gone; this is that of the shell";
        await local.refresh();
      } else if (error instanceof ApiError && error.status === 0) {
        local.news.value = error.message;
      }
    }
    isAsking = false;
  };
  setInterval(() => void look(), 1000);
  void look();
}
