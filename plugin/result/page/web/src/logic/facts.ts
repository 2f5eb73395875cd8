// SPDX-License-Identifier: BSD-3-Clause
//
// What the answers rest on, in sentences: the first thing that a reader asks behind "how
// much".
import type { Answer, Gate, ReportNet } from "../data";
import { amps, percent, plural, withUnit } from "./units";

export type Verdict = "pass" | "violated" | "unjudged" | "none";

export interface Fact {
  text: string;
  isDoubt: boolean; // something was left out, assumed or cannot be
}

export function verdictOf(gate: Gate | null): Verdict {
  return gate ? gate.verdict : "none";
}

export const verdictWords: Record<Verdict, string> = {
  pass: "Passes",
  violated: "Violated",
  unjudged: "Not judged",
  none: "No limits given",
};

/** What the verdict means for somebody who sees it for the first time. */
export function verdictText(gate: Gate | null): string {
  if (!gate) {
    return "Nothing was held against a limit: this report was written without rules.";
  }
  const bad = gate.checks.filter((check) => check.verdict !== "pass");
  if (gate.verdict === "pass") {
    return `${plural(gate.checks.length, "limit")} held.`;
  }
  return bad.map((check) => check.message).join(" ");
}

/** "solved exactly" or how far a prediction may be off. */
export function certainty(answer: Answer): string {
  if (answer.bound > 0) {
    const share = answer.worst ? ` (${percent(answer.bound / answer.worst)} of it)` : "";
    return `${answer.way_phrase}, may be off by ± ${withUnit(answer.bound, answer.unit)}${share}`;
  }
  return answer.way_phrase;
}

function drawnFact(rests: NonNullable<ReportNet["rests_on"]>): Fact {
  const part = rests.set_a > 0 ? rests.drawn_a / rests.set_a : 1;
  return {
    text: `${amps(rests.drawn_a)} of ${amps(rests.set_a)} drawn (${percent(part)}), by ${plural(rests.cells, "cell")}`,
    isDoubt: part < 0.99,
  };
}

/** all: every answer of the page: what cannot be in one of them is told beside each. */
export function factsOf(
  answer: Answer,
  net: ReportNet | undefined,
  all: readonly Answer[] = [],
): Fact[] {
  const facts: Fact[] = [];
  const say = (text: string, isDoubt: boolean) => facts.push({ text, isDoubt });
  const rests = net?.rests_on;
  const header = new Map(answer.header);
  const power = header.get("Power");
  if (power) {
    say(`Power: ${power}`, rests?.power_assumed ?? false);
  }
  if (rests) {
    facts.push(drawnFact(rests));
    for (const [why, count] of Object.entries(rests.left_out)) {
      if (count > 0) {
        say(`Left out: ${plural(count, "cell")} ${why}`, true);
      }
    }
    if (rests.power_assumed) {
      say("The power was assumed, not given: drops in volts mean nothing yet", true);
    }
    if (rests.layers_assumed > 0) {
      say(`Resistance of ${plural(rests.layers_assumed, "layer")} assumed`, true);
    }
    if (rests.unknown_names > 0) {
      say(`${plural(rests.unknown_names, "name")} of the power report unknown here`, true);
    }
  }
  if (answer.supply_v !== null) {
    const origin = answer.supply_origin ?? "";
    say(`Supply ${number3(answer.supply_v)} V ${origin}`.trim(), /assum/.test(origin));
  }
  const sources = header.get("Sources");
  if (sources) {
    say(`Sources: ${sources}`, /assum|default/i.test(sources));
  }
  if (answer.network) {
    say(`Grid: ${answer.network}`, false);
  }
  if (answer.outside_training) {
    say(`Unlike what the model was trained on: ${answer.outside_training}`, true);
  }
  for (const odd of net?.implausible ?? []) {
    say(odd.message, true);
  }
  for (const other of all) {
    for (const [name, said] of other.header) {
      if (name === "Implausible" && !(net?.implausible ?? []).some((odd) => said.includes(odd.message))) {
        say(`Implausible: ${other.label.toLowerCase()} of ${other.net}: ${said}`, true);
      }
    }
  }
  return facts;
}

const number3 = (value: number) => value.toFixed(3);
