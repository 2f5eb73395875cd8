// SPDX-License-Identifier: BSD-3-Clause
//
// The page as a whole: reads its data, from inside itself or from the local application,
// and puts the parts one below the other.
import { signal, type Signal } from "@preact/signals";
import { Fragment, type ComponentChildren, type VNode } from "preact";
import { api } from "./local/api";
import { Downloads } from "./local/downloads";
import { createLocal, type Local, type Screen } from "./local/local";
import { OpenScreen } from "./local/open_screen";
import { PredictScreen } from "./local/predict_screen";
import { messageOf } from "./local/problem";
import { TryScreen } from "./local/try_screen";
import { readEmbedded } from "./logic/unpack";
import { createStore, theme, type Store } from "./state";
import { BeforeAfter } from "./view/before_after";
import { Facts, Findings, GateTables } from "./view/checks";
import { MapSection } from "./view/map_section";
import { AllAnswers, Summary, Verdict } from "./view/summary";
import { Ranges, Shares, SupplyLeft, TopInstances } from "./view/tables";

type Loaded =
  | { kind: "loading" }
  | { kind: "failed"; why: string }
  | { kind: "report"; store: Store }
  | { kind: "local"; local: Local };

/** A report has its data inside; without any the local application served the page. */
async function load(): Promise<Loaded> {
  const inside = document.getElementById("irdrop-data");
  if (inside) {
    const page = await readEmbedded(inside.textContent ?? "");
    document.title = `${page.design || "irdrop"}: supply drop`;
    return { kind: "report", store: createStore(page) };
  }
  const local = createLocal(await api.hello());
  await local.refresh();
  return { kind: "local", local };
}

function ThemeButton() {
  const order = ["system", "light", "dark"] as const;
  const { value } = theme;
  return (
    <button
      type="button"
      class="button"
      data-testid="theme"
      onClick={() => (theme.value = order[(order.indexOf(value) + 1) % order.length])}
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

/** What is around every screen. */
function Frame({ title, subtitle, nav, foot, children }: { title: string; subtitle: string; nav?: ComponentChildren; foot: string; children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <div>
          <h1>{title}</h1>
          <p class="quiet">{subtitle}</p>
        </div>
        {nav}
        <div class="top-tools">
          <ThemeButton />
          <button type="button" class="button" onClick={() => print()}>
            Print
          </button>
        </div>
      </header>
      <main id="main">{children}</main>
      <footer>
        <p class="quiet">{foot}</p>
        <Licences />
      </footer>
    </>
  );
}

function Report({ store }: { store: Store }) {
  return (
    <Fragment key={store.id}>
      <Verdict store={store} />
      <Summary store={store} />
      <AllAnswers store={store} />
      <BeforeAfter store={store} />
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
    </Fragment>
  );
}

function ReportPage({ store }: { store: Store }) {
  const { report, design } = store.page;
  return (
    <Frame
      title={design || "Supply drop"}
      subtitle="Supply drop report"
      foot={`${report.generator} ${report.version}. Lengths in um, drops in mV and % of the supply. This file is complete in itself and asks no network for anything.`}
    >
      <Report store={store} />
    </Frame>
  );
}

const screens: [Screen, string][] = [
  ["report", "Report"],
  ["try", "Try changes"],
  ["predict", "Predict from maps"],
  ["open", "Open a design"],
];

function LocalReport({ local }: { local: Local }) {
  const store = local.report.value;
  if (!store) {
    return (
      <section class="box" data-testid="no-report">
        <h2>No report yet</h2>
        <p>{local.problem.value}</p>
        <p class="quiet">
          Read a design in the shell and solve it, and this page shows it; or open LEF and DEF
          files, or predict from maps.
        </p>
      </section>
    );
  }
  return (
    <>
      <Report store={store} />
      <div class="panels">
        <Downloads store={store} session={local.session.value} />
      </div>
    </>
  );
}

function LocalPage({ local }: { local: Local }) {
  const screen = local.screen.value;
  const design = local.report.value?.page.design ?? "irdrop";
  const from = local.session.value === "shell" ? "as the shell has it" : "as opened here";
  const nav = (
    <nav class="screens" aria-label="Screens">
      {screens.map(([name, title]) => (
        <button
          type="button"
          class="button"
          key={name}
          data-testid={`screen-${name}`}
          aria-current={screen === name ? "page" : undefined}
          aria-pressed={screen === name}
          onClick={() => (local.screen.value = name)}
        >
          {title}
        </button>
      ))}
      {local.session.value !== "shell" && (
        <button
          type="button"
          class="link"
          onClick={() => {
            local.session.value = "shell";
            local.opened.value = null;
            void local.refresh();
          }}
        >
          back to the shell's
        </button>
      )}
    </nav>
  );
  return (
    <Frame
      title={design}
      subtitle={from}
      nav={nav}
      foot={`irdrop ${local.hello.version} on this machine. Lengths in um, drops in mV and % of the supply.`}
    >
      <p class="news" role="status" data-testid="news">
        {local.news.value}
      </p>
      {screen === "report" && <LocalReport local={local} />}
      {screen === "try" && <TryScreen local={local} />}
      {screen === "predict" && <PredictScreen local={local} />}
      {screen === "open" && <OpenScreen local={local} />}
    </Frame>
  );
}

function App({ state }: { state: Signal<Loaded> }) {
  const { value } = state;
  switch (value.kind) {
    case "loading":
      return <p class="loading">irdrop: reading the data ...</p>;
    case "failed":
      return (
        <main class="failed">
          <h1>irdrop</h1>
          <p>The data of this page cannot be read: {value.why}</p>
        </main>
      );
    case "report":
      return <ReportPage store={value.store} />;
    case "local":
      return <LocalPage local={value.local} />;
  }
}

export function start(): VNode {
  const state = signal<Loaded>({ kind: "loading" });
  load().then(
    (loaded) => (state.value = loaded),
    (error: unknown) => (state.value = { kind: "failed", why: messageOf(error) }),
  );
  return <App state={state} />;
}
