// SPDX-License-Identifier: BSD-3-Clause
//
// The sliders and fields by which a power grid is changed.
import { useSignal } from "@preact/signals";
import type { Box, Point } from "../data";
import { number, place, plural, um } from "../logic/units";
import type { Change, Stripes } from "./api";
import { keyOf, withChange, type Trial } from "./trial";

interface FactorProps {
  name: string;
  testId: string;
  value: number; // a factor
  text: string;
  most: number;
  onChange: (factor: number) => void;
}

/** A slider of factors, even in their logarithm, 1 in its middle. */
function Factor({ name, testId, value, text, most, onChange }: FactorProps) {
  const steps = 24;
  return (
    <label class="slider">
      <span>
        {name} <b>{text}</b>
      </span>
      <input
        type="range"
        data-testid={testId}
        min={-steps}
        max={steps}
        step={1}
        value={Math.round((Math.log(value) / Math.log(most)) * steps)}
        aria-label={name}
        aria-valuetext={text}
        onInput={(event) => onChange(most ** (Number(event.currentTarget.value) / steps))}
      />
    </label>
  );
}

const rounded = (value: number) => Number(value.toPrecision(4));

export function StripeChanges({ trial }: { trial: Trial }) {
  const stripes = trial.grid.stripes.filter((one) => !one.rails);
  if (stripes.length === 0) {
    return null;
  }
  return (
    <section class="box" aria-label="Stripes">
      <h3>Stripes</h3>
      {stripes.map((one) => (
        <StripeLayer key={one.layer} trial={trial} stripes={one} />
      ))}
    </section>
  );
}

function StripeLayer({ trial, stripes }: { trial: Trial; stripes: Stripes }) {
  const { layer, width, pitch } = stripes;
  const chosen = useSignal(stripes.at[0] ?? 0);
  const wanted = useSignal("");
  const now = trial.changes.value.find(
    (change) => change.kind === "stripes" && change.layer === layer,
  ) as Extract<Change, { kind: "stripes" }> | undefined;
  const set = (part: { width?: number; pitch?: number }) =>
    trial.set(withChange(trial.changes.value, { kind: "stripes", layer, ...part }));
  const nowWidth = now?.width ?? width;
  const nowPitch = now?.pitch ?? pitch;
  const dropped = new Set(
    trial.changes.value.flatMap((change) =>
      change.kind === "drop_stripe" && change.layer === layer ? [change.at] : [],
    ),
  );
  return (
    <fieldset>
      <legend>
        {layer}, {plural(stripes.at.length, "stripe")}, {stripes.direction}
      </legend>
      <Factor
        name={`Width of ${layer}`}
        testId={`width-${layer}`}
        value={nowWidth / width}
        text={`${number(nowWidth)} um`}
        most={4}
        onChange={(factor) => set({ width: rounded(width * factor) })}
      />
      {pitch !== null && nowPitch !== null && pitch > 0 && (
        <Factor
          name={`Pitch of ${layer}`}
          testId={`pitch-${layer}`}
          value={nowPitch / pitch}
          text={`${number(nowPitch)} um`}
          most={4}
          onChange={(factor) => set({ pitch: rounded(pitch * factor) })}
        />
      )}
      <div class="form-row">
        <label>
          Stripe at{" "}
          <select value={String(chosen.value)} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
            {stripes.at.map((at) => (
              <option key={at} value={String(at)} disabled={dropped.has(at)}>
                {um(at)} um
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="button"
          disabled={dropped.has(chosen.value)}
          aria-label={`Drop it, the stripe of ${layer}`}
          onClick={() => trial.set(withChange(trial.changes.value, { kind: "drop_stripe", layer, at: chosen.value }))}
        >
          Drop it
        </button>
      </div>
      <div class="form-row">
        <label>
          Another at{" "}
          <input
            type="number"
            class="short"
            step="any"
            value={wanted.value}
            onInput={(event) => (wanted.value = event.currentTarget.value)}
          />{" "}
          um
        </label>
        <button
          type="button"
          class="button"
          disabled={wanted.value.trim() === "" || !Number.isFinite(Number(wanted.value))}
          aria-label={`Add it, a stripe of ${layer}`}
          onClick={() =>
            trial.set(
              withChange(trial.changes.value, {
                kind: "add_stripe",
                layer,
                at: Number(wanted.value),
                width: nowWidth,
              }),
            )
          }
        >
          Add it
        </button>
      </div>
    </fieldset>
  );
}

export function ViaChanges({ trial }: { trial: Trial }) {
  if (trial.grid.vias.length === 0) {
    return null;
  }
  return (
    <section class="box" aria-label="Vias">
      <h3>Cuts in each via</h3>
      {trial.grid.vias.map(({ layer, lower, upper, cuts }) => {
        const now = trial.changes.value.find((change) => change.kind === "vias" && change.layer === layer);
        const factor = now?.kind === "vias" ? now.factor : 1;
        return (
          <Factor
            key={layer}
            name={`${layer}, ${lower} to ${upper}`}
            testId={`vias-${layer}`}
            value={factor}
            text={`${number(factor)} x ${plural(cuts, "cut")}`}
            most={8}
            onChange={(wanted) =>
              trial.set(withChange(trial.changes.value, { kind: "vias", layer, factor: rounded(wanted) }))
            }
          />
        );
      })}
    </section>
  );
}

export function ActivityChange({ trial }: { trial: Trial }) {
  const { store, grid } = trial;
  const region: Box = store.region.value ?? grid.core;
  const key = keyOf({ kind: "activity", region, factor: 1 });
  const now = trial.changes.value.find((change) => keyOf(change) === key);
  const factor = now?.kind === "activity" ? now.factor : 1;
  const isDrawing = store.tool.value?.kind === "region";
  const edges = ["x from", "y from", "x to", "y to"];
  return (
    <section class="box" aria-label="Activity">
      <h3>Activity in a region</h3>
      <div class="form-row">
        <button
          type="button"
          class="button"
          aria-pressed={isDrawing}
          data-testid="draw-region"
          onClick={() => (store.tool.value = isDrawing ? null : { kind: "region" })}
        >
          {isDrawing ? "Drag on a map ..." : "Draw the region"}
        </button>
        {store.region.value && (
          <button type="button" class="link" onClick={() => (store.region.value = null)}>
            whole core
          </button>
        )}
      </div>
      <div class="edges">
        {edges.map((name, i) => (
          <label key={name}>
            <span class="quiet">{name}, um</span>
            <input
              type="number"
              step="any"
              value={um(region[i])}
              onChange={(event) => {
                const value = Number(event.currentTarget.value);
                const next = region.map((old, at) => (at === i ? value : old)) as Box;
                if (next[0] < next[2] && next[1] < next[3]) {
                  store.region.value = next;
                }
              }}
            />
          </label>
        ))}
      </div>
      <Factor
        name="Power there"
        testId="activity"
        value={factor}
        text={`${number(factor)} x`}
        most={4}
        onChange={(wanted) =>
          trial.set(withChange(trial.changes.value, { kind: "activity", region, factor: rounded(wanted) }))
        }
      />
    </section>
  );
}

export function PadChange({ trial }: { trial: Trial }) {
  const { store, grid } = trial;
  const chosen = useSignal(0);
  const to = useSignal<Point>([0, 0]);
  if (grid.sources.length === 0) {
    return null;
  }
  const from = grid.sources[chosen.value]?.at ?? grid.sources[0].at;
  const isPicking = store.tool.value?.kind === "point";
  const move = (at: Point) => {
    to.value = at;
    trial.set(withChange(trial.changes.value, { kind: "move_source", from, to: at.map(rounded) as Point }));
  };
  return (
    <section class="box" aria-label="Pads">
      <h3>Move a pad</h3>
      <div class="form-row">
        <label>
          Pad at{" "}
          <select value={String(chosen.value)} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
            {grid.sources.slice(0, 400).map(({ at }, i) => (
              <option key={i} value={String(i)}>
                {place(at)}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="button"
          aria-pressed={isPicking}
          onClick={() => (store.tool.value = isPicking ? null : { kind: "point", done: move })}
        >
          {isPicking ? "Click on a map ..." : "Move it to a place on the map"}
        </button>
      </div>
      <div class="edges">
        {["x", "y"].map((name, i) => (
          <label key={name}>
            <span class="quiet">to {name}, um</span>
            <input
              type="number"
              step="any"
              value={um(to.value[i])}
              onChange={(event) => {
                const value = Number(event.currentTarget.value);
                to.value = to.value.map((old, at) => (at === i ? value : old)) as Point as [number, number];
              }}
            />
          </label>
        ))}
        <button type="button" class="button" onClick={() => move(to.value)}>
          Move
        </button>
      </div>
    </section>
  );
}

function textOf(change: Change): string {
  switch (change.kind) {
    case "stripes":
      return [
        `Stripes of ${change.layer}:`,
        change.width !== undefined ? `width ${number(change.width)} um` : "",
        change.pitch !== undefined ? `pitch ${number(change.pitch)} um` : "",
      ]
        .filter(Boolean)
        .join(" ");
    case "drop_stripe":
      return `Stripe of ${change.layer} at ${um(change.at)} um dropped`;
    case "add_stripe":
      return `Stripe of ${change.layer} at ${um(change.at)} um, ${number(change.width)} um wide, added`;
    case "vias":
      return `${change.layer}: ${number(change.factor)} x cuts`;
    case "activity":
      return `Power ${number(change.factor)} x in (${change.region.map(um).join(" ")}) um`;
    case "move_source":
      return `Pad at ${place(change.from)} moved to ${place(change.to)}`;
  }
}

export function ChangeList({ trial }: { trial: Trial }) {
  const changes = trial.changes.value;
  if (changes.length === 0) {
    return <p class="quiet">Nothing yet: move a slider.</p>;
  }
  return (
    <ul class="found" data-testid="changes">
      {changes.map((change, i) => (
        <li key={keyOf(change)}>
          {textOf(change)}{" "}
          <button
            type="button"
            class="link"
            aria-label={`Take back: ${textOf(change)}`}
            onClick={() => trial.set(changes.toSpliced(i, 1))}
          >
            take back
          </button>
        </li>
      ))}
    </ul>
  );
}
