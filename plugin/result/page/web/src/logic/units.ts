// SPDX-License-Identifier: BSD-3-Clause
//
// Numbers for people: four significant digits with their unit, as the text reports.
import { format } from "d3-format";

const digits = format(".4r");

/** Four significant digits; a minus sign that screen readers say. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return "–";
  }
  if (value === 0) {
    return "0";
  }
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e7 ? size.toExponential(3) : digits(size);
  return value < 0 ? `-${text}` : text;
}

const prefixes: [number, string][] = [
  [1, ""],
  [1e-3, "m"],
  [1e-6, "u"],
  [1e-9, "n"],
  [1e-12, "p"],
];

function scaled(value: number, unit: string): string {
  const size = Math.abs(value);
  if (size === 0) {
    return `0 ${unit}`;
  }
  const [factor, prefix] = prefixes.find(([f]) => size >= f * 0.99995) ?? [1e-15, "f"];
  return `${number(value / factor)} ${prefix}${unit}`;
}

export const amps = (value: number | null | undefined) =>
  value == null || Number.isNaN(value) ? "–" : scaled(value, "A");
export const seconds = (value: number | null | undefined) =>
  value == null || Number.isNaN(value) ? "–" : scaled(value, "s");

/** Drops are in mV whatever their size, so that they can be compared at a glance. */
export function millivolts(value: number | null | undefined): string {
  return value == null || Number.isNaN(value) ? "–" : `${number(value * 1e3)} mV`;
}

export function percent(share: number | null | undefined): string {
  return share == null || Number.isNaN(share) ? "–" : `${number(share * 100)} %`;
}

/** A value of a map or an answer in its unit; volts as millivolts. */
export function withUnit(value: number | null | undefined, unit: string): string {
  if (unit === "V") {
    return millivolts(value);
  }
  return unit === "A" ? amps(value) : unit === "s" ? seconds(value) : number(value);
}

/** How the axis of a unit is written: factor and name. */
export function axisUnit(unit: string, most: number): { factor: number; name: string } {
  if (unit === "V") {
    return { factor: 1e3, name: "mV" };
  }
  if (unit === "A" || unit === "s") {
    const [factor, prefix] = prefixes.find(([f]) => Math.abs(most) >= f) ?? [1e-15, "f"];
    return { factor: 1 / factor, name: prefix + unit };
  }
  return { factor: 1, name: unit };
}

const fixed = format(".2f");
export const um = (value: number) => fixed(value).replace("−", "-");
export const place = (at: readonly number[] | null | undefined) =>
  at ? `(${um(at[0])} ${um(at[1])}) um` : "–";

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
