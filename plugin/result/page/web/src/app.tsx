// SPDX-License-Identifier: BSD-3-Clause
//
// The page as a whole: reads its data, from inside itself or from the local application,
// and puts the parts one below the other.
import { signal, type Signal } from "@preact/signals";
import type { VNode } from "preact";
import type { PageData } from "./data";
import { checked, readEmbedded } from "./logic/unpack";
import { createStore, type Store } from "./state";
import { BeforeAfter } from "./view/before_after";
import { Facts, Findings, GateTables } from "./view/checks";
import { MapSection } from "./view/map_section";
import { AllAnswers, Summary, Verdict } from "./view/summary";
import { Ranges, Shares, SupplyLeft, TopInstances } from "./view/tables";

type Loaded = { kind: "loading" } | { kind: "failed"; why: string } | { kind: "ready"; store: Store };

async function readPage(): Promise<PageData> {
  const inside = document.getElementById("irdrop-data");
  if (inside) {
    return readEmbedded(inside.textContent ?? "");
  }
  const answer = await fetch("api/page", { cache: "no-store" });
  if (!answer.ok) {
    throw new Error(`api/page answers ${answer.status}`);
  }
  return checked(await answer.json());
}

function load(state: Signal<Loaded>): void {
  readPage().then(
    (page) => {
      document.title = `${page.design || "irdrop"}: supply drop`;
      state.value = { kind: "ready", store: createStore(page) };
    },
    (error: unknown) => {
      state.value = { kind: "failed", why: error instanceof Error ? error.message : String(error) };
    },
  );
}

function ThemeButton({ store }: { store: Store }) {
  const order = ["system", "light", "dark"] as const;
  const { value } = store.theme;
  return (
    <button
      type="button"
      class="button"
      data-testid="theme"
      onClick={() => (store.theme.value = order[(order.indexOf(value) + 1) % order.length])}
    >
      Theme: {value}
    </button>
  );
}

function Licences() {
  const text = document.getElementById("licences")?.textContent?.trim() ?? "";
  return (
    <details class="licences">
      <summary>Licences of the libraries in this page</summary>
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}

function Page({ store }: { store: Store }) {
  const { report, design } = store.page;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the report
      </a>
      <header class="top">
        <div>
          <h1>{design || "Supply drop"}</h1>
          <p class="quiet">Supply drop report</p>
        </div>
        <div class="top-tools">
          <ThemeButton store={store} />
          <button type="button" class="button" onClick={() => print()}>
            Print
          </button>
        </div>
      </header>
      <main id="main">
        <Verdict store={store} />
        <Summary store={store} />
        <BeforeAfter store={store} />
        <AllAnswers store={store} />
        <MapSection store={store} />
        <div class="panels">
          <Ranges store={store} />
          <Shares store={store} />
          <TopInstances store={store} />
          <SupplyLeft store={store} />
          <Findings store={store} />
          <GateTables store={store} />
          <Facts store={store} />
        </div>
      </main>
      <footer>
        <p class="quiet">
          {report.generator} {report.version}. Lengths in um, drops in mV and % of the supply. This
          file is complete in itself and asks no network for anything.
        </p>
        <Licences />
      </footer>
    </>
  );
}

function App({ state }: { state: Signal<Loaded> }) {
  const { value } = state;
  if (value.kind === "loading") {
    return <p class="loading">irdrop: reading the data ...</p>;
  }
  if (value.kind === "failed") {
    return (
      <main class="failed">
        <h1>irdrop</h1>
        <p>The data of this page cannot be read: {value.why}</p>
      </main>
    );
  }
  return <Page store={value.store} />;
}

export function start(): VNode {
  const state = signal<Loaded>({ kind: "loading" });
  load(state);
  return <App state={state} />;
}
