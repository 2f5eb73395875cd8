// SPDX-License-Identifier: BSD-3-Clause
//
// What everybody asks first: verdict, the worst drop, where, which instance, how sure,
// what makes it, and what all of this rests on.
import type { Answer } from "../data";
import { certainty, factsOf, verdictOf, verdictText, verdictWords } from "../logic/facts";
import { answerName, hasCorners } from "../logic/layers";
import { percent, place, plural, seconds, um, withUnit } from "../logic/units";
import type { Store } from "../state";
import { DataTable } from "./table";

function shareOfSupply(answer: Answer): string {
  return answer.unit === "V" && answer.supply_v && answer.worst !== null
    ? `${percent(answer.worst / answer.supply_v)} of ${answer.supply_v.toFixed(3)} V`
    : "";
}

export function Verdict({ store }: { store: Store }) {
  const { gate } = store.page.report;
  const verdict = verdictOf(gate);
  const marks = { pass: "✓", violated: "✕", unjudged: "?", none: "–" };
  return (
    <div class={`verdict ${verdict}`} data-testid="verdict">
      <span class="verdict-word">
        <span aria-hidden="true">{marks[verdict]}</span> {verdictWords[verdict]}
      </span>
      <span>{verdictText(gate)}</span>
    </div>
  );
}

/** The answer whose shares of layers go for this one: its own, else the solved one's. */
function sharesFor(store: Store): { answer: Answer; isOwn: boolean } | null {
  const answer = store.answer.value;
  if (answer.shares.length > 0) {
    return { answer, isOwn: true };
  }
  const solved = store.page.answers.find(
    (one) => one.net === answer.net && one.corner === answer.corner && one.shares.length > 0,
  );
  return solved ? { answer: solved, isOwn: false } : null;
}

function Maker({ store }: { store: Store }) {
  const found = sharesFor(store);
  if (!found) {
    return <>not known: solve the grid to see it</>;
  }
  const total = found.answer.shares.reduce((sum, share) => sum + share.drop_v, 0);
  const largest = [...found.answer.shares].sort((a, b) => b.drop_v - a.drop_v).slice(0, 2);
  return (
    <>
      {largest.map((share, i) => (
        <span key={share.name}>
          {i > 0 && ", then "}
          <b>{share.name}</b> {percent(share.drop_v / total)} ({withUnit(share.drop_v, "V")})
        </span>
      ))}
      {!found.isOwn && <span class="quiet"> as solved exactly</span>}
    </>
  );
}

/** What drops in time come to, beside a static drop: it may be the worse one by far. */
function InTime({ store }: { store: Store }) {
  const { answers } = store.page;
  const { net, corner, quantity } = store.answer.value;
  const index = answers.findIndex(
    (one) => one.net === net && one.corner === corner && one.quantity !== quantity && one.worst !== null,
  );
  const other = answers[index];
  return other ? (
    <p>
      <button type="button" class="link" onClick={() => store.showAnswer(index)}>
        {other.quantity === "dynamic" ? "In time" : "Static"} {withUnit(other.worst, other.unit)}
      </button>{" "}
      <span class="quiet">{shareOfSupply(other).split(" of ")[0]}</span>
    </p>
  ) : null;
}

function WorstInstance({ store }: { store: Store }) {
  const answer = store.answer.value;
  const { cells } = store;
  const at = answer.worst_at;
  const known = answer.worst_instance;
  const name = known ?? (at && cells ? (cells.names[cells.at(at[0], at[1])] ?? null) : null);
  if (name === null) {
    return <>not known</>;
  }
  const cell = cells?.find(name) ?? -1;
  return (
    <>
      <button
        type="button"
        class="link"
        onClick={() =>
          store.goTo({ label: name, box: cells && cell >= 0 ? cells.boxOf(cell) : null, at, cell }, 6)
        }
      >
        {name}
      </button>
      {cells && cell >= 0 && <span class="quiet"> {cells.masterOf(cell)}</span>}
      {known === null && <span class="quiet"> (the cell at that place)</span>}
    </>
  );
}

export function Summary({ store }: { store: Store }) {
  const answer = store.answer.value;
  const facts = factsOf(answer, store.reportNet.value, store.page.answers);
  const doubts = facts.filter((fact) => fact.isDoubt);
  const unit = answer.maps[0]?.has_place === false ? "pixels" : "um";
  const at = answer.worst_at;
  return (
    <section class="summary" aria-label="Summary">
      <div class="worst">
        <p class="worst-of">
          {answer.quantity === "dynamic" ? "Worst drop in time" : "Worst drop"} of{" "}
          <b>{answer.net}</b>
          {hasCorners(store.page.answers) && `, corner ${answer.corner}`}
        </p>
        <p class="big" data-testid="worst">
          {withUnit(answer.worst, answer.unit)}
        </p>
        <p class="share">
          {shareOfSupply(answer) || (answer.unit === "" ? "relative: the model knows no volts" : "")}
        </p>
        <InTime store={store} />
        <p class="quiet">
          {plural(store.regions.value.items.length, "hotspot")} above{" "}
          {withUnit(store.threshold.value, answer.unit)}
          {answer.average !== null && `; average ${withUnit(answer.average, answer.unit)}`}
        </p>
      </div>
      <dl class="key-facts">
        <dt>Where</dt>
        <dd>
          {at ? (
            <button
              type="button"
              class="link"
              onClick={() => store.goTo({ label: "Worst drop", box: null, at, cell: -1 })}
            >
              x {um(at[0])} y {um(at[1])} {unit}
            </button>
          ) : (
            "not known"
          )}
          {answer.worst_layer && (
            <>
              {" "}
              on <b>{answer.worst_layer}</b>
            </>
          )}
          {answer.when_s !== null && <> at {seconds(answer.when_s)}</>}
        </dd>
        <dt>Instance</dt>
        <dd>
          <WorstInstance store={store} />
        </dd>
        <dt>How sure</dt>
        <dd>{certainty(answer)}</dd>
        <dt>Made by</dt>
        <dd>
          <Maker store={store} />
        </dd>
      </dl>
      <div class="rests">
        <h2>What it rests on</h2>
        <ul>
          {[...doubts, ...facts.filter((fact) => !fact.isDoubt)].map((fact) => (
            <li class={fact.isDoubt ? "doubt" : ""} key={fact.text}>
              {fact.isDoubt && <span class="tag warn">note</span>}
              {fact.text}
            </li>
          ))}
          {doubts.length === 0 && facts.length > 0 && (
            <li class="quiet">Nothing was left out, assumed or found implausible.</li>
          )}
        </ul>
      </div>
    </section>
  );
}

export function AllAnswers({ store }: { store: Store }) {
  const { answers, report } = store.page;
  const many = hasCorners(answers);
  if (answers.length < 2) {
    return null;
  }
  return (
    <section class="box answers" aria-label="All answers">
      <h2>Nets{many && " and corners"}</h2>
      <DataTable
        stack
        rows={answers}
        isCurrent={(_, i) => i === store.answerIndex.value}
        columns={[
          {
            title: "Net",
            kind: "head",
            cell: (answer, i) => (
              <button type="button" class="link" onClick={() => store.showAnswer(i)} data-testid={`answer-${i}`}>
                {answerName(answer, many)}
              </button>
            ),
          },
          {
            title: "Worst drop",
            kind: "num",
            cell: (answer) =>
              withUnit(answer.worst, answer.unit) +
              (answer.bound > 0 ? ` ± ${withUnit(answer.bound, answer.unit)}` : ""),
          },
          { title: "Of supply", kind: "num", cell: (answer) => shareOfSupply(answer).split(" of ")[0] || "–" },
          { title: "Average", kind: "num", cell: (answer) => withUnit(answer.average, answer.unit) },
          { title: "Place", kind: "num", cell: (answer) => place(answer.worst_at) },
          { title: "Hotspots", kind: "num", cell: (_, i) => report.nets[i]?.hotspots.length ?? "–" },
        ]}
      />
    </section>
  );
}
