// SPDX-License-Identifier: BSD-3-Clause
//
// "Feel it": sliders of the power grid and of activity; the prediction follows, the exact
// answer comes a moment later.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { millivolts, number, percent, place } from "../logic/units";
import { MapSection } from "../view/map_section";
import { api, type Opened, type Worst } from "./api";
import { ActivityChange, ChangeList, PadChange, StripeChanges, ViaChanges } from "./changes";
import type { Local } from "./local";
import { messageOf, Problem } from "./problem";
import { openTrial, type Trial } from "./trial";

let copy: Opened | null = null;

/** A copy of the shell's design, the same one while the page is open: what was tried stays. */
async function copyOfShell(): Promise<Opened> {
  const known = copy && (await api.stamp(copy.session).then(() => copy, () => null));
  if (known) {
    return known;
  }
  const form = new FormData();
  form.set("from", "shell");
  copy = await api.open(form);
  return copy;
}

export function TryScreen({ local }: { local: Local }) {
  const trial = useSignal<Trial | null>(null);
  const problem = useSignal("");
  const nets = useSignal<string[]>([]);
  const begin = async (net?: string) => {
    problem.value = "";
    try {
      const opened = local.opened.value ?? (await copyOfShell());
      nets.value = opened.nets.map((one) => one.net);
      trial.value = await openTrial(opened.session, net ?? local.report.value?.answer.value.net ?? nets.value[0]);
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  useEffect(() => void begin(), []);
  return (
    <>
      <section class="box" aria-label="Try changes">
        <h2>Try changes of the power grid</h2>
        <p class="quiet">
          Nothing is changed in the shell: this works on a copy. The prediction follows the
          sliders; the exact answer comes when you pause.
        </p>
        {nets.value.length > 1 && (
          <label>
            Net{" "}
            <select value={trial.value?.net} onChange={(event) => void begin(event.currentTarget.value)}>
              {nets.value.map((net) => (
                <option key={net}>{net}</option>
              ))}
            </select>
          </label>
        )}
        <Problem text={problem.value} />
      </section>
      {trial.value && <Tried key={`${trial.value.session} ${trial.value.net}`} trial={trial.value} />}
      {!trial.value && !problem.value && <p class="loading">Reading the grid ...</p>}
    </>
  );
}

function share(worst: Worst): string {
  return worst.supply_v ? ` (${percent(worst.drop_v / worst.supply_v)})` : "";
}

/** Below a nanovolt it is the rounding of the computer. */
function offText(volts: number | null): string {
  return volts !== null && Math.abs(volts) < 1e-9 ? "less than 0.000001 mV" : millivolts(volts);
}

function Result({ trial }: { trial: Trial }) {
  const tried = trial.tried.value;
  const exact = trial.exact.value;
  const now = exact ?? tried;
  const change = now.worst.drop_v - now.before.drop_v;
  const took = trial.tookMs.value;
  return (
    <section class="box result" aria-label="Worst drop of what is tried" aria-live="polite" data-testid="tried">
      <div>
        <p class="worst-of">{exact ? "Worst drop, solved exactly" : "Worst drop, predicted"}</p>
        <p class="big" data-testid="tried-worst">
          {millivolts(now.worst.drop_v)}
        </p>
        <p>
          {share(now.worst).trim()}
          {now.worst.bound_v !== null && now.worst.bound_v > 0 && ` ± ${millivolts(now.worst.bound_v)}`}{" "}
          <span class="quiet">at {place(now.worst.at)}</span>
        </p>
      </div>
      <dl class="pairs">
        <dt>As opened</dt>
        <dd>
          {millivolts(now.before.drop_v)}
          {share(now.before)} <span class="quiet">at {place(now.before.at)}</span>
        </dd>
        <dt>Change</dt>
        <dd data-testid="tried-change">
          {change > 0 ? "+" : ""}
          {millivolts(change)}
          {now.before.drop_v > 0 && ` (${change > 0 ? "+" : ""}${percent(change / now.before.drop_v)})`}
        </dd>
        <dt>Exact</dt>
        <dd data-testid="tried-exact">
          {exact
            ? `${millivolts(exact.worst.drop_v)}; the prediction was off by ${offText(exact.off_v)}`
            : trial.isSolving.value
              ? "solving ..."
              : "when you pause"}
        </dd>
        <dt>Answered in</dt>
        <dd data-testid="tried-ms">
          {took === null ? "–" : `${number(took)} ms`}
          <span class="quiet"> prediction {number(tried.ms)} ms{exact && `, exact ${number(exact.ms)} ms`}</span>
        </dd>
      </dl>
      {[...new Set([...tried.said, ...(exact?.said ?? [])])].map((text) => (
        <p class="quiet" key={text}>
          {text}
        </p>
      ))}
      <Problem text={trial.problem.value} />
    </section>
  );
}

function Keep({ trial }: { trial: Trial }) {
  const said = useSignal<string[]>([]);
  const keep = async () => {
    try {
      const { plan, not_in_plan: left } = await api.keep(trial.session);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([plan], { type: "application/xml" }));
      link.download = "plan.xml";
      link.click();
      URL.revokeObjectURL(link.href);
      said.value = ["Kept as plan.xml, which read_plan reads.", ...left.map((text) => `Not in it: ${text}`)];
    } catch (error) {
      said.value = [messageOf(error)];
    }
  };
  return (
    <>
      <div class="form-row">
        <button type="button" class="button" disabled={trial.tried.value.undo === 0 && trial.changes.value.length === 0} onClick={() => void trial.undo(false)}>
          Undo
        </button>
        <button type="button" class="button" disabled={trial.changes.value.length === 0} onClick={() => void trial.undo(true)}>
          Undo all
        </button>
        <button type="button" class="button strong" disabled={trial.changes.value.length === 0} onClick={() => void keep()}>
          Keep as a plan
        </button>
      </div>
      <div role="status" data-testid="kept">
        {said.value.map((text) => (
          <p class="quiet" key={text}>
            {text}
          </p>
        ))}
      </div>
    </>
  );
}

function Tried({ trial }: { trial: Trial }) {
  return (
    <>
      <Result trial={trial} />
      <MapSection
        store={trial.store}
        side={
          <>
            <section class="box" aria-label="What is changed">
              <h3>What is changed</h3>
              <ChangeList trial={trial} />
              <Keep trial={trial} />
            </section>
            <StripeChanges trial={trial} />
            <ViaChanges trial={trial} />
            <ActivityChange trial={trial} />
            <PadChange trial={trial} />
          </>
        }
      />
    </>
  );
}
